#include "offtake/base/date.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <random>

namespace offtake {
namespace {

using P = Date::Precision;

TEST(Date, ReadsDayMonthQuarter) {
  EXPECT_EQ(*parse_date("2025-03-15"), (Date{2025, 3, 15, P::day}));
  EXPECT_EQ(*parse_date("2025-03"), (Date{2025, 3, 1, P::month}));
  EXPECT_EQ(*parse_date("2025Q1"), (Date{2025, 1, 1, P::quarter}));
  EXPECT_EQ(*parse_date("2025Q4"), (Date{2025, 10, 1, P::quarter}));
  EXPECT_EQ(*parse_date("2028-02-29"), (Date{2028, 2, 29, P::day}));
  EXPECT_EQ(*parse_date("2000-02-29"), (Date{2000, 2, 29, P::day}));
  EXPECT_EQ(*parse_date("1970-01-01"), (Date{1970, 1, 1, P::day}));
  EXPECT_EQ(*parse_date("2200-12-31"), (Date{2200, 12, 31, P::day}));
}

struct Wrong {
  std::string_view text;
  std::string_view code;
  int column;
  int length;
  std::string_view mend;
};

TEST(Date, MistakesHaveCodePlaceAndMend) {
  const std::string_view kForms = "write 2025-03-15, 2025-03 or 2025Q1";
  const Wrong kWrong[] = {
      {"2027-13", "E0301", 6, 2, "write a month from 2027-01 to 2027-12"},
      {"2027-00", "E0301", 6, 2, "write a month from 2027-01 to 2027-12"},
      {"2027-99999999999999999999", "E0301", 6, 20, "write a month from 2027-01 to 2027-12"},
      {"2027Q5", "E0301", 6, 1, "write 2027Q1, 2027Q2, 2027Q3 or 2027Q4"},
      {"2027Q0", "E0301", 6, 1, "write 2027Q1, 2027Q2, 2027Q3 or 2027Q4"},
      {"2027-02-30", "E0302", 9, 2, "write 2027-02-28"},
      {"2100-02-29", "E0302", 9, 2, "write 2100-02-28"},
      {"2027-01-00", "E0302", 9, 2, "write 2027-01-01"},
      {"2027-04-99999999999", "E0302", 9, 11, "write 2027-04-30"},
      {"01/02/2027", "E0303", 3, 1, "write 2027-02-01 or 2027-01-02"},
      {"13/02/2027", "E0303", 3, 1, "write 2027-02-13"},
      {"01.02.2027", "E0303", 3, 1, "write 2027-02-01 or 2027-01-02"},
      {"01-02-2027", "E0303", 3, 1, "write 2027-02-01 or 2027-01-02"},
      {"2027/02/01", "E0303", 5, 1, "write 2027-02-01"},
      {"02/2027", "E0303", 3, 1, "write 2027-02"},
      {"1/2/27", "E0303", 2, 1, "write 2027-02-01 or 2027-01-02"},
      {"99/99/2027", "E0303", 3, 1, kForms},
      {"46388", "E0304", 1, 5, "write 2027-01-01"},
      {"46388.25", "E0304", 1, 8, "write 2027-01-01"},
      {"25569", "E0304", 1, 5, "write 1970-01-01"},
      {"109939", "E0304", 1, 6, "write 2200-12-31"},
      {"109940", "E0305", 1, 6, "write a year from 1970 to 2200"},
      {"0000-01", "E0305", 1, 4, "write a year from 1970 to 2200"},
      {"0-01", "E0305", 1, 1, "write a year from 1970 to 2200"},
      {"1969-12", "E0305", 1, 4, "write a year from 1970 to 2200"},
      {"2201-01-01", "E0305", 1, 4, "write a year from 1970 to 2200"},
      {"9999", "E0305", 1, 4, "write a year from 1970 to 2200"},
      {"9999Q1", "E0305", 1, 4, "write a year from 1970 to 2200"},
      {"99999999999-01", "E0305", 1, 11, "write a year from 1970 to 2200"},
      {"2025", "E0306", 1, 4, "write 2025-01 or 2025Q1"},
      {"27-01", "E0306", 1, 2, "write 2027-01"},
      {"27-01-15", "E0306", 1, 2, "write 2027-01-15"},
      {"27Q1", "E0306", 1, 2, "write 2027Q1"},
      {"227-01", "E0306", 1, 3, kForms},
      {"2027-1", "E0306", 6, 1, "write 2027-01"},
      {"2027-1-05", "E0306", 6, 1, "write 2027-01-05"},
      {"2027-01-5", "E0306", 9, 1, "write 2027-01-05"},
      {"20270101", "E0306", 1, 8, "write 2027-01-01"},
      {"202701", "E0306", 1, 6, "write 2027-01"},
      {"2027-01-15T00:00:00", "E0306", 11, 9, "write 2027-01-15"},
      {"2027-01-15 12:00", "E0306", 11, 6, "write 2027-01-15"},
      {"2027-01 ", "E0306", 8, 1, "write 2027-01"},
      {" 2027-01", "E0306", 1, 1, "write 2027-01"},
      {"2027q1", "E0306", 5, 1, "write 2027Q1"},
      {"2027-Q1", "E0306", 6, 1, "write 2027Q1"},
      {"Q1 2027", "E0306", 1, 1, "write 2027Q1"},
      {"2027 Q1", "E0306", 5, 1, "write 2027Q1"},
      {"2027Q", "E0306", 6, 1, kForms},
      {"2027-", "E0306", 6, 1, kForms},
      {"2027-01-", "E0306", 9, 1, kForms},
      {"March 2027", "E0306", 1, 1, kForms},
      {"2027–01", "E0306", 5, 1, kForms},
      {"２０２７-01", "E0306", 1, 1, kForms},
      {"-2027-01", "E0306", 1, 1, kForms},
      {"soon", "E0306", 1, 1, kForms},
      {"12", "E0306", 1, 2, kForms},
      {"", "E0306", 1, 1, kForms},
      {"  ", "E0306", 1, 2, kForms},
  };
  for (const Wrong& wrong : kWrong) {
    const Result<Date> result = parse_date(wrong.text);
    ASSERT_FALSE(result.ok()) << wrong.text;
    const Diagnostic& d = result.errors().front();
    EXPECT_EQ(d.code, wrong.code) << wrong.text;
    EXPECT_EQ(d.place.column, wrong.column) << wrong.text;
    EXPECT_EQ(d.place.length, wrong.length) << wrong.text;
    EXPECT_EQ(d.mend, wrong.mend) << wrong.text;
    EXPECT_FALSE(d.what.empty());
    EXPECT_FALSE(d.expected.empty());
  }
}

TEST(Date, EveryDayGoesThereAndBack) {
  using namespace std::chrono;
  double before = 0.0;
  for (sys_days day = sys_days{1970y / 1 / 1}; day <= sys_days{2200y / 12 / 31}; day += days{1}) {
    const year_month_day ymd{day};
    const Date date{int{ymd.year()}, static_cast<int>(unsigned{ymd.month()}),
                    static_cast<int>(unsigned{ymd.day()}), P::day};
    const Result<Date> again = parse_date(to_string(date));
    ASSERT_TRUE(again.ok()) << to_string(date);
    ASSERT_EQ(*again, date);
    ASSERT_EQ(begin_month(date), before);  // neighbours meet exactly
    before = end_month(date);
  }
  EXPECT_EQ(before, 231.0 * 12.0);
}

TEST(Date, MonthsOnTheAxis) {
  EXPECT_EQ(begin_month(*parse_date("1970-01")), 0.0);
  EXPECT_EQ(end_month(*parse_date("1970-01")), 1.0);
  EXPECT_EQ(begin_month(*parse_date("2025Q2")), 55 * 12 + 3);
  EXPECT_EQ(end_month(*parse_date("2025Q2")), 55 * 12 + 6);
  EXPECT_EQ(begin_month(*parse_date("2025-03-16")), 55 * 12 + 2 + 15.0 / 31.0);
  EXPECT_EQ(end_month(*parse_date("2025-03-31")), 55 * 12 + 3);
  for (int month = -30; month < 2772; ++month) EXPECT_EQ(begin_month(month_date(month)), month);
  EXPECT_EQ(to_string(month_date(55 * 12 + 2.9)), "2025-03");
  EXPECT_EQ(to_string(month_date(55 * 12 + 3 - 1e-12)), "2025-04");  // rounding below a boundary
  EXPECT_EQ(to_string(*parse_date("2025Q3")), "2025Q3");
}

TEST(Clock, StepsAndLabels) {
  const Clock quarters{55 * 12.0, 3, 20};
  EXPECT_EQ(quarters.label(0), "2025Q1");
  EXPECT_EQ(quarters.label(7), "2026Q4");
  EXPECT_EQ(quarters.label(-1), "2024Q4");
  EXPECT_EQ(quarters.year_of(4), 2026);
  EXPECT_EQ(quarters.end(), 60 * 12.0);
  EXPECT_EQ(quarters.step_of(55 * 12.0), 0);
  EXPECT_EQ(quarters.step_of(55 * 12.0 + 2.999), 0);
  EXPECT_EQ(quarters.step_of(55 * 12.0 + 3.0), 1);
  EXPECT_EQ(quarters.step_of(55 * 12.0 - 0.001), -1);
  EXPECT_EQ(quarters.step_of(0.0), -220);
  const Clock months{55 * 12.0 + 2, 1, 12};
  EXPECT_EQ(months.label(0), "2025-03");
  EXPECT_EQ(months.label(10), "2026-01");
  const Clock years{55 * 12.0, 12, 5};
  EXPECT_EQ(years.label(4), "2029");
  const Clock fiscal{55 * 12.0 + 6, 12, 5};
  EXPECT_EQ(fiscal.label(1), "2026-07");
  const Clock uneven{55 * 12.0 + 1, 3, 5};
  EXPECT_EQ(uneven.label(1), "2025-05");
}

TEST(Clock, AFractionalStartKeepsItsBoundaries) {
  const Clock clock{begin_month(*parse_date("2025-01-12")), 3, 400};
  for (int step = -50; step < 400; ++step) {
    EXPECT_EQ(clock.step_of(clock.begin_of(step)), step);
    EXPECT_EQ(clock.step_of(std::nextafter(clock.begin_of(step), -1.0)), step - 1);
  }
}

TEST(Date, AnyBytesAreRead) {
  std::mt19937 random(1);
  constexpr std::string_view kCharacters = "0123456789000222---///QQq. T:\xe2\x88\x92\xff\n";
  for (int i = 0; i < 50'000; ++i) {
    std::string text;
    for (auto n = random() % 14; n > 0; --n) text += kCharacters[random() % kCharacters.size()];
    const Result<Date> date = parse_date(text);
    if (date.ok()) {
      EXPECT_EQ(to_string(*date), text);
    } else {
      EXPECT_EQ(date.errors().size(), 1u);
    }
  }
  int read = 0;
  for (int i = 0; i < 50'000; ++i) {  // one or two characters away from a date
    std::string text = i % 3 == 0 ? "2027-02-15" : i % 3 == 1 ? "2027-02" : "2027Q3";
    for (auto n = 1 + random() % 2; n > 0; --n) {
      text[random() % text.size()] = kCharacters[random() % kCharacters.size()];
    }
    const Result<Date> date = parse_date(text);
    if (!date.ok()) continue;
    EXPECT_EQ(to_string(*date), text);
    ++read;
  }
  EXPECT_GT(read, 1000);
  EXPECT_FALSE(parse_date(std::string(3'000'000, '1')).ok());
  EXPECT_FALSE(parse_date("2025-" + std::string(3'000'000, '1')).ok());
}

}  // namespace
}  // namespace offtake
