#include "offtake/model/use.h"

#include <algorithm>

#include "offtake/base/quantity.h"

namespace offtake {

namespace {

// An amount of the basis as USD per H100e-month of the agreement's capacity.
double per_h100e_month(const Model& model, const CapacityTerms& c, Price::Basis basis,
                       double amount, double month) {
  if (basis == Price::Basis::per_h100e_month) return amount;
  if (basis == Price::Basis::total) {
    amount /= c.delivery.capacity_mw * contracted_mw_months(c.delivery);
  }
  return amount / h100e_per_mw(model, c.delivery, month);
}

double price_at(const Model& model, const CapacityTerms& c, double month) {
  return per_h100e_month(model, c, c.price.basis, base_value(c.price.amount, month), month);
}

}  // namespace

double rent_usd_per_h100e_month(const Model& model, const CapacityTerms& c, double month) {
  const Sublease& s = *c.sublease;
  const bool own = s.amount.given();
  return per_h100e_month(model, c, own ? s.basis : c.price.basis,
                         (1.0 - s.haircut) * base_value(own ? s.amount : c.price.amount, month),
                         month);
}

Workload work_of(const Agreement& a) {
  const auto& terms = std::get<BackstopTerms>(a.terms);
  Workload w;
  w.name = a.name;
  w.party = a.second;
  w.volume_h100e = terms.volume_h100e;
  w.revenue_usd_per_h100e_month = terms.price_usd_per_h100e_month;
  return w;
}

bool sells_to_backstop(const Model& model, PartyId party) {
  return std::any_of(model.agreements.begin(), model.agreements.end(), [&](const Agreement& a) {
    return a.kind == AgreementKind::backstop && !a.is_offer && a.second == party;
  });
}

std::vector<Workload> work_of_party(const Model& model, PartyId party) {
  std::vector<Workload> work;
  for (const Workload& w : model.workloads) {
    if (w.party == party) work.push_back(w);
  }
  for (const Agreement& a : model.agreements) {
    const bool sells = a.kind == AgreementKind::backstop && !a.is_offer && a.second == party;
    if (sells) work.push_back(work_of(a));
  }
  return work;
}

std::vector<Worth> worth_by_step(const Model& model, const Workload& w) {
  std::vector<Worth> out;
  for (std::size_t k = 0; k <= std::size_t(model.clock.steps); ++k) {
    const double month = month_of_worth(model.clock, k);
    const double revenue = base_value(w.revenue_usd_per_h100e_month, month);
    const double shortage = base_value(w.shortage_usd_per_h100e_month, month);
    const bool owed = w.shortage_is_cash && k < std::size_t(model.clock.steps);
    out.push_back({revenue + shortage, (w.earns_cash ? revenue : 0.0) + (owed ? shortage : 0.0)});
  }
  return out;
}

double month_of_worth(const Clock& clock, std::size_t step) {
  return clock.begin_of(std::min(static_cast<int>(step), clock.steps - 1));
}

bool work_before_rent(const Model& model, const CapacityTerms& c, const Workload& w) {
  if (!w.earns_cash) return false;
  const std::vector<Worth> worth = worth_by_step(model, w);
  for (std::size_t k = 0; k < worth.size(); ++k) {
    const double rent = rent_usd_per_h100e_month(model, c, month_of_worth(model.clock, k));
    if (worth[k].short_of(rent)) return true;
  }
  return false;
}

bool work_before_use(const Model& model, const Agreement& a, const Workload& w) {
  const Delivery* delivery = a.delivery();
  const auto* c = std::get_if<CapacityTerms>(&a.terms);
  const bool used = c || a.kind == AgreementKind::build;
  if (!w.earns_cash || !used || !delivery || !delivery->site.valid()) return false;
  const Site& site = model.at(delivery->site);
  const std::vector<Worth> worth = worth_by_step(model, w);
  for (std::size_t k = 0; k < worth.size(); ++k) {
    const double month = month_of_worth(model.clock, k);
    const double h100e = h100e_per_mw(model, *delivery, month);
    if (h100e <= 0.0) continue;
    const double energy = (c ? c->power_pass_through : 1.0) *
                          base_value(site.power_price_usd_per_mwh, month) * site.pue *
                          kHoursPerMonth / h100e;
    if (worth[k].short_of(energy)) return true;
    const bool paid_by_use = c && c->price.take_or_pay < 1.0;
    if (paid_by_use && worth[k].short_of(energy + price_at(model, *c, month))) return true;
  }
  return false;
}

}  // namespace offtake
