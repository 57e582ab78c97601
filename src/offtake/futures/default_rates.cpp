#include "offtake/futures/default_rates.h"

#include <cmath>

namespace offtake {

const std::vector<RatedRates>& rating_table(DefaultMeasure measure) {
  static const std::string kSp = "S&P Global, corporate defaults 1981-2024, table 24";
  static const std::vector<RatedRates> kRealWorld = {
      {Rating::AAA, 0.0000, 0.0034, kSp}, {Rating::AA, 0.0002, 0.0028, kSp},
      {Rating::A, 0.0005, 0.0039, kSp},   {Rating::BBB, 0.0014, 0.0136, kSp},
      {Rating::BB, 0.0056, 0.0575, kSp},  {Rating::B, 0.0293, 0.1560, kSp},
      {Rating::CCC, 0.2612, 0.4653, kSp},
  };
  // One debtor each, 40 % recovered: an example of the rating, not its average.
  static const std::vector<RatedRates> kMarketImplied = {
      {Rating::BBB, std::nullopt, 0.11,
       "Oracle 5-year CDS 125-151 bp, Nov-Dec 2025: 10-12 % at 40 % recovery"},
      {Rating::B, std::nullopt, 0.31,
       "CoreWeave 5-year CDS 452 bp, Jun 2026: 31 % at 40 % recovery (881 bp, 52 %, in Dec 2025)"},
  };
  return measure == DefaultMeasure::real_world ? kRealWorld : kMarketImplied;
}

std::string rating_name(Rating rating) {
  static const char* const kNames[] = {"AAA", "AA", "A", "BBB", "BB", "B", "CCC"};
  return kNames[static_cast<int>(rating)];
}

Result<DefaultIntensity> default_intensity(Rating rating, DefaultMeasure measure) {
  for (const RatedRates& row : rating_table(measure)) {
    if (row.rating != rating) continue;
    const double five = -std::log1p(-row.five_years);
    if (!row.one_year) return DefaultIntensity{five / 5.0, five / 5.0};
    const double one = -std::log1p(-*row.one_year);
    return DefaultIntensity{one, (five - one) / 4.0};
  }
  Diagnostic d;
  d.code = "E0615";
  d.what = "no market-implied rate is known for " + rating_name(rating);
  d.expected = "market-implied rates are known for BBB and B";
  d.mend = "use `measure: real-world`, or a hazard driver with your own rate";
  return d;
}

}  // namespace offtake
