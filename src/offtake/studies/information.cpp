#include "offtake/studies/information.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "offtake/futures/cells.h"
#include "offtake/plan/comparisons.h"
#include "offtake/plan/plan_oracle.h"
#include "offtake/simulate/statistics.h"

namespace offtake {
namespace {

// E[u(V)] over the paths of a bin.
class BinOracle : public Oracle {
 public:
  BinOracle(PlanOracle& all, std::vector<double> probability, const Risk& risk, double edge)
      : all_(all), probability_(std::move(probability)), risk_(risk), edge_(edge) {}
  std::size_t columns() const override { return all_.columns(); }
  const std::vector<double>& probability() const override { return probability_; }
  Status values(const std::vector<double>& x, std::vector<double>& value) override {
    if (Status done = all_.values(x, value); !done) return done;
    slope_.clear();
    for (double& v : value) {
      slope_.push_back(risk_.mean_weight + (v < edge_ ? risk_.tail_weight / risk_.tail : 0.0));
      v = risk_.mean_weight * v +
          risk_.tail_weight * (edge_ + std::min(v - edge_, 0.0) / risk_.tail);
    }
    return ok_status();
  }
  Status slope(const std::vector<double>& weight, std::vector<double>& out) override {
    std::vector<double> of_value(weight.size());
    for (std::size_t i = 0; i < weight.size(); ++i) of_value[i] = weight[i] * slope_[i];
    return all_.slope(of_value, out);
  }

 private:
  PlanOracle& all_;
  std::vector<double> probability_, slope_;
  Risk risk_;
  double edge_;
};

// What the driver comes to on each path, and the cells that the path goes through.
struct Seen {
  std::vector<double> comes_to;            // [path]
  std::vector<std::vector<int>> sequence;  // [path][epoch]
};

double comes_to(const Model& model, DriverId id, const FuturesBlock& block, int lane) {
  const Driver& driver = model.at(id);
  if (is_event(driver)) return block.event_month(id)[lane] < model.clock.end() ? 1.0 : 0.0;
  double sum = 0.0;
  for (int k = 0; k < model.clock.steps; ++k) sum += block.at(id, k)[lane];
  return sum / model.clock.steps;
}

Seen see(const Model& model, const Columns& columns, const Futures& futures, DriverId driver,
         std::int64_t paths) {
  Seen out;
  FuturesBlock block;
  std::vector<std::vector<int>> cells(columns.epochs.size(), std::vector<int>(kLanes));
  const auto* given = std::get_if<Given>(&model.at(driver).process);
  const bool by_row = given && given->rows <= kMostGiven;
  for (std::int64_t first = 0; first < paths; first += kLanes) {
    futures.draw(first, block);
    for (std::size_t e = 0; e < cells.size(); ++e) {
      cells_of(columns.epochs[e], model.clock, block, cells[e].data());
    }
    for (std::int64_t p = first; p < std::min(first + kLanes, paths); ++p) {
      const int lane = static_cast<int>(p - first);
      out.comes_to.push_back(by_row ? double(p % given->rows)
                                    : comes_to(model, driver, block, lane));
      std::vector<int>& sequence = out.sequence.emplace_back();
      for (const auto& of_epoch : cells) sequence.push_back(of_epoch[std::size_t(lane)]);
    }
  }
  return out;
}

// Values at which a new bin begins.
std::vector<double> cuts_of(const Model& model, DriverId id, const std::vector<double>& comes_to) {
  const Driver& driver = model.at(id);
  std::vector<double> sorted = comes_to;
  std::sort(sorted.begin(), sorted.end());
  std::set<double> cuts;
  const auto* given = std::get_if<Given>(&driver.process);
  if ((given && given->rows <= kMostGiven) || is_event(driver)) {
    cuts.insert(sorted.begin(), sorted.end());
  } else {
    for (int b = 1; b < kBins; ++b) {
      cuts.insert(sorted[sorted.size() * std::size_t(b) / std::size_t(kBins)]);
    }
  }
  cuts.erase(sorted.front());
  if (given && given->rows <= kMostGiven) return {cuts.begin(), cuts.end()};
  // A bin of few paths would be planned for their chances alone.
  std::vector<double> kept;
  auto from = sorted.begin();
  for (const double cut : cuts) {
    const auto at = std::lower_bound(sorted.begin(), sorted.end(), cut);
    if (at - from < kLeastPaths || sorted.end() - at < kLeastPaths) continue;
    kept.push_back(cut);
    from = at;
  }
  return kept;
}

std::size_t bin_of(const std::vector<double>& cuts, double value) {
  return std::size_t(std::upper_bound(cuts.begin(), cuts.end(), value) - cuts.begin());
}

class Informer {
 public:
  Informer(const PlanProblem& problem, const Optimum& best, DriverId driver,
           const StudyOptions& options)
      : p_(problem),
        best_(best),
        driver_(driver),
        options_(options),
        all_(problem.model, problem.columns, problem.signed_already, problem.futures,
             {options.plan.paths, 0, options.plan.threads, options.plan.memory_bytes}) {}

