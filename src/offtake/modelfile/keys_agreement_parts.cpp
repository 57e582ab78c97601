// What stands inside an agreement or offer as an object of its own.
#include "offtake/modelfile/objects.h"

namespace offtake {

const ObjectOf<Cost>& provider_cost_keys() {
  static const ObjectOf<Cost> keys = [] {
    ObjectOf<Cost> o("provider_cost", "What serving the agreement costs its provider",
                     "계약 이행에 공급자가 치르는 비용");
    o.add({.name = "capex",
           .form = Form::series,
           .dimension = dim::money_per_power,
           .en = "Chips and construction, at the price of the signing date",
           .ko = "칩과 건설 투자비(서명 시점 가격)",
           .required = true,
           .least = 0,
           .example = "$38B/GW"},
          &Cost::capex_usd_per_mw);
    o.add({.name = "spend",
           .form = Form::quantity,
           .dimension = dim::time,
           .en = "Each MW is paid for evenly over so long before it is installed",
           .ko = "각 MW의 투자비를 설치 전 이 기간에 걸쳐 고르게 지출",
           .fallback = "0 months",
           .least = 0,
           .most = 600,
           .example = "9 months"},
          &Cost::spend_months);
    o.add({.name = "opex",
           .form = Form::series,
           .dimension = dim::money_per_power_time,
           .en = "Cost of running, while installed",
           .ko = "설치되어 있는 동안의 운영비",
           .fallback = "none",
           .least = 0,
           .example = "$0.9B/GW-year"},
          &Cost::opex_usd_per_mw_month);
    o.add({.name = "residual",
           .form = Form::series,
           .dimension = dim::ratio,
           .en = "Share of capex that it is still worth when it ends",
           .ko = "종료 시 남는 가치의 투자비 대비 비율",
           .fallback = "0 %",
           .least = 0,
           .most = 1,
           .example = "15 %"},
          &Cost::residual);
    return o;
  }();
  return keys;
}

const ObjectOf<Agreement>& window_keys() {
  static const ObjectOf<Agreement> keys = [] {
    ObjectOf<Agreement> o("window", "When an offer can be signed", "제안에 서명할 수 있는 기간");
    o.add({.name = "from",
           .form = Form::date,
           .en = "First date",
           .ko = "첫 날짜",
           .required = true,
           .example = "2025Q1"},
          &Agreement::from_month);
    o.add({.name = "until",
           .form = Form::until,
           .en = "Last date",
           .ko = "마지막 날짜",
           .required = true,
           .example = "2028Q4"},
          &Agreement::until_month);
    return o;
  }();
  return keys;
}

const ObjectOf<Agreement>& quantity_keys() {
  static const ObjectOf<Agreement> keys = [] {
    ObjectOf<Agreement> o("quantity", "How much of an offer can be signed", "서명할 수 있는 양");
    const auto add = [&](KeyInfo key, double Agreement::*member) {
      key.form = Form::quantity;
      key.dimension = dim::power;
      o.add(std::move(key), member);
    };
    add({.name = "least",
         .en = "Least, if signed at all",
         .ko = "서명한다면 최소",
         .fallback = "0 MW",
         .least = 0,
         .example = "100 MW"},
        &Agreement::least_mw);
    add({.name = "most",
         .en = "Most in all",
         .ko = "총 최대",
         .required = true,
         .least = kAboveZero,
         .example = "2 GW"},
        &Agreement::most_mw);
    add({.name = "tranche",
         .en = "It is signed in whole multiples of this",
         .ko = "이 크기의 배수로만 서명",
         .fallback = "any size",
         .least = kAboveZero,
         .example = "100 MW"},
        &Agreement::tranche_mw);
    return o;
  }();
  return keys;
}

const ObjectOf<InvestmentTerms>& paid_keys() {
  static const ObjectOf<InvestmentTerms> keys = [] {
    ObjectOf<InvestmentTerms> o("paid", "When an investment is paid: evenly between two dates",
                                "투자 지급 시기: 두 시점 사이에 고르게");
    const auto add = [&](KeyInfo key, double InvestmentTerms::*member) {
      key.form = Form::quantity;
      key.dimension = dim::time;
      key.least = 0;
      key.most = 1200;
      o.add(std::move(key), member);
    };
    add({.name = "first", .en = "Since signing", .ko = "서명 이후 시작", .fallback = "0 months"},
        &InvestmentTerms::first_months);
    add({.name = "full",
         .en = "Since signing; equal to first: all at once",
         .ko = "서명 이후 완료; 시작과 같으면 일시불",
         .fallback = "0 months",
         .example = "36 months"},
        &InvestmentTerms::full_months);
    return o;
  }();
  return keys;
}

}  // namespace offtake
