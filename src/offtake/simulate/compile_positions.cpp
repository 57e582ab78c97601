#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "offtake/base/quantity.h"
#include "offtake/base/random.h"
#include "offtake/simulate/compile_parts.h"

namespace offtake {
namespace {

// A duration without a bound of its own is cut here.
constexpr double kMostDelayMonths = 120.0;

struct MostDelay {
  double operator()(const Delay& d) const { return d.most_months; }
  double operator()(const Triangular& t) const { return t.most; }
  double operator()(const Pert& p) const { return p.most; }
  double operator()(const Empirical& e) const {
    return e.values.empty() ? 0.0 : *std::max_element(e.values.begin(), e.values.end());
  }
  template <class T>
  double operator()(const T&) const {
    return kMostDelayMonths;
  }
};

int signed_step(const Clock& clock, double month) {
  return month < clock.start_month ? -1 : clock.step_of(month);
}

}  // namespace

double escalated_mw_months(const Clock& clock, const Position& p, double rate, double from) {
  const double m = clock.months_per_step;
  const int first = static_cast<int>(std::floor((p.signed_month - clock.start_month) / m));
  double sum = 0.0;
  for (int k = first; clock.begin_of(k) < p.signed_month + p.end_months; ++k) {
    const double t = clock.begin_of(k) - p.signed_month;
    sum += escalation_at(rate, t) *
           (p.installed.integral(std::max(t + m, from)) - p.installed.integral(std::max(t, from)));
  }
  return sum;
}

namespace {

void set_price(const Agreement& a, const Price& price, const Clock& clock, Position& p) {
  const double amount = base_value(price.amount, p.signed_month);
  const double escalated = escalated_mw_months(clock, p, price.escalator_per_year);
  switch (price.basis) {
    case Price::Basis::per_mw_month:
      p.price_usd_per_mw_month = amount;
      break;
    case Price::Basis::per_h100e_month:
      p.price_usd_per_mw_month = amount * p.h100e_per_mw;
      break;
    case Price::Basis::total:
      p.price_usd_per_mw_month =
          amount / ((a.is_offer ? a.most_mw : a.delivery()->capacity_mw) * escalated);
      break;
  }
  if (p.signed_step >= 0) p.price_drivers = price.amount.drivers;
  p.take_or_pay = price.take_or_pay;
  p.prepayment_months = price.prepayment * escalated;
  p.credit_share = p.prepayment_months / contracted_mw_months(*a.delivery());
}

// Who delivers what is signed, and on which paths.
struct Deliverer {
  PartyId party;
  Refusal refusal;
};

std::vector<Deliverer> deliverers(const Model& model, const InForce& f) {
  const Agreement& a = f.agreement;
  if (is_own(a)) return {{a.first, {}}};
  const double month = f.exercise == Exercise::none ? f.month : f.base_month;
  const Agreement* right = first_refusal_of(model, f.id, month);
  if (!right) return {{a.second, {}}};
  const double takes = std::get<FirstRefusalTerms>(right->terms).takes;
  const std::uint64_t stream = stream_of("refusal of " + a.name + " by " + right->name);
  std::vector<Deliverer> all;
  if (takes > 0.0) all.push_back({right->second, {stream, 0.0, takes, {}}});
  const bool lasts = !model.at(right->second).default_event.valid() &&
                     model.disruption.fails(right->second) == kForever;
  if (takes < 1.0 || !lasts) all.push_back({a.second, {stream, takes, 1.0, right->second}});
  return all;
}

Position make_position(const Model& model, const InForce& in_force, const Deliverer& by) {
  const Agreement& a = in_force.agreement;
  const bool of_base = in_force.exercise == Exercise::extension || gives_up(in_force.exercise);
  const double month = of_base ? in_force.base_month : in_force.month;
  const Delivery& d = *a.delivery();
  const Clock& clock = model.clock;
  Position p;
  p.agreement = in_force.id;
  p.from_offer = a.from_offer;
  p.signing = in_force.signing;
  p.exercise = in_force.exercise;
  p.user = a.first;
  p.site = d.site;
  p.accelerator = d.accelerator;
  p.build = is_own(a);
  p.provider = by.party;
  p.refusal = by.refusal;
  p.mw = in_force.mw;
  p.signed_month = month;
  p.signed_step = signed_step(clock, month);
  p.price_step = std::max(p.signed_step, 0);
  p.converts = a.binding == Binding::firm ? 1.0 : a.converts;
  p.converts_by = converts_by(clock, in_force);
  p.conversion_stream = stream_of("conversion of " + a.name);
  p.delay = d.delay;
  p.slip_months = model.disruption.slip_months(in_force.id, month + d.ramp.first());
  p.most_delay_months =
      p.slip_months + (d.delay.valid() ? most_delay_months(model.at(d.delay)) : 0.0);
  p.late = late_tables(d);
  p.ramp = ramp_profile(d.ramp);
  p.installed = term_profile(d.ramp, d.term_months);
  p.end_months = d.ramp.first() + d.term_months;
  const auto step_at = [&](double since) {
    return (month + since - clock.start_month) / clock.months_per_step;
  };
  p.first_step = std::max(0, static_cast<int>(std::floor(step_at(d.ramp.first()))));
  p.last_step =
      std::max(0, static_cast<int>(std::ceil(step_at(p.end_months + p.most_delay_months) - 1e-9)));
  p.last_step = std::max(p.last_step, p.signed_step + 1);  // what is paid at signing has its step
  p.h100e_per_mw = h100e_per_mw(model, d, month);
  return p;
}

void add_cost(const Model& model, const Agreement& a, const Cost& cost, Position& p,
              Compiled& out) {
  const Delivery& d = *a.delivery();
  CostTables& t = p.cost;
  p.has_cost = true;
  t.capex_usd_per_mw = base_value(cost.capex_usd_per_mw, p.signed_month);
  if (p.signed_step >= 0) t.capex_drivers = cost.capex_usd_per_mw.drivers;
  PartyId vendor = kOutside;
  // What is extended or taken over stands.
  const bool built = p.exercise != Exercise::extension && !p.step_in.failed.valid();
  const bool bought = a.kind == AgreementKind::supply;  // all of it chips
  if (d.accelerator.valid() && built && !bought) {
    const Accelerator& chip = model.at(d.accelerator);
    t.chips_usd_per_mw = base_value(chip.price_usd_per_mw, p.signed_month);
    vendor = chip.vendor;
  }
  t.spend_months = cost.spend_months;
  if (const auto* s = std::get_if<SupplyTerms>(&a.terms); s && s->deposit) {
    t.deposit = s->deposit->share;
  }
  if (built) t.residual = tabulate(cost.residual, out);
  t.opex_usd_per_mw_month = tabulate(cost.opex_usd_per_mw_month, out);
  const auto line = [&](Account account, PartyId payer, PartyId payee) {
    return add_line(out, {p.agreement, {}, account, payer, payee});
  };
  if (t.chips_usd_per_mw > 0.0) t.chips_line = line(Account::capex_chips, p.provider, vendor);
  const PartyId paid = a.kind == AgreementKind::capacity ? kOutside : a.second;
  if (built) t.capex_line = line(bought ? Account::capex_chips : Account::capex, p.provider, paid);
  if (t.opex_usd_per_mw_month.given()) t.opex_line = line(Account::opex, p.provider, kOutside);
  if (t.residual.given()) t.residual_line = line(Account::residual, kOutside, p.provider);
}

// No more may be let on than is paid for whether used or not.
void add_sublease(const Sublease& sublease, Position& p, Compiled& out) {
  SubleaseTables& t = p.sublease;
  t.share = std::min(sublease.most, p.take_or_pay);
  t.kept = 1.0 - sublease.haircut;
  const bool by_compute = sublease.basis == Price::Basis::per_h100e_month;
  t.rent_usd_per_mw_month = tabulate(sublease.amount, out, by_compute ? p.h100e_per_mw : 1.0);
  t.line = add_line(out, {p.agreement, {}, Account::sublease, kOutside, p.user});
}

// The tenant makes up for what was built for it, by whoever built it.
void add_guarantee(const CapacityTerms& c, Position& p, Compiled& out) {
  const bool built = p.exercise != Exercise::extension && !p.step_in.failed.valid();
  if (!c.guarantee || !c.delivery.cost || !built) return;
  const Line line{p.agreement, {}, Account::guarantee, p.user, p.provider};
  p.guarantee = {c.guarantee->share, add_line(out, line)};
}

void add_price_tables(const CapacityTerms& c, Position& p, Compiled& out) {
  compile_price(price_of(c, p.exercise), c.delivery, p, out);
  const auto line = [&](Account account, PartyId payer, PartyId payee) {
    return add_line(out, {p.agreement, {}, account, payer, payee});
  };
  p.fee_line = line(Account::fee, p.user, p.provider);
  if (p.prepayment_months > 0.0) {
    p.prepayment_line = line(Account::prepayment, p.user, p.provider);
    p.credit_line = line(Account::credit, p.provider, p.user);
  }
  add_guarantee(c, p, out);
  if (c.sublease) add_sublease(*c.sublease, p, out);
  if (p.from_fleet.shortfall > 0.0) {
    p.from_fleet.line = line(Account::shortfall, p.provider, p.user);
  }
}

void add_power(const Site& site, const Agreement& a, Position& p, Compiled& out) {
  p.mwh_per_mw_month = site.pue * kHoursPerMonth;
  p.power_usd_per_mwh = tabulate(site.power_price_usd_per_mwh, out);
  if (!p.power_usd_per_mwh.given() || p.from_fleet.index >= 0) return;
  p.power_line = add_line(out, {p.agreement, {}, Account::power, p.provider, site.utility});
  const auto* c = std::get_if<CapacityTerms>(&a.terms);
  p.user_power = c ? c->power_pass_through : 1.0;
  if (!c || p.user_power <= 0.0) return;
  p.pass_through_line =
      add_line(out, {p.agreement, {}, Account::power_pass_through, p.user, p.provider});
}

// What it gives up costs a fee, and spares the provider what is not yet built.
void add_release(const Model& model, const Agreement& a, Position& p, Compiled& out) {
  const auto& terms = std::get<CapacityTerms>(a.terms);
  compile_price(price_of(terms, p.exercise), terms.delivery, p, out);
  if (p.release.fee_months > 0.0) {
    p.release.fee_line = add_line(out, {p.agreement, {}, Account::exit_fee, p.user, p.provider});
  }
  add_lateness(terms, p, out);
  if (!a.delivery()->cost) return;
  add_cost(model, a, *a.delivery()->cost, p, out);
  p.cost.opex_line = -1;
  add_guarantee(terms, p, out);
}

// What a shock leaves of it. Its price is that of what is contracted.
void disrupt(const Disruption& disruption, const Ramp& ramp, Position& p) {
  const double last = disruption.last_install(p.agreement) - p.signed_month;
  double share = disruption.share(p.agreement);
  // What is extended is what came.
  if (p.exercise == Exercise::extension && last < kForever) {
    share *= ramp_profile(ramp).share(last);
  }
  for (Profile* profile : {&p.ramp, &p.installed}) {
    if (p.exercise != Exercise::extension) *profile = stopped(*profile, last, p.end_months);
    for (Profile::Knot& k : profile->knots) {
      k.jump *= share;
      k.slope *= share;
    }
  }
}

// Signed later by whole steps, an offer is installed alike.
void set_shapes(const Disruption& disruption, Compiled& out) {
  std::map<std::tuple<AgreementId, Exercise, double, double, int, double, double>, int> shapes;
  for (Position& p : out.positions) {
    if (p.step_in.failed.valid()) continue;
    const double since = out.clock.begin_of(p.first_step) - p.signed_month;
    const auto key = std::make_tuple(p.agreement, p.exercise, since, p.release.from_months,
                                     p.last_step - p.first_step, p.slip_months,
                                     disruption.last_install(p.agreement) - p.signed_month);
    const auto [at, is_new] = shapes.emplace(key, static_cast<int>(shapes.size()));
    p.shape = at->second;
    if (is_new) out.shape_row.push_back(out.shape_row.back() + p.last_step - p.first_step);
  }
}

}  // namespace

double most_delay_months(const Driver& driver) { return std::visit(MostDelay{}, driver.process); }

namespace {

void add_position(const Model& model, const InForce& f, const Deliverer& by, Compiled& out) {
  Position p = make_position(model, f, by);
  if (const auto* c = std::get_if<CapacityTerms>(&f.agreement.terms)) {
    const bool extends = f.exercise == Exercise::extension;
    set_price(f.agreement, extends ? c->price : price_of(*c, f.exercise), model.clock, p);
    if (extends) make_extension(model, f, p);
    if (gives_up(f.exercise)) {
      make_release(model, f, out, p);
      if (p.release.of < 0) return;  // of what stands no longer
    } else if (c->from_fleet) {
      p.from_fleet = {out.sold++, c->shortfall};
    }
  }
  if (p.last_step > 0 || is_funded(model, f.agreement.name)) out.positions.push_back(std::move(p));
}

}  // namespace

void compile_positions(const Model& model, const Plan& plan, Compiled& out) {
  for_each_signed(model, plan, [&](const InForce& f) {
    if (!f.agreement.delivery()) return;
    for (const Deliverer& by : deliverers(model, f)) add_position(model, f, by, out);
  });
  add_step_ins(model, out);
  compile_pools(model, out);
  set_shapes(model.disruption, out);
}

void compile_position_tables(const Model& model, Compiled& out) {
  for (Position& p : out.positions) {
    const Agreement& a = model.at(p.agreement);
    const Delivery& d = *a.delivery();
    if (p.release.of >= 0) {
      if (!p.step_in.failed.valid()) add_release(model, a, p, out);
      continue;
    }
    if (const auto* c = std::get_if<CapacityTerms>(&a.terms)) {
      add_price_tables(*c, p, out);
      add_late(*c, p, out);
    }
    if (d.cost && p.pool.is != PoolPart::Is::source) add_cost(model, a, *d.cost, p, out);
    p.mwh_per_mw_month = kHoursPerMonth;
    if (p.pool.is != PoolPart::Is::none) {
      add_pool_tables(model, p, out);
    } else if (d.site.valid()) {
      add_power(model.at(d.site), a, p, out);
    }
  }
  if (!model.disruption.none()) {
    for (Position& p : out.positions) {
      disrupt(model.disruption, model.at(p.agreement).delivery()->ramp, p);
    }
  }
  compile_most_favoured(model, out);
  order_sources(out);
}

}  // namespace offtake
