// What a plan brings.
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

constexpr Language kKo = Language::ko;

std::string usd(double value, Language language = Language::en) {
  return format_quantity(value, dim::money, language);
}
std::string share(double value, Language language = Language::en) {
  return format_quantity(value, dim::ratio, 2, language);
}

struct Played {
  const char *name, *name_ko;
  const Simulation* simulation;
};
std::vector<Played> played(const PlanResult& result) {
  std::vector<Played> all;
  if (result.played) all.push_back({"plan", "계획", &*result.played});
  if (result.nothing_played)
    all.push_back({"nothing-more", "추가 계약 없음", &*result.nothing_played});
  if (result.alone_played) all.push_back({"as-signed", "기존 계약만", &*result.alone_played});
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

}  // namespace

void add_line(Table& table, const std::string& en, const std::string& ko) {
  table.note += (table.note.empty() ? "" : "\n") + en;
  table.note_ko += (table.note_ko.empty() ? "" : "\n") + ko;
}

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

std::map<std::string, std::string> end_words() {
  return {{"proven", "증명됨"},          {"claimed", "솔버의 주장"}, {"iterations", "반복 한도"},
          {"time", "시간 한도"},         {"stopped", "중단됨"},      {"stalled", "정체됨"},
          {"unproven", "증명되지 않음"}, {"unfinished", "미완료"}};
}

double asked_gap(const PlanOptions& options) {
  return options.method.continuous ? options.method.gap : options.method.integer_gap;
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
  const std::string tail_ko = format_quantity(result.risk.tail, dim::ratio, kKo);
  table.columns.push_back(word_column(
      "what", "", "",
      {{"plan", "계획"}, {"nothing-more", "추가 계약 없음"}, {"as-signed", "기존 계약만"}}));
  const auto usd_column = [&](const char* key, std::string label, std::string label_ko) {
    table.columns.push_back(
        quantity_column(key, std::move(label), std::move(label_ko), dim::money));
  };
  usd_column("mean_usd", "Expected\nvalue", "기대\n가치");
  usd_column("cvar_usd", "In the worst\n" + tail, "최악\n" + tail_ko);
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
    const bool pairs = facts.options.futures.sampling == Sampling::antithetic;
    const Estimate gain = paired_difference(npv(result, *result.played),
                                            npv(result, *result.nothing_played), {pairs});
    const auto half = [&](Language language) {
      return std::isfinite(gain.high()) ? usd(gain.high() - gain.mean, language) : "–";
    };
    add_line(
        table,
        fmt::format(
            "The plan is worth {} ± {} more than signing nothing more, on the same {} fresh "
            "futures.",
            usd(gain.mean), half(Language::en), result.played->paths),
        fmt::format("계획은 더 계약하지 않을 때보다 {} ± {} 더 가치 있습니다(같은 새 미래 {}개).",
                    usd(gain.mean, kKo), half(kKo), result.played->paths));
  }
  add_line(
      table,
      fmt::format("Risk-adjusted: {} of the expected value and {} of the mean of the worst {} of "
                  "futures; the plan makes it as large as can be.",
                  share(result.risk.mean_weight), share(result.risk.tail_weight), tail),
      fmt::format(
          "위험 조정 가치: 기대 가치의 {}와 최악 {} 평균의 {}. 계획은 이것을 최대로 합니다.",
          share(result.risk.mean_weight, kKo), tail_ko, share(result.risk.tail_weight, kKo)));
  add_line(table,
           result.alone_played ? "nothing-more: what the strategy itself signs; as-signed: the "
                                 "agreements in force alone."
                               : "nothing-more: the agreements in force alone.",
           result.alone_played
               ? "추가 계약 없음: 전략이 스스로 맺는 계약만. 기존 계약만: 이미 맺은 계약만."
               : "추가 계약 없음: 이미 맺은 계약만.");
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
                          std::string(label_ko) + "\n" + p.name_ko, dimension);
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
