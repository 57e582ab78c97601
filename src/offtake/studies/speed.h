// Where the time of a model goes: what one path costs the kernel, against what the machine can do
// at best, and the parts of a simulation and of a plan. Everything is run in turns, several times.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "offtake/plan/planner.h"
#include "offtake/simulate/path_values.h"
#include "offtake/studies/timing.h"

namespace offtake {

// The simulation that a planning method calls again and again, at a plan on which nothing is idle:
// every offer signed at every epoch and in every cell, its most divided evenly over the epochs.
struct KernelCase {
  std::unique_ptr<PathValues> values;
  std::vector<double> x;
};
// On one thread. A model with nothing to decide is played as its strategy signs it. Errors: those
// of the futures.
Result<KernelCase> kernel_case(const Model& model, StrategyId strategy, const PlanOptions& options);

// One thread; seconds and ticks of one path.
struct KernelSpeed {
  std::int64_t paths = 0;
  PathWork work;
  double words = 0.0;  // random words of 32 bits that a path is drawn from
  double bytes = 0.0;  // of main memory, read and written by values() and by values_alone()
  bool kept = true;    // the paths; otherwise they are drawn within `forward` and `slope`
  Timing draw;         // all drivers, words included
  Timing forward;      // values_alone()
  Timing slope;        // values(): forward and backward
};

struct MachineSpeed {
  Timing cycle;                      // of a core
  Timing word;                       // of 32 bits, on one thread
  Timing byte_alone, byte_together;  // of the triad, on one thread and on all that were asked for
};

// On all threads that were asked for.
struct SimulateSpeed {
  Timing draw, play, measure;
  std::optional<Timing> write;  // where it was asked for
};
struct PlanSpeed {
  Timing draw, oracle, master, fresh, comparisons, rest;
  Timing integer;  // with the simulations and masters of it, which are part of the others as well
  int iterations = 0, integer_rounds = 0;
  double gap = 0.0;
};

struct Speed {
  int kernel_rounds = 0, rounds = 0;  // of the kernel and machine, of the rest
  KernelSpeed kernel;
  MachineSpeed machine;
  SimulateSpeed simulate;
  std::optional<PlanSpeed> plan;  // nothing where there is nothing to decide
};

struct SpeedOptions {
  PlanOptions plan;  // paths, futures, threads and method of all parts; its clock is `clock`
  SpeedClock clock;
  std::function<Status(const Simulation&)> write;  // keeps a simulation; may be empty
  std::function<void(double done)> progress;       // share that is done; may be empty
};

// Errors: those of the futures, of simulate(), of make_plan() and of options.write; E0130 where it
// was stopped (options.plan.method.stop).
Result<Speed> measure_speed(const Model& model, StrategyId strategy, const SpeedOptions& options);

}  // namespace offtake
