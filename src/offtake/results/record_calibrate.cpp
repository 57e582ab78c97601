#include "offtake/results/record_calibrate.h"

#include <cmath>

#include "offtake/base/text.h"
#include "offtake/results/columns.h"
#include "offtake/results/record_calibrate_text.h"

namespace offtake {
namespace {

Column number_column(const char* key, const char* label, const char* label_ko,
                     const CalibrationStyle& style) {
  return style.people ? text_column(key, label, label_ko)
                      : quantity_column(key, label, label_ko, dim::ratio);
}

Cell number_cell(double value, const CalibrationStyle& style, int digits) {
  if (!style.people) return value;
  return std::isnan(value) ? Cell{std::string("–")} : Cell{fmt::format("{:.{}f}", value, digits)};
}

// "36 changes, 2023-01-01 to 2026-01-01"; "27 milestones, 15 on time, 7 not reached".
std::string basis(const Calibration& c, Language language) {
  const bool ko = language == Language::ko;
  if (std::isfinite(c.last_month)) {
    return fmt::format(fmt::runtime(ko ? "변화 {}개, {}부터 {}까지" : "{} changes, {} to {}"),
                       c.observations, day_of_month(c.first_month), day_of_month(c.last_month));
  }
  if (std::holds_alternative<Delay>(c.process)) {
    std::string out = fmt::format(fmt::runtime(ko ? "마일스톤 {}개 중 제때 {}개, 미달성 {}개"
                                                  : "{} milestones, {} on time, {} not reached"),
                                  c.observations, c.on_time, c.censored);
    if (c.not_due > 0) {
      out += fmt::format(fmt::runtime(ko ? ", 기한 전 {}개 제외" : ", {} not due left out"),
                         c.not_due);
    }
    return out;
  }
  if (is_of_ratings(c)) {
    return fmt::format(fmt::runtime(ko ? "등급이 있는 채무자 {}개" : "{} debtors with a rating"),
                       c.observations);
  }
  return fmt::format(fmt::runtime(ko ? "채무자-년 {}개" : "{} debtor years"), c.observations);
}

std::string notes(const CalibrationRecord& record, Language language) {
  std::string out;
  for (std::size_t i = 0; i < record.fits.size(); ++i) {
    if (!out.empty()) out += '\n';
    if (record.fits.size() > 1) out += record.names[i] + ": ";
    out += basis(record.fits[i], language) + ".";
  }
  if (!record.fits.empty() && is_of_ratings(record.fits.front())) {
    return out + (language == Language::ko ? " 구간은 가장 나은 채무자부터 가장 나쁜 채무자까지."
                                           : " From the best debtor to the worst.");
  }
  return out + (language == Language::ko ? " 구간은 95%." : " Intervals: 95 %.");
}

Table parameters_table(const CalibrationRecord& record, const CalibrationStyle& style) {
  Table table{"parameters", "Parameters", "모수", {}, {}, ""};
  table.note = notes(record, Language::en);
  table.note_ko = notes(record, Language::ko);
  table.columns = {text_column("driver", "Driver", "요인"),
                   text_column("parameter", "Parameter", "모수"),
                   number_column("value", "Value", "값", style),
                   number_column("standard_error", "Standard\nerror", "표준\n오차", style),
                   number_column("low", "From", "하한", style),
                   number_column("high", "To", "상한", style)};
  for (std::size_t i = 0; i < record.fits.size(); ++i) {
    for (const FittedParameter& p : record.fits[i].parameters) {
      const ParameterText& text = parameter_text(p.key);
      const auto cell = [&](double value) -> Cell {
        if (!style.people) return value;
        return parameter_value(p.key, value, record.unit, style.language);
      };
      const char* label = style.language == Language::ko ? text.label_ko : text.label;
      table.rows.push_back(row_of(record.names[i], std::string(style.people ? label : text.key),
                                  cell(p.value), cell(p.error), cell(p.low), cell(p.high)));
    }
  }
  return table;
}

Table laws_table(const CalibrationRecord& record, const CalibrationStyle& style) {
  Table table{"laws", "Laws that were tried", "시도한 법칙", {}, {}, ""};
  table.columns = {text_column("driver", "Driver", "요인"),
                   text_column("law", "Law", "법칙"),
                   number_column("log_likelihood", "Log-\nlikelihood", "로그\n우도", style),
                   number_column("aic", "AIC", "AIC", style),
                   number_column("bic", "BIC", "BIC", style),
                   word_column("taken", "Taken", "선택", yes_or_no())};
  for (std::size_t i = 0; i < record.fits.size(); ++i) {
    for (const TriedLaw& c : record.fits[i].candidates) {
      table.rows.push_back(row_of(
          record.names[i], std::string(style.people ? law_name(c.key, style.language) : c.key),
          number_cell(c.log_likelihood, style, 2), number_cell(c.aic, style, 2),
          number_cell(c.bic, style, 2), std::string(c.chosen ? "yes" : "")));
    }
  }
  return table;
}

const char* test_name(const std::string& key, Language language) {
  const bool ko = language == Language::ko;
  if (key == "ljung_box")
    return ko ? "충격의 독립성 (Ljung-Box)" : "shocks follow no pattern (Ljung-Box)";
  if (key == "anderson_darling") {
    return ko ? "충격의 정규성 (Anderson-Darling)" : "shocks are normal (Anderson-Darling)";
  }
  if (key == "dispersion") return ko ? "모든 해가 같음 (분산)" : "all years alike (dispersion)";
  return ko ? "지연의 분포 (Kolmogorov-Smirnov)" : "delays follow the law (Kolmogorov-Smirnov)";
}

Table goodness_table(const CalibrationRecord& record, const CalibrationStyle& style) {
  Table table{"goodness", "Does it fit?", "적합도", {}, {}, ""};
  table.note = "A p-value under 0.05 says no.";
  table.note_ko = "p값이 0.05보다 작으면 맞지 않습니다.";
  table.columns = {text_column("driver", "Driver", "요인"),
                   text_column("test", "What is tested", "검정"),
                   number_column("statistic", "Statistic", "통계량", style),
                   number_column("p_value", "p-value", "p값", style)};
  for (std::size_t i = 0; i < record.fits.size(); ++i) {
    for (const GoodnessTest& t : record.fits[i].tests) {
      table.rows.push_back(row_of(
          record.names[i], std::string(style.people ? test_name(t.key, style.language) : t.key),
          number_cell(t.statistic, style, 3),
          style.people && t.p_value < 0.0005 ? Cell{std::string("< 0.001")}
                                             : number_cell(t.p_value, style, 3)));
    }
  }
  return table;
}

}  // namespace

std::vector<Table> calibration_tables(const CalibrationRecord& record,
                                      const CalibrationStyle& style) {
  return {parameters_table(record, style), laws_table(record, style),
          goodness_table(record, style)};
}

}  // namespace offtake
