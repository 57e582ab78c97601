// The keys of a shock.
#include "offtake/modelfile/objects.h"

namespace offtake {
namespace {

template <class T>
void add_from(ObjectOf<T>& o, const char* fallback = "the start of the clock") {
  KeyInfo key{.name = "from",
              .form = Form::date,
              .en = "From when on",
              .ko = "시작 시점",
              .example = "2027Q1"};
  if (*fallback)
    key.fallback = fallback;
  else
    key.required = true;
  o.add(std::move(key), &T::from_month);
}
template <class T>
void add_until(ObjectOf<T>& o, const char* fallback = "it does not end") {
  KeyInfo key{.name = "until",
              .form = Form::until,
              .en = "Until when",
              .ko = "종료 시점",
              .example = "2028Q4"};
  if (*fallback)
    key.fallback = fallback;
  else
    key.required = true;
  o.add(std::move(key), &T::until_month);
}
template <class T>
void add_times(ObjectOf<T>& o, const char* en, const char* ko) {
  o.add({.name = "times",
         .form = Form::factor,
         .en = en,
         .ko = ko,
         .required = true,
         .least = 0,
         .most = 1000,
         .example = "0.5x"},
        &T::times);
}
template <class T>
void add_party(ObjectOf<T>& o) {
  o.add({.name = "party",
         .form = Form::reference,
         .en = "Whose workloads",
         .ko = "누구의 작업",
         .fallback = "everybody's",
         .table = Table::parties},
        &T::party);
}

const ObjectOf<ProviderFailure>& failure_keys() {
  static const ObjectOf<ProviderFailure> keys = [] {
    ObjectOf<ProviderFailure> o("failure", "Parties that fail", "부도");
    o.add({.name = "parties",
           .form = Form::references,
           .en = "Who fails",
           .ko = "부도를 내는 당사자",
           .required = true,
           .table = Table::parties,
           .example = "[cloud]"},
          &ProviderFailure::parties);
    o.add({.name = "date",
           .form = Form::date,
           .en = "When, unless it has failed before",
           .ko = "그 전에 부도를 내지 않았다면 그 시점",
           .required = true,
           .example = "2027-01"},
          &ProviderFailure::month);
    return o;
  }();
  return keys;
}

const ObjectOf<Slip>& slip_keys() {
  static const ObjectOf<Slip> keys = [] {
    ObjectOf<Slip> o("slip", "What comes later than it would, its own delay included",
                     "자체 지연에 더하여 늦어지는 것");
    o.add({.name = "by",
           .form = Form::quantity,
           .dimension = dim::time,
           .en = "How much later",
           .ko = "늦어지는 기간",
           .required = true,
           .least = kAboveZero,
           .most = 120,
           .example = "12 months"},
          &Slip::months);
    o.add({.name = "site",
           .form = Form::reference,
           .en = "Only what stands there",
           .ko = "이 부지의 것만",
           .fallback = "any",
           .table = Table::sites},
          &Slip::site);
    o.add({.name = "provider",
           .form = Form::reference,
           .en = "Only what it delivers, or builds for itself",
           .ko = "이 당사자가 인도하거나 스스로 짓는 것만",
           .fallback = "anybody",
           .table = Table::parties},
          &Slip::provider);
    o.add({.name = "from",
           .form = Form::date,
           .en = "Only what is contracted to come first from then on",
           .ko = "계약상 첫 인도가 이 시점부터인 것만",
           .fallback = "the start of the clock",
           .example = "2026Q1"},
          &Slip::from_month);
    add_until(o);
    return o;
  }();
  return keys;
}

const ObjectOf<DemandShock>& demand_keys() {
  static const ObjectOf<DemandShock> keys = [] {
    ObjectOf<DemandShock> o("demand_shock", "Demand that jumps", "수요 급변");
    add_times(o, "How many times the volume", "물량의 배수");
    add_party(o);
    add_from(o);
    add_until(o);
    return o;
  }();
  return keys;
}

const ObjectOf<GrowthShock>& growth_keys() {
  static const ObjectOf<GrowthShock> keys = [] {
    ObjectOf<GrowthShock> o("growth_shock", "Demand that grows at another rate", "수요 성장 변화");
    add_times(o, "How many times the rate of growth, in logarithms", "로그 성장률의 배수");
    add_party(o);
    add_from(o);
    add_until(o);
    return o;
  }();
  return keys;
}

const ObjectOf<Embargo>& embargo_keys() {
  static const ObjectOf<Embargo> keys = [] {
    ObjectOf<Embargo> o("embargo", "No more machines for a place", "어느 지역의 장비 공급 중단");
    o.add({.name = "jurisdiction",
           .en = "Of the sites",
           .ko = "부지의 관할",
           .required = true,
           .most = 200,
           .example = "US"},
          &Embargo::jurisdiction);
    add_from(o);
    return o;
  }();
  return keys;
}

const ObjectOf<ResourceCap>& cap_keys() {
  static const ObjectOf<ResourceCap> keys = [] {
    ObjectOf<ResourceCap> o("cap", "Less of a resource", "자원의 제한");
    o.add({.name = "resource",
           .form = Form::reference,
           .en = "Of which",
           .ko = "어느 자원",
           .required = true,
           .table = Table::resources,
           .example = "us-power"},
          &ResourceCap::resource);
    o.add({.name = "limit",
           .form = Form::quantity,
           .dimension = dim::power,
           .en = "The most in use at a time",
           .ko = "동시 사용 한도",
           .required = true,
           .least = 0,
           .example = "20 GW"},
          &ResourceCap::most_mw);
    add_from(o);
    return o;
  }();
  return keys;
}

const ObjectOf<PriceShock>& new_capacity_keys() {
  static const ObjectOf<PriceShock> keys = [] {
    ObjectOf<PriceShock> o("new_capacity", "What is signed from then on is cheaper or dearer",
                           "이후 서명되는 것의 가격 변화");
    add_times(o, "How many times prices and capex of offers", "제안의 가격과 설비투자 배수");
    add_from(o);
    return o;
  }();
  return keys;
}

const ObjectOf<FundingStop>& funding_keys() {
  static const ObjectOf<FundingStop> keys = [] {
    ObjectOf<FundingStop> o("funding_stop", "Nobody invests or lends", "투자와 대출의 중단");
    add_from(o, "");
    add_until(o, "");
    return o;
  }();
  return keys;
}

template <class T>
void add_effect(ObjectOf<Shock>& o, const char* name, std::optional<T> Shock::*member,
                const ObjectOf<T>& keys, const char* example) {
  o.bind({.name = name,
          .form = Form::object,
          .en = keys.info().en,
          .ko = keys.info().ko,
          .object = &keys.info(),
          .example = example},
         [member, &keys](Reader& r, const Node& node, const KeyInfo&, Shock& shock) {
           T effect;
           keys.read(r, node, effect);
           shock.*member = std::move(effect);
         });
}

}  // namespace

const ObjectOf<Shock>& shock_keys() {
  static const ObjectOf<Shock> keys = [] {
    ObjectOf<Shock> o("shock", "What may go wrong: `offtake stress` puts it into effect",
                      "잘못될 수 있는 것: `offtake stress`가 적용");
    o.add({.name = "label", .en = "The name for people", .ko = "사람이 읽는 이름", .most = 200},
          &Shock::label);
    o.add({.name = "note", .en = "What a reader should know", .ko = "독자가 알아야 할 것"},
          &Shock::note);
    o.add({.name = "source", .en = "Where it comes from", .ko = "출처"}, &Shock::source);
    add_effect(o, "fails", &Shock::fails, failure_keys(), "{parties: [cloud], date: 2027-01}");
    add_effect(o, "slips", &Shock::slips, slip_keys(), "{by: 12 months}");
    add_effect(o, "demand", &Shock::demand, demand_keys(), "{times: 0.5x, from: 2027Q1}");
    add_effect(o, "growth", &Shock::growth, growth_keys(), "{times: 2x, until: 2027Q4}");
    add_effect(o, "embargo", &Shock::embargo, embargo_keys(), "{jurisdiction: US, from: 2027Q1}");
    add_effect(o, "cap", &Shock::cap, cap_keys(), "{resource: us-power, limit: 20 GW}");
    add_effect(o, "new_capacity", &Shock::new_capacity, new_capacity_keys(),
               "{times: 0.5x, from: 2027Q1}");
    add_effect(o, "funding_stops", &Shock::funding, funding_keys(),
               "{from: 2026Q1, until: 2027Q4}");
    o.add({.name = "set",
           .form = Form::texts,
           .en = "Other values for keys of the model, as for --set",
           .ko = "모델 키의 다른 값 (--set과 같음)",
           .example = "['drivers.demand.volatility=50 %']"},
          &Shock::set);
    return o;
  }();
  return keys;
}

}  // namespace offtake
