#include "offtake/plan/extensive_price.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/quantity.h"
#include "offtake/base/random.h"
#include "offtake/plan/extensive_late.h"

namespace offtake::extensive {
namespace {

constexpr double kRounding = 1e-9;  // of a number of dates

}  // namespace

double Asked::at_signing() const {
  const Price& price = terms_.price;
  const double amount = path_.at_signing(price.amount, month_) / kUsdPerMoney;
  switch (price.basis) {
    case Price::Basis::per_mw_month:
      return amount;
    case Price::Basis::per_h100e_month:
      return amount * h100e_per_mw(path_.model, terms_.delivery, month_);
    case Price::Basis::total:
      break;
  }
  const double mw = agreement_.is_offer ? agreement_.most_mw : terms_.delivery.capacity_mw;
  return amount / (mw * escalated_mw_months());
}

double Asked::from(double month) const { return at_signing() * escalated(month) * reset(month); }

double Asked::escalated_mw_months(double since_months) const {
  const Clock& clock = path_.model.clock;
  const Profile profile{terms_.delivery.ramp, terms_.delivery.term_months};
  const double end = month_ + profile.end();
  double sum = 0.0;
  for (int k = clock.step_of(month_); clock.begin_of(k) < end; ++k) {
    sum += escalated(clock.begin_of(k)) *
           profile.mw_months(std::max(since_months, clock.begin_of(k) - month_),
                             std::max(since_months, clock.begin_of(k + 1) - month_));
  }
  return sum;
}

double Asked::escalated(double month) const {
  const double years = std::max(0.0, std::floor((month - month_) / kMonthsPerYear));
  return std::pow(1.0 + terms_.price.escalator_per_year, years);
}

double Asked::reset(double month) const {
  if (!terms_.price.reset) return 1.0;
  const PriceReset& x = *terms_.price.reset;
  const double dates = std::floor((month - month_) / x.every_months + kRounding);
  if (dates < 1.0) return 1.0;
  const double date = std::min(month_ + dates * x.every_months, path_.model.clock.end());
  const double before = path_.at_signing(x.index, month_);
  const double change = before > 0.0 ? path_.at_signing(x.index, date) / before - 1.0 : 0.0;
  return std::min(std::max(1.0 + x.weight * change, x.least), x.most);
}

namespace {

bool in_force(const Path& path, const Futures& futures, const Agreement& a, double month) {
  if (a.is_offer || a.signed_month >= path.model.clock.end()) return false;
  if (a.signed_month > month || !converts(path, futures, a, a.signed_month)) return false;
  const Delivery& d = *a.delivery();
  const double end = a.signed_month + Profile{d.ramp, d.term_months}.end();
  return month < end + path.delay_months(d.delay) &&
         month < long_stop_month(path, d, a.signed_month) &&
         month < std::min(path.stop_month(a.first), path.stop_month(a.second));
}

}  // namespace

double Asked::favoured(const Futures& futures, double asked, double month) const {
  if (!terms_.most_favoured) return asked;
  const Model& model = path_.model;
  const auto& named = terms_.most_favoured->peers;
  // In the unit in which the agreement's own price is written.
  const bool by_compute =
      std::get<CapacityTerms>(agreement_.terms).price.basis == Price::Basis::per_h100e_month;
  const double h100e = h100e_per_mw(model, terms_.delivery, month_);
  double least = asked;
  for (std::size_t i = 0; i < model.agreements.size(); ++i) {
    const Agreement& peer = model.agreements[i];
    const auto* theirs = std::get_if<CapacityTerms>(&peer.terms);
    const bool counts = named.empty()
                            ? peer.second == agreement_.second && peer.first != agreement_.first
                            : std::find(named.begin(), named.end(), AgreementId{i}) != named.end();
    if (!theirs || !counts || peer.name == agreement_.name) continue;
    if (!in_force(path_, futures, peer, month)) continue;
    double price = Asked(path_, peer, *theirs, peer.signed_month).from(month);
    if (by_compute) price *= h100e / h100e_per_mw(model, theirs->delivery, peer.signed_month);
    least = std::min(least, price);
  }
  return least;
}

}  // namespace offtake::extensive
