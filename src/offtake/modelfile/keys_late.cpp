// Late delivery and what secures a contract, inside a capacity agreement.
#include "offtake/modelfile/objects.h"

namespace offtake {
namespace {

using Draft = AgreementDraft;

}  // namespace

const ObjectOf<LateDamages>& late_damages_keys() {
  static const ObjectOf<LateDamages> keys = [] {
    ObjectOf<LateDamages> o("late_damages", "What the provider pays the tenant for late delivery",
                            "공급자가 지연에 대해 임차인에게 지불하는 배상금");
    o.add({.name = "rate",
           .form = Form::quantity,
           .dimension = dim::per_time,
           .en = "For the time it is late, as a share of a year's payments for what is contracted",
           .ko = "지연 기간에 대한 배상률, 계약 용량의 1년 지불액에 대한 비율",
           .required = true,
           .least = kAboveZero,
           .most = 1,
           .example = "2 %/month"},
          &LateDamages::rate_per_month);
    o.add({.name = "most",
           .form = Form::share,
           .en = "In all, as a share of a year's payments",
           .ko = "총 최대, 1년 지불액에 대한 비율",
           .required = true,
           .least = kAboveZero,
           .most = 1,
           .example = "10 %"},
          &LateDamages::most);
    return o;
  }();
  return keys;
}

const ObjectOf<StepIn>& step_in_keys() {
  static const ObjectOf<StepIn> keys = [] {
    ObjectOf<StepIn> o("step_in", "Who goes on when the provider fails",
                       "공급자가 파산하면 이어받는 자");
    o.add({.name = "by",
           .form = Form::reference,
           .en = "Who goes on, at its own cost and for the same price",
           .ko = "같은 가격으로 자기 비용으로 이어받는 자",
           .required = true,
           .table = Table::parties,
           .example = "cloud"},
          &StepIn::by);
    o.add({.name = "after",
           .form = Form::quantity,
           .dimension = dim::time,
           .en = "How long after the failure",
           .ko = "파산 후 걸리는 시간",
           .required = true,
           .least = 0,
           .most = 120,
           .example = "6 months"},
          &StepIn::after_months);
    o.add({.name = "share",
           .form = Form::share,
           .en = "How much of what stands then goes on",
           .ko = "그때 설치된 것 중 이어받는 비율",
           .fallback = "100 %",
           .least = 0,
           .most = 1,
           .example = "60 %"},
          &StepIn::share);
    return o;
  }();
  return keys;
}

void add_late(ObjectOf<Draft>& o) {
  o.bind({.name = "long_stop",
          .form = Form::quantity,
          .dimension = dim::time,
          .en = "The tenant ends what is not delivered so long after the first delivery contracted",
          .ko = "계약된 첫 인도 후 이 기간이 지나도 인도되지 않으면 임차인이 종료",
          .fallback = "none",
          .least = kDay,
          .most = 120,
          .kinds = {"capacity"},
          .example = "9 months"},
         [](Reader& r, const Node& node, const KeyInfo& key, Draft& d) {
           read_value(r, node, key, d.delivery.long_stop.emplace().after_months);
         });
  o.bind({.name = "late_damages",
          .form = Form::object,
          .en = "What the provider pays the tenant while delivery is late",
          .ko = "인도가 지연되는 동안 공급자가 임차인에게 지불하는 배상금",
          .object = &late_damages_keys().info(),
          .kinds = {"capacity"},
          .example = "{rate: 2 %/month, most: 10 %}"},
         [](Reader& r, const Node& node, const KeyInfo&, Draft& d) {
           late_damages_keys().read(r, node, d.delivery.damages.emplace());
         });
  o.bind(
      {.name = "deposit",
       .form = Form::share,
       .en = "Share of the contracted payments that is paid at signing and given back at the end",
       .ko = "서명 시 예치하고 종료 시 돌려받는, 계약 지불액에 대한 비율",
       .fallback = "0 %",
       .least = 0,
       .most = 1,
       .kinds = {"capacity"},
       .example = "5 %"},
      [](Reader& r, const Node& node, const KeyInfo& key, Draft& d) {
        read_value(r, node, key, d.deposit.emplace().share);
      });
  o.bind({.name = "step_in",
          .form = Form::object,
          .en = "Who goes on with it when the provider fails",
          .ko = "공급자가 파산하면 이어받는 자",
          .object = &step_in_keys().info(),
          .kinds = {"capacity"},
          .example = "{by: cloud, after: 6 months, share: 60 %}"},
         [](Reader& r, const Node& node, const KeyInfo&, Draft& d) {
           step_in_keys().read(r, node, d.delivery.step_in.emplace());
         });
}

}  // namespace offtake
