#include "offtake/base/communicator.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace offtake {
namespace {

TEST(Communicator, NumbersComeBackBitForBit) {
  const std::vector<double> numbers = {0.1, -0.0, std::numeric_limits<double>::denorm_min(), 1e300};
  std::vector<double> back = {7.0};
  append_doubles(bytes_of(numbers), back);
  append_doubles("", back);
  ASSERT_EQ(back.size(), 5u);
  EXPECT_EQ(back[0], 7.0);
  for (std::size_t i = 0; i < numbers.size(); ++i) EXPECT_EQ(back[i + 1], numbers[i]);
  EXPECT_TRUE(std::signbit(back[2]));
}

TEST(Communicator, AnswersAndErrorsComeBackWhole) {
  EXPECT_EQ(*unpacked(packed(std::string("x\0y", 3))), std::string("x\0y", 3));
  EXPECT_EQ(*unpacked(packed(std::string())), "");
  Diagnostic d;
  d.code = "E0107";
  d.place = {"offers.yaml", 14, 5, 11, "    take_or_pya: 95 %"};
  d.key_path = "offers.a.take_or_pya";
  d.what = "no key '\xff'";
  d.expected = "one that there is";
  d.mend = "write `take_or_pay`";
  Diagnostic second;
  second.code = "W0011";
  second.severity = Severity::warning;
  const Result<std::string> back = unpacked(packed(Diagnostics{d, second}));
  ASSERT_FALSE(back);
  ASSERT_EQ(back.errors().size(), 2u);
  d.what = "no key '\xef\xbf\xbd'";  // no UTF-8: replaced
  EXPECT_EQ(render(back.errors()[0]), render(d));
  EXPECT_EQ(back.errors()[1].severity, Severity::warning);
}

TEST(Communicator, OneRankHearsItself) {
  OneRank one;
  EXPECT_EQ(one.size(), 1);
  EXPECT_EQ(*one.broadcast("x"), "x");
  EXPECT_EQ(*one.gather("y"), std::vector<std::string>{"y"});
}

}  // namespace
}  // namespace offtake
