#include "offtake/futures/default_rates.h"

#include <gtest/gtest.h>

#include <cmath>

namespace offtake {
namespace {

TEST(DefaultRates, IntensitiesGiveTheTableBack) {
  for (const DefaultMeasure measure :
       {DefaultMeasure::real_world, DefaultMeasure::market_implied}) {
    for (const RatedRates& row : rating_table(measure)) {
      const auto rate = default_intensity(row.rating, measure);
      ASSERT_TRUE(rate.ok());
      EXPECT_NEAR(1.0 - std::exp(-rate->first_year - 4.0 * rate->later), row.five_years, 1e-12);
      if (row.one_year) {
        EXPECT_NEAR(1.0 - std::exp(-rate->first_year), *row.one_year, 1e-12);
      }
      EXPECT_GE(rate->first_year, 0.0);
      EXPECT_GT(rate->later, 0.0);
      EXPECT_FALSE(row.source.empty());
    }
  }
}

TEST(DefaultRates, TheMarketAsksForMoreThanHappened) {
  for (const RatedRates& row : rating_table(DefaultMeasure::market_implied)) {
    const auto real = default_intensity(row.rating, DefaultMeasure::real_world);
    const auto market = default_intensity(row.rating, DefaultMeasure::market_implied);
    EXPECT_GT(market->first_year, real->first_year);
  }
}

TEST(DefaultRates, UnknownRatesAreErrors) {
  for (const Rating r : {Rating::AAA, Rating::AA, Rating::A, Rating::BB, Rating::CCC}) {
    EXPECT_TRUE(default_intensity(r, DefaultMeasure::real_world).ok());
    const auto market = default_intensity(r, DefaultMeasure::market_implied);
    ASSERT_FALSE(market.ok());
    EXPECT_EQ(market.errors()[0].code, "E0615");
    EXPECT_NE(market.errors()[0].what.find(rating_name(r)), std::string::npos);
    EXPECT_NE(market.errors()[0].mend.find("measure: real-world"), std::string::npos);
  }
}

}  // namespace
}  // namespace offtake
