// How often a rated debtor defaults. Two measures that differ by a factor of two to nine and must
// not be mixed: how often such debtors did default (real world), and how often they would have to
// for the price of insurance to be fair (market-implied; it also pays for bearing the risk).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "offtake/base/result.h"
#include "offtake/model/driver.h"

namespace offtake {

// Cumulative probabilities of default.
struct RatedRates {
  Rating rating = Rating::BBB;
  std::optional<double> one_year;
  double five_years = 0.0;
  std::string source;
};

// Real world: all ratings, S&P Global corporate defaults 1981-2024. Market-implied: those ratings
// for which a traded price was found.
const std::vector<RatedRates>& rating_table(DefaultMeasure measure);

// Intensities per year: `first_year` up to 12 months after the clock's start, `later` from then on.
//   first_year = −ln(1 − p1),  later = (−ln(1 − p5) + ln(1 − p1))/4;  without p1 both −ln(1 −
//   p5)/5.
struct DefaultIntensity {
  double first_year = 0.0;
  double later = 0.0;
};

// Error: E0615, no rate is known for this rating under this measure.
Result<DefaultIntensity> default_intensity(Rating rating, DefaultMeasure measure);

std::string rating_name(Rating rating);

}  // namespace offtake
