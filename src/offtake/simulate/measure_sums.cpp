#include <algorithm>
#include <map>

#include "offtake/simulate/measures.h"
#include "offtake/simulate/resources.h"
#include "offtake/simulate/returns.h"

namespace offtake {
namespace {

std::vector<double> mean_of(std::vector<double> sums, std::int64_t paths) {
  for (double& x : sums) x /= double(paths);
  return sums;
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

void set_concentration(const MeasureContext& x, const std::vector<double>& delivered, int first,
                       int last, YearMeasures& y) {
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

std::vector<LedgerLine> measure_ledger(const MeasureContext& x, const std::vector<double>& mean) {
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

std::vector<ComputeLine> measure_compute(const MeasureContext& x,
                                         const std::vector<double>& delivered,
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

std::vector<CovenantBreach> measure_covenants(const MeasureContext& x,
                                              const std::vector<double>& mean) {
  std::vector<CovenantBreach> out;
  const auto all = static_cast<std::ptrdiff_t>(x.c.all_steps);
  for (const Covenant& c : x.c.covenants) {
    const auto begin = mean.begin() + std::ptrdiff_t(out.size()) * all;
    out.push_back({c.agreement, c.kind == Covenant::Kind::coverage, c.least, {begin, begin + all}});
  }
  return out;
}

Conservation measure_conservation(const MeasureContext& x, const BlockSums& sums) {
  Conservation out;
  out.gross_usd = mean_of(sums.gross_usd, x.paths);
  out.imbalance_usd = sums.imbalance_usd;
  for (const double usd : out.imbalance_usd) out.worst_usd = std::max(out.worst_usd, usd);
  return out;
}

// The half of the years and values that the sums tell.
void finish_years(const MeasureContext& x, const std::vector<double>& delivered,
                  std::vector<YearMeasures>& years) {
  const std::vector<StepSpan> spans = years_of(x.c);
  for (std::size_t i = 0; i < years.size(); ++i) {
    YearMeasures& y = years[i];
    set_concentration(x, delivered, spans[i].first, spans[i].last, y);
    for (std::size_t p = 1; p < y.net_cash_usd.size(); ++p) {
      for (auto* of : {&y.cash_flow_at_risk_usd, &y.cash_flow_at_risk_low_usd,
                       &y.cash_flow_at_risk_high_usd}) {
        (*of)[p] = std::max(0.0, y.net_cash_usd[p].mean - (*of)[p]);
      }
    }
  }
}

void finish_values(const MeasureContext& x, const BlockSums& sums,
                   std::vector<PartyValue>& values) {
  const std::vector<double> stakes = mean_of(sums.stakes_usd, x.paths);
  const std::vector<double> unpaid = mean_of(sums.unpaid_usd, x.paths);
  for (std::size_t p = 1; p < values.size(); ++p) {
    const auto first = unpaid.begin() + std::ptrdiff_t(p * std::size_t(x.c.all_steps));
    values[p].stakes_usd = stakes[p];
    values[p].unpaid_usd.assign(first, first + x.c.all_steps);
  }
}

}  // namespace

Simulation finish(const MeasureContext& x, PathMeasures measures, const BlockSums& sums) {
  Simulation out;
  out.paths = x.paths;
  out.batch_paths = x.paths > kWholePaths ? kBatchPaths : 0;
  out.steps = x.c.steps;
  out.runoff_steps = x.c.all_steps - x.c.steps;
  const std::vector<double> delivered = mean_of(sums.delivered_mw, x.paths);
  out.series = std::move(measures.series);
  out.years = std::move(measures.years);
  finish_years(x, delivered, out.years);
  out.values = std::move(measures.values);
  finish_values(x, sums, out.values);
  const std::vector<double> line_usd = mean_of(sums.line_usd, x.paths);
  out.ledger = measure_ledger(x, line_usd);
  out.returns = measure_returns(x.c, sums, line_usd);
  out.compute = measure_compute(x, delivered, mean_of(sums.used_mw, x.paths));
  out.conservation = measure_conservation(x, sums);
  out.covenants = measure_covenants(x, mean_of(sums.breaches, x.paths));
  out.resources = measure_resources(x.model, x.c, {delivered, mean_of(sums.size_mw, x.paths)});
  out.npv_usd = std::move(measures.npv_usd);
  return out;
}

}  // namespace offtake