  Result<Information> run() {
    const std::int64_t paths = options_.plan.paths;
    seen_ = see(p_.model, p_.columns, p_.futures, driver_, paths);
    cuts_ = cuts_of(p_.model, driver_, seen_.comes_to);
    Information out{driver_, static_cast<int>(cuts_.size()) + 1, is_exact(), true, {}};
    out.worth.high_usd = best_.bound_usd - best_.value_usd;
    out.worth.low_usd = -out.worth.high_usd;
    if (cuts_.empty()) return out;
    if (Status begun = begin(); !begun) return begun.errors();
    double bound = 0.0;
    for (std::size_t b = 0; b <= cuts_.size(); ++b) {
      const Result<BundleResult> made = plan_bin(b);
      if (!made) return made.errors();
      if (stop_asked(options_)) return stopped();
      out.proven &= made->end == BundleEnd::proven && made->verified;
      bound += share_[b] * made->bound;
      if (Status done = play_bin(b, made->x); !done) return done.errors();
    }
    const double value = valued(told_, p_.risk).objective_usd;
    out.worth.usd = value - best_.value_usd;
    out.worth.low_usd = value - best_.bound_usd;
    out.worth.high_usd = std::max(bound, value) - best_.value_usd;
    out.worth.fresh_usd =
        risk_adjusted_difference(fresh_told_, best_.fresh_usd, p_.risk, fresh_options());
    return out;
  }

 private:
  bool is_exact() const {
    const auto* given = std::get_if<Given>(&p_.model.at(driver_).process);
    return given && given->rows <= kMostGiven;
  }
  FuturesOptions fresh_options() const { return fresh_futures(options_.plan.futures); }

  Diagnostic stopped() const {
    Diagnostic d;
    d.code = "E0130";
    d.what = "stopped in what is known of " + p_.model.at(driver_).name;
    return d;
  }

  Status begin() {
    std::vector<double> value;
    if (Status done = all_.values(best_.x, value); !done) return done;
    edge_ = quantile(value, p_.risk.tail);
    told_ = value;
    const Result<Futures> fresh = Futures::make(p_.model, fresh_options());
    if (!fresh) return fresh.errors();
    const Seen seen = see(p_.model, p_.columns, *fresh, driver_, options_.plan.fresh_paths);
    for (const double at : seen.comes_to) fresh_bin_.push_back(bin_of(cuts_, at));
    fresh_told_ = best_.fresh_usd;
    share_.assign(cuts_.size() + 1, 0.0);
    return ok_status();
  }

  Result<BundleResult> plan_bin(std::size_t b) {
    std::vector<double> probability(seen_.comes_to.size(), 0.0);
    std::set<std::vector<int>> sequences;
    for (std::size_t p = 0; p < probability.size(); ++p) {
      if (bin_of(cuts_, seen_.comes_to[p]) != b) continue;
      probability[p] = 1.0;
      share_[b] += 1.0;
      sequences.insert(seen_.sequence[p]);
    }
    for (double& p : probability) p /= share_[b];
    share_[b] /= double(probability.size());
    const PlanDomain domain =
        make_domain(p_.model, p_.signed_already, p_.columns, {sequences.begin(), sequences.end()});
    BundleOptions how = options_.plan.method;
    how.continuous = true;
    how.stop = options_.stop;
    how.start = {best_.x};
    for (std::size_t j = 0; j < how.start[0].size(); ++j) {
      how.start[0][j] = std::min(how.start[0][j], domain.domain.upper[j]);
    }
    BinOracle oracle(all_, std::move(probability), p_.risk, edge_);
    return maximize(oracle, {1.0, 0.0, p_.risk.tail}, domain.domain, domain.separator.get(),
                    highs_solver(), how);
  }

  Status play_bin(std::size_t b, const std::vector<double>& x) {
    std::vector<double> value;
    if (Status done = all_.values(x, value); !done) return done;
    for (std::size_t p = 0; p < value.size(); ++p) {
      if (bin_of(cuts_, seen_.comes_to[p]) == b) told_[p] = value[p];
    }
    const Result<Simulation> fresh =
        play_of_study(options_, p_.model, plan_of(p_.columns, p_.signed_already, x));
    if (!fresh) return fresh.errors();
    const std::vector<double>& npv = fresh->npv_usd[p_.model.planner.party.index()];
    for (std::size_t p = 0; p < npv.size(); ++p) {
      if (fresh_bin_[p] == b) fresh_told_[p] = npv[p];
    }
    return ok_status();
  }

  const PlanProblem& p_;
  const Optimum& best_;
  DriverId driver_;
  const StudyOptions& options_;
  PlanOracle all_;
  Seen seen_;
  std::vector<double> cuts_;
  std::vector<double> share_;              // [bin]
  std::vector<std::size_t> fresh_bin_;     // [fresh path]
  std::vector<double> told_, fresh_told_;  // [path] with the plan of its bin
  double edge_ = 0.0;
};

}  // namespace

Result<Information> information(const PlanProblem& problem, const Optimum& best, DriverId driver,
                                const StudyOptions& options) {
  return Informer(problem, best, driver, options).run();
}

}  // namespace offtake
