#include "offtake/model/use.h"

#include <algorithm>

namespace offtake {

double rent_usd_per_h100e_month(const Model& model, const CapacityTerms& c, double month) {
  const Sublease& s = *c.sublease;
  const bool own = s.amount.given();
  const Price::Basis basis = own ? s.basis : c.price.basis;
  double rent = (1.0 - s.haircut) * base_value(own ? s.amount : c.price.amount, month);
  if (basis == Price::Basis::per_h100e_month) return rent;
  if (basis == Price::Basis::total) {
    rent /= c.delivery.capacity_mw * contracted_mw_months(c.delivery);
  }
  return rent / h100e_per_mw(model, c.delivery, month);
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

bool work_before_rent(const Model& model, const CapacityTerms& c, const Workload& w) {
  if (!w.earns_cash) return false;
  for (int k = 0; k < model.clock.steps; ++k) {
    const double month = model.clock.begin_of(k);
    const double revenue = base_value(w.revenue_usd_per_h100e_month, month);
    const double shortage = base_value(w.shortage_usd_per_h100e_month, month);
    const double cash = revenue + (w.shortage_is_cash ? shortage : 0.0);
    const double rent = rent_usd_per_h100e_month(model, c, month);
    if (revenue + shortage > rent && cash < rent) return true;
  }
  return false;
}

}  // namespace offtake
