#include "offtake/studies/flows.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "offtake/simulate/ledger.h"

namespace offtake {
namespace {

bool is_nothing(const std::vector<double>& x) {
  return std::all_of(x.begin(), x.end(), [](double v) { return v == 0.0; });
}

// A loss on a loan and diluted shares move value alone.
bool is_money(const std::string& account) {
  return account != key_of(Account::loan_loss) && account != key_of(Account::dilution);
}

template <class Map>
auto values_of(Map&& map) {
  std::vector<typename std::decay_t<Map>::mapped_type> all;
  for (auto& [key, value] : map) all.push_back(std::move(value));
  return all;
}

// [step] index into Flows::years.
std::vector<std::size_t> set_years(const Clock& clock, int steps, Flows& out) {
  std::vector<std::size_t> at;
  for (int k = 0; k < steps; ++k) {
    if (out.years.empty() || out.years.back() != clock.year_of(k)) {
      out.years.push_back(clock.year_of(k));
      out.months.push_back(0.0);
    }
    out.months.back() += clock.months_per_step;
    at.push_back(out.years.size() - 1);
  }
  return at;
}

std::vector<MoneyFlow> money_flows(const Simulation& simulation,
                                   const std::vector<std::size_t>& year_at, std::size_t years) {
  std::map<std::tuple<PartyId, PartyId, std::string>, MoneyFlow> all;
  for (const LedgerLine& line : simulation.ledger) {
    if (is_nothing(line.mean_usd) || !is_money(line.account)) continue;
    MoneyFlow& flow = all[{line.payer, line.payee, line.account}];
    flow.payer = line.payer;
    flow.payee = line.payee;
    flow.account = line.account;
    flow.usd.resize(years);
    for (std::size_t k = 0; k < year_at.size(); ++k) {
      flow.usd[year_at[k]] += line.mean_usd[k];
      (int(k) < simulation.steps ? flow.clock_usd : flow.runoff_usd) += line.mean_usd[k];
    }
  }
  return values_of(all);
}

std::vector<ComputeFlow> compute_flows(const Simulation& simulation, double months_per_step,
                                       const std::vector<std::size_t>& year_at, std::size_t years) {
  std::map<std::pair<PartyId, PartyId>, ComputeFlow> all;
  for (const ComputeLine& line : simulation.compute) {
    if (is_nothing(line.delivered_mw)) continue;
    ComputeFlow& flow = all[{line.provider, line.user}];
    flow.provider = line.provider;
    flow.user = line.user;
    for (auto* of : {&flow.delivered_mw_months, &flow.used_mw_months, &flow.delivered_h100e_months,
                     &flow.used_h100e_months}) {
      of->resize(years);
    }
    for (std::size_t k = 0; k < year_at.size(); ++k) {
      const double delivered = line.delivered_mw[k] * months_per_step;
      const double used = line.used_mw[k] * months_per_step;
      flow.delivered_mw_months[year_at[k]] += delivered;
      flow.used_mw_months[year_at[k]] += used;
      flow.delivered_h100e_months[year_at[k]] += delivered * line.h100e_per_mw;
      flow.used_h100e_months[year_at[k]] += used * line.h100e_per_mw;
    }
  }
  return values_of(all);
}

}  // namespace

Flows flows_of(const Model& model, const Simulation& simulation) {
  Flows out;
  const int steps = simulation.steps + simulation.runoff_steps;
  const std::vector<std::size_t> year_at = set_years(model.clock, steps, out);
  out.money = money_flows(simulation, year_at, out.years.size());
  out.compute = compute_flows(simulation, model.clock.months_per_step, year_at, out.years.size());
  return out;
}

}  // namespace offtake
