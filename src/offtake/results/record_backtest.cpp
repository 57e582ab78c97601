#include "offtake/results/record_backtest.h"

#include <cmath>

#include "offtake/base/text.h"
#include "offtake/results/columns.h"
#include "offtake/results/record_calibrate_text.h"
#include "offtake/results/table_json.h"

namespace offtake {
namespace {

Json number(double value) { return to_json(Cell{value}); }

Dimension unit_of(const BacktestRecord& record) {
  return record.delays ? dim::ratio : record.unit;  // days are numbers, and their headers say so
}

// A column of values; of days where they are delays.
Column value_column(const BacktestRecord& record, const char* key, const std::string& label,
                    const std::string& label_ko) {
  return quantity_column(key, record.delays ? label + ",\ndays" : label,
                         record.delays ? label_ko + "\n(일)" : label_ko, unit_of(record));
}

// Of ln X, so a number, or of days.
Column difference_column(const BacktestRecord& record, const char* key, const char* label,
                         const char* label_ko) {
  Column column = value_column(record, key, label, label_ko);
  column.dimension = dim::ratio;
  return column;
}

std::string forecast_name(const std::string& key, Language language) {
  const bool ko = language == Language::ko;
  if (key == "fitted") return ko ? "적합된 요인" : "fitted driver";
  if (key == "last_value") return ko ? "마지막 값 유지" : "last value held";
  if (key == "last_growth") return ko ? "지난 1년 성장 연장" : "growth of the last year";
  if (key == "as_planned") return ko ? "계획대로" : "as planned";
  return ko ? "지금까지의 지연대로" : "as late as before";
}

std::string origin_name(const std::string& key, Language language) {
  const bool ko = language == Language::ko;
  if (key == "step") return ko ? "한 단계씩" : "step by step";
  return ko ? "기준일부터" : "from the date";
}

const char* verdict_key(ScoreVerdict verdict) {
  switch (verdict) {
    case ScoreVerdict::better:
      return "better";
    case ScoreVerdict::worse:
      return "worse";
    case ScoreVerdict::undecided:
      return "undecided";
    default:
      return "too_few";
  }
}

std::string verdict_text(ScoreVerdict verdict, Language language) {
  const bool ko = language == Language::ko;
  switch (verdict) {
    case ScoreVerdict::better:
      return ko ? "더 낫다" : "better";
    case ScoreVerdict::worse:
      return ko ? "더 나쁘다" : "worse";
    case ScoreVerdict::undecided:
      return ko ? "판단 불가" : "cannot be told";
    default:
      return ko ? "너무 적음" : "too few";
  }
}

Table scores_table(const BacktestRecord& record, const CalibrationStyle& style) {
  Table table{"scores", "How good the forecasts were", "예측 성적", {}, {}, ""};
  table.note =
      fmt::format("Fitted on {} that were known by {}. CRPS, pinball: the smaller, the better.",
                  record.backtest.known, day_text(record.known_until));
  table.note_ko = fmt::format("{}까지 알려진 {}개로 적합. CRPS와 pinball은 작을수록 좋습니다.",
                              day_text(record.known_until), record.backtest.known);
  table.columns = {text_column("forecast", "Forecast", "예측"),
                   text_column("origin", "From", "시작"),
                   count_column("outcomes", "Outcomes", "결과\n수"),
                   share_column("covered_50", "In 50 %\ninterval", "50%\n구간"),
                   share_column("covered_80", "In 80 %\ninterval", "80%\n구간"),
                   share_column("covered_90", "In 90 %\ninterval", "90%\n구간"),
                   value_column(record, "crps", "CRPS", "CRPS"),
                   value_column(record, "pinball", "Pinball", "Pinball")};
  if (!record.delays)
    table.columns.push_back(share_column("log_crps", "CRPS of\nln X", "ln X의\nCRPS"));
  for (const ForecastScore& s : record.backtest.scores) {
    std::vector<Cell> row = row_of(
        style.people ? forecast_name(s.forecast, style.language) : s.forecast,
        style.people ? origin_name(s.origin, style.language) : s.origin, std::int64_t{s.outcomes},
        s.covered[0], s.covered[1], s.covered[2], s.crps, s.pinball);
    if (!record.delays) row.emplace_back(s.log_crps);
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table comparisons_table(const BacktestRecord& record, const CalibrationStyle& style) {
  Table table{"comparisons", "Against naive forecasts", "단순 예측과 비교", {}, {}, ""};
  table.note =
      record.delays
          ? "Mean CRPS of the naive forecast less that of the fitted driver, with a 95 % "
            "interval."
          : "Mean CRPS of ln X of the naive forecast less that of the fitted driver, step by "
            "step, with a 95 % interval.";
  table.note_ko = "단순 예측의 평균 CRPS에서 적합된 요인의 것을 뺀 값과 95% 구간.";
  table.columns = {text_column("naive", "Naive forecast", "단순 예측"),
                   share_column("saved", "CRPS\nsaved", "CRPS\n감소"),
                   difference_column(record, "difference", "Difference", "차이"),
                   difference_column(record, "low", "From", "하한"),
                   difference_column(record, "high", "To", "상한"),
                   text_column("verdict", "The fitted\ndriver is", "적합된\n요인은")};
  for (const ScoreComparison& c : record.backtest.comparisons) {
    table.rows.push_back(row_of(style.people ? forecast_name(c.naive, style.language) : c.naive,
                                c.saved, c.difference, c.low, c.high,
                                style.people ? verdict_text(c.verdict, style.language)
                                             : std::string(verdict_key(c.verdict))));
  }
  return table;
}

Table outcomes_table(const BacktestRecord& record) {
  Table table{"outcomes", "What was forecast and what came", "예측과 결과", {}, {}, ""};
  table.columns.push_back(text_column("date", record.delays ? "Planned for" : "Date",
                                      record.delays ? "계획일" : "날짜"));
  if (record.delays) table.columns.push_back(text_column("milestone", "Milestone", "마일스톤"));
  table.columns.push_back(value_column(record, "p5", "5 %", "5%"));
  table.columns.push_back(value_column(record, "median", "Median", "중앙값"));
  table.columns.push_back(value_column(record, "p95", "95 %", "95%"));
  table.columns.push_back(value_column(record, "observed", "What came", "결과"));
  if (record.delays)
    table.columns.push_back(word_column("open", "Still\nopen", "미달성", yes_or_no()));
  table.columns.push_back(value_column(record, "crps", "CRPS", "CRPS"));
  for (const BacktestPoint& p : record.backtest.points) {
    std::vector<Cell> row = row_of(record.delays ? day_text(p.month) : day_of_month(p.month));
    if (record.delays) row.emplace_back(p.name);
    for (const double v : {p.p5, p.median, p.p95, p.observed}) row.emplace_back(v);
    if (record.delays) row.emplace_back(std::string(p.open ? "yes" : ""));
    row.emplace_back(p.crps);
    table.rows.push_back(std::move(row));
  }
  return table;
}

CalibrationRecord fitted_record(const BacktestRecord& record) {
  CalibrationRecord out;
  out.unit = record.unit;
  out.names = {"fitted"};
  out.fits = {record.backtest.fitted};
  return out;
}

}  // namespace

std::vector<Table> backtest_tables(const BacktestRecord& record, const CalibrationStyle& style) {
  std::vector<Table> tables = {scores_table(record, style), comparisons_table(record, style),
                               outcomes_table(record)};
  tables.push_back(calibration_tables(fitted_record(record), style).front());
  return tables;
}

Json backtest_json(const BacktestRecord& record) {
  const Backtest& b = record.backtest;
  Json out = {{"format", "offtake.backtest"}, {"version", 1}};
  out["data"] = to_json(Cell{record.data});
  out["known_until"] = day_text(record.known_until);
  out["known"] = b.known;
  out["later"] = b.later;
  out["value_unit"] = record.delays               ? "days"
                      : record.unit == dim::ratio ? "number"
                                                  : describe(record.unit);
  out["fitted"] = fit_json(b.fitted, record.unit);
  Json scores = Json::array();
  for (const ForecastScore& s : b.scores) {
    Json one = {{"forecast", s.forecast},
                {"origin", s.origin},
                {"outcomes", s.outcomes},
                {"covered", {{"50", s.covered[0]}, {"80", s.covered[1]}, {"90", s.covered[2]}}},
                {"crps", number(s.crps)},
                {"log_crps", number(s.log_crps)},
                {"pinball", number(s.pinball)}};
    scores.push_back(std::move(one));
  }
  out["scores"] = std::move(scores);
  Json comparisons = Json::array();
  for (const ScoreComparison& c : b.comparisons) {
    comparisons.push_back({{"naive", c.naive},
                           {"saved", number(c.saved)},
                           {"difference", number(c.difference)},
                           {"low", number(c.low)},
                           {"high", number(c.high)},
                           {"verdict", verdict_key(c.verdict)}});
  }
  out["comparisons"] = std::move(comparisons);
  Json outcomes = Json::array();
  for (const BacktestPoint& p : b.points) {
    Json one = {{"date", record.delays ? day_text(p.month) : day_of_month(p.month)}};
    if (record.delays) one["milestone"] = to_json(Cell{p.name});
    one["observed"] = number(p.observed);
    if (record.delays) one["open"] = p.open;
    one["p5"] = number(p.p5);
    one["median"] = number(p.median);
    one["p95"] = number(p.p95);
    one["crps"] = number(p.crps);
    outcomes.push_back(std::move(one));
  }
  out["outcomes"] = std::move(outcomes);
  out["sentence"] = to_json(Cell{backtest_sentence(record, Language::en)});
  Diagnostics warnings = record.warnings;
  warnings.insert(warnings.end(), b.warnings.begin(), b.warnings.end());
  out["warnings"] = diagnostics_json(warnings);
  return out;
}

std::string backtest_sentence(const BacktestRecord& record, Language language) {
  const bool ko = language == Language::ko;
  const Backtest& b = record.backtest;
  const ForecastScore& fitted = b.scores.front();
  std::string out = fmt::format(
      fmt::runtime(ko ? "{} 이후의 결과 {}개 중 {:.0f}%가 80% 구간 안에 있었습니다."
                      : "Of {1} outcomes after {0}, {2:.0f} % lay within the 80 % interval."),
      day_text(record.known_until), b.later, 100.0 * fitted.covered[1]);
  if (b.later < kLeastOutcomes) {
    return out +
           fmt::format(fmt::runtime(ko ? " 결론을 내리기에는 너무 적습니다(최소 {}개)."
                                       : " They are too few to conclude anything (it takes {})."),
                       kLeastOutcomes);
  }
  for (const ScoreComparison& c : b.comparisons) {
    const std::string naive = forecast_name(c.naive, language);
    const double percent = 100.0 * std::abs(c.saved);
    if (c.verdict == ScoreVerdict::undecided) {
      out += fmt::format(fmt::runtime(ko ? " ‘{}’보다 나은지는 알 수 없습니다."
                                         : " Whether it beats '{}' cannot be told."),
                         naive);
    } else if (c.verdict == ScoreVerdict::better) {
      out += fmt::format(fmt::runtime(ko ? " 오차가 ‘{}’보다 {:.0f}% 작습니다."
                                         : " Its error is {1:.0f} % smaller than that of '{0}'."),
                         naive, percent);
    } else {
      out += fmt::format(
          fmt::runtime(ko ? " 오차가 ‘{}’보다 {:.0f}% 큽니다. 그것을 쓰는 편이 낫습니다."
                          : " Its error is {1:.0f} % larger than that of '{0}': take that."),
          naive, percent);
    }
  }
  return out;
}

}  // namespace offtake
