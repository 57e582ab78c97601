// What agreements about money say: caps, milestones, loans, warrants.
#include "offtake/modelfile/objects.h"

namespace offtake {
namespace {

using Draft = AgreementDraft;

template <class Owner, class T>
auto part(Owner Draft::*owner, T Owner::*member) {
  return [=](Draft& d) -> T& { return d.*owner.*member; };
}

void add_cap(ObjectOf<Draft>& o) {
  o.add({.name = "most",
         .form = Form::quantity,
         .dimension = dim::money,
         .en = "All that is ever paid: a cap on the total",
         .ko = "총 지급 한도",
         .fallback = "no cap",
         .least = 0,
         .kinds = {"revenue_share"},
         .example = "$38B"},
        part(&Draft::revenue_share, &RevenueShareTerms::most_usd));
  o.add({.name = "paid_before",
         .form = Form::quantity,
         .dimension = dim::money,
         .en = "How much of the cap was paid before the clock",
         .ko = "시계 시작 전에 한도 중 이미 지급한 금액",
         .fallback = "$0",
         .least = 0,
         .kinds = {"revenue_share"},
         .example = "$2B"},
        part(&Draft::revenue_share, &RevenueShareTerms::paid_before_usd));
}

// So much for each MW of an agreement that is installed.
template <class Owner>
void add_by_mw(ObjectOf<Draft>& o, Owner Draft::*owner, AgreementId Owner::*of, KeyInfo key) {
  const std::vector<std::string> kinds = key.kinds;
  key.form = Form::reference;
  key.table = Table::agreements;
  key.example = "abilene";
  o.add(std::move(key), part(owner, of));
  o.add({.name = "per_mw",
         .form = Form::quantity,
         .dimension = dim::money_per_power,
         .en = "How much for each MW of it that is installed",
         .ko = "설치되는 MW당 금액",
         .least = kAboveZero,
         .kinds = kinds,
         .example = "$10B/GW"},
        part(owner, &Owner::usd_per_mw));
}

void add_milestone(ObjectOf<Draft>& o) {
  add_by_mw(o, &Draft::investment, &InvestmentTerms::milestone,
            {.name = "milestone",
             .en = "It is paid as this agreement or offer is installed, `per_mw` up to `amount`",
             .ko = "이 계약의 설치에 따라 `amount`까지 `per_mw`씩 지급",
             .kinds = {"investment"}});
  o.add({.name = "condition",
         .form = Form::reference,
         .en = "The event before which nothing is paid; what was due by then is paid with it",
         .ko = "지급의 조건이 되는 사건; 그때까지의 몫은 그때 지급",
         .table = Table::drivers,
         .kinds = {"investment"},
         .example = "listed"},
        part(&Draft::investment, &InvestmentTerms::condition));
}

const ObjectOf<LoanTerms>& drawn_keys() {
  static const ObjectOf<LoanTerms> keys = [] {
    ObjectOf<LoanTerms> o("drawn", "When a loan is drawn: evenly between two dates",
                          "대출 인출 시기: 두 시점 사이에 고르게");
    const auto add = [&](KeyInfo key, double LoanTerms::*member) {
      key.form = Form::quantity;
      key.dimension = dim::time;
      key.fallback = "0 months";
      key.least = 0;
      key.most = 1200;
      o.add(std::move(key), member);
    };
    add({.name = "first", .en = "Since signing", .ko = "서명 이후 시작"}, &LoanTerms::first_months);
    add({.name = "full",
         .en = "Since signing; equal to first: all at once",
         .ko = "서명 이후 완료; 시작과 같으면 한 번에",
         .example = "24 months"},
        &LoanTerms::full_months);
    return o;
  }();
  return keys;
}

void add_interest(ObjectOf<Draft>& o) {
  o.bind({.name = "base_rate",
          .form = Form::series,
          .dimension = dim::per_time,
          .en = "The rate that floats, to which the margin is added",
          .ko = "가산 금리가 더해지는 변동 기준 금리",
          .fallback = "0 %/year",
          .kinds = {"loan"},
          .example = "4.3 %/year"},
         [](Reader& r, const Node& node, const KeyInfo& key, Draft& d) {
           read_value(r, node, key, d.loan.base_rate_per_year);
           for (Series::Point& p : d.loan.base_rate_per_year.points) p.value *= kMonthsPerYear;
         });
  o.add({.name = "margin",
         .form = Form::rate,
         .en = "What the lender adds to it",
         .ko = "가산 금리",
         .fallback = "0 %/year",
         .least = 0,
         .most = 1,
         .kinds = {"loan"},
         .example = "2.25 %/year"},
        part(&Draft::loan, &LoanTerms::margin_per_year));
}

const ObjectOf<LoanTerms>& covenants_keys() {
  static const ObjectOf<LoanTerms> keys = [] {
    ObjectOf<LoanTerms> o("covenants",
                          "What a borrower has promised: measured, without consequence",
                          "차입자의 약속: 측정만 하며 결과는 없음");
    o.add({.name = "minimum_cash",
           .form = Form::quantity,
           .dimension = dim::money,
           .en = "Least cash at the end of a step",
           .ko = "단계 말의 최소 현금",
           .fallback = "none",
           .least = 0,
           .example = "$500M"},
          &LoanTerms::minimum_cash_usd);
    o.add({.name = "coverage",
           .form = Form::factor,
           .en = "Least cash flow before debt service for each dollar of that, in a step",
           .ko = "원리금 상환 1달러당 최소 상환 전 현금 흐름",
           .fallback = "none",
           .least = 0.01,
           .most = 100,
           .example = "1.3x"},
          &LoanTerms::least_coverage);
    return o;
  }();
  return keys;
}

void add_loan(ObjectOf<Draft>& o) {
  const std::vector<std::string> kinds = {"loan"};
  o.add({.name = "limit",
         .form = Form::quantity,
         .dimension = dim::money,
         .en = "How much can be drawn",
         .ko = "대출 한도",
         .required = true,
         .least = kAboveZero,
         .kinds = kinds,
         .example = "$7.6B"},
        part(&Draft::loan, &LoanTerms::limit_usd));
  add_interest(o);
  o.bind({.name = "drawn",
          .form = Form::object,
          .en = "When it is drawn, if not by MW",
          .ko = "인출 시기(설치에 따르지 않을 때)",
          .fallback = "at signing",
          .object = &drawn_keys().info(),
          .kinds = kinds},
         [](Reader& r, const Node& node, const KeyInfo&, Draft& d) {
           drawn_keys().read(r, node, d.loan);
         });
  add_by_mw(o, &Draft::loan, &LoanTerms::funds,
            {.name = "funds",
             .en = "It is drawn as this agreement or offer is installed, `per_mw` up to `limit`",
             .ko = "이 계약의 설치에 따라 `limit`까지 `per_mw`씩 인출",
             .kinds = kinds});
  const auto months = [&](KeyInfo key, double LoanTerms::*member) {
    key.form = Form::quantity;
    key.dimension = dim::time;
    key.most = 1200;
    key.kinds = kinds;
    o.add(std::move(key), part(&Draft::loan, member));
  };
  months({.name = "grace",
          .en = "How long after signing it can be drawn and nothing is paid back",
          .ko = "서명 이후 인출이 가능하고 상환이 없는 기간",
          .fallback = "0 months",
          .least = 0,
          .example = "24 months"},
         &LoanTerms::grace_months);
  months({.name = "tenor",
          .en = "Since signing; paid back evenly from the end of the grace period until then",
          .ko = "서명 이후 만기; 거치 기간이 끝난 뒤 고르게 상환",
          .required = true,
          .least = kDay,
          .example = "7 years"},
         &LoanTerms::term_months);
  o.bind({.name = "covenants",
          .form = Form::object,
          .en = "What the borrower has promised",
          .ko = "차입자의 약속",
          .fallback = "nothing",
          .object = &covenants_keys().info(),
          .kinds = kinds},
         [](Reader& r, const Node& node, const KeyInfo&, Draft& d) {
           covenants_keys().read(r, node, d.loan);
         });
}

void add_warrant(ObjectOf<Draft>& o) {
  const std::vector<std::string> kinds = {"warrant"};
  o.add({.name = "on",
         .form = Form::reference,
         .en = "The agreement or offer with whose MW they vest",
         .ko = "설치에 따라 귀속이 진행되는 계약",
         .required = true,
         .table = Table::agreements,
         .kinds = kinds,
         .example = "six-gigawatts"},
        part(&Draft::warrant, &WarrantTerms::on));
  o.add({.name = "shares",
         .form = Form::number,
         .en = "How many there are",
         .ko = "주식 수",
         .required = true,
         .least = kAboveZero,
         .kinds = kinds,
         .example = "160e6"},
        part(&Draft::warrant, &WarrantTerms::shares));
  o.add({.name = "full",
         .form = Form::quantity,
         .dimension = dim::power,
         .en = "All have vested when so much is installed",
         .ko = "모두 귀속되는 설치 용량",
         .required = true,
         .least = kAboveZero,
         .kinds = kinds,
         .example = "6 GW"},
        part(&Draft::warrant, &WarrantTerms::full_mw));
  o.add({.name = "strike",
         .form = Form::quantity,
         .dimension = dim::money,
         .en = "What the holder pays for a share",
         .ko = "행사 가격",
         .fallback = "$0",
         .least = 0,
         .kinds = kinds,
         .example = "$0.01"},
        part(&Draft::warrant, &WarrantTerms::strike_usd));
  o.add({.name = "share_price",
         .form = Form::series,
         .dimension = dim::money,
         .en = "What a share is worth",
         .ko = "주가",
         .required = true,
         .least = 0,
         .kinds = kinds,
         .example = "{value: $200, driver: share}"},
        part(&Draft::warrant, &WarrantTerms::share_price_usd));
}

}  // namespace

void add_finance(ObjectOf<Draft>& o) {
  add_cap(o);
  add_milestone(o);
  add_loan(o);
  add_warrant(o);
}

}  // namespace offtake
