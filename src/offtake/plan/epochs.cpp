#include "offtake/plan/epochs.h"

#include <algorithm>
#include <map>

#include "offtake/base/parallel.h"
#include "offtake/base/text.h"

namespace offtake {
namespace {

// What the paths show of some drivers at some steps.
class Observed {
 public:
  Observed(const Futures& futures, const std::vector<DriverId>& signals,
           const std::vector<int>& steps, const CellOptions& options)
      : paths_(std::size_t(options.paths)), steps_(steps.size()) {
    values_.resize(signals.size() * steps_ * paths_);
    for_each_block(block_count(options.paths), options.threads, [&](std::int64_t b) {
      FuturesBlock block;
      const std::int64_t end = std::min((b + 1) * kBlockPaths, options.paths);
      for (std::int64_t first = b * kBlockPaths; first < end; first += kLanes) {
        futures.draw(first, block);
        const auto count = std::min<std::int64_t>(kLanes, end - first);
        for (std::size_t s = 0; s < signals.size(); ++s) {
          for (std::size_t k = 0; k < steps_; ++k) {
            std::copy_n(block.at(signals[s], steps[k]), count, row(s, k) + first);
          }
        }
      }
    });
  }
  const double* at(std::size_t signal, std::size_t step) const {
    return values_.data() + (signal * steps_ + step) * paths_;
  }
  std::size_t paths() const { return paths_; }

 private:
  double* row(std::size_t signal, std::size_t step) {
    return values_.data() + (signal * steps_ + step) * paths_;
  }
  std::size_t paths_, steps_;
  std::vector<double> values_;  // [signal][step][path]
};

// Values with i/n of all below them. Each is above the least one, so that no cell is empty.
std::vector<double> quantiles(const double* value, std::size_t count, int cells) {
  std::vector<double> sorted(value, value + count);
  std::sort(sorted.begin(), sorted.end());
  const auto above_least = std::upper_bound(sorted.begin(), sorted.end(), sorted.front());
  std::vector<double> cuts;
  for (int i = 1; i < cells && above_least != sorted.end(); ++i) {
    const double cut = std::max(*above_least, sorted[std::size_t(i) * count / std::size_t(cells)]);
    if (cuts.empty() || cut > cuts.back()) cuts.push_back(cut);
  }
  return cuts;
}

// The distinct histories of the signals in steps 0 … last, in the order of the paths.
std::vector<std::vector<double>> histories(const Observed& observed, std::size_t signals,
                                           std::size_t last) {
  std::map<std::vector<double>, std::size_t> first_path;
  std::vector<double> history(signals * (last + 1));
  for (std::size_t p = 0; p < observed.paths(); ++p) {
    for (std::size_t s = 0; s < signals; ++s) {
      for (std::size_t k = 0; k <= last; ++k) history[s * (last + 1) + k] = observed.at(s, k)[p];
    }
    first_path.emplace(history, p);
  }
  std::vector<std::pair<std::size_t, std::vector<double>>> ordered;
  for (const auto& [nodes, path] : first_path) ordered.emplace_back(path, nodes);
  std::sort(ordered.begin(), ordered.end());
  std::vector<std::vector<double>> out;
  for (auto& [path, nodes] : ordered) out.push_back(std::move(nodes));
  return out;
}

}  // namespace

std::vector<Epoch> make_epochs(const Model& model, const Futures& futures,
                               const CellOptions& options) {
  OFFTAKE_CHECK(options.paths > 0 && options.epoch_months > 0.0,
                fmt::format("{} paths, {} months", options.paths, options.epoch_months));
  const Clock& clock = model.clock;
  std::vector<Epoch> epochs;
  for (int e = 0; clock.start_month + e * options.epoch_months < clock.end(); ++e) {
    epochs.push_back({clock.start_month + e * options.epoch_months, {}, {}, {}});
  }
  const std::vector<DriverId> signals = signals_of(model, options.cells, options.tree);
  if (epochs.size() < 2 || signals.empty()) return epochs;

  std::vector<int> steps;  // a tree needs the history, a quantile the epoch's own step
  for (int k = 0; options.tree && k <= clock.step_of(epochs.back().month); ++k) steps.push_back(k);
  for (const Epoch& epoch : epochs) {
    if (!options.tree) steps.push_back(clock.step_of(epoch.month));
  }
  const Observed observed(futures, signals, steps, options);
  for (std::size_t e = 1; e < epochs.size(); ++e) {
    epochs[e].signals = signals;
    if (options.tree) {
      const auto last = std::size_t(clock.step_of(epochs[e].month));
      epochs[e].nodes = histories(observed, signals.size(), last);
      continue;
    }
    for (std::size_t s = 0; s < signals.size(); ++s) {
      epochs[e].thresholds.push_back(quantiles(observed.at(s, e), observed.paths(), options.cells));
    }
  }
  return epochs;
}

}  // namespace offtake
