#include "offtake/simulate/measures.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "offtake/base/parallel.h"
#include "offtake/simulate/resources.h"
#include "offtake/simulate/returns.h"
#include "offtake/simulate/statistics.h"

namespace offtake {
namespace {

// Block sums added in block order, as means over the paths.
std::vector<double> mean_of(const std::vector<BlockSums>& sums,
                            std::vector<double> BlockSums::*member, std::int64_t paths) {
  std::vector<double> total((sums.front().*member).size());
  std::vector<double> parts(sums.size());
  for (std::size_t i = 0; i < total.size(); ++i) {
    for (std::size_t b = 0; b < sums.size(); ++b) parts[b] = (sums[b].*member)[i];
    total[i] = ordered_sum(parts) / double(paths);
  }
  return total;
}

struct Context {
  const Model& model;
  const Compiled& c;
  PathStore& store;
  std::int64_t paths;
  SampleOptions sample;
  int threads;
  double tail;
};

std::vector<StepSeries> measure_steps(const Context& x, std::int64_t sampled) {
  std::vector<StepSeries> all(x.store.keys().size());
  const auto steps = std::size_t(x.c.steps);
  for (std::size_t s = 0; s < all.size(); ++s) {
    all[s] = {x.store.keys()[s].measure, x.store.keys()[s].party, std::vector<Estimate>(steps),
              std::vector<double>(steps * kQuantileCount),
              std::vector<double>(steps * std::size_t(sampled))};
  }
  // Quantiles reorder their input, so they work on a copy: the store keeps its paths in order.
  for_each_block(std::int64_t(all.size()), x.threads, [&](std::int64_t s) {
    StepSeries& series = all[std::size_t(s)];
    std::vector<double> copy(std::size_t(x.paths));
    for (std::size_t k = 0; k < steps; ++k) {
      const double* values = x.store.at(std::size_t(s), int(k));
      series.estimate[k] = estimate(values, x.paths, x.sample);
      std::copy(values, values + x.paths, copy.begin());
      quantiles(copy.data(), x.paths, &series.quantile[k * kQuantileCount]);
      std::copy(values, values + sampled, series.sampled.data() + k * std::size_t(sampled));
    }
  });
  return all;
}

// One number per path for a span of steps.
enum class Over { mean, sum, last, any };
std::vector<double> over_steps(const Context& x, Measure m, PartyId party, int first, int last,
                               Over how) {
  const std::size_t s = x.store.index(m, party);
  std::vector<double> out(std::size_t(x.paths), 0.0);
  for (int k = how == Over::last ? last - 1 : first; k < last; ++k) {
    const double* v = x.store.at(s, k);
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = how == Over::any ? std::max(out[i], v[i] > 0.0 ? 1.0 : 0.0) : out[i] + v[i];
    }
  }
  if (how == Over::mean) {
    for (double& v : out) v /= last - first;
  }
  return out;
}

// Herfindahl–Hirschman index Σ share² of `mw` by key.
template <class Key>
double concentration(const std::map<Key, double>& mw) {
  double total = 0.0, squares = 0.0;
  for (const auto& [key, value] : mw) total += value;
  if (total <= 0.0) return 0.0;
  for (const auto& [key, value] : mw) squares += (value / total) * (value / total);
  return squares;
}

void set_concentration(const Context& x, const std::vector<double>& delivered, int first, int last,
                       YearMeasures& y) {
  std::map<PartyId, double> provider, vendor;
  std::map<std::string, double> jurisdiction;
  for (std::size_t p = 0; p < x.c.positions.size(); ++p) {
    const Position& position = x.c.positions[p];
    if (position.user != x.c.planner || position.pool.is_layer()) continue;
    double mw = 0.0;
    for (int k = first; k < last; ++k)
      mw += delivered[p * std::size_t(x.c.all_steps) + std::size_t(k)];
    provider[position.provider] += mw;
    if (position.site.valid()) jurisdiction[x.model.at(position.site).jurisdiction] += mw;
    if (position.accelerator.valid()) vendor[x.model.at(position.accelerator).vendor] += mw;
  }
  y.provider_hhi = concentration(provider);
  y.jurisdiction_hhi = concentration(jurisdiction);
  y.vendor_hhi = concentration(vendor);
}

void set_parties(const Context& x, int first, int last, YearMeasures& y) {
  const auto parties = std::size_t(x.c.parties);
  y.net_cash_usd.resize(parties);
  y.cash_usd.resize(parties);
  y.cash_p05_usd.resize(parties);
  y.emergency_usd.resize(parties);
  for (auto* of :
       {&y.cash_flow_at_risk_usd, &y.cash_flow_at_risk_low_usd, &y.cash_flow_at_risk_high_usd}) {
    of->resize(parties);
  }
  for (std::size_t p = 1; p < parties; ++p) {
    const PartyId id{p};
    const auto net = over_steps(x, Measure::net_cash_usd, id, first, last, Over::sum);
    const auto cash = over_steps(x, Measure::cash_usd, id, first, last, Over::last);
    y.net_cash_usd[p] = estimate(net.data(), x.paths, x.sample);
    y.cash_usd[p] = estimate(cash.data(), x.paths, x.sample);
    y.cash_p05_usd[p] = quantile(cash, 0.05);
    const QuantileInterval low = quantile_interval(net, 0.05, x.sample);
    const auto below_mean = [&](double q) { return std::max(0.0, y.net_cash_usd[p].mean - q); };
    y.cash_flow_at_risk_usd[p] = below_mean(low.value);
    y.cash_flow_at_risk_low_usd[p] = below_mean(low.high);
    y.cash_flow_at_risk_high_usd[p] = below_mean(low.low);
    if (x.c.emergency_line[p] < 0) continue;
    const auto drawn = over_steps(x, Measure::emergency_usd, id, first, last, Over::sum);
    y.emergency_usd[p] = estimate(drawn.data(), x.paths, x.sample);
  }
}

YearMeasures measure_year(const Context& x, const std::vector<double>& delivered, int first,
                          int last) {
  YearMeasures y;
  y.year = x.c.clock.year_of(first);
  const auto of = [&](Measure m, Over how) {
    return estimate(over_steps(x, m, x.c.planner, first, last, how).data(), x.paths, x.sample);
  };
  y.demand_h100e = of(Measure::demand_h100e, Over::mean);
  y.delivered_h100e = of(Measure::delivered_h100e, Over::mean);
  y.served_h100e = of(Measure::served_h100e, Over::mean);
  y.short_h100e = of(Measure::short_h100e, Over::mean);
  y.idle_h100e = of(Measure::idle_h100e, Over::mean);
  y.delivered_mw = of(Measure::delivered_mw, Over::mean);
  y.power_mwh = of(Measure::power_mwh, Over::sum);
  y.shortage_probability = of(Measure::short_h100e, Over::any);
  y.short_cvar_h100e =
      cvar_high(over_steps(x, Measure::short_h100e, x.c.planner, first, last, Over::mean), x.tail);
  y.revenue_usd = of(Measure::revenue_usd, Over::sum);
  y.spend_usd = of(Measure::spend_usd, Over::sum);
  y.stranded_usd = of(Measure::stranded_usd, Over::sum);
  set_parties(x, first, last, y);
  set_concentration(x, delivered, first, last, y);
  return y;
}

std::vector<YearMeasures> measure_years(const Context& x, const std::vector<double>& delivered) {
  std::vector<int> first;  // step of each year, and the end
  for (int k = 0; k < x.c.steps; ++k) {
    if (k == 0 || x.c.clock.year_of(k) != x.c.clock.year_of(k - 1)) first.push_back(k);
  }
  first.push_back(x.c.steps);
  std::vector<YearMeasures> years(first.size() - 1);
  for_each_block(std::int64_t(years.size()), x.threads, [&](std::int64_t i) {
    const auto year = std::size_t(i);
    years[year] = measure_year(x, delivered, first[year], first[year + 1]);
  });
  return years;
}

std::vector<PartyValue> measure_values(const Context& x) {
  std::vector<PartyValue> values(std::size_t(x.c.parties));
  for (std::size_t p = 1; p < values.size(); ++p) {
    const std::vector<double>& npv = x.store.npv[p];
    values[p].npv_usd = estimate(npv.data(), x.paths, x.sample);
    const Estimate worst = cvar_low_estimate(npv, x.tail, x.sample);
    values[p].npv_cvar_usd = worst.mean;
    values[p].npv_cvar_error_usd = worst.standard_error;
    const std::vector<double>& stranded = x.store.stranded_capital[p];
    values[p].stranded_capital_usd = estimate(stranded.data(), x.paths, x.sample);
    std::vector<double> copy = npv;
    quantiles(copy.data(), x.paths, values[p].npv_quantile_usd);
    const PartyId id{p};
    values[p].discount_per_year = discount_of(x.model, id);
    if (x.c.emergency_line[p] < 0) continue;
    const auto drawn = over_steps(x, Measure::emergency_usd, id, 0, x.c.steps, Over::sum);
    values[p].emergency_usd = estimate(drawn.data(), x.paths, x.sample);
  }
  return values;
}

std::vector<LedgerLine> measure_ledger(const Context& x, const std::vector<double>& mean) {
  std::vector<LedgerLine> ledger;
  const auto all = std::size_t(x.c.all_steps);
  for (std::size_t i = 0; i < x.c.lines.size(); ++i) {
    const Line& l = x.c.lines[i];
    ledger.push_back({l.agreement, l.workload, std::string(key_of(l.account)), l.payer, l.payee,
                      std::vector<double>(mean.begin() + std::ptrdiff_t(i * all),
                                          mean.begin() + std::ptrdiff_t((i + 1) * all)),
                      moves_cash(l.account)});
  }
  return ledger;
}

std::vector<ComputeLine> measure_compute(const Context& x, const std::vector<double>& delivered,
                                         const std::vector<double>& used) {
  std::vector<ComputeLine> compute;
  const auto all = x.c.all_steps;
  for (std::size_t p = 0; p < x.c.positions.size(); ++p) {
    const Position& of = x.c.positions[p];
    if (of.pool.is_layer()) continue;  // what runs on the layers counts, once
    const auto row = [&](const std::vector<double>& mw) {
      const auto first = mw.begin() + std::ptrdiff_t(p) * all;
      return std::vector<double>(first, first + all);
    };
    compute.push_back(
        {of.agreement, of.provider, of.user, of.h100e_per_mw, row(delivered), row(used)});
  }
  return compute;
}

std::vector<CovenantBreach> measure_covenants(const Context& x, const std::vector<double>& mean) {
  std::vector<CovenantBreach> out;
  const auto all = static_cast<std::ptrdiff_t>(x.c.all_steps);
  for (const Covenant& c : x.c.covenants) {
    const auto begin = mean.begin() + std::ptrdiff_t(out.size()) * all;
    out.push_back({c.agreement, c.kind == Covenant::Kind::coverage, c.least, {begin, begin + all}});
  }
  return out;
}

Conservation measure_conservation(const Context& x, const std::vector<BlockSums>& sums) {
  Conservation out;
  out.gross_usd = mean_of(sums, &BlockSums::gross_usd, x.paths);
  out.imbalance_usd.assign(std::size_t(x.c.all_steps), 0.0);
  for (const BlockSums& b : sums) {
    for (std::size_t k = 0; k < out.imbalance_usd.size(); ++k) {
      out.imbalance_usd[k] = std::max(out.imbalance_usd[k], b.imbalance_usd[k]);
      out.worst_usd = std::max(out.worst_usd, b.imbalance_usd[k]);
    }
  }
  return out;
}

}  // namespace

