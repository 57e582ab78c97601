#include "offtake/simulate/compile.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "offtake/base/quantity.h"
#include "offtake/simulate/compile_parts.h"

namespace offtake {

int add_line(Compiled& out, const Line& line) {
  out.lines.push_back(line);
  return static_cast<int>(out.lines.size()) - 1;
}

StepTable tabulate(const Series& series, const Compiled& c, double factor) {
  StepTable table;
  if (!series.given()) return table;
  table.base.resize(std::size_t(c.all_steps));
  for (int k = 0; k < c.all_steps; ++k) {
    const int step = std::min(k, c.steps - 1);
    table.base[std::size_t(k)] =
        factor * mean_value(series, c.clock.begin_of(step), c.clock.begin_of(step + 1));
  }
  table.drivers = series.drivers;
  return table;
}

namespace {

// When the last payment of an agreement without capacity falls due. What is paid all at once
// belongs to the step that begins then; a licence without an end does not run on.
double committed_until(const Agreement& a, double signed_month) {
  if (const auto* i = std::get_if<InvestmentTerms>(&a.terms)) {
    return signed_month + i->full_months + (i->full_months > i->first_months ? 0.0 : 1e-6);
  }
  if (const auto* l = std::get_if<LoanTerms>(&a.terms)) return signed_month + l->term_months;
  const bool ends = a.kind == AgreementKind::licence && !a.is_offer && a.until_month < 1e9;
  return ends ? a.until_month : -1e9;
}

}  // namespace

void compile_time(const Model& model, const Plan& plan, Compiled& out) {
  out.clock = model.clock;
  out.funding_stop = model.disruption.funding_stop;
  out.steps = model.clock.steps;
  out.all_steps = out.steps;
  for (const Position& p : out.positions) out.all_steps = std::max(out.all_steps, p.last_step);
  for_each_signed(model, plan, [&](const InForce& f) {
    const double end = committed_until(f.agreement, f.month);
    if (end <= model.clock.end()) return;
    const double steps = (end - model.clock.start_month) / model.clock.months_per_step;
    out.all_steps = std::max(out.all_steps, static_cast<int>(std::ceil(steps - 1e-9)));
  });
}

void compile_parties(const Model& model, Compiled& out) {
  out.parties = static_cast<int>(model.parties.size());
  out.planner = model.planner.party;
  out.counts.assign(model.parties.size(), 1);
  const double months = model.clock.months_per_step;
  for (std::size_t i = 0; i < model.parties.size(); ++i) {
    const Party& party = model.parties[i];
    const PartyId id{i};
    const double rate = discount_of(model, id);
    std::vector<double> factor(std::size_t(out.all_steps));
    for (int k = 0; k < out.all_steps; ++k) {
      factor[std::size_t(k)] = std::pow(1.0 + rate, -(k + 0.5) * months / kMonthsPerYear);
    }
    out.discount.push_back(std::move(factor));
    out.default_event.push_back(party.default_event);
    out.fails_month.push_back(model.disruption.fails(id));
    out.opening_cash_usd.push_back(party.cash_usd);
    out.minimum_cash_usd.push_back(party.minimum_cash_usd);
    out.premium.push_back(party.emergency_premium);
    out.yield_per_step.push_back(
        std::pow(1.0 + party.cash_yield_per_year, months / kMonthsPerYear) - 1.0);
    out.yield_line.push_back(party.cash_yield_per_year != 0.0
                                 ? add_line(out, {{}, {}, Account::cash_yield, kOutside, id})
                                 : -1);
    out.emergency_line.push_back(
        party.emergency_funding ? add_line(out, {{}, {}, Account::emergency_funding, kOutside, id})
                                : -1);
  }
}

Compiled compile(const Model& model, const Plan& plan) {
  Compiled out;
  out.clock = model.clock;
  compile_signings(model, plan, out);
  compile_positions(model, plan, out);
  compile_time(model, plan, out);
  compile_parties(model, out);
  compile_position_tables(model, out);
  compile_workloads(model, out);
  compile_fleets(out);
  compile_streams(model, plan, out);
  compile_sides(out);
  number_fixed(out);
  return out;
}

namespace {

void leave_out(Compiled& c, Position& p) {
  const auto counts = [&](PartyId party) { return c.counts[party.index()] != 0; };
  const auto moves = [&](int line) {
    if (line < 0) return false;
    const Line& l = c.lines[std::size_t(line)];
    return counts(l.payer) || counts(l.payee);
  };
  if (!counts(p.user) && !counts(p.provider)) {
    p.fee_line = p.release.fee_line = p.guarantee.line = p.pass_through_line = -1;
    p.from_fleet.line = -1;
    p.late.damages_line = p.late.prepayment_return_line = -1;
    p.deposit.line = p.deposit.return_line = -1;
  }
  if (!counts(p.user)) p.sublease.line = -1;
  if (!moves(p.pool.charge_line)) p.pool.charge_line = -1;
  if (!moves(p.power_line)) p.power_line = -1;
  const bool sells = moves(p.cost.capex_line) || moves(p.cost.chips_line);
  if (!counts(p.provider) && !sells) p.has_cost = false;
}

// Whether somebody who counts is paid for what is used or stands ready here.
bool is_paid(const Compiled& c, const Position& p) {
  return p.power_line >= 0 || p.pool.charge_line >= 0 || p.has_cost || c.counts[p.provider.index()];
}

// How much of a source is used matters to who is paid for it, what a fleet delivers to those whom
// it serves, and what it earns to who pays for that or has a share of it.
void leave_out_fleets(Compiled& c) {
  std::vector<char> matters = c.counts;  // [party]
  const auto paid = [&](PartyId user) {
    return std::any_of(c.positions.begin(), c.positions.end(),
                       [&](const Position& p) { return p.user == user && is_paid(c, p); });
  };
  const auto pays = [&](int j) { return c.counts[c.workloads[std::size_t(j)].payer.index()] != 0; };
  const auto serves = [&](int p) { return matters[c.positions[std::size_t(p)].user.index()] != 0; };
  for (const ShareTables& s : c.shares) {
    const PartyId payee = c.lines[std::size_t(s.line)].payee;
    matters[s.payer.index()] |= c.counts[payee.index()];
  }
  for (auto f = c.fleets.rbegin(); f != c.fleets.rend(); ++f) {
    char& it = matters[f->party.index()];
    it |= paid(f->party) || std::any_of(f->workloads.begin(), f->workloads.end(), pays) ||
          std::any_of(f->sold.begin(), f->sold.end(), serves);
  }
  std::erase_if(c.fleets, [&](const Fleet& f) { return !matters[f.party.index()]; });
}

// By the parties that count and whether it is value to them.
void set_line_classes(Compiled& c) {
  std::map<std::tuple<PartyId, bool, PartyId, bool, bool>, int> classes;
  for (std::size_t i = 0; i < c.lines.size(); ++i) {
    const Line& l = c.lines[i];
    const PartyId payer = c.counts[l.payer.index()] ? l.payer : PartyId{};
    const PartyId payee = c.counts[l.payee.index()] ? l.payee : PartyId{};
    const auto key =
        std::make_tuple(payer, payer.valid() && is_value_to_payer(l.account), payee,
                        payee.valid() && is_value_to_payee(l.account), moves_cash(l.account));
    const auto [at, is_new] = classes.emplace(key, static_cast<int>(classes.size()));
    if (is_new) c.class_sample.push_back(static_cast<int>(i));
    c.line_class.push_back(at->second);
  }
}

}  // namespace

void keep_value_of_planner(Compiled& c) {
  c.counts.assign(std::size_t(c.parties), 0);
  c.counts[c.planner.index()] = 1;
  // An investee's value is its investor's in part.
  for (auto s = c.stakes.rbegin(); s != c.stakes.rend(); ++s) {
    if (c.counts[s->investor.index()]) c.counts[s->investee.index()] = 1;
  }
  const auto moves = [&](int line) {
    const Line& l = c.lines[std::size_t(line)];
    return c.counts[l.payer.index()] || c.counts[l.payee.index()];
  };
  for (Position& p : c.positions) leave_out(c, p);
  std::erase_if(c.streams, [&](const Stream& s) { return !moves(s.line); });
  std::erase_if(c.tranches, [&](const Tranche& t) {
    return !moves(t.line) && (t.dilution_line < 0 || !moves(t.dilution_line));
  });
  c.covenants.clear();
  std::erase_if(c.loans, [&](const Loan& l) { return !moves(l.draw_line); });
  std::erase_if(c.stakes, [&](const Stake& s) { return !c.counts[s.investor.index()]; });
  leave_out_fleets(c);
  set_line_classes(c);
  std::erase_if(c.shares, [&](const ShareTables& s) {
    return !moves(s.line) && std::none_of(c.fleets.begin(), c.fleets.end(),
                                          [&](const Fleet& f) { return f.party == s.payer; });
  });
  number_fixed(c);
}

}  // namespace offtake
