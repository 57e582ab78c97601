// Prices, and what moves them along the term.
#include <algorithm>

#include "offtake/modelfile/objects.h"

namespace offtake {
namespace {

// Told by the first number that is written; a ratio if there is none.
Dimension written_dimension(Reader& r, const Node& node) {
  const auto of = [](const std::string& text) {
    const Result<Quantity> q = parse_quantity(text);
    return q.ok() ? q->dimension : dim::ratio;
  };
  if (node.kind == Node::Kind::scalar) return of(node.text);
  for (const Entry& e : node.entries) {
    if (e.name == "csv" && e.value.kind == Node::Kind::scalar) {
      const Node* column = node.find("column");
      const CsvTable* table = r.csv(e.value);
      const int at = table && column ? table->find(column->text) : -1;
      const std::string unit = at >= 0 ? table->columns[std::size_t(at)].unit : "";
      return of(unit.starts_with('$') ? "$1" + unit.substr(1) : "1 " + unit);
    }
    if (e.name == "value" || (e.name[0] >= '0' && e.name[0] <= '9')) {
      return written_dimension(r, e.value);
    }
  }
  return dim::ratio;
}

void read_index(Reader& r, const Node& node, const KeyInfo& key, PriceReset& reset) {
  KeyInfo as = key;
  const Dimension written = written_dimension(r, node);
  if (written == dim::money_per_power_time || written == dim::money_per_compute_time) {
    as.dimension = written;
    as.example = example_of(written);
  }
  read_value(r, node, as, reset.index);
}

}  // namespace

void read_price(Reader& r, const Node& node, const KeyInfo& key, Price::Basis& basis,
                Series& amount) {
  KeyInfo as = key;
  if (written_dimension(r, node) == dim::money_per_compute_time) {
    as.dimension = dim::money_per_compute_time;
    as.example = example_of(as.dimension);
    basis = Price::Basis::per_h100e_month;
  }
  read_value(r, node, as, amount);
}

const ObjectOf<PriceReset>& price_reset_keys() {
  static const ObjectOf<PriceReset> keys = [] {
    ObjectOf<PriceReset> o("reset", "The price follows an index from date to date",
                           "가격이 정해진 시점마다 지수를 따름");
    o.bind({.name = "index",
            .form = Form::series,
            .dimension = dim::ratio,
            .en = "What it follows: a price per MW and month or per hour of compute, or a bare "
                  "number; only its ratio to the index at signing matters",
            .ko = "따르는 지수: 가격 또는 수; 서명 시점 대비 비율만 쓰임",
            .required = true,
            .least = kAboveZero,
            .example = "{value: $2/H100e-hour, driver: market}"},
           read_index);
    o.add({.name = "every",
           .form = Form::quantity,
           .dimension = dim::time,
           .en = "Time between two dates of reset, from signing on",
           .ko = "서명 이후 재설정 간격",
           .fallback = "12 months",
           .least = 1,
           .most = 1200,
           .example = "24 months"},
          &PriceReset::every_months);
    o.add({.name = "weight",
           .form = Form::share,
           .en = "How much of the index's change the price takes over",
           .ko = "지수 변화 중 가격에 반영되는 비율",
           .fallback = "100 %",
           .least = 0,
           .most = 1,
           .example = "50 %"},
          &PriceReset::weight);
    const auto bound = [&](KeyInfo key, double PriceReset::*member) {
      key.form = Form::factor;
      o.add(std::move(key), member);
    };
    bound({.name = "least",
           .en = "Lowest it can be reset to, as a multiple of the price without resets",
           .ko = "재설정 없는 가격 대비 하한 배수",
           .fallback = "0x",
           .least = 0,
           .most = 1,
           .example = "0.8x"},
          &PriceReset::least);
    bound({.name = "most",
           .en = "Highest, likewise",
           .ko = "상한 배수",
           .fallback = "no bound",
           .least = 1,
           .most = 1e9,
           .example = "1.2x"},
          &PriceReset::most);
    return o;
  }();
  return keys;
}

void add_price_clauses(ObjectOf<AgreementDraft>& o) {
  o.bind({.name = "reset",
          .form = Form::object,
          .en = "The price follows an index",
          .ko = "지수에 따른 가격 재설정",
          .object = &price_reset_keys().info(),
          .kinds = {"capacity"},
          .example = "{index: {value: $2/H100e-hour, driver: market}, every: 12 months}"},
         [](Reader& r, const Node& node, const KeyInfo&, AgreementDraft& d) {
           price_reset_keys().read(r, node, d.price.reset.emplace());
         });
  o.bind({.name = "most_favoured",
          .form = Form::references,
          .en = "At no time a higher price than the provider asks of these agreements; `all`: of "
                "any that it delivers to other tenants",
          .ko = "공급자가 이 계약들에 받는 값보다 비싸지 않음; `all`: 다른 임차인과의 모든 계약",
          .fallback = "no such right",
          .table = Table::agreements,
          .kinds = {"capacity"},
          .example = "all"},
         [](Reader& r, const Node& node, const KeyInfo& key, AgreementDraft& d) {
           d.most_favoured.emplace();
           const bool all = node.kind == Node::Kind::scalar && node.text == "all";
           if (!all) read_value(r, node, key, d.most_favoured->peers);
         });
  o.bind({.name = "residual_guarantee",
          .form = Form::share,
          .en = "Share of the provider's capex up to which the tenant makes up at the end for a "
                "lower residual value",
          .ko = "종료 시 잔존가치가 이에 못 미치면 임차인이 메우는 투자비 비율",
          .fallback = "none",
          .least = kAboveZero,
          .most = 1,
          .kinds = {"capacity"},
          .example = "30 %"},
         [](Reader& r, const Node& node, const KeyInfo& key, AgreementDraft& d) {
           read_value(r, node, key, d.guarantee.emplace().share);
         });
}

}  // namespace offtake
