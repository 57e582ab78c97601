// Agreements and offers.
#include <cmath>
#include <limits>

#include "offtake/base/date.h"
#include "offtake/base/text.h"
#include "offtake/results/columns.h"
#include "offtake/results/record_model.h"

namespace offtake {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::string price_text(const Price& price, double month) {
  const double amount = base_value(price.amount, month);
  switch (price.basis) {
    case Price::Basis::per_mw_month:
      return format_quantity(amount, dim::money_per_power_time);
    case Price::Basis::per_h100e_month:
      return format_quantity(amount, dim::money_per_compute_time);
    case Price::Basis::total:
      return format_quantity(amount, dim::money) + " in all";
  }
  return {};
}

// What else moves the price, or is owed at the end.
std::string clauses_text(const CapacityTerms& t) {
  std::string out;
  if (t.price.reset) {
    out += ", reset every " + format_quantity(t.price.reset->every_months, dim::time);
  }
  if (t.most_favoured) out += ", most favoured";
  if (t.guarantee) out += ", " + format_quantity(t.guarantee->share, dim::ratio) + " guaranteed";
  return out;
}

struct Terms {
  double month;
  std::string operator()(const CapacityTerms& t) const {
    return price_text(t.price, month) + (t.from_fleet ? ", from its fleet" : "") + clauses_text(t) +
           late_text(t);
  }
  std::string operator()(const BuildTerms& t) const {
    if (!t.delivery.cost) return {};
    const double capex = base_value(t.delivery.cost->capex_usd_per_mw, month);
    return format_quantity(capex, dim::money_per_power) + " capex";
  }
  std::string operator()(const SupplyTerms& t) const {
    if (t.lease) return price_text(*t.lease, month) + " lease";
    if (!t.delivery.cost) return {};
    const double price = base_value(t.delivery.cost->capex_usd_per_mw, month);
    return format_quantity(price, dim::money_per_power);
  }
  std::string operator()(const PowerTerms& t) const {
    constexpr const char* kFrom[] = {"grid", "purchase", "on site"};
    std::string out = kFrom[static_cast<int>(t.from)];
    if (t.charge_usd_per_mw_month.given()) {
      out += ", " + format_quantity(base_value(t.charge_usd_per_mw_month, month),
                                    dim::money_per_power_time);
    }
    if (t.energy_usd_per_mwh.given()) {
      out += ", " + format_quantity(base_value(t.energy_usd_per_mwh, month), dim::money_per_energy);
    }
    return out;
  }
  std::string operator()(const InvestmentTerms& t) const {
    const std::string amount = format_quantity(t.amount_usd, dim::money);
    if (t.milestone.valid()) {
      return format_quantity(t.usd_per_mw, dim::money_per_power) + " until " + amount;
    }
    return t.stake > 0.0 ? amount + " for " + format_quantity(t.stake, dim::ratio) : amount;
  }
  std::string operator()(const RevenueShareTerms& t) const {
    const std::string share = format_quantity(t.share, dim::ratio) + " of revenue";
    return is_capped(t) ? share + " until " + format_quantity(t.most_usd, dim::money) : share;
  }
  std::string operator()(const LicenceTerms& t) const {
    std::string out;
    if (t.worth_usd_per_month.given()) {
      out =
          "worth " + format_quantity(base_value(t.worth_usd_per_month, month), dim::money_per_time);
    }
    if (t.fee_usd_per_month.given()) {
      out += (out.empty() ? "fee " : ", fee ") +
             format_quantity(base_value(t.fee_usd_per_month, month), dim::money_per_time);
    }
    return out;
  }
  std::string operator()(const BackstopTerms& t) const {
    return "up to " + format_quantity(base_value(t.volume_h100e, month), dim::compute) + " at " +
           format_quantity(base_value(t.price_usd_per_h100e_month, month),
                           dim::money_per_compute_time);
  }
  std::string operator()(const FirstRefusalTerms& t) const {
    return "takes " + format_quantity(t.takes, dim::ratio);
  }
  std::string operator()(const LoanTerms& t) const {
    const std::string margin = format_quantity(t.margin_per_year / kMonthsPerYear, dim::per_time);
    return t.base_rate_per_year.given() ? "base + " + margin : margin;
  }
  std::string operator()(const WarrantTerms& t) const {
    return fmt::format("{:g} M shares at {}", t.shares / 1e6,
                       format_quantity(t.strike_usd, dim::money));
  }
  template <class T>
  std::string operator()(const T&) const {
    return {};
  }
};

// When it was signed, or when a thing without a signing begins.
double start_of(const Agreement& a) {
  const bool by_period = a.kind == AgreementKind::revenue_share ||
                         a.kind == AgreementKind::licence || a.kind == AgreementKind::exclusivity ||
                         a.kind == AgreementKind::first_refusal ||
                         a.kind == AgreementKind::backstop;
  return by_period || a.is_offer ? a.from_month : a.signed_month;
}

Cell mw_cell(double mw) { return mw > 0.0 ? Cell(mw) : Cell(); }

}  // namespace

std::string kind_text(AgreementKind kind) { return std::string(key_of(kind)); }

