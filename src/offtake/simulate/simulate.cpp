#include <unistd.h>

#include <cmath>
#include <mutex>

#include "offtake/base/parallel.h"
#include "offtake/base/quantity.h"
#include "offtake/base/text.h"
#include "offtake/simulate/clauses.h"
#include "offtake/simulate/contagion.h"
#include "offtake/simulate/measures.h"
#include "offtake/simulate/simulation.h"

namespace offtake {
namespace {

Status check_memory(const Compiled& c, std::int64_t paths) {
  // What is kept of every path, and the sums of every block of them.
  const double sums =
      double(c.lines.size() + 2 * c.positions.size() + 2) * c.all_steps * sizeof(double);
  const double need = PathStore::bytes(c, paths) + double(block_count(paths)) * sums;
  const double have = double(sysconf(_SC_PHYS_PAGES)) * double(sysconf(_SC_PAGESIZE));
  // Others work on the machine too.
  constexpr double kOurs = 0.6;
  if (need < kOurs * have) return ok_status();
  const auto fits = static_cast<std::int64_t>(kOurs * have / need * double(paths));
  Diagnostic d;
  d.code = "E0314";
  d.what = fmt::format("{} paths need {:.1f} GiB of memory; this machine has {:.1f} GiB", paths,
                       need / 1073741824.0, have / 1073741824.0);
  d.mend = fmt::format("take at most {} paths", fits);
  return d;
}

Diagnostic stopped() {
  Diagnostic d;
  d.code = "E0130";
  d.what = "the simulation was stopped before all paths were done";
  d.mend = "run it again, with fewer paths if it takes too long";
  return d;
}

Diagnostic not_finite(std::string what) {
  Diagnostic d;
  d.code = "E0608";
  d.what = std::move(what);
  d.mend = "a driver or a growth rule explodes: look at `offtake show MODEL drivers`";
  return d;
}

Status check_finite(const Simulation& simulation, const Model& model) {
  for (const StepSeries& s : simulation.series) {
    for (std::size_t k = 0; k < s.estimate.size(); ++k) {
      if (std::isfinite(s.estimate[k].mean)) continue;
      return not_finite(fmt::format("{} of '{}' is not finite in {}", key_of(s.measure),
                                    model.at(s.party).name, model.clock.label(int(k))));
    }
  }
  return ok_status();
}

Status check_finite(const PathStore& store, const Model& model) {
  for (std::size_t p = 1; p < store.npv.size(); ++p) {
    for (std::size_t i = 0; i < store.npv[p].size(); ++i) {
      if (std::isfinite(store.npv[p][i])) continue;
      return not_finite(
          fmt::format("the value of '{}' is not finite on path {}", model.parties[p].name, i));
    }
  }
  return ok_status();
}

}  // namespace

Result<Simulation> simulate(const Model& model, const Plan& plan, const Futures& futures,
                            const SimulateOptions& options) {
  const Compiled compiled = compile(model, plan);
  std::optional<ContagionSums> contagion;
  if (options.may_fail) {
    Result<std::vector<char>> may_fail = who_may_fail(model, *options.may_fail);
    if (!may_fail) return may_fail.errors();
    contagion.emplace(compiled, std::move(may_fail).value());
  }
  if (Status memory = check_memory(compiled, options.paths); !memory) return memory.errors();
  PathStore store(compiled, options.paths);
  const std::int64_t blocks = block_count(options.paths);
  std::vector<BlockSums> sums(std::size_t(blocks), BlockSums{});
  std::vector<ContagionSums> unpaid(contagion ? sums.size() : 0);
  std::int64_t done = 0;
  std::mutex progress;
  const auto simulate_block = [&](std::int64_t block) {
    Workspace w(compiled, futures);
    if (contagion) {
      w.keep_lines();
      unpaid[std::size_t(block)] = *contagion;
    }
    const std::int64_t end = std::min(options.paths, (block + 1) * kBlockPaths);
    for (std::int64_t first = block * kBlockPaths; first < end; first += kLanes) {
      w.start(first, static_cast<int>(std::min<std::int64_t>(kLanes, end - first)));
      play(w);
      store.keep(w);
      if (contagion) clear_paths(w, unpaid[std::size_t(block)]);
    }
    sums[std::size_t(block)] = std::move(w.sums);
    if (options.progress) {
      const std::lock_guard lock(progress);
      options.progress(double(++done) / double(blocks));
    }
  };
  if (!for_each_block(blocks, options.threads, simulate_block, options.stop)) return stopped();
  if (Status finite = check_finite(store, model); !finite) return finite.errors();
  Simulation out = measure_all(model, compiled, store, sums, futures.options(), options);
  if (Status finite = check_finite(out, model); !finite) return finite.errors();
  if (contagion) {
    for (const ContagionSums& block : unpaid) contagion->add(block);
    out.contagion = measure_contagion(compiled.clock, *contagion, options.paths);
  }
  return out;
}

}  // namespace offtake
