// Fitted drivers as tables, as a document, as YAML of the model language and as a sentence.
#pragma once

#include <string>
#include <vector>

#include "offtake/base/json.h"
#include "offtake/results/table.h"
#include "offtake/studies/calibrate.h"

namespace offtake {

struct CalibrationRecord {
  std::string data;                // the file, as it was named
  std::string source;              // what is written as the drivers' source; empty: none
  Dimension unit = dim::ratio;     // of a series' values
  double as_of_day = kUnknown;     // until when milestones were watched
  std::vector<std::string> names;  // of the drivers, one a fit
  std::vector<Calibration> fits;
  Diagnostics warnings;  // of the data; those of a fit are in it
};

// For people numbers carry their unit, for programs they are plain, in the units of the document.
struct CalibrationStyle {
  Language language = Language::en;
  bool people = true;
};

// parameters  of every driver: value, standard error, 95 % interval
// laws        what was tried: log-likelihood, AIC, BIC, which was taken
// goodness    tests of the fit: statistic, p-value
std::vector<Table> calibration_tables(const CalibrationRecord& record,
                                      const CalibrationStyle& style = {});

// "offtake.calibrate" version 1: docs/reference/calibrate.md.
Json calibration_json(const CalibrationRecord& record);
// What `calibrate` and `backtest` share: one fit, its parameters by key.
Json fit_json(const Calibration& fit, Dimension unit);
Json diagnostics_json(const Diagnostics& diagnostics);

// `drivers:` with one entry a fit, numbers with their units and enough digits to be read back as
// they are, the intervals as comments, the source.
std::string drivers_yaml(const CalibrationRecord& record);

// What a person can repeat, one sentence a driver.
std::vector<std::string> calibration_sentences(const CalibrationRecord& record, Language language);

// A name of the model language made of any text; "fitted" when nothing of it is left.
std::string driver_name(const std::string& text);
// "2026-01-15", of months since 1970-01.
std::string day_of_month(double month);
std::string day_text(double day);  // of days since 1970-01-01

}  // namespace offtake
