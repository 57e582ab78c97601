#include "support/random_sides.h"

#include <random>

#include "offtake/base/quantity.h"

namespace offtake::testing {
namespace {

constexpr PartyId kCloud{2}, kOther{3}, kVendor{4};

class Maker {
 public:
  Maker(std::uint64_t seed, const SidesOptions& options)
      : random_(seed + 104729),
        options_(options),
        out_(random_model(seed, {.exact_domain = true, .tenant_options = false})) {}

  RandomModel make() {
    Model& m = out_.model;
    if (options_.side == Side::provider) m.planner.party = kCloud;
    for (std::size_t i = 0; i < m.agreements.size(); ++i) {
      if (m.agreements[i].kind == AgreementKind::capacity) sell(i);
    }
    if (options_.side == Side::provider) leave_to_others();
    const std::size_t before = m.agreements.size();
    add_sources();
    add_other_customers();
    for (std::size_t i = before; i < m.agreements.size(); ++i) {
      const Agreement& a = m.agreements[i];
      if (!a.is_offer) continue;
      out_.plan.signings.push_back(
          {AgreementId{i}, m.clock.start_month, a.most_mw * uniform(0.2, 1.0)});
    }
    return std::move(out_);
  }

 private:
  double uniform(double a, double b) { return std::uniform_real_distribution<>(a, b)(random_); }
  bool chance(double p) { return uniform(0, 1) < p; }

  void sell(std::size_t i) {
    Agreement& a = out_.model.agreements[i];
    if (a.first == kCloud) return;
    // A plan of the tenant is concave only where what it signs itself is not served from a fleet.
    const bool planned = a.is_offer && options_.side == Side::tenant;
    if (a.second != kCloud && chance(0.6)) a.second = kCloud;
    auto& c = std::get<CapacityTerms>(a.terms);
    if (options_.side == Side::provider) c.price.take_or_pay = 1.0;
    if (a.second != kCloud || planned || chance(0.2)) return;
    c.from_fleet = true;
    c.shortfall = chance(0.6) ? uniform(0, 0.5) : 0.0;
    // What a fleet says instead.
    c.delivery.cost.reset();
    c.delivery.delay = {};
    c.delivery.long_stop.reset();
    c.delivery.damages.reset();
    c.delivery.step_in.reset();
    c.guarantee.reset();
    c.power_pass_through = 0.0;
    if (!options_.places || chance(0.5)) c.delivery.site = {};
  }

  // What makes the value of a plan no longer concave, or hangs on the lab's dispatch.
  void leave_to_others() {
    for (Agreement& a : out_.model.agreements) {
      const bool money = a.kind == AgreementKind::investment || a.kind == AgreementKind::warrant ||
                         a.kind == AgreementKind::backstop;
      if (Delivery* d = delivery_of(a); d && d->step_in && d->step_in->by == kCloud) {
        d->step_in.reset();
      }
      if (!money) continue;
      const PartyId instead = a.first == kOther || a.second == kOther ? kVendor : kOther;
      if (a.first == kCloud) a.first = instead;
      if (a.second == kCloud) a.second = instead;
    }
  }
  static Delivery* delivery_of(Agreement& a) {
    auto* c = std::get_if<CapacityTerms>(&a.terms);
    return c ? &c->delivery : nullptr;
  }

  Agreement& add(AgreementKind kind, PartyId first, PartyId second, bool offer) {
    Model& m = out_.model;
    Agreement a;
    a.name = "s" + std::to_string(m.agreements.size());
    a.kind = kind;
    a.first = first;
    a.second = second;
    a.is_offer = offer;
    a.signed_month = m.clock.start_month + uniform(-12, 3);
    a.from_month = m.clock.start_month;
    a.until_month = m.clock.end();
    m.agreements.push_back(a);
    return m.agreements.back();
  }

  Delivery delivery() {
    Delivery d;
    d.capacity_mw = uniform(5, 80);
    d.ramp.first_months = uniform(0, 9);
    d.ramp.full_months = d.ramp.first_months + uniform(1, 12);
    d.term_months = uniform(14, 60);
    if (chance(0.5)) d.delay = DriverId{2};
    d.accelerator = AcceleratorId{0};
    d.site = SiteId{chance(0.5) ? 0 : 1};
    return d;
  }

  void add_sources() {
    for (const bool offer : {false, true}) {
      BuildTerms b{delivery()};
      b.delivery.cost =
          Cost{Series::constant(uniform(5e6, 4e7)), 0.0, Series::constant(uniform(1e4, 1e5)),
               Series::constant(uniform(0, 0.3))};
      Agreement& build = add(AgreementKind::build, kCloud, kOutside, offer);
      build.most_mw = b.delivery.capacity_mw;
      build.terms = b;
      if (chance(0.4)) continue;
      CapacityTerms c;
      c.delivery = delivery();
      c.price.amount = Series::constant(uniform(2e5, 1.2e6));
      c.price.take_or_pay = uniform(0.3, 1.0);
      Agreement& lease = add(AgreementKind::capacity, kCloud, kOther, offer);
      lease.most_mw = c.delivery.capacity_mw;
      lease.terms = c;
    }
  }

  void add_other_customers() {
    Model& m = out_.model;
    if (chance(0.3)) return;
    Workload w;
    w.name = "customers";
    w.party = kCloud;
    w.volume_h100e = Series::constant(uniform(1e4, 1e5));
    w.volume_h100e.drivers = {DriverId{0}};
    w.revenue_usd_per_h100e_month = Series::constant(uniform(0.3, 3.0) * kHoursPerMonth);
    m.workloads.push_back(w);
  }

  std::mt19937_64 random_;
  SidesOptions options_;
  RandomModel out_;
};

}  // namespace

RandomModel random_sides(std::uint64_t seed, const SidesOptions& options) {
  return Maker(seed, options).make();
}

}  // namespace offtake::testing
