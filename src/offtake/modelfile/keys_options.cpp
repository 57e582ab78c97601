// The options of the tenant inside a capacity agreement.
#include "offtake/modelfile/objects.h"

namespace offtake {
namespace {

// The price of what is exercised, where it is not the agreement's.
template <class Option>
void add_own_price(ObjectOf<Option>& o) {
  o.bind(
      {.name = "price",
       .form = Form::series,
       .dimension = dim::money_per_power_time,
       .en = "Price of its own per MW and month, or per hour of compute, at the date of exercise",
       .ko = "MW·월당 또는 연산 시간당 자체 가격(행사 시점)",
       .fallback = "that of the agreement",
       .least = 0,
       .example = "$9B/GW-year"},
      [](Reader& r, const Node& node, const KeyInfo& key, Option& x) {
        read_price(r, node, key, x.basis, x.amount);
      });
}

// What an exit and a step-down have in common.
void add_giving_up(ObjectOf<Exit>& o) {
  const auto months = [&](KeyInfo key, double Exit::*member) {
    key.form = Form::quantity;
    key.dimension = dim::time;
    key.least = 0;
    key.most = 1200;
    o.add(std::move(key), member);
  };
  months({.name = "from",
          .en = "How long after signing notice can be given at the earliest",
          .ko = "통지할 수 있는 가장 이른 시점, 서명 이후",
          .fallback = "0 months",
          .example = "24 months"},
         &Exit::from_months);
  months({.name = "notice",
          .en = "How long after notice it takes effect",
          .ko = "통지 후 효력이 생기기까지의 기간",
          .required = true,
          .example = "12 months"},
         &Exit::notice_months);
  o.add({.name = "most",
         .form = Form::share,
         .en = "How much of the MW signed can be given up in all",
         .ko = "서명 용량 중 포기할 수 있는 비율",
         .fallback = "100 %",
         .least = 0.001,
         .most = 1,
         .example = "50 %"},
        &Exit::most);
}

}  // namespace

const ObjectOf<Expansion>& expansion_keys() {
  static const ObjectOf<Expansion> keys = [] {
    ObjectOf<Expansion> o("expansion", "The tenant may take more on the same terms",
                          "임차인이 같은 조건으로 더 가져갈 권리");
    o.add({.name = "most",
           .form = Form::share,
           .en = "How much in all, as a share of the MW signed",
           .ko = "총 최대, 서명 용량에 대한 비율",
           .required = true,
           .least = 0.001,
           .most = 100,
           .example = "50 %"},
          &Expansion::most);
    o.add({.name = "until",
           .form = Form::quantity,
           .dimension = dim::time,
           .en = "How long after signing",
           .ko = "서명 이후 행사 기한",
           .required = true,
           .least = kDay,
           .most = 1200,
           .example = "24 months"},
          &Expansion::until_months);
    add_own_price(o);
    return o;
  }();
  return keys;
}

const ObjectOf<Extension>& extension_keys() {
  static const ObjectOf<Extension> keys = [] {
    ObjectOf<Extension> o("extension", "The tenant may keep it after its end",
                          "임차인이 종료 후에도 계속 쓸 권리");
    const auto months = [&](KeyInfo key, double Extension::*member) {
      key.form = Form::quantity;
      key.dimension = dim::time;
      key.required = true;
      key.most = 1200;
      o.add(std::move(key), member);
    };
    months({.name = "term",
            .en = "For how long",
            .ko = "연장 기간",
            .least = kDay,
            .example = "24 months"},
           &Extension::term_months);
    months({.name = "notice",
            .en = "How long before its end, without delay, this is decided at the latest",
            .ko = "지연 없는 종료 시점 기준 통지 기한",
            .least = 0,
            .example = "6 months"},
           &Extension::notice_months);
    o.add({.name = "most",
           .form = Form::share,
           .en = "How much of the MW signed",
           .ko = "서명 용량 중 연장할 수 있는 비율",
           .fallback = "100 %",
           .least = 0.001,
           .most = 1,
           .example = "50 %"},
          &Extension::most);
    add_own_price(o);
    return o;
  }();
  return keys;
}

const ObjectOf<Exit>& exit_keys() {
  static const ObjectOf<Exit> keys = [] {
    ObjectOf<Exit> o("exit", "The tenant may leave before the end, for a fee",
                     "임차인이 수수료를 내고 종료 전에 나갈 권리");
    add_giving_up(o);
    o.add({.name = "fee",
           .form = Form::share,
           .en = "Share of what would remain to be paid after it takes effect, due at notice",
           .ko = "효력 발생 후 남은 지급액에 대한 수수료 비율, 통지 시 지급",
           .fallback = "0 %",
           .least = 0,
           .most = 1,
           .example = "30 %"},
          &Exit::fee);
    return o;
  }();
  return keys;
}

const ObjectOf<Exit>& step_down_keys() {
  static const ObjectOf<Exit> keys = [] {
    ObjectOf<Exit> o("step_down", "The tenant may go on with less", "임차인이 용량을 줄일 권리");
    add_giving_up(o);
    return o;
  }();
  return keys;
}

void add_options(ObjectOf<AgreementDraft>& o) {
  o.bind({.name = "expansion",
          .form = Form::object,
          .en = "More MW on the same terms, if the planner is the tenant and wants them",
          .ko = "계획자가 임차인일 때 같은 조건으로 늘릴 수 있는 용량",
          .object = &expansion_keys().info(),
          .kinds = {"capacity"},
          .example = "{most: 50 %, until: 24 months}"},
         [](Reader& r, const Node& node, const KeyInfo&, AgreementDraft& d) {
           expansion_keys().read(r, node, d.expansion.emplace());
         });
  o.bind({.name = "extension",
          .form = Form::object,
          .en = "Its MW for longer, if the planner is the tenant and wants them",
          .ko = "계획자가 임차인일 때 종료 후 연장할 수 있는 용량",
          .object = &extension_keys().info(),
          .kinds = {"capacity"},
          .example = "{term: 24 months, notice: 6 months}"},
         [](Reader& r, const Node& node, const KeyInfo&, AgreementDraft& d) {
           extension_keys().read(r, node, d.extension.emplace());
         });
  o.bind({.name = "exit",
          .form = Form::object,
          .en = "Leaving before the end for a fee, if the planner is the tenant and wants to",
          .ko = "계획자가 임차인일 때 수수료를 내고 중도 해지할 권리",
          .object = &exit_keys().info(),
          .kinds = {"capacity"},
          .example = "{from: 24 months, notice: 12 months, fee: 30 %}"},
         [](Reader& r, const Node& node, const KeyInfo&, AgreementDraft& d) {
           exit_keys().read(r, node, d.exit.emplace());
         });
  o.bind({.name = "step_down",
          .form = Form::object,
          .en = "Going on with fewer MW, if the planner is the tenant and wants to",
          .ko = "계획자가 임차인일 때 용량을 줄일 권리",
          .object = &step_down_keys().info(),
          .kinds = {"capacity"},
          .example = "{from: 24 months, notice: 6 months, most: 30 %}"},
         [](Reader& r, const Node& node, const KeyInfo&, AgreementDraft& d) {
           step_down_keys().read(r, node, d.step_down.emplace());
         });
}

}  // namespace offtake
