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

// Words of one language, and quantities in its habit.
struct Tongue {
  Language language;
  const char* of(const char* en, const char* ko) const {
    return language == Language::ko ? ko : en;
  }
  std::string number(double value, Dimension dimension) const {
    return format_quantity(value, dimension, language);
  }
  // "up to {} at {}": the same things in the order of either language.
  template <class... Args>
  std::string say(const char* en, const char* ko, const Args&... args) const {
    return fmt::format(fmt::runtime(of(en, ko)), args...);
  }
};

std::string price_text(const Price& price, double month, Tongue in) {
  const double amount = base_value(price.amount, month);
  switch (price.basis) {
    case Price::Basis::per_mw_month:
      return in.number(amount, dim::money_per_power_time);
    case Price::Basis::per_h100e_month:
      return in.number(amount, dim::money_per_compute_time);
    case Price::Basis::total:
      return in.say("{} in all", "총 {}", in.number(amount, dim::money));
  }
  return {};
}

// What else moves the price, or is owed at the end.
std::string clauses_text(const CapacityTerms& t, Tongue in) {
  std::string out;
  if (t.price.reset) {
    out += in.say(", reset every {}", ", {}마다 재조정",
                  in.number(t.price.reset->every_months, dim::time));
  }
  if (t.most_favoured) out += in.of(", most favoured", ", 최혜 조건");
  if (t.guarantee) {
    out += in.say(", {} guaranteed", ", {} 보증", in.number(t.guarantee->share, dim::ratio));
  }
  return out;
}

