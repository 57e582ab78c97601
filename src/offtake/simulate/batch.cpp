#include "offtake/simulate/batch.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "offtake/base/result.h"

namespace offtake {
namespace {

void add_year(YearMeasures& y, MeasuredNumbers& to) {
  for (Estimate* e : {&y.demand_h100e, &y.delivered_h100e, &y.served_h100e, &y.short_h100e,
                      &y.idle_h100e, &y.delivered_mw, &y.power_mwh, &y.shortage_probability,
                      &y.revenue_usd, &y.spend_usd, &y.stranded_usd}) {
    to.estimates.push_back(e);
  }
  to.tails.push_back(&y.short_cvar_h100e);
  for (auto* all : {&y.net_cash_usd, &y.cash_usd, &y.emergency_usd}) {
    for (Estimate& e : *all) to.estimates.push_back(&e);
  }
  for (auto* all : {&y.cash_p05_usd, &y.cash_flow_at_risk_usd, &y.cash_flow_at_risk_low_usd,
                    &y.cash_flow_at_risk_high_usd}) {
    for (double& x : *all) to.quantiles.push_back(&x);
  }
}

void add_value(PartyValue& v, MeasuredNumbers& to) {
  for (Estimate* e : {&v.npv_usd, &v.emergency_usd, &v.stranded_capital_usd}) {
    to.estimates.push_back(e);
  }
  to.tails.push_back(&v.npv_cvar_usd);
  for (double& q : v.npv_quantile_usd) to.quantiles.push_back(&q);
}

// The errors of independent parts of a sample, weighted by their paths.
double error_of_both(double left, double left_paths, double right, double right_paths) {
  // One path tells nothing of its error.
  const auto weighted = [](double error, double paths) {
    return std::isfinite(error) ? error * paths : 0.0;
  };
  return std::hypot(weighted(left, left_paths), weighted(right, right_paths)) /
         (left_paths + right_paths);
}

void add(PathMeasures&& more, SampleOptions sample, PathMeasures& to) {
  const MeasuredNumbers a = numbers_of(to), b = numbers_of(more);
  OFFTAKE_CHECK(a.estimates.size() == b.estimates.size() && a.tails.size() == b.tails.size(),
                "measures of two models");
  for (std::size_t i = 0; i < a.estimates.size(); ++i) {
    *a.estimates[i] =
        estimate_of_both(*a.estimates[i], to.paths, *b.estimates[i], more.paths, sample);
  }
  const double left = double(to.paths), right = double(more.paths);
  for (std::size_t i = 0; i < a.tails.size(); ++i) {
    *a.tails[i] = (left * *a.tails[i] + right * *b.tails[i]) / (left + right);  // (2)
  }
  for (std::size_t p = 0; p < to.values.size(); ++p) {
    double& error = to.values[p].npv_cvar_error_usd;
    error = error_of_both(error, left, more.values[p].npv_cvar_error_usd, right);
    std::vector<double>& npv = to.npv_usd[p];
    npv.insert(npv.end(), more.npv_usd[p].begin(), more.npv_usd[p].end());
  }
  to.paths += more.paths;
}

double median(std::vector<double> x) {
  const auto middle = x.begin() + std::ptrdiff_t(x.size() / 2);
  std::nth_element(x.begin(), middle, x.end());
  if (x.size() % 2 == 1) return *middle;
  return 0.5 * (*middle + *std::max_element(x.begin(), middle));
}

// (1)
void set_quantiles(Batch& of) {
  const MeasuredNumbers all = numbers_of(of.measures);
  const auto full = static_cast<std::size_t>(of.measures.paths / kBatchPaths);
  if (of.batches == 1) return;
  std::vector<double> each(full);
  for (std::size_t i = 0; i < all.quantiles.size(); ++i) {
    for (std::size_t b = 0; b < full; ++b) each[b] = of.quantiles[b * all.quantiles.size() + i];
    *all.quantiles[i] = median(each);
  }
}

Batch both(Batch left, Batch right, SampleOptions sample) {
  add(std::move(right.measures), sample, left.measures);
  add(right.sums, left.sums);
  if (left.contagion) left.contagion->add(*right.contagion);
  left.quantiles.insert(left.quantiles.end(), right.quantiles.begin(), right.quantiles.end());
  left.batches += right.batches;
  return left;
}

}  // namespace

MeasuredNumbers numbers_of(PathMeasures& measures) {
  MeasuredNumbers all;
  for (StepSeries& s : measures.series) {
    for (Estimate& e : s.estimate) all.estimates.push_back(&e);
    for (double& q : s.quantile) all.quantiles.push_back(&q);
  }
  for (YearMeasures& y : measures.years) add_year(y, all);
  for (PartyValue& v : measures.values) add_value(v, all);
  return all;
}

void append(Batch next, SampleOptions sample, std::vector<Batch>& batches) {
  OFFTAKE_CHECK(batches.empty() || batches.back().first + batches.back().batches == next.first,
                "batches out of their order");
  while (!batches.empty() && batches.back().batches == next.batches &&
         batches.back().first % (2 * next.batches) == 0) {
    next = both(std::move(batches.back()), std::move(next), sample);
    batches.pop_back();
  }
  batches.push_back(std::move(next));
}

Batch fold(std::vector<Batch> batches, SampleOptions sample) {
  OFFTAKE_CHECK(!batches.empty(), "no batches");
  Batch all = std::move(batches.back());
  for (batches.pop_back(); !batches.empty(); batches.pop_back()) {
    all = both(std::move(batches.back()), std::move(all), sample);
  }
  set_quantiles(all);
  return all;
}

}  // namespace offtake
