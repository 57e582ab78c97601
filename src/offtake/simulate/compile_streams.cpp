#include <algorithm>
#include <cmath>

#include "offtake/base/random.h"
#include "offtake/base/result.h"
#include "offtake/simulate/compile_parts.h"

namespace offtake {
namespace {

// The part of step k that lies in [from, until).
double part_of_step(const Compiled& c, int k, double from, double until) {
  const double begin = c.clock.begin_of(k), end = c.clock.begin_of(k + 1);
  const double inside = std::min(end, until) - std::max(begin, from);
  return std::max(0.0, inside) / (end - begin);
}

Stream make_stream(const Agreement& a, int line) {
  return {{},
          a.binding == Binding::firm ? 1.0 : a.converts,
          stream_of("conversion of " + a.name),
          line};
}

// An agreement without an `until` has no end of its own: the run-off does not prolong it.
double end_of(const Compiled& c, double until) { return until >= 1e9 ? c.clock.end() : until; }

struct InForce {
  double from, until;
};
InForce in_force(const Agreement& a, double month) {
  return {a.is_offer ? month : a.from_month, a.is_offer ? 1e9 : a.until_month};
}

void add_investment(AgreementId id, const Agreement& a, const InvestmentTerms& terms, double month,
                    Compiled& out) {
  const double first = month + terms.first_months, full = month + terms.full_months;
  Stream s = make_stream(a, add_line(out, {id, {}, Account::investment, a.first, a.second}));
  s.usd.base.assign(std::size_t(out.all_steps), 0.0);
  for (int k = 0; k < out.all_steps; ++k) {
    const double begin = out.clock.begin_of(k), end = out.clock.begin_of(k + 1);
    const double share = full > first ? std::clamp((end - first) / (full - first), 0.0, 1.0) -
                                            std::clamp((begin - first) / (full - first), 0.0, 1.0)
                                      : (first >= begin && first < end ? 1.0 : 0.0);
    s.usd.base[std::size_t(k)] = share * terms.amount_usd;
  }
  if (terms.stake > 0.0) {
    out.stakes.push_back({a.first, a.second, terms.stake, s.converts, s.conversion_stream});
  }
  out.streams.push_back(std::move(s));
}

void add_licence(AgreementId id, const Agreement& a, const LicenceTerms& terms, InForce when,
                 Compiled& out) {
  const auto add = [&](const Series& series, Account account, PartyId payer, PartyId payee) {
    if (!series.given()) return;
    Stream s = make_stream(a, add_line(out, {id, {}, account, payer, payee}));
    s.usd = tabulate(series, out, out.clock.months_per_step);
    for (int k = 0; k < out.all_steps; ++k) {
      s.usd.base[std::size_t(k)] *= part_of_step(out, k, when.from, end_of(out, when.until));
    }
    out.streams.push_back(std::move(s));
  };
  add(terms.worth_usd_per_month, Account::licence_worth, kOutside, a.first);
  add(terms.fee_usd_per_month, Account::licence_fee, a.first, a.second);
}

void add_share(AgreementId id, const Agreement& a, const RevenueShareTerms& terms, InForce when,
               Compiled& out) {
  ShareTables s;
  s.payer = a.first;
  s.line = add_line(out, {id, {}, Account::revenue_share, a.first, a.second});
  for (int k = 0; k < out.all_steps; ++k) {
    s.share.push_back(terms.share * part_of_step(out, k, when.from, when.until));
  }
  out.shares.push_back(std::move(s));
}

// Investees before their investors; check() has refused cycles.
void order_stakes(Compiled& out) {
  std::vector<Stake> ordered;
  std::vector<Stake> left = std::move(out.stakes);
  while (!left.empty()) {
    const auto ready = std::find_if(left.begin(), left.end(), [&](const Stake& s) {
      return std::none_of(left.begin(), left.end(),
                          [&](const Stake& other) { return other.investor == s.investee; });
    });
    OFFTAKE_CHECK(ready != left.end(), std::string("a cycle of stakes"));
    ordered.push_back(*ready);
    left.erase(ready);
  }
  out.stakes = std::move(ordered);
}

void add_party_streams(const Model& model, Compiled& out) {
  for (std::size_t i = 0; i < model.parties.size(); ++i) {
    const Party& party = model.parties[i];
    const auto add = [&](const Series& series, Account account, PartyId payer, PartyId payee) {
      if (!series.given()) return;
      Stream s{tabulate(series, out, out.clock.months_per_step), 1.0, 0,
               add_line(out, {{}, {}, account, payer, payee})};
      // Not a commitment: it does not run on after the clock.
      std::fill(s.usd.base.begin() + out.steps, s.usd.base.end(), 0.0);
      out.streams.push_back(std::move(s));
    };
    add(party.other_income_usd_per_month, Account::other_income, kOutside, PartyId{i});
    add(party.other_cost_usd_per_month, Account::other_cost, PartyId{i}, kOutside);
  }
}

std::vector<char> usable(const Model& model, const Workload& w, const Compiled& c) {
  if (w.jurisdictions.empty() && w.sites.empty() && w.least_site_mw <= 0.0) return {};
  std::vector<char> may(c.positions.size(), 0);
  const auto has = [](const auto& all, const auto& x) {
    return all.empty() || std::find(all.begin(), all.end(), x) != all.end();
  };
  for (std::size_t i = 0; i < may.size(); ++i) {
    const SiteId site = model.at(c.positions[i].agreement).delivery()->site;
    if (!site.valid()) continue;
    may[i] = has(w.jurisdictions, model.at(site).jurisdiction) && has(w.sites, site);
  }
  return may;
}

}  // namespace

void compile_streams(const Model& model, const Plan& plan, Compiled& out) {
  for_each_signed(model, plan, [&](AgreementId id, const Agreement& a, double month, double) {
    if (const auto* i = std::get_if<InvestmentTerms>(&a.terms)) {
      add_investment(id, a, *i, month, out);
    } else if (const auto* l = std::get_if<LicenceTerms>(&a.terms)) {
      add_licence(id, a, *l, in_force(a, month), out);
    } else if (const auto* r = std::get_if<RevenueShareTerms>(&a.terms)) {
      add_share(id, a, *r, in_force(a, month), out);
    }
  });
  order_stakes(out);
  add_party_streams(model, out);
}

void compile_workloads(const Model& model, Compiled& out) {
  for (std::size_t i = 0; i < model.workloads.size(); ++i) {
    const Workload& w = model.workloads[i];
    WorkloadTables t;
    t.id = WorkloadId{i};
    t.party = w.party;
    t.volume_h100e = tabulate(w.volume_h100e, out);
    t.revenue = tabulate(w.revenue_usd_per_h100e_month, out);
    t.shortage = tabulate(w.shortage_usd_per_h100e_month, out);
    t.earns_cash = w.earns_cash;
    t.shortage_is_cash = w.shortage_is_cash;
    t.may_use = usable(model, w, out);
    t.least_site_mw = w.least_site_mw;
    if (w.earns_cash && t.revenue.given()) {
      t.revenue_line = add_line(out, {{}, t.id, Account::revenue, kOutside, w.party});
    }
    if (w.shortage_is_cash && t.shortage.given()) {
      t.penalty_line = add_line(out, {{}, t.id, Account::penalty, w.party, kOutside});
    }
    for (std::size_t p = 0; p < out.positions.size() && !w.earns_cash; ++p) {
      if (out.positions[p].user != w.party) continue;
      out.positions[p].always_runs |= t.may_use.empty() || t.may_use[p];
    }
    out.workloads.push_back(std::move(t));
  }
  for (int party = 0; party < out.parties; ++party) {
    Fleet fleet;
    fleet.party = PartyId{party};
    for (std::size_t i = 0; i < out.workloads.size(); ++i) {
      const WorkloadTables& w = out.workloads[i];
      if (w.party != fleet.party) continue;
      fleet.workloads.push_back(static_cast<int>(i));
      fleet.restricted |= !w.may_use.empty();
    }
    for (std::size_t i = 0; i < out.positions.size(); ++i) {
      const Position& p = out.positions[i];
      if (p.user != fleet.party) continue;
      fleet.positions.push_back(static_cast<int>(i));
      fleet.path_costs |= p.build ? !p.power_usd_per_mwh.drivers.empty()
                                  : p.take_or_pay < 1.0 && !p.price_drivers.empty();
    }
    if (!fleet.workloads.empty() || !fleet.positions.empty())
      out.fleets.push_back(std::move(fleet));
  }
}

}  // namespace offtake
