#include <unistd.h>

#include <cmath>
#include <mutex>

#include "offtake/base/parallel.h"
#include "offtake/base/quantity.h"
#include "offtake/base/text.h"
#include "offtake/simulate/clauses.h"
#include "offtake/simulate/part_measures.h"

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
  d.what = fmt::format("{} paths at a time need {:.1f} GiB of memory; this machine has {:.1f} GiB",
                       paths, need / 1073741824.0, have / 1073741824.0);
  d.mend = fmt::format("take at most {} paths", fits);
  return d;
}

Diagnostic too_many_values() {
  Diagnostic d;
  d.code = "E1362";
  d.what = fmt::format("the value on every path is kept of at most {} paths", kValuePaths);
  d.mend = "take fewer paths; `offtake simulate` alone plays more";
  return d;
}

Diagnostic stopped() {
  Diagnostic d;
  d.code = "E0130";
  d.what = "the simulation was stopped before all paths were done";
  d.mend = "run it again, with fewer paths if it takes too long";
  return d;
}

Status check_finite(const PathStore& store, const Model& model) {
  for (std::size_t p = 1; p < model.parties.size(); ++p) {
    const std::vector<double> npv = store.copy(store.npv_column(p));
    for (std::size_t i = 0; i < npv.size(); ++i) {
      if (std::isfinite(npv[i])) continue;
      return not_finite(fmt::format("the value of '{}' is not finite on path {}",
                                    model.parties[p].name, store.first_path() + std::int64_t(i)));
    }
  }
  return ok_status();
}

// Plays blocks of paths on many threads at once. Workspaces are used again, block after block.
class Player {
 public:
  Player(const Compiled& compiled, const Futures& futures, const SimulateOptions& options,
         PartSums none, std::int64_t paths)
      : c_(compiled),
        futures_(futures),
        options_(options),
        none_(std::move(none)),
        blocks_(block_count(paths)) {}

  // Paths first .. last−1; false where it was stopped.
  bool play(std::int64_t first, std::int64_t last, PlayedBlocks& out) {
    const std::int64_t blocks = block_count(last - first);
    out.store.start(first, last - first);
    out.sums.assign(std::size_t(blocks), {});
    out.contagion.assign(none_.contagion ? out.sums.size() : 0, {});
    return for_each_block(
        blocks, options_.threads,
        [&](std::int64_t block) {
          const std::int64_t begin = first + block * kBlockPaths;
          play_block({begin, std::min(last, begin + kBlockPaths)}, std::size_t(block), out);
        },
        options_.stop);
  }

 private:
  struct Paths {
    std::int64_t first, end;
  };

  void play_block(Paths paths, std::size_t block, PlayedBlocks& out) {
    std::unique_ptr<Workspace> w = take();
    w->sums = none_.sums;
    if (none_.contagion) out.contagion[block] = *none_.contagion;
    for (std::int64_t first = paths.first; first < paths.end; first += kLanes) {
      w->start(first, static_cast<int>(std::min<std::int64_t>(kLanes, paths.end - first)));
      offtake::play(*w);
      out.store.keep(*w);
      if (none_.contagion) clear_paths(*w, out.contagion[block]);
    }
    out.sums[block] = std::move(w->sums);
    give(std::move(w));
    if (!options_.progress) return;
    const std::lock_guard lock(progress_);
    options_.progress(double(++done_) / double(blocks_));
  }

  std::unique_ptr<Workspace> take() {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) {
      auto made = std::make_unique<Workspace>(c_, futures_);
      if (none_.contagion) made->keep_lines();
      return made;
    }
    std::unique_ptr<Workspace> w = std::move(free_.back());
    free_.pop_back();
    return w;
  }
  void give(std::unique_ptr<Workspace> w) {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(w));
  }

  const Compiled& c_;
  const Futures& futures_;
  const SimulateOptions& options_;
  const PartSums none_;
  const std::int64_t blocks_;
  std::int64_t done_ = 0;
  std::mutex mutex_, progress_;
  std::vector<std::unique_ptr<Workspace>> free_;
};

}  // namespace

PartPaths paths_of(std::int64_t paths, PartRange range) {
  const std::int64_t unit = is_whole(paths) ? kBlockPaths : kBatchPaths;
  const std::int64_t units = block_count(paths, unit);
  const auto begin = [&](std::int64_t index) {
    return std::min(paths, units * index / range.count * unit);
  };
  return {begin(range.index), begin(range.index + 1)};
}

Result<PartSums> sums_of_nothing(const Model& model, const Compiled& compiled,
                                 const Futures& futures, const SimulateOptions& options) {
  PartSums none{Workspace(compiled, futures).sums, {}};
  if (!options.may_fail) return none;
  Result<std::vector<char>> may_fail = who_may_fail(model, *options.may_fail);
  if (!may_fail) return may_fail.errors();
  none.contagion.emplace(compiled, std::move(may_fail).value());
  return none;
}

Result<SimulationPart> simulate_part(const Model& model, const Plan& plan, const Futures& futures,
                                     const SimulateOptions& options, PartRange range) {
  OFFTAKE_CHECK(range.index >= 0 && range.index < range.count,
                fmt::format("part {} of {}", range.index, range.count));
  if (options.every_value && options.paths > kValuePaths) return too_many_values();
  const Compiled compiled = compile(model, plan);
  const PartPaths own = paths_of(options.paths, range);
  const std::int64_t room = is_whole(options.paths) ? own.last - own.first : kBatchPaths;
  if (Status memory = check_memory(compiled, room); !memory) return memory.errors();
  Result<PartSums> none = sums_of_nothing(model, compiled, futures, options);
  if (!none) return none.errors();
  Player player(compiled, futures, options, std::move(none).value(), own.last - own.first);
  SimulationPart out{options.paths, range, {}, {}};
  if (own.first == own.last) return out;
  PlayedBlocks played{PathStore(compiled, room), {}, {}};
  const MeasureContext x = context_of(model, compiled, futures, options);
  for (std::int64_t first = own.first; first < own.last; first += room) {
    if (!player.play(first, std::min(own.last, first + room), played)) return stopped();
    if (Status finite = check_finite(played.store, model); !finite) return finite.errors();
    if (is_whole(options.paths)) continue;
    Batch batch = measure_batch(x, played);
    batch.first = first / kBatchPaths;
    append(std::move(batch), x.sample, out.batches);
  }
  if (is_whole(options.paths)) out.blocks = std::move(played);
  return out;
}

}  // namespace offtake
