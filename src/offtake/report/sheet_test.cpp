#include "offtake/report/sheet.h"

#include <gtest/gtest.h>

#include <limits>

#include "offtake/base/text.h"
#include "offtake/results/columns.h"

namespace offtake {
namespace {

TEST(Sheet, AddressesAreExcels) {
  EXPECT_EQ(address(0, 0), "A1");
  EXPECT_EQ(address(6, 25), "Z7");
  EXPECT_EQ(address(0, 26), "AA1");
  EXPECT_EQ(address(1048575, 16383), "XFD1048576");
  EXPECT_EQ(fixed_address(3, 1), "$B$4");
  EXPECT_EQ(range(2, 5, 701), "F3:ZZ3");
}

TEST(Sheet, TextsHoldNothingHidden) {
  EXPECT_EQ(cell_string("=1+1"), "=1+1");
  EXPECT_EQ(cell_string("a\x01"
                        "b"),
            "a\\x01b");
  EXPECT_EQ(cell_string("\xe2\x80\xaegnp"), "\\u202egnp");
  EXPECT_EQ(cell_string("a\xff"), "a\xef\xbf\xbd");
  EXPECT_EQ(cell_string("a\xe2\x82"), "a\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(cell_string("a_x0041_b"), "a_x005F_x0041_b");
  EXPECT_EQ(cell_string("a\nb"), "a\nb");
  EXPECT_EQ(cell_string("한국"), "한국");
  const std::string cut = cell_string(std::string(40'000, 'x'));
  EXPECT_LE(count_code_points(cut), 32'001);
  EXPECT_TRUE(cut.ends_with("…"));
}

TEST(Sheet, NamesOfSheetsAreFit) {
  EXPECT_EQ(sheet_name("[x]:*?/\\'"), "_x_______");
  EXPECT_EQ(sheet_name(""), "_");
  EXPECT_EQ(sheet_name("History"), "_History");
  EXPECT_EQ(count_code_points(sheet_name(std::string(100, 'y'))), 31);
}

TEST(Sheet, FormatsKeepTheValueWhole) {
  const Column money = quantity_column("usd", "", "", dim::money);
  EXPECT_EQ(number_format(money, Language::en).factor, 1.0);
  EXPECT_NE(number_format(money, Language::en).format.find(",,,\"B\""), std::string::npos);
  EXPECT_NE(number_format(money, Language::ko).format.find("백만 달러"), std::string::npos);
  const NumberFormat price =
      number_format(quantity_column("p", "", "", dim::money_per_power_time), Language::en);
  EXPECT_NEAR(13.3e6 / 12.0 / price.factor, 13.3e9, 1e-3);
  EXPECT_EQ(number_format(share_column("s", "", ""), Language::en).format, "0.0%");
}

TEST(Sheet, TwoSheetsOfOneNameAreApartAndEqualBooksEqualBytes) {
  const auto made = [] {
    Book book({"=title", "author", 1'700'000'000}, Language::en);
    Sheet a = book.add("same"), b = book.add("SAME");
    EXPECT_NE(a.name(), b.name());
    a.text(0, 0, "=1+1");
    a.number(1, 0, std::numeric_limits<double>::quiet_NaN());
    b.formula(0, 0, "1+1", 2.0);
    return *book.bytes();
  };
  const std::string book = made();
  EXPECT_TRUE(book.starts_with("PK"));
  EXPECT_EQ(book, made());
}

TEST(Sheet, TooManyRowsAreAnError) {
  Book book({"", "", 0}, Language::en);
  Sheet sheet = book.add("s");
  sheet.number(1'048'576, 0, 1.0);
  const Result<std::string> bytes = book.bytes();
  ASSERT_FALSE(bytes.ok());
  EXPECT_EQ(bytes.errors().front().code, "E1151");
}

}  // namespace
}  // namespace offtake
