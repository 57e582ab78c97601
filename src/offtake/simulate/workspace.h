// What a group of kLanes paths needs while it is simulated, and the sums over a block of paths.
// Arrays are [entity][step][lane]. One per thread; nothing is allocated between groups.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "offtake/futures/futures.h"
#include "offtake/simulate/compile.h"
#include "offtake/simulate/dispatch_scratch.h"

namespace offtake {

using Lanes = std::array<double, kLanes>;

class LaneArray {
 public:
  void resize(std::size_t entities, int steps) {
    steps_ = std::size_t(steps);
    data_.assign(entities * steps_ * kLanes, 0.0);
  }
  void clear() { std::fill(data_.begin(), data_.end(), 0.0); }
  double* at(std::size_t entity, int step) {
    return data_.data() + (entity * steps_ + std::size_t(step)) * kLanes;
  }
  const double* at(std::size_t entity, int step) const {
    return data_.data() + (entity * steps_ + std::size_t(step)) * kLanes;
  }

 private:
  std::size_t steps_ = 0;
  std::vector<double> data_;
};

// Sums over the paths of one block, added up in block order afterwards.
struct BlockSums {
  std::vector<double> line_usd;       // [line][step]
  std::vector<double> delivered_mw;   // [position][step]
  std::vector<double> gross_usd;      // [step]
  std::vector<double> imbalance_usd;  // [step], a maximum
};

// One position on these paths.
struct PositionLanes {
  Lanes delay{};  // months
  Lanes mw{};     // 0 where the letter of intent does not convert
  Lanes stop{};   // months since signing at which one side has failed, +inf if never
  Lanes price{};  // USD per MW-month before escalation
};

struct Workspace {
  Workspace(const Compiled& compiled, const Futures& futures);
  // Draws the paths and clears what the last group left; `counted` of them enter the sums.
  void start(std::int64_t first_path, int counted);

  // Pays `usd` [lane] in this step, from the line's payer to its payee.
  void post(int line, int step, const double* usd);

  // The driver-moved value of a table at a step.
  void value(const StepTable& table, int step, double* out) const;
  // Π drivers at a step, 1 without drivers.
  void factor(const std::vector<DriverId>& drivers, int step, double* out) const;
  // Part of the step that the party is alive.
  double alive(PartyId party, int step, int lane) const;
  // 1 or 0: whether a letter of intent has converted on this path.
  double converted(double probability, std::uint64_t stream, int lane) const;

  const Compiled& c;
  const Futures& futures;
  FuturesBlock block;
  std::int64_t first = 0;
  int counted = kLanes;

  std::vector<PositionLanes> position;
  LaneArray delivered;               // MW, mean over the step
  LaneArray worked;                  // MW that workloads used
  LaneArray demand, served;          // [workload], H100e
  LaneArray revenue;                 // [party], USD earned in cash
  LaneArray share;                   // [party], part of it owed on
  LaneArray net, value_flow;         // [party], USD
  LaneArray cash, emergency;         // [party], USD
  LaneArray spend, stranded, power;  // [party as the user], USD, USD, MWh
  std::vector<Lanes> default_month;  // [party]
  std::vector<Lanes> npv;            // [party]
  DispatchScratch dispatch;
  BlockSums sums;
};

}  // namespace offtake
