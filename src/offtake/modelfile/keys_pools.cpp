// Supplies of chips and power for a site that is put together.
#include "offtake/base/text.h"
#include "offtake/modelfile/objects.h"

namespace offtake {
namespace {

using Draft = AgreementDraft;
const std::vector<std::string> kSupply = {"supply"}, kPower = {"power"};

void add_pool_parties(ObjectOf<Draft>& o) {
  const auto add = [&](KeyInfo key, PartyId Agreement::*member) {
    key.form = Form::reference;
    key.table = Table::parties;
    o.bind(std::move(key), [member](Reader& r, const Node& node, const KeyInfo& k, Draft& d) {
      read_value(r, node, k, d.agreement.*member);
    });
  };
  add({.name = "buyer",
       .en = "Who owns the site and pays",
       .ko = "부지를 소유하고 지불하는 자",
       .required = true,
       .kinds = {"supply", "power"},
       .example = "lab"},
      &Agreement::first);
  add({.name = "seller",
       .en = "Who delivers the chips",
       .ko = "칩을 공급하는 자",
       .required = true,
       .kinds = kSupply,
       .example = "vendor"},
      &Agreement::second);
  add({.name = "seller",
       .en = "Who delivers the power, or builds the plant",
       .ko = "전력을 공급하거나 발전 설비를 짓는 자",
       .fallback = "outside",
       .kinds = kPower},
      &Agreement::second);
}

void add_where(ObjectOf<Draft>& o) {
  o.bind({.name = "site",
          .form = Form::reference,
          .en = "The assembled site that it is for",
          .ko = "공급받는 조립형 부지",
          .required = true,
          .table = Table::sites,
          .kinds = {"supply", "power"},
          .example = "plains"},
         [](Reader& r, const Node& node, const KeyInfo& key, Draft& d) {
           read_value(r, node, key, d.delivery.site);
         });
  o.bind({.name = "accelerator",
          .form = Form::reference,
          .en = "Which chips it holds; none in the shell of an assembled site",
          .ko = "탑재 가속기; 조립형 부지의 건물에는 없음",
          .table = Table::accelerators,
          .kinds = {"build"},
          .example = "gb200"},
         [](Reader& r, const Node& node, const KeyInfo& key, Draft& d) {
           read_value(r, node, key, d.delivery.accelerator);
         });
  const auto term = [&](const char* kind, const char* en, const char* ko) {
    o.bind({.name = "term",
            .form = Form::quantity,
            .dimension = dim::time,
            .en = en,
            .ko = ko,
            .required = true,
            .least = kDay,
            .most = 1200,
            .kinds = {kind},
            .example = "5 years"},
           [](Reader& r, const Node& node, const KeyInfo& key, Draft& d) {
             read_value(r, node, key, d.delivery.term_months);
           });
  };
  term("supply", "How long the chips run, from first delivery", "첫 인도부터 칩을 쓰는 기간");
  term("power", "How long the power is there, from first delivery", "첫 인도부터의 공급 기간");
}

// A row of the costs of who builds, under another name.
void add_cost_key(ObjectOf<Draft>& o, std::string_view name, KeyInfo as) {
  const ObjectOf<Cost>& keys = provider_cost_keys();
  for (std::size_t i = 0; i < keys.info().keys.size(); ++i) {
    KeyInfo key = keys.info().keys[i];
    if (key.name != name) continue;
    key.name = as.name;
    key.required = false;
    key.kinds = as.kinds;
    if (!as.en.empty()) key.en = as.en;
    if (!as.ko.empty()) key.ko = as.ko;
    if (!as.example.empty()) key.example = as.example;
    o.bind(std::move(key),
           [binding = keys.bindings()[i]](Reader& r, const Node& node, const KeyInfo& k, Draft& d) {
             binding(r, node, k, d.cost);
             d.has_cost = true;
           });
  }
}

void add_supply(ObjectOf<Draft>& o) {
  add_cost_key(o, "capex",
               {.name = "price",
                .en = "Price of chips that are bought, at the signing date; this or `lease`",
                .ko = "매입하는 칩의 가격(서명 시점); 이것 또는 `lease`",
                .kinds = kSupply,
                .example = "$25M/MW"});
  add_cost_key(o, "spend", {.name = "spend", .kinds = kSupply});
  add_cost_key(o, "residual", {.name = "residual", .kinds = kSupply});
  o.bind({.name = "deposit",
          .form = Form::share,
          .en = "Share of the price that is paid at signing",
          .ko = "서명 시 지불하는 가격의 비율",
          .fallback = "0 %",
          .least = 0,
          .most = 1,
          .kinds = kSupply,
          .example = "20 %"},
         [](Reader& r, const Node& node, const KeyInfo& key, Draft& d) {
           d.supply_deposit.emplace();
           read_value(r, node, key, d.supply_deposit->share);
         });
  o.bind({.name = "lease",
          .form = Form::series,
          .dimension = dim::money_per_power_time,
          .en = "Rent of chips that are leased, at the signing date; paid while they are there, "
                "used or not",
          .ko = "임차하는 칩의 임대료(서명 시점); 사용 여부와 무관하게 지불",
          .least = 0,
          .kinds = kSupply,
          .example = "$8B/GW-year"},
         [](Reader& r, const Node& node, const KeyInfo& key, Draft& d) {
           d.lease.emplace();
           read_value(r, node, key, d.lease->amount);
         });
  o.bind({.name = "escalator",
          .form = Form::rate,
          .en = "Rise of the lease at each anniversary of signing",
          .ko = "서명 기념일마다의 임대료 인상률",
          .fallback = "0 %/year",
          .least = -0.9,
          .most = 10,
          .kinds = kSupply,
          .example = "3 %/year"},
         [](Reader& r, const Node& node, const KeyInfo& key, Draft& d) {
           read_value(r, node, key, d.price.escalator_per_year);
         });
}

void add_power(ObjectOf<Draft>& o) {
  const auto add = [&](KeyInfo key, auto member) {
    key.kinds = kPower;
    o.bind(std::move(key), [member](Reader& r, const Node& node, const KeyInfo& k, Draft& d) {
      read_value(r, node, k, d.power.*member);
    });
  };
  add({.name = "from",
       .form = Form::choice,
       .en = "A connection to the grid with its queue, power that is bought, or a plant on site",
       .ko = "대기열이 있는 계통 연결, 전력 구매, 또는 현장 발전",
       .fallback = "grid",
       .choices = {"grid", "purchase", "on_site"}},
      &PowerTerms::from);
  add({.name = "charge",
       .form = Form::series,
       .dimension = dim::money_per_power_time,
       .en = "Paid for facility power that stands ready, used or not",
       .ko = "사용 여부와 무관하게 준비된 시설 전력에 지불",
       .fallback = "none",
       .least = 0,
       .example = "$120M/GW-year"},
      &PowerTerms::charge_usd_per_mw_month);
  add({.name = "energy",
       .form = Form::series,
       .dimension = dim::money_per_energy,
       .en = "Price of the energy that is used",
       .ko = "사용한 에너지의 가격",
       .fallback = "the site's price of power",
       .least = 0,
       .example = "$55/MWh"},
      &PowerTerms::energy_usd_per_mwh);
  add({.name = "availability",
       .form = Form::share,
       .en = "Share of the time that it is there",
       .ko = "공급되는 시간의 비율",
       .fallback = "100 %",
       .least = 0.01,
       .most = 1,
       .example = "99 %"},
      &PowerTerms::availability);
  add_cost_key(
      o, "capex",
      {.name = "capex",
       .en = "The plant on site, per MW of facility power, at the price of the signing date",
       .ko = "현장 발전 설비의 시설 전력 MW당 투자비(서명 시점 가격)",
       .kinds = kPower,
       .example = "$1.5M/MW"});
  for (const char* name : {"spend", "opex", "residual"}) {
    add_cost_key(o, name, {.name = name, .kinds = kPower});
  }
}

}  // namespace

void add_pools(ObjectOf<Draft>& o) {
  add_pool_parties(o);
  add_where(o);
  add_supply(o);
  add_power(o);
}

SupplyTerms finish_supply(Reader& r, const Node& node, AgreementDraft& d) {
  const Entry* price = node.entry("price");
  const Entry* lease = node.entry("lease");
  if (price && lease) {
    r.error("E0114", lease->mark, "`price` and `lease` are both given", "keep one of them")
        .related.push_back(r.related(price->mark, "the price"));
  } else if (!price && !lease) {
    r.error("E0108", r.key_mark(), "`price` or `lease` is missing",
            "add one, for example `price: $25M/MW`");
  }
  const std::vector<const char*> others =
      lease ? std::vector{"spend", "residual", "deposit"} : std::vector{"escalator"};
  for (const char* name : others) {
    const Entry* entry = node.entry(name);
    if (!entry || (price && lease)) continue;
    r.error("E1200", entry->mark,
            fmt::format("`{}` belongs to chips that are {}", name, lease ? "bought" : "leased"),
            "delete it");
  }
  SupplyTerms out{d.delivery, d.lease, d.supply_deposit};
  if (out.lease) {
    out.lease->escalator_per_year = d.price.escalator_per_year;
  } else {
    out.delivery.cost = d.cost;
  }
  return out;
}

PowerTerms finish_power(Reader& r, const Node& node, AgreementDraft& d) {
  PowerTerms out = d.power;
  out.delivery = d.delivery;
  const bool own = out.from == PowerTerms::From::on_site;
  if (own) out.delivery.cost = d.cost;
  for (const char* name : {"capex", "spend", "opex", "residual"}) {
    const Entry* entry = node.entry(name);
    if (!entry || own) continue;
    r.error("E1201", entry->mark, fmt::format("`{}` belongs to a plant on site", name),
            "write `from: on_site`, or delete it: what a grid or seller asks is `charge` and "
            "`energy`");
  }
  return out;
}

}  // namespace offtake
