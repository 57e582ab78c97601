// How sure a plan is, what it is worth to plan so, and what it took.
#include <algorithm>
#include <cmath>

#include "offtake/base/text.h"
#include "offtake/results/columns.h"
#include "offtake/results/record_plan_parts.h"

namespace offtake {
namespace {

std::string share(double value, Language language = Language::en) {
  return format_quantity(value, dim::ratio, 2, language);
}

// What is left of a gap by rounding is none.
double shown(double gap) { return std::abs(gap) < 1e-8 ? 0.0 : gap; }

// A table of one row, shown as a list.
struct List {
  Table table;
  template <class Value>
  void add(Column column, Value value) {
    if (table.rows.empty()) table.rows.emplace_back();
    table.columns.push_back(std::move(column));
    table.rows.front().emplace_back(value);
  }
  void add_usd(const char* key, const char* label, const char* label_ko, double value) {
    if (!std::isfinite(value)) return;
    Column column = quantity_column(key, label, label_ko, dim::money);
    column.digits = 4;
    add(std::move(column), value);
  }
  void add_gap(const char* key, const char* label, const char* label_ko, double value) {
    if (std::isfinite(value)) add(share_column(key, label, label_ko), shown(value));
  }
  void add_count(const char* key, const char* label, const char* label_ko, std::size_t value) {
    add(count_column(key, label, label_ko), std::int64_t(value));
  }
};

List list(std::string key, std::string title, std::string title_ko) {
  List out;
  out.table.key = std::move(key);
  out.table.title = std::move(title);
  out.table.title_ko = std::move(title_ko);
  out.table.as_list = true;
  return out;
}

bool has_lots(const PlanResult& result, const PlanFacts& facts) {
  return !facts.options.method.continuous &&
         std::any_of(result.columns.columns.begin(), result.columns.columns.end(),
                     [](const PlanColumn& c) { return c.lot_mw > 0.0 || c.least_mw > 0.0; });
}

void say_end(const PlanResult& result, const PlanFacts& facts, Table& table) {
  const double bound = result.method.gap;
  const std::string gap = share(shown(bound)), asked = share(asked_gap(facts.options));
  const std::string gap_ko = share(shown(bound), Language::ko);
  const std::string asked_ko = share(asked_gap(facts.options), Language::ko);
  const auto not_proven = [&](const std::string& why, const std::string& why_ko) {
    const bool known = std::isfinite(bound);
    add_line(table,
             fmt::format("Not proven to the gap asked for ({}): {}.{}", asked, why,
                         known ? " No plan is better by more than " + gap + "." : ""),
             fmt::format("요구한 차이({})까지 증명되지 않았습니다: {}.{}", asked_ko, why_ko,
                         known ? " 이보다 " + gap_ko + " 넘게 나은 계획은 없습니다." : ""));
  };
  switch (result.method.end) {
    case BundleEnd::proven:
      return add_line(
          table,
          fmt::format("Proven: on these futures no plan is better by more than {} (asked for: {}).",
                      gap, asked),
          fmt::format("증명됨: 이 미래들에서 이보다 {} 넘게 나은 계획은 없습니다(요구: {}).",
                      gap_ko, asked_ko));
    case BundleEnd::claimed:
      return not_proven("only the solver's own claim closes it", "솔버의 주장으로만 좁혀졌습니다");
    case BundleEnd::iterations:
      return not_proven("the limit of iterations was reached", "반복 한도에 이르렀습니다");
    case BundleEnd::time:
      return not_proven("the limit of time was reached", "시간 한도에 이르렀습니다");
    case BundleEnd::stopped:
      return not_proven("it was interrupted", "중단되었습니다");
    case BundleEnd::stalled:
      return not_proven("no step improved the plan any more", "더 나아지는 걸음이 없었습니다");
    case BundleEnd::unproven:
      return add_line(table, "Not proven: the bound is none.",
                      "증명되지 않음: 상한으로 쓸 수 있는 값이 없습니다.");
  }
}

void say_cuts(const PlanResult& result, Table& table) {
  const BundleResult& m = result.method;
  const int points = m.evaluations + m.evaluations_known;
  if (m.verified) {
    add_line(
        table,
        fmt::format("Checked: no cut of the bound was passed at any plan that was played ({}).",
                    points),
        fmt::format("확인됨: 실행해 본 {}개 계획 모두 한계의 절단면 안에 있었습니다.", points));
  } else {
    add_line(
        table,
        fmt::format(
            "Some plan passed a cut of the bound by {}: the value is not concave here, so the "
            "bound is no proof.",
            share(m.worst_violation)),
        fmt::format("어떤 계획이 절단면을 {}만큼 넘었습니다. 여기서는 가치가 오목하지 않아 한계는 "
                    "증명이 아닙니다.",
                    share(m.worst_violation, Language::ko)));
  }
}

// Both are means over as many futures, so their difference spreads √2 as far as either.
void say_fresh(const PlanResult& result, Table& table) {
  if (!result.played) {
    return add_line(table, "Not played on fresh futures: it was interrupted before.",
                    "새로운 미래로 시험하기 전에 중단되었습니다.");
  }
  const double half = result.fresh_objective.high() - result.fresh_objective.mean;
  const double off = std::abs(result.in_sample.objective_usd - result.fresh.objective_usd);
  if (!std::isfinite(half) || off <= std::sqrt(2.0) * half) {
    add_line(table, "On futures that it was not planned on it is worth about as much.",
             "계획에 쓰지 않은 미래에서도 가치가 비슷합니다.");
  } else {
    add_line(
        table,
        "On futures that it was not planned on it is worth more or less than chance explains: take "
        "more --paths.",
        "계획에 쓰지 않은 미래에서의 가치가 우연으로 설명되는 것보다 더 다릅니다. --paths를 "
        "늘리십시오.");
  }
}

}  // namespace

Table proof_table(const PlanResult& result, const PlanFacts& facts) {
  const BundleResult& m = result.method;
  List out = list("proof", "How sure", "얼마나 확실한가");
  out.add_usd("value_usd", "Risk-adjusted value of the plan", "계획의 위험 조정 가치", m.objective);
  if (m.penalty > 0.0) {
    out.add_usd("penalty_usd", "  less a penalty for what cannot be kept",
                "  지킬 수 없는 요구에 대한 벌점", m.penalty);
  }
  out.add_usd("bound_usd", "No plan is worth more than (certified)",
              "어떤 계획도 넘지 못하는 값(증명됨)", m.bound);
  out.add_gap("gap", "Gap, certified", "차이(증명됨)", m.gap);
  if (has_lots(result, facts)) {
    out.add_usd("claimed_bound_usd",
                "No plan in tranches is worth more than (claimed by the solver)",
                "물량 단위 계획이 넘지 못하는 값(솔버의 주장)", m.claimed_bound);
    out.add_gap("claimed_gap", "Gap, claimed by the solver", "차이(솔버의 주장)", m.claimed_gap);
  }
  out.add_gap("asked_gap", "Gap asked for", "요구한 차이", asked_gap(facts.options));
  if (result.played) {
    const Estimate& fresh = result.fresh_objective;
    out.add_usd("fresh_usd", "Value on fresh futures", "새로운 미래에서의 가치", fresh.mean);
    out.add_usd("fresh_low_usd", "  95 % low", "  95% 하한", fresh.low());
    out.add_usd("fresh_high_usd", "  95 % high", "  95% 상한", fresh.high());
  }
  say_end(result, facts, out.table);
  say_cuts(result, out.table);
  say_fresh(result, out.table);
  return out.table;
}

Table worth_table(const PlanResult& result) {
  List out = list("worth", "What it is worth to plan so", "이렇게 계획하는 것의 가치");
  out.add_usd("value_of_adapting_usd", "To adapt: over one fixed plan for all cases",
              "적응: 모든 경우에 같은 고정 계획 대비", value_of_adapting(result));
  out.add_usd("vss_usd", "To plan for many futures: over a plan for the mean future",
              "많은 미래의 고려: 평균 미래만 본 계획 대비", value_of_stochastic_solution(result));
  if (result.perfect) {
    const Estimate& gain = result.perfect->gain_usd;
    out.add_usd("perfect_information_usd", "To know the future would add at most (expected value)",
                "미래를 안다면 최대한 늘어날 기대 가치", gain.mean);
    out.add_usd("perfect_information_low_usd", "  95 % low", "  95% 하한", gain.low());
    out.add_usd("perfect_information_high_usd", "  95 % high", "  95% 상한", gain.high());
  }
  return out.table;
}

Table size_table(const PlanResult& result, const PlanFacts& facts) {
  const PlanSizes& s = result.sizes;
  List out = list("size", "How large the problem was", "문제의 크기");
  out.add_count("paths", "Futures planned on", "계획에 쓴 미래", std::size_t(s.paths));
  out.add_count("fresh_paths", "Fresh futures played", "시험에 쓴 새 미래",
                std::size_t(facts.options.fresh_paths));
  out.add_count("offers", "Offers", "제안", s.offers);
  out.add_count("epochs", "Dates of decision", "결정 시점", s.epochs);
  out.add_count("cells", "Cases (all dates)", "경우(모든 시점)", s.cells);
  out.add_count("columns", "Decisions", "결정", s.columns);
  out.add_count("sequences", "Sequences of cases that futures go through",
                "미래가 지나는 경우의 순서", s.sequences);
  out.add_count("rows", "Limits in use", "쓰인 한계", result.rows.size());
  out.add_count("iterations", "Iterations", "반복", std::size_t(result.method.iterations));
  out.add_count("integer_rounds", "Rounds over tranches", "물량 단위 탐색 횟수",
                std::size_t(result.method.integer_rounds));
  out.add_count("evaluations", "Plans played on all futures", "모든 미래로 실행한 계획",
                std::size_t(result.method.evaluations + result.method.evaluations_known));
  out.add_count("evaluations_few", "Plans played on fewer futures, to find those",
                "미리 일부 미래로 실행한 계획", std::size_t(result.method.evaluations_few));
  return out.table;
}

Table times_table(const PlanResult& result) {
  Table table{"times", "Time", "시간", {}, {}, ""};
  table.columns.push_back(word_column("phase", "Phase", "단계",
                                      {{"draw", "미래 추출"},
                                       {"plan", "계획"},
                                       {"fresh paths", "새 경로 시험"},
                                       {"comparisons", "비교"},
                                       {"  in simulations", "  시뮬레이션"},
                                       {"  on fewer paths", "  일부 경로로 미리 보기"},
                                       {"  in the master", "  주 문제"},
                                       {"  in tranches", "  물량 단위"}}));
  table.columns.push_back(quantity_column("seconds", "Seconds", "초", dim::ratio));
  for (const PhaseTime& p : result.phases) table.rows.push_back(row_of(p.name, p.seconds));
  const BundleResult& m = result.method;
  table.rows.push_back(row_of(std::string("  in simulations"), m.seconds_oracle));
  table.rows.push_back(row_of(std::string("  on fewer paths"), m.seconds_rehearsal));
  table.rows.push_back(row_of(std::string("  in the master"), m.seconds_master));
  table.rows.push_back(row_of(std::string("  in tranches"), m.seconds_integer));
  return table;
}

}  // namespace offtake
