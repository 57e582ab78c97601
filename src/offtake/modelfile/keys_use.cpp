// Clauses on the use of a capacity agreement, and the backstop.
#include "offtake/modelfile/objects.h"

namespace offtake {

const ObjectOf<Sublease>& sublease_keys() {
  static const ObjectOf<Sublease> keys = [] {
    ObjectOf<Sublease> o("sublease", "The tenant may let on what stands idle",
                         "임차인이 쓰지 않는 용량을 다시 빌려줄 권리");
    o.add(
        {.name = "most",
         .form = Form::share,
         .en = "How much at a time, as a share of what is delivered; never more than what is paid "
               "for whether used or not",
         .ko = "한 번에 전대할 수 있는 최대, 인도분에 대한 비율; 사용과 무관하게 지불하는 몫까지만",
         .fallback = "100 %",
         .least = 0.001,
         .most = 1,
         .example = "50 %"},
        &Sublease::most);
    o.add({.name = "haircut",
           .form = Form::share,
           .en = "What the tenant gets less than the price",
           .ko = "가격에서 깎이는 비율",
           .required = true,
           .least = 0,
           .most = 1,
           .example = "30 %"},
          &Sublease::haircut);
    o.bind(
        {.name = "price",
         .form = Form::series,
         .dimension = dim::money_per_power_time,
         .en = "Price of the market per MW and month, or per hour of compute, while it is let on",
         .ko = "전대 기간의 MW·월당 또는 연산 시간당 시장 가격",
         .fallback = "that of the agreement",
         .least = 0,
         .example = "$9B/GW-year"},
        [](Reader& r, const Node& node, const KeyInfo& key, Sublease& x) {
          read_price(r, node, key, x.basis, x.amount);
        });
    return o;
  }();
  return keys;
}

void add_use(ObjectOf<AgreementDraft>& o) {
  o.bind({.name = "sublease",
          .form = Form::object,
          .en = "What stands idle may be let on, to outside",
          .ko = "쓰지 않는 용량을 외부에 다시 빌려줄 수 있음",
          .object = &sublease_keys().info(),
          .kinds = {"capacity"},
          .example = "{haircut: 30 %}"},
         [](Reader& r, const Node& node, const KeyInfo&, AgreementDraft& d) {
           sublease_keys().read(r, node, d.sublease.emplace());
         });
  o.add({.name = "power_pass_through",
         .form = Form::share,
         .en = "Share of the site's cost of power that the tenant pays the provider, on use",
         .ko = "사용한 전력 비용 중 임차인이 공급자에게 지불하는 비율",
         .fallback = "0 %",
         .least = 0,
         .most = 1,
         .kinds = {"capacity"},
         .example = "100 %"},
        &AgreementDraft::power_pass_through);
}

void add_backstop(ObjectOf<AgreementDraft>& o) {
  const auto of = [](Series BackstopTerms::*member) {
    return [member](AgreementDraft& d) -> Series& { return d.backstop.*member; };
  };
  o.add({.name = "volume",
         .form = Form::series,
         .dimension = dim::compute,
         .en = "How much the buyer takes at most",
         .ko = "매수자가 사들이는 최대량",
         .required = true,
         .least = 0,
         .kinds = {"backstop"},
         .example = "50k H100e"},
        of(&BackstopTerms::volume_h100e));
  o.add({.name = "price",
         .form = Form::series,
         .dimension = dim::money_per_compute_time,
         .en = "What it pays for it",
         .ko = "매수 가격",
         .required = true,
         .least = 0,
         .kinds = {"backstop"},
         .example = "$1.20/H100e-hour"},
        of(&BackstopTerms::price_usd_per_h100e_month));
}

}  // namespace offtake
