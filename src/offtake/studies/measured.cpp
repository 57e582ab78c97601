#include "offtake/studies/measured.h"

#include <algorithm>
#include <cmath>

#include "offtake/simulate/statistics.h"

namespace offtake {

std::vector<double> risk_adjusted_paths(const std::vector<double>& value, const Risk& risk) {
  std::vector<double> sorted = value;
  const double edge = std::ceil(risk.tail * double(value.size()) - 1e-9) - 1.0;
  const auto at = sorted.begin() + std::ptrdiff_t(std::max(0.0, edge));
  std::nth_element(sorted.begin(), at, sorted.end());
  const double q = *at;
  std::vector<double> out;
  out.reserve(value.size());
  for (const double v : value) {
    out.push_back(risk.mean_weight * v + risk.tail_weight * (q - std::max(0.0, q - v) / risk.tail));
  }
  return out;
}

Measured measured(const Model& model, const Simulation& played, const Risk& risk,
                  const FuturesOptions& futures) {
  const SampleOptions sample{futures.sampling == Sampling::antithetic};
  const std::vector<double>& value = played.npv_usd[model.planner.party.index()];
  const auto n = std::int64_t(value.size());
  Measured out;
  out.mean_usd = estimate(value.data(), n, sample);
  out.value_usd = value;
  out.tail_usd = risk_adjusted_paths(value, {0.0, 1.0, risk.tail});
  out.cvar_usd = estimate(out.tail_usd.data(), n, sample);
  out.adjusted_usd = risk_adjusted_paths(value, risk);
  out.objective_usd = estimate(out.adjusted_usd.data(), n, sample);
  double missing = 0.0, demand = 0.0, delivered = 0.0, hhi = 0.0;
  for (const YearMeasures& y : played.years) {
    out.spend_usd += y.spend_usd.mean;
    out.stranded_usd += y.stranded_usd.mean;
    missing += y.short_h100e.mean;
    demand += y.demand_h100e.mean;
    delivered += y.delivered_mw.mean;
    hhi += y.delivered_mw.mean * y.provider_hhi;
  }
  out.provider_hhi = delivered > 0.0 ? hhi / delivered : 0.0;
  out.short_share = demand > 0.0 ? missing / demand : 0.0;
  return out;
}

Risk risk_of_study(const StudyOptions& options, const Model& model) {
  const double weight = options.plan.risk_weight.value_or(model.planner.risk_weight);
  return {1.0 - weight, weight, model.planner.risk_tail};
}

double signed_now_mw(const PlanResult& plan) {
  double mw = 0.0;
  for (const Slot& slot : plan.columns.slots) {
    const auto first = std::size_t(slot.first_column);
    const bool whole = plan.columns.columns[first].whole;
    if (slot.epoch == 0 && slot.exercise == Exercise::none && !whole) mw += plan.method.x[first];
  }
  return mw;
}

bool misses_limits(const PlanResult& plan) {
  constexpr double kKeptMw = 1e-6;
  for (const DomainRow& row : plan.rows) {
    double sum = 0.0;
    for (const auto& e : row.entries) sum += e.value * plan.method.x[std::size_t(e.column)];
    const double by = std::max(row.least - sum, sum - row.most);
    if (row.violation_cost > 0.0 && by > kKeptMw) return true;
  }
  return false;
}

}  // namespace offtake
