// The document, the YAML and the sentences of `offtake calibrate`.
#include <cmath>

#include "offtake/base/text.h"
#include "offtake/futures/default_rates.h"
#include "offtake/results/record_calibrate.h"
#include "offtake/results/record_calibrate_text.h"
#include "offtake/results/table_json.h"

namespace offtake {
namespace {

Json number(double value) { return to_json(Cell{value}); }

const char* kind_of(const Calibration& fit) {
  if (std::holds_alternative<Gbm>(fit.process)) return "gbm";
  if (std::holds_alternative<Ou>(fit.process)) return "ou";
  if (std::holds_alternative<Delay>(fit.process)) return "delay";
  return std::holds_alternative<Hazard>(fit.process) ? "hazard" : "default";
}

// The model reader takes no control characters, not as escapes either: they are shown.
std::string quoted(const std::string& text) { return yaml_quoted(escape_controls(text)); }

// "    growth: 1.42x/year  # 1.31x/year to 1.54x/year"
std::string line(const Calibration& fit, const char* key, const char* written = nullptr) {
  const FittedParameter* p = fit.find(key);
  if (!p) return {};
  std::string out =
      fmt::format("    {}: {}", written ? written : key,
                  parameter_value(key, p->value, dim::ratio, Language::en, Digits::exact));
  if (!std::isnan(p->low)) {
    out += fmt::format("  # {} to {}", parameter_value(key, p->low, dim::ratio, Language::en),
                       parameter_value(key, p->high, dim::ratio, Language::en));
  }
  return out + "\n";
}

std::string entry(const CalibrationRecord& record, std::size_t i) {
  const Calibration& fit = record.fits[i];
  std::string out = fmt::format("  {}:\n    kind: {}\n", record.names[i], kind_of(fit));
  if (!fit.group.empty()) out += fmt::format("    label: {}\n", quoted(fit.group));
  if (!record.source.empty()) out += fmt::format("    source: {}\n", quoted(record.source));
  if (const auto* gbm = std::get_if<Gbm>(&fit.process)) {
    out += line(fit, "growth") + line(fit, "volatility") + line(fit, "trend_sd");
    out += gbm->center == Center::mean ? "    center: mean\n" : "";
  } else if (std::holds_alternative<Ou>(fit.process)) {
    out +=
        line(fit, "growth") + line(fit, "volatility") + line(fit, "half_life") + line(fit, "start");
  } else if (const auto* delay = std::get_if<Delay>(&fit.process)) {
    out += line(fit, "none") + line(fit, "mean");
    if (delay->p90_months > 0.0) out += line(fit, "p90");
    out += fmt::format("    most: {:.9g} months\n", delay->most_months);
  } else if (std::holds_alternative<Hazard>(fit.process)) {
    out += line(fit, "per_year");
  } else {
    const auto& rated = std::get<RatedDefault>(fit.process);
    out +=
        fmt::format("    rating: {}\n    measure: {}\n", rating_name(rated.rating),
                    rated.measure == DefaultMeasure::real_world ? "real-world" : "market-implied");
  }
  return out;
}

// What nine of ten outcomes a year ahead lie between, as factors of today's value.
std::pair<double, double> year_ahead(const Calibration& fit) {
  constexpr double kZ95 = 1.6448536269514722;
  double middle = 0.0, variance = 0.0;
  if (const auto* gbm = std::get_if<Gbm>(&fit.process)) {
    variance = std::pow(gbm->volatility_per_sqrt_year, 2) + std::pow(gbm->trend_sd_per_year, 2);
    middle = std::log(gbm->growth_per_year) - (gbm->center == Center::mean ? 0.5 * variance : 0.0);
  } else {
    const auto& ou = std::get<Ou>(fit.process);
    const double kappa = M_LN2 * kMonthsPerYear / ou.half_life_months;
    variance = std::pow(ou.volatility_per_sqrt_year, 2) * -std::expm1(-2.0 * kappa) / (2.0 * kappa);
    middle = std::log(ou.growth_per_year) + std::log(ou.start) * std::expm1(-kappa);
  }
  const double half = kZ95 * std::sqrt(variance);
  return {std::exp(middle - half), std::exp(middle + half)};
}

std::string sentence_of(const CalibrationRecord& record, const Calibration& fit,
                        Language language) {
  const bool ko = language == Language::ko;
  const auto text = [&](const char* key, double FittedParameter::*member) {
    return parameter_value(key, fit.find(key)->*member, record.unit, language);
  };
  const auto value = [&](const char* key) { return text(key, &FittedParameter::value); };
  const auto range = [&](const char* key) {
    return fmt::format(fmt::runtime(ko ? "{} ~ {}" : "{} to {}"), text(key, &FittedParameter::low),
                       text(key, &FittedParameter::high));
  };
  if (std::holds_alternative<Gbm>(fit.process) || std::holds_alternative<Ou>(fit.process)) {
    const auto [low, high] = year_ahead(fit);
    const std::string ahead = fmt::format(
        fmt::runtime(ko ? "1년 뒤 값은 열에 아홉 오늘의 {:.2f}배에서 {:.2f}배 사이입니다."
                        : "A year ahead, nine in ten outcomes lie between {:.2f} and {:.2f} times "
                          "today's value."),
        low, high);
    if (const auto* ou = std::get_if<Ou>(&fit.process)) {
      return fmt::format(
          fmt::runtime(
              ko ? "추세는 {}로 움직이고 지금 값은 추세의 {:.2f}배이며, 이탈의 절반은 {} ({}) 만에 "
                   "사라집니다. {}"
                 : "The trend moves by {}, today's value is {:.2f} times the trend, and half of "
                   "that is gone after {} ({}). {}"),
          value("growth"), ou->start, value("half_life"), range("half_life"), ahead);
    }
    return fmt::format(fmt::runtime(ko ? "추세는 {} ({}), 변동성은 {}입니다. {}"
                                       : "Its trend is {} ({}), with a volatility of {}. {}"),
                       value("growth"), range("growth"), value("volatility"), ahead);
  }
  if (const auto* delay = std::get_if<Delay>(&fit.process)) {
    const double late = 100.0 * (1.0 - delay->none);
    std::string out = fmt::format(
        fmt::runtime(ko ? "{:.0f}%가 늦었고, 지연은 제때인 것을 포함해 평균 {} ({})입니다."
                        : "{:.0f} % are late; the mean delay, with those on time, is {} ({})."),
        late, value("mean"), range("mean"));
    if (fit.find("p90")) {
      out += fmt::format(
          fmt::runtime(ko ? " 열에 하나는 {} 넘게 늦습니다." : " One in ten is more than {} late."),
          value("p90"));
    }
    return out;
  }
  if (is_of_ratings(fit)) {
    return fmt::format(
        fmt::runtime(
            ko ? "등급으로 보면 5년 안에 {}가 부도납니다: 가장 나은 채무자 {}, 가장 나쁜 채무자 {}."
               : "By the ratings {} fail within five years: {} for the best debtor, {} "
                 "for the worst."),
        value("five_years"), text("five_years", &FittedParameter::low),
        text("five_years", &FittedParameter::high));
  }
  return fmt::format(fmt::runtime(ko ? "해마다 {}가 부도나며, 5년 안에 {} ({})입니다."
                                     : "The hazard is {}: within five years {} fail ({})."),
                     value("per_year"), value("five_years"), range("five_years"));
}

}  // namespace

Json fit_json(const Calibration& fit, Dimension unit) {
  Json out = {{"kind", kind_of(fit)}, {"group", to_json(Cell{fit.group})}};
  out["observations"] = fit.observations;
  if (std::holds_alternative<Delay>(fit.process)) {
    out["on_time"] = fit.on_time;
    out["not_reached"] = fit.censored;
    out["not_due"] = fit.not_due;
  }
  if (std::isfinite(fit.last_month)) {
    out["first_date"] = day_of_month(fit.first_month);
    out["last_date"] = day_of_month(fit.last_month);
    out["value_unit"] = unit == dim::ratio ? "number" : describe(unit);
  }
  Json parameters = Json::object();
  for (const FittedParameter& p : fit.parameters) {
    parameters[p.key] = {{"value", number(p.value)},
                         {"unit", parameter_text(p.key).unit},
                         {"standard_error", number(p.error)},
                         {"low", number(p.low)},
                         {"high", number(p.high)}};
  }
  out["parameters"] = std::move(parameters);
  Json laws = Json::array();
  for (const TriedLaw& c : fit.candidates) {
    laws.push_back({{"law", c.key},
                    {"log_likelihood", number(c.log_likelihood)},
                    {"parameters", c.parameters},
                    {"aic", number(c.aic)},
                    {"bic", number(c.bic)},
                    {"taken", c.chosen}});
  }
  out["laws"] = std::move(laws);
  Json tests = Json::array();
  for (const GoodnessTest& t : fit.tests) {
    tests.push_back(
        {{"test", t.key}, {"statistic", number(t.statistic)}, {"p_value", number(t.p_value)}});
  }
  out["goodness"] = std::move(tests);
  return out;
}

Json diagnostics_json(const Diagnostics& diagnostics) {
  Json out = Json::array();
  for (const Diagnostic& d : diagnostics) {
    Json one = {{"code", d.code}, {"what", to_json(Cell{d.what})}, {"mend", to_json(Cell{d.mend})}};
    if (!d.place.file.empty()) {
      one["file"] = to_json(Cell{d.place.file});
      one["line"] = d.place.line;
      one["column"] = d.place.column;
    }
    out.push_back(std::move(one));
  }
  return out;
}

Json calibration_json(const CalibrationRecord& record) {
  Json out = {{"format", "offtake.calibrate"}, {"version", 1}};
  out["data"] = to_json(Cell{record.data});
  out["source"] = to_json(Cell{record.source});
  out["interval"] = 0.95;
  if (!std::isnan(record.as_of_day) && std::isfinite(record.as_of_day)) {
    out["as_of"] = day_text(record.as_of_day);
  }
  const auto sentences = calibration_sentences(record, Language::en);
  Diagnostics warnings = record.warnings;
  Json drivers = Json::array();
  for (std::size_t i = 0; i < record.fits.size(); ++i) {
    Json one = {{"name", record.names[i]}};
    one.update(fit_json(record.fits[i], record.unit));
    one["sentence"] = to_json(Cell{sentences[i]});
    drivers.push_back(std::move(one));
    warnings.insert(warnings.end(), record.fits[i].warnings.begin(), record.fits[i].warnings.end());
  }
  out["drivers"] = std::move(drivers);
  out["yaml"] = drivers_yaml(record);
  out["warnings"] = diagnostics_json(warnings);
  return out;
}

std::string drivers_yaml(const CalibrationRecord& record) {
  std::string out = "drivers:\n";
  for (std::size_t i = 0; i < record.fits.size(); ++i) {
    const Calibration& fit = record.fits[i];
    if (const FittedParameter* level = fit.find("level")) {
      out += fmt::format("  # It multiplies a series that stands at {} on {}.\n",
                         level_text(level->value, record.unit, 6), day_of_month(fit.last_month));
    }
    out += entry(record, i);
  }
  return out;
}

std::vector<std::string> calibration_sentences(const CalibrationRecord& record, Language language) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < record.fits.size(); ++i) {
    const std::string head = record.fits.size() > 1 ? record.names[i] + ": " : std::string();
    out.push_back(head + sentence_of(record, record.fits[i], language));
  }
  return out;
}

}  // namespace offtake
