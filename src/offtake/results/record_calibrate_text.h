// Numbers of a driver as people read them. Private to record_calibrate*.cpp and
// record_backtest.cpp.
#pragma once

#include <string>

#include "offtake/results/table.h"
#include "offtake/studies/calibrate.h"

namespace offtake {

struct ParameterText {
  const char *key, *label, *label_ko;
  const char* unit;  // of the document
};
const ParameterText& parameter_text(const std::string& key);

// "1.42x/year", "25.3 %", "80 days"; infinite: "no limit", not known: "–". With `exact` as many
// digits as the model reader needs.
enum class Digits { few, exact };
std::string parameter_value(const std::string& key, double value, Dimension unit, Language language,
                            Digits digits = Digits::few);

// Fitted from ratings: its ends are the best and the worst debtor.
bool is_of_ratings(const Calibration& fit);
// A value of the data; without a unit a plain number, no share.
std::string level_text(double value, Dimension unit, int digits, Language language = Language::en);
const char* law_name(const std::string& key, Language language);
std::string days_text(double months, Language language);

}  // namespace offtake