std::string binding_text(const Agreement& a) {
  constexpr const char* kNames[] = {"firm", "option", "loi"};
  const std::string name = kNames[static_cast<int>(a.binding)];
  if (a.converts >= 1.0 && a.converts_drivers.empty()) return name;
  const std::string share = name + " " + format_quantity(a.converts, dim::ratio);
  return a.converts_drivers.empty() ? share : share + " × drivers";
}

std::string date_text(double month) {
  if (!(std::abs(month) < 1e6)) return "–";
  return to_string(month_date(month));
}

std::string last_month_text(double until) { return date_text(until - 1e-6); }

std::string terms_text(const Agreement& agreement) {
  return std::visit(Terms{start_of(agreement)}, agreement.terms);
}

double contracted_usd(const Model& model, const Agreement& agreement, double signed_month,
                      double mw) {
  if (const auto* investment = std::get_if<InvestmentTerms>(&agreement.terms)) {
    return investment->amount_usd;
  }
  if (const auto* loan = std::get_if<LoanTerms>(&agreement.terms)) return loan->limit_usd;
  const Delivery* delivery = agreement.delivery();
  if (!delivery) return kNaN;
  if (const auto* supply = std::get_if<SupplyTerms>(&agreement.terms); supply && supply->lease) {
    return base_value(supply->lease->amount, signed_month) * mw * contracted_mw_months(*delivery);
  }
  if (const auto* power = std::get_if<PowerTerms>(&agreement.terms); power && !delivery->cost) {
    return base_value(power->charge_usd_per_mw_month, signed_month) * mw *
           contracted_mw_months(*delivery);
  }
  if (agreement.kind != AgreementKind::capacity) {
    if (!delivery->cost) return kNaN;
    return base_value(delivery->cost->capex_usd_per_mw, signed_month) * mw;
  }
  const Price& price = std::get<CapacityTerms>(agreement.terms).price;
  const double amount = base_value(price.amount, signed_month);
  // The total of an offer is for its most; of an agreement for its capacity.
  const double whole = agreement.is_offer ? agreement.most_mw : delivery->capacity_mw;
  if (price.basis == Price::Basis::total) return whole > 0.0 ? amount * mw / whole : amount;
  const double mw_months = mw * contracted_mw_months(*delivery);
  if (price.basis == Price::Basis::per_mw_month) return amount * mw_months;
  return amount * mw_months * h100e_per_mw(model, *delivery, signed_month);
}

Table model_agreements_table(const Model& model) {
  Table table{"agreements", "Agreements", "계약", {}, {}, ""};
  table.columns = {text_column("agreement", "Agreement", "계약"),
                   text_column("kind", "Kind", "종류"),
                   text_column("first", "Pays or buys", "지불"),
                   text_column("second", "Other side", "상대"),
                   text_column("binding", "Binding", "구속력"),
                   text_column("from", "Signed\nor from", "체결\n또는 시작"),
                   text_column("until", "Until", "까지"),
                   quantity_column("capacity_mw", "Capacity", "용량", dim::power),
                   text_column("terms", "Terms", "조건"),
                   quantity_column("total_usd", "In all", "합계", dim::money)};
  for (const Agreement& a : model.agreements) {
    if (a.is_offer) continue;
    const Delivery* d = a.delivery();
    const double mw = d ? d->capacity_mw : 0.0;
    const double end = d ? a.signed_month + d->ramp.first() + d->term_months : a.until_month;
    table.rows.push_back(row_of(a.name, kind_text(a.kind), model.at(a.first).name,
                                model.at(a.second).name, binding_text(a), date_text(start_of(a)),
                                last_month_text(end), mw_cell(mw), terms_text(a),
                                contracted_usd(model, a, a.signed_month, mw)));
  }
  table.note = "in all: what is fixed at signing, before escalation; of a build its capex";
  table.note_ko = "총액: 서명 시 정해지는 금액, 인상 전; 건설은 투자비";
  return table;
}

Table model_offers_table(const Model& model) {
  Table table{"offers", "Offers", "제안", {}, {}, ""};
  table.columns = {text_column("offer", "Offer", "제안"),
                   text_column("kind", "Kind", "종류"),
                   text_column("first", "Pays or buys", "지불"),
                   text_column("second", "Other side", "상대"),
                   text_column("binding", "Binding", "구속력"),
                   text_column("from", "From", "부터"),
                   text_column("until", "Until", "까지"),
                   quantity_column("least_mw", "Least", "최소", dim::power),
                   quantity_column("most_mw", "Most", "최대", dim::power),
                   quantity_column("tranche_mw", "Tranche", "단위", dim::power),
                   text_column("terms", "Terms", "조건"),
                   quantity_column("most_usd", "All of it", "전부", dim::money)};
  for (const Agreement& a : model.agreements) {
    if (!a.is_offer || a.until_month < a.from_month) continue;
    table.rows.push_back(row_of(a.name, kind_text(a.kind), model.at(a.first).name,
                                model.at(a.second).name, binding_text(a), date_text(a.from_month),
                                last_month_text(a.until_month), mw_cell(a.least_mw),
                                mw_cell(a.most_mw), mw_cell(a.tranche_mw), terms_text(a),
                                contracted_usd(model, a, a.from_month, a.most_mw)));
  }
  return table;
}

}  // namespace offtake
