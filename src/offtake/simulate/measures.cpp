#include "offtake/simulate/measures.h"

#include <algorithm>

#include "offtake/base/parallel.h"

namespace offtake {
namespace {

// Columns that one task measures together.
constexpr std::size_t kTogether = 4;

void measure_columns(const MeasureContext& x, const PathStore& store, std::size_t first,
                     std::vector<StepSeries>& all) {
  const auto steps = std::size_t(x.c.steps);
  const std::size_t count = std::min(kTogether, all.size() * steps - first);
  const auto paths = std::size_t(store.paths());
  const auto sampled = std::size_t(x.sampled_paths);
  std::vector<double> values(count * paths);
  Estimate estimates[kTogether];
  for (std::size_t i = 0; i < count; ++i) store.copy(first + i, values.data() + i * paths);
  estimate_columns(values.data(), int(count), store.paths(), x.sample, estimates);
  for (std::size_t i = 0; i < count; ++i) {
    StepSeries& series = all[(first + i) / steps];
    const std::size_t k = (first + i) % steps;
    double* const column = values.data() + i * paths;
    series.estimate[k] = estimates[i];
    const auto kept = std::ptrdiff_t(std::min(sampled, paths));
    std::copy(column, column + kept, series.sampled.data() + k * sampled);
    quantiles(column, store.paths(), &series.quantile[k * kQuantileCount]);
  }
}

void measure_steps(const MeasureContext& x, const PathStore& store, std::vector<StepSeries>& all) {
  const std::int64_t columns = std::int64_t(all.size()) * x.c.steps;
  for_each_block(block_count(columns, kTogether), x.threads, [&](std::int64_t task) {
    measure_columns(x, store, std::size_t(task) * kTogether, all);
  });
}

// One number per path for a span of steps.
enum class Over { mean, sum, last, any };
std::vector<double> over_steps(const PathStore& store, SeriesKey key, StepSpan span, Over how) {
  const std::size_t s = store.index(key.measure, key.party);
  std::vector<double> out(std::size_t(store.paths()), 0.0);
  for (int k = how == Over::last ? span.last - 1 : span.first; k < span.last; ++k) {
    store.for_each_part(store.column(s, k),
                        [&](const double* v, std::int64_t first, std::int64_t count) {
                          double* const to = out.data() + first;
                          if (how == Over::any) {
                            for (std::int64_t i = 0; i < count; ++i)
                              to[i] = std::max(to[i], v[i] > 0.0 ? 1.0 : 0.0);
                          } else {
                            for (std::int64_t i = 0; i < count; ++i) to[i] += v[i];
                          }
                        });
  }
  if (how == Over::mean) {
    for (double& v : out) v /= span.last - span.first;
  }
  return out;
}

Estimate estimate_of(const MeasureContext& x, const std::vector<double>& values) {
  return estimate(values.data(), std::int64_t(values.size()), x.sample);
}

void set_party(const MeasureContext& x, const PathStore& store, StepSpan span, std::size_t p,
               YearMeasures& y) {
  const PartyId id{p};
  const auto net = over_steps(store, {Measure::net_cash_usd, id}, span, Over::sum);
  const auto cash = over_steps(store, {Measure::cash_usd, id}, span, Over::last);
  y.net_cash_usd[p] = estimate_of(x, net);
  y.cash_usd[p] = estimate_of(x, cash);
  y.cash_p05_usd[p] = quantile(cash, 0.05);
  const QuantileInterval low =
      quantile_interval(net, 0.05, double(x.paths) / (x.sample.pairs ? 2.0 : 1.0));
  y.cash_flow_at_risk_usd[p] = low.value;
  y.cash_flow_at_risk_low_usd[p] = low.high;
  y.cash_flow_at_risk_high_usd[p] = low.low;
  if (x.c.emergency_line[p] < 0) return;
  const auto drawn = over_steps(store, {Measure::emergency_usd, id}, span, Over::sum);
  y.emergency_usd[p] = estimate_of(x, drawn);
}

void set_planner(const MeasureContext& x, const PathStore& store, StepSpan span, YearMeasures& y) {
  const auto values = [&](Measure m, Over how) {
    return over_steps(store, {m, x.c.planner}, span, how);
  };
  const auto of = [&](Measure m, Over how) { return estimate_of(x, values(m, how)); };
  y.demand_h100e = of(Measure::demand_h100e, Over::mean);
  y.delivered_h100e = of(Measure::delivered_h100e, Over::mean);
  y.served_h100e = of(Measure::served_h100e, Over::mean);
  y.short_h100e = of(Measure::short_h100e, Over::mean);
  y.idle_h100e = of(Measure::idle_h100e, Over::mean);
  y.delivered_mw = of(Measure::delivered_mw, Over::mean);
  y.power_mwh = of(Measure::power_mwh, Over::sum);
  y.shortage_probability = of(Measure::short_h100e, Over::any);
  y.short_cvar_h100e =
      cvar_high(values(Measure::short_h100e, Over::mean), x.model.planner.risk_tail);
  y.revenue_usd = of(Measure::revenue_usd, Over::sum);
  y.spend_usd = of(Measure::spend_usd, Over::sum);
  y.stranded_usd = of(Measure::stranded_usd, Over::sum);
}

void measure_years(const MeasureContext& x, const PathStore& store,
                   std::vector<YearMeasures>& years) {
  const auto parties = std::size_t(x.c.parties);
  const std::vector<StepSpan> spans = years_of(x.c);
  // Of each year the planner's in place of the outside's, then every party.
  for_each_block(std::int64_t(years.size() * parties), x.threads, [&](std::int64_t task) {
    const std::size_t year = std::size_t(task) / parties, p = std::size_t(task) % parties;
    if (p == 0) return set_planner(x, store, spans[year], years[year]);
    set_party(x, store, spans[year], p, years[year]);
  });
}

void set_value(const MeasureContext& x, const std::vector<double>& npv, PartyValue& value) {
  value.npv_usd = estimate_of(x, npv);
  const Estimate worst = cvar_low_estimate(npv, x.model.planner.risk_tail, x.sample);
  value.npv_cvar_usd = worst.mean;
  value.npv_cvar_error_usd = worst.standard_error;
  std::vector<double> copy = npv;
  quantiles(copy.data(), std::int64_t(copy.size()), value.npv_quantile_usd);
}

}  // namespace

std::vector<StepSpan> years_of(const Compiled& c) {
  std::vector<StepSpan> years;
  for (int k = 0; k < c.steps; ++k) {
    if (k == 0 || c.clock.year_of(k) != c.clock.year_of(k - 1)) years.push_back({k, k});
    years.back().last = k + 1;
  }
  return years;
}

void measure_values(const MeasureContext& x, const std::vector<std::vector<double>>& npv_usd,
                    std::vector<PartyValue>& values) {
  for_each_block(std::int64_t(values.size()), x.threads, [&](std::int64_t p) {
    if (p > 0) set_value(x, npv_usd[std::size_t(p)], values[std::size_t(p)]);
  });
}

PathMeasures blank_measures(const MeasureContext& x) {
  PathMeasures out;
  const auto steps = std::size_t(x.c.steps), parties = std::size_t(x.c.parties);
  for (const SeriesKey& key : PathStore::keys_of(x.c)) {
    out.series.push_back({key.measure, key.party, std::vector<Estimate>(steps),
                          std::vector<double>(steps * kQuantileCount),
                          std::vector<double>(steps * std::size_t(x.sampled_paths))});
  }
  for (const StepSpan span : years_of(x.c)) {
    YearMeasures& y = out.years.emplace_back();
    y.year = x.c.clock.year_of(span.first);
    for (auto* of : {&y.net_cash_usd, &y.cash_usd, &y.emergency_usd}) of->resize(parties);
    for (auto* of : {&y.cash_p05_usd, &y.cash_flow_at_risk_usd, &y.cash_flow_at_risk_low_usd,
                     &y.cash_flow_at_risk_high_usd}) {
      of->resize(parties);
    }
  }
  out.values.resize(parties);
  for (std::size_t p = 1; p < parties; ++p) {
    out.values[p].discount_per_year = discount_of(x.model, PartyId{p});
  }
  out.npv_usd.resize(parties);
  return out;
}

PathMeasures measure_paths(const MeasureContext& x, const PathStore& store) {
  PathMeasures out = blank_measures(x);
  out.paths = store.paths();
  measure_steps(x, store, out.series);
  measure_years(x, store, out.years);
  for_each_block(x.c.parties, x.threads, [&](std::int64_t party) {
    const auto p = std::size_t(party);
    out.npv_usd[p] = store.copy(store.npv_column(p));
    if (p == 0) return;
    PartyValue& value = out.values[p];
    set_value(x, out.npv_usd[p], value);
    value.stranded_capital_usd = estimate_of(x, store.copy(store.stranded_column(p)));
    if (x.c.emergency_line[p] < 0) return;
    const auto drawn =
        over_steps(store, {Measure::emergency_usd, PartyId{p}}, {0, x.c.steps}, Over::sum);
    value.emergency_usd = estimate_of(x, drawn);
  });
  return out;
}

}  // namespace offtake
