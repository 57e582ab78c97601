#include "offtake/results/record_sweep.h"

#include <algorithm>
#include <limits>

#include "offtake/base/text.h"
#include "offtake/results/columns.h"
#include "offtake/results/record_plan.h"
#include "offtake/results/record_plan_parts.h"

namespace offtake {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

constexpr Language kKo = Language::ko;

std::string usd(double value, Language language = Language::en) {
  return format_quantity(value, dim::money, language);
}

std::vector<Column> columns_of(const SweepAxes& axes, bool planned) {
  std::vector<Column> all;
  for (const std::string& key : axes.keys) all.push_back(text_column(key, key, key));
  const auto money = [&](const char* key, const char* en, const char* ko) {
    all.push_back(quantity_column(key, en, ko, dim::money));
  };
  money("mean_usd", "Expected\nvalue", "기대\n가치");
  money("cvar_usd", "In the worst\nfutures", "최악의\n미래");
  money("objective_usd", "Risk-\nadjusted", "위험 조정\n가치");
  money("change_usd", "Against\nthe first", "첫째\n대비");
  money("change_low_usd", "95 %\nlow", "95%\n하한");
  money("change_high_usd", "95 %\nhigh", "95%\n상한");
  if (planned) {
    all.push_back(quantity_column("signed_now_mw", "Signed\nnow", "지금\n체결", dim::power));
  }
  money("spend_usd", "Spend\nin all", "총\n지출");
  all.push_back(share_column("short_share", "Demand\nnot met", "충족 못한\n수요"));
  money("stranded_usd", "Paid for\nnothing", "헛되이\n지불");
  if (planned) all.push_back(share_column("gap", "Gap", "격차"));
  std::map<std::string, std::string> words = end_words();
  words.insert({{"played", "실행함"},
                {"limits missed", "한도 어김"},
                {"failed", "실패"},
                {"not reached", "수행 안 함"}});
  all.push_back(word_column("end", "Ended", "종료", std::move(words)));
  return all;
}

std::string end_of(const SweepRow& row) {
  if (!row.planned) return "played";
  return row.missed ? "limits missed" : key_of(row.end);
}

std::vector<Cell> cells_of(const std::optional<SweepRow>& row, const std::vector<std::string>& at,
                           bool first, bool planned) {
  std::vector<Cell> cells(at.begin(), at.end());
  if (!row) return cells;
  const Measured& m = row->at;
  const bool paired = !first;
  for (const double v :
       {m.mean_usd.mean, m.cvar_usd.mean, m.objective_usd.mean, paired ? row->change.mean : kNone,
        paired ? row->change.low() : kNone, paired ? row->change.high() : kNone}) {
    cells.emplace_back(v);
  }
  if (planned) cells.emplace_back(row->signed_now_mw);
  for (const double v : {m.outcome.spend_usd, m.outcome.short_share, m.outcome.stranded_usd})
    cells.emplace_back(v);
  if (planned) cells.emplace_back(row->gap);
  cells.emplace_back(end_of(*row));
  return cells;
}

std::string name_of(const SweepAxes& axes, std::size_t variant) {
  std::vector<std::string> parts;
  for (std::size_t a = 0; a < axes.keys.size(); ++a) {
    parts.push_back(axes.keys[a] + "=" + axes.values[variant][a]);
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

void say_best(const Sweep& sweep, const SweepAxes& axes, StudyReport& report) {
  std::optional<std::size_t> best, first;
  std::size_t done = 0;
  for (std::size_t i = 0; i < sweep.rows.size(); ++i) {
    if (!sweep.rows[i]) continue;
    ++done;
    if (!first) first = i;
    if (!best || sweep.rows[i]->at.objective_usd.mean > sweep.rows[*best]->at.objective_usd.mean) {
      best = i;
    }
  }
  if (!best) {
    report.sentence = "No variant could be done.";
    report.sentence_ko = "수행된 변형이 없습니다.";
    return;
  }
  const SweepRow& row = *sweep.rows[*best];
  report.sentence = fmt::format("Of {} variants {} is worth most: {}", done, name_of(axes, *best),
                                usd(row.at.objective_usd.mean));
  report.sentence_ko = fmt::format("변형 {}개 가운데 {}의 가치가 가장 큽니다: {}", done,
                                   name_of(axes, *best), usd(row.at.objective_usd.mean, kKo));
  if (*best == *first) {
    report.sentence += ", and it is the first.";
    report.sentence_ko += "(첫째 변형).";
    return;
  }
  report.sentence += fmt::format(", {} more than the first ({} to {}).", usd(row.change.mean),
                                 usd(row.change.low()), usd(row.change.high()));
  report.sentence_ko += fmt::format(", 첫째보다 {} 많음 ({} ~ {}).", usd(row.change.mean, kKo),
                                    usd(row.change.low(), kKo), usd(row.change.high(), kKo));
}

}  // namespace

StudyReport sweep_report(const Sweep& sweep, const SweepAxes& axes, const StudyOptions& options) {
  StudyReport report;
  bool planned = false, first = true;
  for (const auto& row : sweep.rows) planned |= row && row->planned;
  Table table{"sweep", "Variants", "변형", columns_of(axes, planned), {}, ""};
  for (std::size_t i = 0; i < sweep.rows.size(); ++i) {
    table.rows.push_back(cells_of(sweep.rows[i], axes.values[i], first, planned));
    if (sweep.rows[i]) {
      first = false;
      continue;
    }
    const bool failed = std::any_of(sweep.failures.begin(), sweep.failures.end(),
                                    [&](const Failure& f) { return f.what == name_of(axes, i); });
    table.rows.back().resize(table.columns.size());
    table.rows.back().back() = std::string(failed ? "failed" : "not reached");
  }
  add_line(table,
           fmt::format("Valued on the same {} fresh futures; against the first: difference of the "
                       "risk-adjusted values, path by path, with its 95 % interval.",
                       options.plan.fresh_paths),
           fmt::format("같은 새 미래 {}개에서 평가; 첫째 대비: 경로별 위험 조정 가치의 차이와 95% "
                       "구간.",
                       options.plan.fresh_paths));
  if (planned) {
    add_line(table, "Each variant is planned without lots and least sizes.",
             "각 변형은 최소 단위 없이 계획됩니다.");
  }
  if (axes.by_risk) {
    add_line(table,
             "The weight of the risk is not the same everywhere: risk-adjusted values of different "
             "weights are different yardsticks.",
             "위험의 가중치가 다르면 위험 조정 가치의 잣대도 다릅니다.");
  }
  report.tables.push_back(std::move(table));
  report.failures = sweep.failures;
  report.whole = sweep.whole;
  say_best(sweep, axes, report);
  return report;
}

}  // namespace offtake
