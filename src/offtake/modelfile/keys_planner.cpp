// Whose side is taken, when it decides, what it can tell apart then, and its limits.
#include <cctype>

#include "offtake/base/date.h"
#include "offtake/base/text.h"
#include "offtake/modelfile/objects.h"

namespace offtake {
namespace {

const ObjectOf<Planner>& risk_keys() {
  static const ObjectOf<Planner> keys = [] {
    ObjectOf<Planner> o("risk", "What the planner fears: the mean of the worst outcomes",
                        "계획자가 꺼리는 것: 최악의 결과들의 평균");
    o.add({.name = "weight",
           .form = Form::share,
           .en = "Weight of the tail against the mean",
           .ko = "평균 대비 꼬리의 가중치",
           .fallback = "0 %",
           .least = 0,
           .most = 1,
           .example = "30 %"},
          &Planner::risk_weight);
    o.add({.name = "tail",
           .form = Form::share,
           .en = "Which share of the outcomes is the tail",
           .ko = "꼬리로 보는 결과의 비율",
           .fallback = "10 %",
           .least = 0.001,
           .most = 0.999},
          &Planner::risk_tail);
    return o;
  }();
  return keys;
}

const ObjectOf<Concentration>& concentration_keys() {
  static const ObjectOf<Concentration> keys = [] {
    ObjectOf<Concentration> o("concentration",
                              "The most that any one may have of the MW of the planner",
                              "계획자의 MW 가운데 하나가 가질 수 있는 최대 비율");
    o.add({.name = "by",
           .form = Form::choice,
           .en = "Of whom: the provider (the planner itself of what it builds), the jurisdiction "
                 "of the site, the vendor of the accelerator",
           .ko = "누구의 비율인가: 제공자(자체 건설은 계획자 자신), 부지의 관할권, 가속기의 제조사",
           .fallback = "provider",
           .choices = {"provider", "jurisdiction", "vendor"}},
          &Concentration::by);
    o.add({.name = "most",
           .form = Form::share,
           .en = "Share of the MW installed in any step",
           .ko = "각 단계에 설치된 MW 중 최대 비율",
           .required = true,
           .least = 0.001,
           .most = 1,
           .example = "60 %"},
          &Concentration::most);
    o.add({.name = "from",
           .form = Form::date,
           .en = "Holds from here",
           .ko = "적용 시작",
           .fallback = "the start of the clock"},
          &Concentration::from_month);
    o.add({.name = "until",
           .form = Form::until,
           .en = "Holds until here",
           .ko = "적용 종료",
           .fallback = "the end of the clock"},
          &Concentration::until_month);
    return o;
  }();
  return keys;
}

const KeyInfo kBudgets{.name = "budgets",
                       .form = Form::by_year,
                       .dimension = dim::money,
                       .en =
                           "Most that is committed to be spent in a calendar year: prepayments, "
                           "fees owed whether used or not, own capex and opex, at base prices",
                       .ko =
                           "역년마다 지출이 확정되는 최대 금액: 선급금, 사용과 무관한 요금, 자체 "
                           "투자비와 운영비, 기준 가격",
                       .least = 0,
                       .example = "{2026: $40B, 2027: $60B}"};
const KeyInfo kTargets{.name = "capacity",
                       .form = Form::by_date,
                       .dimension = dim::power,
                       .en = "Least that is installed at the end of a date, as contracted",
                       .ko = "해당 날짜의 끝에 계약상 설치되어야 할 최소 용량",
                       .least = kAboveZero,
                       .example = "{2033Q4: 250 GW}"};

// Each entry's quantity by the row, at what its key says.
template <class Key, class Add>
void read_entries(Reader& r, const Node& node, const KeyInfo& row, Key key_of, Add add) {
  if (!r.expect(node, Node::Kind::map, row.example)) return;
  KeyInfo key = row;
  key.form = Form::quantity;
  key.example = example_of(row.dimension);
  for (const Entry& e : node.entries) {
    const Reader::Scope scope(r, e.name, e.mark);
    Node name;
    name.text = e.name;
    name.mark = e.mark;
    const auto at = key_of(name);
    double value = -1.0;
    if (!r.refuse_empty(e.value, key.example)) read_value(r, e.value, key, value);
    if (at && value >= 0.0) add(*at, value);
  }
}

void read_budgets(Reader& r, const Node& node, const KeyInfo& key, Planner& planner) {
  const auto year = [&](const Node& name) -> std::optional<int> {
    const Result<Date> date = parse_date(name.text + "-01");
    if (name.text.size() == 4 && date) return date->year;
    r.error("E0322", name.mark, fmt::format("{} is no year", quote(name.text)),
            "a budget is for a calendar year: write `2026: $40B`");
    return std::nullopt;
  };
  read_entries(r, node, key, year, [&](int y, double usd) { planner.budgets.push_back({y, usd}); });
}

void read_targets(Reader& r, const Node& node, const KeyInfo& key, Planner& planner) {
  const auto date = [&](const Node& name) { return r.date(name, true); };
  read_entries(r, node, key, date, [&](double month, double mw) {
    planner.targets.push_back({month, mw});
  });
}

const ObjectOf<Planner>& limits_keys() {
  static const ObjectOf<Planner> keys = [] {
    ObjectOf<Planner> o("limits",
                        "What a plan must keep to, counted as contracted over what is in force and "
                        "what the plan signs",
                        "계획이 지켜야 할 한도: 유효한 계약과 계획의 서명을 계약대로 계산");
    o.bind({.name = "concentration",
            .form = Form::list,
            .en = "Most of any one provider, jurisdiction or chip vendor",
            .ko = "제공자, 관할권, 칩 제조사 하나의 최대 비율",
            .object = &concentration_keys().info(),
            .example = "[{by: provider, most: 60 %}]"},
           [](Reader& r, const Node& node, const KeyInfo& key, Planner& p) {
             if (!r.expect(node, Node::Kind::list, key.example)) return;
             for (std::size_t i = 0; i < node.items.size(); ++i) {
               const Reader::Scope scope(r, fmt::format("[{}]", i), node.items[i].mark);
               concentration_keys().read(r, node.items[i], p.concentration.emplace_back());
             }
           });
    o.bind(kBudgets, read_budgets);
    o.bind(kTargets, read_targets);
    return o;
  }();
  return keys;
}

// A whole number, or `given`.
void read_cells(Reader& r, const Node& node, const KeyInfo& key, Planner& planner) {
  const auto text = r.scalar(node, "3");
  if (!text) return;
  if (!text->empty() && std::isalpha(static_cast<unsigned char>(text->front()))) {
    planner.tree = read_choice(r, node, key) == 0;
  } else {
    read_value(r, node, key, planner.cells);
  }
}

void add_decisions(ObjectOf<Planner>& o) {
  o.add({.name = "epochs",
         .form = Form::quantity,
         .dimension = dim::time,
         .en = "Time between decisions; the first is at the start of the clock",
         .ko = "결정 사이의 시간; 첫 결정은 시작 시점",
         .fallback = "12 months",
         .least = kAboveZero,
         .most = 1200,
         .example = "12 months"},
        &Planner::epoch_months);
  o.bind({.name = "cells",
          .form = Form::whole,
          .en = "How many values of a signal the planner tells apart when it decides (1: none, the "
                "plan is made here and now); `given`: the given paths are a tree, and it knows the "
                "node",
          .ko = "결정할 때 신호의 값을 몇 가지로 구별하는가 (1: 구별 없이 지금 정하는 계획); "
                "`given`: 주어진 경로가 나무이고 그 마디를 안다",
          .fallback = "3",
          .least = 1,
          .most = 20,
          .choices = {"given"},
          .example = "3"},
         read_cells);
  o.add({.name = "signals",
         .form = Form::references,
         .en = "What it looks at then",
         .ko = "그때 보는 것",
         .fallback = "the drivers of the volume of its workloads (or else its tenants'), as many "
                     "as make at most 100 "
                     "cells; with `given`, all given paths",
         .table = Table::drivers,
         .example = "[demand, market-price]"},
        &Planner::signals);
  o.bind({.name = "limits",
          .form = Form::object,
          .en = "What a plan must keep to",
          .ko = "계획이 지켜야 할 한도",
          .object = &limits_keys().info()},
         [](Reader& r, const Node& node, const KeyInfo&, Planner& p) {
           limits_keys().read(r, node, p);
         });
}

}  // namespace

const ObjectOf<Planner>& planner_keys() {
  static const ObjectOf<Planner> keys = [] {
    ObjectOf<Planner> o("planner", "The party whose side is taken", "편에 서는 당사자");
    o.add({.name = "party",
           .form = Form::reference,
           .en = "Who plans",
           .ko = "계획하는 당사자",
           .required = true,
           .table = Table::parties,
           .example = "lab"},
          &Planner::party);
    o.add({.name = "strategy",
           .form = Form::reference,
           .en = "The strategy that is taken when none is named",
           .ko = "이름을 대지 않을 때 쓰는 전략",
           .fallback = "as-signed: the agreements alone",
           .table = Table::strategies},
          &Planner::strategy);
    o.bind({.name = "discount",
            .form = Form::rate,
            .en = "Discount rate per year, instead of the party's own",
            .ko = "당사자 자신의 것 대신 쓰는 연 할인율",
            .fallback = "the party's own",
            .least = 0,
            .most = 1,
            .example = "10 %"},
           [](Reader& r, const Node& node, const KeyInfo& key, Planner& p) {
             double rate = -1.0;
             read_value(r, node, key, rate);
             if (rate >= 0.0) p.discount_per_year = rate;
           });
    o.bind({.name = "risk",
            .form = Form::object,
            .en = "Weight and size of the tail",
            .ko = "꼬리의 가중치와 크기",
            .object = &risk_keys().info()},
           [](Reader& r, const Node& node, const KeyInfo&, Planner& p) {
             risk_keys().read(r, node, p);
           });
    add_decisions(o);
    return o;
  }();
  return keys;
}

}  // namespace offtake
