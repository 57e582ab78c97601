#include "offtake/report/page_document.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "offtake/results/columns.h"

namespace offtake {
namespace {

Table small_table() {
  Table table{"by_year", "By year", "연도별", {}, {}, "Means.\nOf all."};
  table.columns = {count_column("year", "Year", "연도"), text_column("who", "Who", "누구"),
                   quantity_column("spend_usd", "Spend on\ncom-\npute", "지출", dim::money),
                   share_column("share", "Share", ""), date_column("when_month", "When", "언제")};
  table.rows.push_back(row_of(std::int64_t{2027}, "lab", 1.5e9, 0.25, 684.0));
  table.rows.push_back(row_of(std::int64_t{2028}, std::monostate{},
                              std::numeric_limits<double>::quiet_NaN(), std::monostate{},
                              std::numeric_limits<double>::infinity()));
  return table;
}

double number(const std::string& bytes, std::size_t at) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    bits |= std::uint64_t{static_cast<unsigned char>(bytes[8 * at + i])} << (8 * i);
  }
  return std::bit_cast<double>(bits);
}

TEST(PageDocument, ATableGoesByColumns) {
  std::vector<double> numbers = {7.0};  // of a table before it
  const Json json = page_table_json(small_table(), numbers);
  EXPECT_EQ(json["rows"], 2);
  EXPECT_EQ(json["data"][0], (Json{{"at", 1}, {"count", 2}}));
  EXPECT_EQ(json["data"][1], (Json{{"text", {"lab", nullptr}}}));
  ASSERT_EQ(numbers.size(), 9U);
  EXPECT_EQ(numbers[1], 2027.0);
  EXPECT_EQ(numbers[3], 1.5e9);
  for (const std::size_t nothing : {4, 6, 8}) EXPECT_TRUE(std::isnan(numbers[nothing])) << nothing;
}

TEST(PageDocument, LabelsAreWholeAgainAndKoreanIsNeverEmpty) {
  std::vector<double> numbers;
  const Json json = page_table_json(small_table(), numbers);
  EXPECT_EQ(json["columns"][2]["label"]["en"], "Spend on com-pute");
  EXPECT_EQ(json["columns"][3]["label"]["ko"], "Share");
  EXPECT_EQ(json["note"]["en"], "Means.\nOf all.");
  EXPECT_EQ(json["note"]["ko"], "Means.\nOf all.");
  EXPECT_EQ(json["columns"][4]["kind"], "date");
}

TEST(PageDocument, UnitsAreThoseOfItsColumns) {
  Page page;
  page.sections.push_back({"one", {"One", "하나"}, {}, {{small_table(), {}, {}}}, {}});
  const Json json = page_document(page).json;
  EXPECT_EQ(json["units"].size(), 2U);  // counts, texts and dates have none
  EXPECT_EQ(json["sections"][0]["panels"][0]["table"]["columns"][2]["unit"], "money");
  EXPECT_EQ(json["units"]["percent"]["en"][0]["after"], " %");
  const Json billions = json["units"]["money"]["en"][2];
  EXPECT_EQ(billions["factor"], 1e9);
  EXPECT_EQ(billions["before"].get<std::string>() + "1.5" + billions["after"].get<std::string>(),
            format_quantity(1.5e9, dim::money));
  EXPECT_FALSE(json.contains("language"));
}

TEST(PageDocument, WhatHidesInATextIsShown) {
  Page page;
  page.title = "a\u202Eb\x01";
  page.model = "folder\xff";  // an argument may be any bytes
  const Json json = page_document(page).json;
  EXPECT_EQ(json["title"], "a\\u202eb\\x01");
  EXPECT_EQ(json["model"], "folder\uFFFD");
}

TEST(PageDocument, TheWireFormGoesRoundTrip) {
  Page page;
  page.title = "한국어";
  page.sections.push_back({"one", {"One", "하나"}, {}, {{small_table(), {}, {}}}, {}});
  const PageDocument document = page_document(page);
  const std::string bytes = wire(document);
  ASSERT_EQ(bytes.substr(0, 4), "OFTP");
  std::size_t length = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    length |= std::size_t{static_cast<unsigned char>(bytes[4 + i])} << (8 * i);
  }
  EXPECT_EQ(Json::parse(bytes.substr(8, length)), document.json);
  const std::size_t begin = (8 + length + 7) / 8 * 8;
  ASSERT_EQ(bytes.size(), begin + 8 * document.numbers.size());
  EXPECT_EQ(bytes.substr(8 + length, begin - 8 - length).find_first_not_of(' '), std::string::npos);
  for (std::size_t i = 0; i < document.numbers.size(); ++i) {
    const double read = number(bytes.substr(begin), i);
    EXPECT_TRUE(read == document.numbers[i] ||
                (std::isnan(read) && std::isnan(document.numbers[i])));
  }
}

}  // namespace
}  // namespace offtake
