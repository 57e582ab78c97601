// What a plan brings, how sure that is, and what it took.
#include "offtake/results/record_plan.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "offtake/base/text.h"
#include "offtake/plan/comparisons.h"
#include "offtake/results/columns.h"
#include "offtake/results/record_plan_parts.h"
#include "offtake/simulate/statistics.h"

namespace offtake {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kKeptMw = 1e-6;  // a row passed by less is kept

std::string usd(double value) { return format_quantity(value, dim::money); }
std::string share(double value) { return format_quantity(value, dim::ratio, 2); }

struct Played {
  const char* name;
  const Simulation* simulation;
};
std::vector<Played> played(const PlanResult& result) {
  std::vector<Played> all;
  if (result.played) all.push_back({"plan", &*result.played});
  if (result.nothing_played) all.push_back({"nothing-more", &*result.nothing_played});
  if (result.alone_played) all.push_back({"as-signed", &*result.alone_played});
  return all;
}

const std::vector<double>& npv(const PlanResult& result, const Simulation& simulation) {
  return simulation.npv_usd[result.model.planner.party.index()];
}

double total(const Simulation& s, Estimate YearMeasures::*measure) {
  double sum = 0.0;
  for (const YearMeasures& y : s.years) sum += (y.*measure).mean;
  return sum;
}

// A table of one row, shown as a list.
struct List {
  Table table;
  void add(Column column, Cell cell) {
    if (table.rows.empty()) table.rows.emplace_back();
    table.columns.push_back(std::move(column));
    table.rows.front().push_back(std::move(cell));
  }
  void add_usd(const char* key, const char* label, const char* label_ko, double value) {
    if (std::isfinite(value)) add(quantity_column(key, label, label_ko, dim::money), value);
  }
  void add_gap(const char* key, const char* label, const char* label_ko, double value) {
    if (std::isfinite(value)) add(share_column(key, label, label_ko), value);
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

void add_line(Table& table, const std::string& en, const std::string& ko) {
  table.note += (table.note.empty() ? "" : "\n") + en;
  table.note_ko += (table.note_ko.empty() ? "" : "\n") + ko;
}

bool has_lots(const PlanResult& result, const PlanFacts& facts) {
  return !facts.options.method.continuous &&
         std::any_of(result.columns.columns.begin(), result.columns.columns.end(),
                     [](const PlanColumn& c) { return c.lot_mw > 0.0 || c.least_mw > 0.0; });
}

void say_end(const PlanResult& result, const PlanFacts& facts, Table& table) {
  const std::string gap = share(result.method.gap), asked = share(asked_gap(facts.options));
  const auto not_proven = [&](const std::string& why, const std::string& why_ko) {
    add_line(
        table,
        fmt::format("Not proven to the gap asked for ({}): {}. No plan is better by more than {}.",
                    asked, why, gap),
        fmt::format(
            "요구한 차이({})까지 증명되지 않았습니다: {}. 이보다 {} 넘게 나은 계획은 없습니다.",
            asked, why_ko, gap));
  };
  switch (result.method.end) {
    case BundleEnd::proven:
      return add_line(
          table,
          fmt::format("Proven: on these futures no plan is better by more than {} (asked for: {}).",
                      gap, asked),
          fmt::format("증명됨: 이 미래들에서 이보다 {} 넘게 나은 계획은 없습니다(요구: {}).", gap,
                      asked));
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
                      "증명되지 않음: 한계가 한계가 아닙니다.");
  }
}

void say_cuts(const PlanResult& result, Table& table) {
  const BundleResult& m = result.method;
  const int points = m.evaluations + m.evaluations_known;
  if (m.verified) {
    add_line(
        table,
        fmt::format(
            "Checked: no cut of the bound was passed at any of the {} plans that were played.",
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
                    share(m.worst_violation)));
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

std::string key_of(BundleEnd end) {
  switch (end) {
    case BundleEnd::proven:
      return "proven";
    case BundleEnd::claimed:
      return "claimed";
    case BundleEnd::iterations:
      return "iterations";
    case BundleEnd::time:
      return "time";
    case BundleEnd::stopped:
      return "stopped";
    case BundleEnd::stalled:
      return "stalled";
    case BundleEnd::unproven:
      return "unproven";
  }
  return "";
}

double asked_gap(const PlanOptions& options) {
  return options.method.continuous ? options.method.gap : options.method.integer_gap;
}

std::vector<Violation> violations(const PlanResult& result) {
  std::vector<Violation> all;
  for (const DomainRow& row : result.rows) {
    if (row.violation_cost <= 0.0) continue;
    double sum = 0.0;
    for (const auto& entry : row.entries) {
      sum += entry.value * result.method.x[std::size_t(entry.column)];
    }
    const double by = std::max(row.least - sum, sum - row.most);
    if (by > kKeptMw) all.push_back({row.name, row.key_path, by});
  }
  return all;
}

Estimate paired(const std::vector<double>& a, const std::vector<double>& b, Sampling sampling) {
  std::vector<double> d(a.size());
  for (std::size_t i = 0; i < d.size(); ++i) d[i] = a[i] - b[i];
  return estimate(d.data(), std::int64_t(d.size()), {sampling == Sampling::antithetic});
}

double value_of_adapting(const PlanResult& result) {
  return result.here_and_now ? result.in_sample.objective_usd - result.here_and_now->objective_usd
                             : kNone;
}

double value_of_stochastic_solution(const PlanResult& result) {
  return result.expected_value
             ? result.in_sample.objective_usd - result.expected_value->objective_usd
             : kNone;
}

Table brings_table(const PlanResult& result, const PlanFacts& facts) {
  Table table{"brings", "What it brings", "가져오는 것", {}, {}, ""};
  const std::string tail = format_quantity(result.risk.tail, dim::ratio);
  table.columns.push_back(text_column("what", "", ""));
  const auto usd_column = [&](const char* key, std::string label, std::string label_ko) {
    table.columns.push_back(
        quantity_column(key, std::move(label), std::move(label_ko), dim::money));
  };
  usd_column("mean_usd", "Expected\nvalue", "기대\n가치");
  usd_column("cvar_usd", "In the worst\n" + tail, "최악\n" + tail);
  usd_column("objective_usd", "Risk-\nadjusted", "위험 조정\n가치");
  usd_column("spend_usd", "Spend\nin all", "총\n지출");
  table.columns.push_back(share_column("short_share", "Demand\nnot met", "충족 못한\n수요"));
  table.columns.push_back(
      quantity_column("idle_h100e", "Stranded,\non average", "유휴,\n평균", dim::compute));
  usd_column("stranded_usd", "Paid for\nnothing", "헛되이\n지불");
  for (const Played& p : played(result)) {
    const Simulation& s = *p.simulation;
    const Valued v = valued(npv(result, s), result.risk);
    table.rows.push_back(row_of(
        std::string(p.name), v.mean_usd, v.cvar_usd, v.objective_usd,
        total(s, &YearMeasures::spend_usd),
        ratio(total(s, &YearMeasures::short_h100e), total(s, &YearMeasures::demand_h100e)),
        total(s, &YearMeasures::idle_h100e) / double(std::max<std::size_t>(1, s.years.size())),
        total(s, &YearMeasures::stranded_usd)));
  }
  if (result.nothing_played) {
    const Estimate gain = paired(npv(result, *result.played), npv(result, *result.nothing_played),
                                 facts.options.futures.sampling);
    const std::string half = std::isfinite(gain.high()) ? usd(gain.high() - gain.mean) : "–";
    add_line(
        table,
        fmt::format(
            "The plan is worth {} ± {} more than signing nothing more, on the same {} fresh "
            "futures.",
            usd(gain.mean), half, result.played->paths),
        fmt::format("계획은 더 계약하지 않을 때보다 {} ± {} 더 가치 있습니다(같은 새 미래 {}개).",
                    usd(gain.mean), half, result.played->paths));
  }
  add_line(
      table,
      fmt::format("Risk-adjusted: {} of the expected value and {} of the mean of the worst {} of "
                  "futures; the plan makes it as large as can be.",
                  share(result.risk.mean_weight), share(result.risk.tail_weight), tail),
      fmt::format(
          "위험 조정 가치: 기대 가치의 {}와 최악 {} 평균의 {}. 계획은 이것을 최대로 합니다.",
          share(result.risk.mean_weight), tail, share(result.risk.tail_weight)));
  add_line(table,
           result.alone_played ? "nothing-more: what the strategy itself signs; as-signed: the "
                                 "agreements in force alone."
                               : "nothing-more: the agreements in force alone.",
           result.alone_played
               ? "nothing-more: 전략이 스스로 계약하는 것만; as-signed: 이미 맺은 계약만."
               : "nothing-more: 이미 맺은 계약만.");
  return table;
}

Table plan_years_table(const PlanResult& result) {
  Table table{"years", "By year, on fresh futures", "연도별, 새로운 미래에서", {}, {}, ""};
  std::vector<Played> all = played(result);
  if (all.size() > 2) all.resize(2);
  table.columns.push_back(count_column("year", "Year", "연도"));
  if (all.empty()) return table;
  for (const YearMeasures& y : all.front().simulation->years) {
    table.rows.push_back(row_of(std::int64_t{y.year}));
  }
  const auto add = [&](const char* key, const char* label, const char* label_ko,
                       Dimension dimension, const auto& value) {
    for (const Played& p : all) {
      Column column =
          quantity_column(std::string(p.name) + "." + key, std::string(label) + "\n" + p.name,
                          std::string(label_ko) + "\n" + p.name, dimension);
      column.percent = dimension == dim::ratio;
      table.columns.push_back(std::move(column));
      for (std::size_t i = 0; i < table.rows.size(); ++i) {
        table.rows[i].emplace_back(value(p.simulation->years[i]));
      }
    }
  };
  using Year = const YearMeasures&;
  add("spend_usd", "Spend", "지출", dim::money, [](Year y) { return y.spend_usd.mean; });
  add("short_share", "Not met", "부족", dim::ratio,
      [](Year y) { return ratio(y.short_h100e.mean, y.demand_h100e.mean); });
  add("idle_h100e", "Stranded", "유휴", dim::compute, [](Year y) { return y.idle_h100e.mean; });
  return table;
}

Table violations_table(const PlanResult& result) {
  Table table{"violations", "Cannot be kept", "지킬 수 없는 요구", {}, {}, ""};
  table.columns.push_back(text_column("row", "Limit", "한계"));
  table.columns.push_back(text_column("key", "Key", "키"));
  table.columns.push_back(quantity_column("by_mw", "Missed by", "벗어난 크기", dim::power));
  for (const Violation& v : violations(result)) {
    table.rows.push_back(row_of(v.row, v.key_path, v.by));
  }
  return table;
}

Table proof_table(const PlanResult& result, const PlanFacts& facts) {
  const BundleResult& m = result.method;
  List out = list("proof", "How sure", "얼마나 확실한가");
  out.add_usd("value_usd", "Risk-adjusted value of the plan", "계획의 위험 조정 가치", m.objective);
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
    out.add_usd("fresh_low_usd", "  95 % low", "  95 % 하한", fresh.low());
    out.add_usd("fresh_high_usd", "  95 % high", "  95 % 상한", fresh.high());
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
    out.add_usd("perfect_information_low_usd", "  95 % low", "  95 % 하한", gain.low());
    out.add_usd("perfect_information_high_usd", "  95 % high", "  95 % 상한", gain.high());
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
  return out.table;
}

Table times_table(const PlanResult& result) {
  Table table{"times", "Time", "시간", {}, {}, ""};
  table.columns.push_back(text_column("phase", "Phase", "단계"));
  table.columns.push_back(quantity_column("seconds", "Seconds", "초", dim::ratio));
  for (const PhaseTime& p : result.phases) table.rows.push_back(row_of(p.name, p.seconds));
  const BundleResult& m = result.method;
  table.rows.push_back(row_of(std::string("  in simulations"), m.seconds_oracle));
  table.rows.push_back(row_of(std::string("  in the master"), m.seconds_master));
  table.rows.push_back(row_of(std::string("  in tranches"), m.seconds_integer));
  return table;
}

std::vector<Table> plan_tables(const PlanResult& result, const PlanFacts& facts) {
  std::vector<Table> all;
  all.push_back(now_table(result));
  all.push_back(later_table(result));
  all.push_back(cells_table(result));
  all.push_back(brings_table(result, facts));
  all.push_back(plan_years_table(result));
  all.push_back(violations_table(result));
  all.push_back(proof_table(result, facts));
  all.push_back(worth_table(result));
  all.push_back(size_table(result, facts));
  all.push_back(left_out_table(result));
  all.push_back(times_table(result));
  return all;
}

}  // namespace offtake
