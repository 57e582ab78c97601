// What one step of one path costs, by phase: path_steps [MODEL [STRATEGY]].
//
// Least of several runs on one thread. Steps include the run-off.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "offtake/base/text.h"
#include "offtake/modelfile/modelfile.h"
#include "offtake/simulate/simulation.h"
#include "support/random_model.h"

namespace offtake {
namespace {

constexpr std::int64_t kPaths = 2560;
constexpr int kRuns = 7;

double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Phases {
  double draw = 0.0, simulate = 0.0, measure = 0.0;  // seconds
  std::int64_t steps = 0;
};

double least_of_runs(const std::function<double()>& run) {
  double least = std::numeric_limits<double>::infinity();
  for (int i = 0; i < kRuns; ++i) least = std::min(least, run());
  return least;
}

// The measures are what simulate() does after the last block of paths.
Phases time_phases(const Model& model, const Plan& plan) {
  const Futures futures = *Futures::make(model, {});
  Phases out;
  out.draw = least_of_runs([&] {
    const double begun = seconds();
    FuturesBlock block;
    for (std::int64_t first = 0; first < kPaths; first += kLanes) futures.draw(first, block);
    return seconds() - begun;
  });
  double drawn = 0.0;
  SimulateOptions options;
  options.paths = kPaths;
  options.threads = 1;
  options.progress = [&](double) { drawn = seconds(); };
  out.measure = out.simulate = std::numeric_limits<double>::infinity();
  for (int i = 0; i < kRuns; ++i) {
    const double begun = seconds();
    const Result<Simulation> s = simulate(model, plan, futures, options);
    out.measure = std::min(out.measure, seconds() - drawn);
    out.simulate = std::min(out.simulate, drawn - begun - out.draw);
    out.steps = s->steps + s->runoff_steps;
  }
  return out;
}

void print(const std::string& name, const std::vector<Phases>& all) {
  double draw = 0.0, simulate = 0.0, measure = 0.0, steps = 0.0;
  for (const Phases& p : all) {
    draw += p.draw;
    simulate += p.simulate;
    measure += p.measure;
    steps += double(p.steps);
  }
  const double ns = 1e9 / (steps * double(kPaths));
  fmt::print("| {} | {:.0f} | {:.0f} | {:.0f} | {:.0f} | {:.0f} |\n", name,
             steps / double(all.size()), ns * draw, ns * simulate, ns * measure,
             ns * (draw + simulate + measure));
}

void random_models(const std::string& name, bool exact_domain) {
  std::vector<Phases> all;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const testing::RandomModel r = testing::random_model(seed, {exact_domain});
    all.push_back(time_phases(r.model, r.plan));
  }
  print(name, all);
}

int model_folder(const std::string& folder, const std::string& name) {
  const Result<LoadedModel> loaded = load_model(folder);
  if (!loaded) {
    fmt::print(stderr, "{}: {}\n", folder, loaded.errors()[0].what);
    return 2;
  }
  const std::vector<Strategy>& all = loaded->model.strategies;
  const auto at =
      std::find_if(all.begin(), all.end(), [&](const Strategy& s) { return s.name == name; });
  if (!name.empty() && at == all.end()) {
    fmt::print(stderr, "{} has no strategy {}\n", folder, name);
    return 2;
  }
  if (at == all.end()) {
    print(folder, {time_phases(loaded->model, {})});
  } else {
    const StrategyId id{std::size_t(at - all.begin())};
    print(folder + " " + name, {time_phases(under(loaded->model, id), at->sign)});
  }
  return 0;
}

}  // namespace
}  // namespace offtake

int main(int argc, char** argv) {
  fmt::print("Nanoseconds per path and step, one thread, {} paths.\n\n", offtake::kPaths);
  fmt::print(
      "| model | steps | draw | simulate | measure | together |\n|---|--:|--:|--:|--:|--:|\n");
  offtake::random_models("10 random models", true);
  offtake::random_models("10 random models, some work only at some sites", false);
  if (argc < 2) return 0;
  return offtake::model_folder(argv[1], argc > 2 ? argv[2] : "");
}
