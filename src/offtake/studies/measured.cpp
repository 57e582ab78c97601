#include "offtake/studies/measured.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/quantity.h"
#include "offtake/plan/comparisons.h"
#include "offtake/simulate/statistics.h"

namespace offtake {
namespace {

double over(double a, double b) { return b > 0.0 ? a / b : 0.0; }

}  // namespace

PlannerOutcome planner_outcome(const Model& model, const Simulation& s, const Risk& risk) {
  PlannerOutcome out;
  const PartyValue& value = s.values[model.planner.party.index()];
  out.risk_adjusted_usd =
      risk.mean_weight * value.npv_usd.mean + risk.tail_weight * value.npv_cvar_usd;
  double demand = 0.0, missing = 0.0, delivered = 0.0, idle = 0.0, served = 0.0, energy = 0.0;
  double mw = 0.0;
  for (std::size_t i = 0; i < s.years.size(); ++i) {
    const YearMeasures& y = s.years[i];
    double months = 0.0;
    for (int k = 0; k < model.clock.steps; ++k) {
      if (model.clock.year_of(k) == y.year) months += model.clock.months_per_step;
    }
    demand += y.demand_h100e.mean * months;
    missing += y.short_h100e.mean * months;
    delivered += y.delivered_h100e.mean * months;
    idle += y.idle_h100e.mean * months;
    served += y.served_h100e.mean * months;
    energy += y.power_mwh.mean;
    out.shortage_probability = std::max(out.shortage_probability, y.shortage_probability.mean);
    out.stranded_usd += y.stranded_usd.mean;
    out.spend_usd += y.spend_usd.mean;
    const double weight = y.delivered_mw.mean * months;
    mw += weight;
    out.provider_hhi += weight * y.provider_hhi;
    out.jurisdiction_hhi += weight * y.jurisdiction_hhi;
    out.vendor_hhi += weight * y.vendor_hhi;
  }
  out.short_share = over(missing, demand);
  out.idle_share = over(idle, delivered);
  out.provider_hhi = over(out.provider_hhi, mw);
  out.jurisdiction_hhi = over(out.jurisdiction_hhi, mw);
  out.vendor_hhi = over(out.vendor_hhi, mw);
  out.spend_usd_per_h100e_month = over(out.spend_usd, served);
  out.served_h100e_hours_per_mwh = over(served * kHoursPerMonth, energy);
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
  out.outcome = planner_outcome(model, played, risk);
  return out;
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

}  // namespace offtake