struct Terms {
  double month;
  Tongue in;
  std::string operator()(const CapacityTerms& t) const {
    return price_text(t.price, month, in) +
           (t.from_fleet ? in.of(", from its fleet", ", 보유 설비에서") : "") +
           clauses_text(t, in) + late_text(t, in.language);
  }
  std::string operator()(const BuildTerms& t) const {
    if (!t.delivery.cost) return {};
    const double capex = base_value(t.delivery.cost->capex_usd_per_mw, month);
    return in.say("{} capex", "투자비 {}", in.number(capex, dim::money_per_power));
  }
  std::string operator()(const SupplyTerms& t) const {
    if (t.lease) return in.say("{} lease", "임차 {}", price_text(*t.lease, month, in));
    if (!t.delivery.cost) return {};
    return in.number(base_value(t.delivery.cost->capex_usd_per_mw, month), dim::money_per_power);
  }
  std::string operator()(const PowerTerms& t) const {
    constexpr const char* kFrom[] = {"grid", "purchase", "on site"};
    constexpr const char* kFromKo[] = {"계통", "구매", "자가 발전"};
    const auto from = static_cast<std::size_t>(t.from);
    std::string out = in.of(kFrom[from], kFromKo[from]);
    if (t.charge_usd_per_mw_month.given()) {
      out +=
          ", " + in.number(base_value(t.charge_usd_per_mw_month, month), dim::money_per_power_time);
    }
    if (t.energy_usd_per_mwh.given()) {
      out += ", " + in.number(base_value(t.energy_usd_per_mwh, month), dim::money_per_energy);
    }
    return out;
  }
  std::string operator()(const InvestmentTerms& t) const {
    const std::string amount = in.number(t.amount_usd, dim::money);
    if (t.milestone.valid()) {
      return in.say("{} until {}", "{}, 최대 {}", in.number(t.usd_per_mw, dim::money_per_power),
                    amount);
    }
    if (t.stake <= 0.0) return amount;
    return in.say("{} for {}", "{}, 지분 {}", amount, in.number(t.stake, dim::ratio));
  }
  std::string operator()(const RevenueShareTerms& t) const {
    const std::string share = in.say("{} of revenue", "매출의 {}", in.number(t.share, dim::ratio));
    if (!is_capped(t)) return share;
    return in.say("{} until {}", "{}, 최대 {}", share, in.number(t.most_usd, dim::money));
  }
  std::string operator()(const LicenceTerms& t) const {
    const auto amount = [&](const Series& usd) {
      return in.number(base_value(usd, month), dim::money_per_time);
    };
    std::string out;
    if (t.worth_usd_per_month.given()) {
      out = in.say("worth {}", "가치 {}", amount(t.worth_usd_per_month));
    }
    if (t.fee_usd_per_month.given()) {
      out += (out.empty() ? "" : ", ") + in.say("fee {}", "사용료 {}", amount(t.fee_usd_per_month));
    }
    return out;
  }
  std::string operator()(const BackstopTerms& t) const {
    return in.say(
        "up to {} at {}", "최대 {}, {}", in.number(base_value(t.volume_h100e, month), dim::compute),
        in.number(base_value(t.price_usd_per_h100e_month, month), dim::money_per_compute_time));
  }
  std::string operator()(const FirstRefusalTerms& t) const {
    return in.say("takes {}", "{} 인수", in.number(t.takes, dim::ratio));
  }
  std::string operator()(const LoanTerms& t) const {
    const std::string margin = in.number(t.margin_per_year / kMonthsPerYear, dim::per_time);
    return t.base_rate_per_year.given() ? in.say("base + {}", "기준금리 + {}", margin) : margin;
  }
  std::string operator()(const WarrantTerms& t) const {
    const std::string strike = in.number(t.strike_usd, dim::money);
    return in.language == Language::ko ? fmt::format("{:g}만 주, 행사가 {}", t.shares / 1e4, strike)
                                       : fmt::format("{:g} M shares at {}", t.shares / 1e6, strike);
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

std::map<std::string, std::string> kind_words() {
  return {{"capacity", "용량"},
          {"build", "건설"},
          {"investment", "투자"},
          {"revenue_share", "매출 배분"},
          {"licence", "라이선스"},
          {"exclusivity", "독점"},
          {"supply", "공급"},
          {"power", "전력"},
          {"loan", "대출"},
          {"warrant", "신주인수권"},
          {"first_refusal", "우선매수권"},
          {"backstop", "백스톱"}};
}

std::string binding_text(const Agreement& a, Language language) {
  const Tongue in{language};
  constexpr const char* kNames[] = {"firm", "option", "loi"};
  constexpr const char* kNamesKo[] = {"확정", "옵션", "의향서"};
  const auto binding = static_cast<std::size_t>(a.binding);
  const std::string name = in.of(kNames[binding], kNamesKo[binding]);
  if (a.converts >= 1.0 && a.converts_drivers.empty()) return name;
  const std::string share = name + " " + in.number(a.converts, dim::ratio);
  return a.converts_drivers.empty() ? share : share + in.of(" × drivers", " × 불확실 요인");
}

std::string date_text(double month) {
  if (!(std::abs(month) < 1e6)) return "–";
  return to_string(month_date(month));
}

std::string last_month_text(double until) { return date_text(until - 1e-6); }

std::string terms_text(const Agreement& agreement, Language language) {
  return std::visit(Terms{start_of(agreement), {language}}, agreement.terms);
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

namespace {

// In both languages.
template <class Text>
std::string both(Column& column, const Agreement& a, const Text& text) {
  return say_in(column, text(a, Language::en), text(a, Language::ko));
}

}  // namespace

Table model_agreements_table(const Model& model) {
  Table table{"agreements", "Agreements", "계약", {}, {}, ""};
  table.columns = {text_column("agreement", "Agreement", "계약"),
                   word_column("kind", "Kind", "종류", kind_words()),
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
                                model.at(a.second).name, both(table.columns[4], a, binding_text),
                                date_text(start_of(a)), last_month_text(end), mw_cell(mw),
                                both(table.columns[8], a, terms_text),
                                contracted_usd(model, a, a.signed_month, mw)));
  }
  table.note = "in all: what is fixed at signing, before escalation; of a build its capex";
  table.note_ko = "총액: 체결 시 정해지는 금액, 인상 전; 건설은 투자비";
  return table;
}

Table model_offers_table(const Model& model) {
  Table table{"offers", "Offers", "제안", {}, {}, ""};
  table.columns = {text_column("offer", "Offer", "제안"),
                   word_column("kind", "Kind", "종류", kind_words()),
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
                                model.at(a.second).name, both(table.columns[4], a, binding_text),
                                date_text(a.from_month), last_month_text(a.until_month),
                                mw_cell(a.least_mw), mw_cell(a.most_mw), mw_cell(a.tranche_mw),
                                both(table.columns[10], a, terms_text),
                                contracted_usd(model, a, a.from_month, a.most_mw)));
  }
  return table;
}

}  // namespace offtake
