#include "offtake/studies/speed.h"

#include <algorithm>

#include "offtake/base/parallel.h"
#include "offtake/plan/problem.h"
#include "offtake/simulate/simulation.h"
#include "offtake/studies/machine_speed.h"
#include "offtake/studies/study.h"

namespace offtake {
namespace {

// Enough that what is kept of them is no longer in the cache of a core.
constexpr std::int64_t kMostKernelPaths = 10240;
constexpr int kKernelRounds = 9, kRounds = 5;

Diagnostic stopped() {
  Diagnostic d;
  d.code = "E0130";
  d.what = "the measuring was stopped before it was done";
  d.mend = "run it again, with fewer paths if it takes too long";
  return d;
}

// Counts the rounds of all parts, and asks whether to go on.
class Rounds {
 public:
  Rounds(const SpeedOptions& options, int all) : options_(options), all_(all) {}
  Status next() {
    if (options_.progress) options_.progress(double(done_++) / double(all_));
    const auto& stop = options_.plan.method.stop;
    if (stop && stop()) return stopped();
    return ok_status();
  }

 private:
  const SpeedOptions& options_;
  int all_, done_ = 0;
};

void draw_all(const Futures& futures, std::int64_t paths, int threads) {
  for_each_block(block_count(paths), threads, [&](std::int64_t block) {
    FuturesBlock drawn;
    const std::int64_t end = std::min(paths, (block + 1) * kBlockPaths);
    for (std::int64_t first = block * kBlockPaths; first < end; first += kLanes) {
      futures.draw(first, drawn);
    }
  });
}

// On one thread, in turns with what the machine can do.
Status measure_kernel(KernelCase& of, const Futures& futures, const SpeedOptions& options,
                      Rounds& rounds, Speed& out) {
  MachineTrials machine(options.plan.threads);
  Stopwatch cycle(options.clock), word(options.clock), alone(options.clock),
      together(options.clock), draw(options.clock), forward(options.clock), slope(options.clock);
  const std::int64_t paths = of.values->paths();
  std::vector<double> value;
  Status done = of.values->values(of.x, value);  // warms up
  for (int i = 0; i < kKernelRounds && done; ++i) {
    if (done = rounds.next(); !done) break;
    cycle.time([&] { machine.count_cycles(); });
    word.time([&] { machine.draw_words(); });
    alone.time([&] { machine.move_on_one_thread(); });
    together.time([&] { machine.move_on_all_threads(); });
    draw.time([&] { draw_all(futures, paths, 1); });
    forward.time([&] { done = of.values->values_alone(of.x, value); });
    slope.time([&] { done = done ? of.values->values(of.x, value) : done; });
  }
  const double all = double(paths);
  out.machine = {cycle.of_each(MachineTrials::cycles()), word.of_each(MachineTrials::words()),
                 alone.of_each(MachineTrials::bytes()), together.of_each(MachineTrials::bytes())};
  out.kernel = {paths,
                of.values->work(),
                futures.words_per_path(),
                of.values->bytes_per_path(),
                of.values->kept(),
                draw.of_each(all),
                forward.of_each(all),
                slope.of_each(all)};
  return done;
}

Status measure_simulate(const Model& model, const Plan& plan, const Futures& futures,
                        const SpeedOptions& options, Rounds& rounds, SimulateSpeed& out) {
  Stopwatch draw(options.clock), play(options.clock), measure(options.clock), write(options.clock);
  double played = 0.0;
  SimulateOptions how;
  how.paths = options.plan.paths;
  how.threads = options.plan.threads;
  how.stop = options.plan.method.stop;
  // What follows on the last block of paths is measuring.
  how.progress = [&](double) { played = options.clock.seconds(); };
  for (int i = 0; i < kRounds; ++i) {
    if (Status go_on = rounds.next(); !go_on) return go_on;
    const double drawing = options.clock.seconds();
    draw_all(futures, how.paths, how.threads);
    const double began = options.clock.seconds();
    const Result<Simulation> simulation = simulate(model, plan, futures, how);
    if (!simulation) return simulation.errors();
    measure.add(options.clock.seconds() - played);
    draw.add(began - drawing);
    play.add(std::max(0.0, played - began - (began - drawing)));
    if (!options.write) continue;
    Status written = ok_status();
    write.time([&] { written = options.write(*simulation); });
    if (!written) return written;
  }
  out = {draw.of_each(), play.of_each(), measure.of_each(), {}};
  if (options.write) out.write = write.of_each();
  return ok_status();
}

double phase(const PlanResult& result, const char* name) {
  double seconds = 0.0;
  for (const PhaseTime& p : result.phases) seconds += p.name == name ? p.seconds : 0.0;
  return seconds;
}

Status measure_plan(const Model& model, StrategyId strategy, const SpeedOptions& options,
                    Rounds& rounds, std::optional<PlanSpeed>& out) {
  Stopwatch draw(options.clock), oracle(options.clock), master(options.clock), fresh(options.clock),
      comparisons(options.clock), rest(options.clock), integer(options.clock);
  PlanSpeed speed;
  for (int i = 0; i < kRounds; ++i) {
    if (Status go_on = rounds.next(); !go_on) return go_on;
    const double began = options.clock.seconds();
    const Result<PlanResult> result = make_plan(model, strategy, options.plan);
    const double whole = options.clock.seconds() - began;
    if (!result && result.errors().front().code == "E0965") return ok_status();
    if (!result) return result.errors();
    const BundleResult& m = result->method;
    if (m.end == BundleEnd::stopped) return stopped();
    const double parts[] = {phase(*result, "draw"), m.seconds_oracle, m.seconds_master,
                            phase(*result, "fresh paths"), phase(*result, "comparisons")};
    double others = whole;
    for (const double part : parts) others -= part;
    draw.add(parts[0]);
    oracle.add(parts[1]);
    master.add(parts[2]);
    fresh.add(parts[3]);
    comparisons.add(parts[4]);
    rest.add(std::max(0.0, others));
    integer.add(m.seconds_integer);
    speed.iterations = m.iterations;
    speed.integer_rounds = m.integer_rounds;
    speed.gap = m.gap;
  }
  speed.draw = draw.of_each();
  speed.oracle = oracle.of_each();
  speed.master = master.of_each();
  speed.fresh = fresh.of_each();
  speed.comparisons = comparisons.of_each();
  speed.rest = rest.of_each();
  speed.integer = integer.of_each();
  out = speed;
  return ok_status();
}

}  // namespace

Result<KernelCase> kernel_case(const Model& model, StrategyId strategy,
                               const PlanOptions& options) {
  PlanOptions how = options;
  how.paths = std::min(options.paths, kMostKernelPaths);
  const PathValuesOptions paths{how.paths, 0, 1, how.memory_bytes};
  const Result<PlanProblem> problem = plan_problem(model, strategy, how);
  if (!problem && problem.errors().front().code != "E0965") return problem.errors();
  if (!problem) {
    const Model own = under(model, strategy);
    const Result<Futures> futures = Futures::make(own, how.futures);
    if (!futures) return futures.errors();
    return KernelCase{
        std::make_unique<PathValues>(own, signed_under(model, strategy), *futures, paths), {}};
  }
  std::vector<double> x = problem->domain.domain.upper;
  for (double& mw : x) mw /= double(problem->columns.epochs.size());
  const Plan plan = plan_of(problem->columns, problem->signed_already, x);
  x.clear();
  for (const Signing& s : plan.signings) {
    if (s.epoch >= 0) x.insert(x.end(), s.mw_by_cell.begin(), s.mw_by_cell.end());
  }
  return KernelCase{std::make_unique<PathValues>(problem->model, plan, problem->futures, paths),
                    std::move(x)};
}

Result<Speed> measure_speed(const Model& model, StrategyId strategy, const SpeedOptions& given) {
  SpeedOptions options = given;
  options.plan.method.clock = options.clock.seconds;
  const Model own = under(model, strategy);
  const Plan signed_already = signed_under(model, strategy);
  const Result<Futures> futures = Futures::make(own, options.plan.futures);
  if (!futures) return futures.errors();

  Speed out;
  out.kernel_rounds = kKernelRounds;
  out.rounds = kRounds;
  Rounds rounds(options, kKernelRounds + 2 * kRounds);
  {
    Result<KernelCase> kernel = kernel_case(model, strategy, options.plan);
    if (!kernel) return kernel.errors();
    Status done = measure_kernel(*kernel, *futures, options, rounds, out);
    if (!done) return done.errors();
  }
  Status done = measure_simulate(own, signed_already, *futures, options, rounds, out.simulate);
  if (!done) return done.errors();
  if (done = measure_plan(model, strategy, options, rounds, out.plan); !done) return done.errors();
  return out;
}

}  // namespace offtake