std::string key_of(Measure measure) {
  switch (measure) {
    case Measure::demand_h100e:
      return "demand_h100e";
    case Measure::delivered_h100e:
      return "delivered_h100e";
    case Measure::served_h100e:
      return "served_h100e";
    case Measure::short_h100e:
      return "short_h100e";
    case Measure::idle_h100e:
      return "idle_h100e";
    case Measure::delivered_mw:
      return "delivered_mw";
    case Measure::used_mw:
      return "used_mw";
    case Measure::power_mwh:
      return "power_mwh";
    case Measure::revenue_usd:
      return "revenue_usd";
    case Measure::spend_usd:
      return "spend_usd";
    case Measure::stranded_usd:
      return "stranded_usd";
    case Measure::cash_usd:
      return "cash_usd";
    case Measure::net_cash_usd:
      return "net_cash_usd";
    case Measure::emergency_usd:
      return "emergency_usd";
  }
  return "";
}

const StepSeries* Simulation::find(Measure measure, PartyId party) const {
  for (const StepSeries& s : series) {
    if (s.measure == measure && s.party == party) return &s;
  }
  return nullptr;
}

Simulation measure_all(const Model& model, const Compiled& compiled, PathStore& store,
                       const std::vector<BlockSums>& sums, const FuturesOptions& futures,
                       const SimulateOptions& options) {
  const Context x{model,
                  compiled,
                  store,
                  options.paths,
                  {futures.sampling == Sampling::antithetic},
                  options.threads,
                  model.planner.risk_tail};
  Simulation out;
  out.paths = options.paths;
  out.steps = compiled.steps;
  out.runoff_steps = compiled.all_steps - compiled.steps;
  out.series = measure_steps(x, std::min(options.sampled_paths, options.paths));
  const std::vector<double> delivered = mean_of(sums, &BlockSums::delivered_mw, options.paths);
  out.years = measure_years(x, delivered);
  out.values = measure_values(x);
  const std::vector<double> line_usd = mean_of(sums, &BlockSums::line_usd, options.paths);
  out.ledger = measure_ledger(x, line_usd);
  const std::vector<double> stakes = mean_of(sums, &BlockSums::stakes_usd, options.paths);
  const std::vector<double> unpaid = mean_of(sums, &BlockSums::unpaid_usd, options.paths);
  for (std::size_t p = 1; p < out.values.size(); ++p) {
    const auto first = unpaid.begin() + std::ptrdiff_t(p * std::size_t(compiled.all_steps));
    out.values[p].stakes_usd = stakes[p];
    out.values[p].unpaid_usd.assign(first, first + compiled.all_steps);
  }
  out.returns = measure_returns(compiled, sums, line_usd);
  out.compute = measure_compute(x, delivered, mean_of(sums, &BlockSums::used_mw, options.paths));
  out.conservation = measure_conservation(x, sums);
  out.covenants = measure_covenants(x, mean_of(sums, &BlockSums::breaches, options.paths));
  out.resources = measure_resources(model, compiled,
                                    {delivered, mean_of(sums, &BlockSums::size_mw, options.paths)});
  out.npv_usd = std::move(store.npv);
  return out;
}

}  // namespace offtake
