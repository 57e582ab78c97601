#include <algorithm>
#include <cmath>

#include "offtake/base/random.h"
#include "offtake/base/result.h"
#include "offtake/model/use.h"
#include "offtake/simulate/compile_parts.h"

namespace offtake {
namespace {

// The part of step k that lies in [from, until).
double part_of_step(const Compiled& c, int k, double from, double until) {
  const double begin = c.clock.begin_of(k), end = c.clock.begin_of(k + 1);
  const double inside = std::min(end, until) - std::max(begin, from);
  return std::max(0.0, inside) / (end - begin);
}

}  // namespace

DriversAt converts_by(const Clock& clock, const InForce& f) {
  const double month = f.exercise == Exercise::none ? f.month : f.base_month;
  if (month < clock.start_month) return {};
  return {f.agreement.converts_drivers, clock.step_of(month)};
}

namespace {

Stream make_stream(const InForce& f, const Line& line, Compiled& out) {
  Stream s;
  s.signing = f.signing;
  s.converts = f.agreement.binding == Binding::firm ? 1.0 : f.agreement.converts;
  s.converts_by = converts_by(out.clock, f);
  s.conversion_stream = stream_of("conversion of " + f.agreement.name);
  s.line = add_line(out, line);
  return s;
}

// An agreement without an `until` has no end of its own: the run-off does not prolong it.
double end_of(const Compiled& c, double until) { return until >= 1e9 ? c.clock.end() : until; }

struct Period {
  double from, until;
};
Period period_of(const InForce& f) {
  if (f.agreement.is_offer) return {f.month, 1e9};
  return {f.agreement.from_month, f.agreement.until_month};
}

void add_investment(const InForce& f, const InvestmentTerms& terms, Compiled& out) {
  const Agreement& a = f.agreement;
  const double first = f.month + terms.first_months, full = f.month + terms.full_months;
  const double converts = a.binding == Binding::firm ? 1.0 : a.converts;
  if (terms.stake > 0.0) {
    out.stakes.push_back({f.id, f.signing, a.first, a.second, terms.stake, f.month, converts,
                          converts_by(out.clock, f), stream_of("conversion of " + a.name)});
  }
  if (is_tranche(terms)) return;  // compile_finance.cpp
  Stream s = make_stream(f, {f.id, {}, Account::investment, a.first, a.second}, out);
  s.from = first;
  s.until = std::max(first, full);
  s.usd.base.assign(std::size_t(out.all_steps), 0.0);
  for (int k = 0; k < out.all_steps; ++k) {
    const double begin = out.clock.begin_of(k), end = out.clock.begin_of(k + 1);
    const double share = full > first ? std::clamp((end - first) / (full - first), 0.0, 1.0) -
                                            std::clamp((begin - first) / (full - first), 0.0, 1.0)
                                      : (first >= begin && first < end ? 1.0 : 0.0);
    if (!out.funding_stop.holds(begin)) s.usd.base[std::size_t(k)] = share * terms.amount_usd;
  }
  out.streams.push_back(std::move(s));
}

void add_licence(const InForce& f, const LicenceTerms& terms, Compiled& out) {
  const Agreement& a = f.agreement;
  const Period when = period_of(f);
  const auto add = [&](const Series& series, Account account, PartyId payer, PartyId payee) {
    if (!series.given()) return;
    Stream s = make_stream(f, {f.id, {}, account, payer, payee}, out);
    s.usd = tabulate(series, out, out.clock.months_per_step);
    s.from = when.from;
    s.until = end_of(out, when.until);
    s.grants = a.second;
    for (int k = 0; k < out.all_steps; ++k) {
      s.usd.base[std::size_t(k)] *= part_of_step(out, k, s.from, s.until);
    }
    out.streams.push_back(std::move(s));
  };
  add(terms.worth_usd_per_month, Account::licence_worth, kOutside, a.first);
  add(terms.fee_usd_per_month, Account::licence_fee, a.first, a.second);
}

void add_share(const InForce& f, const RevenueShareTerms& terms, Compiled& out) {
  const Agreement& a = f.agreement;
  const Period when = period_of(f);
  ShareTables s;
  s.payer = a.first;
  s.line = add_line(out, {f.id, {}, Account::revenue_share, a.first, a.second});
  for (int k = 0; k < out.all_steps; ++k) {
    s.share.push_back(terms.share * part_of_step(out, k, when.from, when.until));
  }
  if (is_capped(terms)) {
    s.most_usd = terms.most_usd - terms.paid_before_usd;
    s.capped = out.capped_shares++;
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
      Stream s;
      s.usd = tabulate(series, out, out.clock.months_per_step);
      s.line = add_line(out, {{}, {}, account, payer, payee});
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
  for_each_signed(model, plan, [&](const InForce& f) {
    compile_finance(f, out);
    if (const auto* i = std::get_if<InvestmentTerms>(&f.agreement.terms)) {
      add_investment(f, *i, out);
    } else if (const auto* l = std::get_if<LicenceTerms>(&f.agreement.terms)) {
      add_licence(f, *l, out);
    } else if (const auto* r = std::get_if<RevenueShareTerms>(&f.agreement.terms)) {
      add_share(f, *r, out);
    }
  });
  order_stakes(out);
  add_party_streams(model, out);
}

namespace {

// Work of its seller that the buyer pays, while it is in force.
void add_backstop(const Agreement& a, AgreementId id, Compiled& out) {
  const Workload w = work_of(a);
  WorkloadTables t;
  t.backstop = id;
  t.payer = a.first;
  t.party = a.second;
  t.volume_h100e = tabulate(w.volume_h100e, out);
  for (int k = 0; k < out.all_steps; ++k) {
    t.volume_h100e.base[std::size_t(k)] *=
        part_of_step(out, k, a.from_month, end_of(out, a.until_month));
  }
  t.revenue = tabulate(w.revenue_usd_per_h100e_month, out);
  t.revenue_line = add_line(out, {id, {}, Account::backstop, a.first, a.second});
  out.workloads.push_back(std::move(t));
}

}  // namespace

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
      // What is put together is paid for as it is used.
      if (out.positions[p].user != w.party || out.positions[p].pool.is != PoolPart::Is::none) {
        continue;
      }
      out.positions[p].always_runs |= t.may_use.empty() || t.may_use[p];
    }
    out.workloads.push_back(std::move(t));
  }
  for (std::size_t i = 0; i < model.agreements.size(); ++i) {
    const Agreement& a = model.agreements[i];
    if (a.kind == AgreementKind::backstop && !a.is_offer) add_backstop(a, AgreementId{i}, out);
  }
}

}  // namespace offtake
