#include "offtake/base/quantity.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <random>

namespace offtake {
namespace {

struct Right {
  std::string_view text;
  double value;
  Dimension dimension;
};

TEST(Quantity, ReadsUnitsExactly) {
  const Right kRight[] = {
      {"$13.3B/GW-year", 13.3e6 / 12.0, dim::money_per_power_time},
      {"$2.10/H100e-hour", 2.10 * 730.0, dim::money_per_compute_time},
      {"$184/kW-month", 184e3, dim::money_per_power_time},
      {"120 kW", 0.120, dim::power},
      {"120kW", 0.120, dim::power},
      {"4.5GW", 4.5e3, dim::power},
      {"1.2MW", 1.2, dim::power},
      {"3 W", 3e-6, dim::power},
      {"2TW", 2e6, dim::power},
      {"$47/MWh", 47.0, dim::money_per_energy},
      {"5 Wh", 5e-6, dim::energy},
      {"5 kWh", 5e-3, dim::energy},
      {"5 GWh", 5e3, dim::energy},
      {"5TWh", 5e6, dim::energy},
      {"20 %", 0.2, dim::ratio},
      {"20%", 0.2, dim::ratio},
      {"0.3 %/week", 0.003 * 730.0 / 168.0, dim::per_time},
      {"3 %/year", 0.03 / 12.0, dim::per_time},
      {"18 months", 18.0, dim::time},
      {"1 quarter", 3.0, dim::time},
      {"2 years", 24.0, dim::time},
      {"2y", 24.0, dim::time},
      {"730 h", 1.0, dim::time},
      {"365 days", 12.0, dim::time},
      {"2 weeks", 2.0 * 168.0 / 730.0, dim::time},
      {"1.2M H100e", 1.2e6, dim::compute},
      {"350k H100e", 350e3, dim::compute},
      {"72H100e", 72.0, dim::compute},
      {"18 million H100e", 18e6, dim::compute},
      {"1.3 MW/MW", 1.3, dim::ratio},
      {"1300 kW/MW", 1.3, dim::ratio},
      {"1.35x", 1.35, dim::ratio},
      {"1046 H100e/MW", 1046.0, dim::compute_per_power},
      {"18 GW-years", 18e3 * 12.0, dim::power * dim::time},
      {"-5 %", -0.05, dim::ratio},
      {"+5 %", 0.05, dim::ratio},
      {"0.8", 0.8, dim::ratio},
      {"0", 0.0, dim::ratio},
      {"1e3", 1000.0, dim::ratio},
      {"1.5E-3 MW", 1.5e-3, dim::power},
      {"$5", 5.0, dim::money},
      {"-$2.1B", -2.1e9, dim::money},
      {"5 USD", 5.0, dim::money},
      {"5B USD", 5e9, dim::money},
      {"5 billion USD", 5e9, dim::money},
      {"$5 billion", 5e9, dim::money},
      {"$5bn", 5e9, dim::money},
      {"$1.4T", 1.4e12, dim::money},
      {"$1.4trn", 1.4e12, dim::money},
      {"$1.4 trillion", 1.4e12, dim::money},
      {"$3 thousand", 3e3, dim::money},
      {"47 $/MWh", 47.0, dim::money_per_energy},
      {"$38B/GW", 38e6, dim::money_per_power},
      {"2 GW/year", 2e3 / 12.0, dim::power_per_time},
      {"0e400", 0.0, dim::ratio},
  };
  for (const Right& right : kRight) {
    const Result<Quantity> result = parse_quantity(right.text);
    ASSERT_TRUE(result.ok()) << right.text << ": " << result.errors().front().what;
    EXPECT_EQ(result->value, right.value) << right.text;  // to the bit
    EXPECT_EQ(result->dimension, right.dimension) << right.text;
    EXPECT_FALSE(result->factor) << right.text;
    EXPECT_EQ(result->percent, right.text.find('%') != std::string_view::npos) << right.text;
  }
}

TEST(Quantity, PowersOfTenJoinTheDigits) {
  EXPECT_EQ(parse_quantity("$13.3B")->value, 13.3e9);
  EXPECT_EQ(parse_quantity("$0.07T")->value, 0.07e12);
  EXPECT_EQ(parse_quantity("0.7 %")->value, 0.007);
  EXPECT_EQ(parse_quantity("1.1e-3M H100e")->value, 1.1e3);
  EXPECT_EQ(parse_quantity("0.29 GW")->value, 290.0);
  EXPECT_FALSE(std::signbit(parse_quantity("-0")->value));
  EXPECT_FALSE(std::signbit(parse_quantity("-$0.00")->value));
}

TEST(Quantity, GrowthFactor) {
  for (const char* text : {"1.35x/year", "1.35 x/year", "1.35x/y"}) {
    const Result<Quantity> factor = parse_quantity(text);
    ASSERT_TRUE(factor.ok()) << text;
    EXPECT_TRUE(factor->factor);
    EXPECT_EQ(factor->value, 1.35);
    EXPECT_EQ(factor->dimension, dim::per_time);
    EXPECT_EQ(format_quantity(*factor), "1.35x/year");
  }
  EXPECT_FALSE(parse_quantity("1.35x")->factor);
  const Result<Quantity> rate = parse_quantity("35 %/year");
  EXPECT_EQ(rate->value, 0.35 / 12.0);
  EXPECT_TRUE(rate->percent);
}

struct Wrong {
  std::string_view text;
  std::string_view code;
  int column;
  int length;
  std::string_view mend;  // of a mend "write …", the part behind; "" for advice
};

void expect_wrong(const Wrong& wrong) {
  const Result<Quantity> result = parse_quantity(wrong.text);
  ASSERT_FALSE(result.ok()) << wrong.text;
  const Diagnostic& d = result.errors().front();
  EXPECT_EQ(d.code, wrong.code) << wrong.text << ": " << d.what;
  EXPECT_EQ(d.place.column, wrong.column) << wrong.text;
  EXPECT_EQ(d.place.length, wrong.length) << wrong.text;
  EXPECT_FALSE(d.what.empty() || d.expected.empty() || d.mend.empty()) << wrong.text;
  if (!wrong.mend.empty()) {
    EXPECT_EQ(d.mend, "write " + std::string(wrong.mend)) << wrong.text;
  }
}

TEST(Quantity, MistakesInTheNumber) {
  const Wrong kWrong[] = {
      {"", "E0112", 1, 1, ""},
      {"  ", "E0112", 1, 2, ""},
      {"yes", "E0110", 1, 3, ""},
      {"12:30", "E0110", 1, 5, ""},
      {"0x10", "E0110", 1, 4, ""},
      {"2025-03", "E0110", 1, 7, ""},
      {"5-10 MW", "E0110", 1, 7, ""},
      {"01/02/2027", "E0110", 1, 10, ""},
      {"GW", "E0110", 1, 2, ""},
      {"$", "E0110", 1, 1, ""},
      {"+", "E0110", 1, 1, ""},
      {"USD 5B", "E0110", 1, 6, "$5B"},
      {"US$5", "E0110", 1, 4, "$5"},
      {"(5 MW)", "E0110", 1, 6, "-5 MW"},
      {"010", "E0111", 1, 1, "10"},
      {"$007.5/MWh", "E0111", 2, 2, "$7.5/MWh"},
      {"00", "E0111", 1, 1, "0"},
      {"12.4O0", "E0213", 5, 1, "12.400"},
      {"1l2 MW", "E0213", 2, 1, "112 MW"},
      {"12a4", "E0213", 3, 1, ""},
      {"1.2.3", "E0214", 2, 1, ""},
      {".5", "E0213", 1, 1, "0.5"},
      {"5.", "E0213", 2, 1, "5"},
      {"5. MW", "E0213", 2, 1, "5 MW"},
      {"--5", "E0213", 2, 1, "-5"},
      {"- 5", "E0215", 1, 3, ""},
      {"$ 5", "E0213", 2, 1, "$5"},
      {"$-5", "E0213", 2, 1, "-$5"},
      {"5,", "E0213", 2, 1, ""},
      {"1e5.5", "E0213", 4, 1, ""},
      {"5 ", "E0213", 2, 1, "5"},
      {"5  GW", "E0213", 3, 1, "5 GW"},
      {"5\tGW", "E0213", 2, 1, "5GW"},
      {"5 GW;", "E0213", 5, 1, ""},
      {"1,234.5", "E0214", 2, 1, "1234.5"},
      {"1.234,5", "E0214", 2, 1, "1234.5"},
      {"1 234,5", "E0214", 2, 1, "1234.5"},
      {"2,35", "E0214", 2, 1, "2.35"},
      {"1,234", "E0214", 2, 1, "1234 or 1.234"},
      {"1_000", "E0214", 2, 1, "1000"},
      {"31 000", "E0214", 3, 1, "31000"},
      {"31_0000 MW", "E0214", 3, 1, "310000 MW"},
      {"1.234.567", "E0214", 2, 1, "1234567"},
      {"1'000'000", "E0214", 2, 1, "1000000"},
      {"1,2,3", "E0214", 2, 1, ""},
      {"$1,234.5/MWh", "E0214", 3, 1, "$1234.5/MWh"},
      {"$1,234.5 /Mwh", "E0214", 3, 1, "$1234.5/MWh"},
      {"nan", "E0215", 1, 3, ""},
      {".nan", "E0215", 1, 4, ""},
      {"inf", "E0215", 1, 3, ""},
      {"-.Inf", "E0215", 1, 5, ""},
      {"#N/A", "E0215", 1, 4, ""},
      {"#REF!", "E0215", 1, 5, ""},
      {"NULL", "E0215", 1, 4, ""},
      {"NaN MW", "E0215", 1, 6, ""},
      {"1e400", "E0216", 1, 5, ""},
      {"1e300T", "E0216", 1, 5, ""},
      {"1e-320", "E0216", 1, 6, "0"},
      {"$1e-400/MWh", "E0216", 2, 6, "$0/MWh"},
      {"1e-99999999999999999999", "E0216", 1, 23, "0"},
      {"0.5e99999999999999999999", "E0216", 1, 24, ""},
      {"٣٫٥", "E0218", 1, 1, "3.5"},
      {"１２ MW", "E0218", 1, 1, "12 MW"},
      {"−5 %", "E0218", 1, 1, "-5 %"},
      {"$−5", "E0218", 2, 1, "-$5"},
      {"5\u00a0GW", "E0218", 2, 1, "5 GW"},
      {"1\u202f234,5", "E0218", 2, 1, "1234.5"},
      {"1１", "E0218", 2, 1, "11"},
      {"5 MW\u200b", "E0218", 5, 1, "5 MW"},
      {"5e−3", "E0218", 3, 1, "5e-3"},
  };
  for (const Wrong& wrong : kWrong) expect_wrong(wrong);
  EXPECT_NE(parse_quantity("−5").errors()[0].what.find("U+2212"), std::string::npos);
  expect_wrong({std::string(400, '9'), "E0216", 1, 400, ""});
}

TEST(Quantity, MistakesInTheUnit) {
  const Wrong kWrong[] = {
      {"5 % %", "E0222", 5, 1, "5 %"},
      {"5%%", "E0222", 2, 2, "5 %"},
      {"25 bp", "E0222", 4, 2, "0.25 %"},
      {"25bps/year", "E0222", 3, 3, "0.25 %/year"},
      {"25 basis points", "E0222", 4, 5, "0.25 %"},
      {"3 ‰", "E0222", 3, 1, "0.3 %"},
      {"5 %/%", "E0222", 2, 4, ""},
      {"5 %-points", "E0232", 5, 6, ""},
      {"5/GW-year", "E0230", 2, 1, "$5/GW-year"},
      {"0.03/year", "E0230", 5, 1, ""},
      {"$5/", "E0230", 3, 1, "$5"},
      {"$5/GW-", "E0230", 6, 1, "$5/GW"},
      {"5 MWW", "E0232", 3, 3, "5 MW"},
      {"31 USDD", "E0232", 4, 4, "31 USD"},
      {"5 usd", "E0232", 3, 3, "5 USD"},
      {"5 parsecs", "E0232", 3, 7, ""},
      {"5 H100", "E0232", 3, 4, "5 H100e"},
      {"350kH100e", "E0232", 4, 6, "350k H100e"},
      {"350 kH100e", "E0232", 5, 6, "350k H100e"},
      {"5BUSD", "E0232", 2, 4, "5B USD"},
      {"5 M USD", "E0232", 3, 1, "5M USD"},
      {"2 yrs", "E0232", 3, 3, "2 years"},
      {"20 percent", "E0232", 4, 7, "20 %"},
      {"$13.3B/GWyr", "E0232", 8, 4, "$13.3B/GW-year"},
      {"$5 USD", "E0232", 4, 3, "$5"},
      {"$5 MWh", "E0232", 4, 3, "$5/MWh"},
      {"$5MWh", "E0232", 3, 3, "$5/MWh"},
      {"5 x-year", "E0232", 2, 7, ""},
      {"1.1x/month", "E0232", 6, 5, "3.138x/year"},
      {"1.1x/GW", "E0232", 6, 2, ""},
      {"5 GW-GW-GW-GW-GW", "E0232", 15, 2, ""},
      {"$5/GW/year", "E0213", 6, 1, "$5/GW-year"},
      {"5 GW per year", "E0213", 6, 3, "5 GW/year"},
      {"5 dollars per MWh", "E0232", 3, 7, "5 USD/MWh"},
      {"5 USD / MWh", "E0213", 6, 1, "5 USD/MWh"},
      {"$5 / MWh", "E0213", 3, 1, "$5/MWh"},
      {"$5/ MWh", "E0213", 4, 1, "$5/MWh"},
      {"5 EUR", "E0233", 3, 3, ""},
      {"5 eur", "E0233", 3, 3, ""},
      {"5€", "E0233", 2, 1, ""},
      {"€5", "E0233", 1, 1, ""},
      {"EUR 5B", "E0233", 1, 3, ""},
      {"5 GBP/MWh", "E0233", 3, 3, ""},
      {"₩5", "E0233", 1, 1, ""},
      {"5T KRW", "E0233", 4, 3, ""},
      {"C$5", "E0233", 1, 2, ""},
      {"5 Mw", "E0234", 3, 2, "5 MW"},
      {"5 mW", "E0234", 3, 2, "5 MW"},
      {"5 MHW", "E0234", 3, 3, "5 MWh or 5 MW"},
      {"5 Gw", "E0234", 3, 2, "5 GW"},
      {"5gw", "E0234", 2, 2, "5GW"},
      {"5 KW", "E0234", 3, 2, "5 kW"},
      {"$47/mwh", "E0234", 5, 3, "$47/MWh"},
      {"$5m", "E0234", 3, 1, "$5M"},
      {"$5b", "E0234", 3, 1, "$5B"},
      {"5 m", "E0234", 3, 1, "5M or 5 months"},
      {"5K H100e", "E0234", 2, 1, "5k H100e"},
      {"$5mn", "E0234", 3, 2, "$5M"},
  };
  for (const Wrong& wrong : kWrong) expect_wrong(wrong);
}

TEST(Format, AsInTheHeader) {
  const struct {
    double value;
    Dimension dimension;
    std::string_view text;
  } kKnown[] = {
      {950, dim::money, "$950"},
      {47'500, dim::money, "$47.5k"},
      {26.1e6, dim::money, "$26.1M"},
      {22.4e9, dim::money, "$22.4B"},
      {1.4e12, dim::money, "$1.4T"},
      {-2.1e9, dim::money, "-$2.1B"},
      {999'600, dim::money, "$1M"},
      {999.6, dim::money, "$1k"},
      {99.996, dim::money, "$100"},
      {2.1, dim::money, "$2.10"},
      {47, dim::money, "$47"},
      {0.0123, dim::money, "$0.0123"},
      {0, dim::money, "$0"},
      {-0.0, dim::money, "$0"},
      {3e17, dim::money, "$3e+17"},
      {4500, dim::power, "4.5 GW"},
      {120, dim::power, "120 MW"},
      {0.12, dim::power, "120 kW"},
      {3e-6, dim::power, "3 W"},
      {999.9, dim::power, "1 GW"},
      {250e3, dim::power, "250 GW"},
      {0, dim::power, "0 MW"},
      {1.2e6, dim::compute, "1.2M H100e"},
      {350e3, dim::compute, "350k H100e"},
      {72, dim::compute, "72 H100e"},
      {1046, dim::compute, "1046 H100e"},
      {350, dim::energy, "350 MWh"},
      {35e3, dim::energy, "35 GWh"},
      {3.5e6, dim::energy, "3.5 TWh"},
      {18, dim::time, "18 months"},
      {1, dim::time, "1 month"},
      {7.5, dim::time, "7.5 months"},
      {24, dim::time, "2 years"},
      {30, dim::time, "30 months"},
      {120, dim::time, "10 years"},
      {216 * 24.0 / 730.0, dim::time, "216 days"},
      {24.0 / 730.0, dim::time, "1 day"},
      {8 / 730.0, dim::time, "8 hours"},
      {0, dim::time, "0 months"},
      {0.2, dim::ratio, "20 %"},
      {-0.05, dim::ratio, "-5 %"},
      {0.03 / 12.0, dim::per_time, "3 %/year"},
      {13.3e6 / 12.0, dim::money_per_power_time, "$13.3B/GW-year"},
      {47, dim::money_per_energy, "$47/MWh"},
      {2.1 * 730, dim::money_per_compute_time, "$2.10/H100e-hour"},
      {1046, dim::compute_per_power, "1046 H100e/MW"},
      {38e6, dim::money_per_power, "$38B/GW"},
      {2e9 / 12, dim::money_per_time, "$2B/year"},
      {2e3 / 12, dim::power_per_time, "2 GW/year"},
      {18e3 * 12, dim::power * dim::time, "18 GW-years"},
      {30e3, dim::money / dim::compute, "$30k/H100e"},
      {0.000956, dim::power / dim::compute, "956 W/H100e"},
  };
  for (const auto& [value, dimension, text] : kKnown) {
    EXPECT_EQ(format_quantity(value, dimension), text);
  }
  EXPECT_EQ(format_quantity(1234567, dim::money, 5), "$1.2346M");
  EXPECT_EQ(format_quantity(1.5, dim::ratio, 99), "150 %");
  EXPECT_EQ(format_quantity(std::nan(""), dim::money), "not a number");
  EXPECT_EQ(format_quantity(HUGE_VAL, dim::money), "infinite");
  EXPECT_EQ(format_quantity(-HUGE_VAL, dim::money), "-infinite");
}

// All dimensions with up to four units on a side.
std::vector<Dimension> all_dimensions() {
  std::vector<Dimension> all;
  for (int code = 0; code < 3 * 3 * 3 * 3 * 5; ++code) {
    Dimension d;
    d.money = static_cast<std::int8_t>(code % 3 - 1);
    d.power = static_cast<std::int8_t>(code / 3 % 3 - 1);
    d.energy = static_cast<std::int8_t>(code / 9 % 3 - 1);
    d.compute = static_cast<std::int8_t>(code / 27 % 3 - 1);
    d.time = static_cast<std::int8_t>(code / 81 - 2);
    int above = 0, below = 0;
    for (const int part : {d.money, d.power, d.energy, d.compute, d.time}) {
      above += std::max(part, 0);
      below += std::max(-part, 0);
    }
    if (above <= 4 && below <= 4) all.push_back(d);
  }
  return all;
}

TEST(Format, InKorean) {
  struct Known {
    double value;
    Dimension dimension;
    const char* text;
  };
  const Known kKnown[] = {
      {13.3e9, dim::money, "133억 달러"},
      {1.17e12, dim::money, "1.17조 달러"},
      {26.1e6, dim::money, "2,610만 달러"},
      {26.14e6, dim::money, "2,610만 달러"},
      {99.96e6, dim::money, "1억 달러"},
      {-4.7e4, dim::money, "-4.7만 달러"},
      {9870, dim::money, "9,870달러"},
      {0, dim::money, "0달러"},
      {2e16, dim::money, "2경 달러"},
      {853e3, dim::compute, "85.3만 H100e"},
      {1.2e6, dim::compute, "120만 H100e"},
      {1046, dim::compute, "1,046 H100e"},
      {4500, dim::power, "4.5 GW"},
      {250e6, dim::power, "250,000 GW"},
      {350, dim::energy, "350 MWh"},
      {0.272, dim::ratio, "27.2%"},
      {18, dim::time, "18개월"},
      {24, dim::time, "2년"},
      {216 * 24.0 / 730.0, dim::time, "216일"},
      {8 / 730.0, dim::time, "8시간"},
      {0.03 / 12.0, dim::per_time, "3%/년"},
      {13.3e6 / 12.0, dim::money_per_power_time, "133억 달러/GW·년"},
      {2.1 * 730, dim::money_per_compute_time, "2.10달러/H100e·시간"},
      {30e3, dim::money / dim::compute, "3만 달러/H100e"},
      {2e9 / 12, dim::money_per_time, "20억 달러/년"},
      {18e3 * 12, dim::power * dim::time, "18 GW·년"},
  };
  for (const auto& [value, dimension, text] : kKnown) {
    EXPECT_EQ(format_quantity(value, dimension, Language::ko), text);
  }
  EXPECT_EQ(format_quantity(1234567890, dim::money, 5, Language::ko), "12.346억 달러");
  EXPECT_EQ(format_quantity(std::nan(""), dim::money, Language::ko), "값 없음");
}

// What a page shows of a scale is what a text says, in both languages.
TEST(Format, ScalesAreOrderedAndCoverAll) {
  for (const Language language : {Language::en, Language::ko}) {
    for (const Dimension d : all_dimensions()) {
      const std::vector<UnitScale> scales = unit_scales(d, language);
      ASSERT_FALSE(scales.empty());
      EXPECT_EQ(scales.back().least, 0.0);
      EXPECT_FALSE(scales.back().whole);
      for (std::size_t i = 1; i < scales.size(); ++i) {
        EXPECT_GE(scales[i - 1].least, scales[i].least);
        EXPECT_GT(scales[i].factor, 0.0);
      }
    }
  }
}

TEST(Format, Descriptions) {
  EXPECT_EQ(describe(dim::money_per_power_time),
            "money per power and time, for example $13.3B/GW-year");
  EXPECT_EQ(describe(dim::ratio), "a share, for example 20 %");
  EXPECT_EQ(describe(dim::per_time), "a share per time, for example 3 %/year");
  EXPECT_EQ(describe(dim::energy / dim::compute), "energy per compute, for example 1 MWh/H100e");
}

TEST(Format, ExamplesAreReadBack) {
  for (const Dimension d : all_dimensions()) {
    const Result<Quantity> read = parse_quantity(example_of(d));
    ASSERT_TRUE(read.ok()) << example_of(d);
    EXPECT_EQ(read->dimension, d) << example_of(d);
  }
}

TEST(Format, WhatIsPrintedIsReadBack) {
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> mantissa(1.0, 10.0);
  const std::vector<Dimension> all = all_dimensions();
  for (int i = 0; i < 60'000; ++i) {
    const Dimension d = all[random() % all.size()];
    const int digits = 1 + static_cast<int>(random() % 17);
    const double sign = random() % 2 == 0 ? 1.0 : -1.0;
    const double value =
        sign * mantissa(random) * std::pow(10.0, static_cast<int>(random() % 40) - 20);
    const std::string text = format_quantity(value, d, digits);
    const Result<Quantity> read = parse_quantity(text);
    ASSERT_TRUE(read.ok()) << text << ": " << read.errors().front().what;
    ASSERT_EQ(read->dimension, d) << text;
    // Half a unit in the last digit of the smallest leading digit, and a few roundings.
    const double tolerance = 0.5000001 * std::pow(10.0, 1 - digits) + 2e-15;
    ASSERT_NEAR(read->value / value, 1.0, tolerance) << text << " digits " << digits;
  }
}

TEST(Quantity, MendsAreQuantities) {
  std::mt19937 random(5);
  constexpr std::string_view kPieces[] = {
      "1",    "2.5", "1,234.5", "010", "$",   "-",   " ",  "  ",    "/",    "GW",     "Mw",
      "mW",   "MHW", "k",       "M",   "m",   "B",   "bn", "H100e", "%",    "x",      "bp",
      "year", "yr",  "−",       "€",   "USD", "per", "O",  "e5",    "hour", "million"};
  for (int i = 0; i < 60'000; ++i) {
    std::string text;
    for (auto n = 1 + random() % 6; n > 0; --n) text += kPieces[random() % std::size(kPieces)];
    const Result<Quantity> result = parse_quantity(text);
    if (result.ok()) continue;
    const Diagnostic& d = result.errors().front();
    ASSERT_GE(d.place.column, 1) << text;
    ASSERT_GE(d.place.length, 1) << text;
    ASSERT_FALSE(d.mend.empty()) << text;
    // Advice is prose; an edit is "write" and one or more quantities.
    const char first = d.mend.size() > 6 ? d.mend[6] : ' ';
    const bool edit =
        d.mend.starts_with("write ") &&
        (first == '$' || first == '-' || first == '+' || (first >= '0' && first <= '9'));
    if (!edit || d.mend.find(" or ") != std::string::npos) continue;
    ASSERT_TRUE(parse_quantity(d.mend.substr(6)).ok()) << text << " -> " << d.mend;
  }
}

TEST(Quantity, AnyBytesAreRead) {
  std::mt19937 random(7);
  constexpr std::string_view kCharacters =
      "0123456789..,, "
      "$$%--//eEkMBTxWhHGyear\t\n_'\xe2\x82\xac\xe2\x88\x92\xef\xbc\x91\xff\x80\xc2\xa0";
  for (int i = 0; i < 60'000; ++i) {
    std::string text;
    for (auto n = random() % 16; n > 0; --n) {
      text += random() % 20 == 0 ? static_cast<char>(random() % 256)
                                 : kCharacters[random() % kCharacters.size()];
    }
    const Result<Quantity> result = parse_quantity(text);
    if (result.ok()) {
      EXPECT_TRUE(std::isfinite(result->value)) << text;
    } else {
      EXPECT_EQ(result.errors().size(), 1u);
    }
  }
}

TEST(Quantity, LongTextsTakeLinearTime) {
  const auto start = std::chrono::steady_clock::now();
  constexpr std::size_t kSize = 2'000'000;
  for (const char* piece : {"1", "0", "1,", "1.", "1 ", " ", "a", "$", "-", "%", "€", "１", "GW-",
                            "/", "_", "\xff", "O", "1_"}) {
    std::string text;
    while (text.size() < kSize) text += piece;
    for (const char* before : {"", "5", "$5 ", "5 GW/"}) {
      const Result<Quantity> result = parse_quantity(before + text);
      if (result.ok()) continue;
      EXPECT_LT(result.errors().front().what.size(), 2000u);
    }
  }
  EXPECT_EQ(parse_quantity("0." + std::string(kSize, '0') + "1").errors().front().code, "E0216");
  EXPECT_EQ(parse_quantity("1." + std::string(kSize, '0') + "1")->value, 1.0);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  EXPECT_LT(took.count(), 60.0);  // seconds even under a sanitizer; a quadratic step takes hours
}

}  // namespace
}  // namespace offtake
