#include "offtake/results/record_explain.h"

#include <algorithm>
#include <limits>

#include "offtake/base/text.h"
#include "offtake/results/columns.h"
#include "offtake/results/record_plan_parts.h"

namespace offtake {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

std::string where(const Explanation& e, const std::string& key_path) {
  const Place place = e.place(key_path);
  if (place.file.empty() || place.line == 0) return place.file;
  return fmt::format("{}:{}", place.file, place.line);
}

Dimension dimension_of(LimitUnit unit) {
  switch (unit) {
    case LimitUnit::mw:
      return dim::power;
    case LimitUnit::usd:
      return dim::money;
    case LimitUnit::share:
      return dim::ratio;
  }
  return dim::ratio;
}

constexpr Language kKo = Language::ko;

std::string amount(double value, LimitUnit unit, Language language) {
  if (unit != LimitUnit::share) return format_quantity(value, dimension_of(unit), 4, language);
  return fmt::format("{:.4g}{}", 100.0 * value, language == kKo ? "%" : " %");
}

// With what stands before it.
std::string amount_in(Column& column, const std::string& before, double value, LimitUnit unit) {
  return say_in(column, before + amount(value, unit, Language::en),
                before + amount(value, unit, kKo));
}

std::string said(const NamedLimit& limit, Column& column) {
  return amount_in(column, limit.at_least ? "≥ " : "≤ ", limit.value, limit.unit);
}

struct ColumnWords {
  std::string date, cell, offer;
  bool whole = false;
};
ColumnWords words_of(const PlanProblem& problem, int column) {
  const PlanColumn& c = problem.columns.columns[std::size_t(column)];
  const Slot& slot = problem.columns.slots[std::size_t(c.slot)];
  const Agreement& offer = problem.model.at(slot.offer);
  const std::string option(key_of(slot.exercise));
  return {date_name(problem.model.clock, slot.month),
          cell_name(problem.columns.epochs[std::size_t(slot.epoch)], c.cell),
          option.empty() ? offer.name : option + " of " + offer.name, c.whole};
}

Table limits_table(const Explanation& e) {
  Table table{"limits", "What limits the plan", "계획을 제한하는 것", {}, {}, ""};
  table.columns.push_back(text_column("limit", "Limit", "한도"));
  table.columns.push_back(text_column("is", "Is", "현재"));
  table.columns.push_back(
      text_column("worth", "Loosened by one,\nit is worth", "하나 늘리면\n가치"));
  table.columns.push_back(text_column("where", "Where", "위치"));
  if (!e.binds) return table;
  for (const BindingLimit& b : e.binds->limits) {
    const bool money = b.limit.unit == LimitUnit::usd;
    table.rows.push_back(row_of(
        b.limit.name, said(b.limit, table.columns[1]),
        say_in(table.columns[2],
               format_quantity(b.worth_usd, dim::money) + (money ? " per $" : " per MW"),
               (money ? "1달러당 " : "MW당 ") + format_quantity(b.worth_usd, dim::money, kKo)),
        where(e, b.limit.key_path)));
  }
  if (table.rows.empty()) {
    add_line(table, "No limit holds the plan back.", "계획을 막는 한도가 없습니다.");
  } else {
    add_line(table,
             "Worth: of the plan's risk-adjusted value, for a small change at one date; of a "
             "target, for so much less.",
             "가치: 한 시점을 조금 바꿀 때 위험 조정 가치의 변화; 목표는 그만큼 낮출 때.");
    if (e.in_lots) {
      add_line(table, "As of the plan without tranches and least sizes.",
               "물량 단위와 최소 물량이 없는 계획 기준.");
    }
  }
  return table;
}

Table at_most_table(const PlanProblem& problem, const Explanation& e) {
  Table table{"at_most", "More would be signed of", "더 있으면 더 계약할 제안", {}, {}, ""};
  table.columns.push_back(text_column("date", "Date", "날짜"));
  table.columns.push_back(text_column("cell", "If", "경우"));
  table.columns.push_back(text_column("offer", "Offer", "제안"));
  table.columns.push_back(text_column("mw", "Signed", "계약"));
  table.columns.push_back(text_column("worth", "One more (MW)\nis worth", "1 MW 더의\n가치"));
  if (!e.binds) return table;
  for (const OfferMargin& m : e.binds->at_most) {
    const ColumnWords w = words_of(problem, m.column);
    table.rows.push_back(row_of(w.date, cell_in(table.columns[1], w.cell), w.offer,
                                w.whole ? std::string("✓") : format_quantity(m.mw, dim::power),
                                quantity_in(table.columns[4], m.worth_usd, dim::money)));
  }
  return table;
}

Table not_signed_table(const PlanProblem& problem, const Explanation& e) {
  Table table{"not_signed", "Not signed at all", "계약하지 않는 제안", {}, {}, ""};
  table.columns.push_back(text_column("offer", "Offer", "제안"));
  table.columns.push_back(text_column("date", "Nearest on", "가장 가까운\n날짜"));
  table.columns.push_back(text_column("cell", "If", "경우"));
  table.columns.push_back(
      quantity_column("short_usd_per_mw", "A MW would\nlose", "1 MW의\n손실", dim::money));
  table.columns.push_back(
      quantity_column("price_usd_per_mw_month", "Price", "가격", dim::money_per_power_time));
  table.columns.push_back(quantity_column("cut_usd_per_mw_month", "Signed if\ncheaper by",
                                          "이만큼 싸면\n계약", dim::money_per_power_time));
  if (!e.binds) return table;
  for (const NearMiss& m : e.binds->not_signed) {
    const ColumnWords w = words_of(problem, m.column);
    table.rows.push_back(row_of(w.offer, w.date, cell_in(table.columns[2], w.cell), m.short_usd,
                                m.has_price ? m.price_usd_per_mw_month : kNone,
                                m.has_price ? m.cut_usd_per_mw_month : kNone));
  }
  if (!table.rows.empty()) {
    add_line(
        table,
        "About: the slope at the plan. Cheaper by so much, the first MW would be signed on that "
        "date in that case.",
        "대략: 계획에서의 기울기. 이만큼 싸면 그 날짜와 경우에 첫 MW를 계약합니다.");
  }
  return table;
}

Table missed_table(const Explanation& e) {
  Table table{"missed", "Cannot be kept", "지킬 수 없는 요구", {}, {}, ""};
  table.columns.push_back(text_column("limit", "Limit", "한도"));
  table.columns.push_back(quantity_column("by_mw", "Missed by", "벗어난 크기", dim::power));
  table.columns.push_back(text_column("where", "Where", "위치"));
  for (const Violation& v : e.missed) {
    table.rows.push_back(row_of(v.row, v.by, where(e, v.key_path)));
  }
  return table;
}

std::string way_name(Way::Which which) {
  switch (which) {
    case Way::Which::ask_less:
      return "ask less";
    case Way::Which::allow_more:
      return "allow more";
    case Way::Which::both:
      return "both";
  }
  return "";
}

Table changes_table(const Explanation& e) {
  Table table{"changes",
              "The smallest changes that make it possible",
              "가능하게 하는 가장 작은 변경",
              {},
              {},
              ""};
  table.columns.push_back(
      word_column("way", "Either", "방법",
                  {{"ask less", "덜 요구"}, {"allow more", "더 허용"}, {"both", "둘 다"}}));
  table.columns.push_back(text_column("limit", "Limit", "한도"));
  table.columns.push_back(text_column("from", "From", "에서"));
  table.columns.push_back(text_column("to", "To", "으로"));
  table.columns.push_back(text_column("by", "By", "변화"));
  table.columns.push_back(text_column("more_dates", "Also at", "그 밖에"));
  table.columns.push_back(text_column("where", "Where", "위치"));
  if (!e.remedy) return table;
  for (const Way& way : e.remedy->ways) {
    std::vector<const LimitChange*> largest;  // of each key
    std::vector<int> dates;
    for (const LimitChange& c : way.changes) {
      const auto same = std::find_if(largest.begin(), largest.end(), [&](const LimitChange* o) {
        return o->limit.key_path == c.limit.key_path;
      });
      if (same == largest.end()) {
        largest.push_back(&c);
        dates.push_back(0);
        continue;
      }
      ++dates[std::size_t(same - largest.begin())];
      if (c.by > (*same)->by) *same = &c;
    }
    for (std::size_t i = 0; i < largest.size(); ++i) {
      const LimitChange& c = *largest[i];
      const LimitUnit unit = c.limit.unit;
      auto& columns = table.columns;
      table.rows.push_back(row_of(i == 0 ? way_name(way.which) : std::string(), c.limit.name,
                                  amount_in(columns[2], "", c.limit.value, unit),
                                  amount_in(columns[3], "", c.to, unit),
                                  amount_in(columns[4], c.limit.at_least ? "−" : "+", c.by, unit),
                                  dates[i] ? say_in(columns[5], fmt::format("{} dates", dates[i]),
                                                    fmt::format("{}개 시점", dates[i]))
                                           : std::string(),
                                  where(e, c.limit.key_path)));
    }
  }
  if (table.rows.empty()) {
    add_line(table,
             "Without tranches and least sizes all limits can be kept: ask for so much less, or "
             "plan with --continuous.",
             "물량 단위와 최소 물량이 없으면 모두 지킬 수 있습니다: 그만큼 덜 요구하거나 "
             "--continuous로 계획하십시오.");
  } else if (e.in_lots) {
    add_line(table,
             "Without tranches and least sizes; in whole tranches it may take a little more.",
             "물량 단위와 최소 물량을 빼고 계산했습니다; 단위로는 조금 더 필요할 수 있습니다.");
  }
  return table;
}

Table conflict_table(const Explanation& e) {
  Table table{"conflict", "Cannot be kept together", "함께 지킬 수 없는 한도", {}, {}, ""};
  table.columns.push_back(text_column("limit", "Limit", "한도"));
  table.columns.push_back(text_column("is", "Is", "현재"));
  table.columns.push_back(text_column("where", "Where", "위치"));
  if (!e.remedy) return table;
  for (const NamedLimit& limit : e.remedy->conflict) {
    table.rows.push_back(
        row_of(limit.name, said(limit, table.columns[1]), where(e, limit.key_path)));
  }
  if (!table.rows.empty()) {
    add_line(table, "Without any one of them the others can be kept.",
             "이 가운데 하나라도 없으면 나머지는 지킬 수 있습니다.");
  }
  return table;
}

}  // namespace

std::vector<Table> explain_tables(const PlanProblem& problem, const Explanation& e) {
  std::vector<Table> all;
  all.push_back(limits_table(e));
  all.push_back(at_most_table(problem, e));
  all.push_back(not_signed_table(problem, e));
  all.push_back(missed_table(e));
  all.push_back(changes_table(e));
  all.push_back(conflict_table(e));
  return all;
}

}  // namespace offtake
