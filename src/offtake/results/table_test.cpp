#include "offtake/results/table.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "offtake/results/columns.h"
#include "offtake/results/table_json.h"

namespace offtake {
namespace {

Table example() {
  Table t{"by_year", "By year", "연도별", {}, {}, ""};
  t.columns = {{"year", "Year", "연도", Column::Kind::count, {}, false, 3},
               {"who", "Who", "누구", Column::Kind::text, {}, false, 3},
               {"spend_usd", "Spend", "지출", Column::Kind::quantity, dim::money, false, 3},
               {"share", "Share", "비율", Column::Kind::quantity, dim::ratio, true, 3}};
  t.rows = {{std::int64_t{2025}, "한국", 22.4e9, 0.2},
            {std::int64_t{2026}, "=cmd|x", std::nan(""), {}},
            {std::int64_t{2027}, "a,\"b\"\x1b", 1.0 / 3.0, -0.0}};
  return t;
}

TEST(Table, TerminalAlignsByDisplayWidth) {
  EXPECT_EQ(to_terminal(example()),
            "By year\n"
            "Year  Who         Spend  Share\n"
            "────  ─────────  ──────  ─────\n"
            "2025  한국       $22.4B   20 %\n"
            "2026  =cmd|x          –\n"
            "2027  a,\"b\"\\x1b  $0.333    0 %\n");
}

TEST(Table, TerminalInKorean) {
  const std::string text = to_terminal(example(), {Language::ko, false, 0});
  EXPECT_NE(text.find("연도별\n"), std::string::npos);
  EXPECT_NE(text.find("지출"), std::string::npos);
  EXPECT_NE(text.find("224억 달러"), std::string::npos);
  EXPECT_NE(text.find("20%"), std::string::npos);
}

TEST(Table, WordsAreSaidInTheReadersLanguageAndKeptInJson) {
  Table t{"t", "T", "표", {}, {}, ""};
  t.columns = {word_column("sure", "Sure", "확실", yes_or_no())};
  t.rows = {row_of(std::string("yes")), row_of(std::string("a name"))};
  const Table back = table_from_json(to_json(t));
  for (const Table& table : {t, back}) {
    EXPECT_EQ(cell_text(table.rows[0][0], table.columns[0], Language::ko), "예");
    EXPECT_EQ(cell_text(table.rows[0][0], table.columns[0], Language::en), "yes");
    EXPECT_EQ(cell_text(table.rows[1][0], table.columns[0], Language::ko), "a name");
  }
  EXPECT_EQ(to_csv(t), "sure\r\nyes\r\na name\r\n");
}

TEST(Table, TerminalColorOnlyWhenAsked) {
  EXPECT_EQ(to_terminal(example()).find("\x1b["), std::string::npos);
  EXPECT_NE(to_terminal(example(), {Language::en, true, 0}).find("\x1b[1m"), std::string::npos);
}

TEST(Table, NarrowTerminalRepeatsTheFirstColumn) {
  const std::string text = to_terminal(example(), {Language::en, false, 22});
  EXPECT_NE(text.find("Year   Spend  Share\n"), std::string::npos) << text;
  EXPECT_NE(text.find("2025  $22.4B   20 %\n"), std::string::npos) << text;
}

TEST(Table, HeadersOfSeveralLinesEndAtTheRule) {
  Table t = example();
  t.columns[2].label = "Spend\nexclusive";
  const std::string text = to_terminal(t);
  EXPECT_NE(text.find("                     Spend\nYear  Who        exclusive  Share\n"),
            std::string::npos)
      << text;
}

TEST(Table, CsvIsExactAndHarmless) {
  EXPECT_EQ(to_csv(example()),
            "year,who,spend_usd,share\r\n"
            "2025,한국,22400000000,0.2\r\n"
            "2026,\"'=cmd|x\",,\r\n"
            "2027,\"a,\"\"b\"\"\x1b\",0.3333333333333333,0\r\n");
}

TEST(Table, CsvMarksEveryStartOfAFormula) {
  for (const char* text : {"=1", "+1", "-1", "@x", "\tx", "\rx"}) {
    Table t{"t", "", "", {{"a", "A", "", Column::Kind::text, {}, false, 3}}, {{text}}, ""};
    EXPECT_EQ(to_csv(t), std::string("a\r\n\"'") + text + "\"\r\n");
  }
}

TEST(Table, MarkdownEscapes) {
  const std::string text = to_markdown(example());
  EXPECT_NE(text.find("| Year | Who | Spend | Share |\n| ---: | --- | ---: | ---: |\n"),
            std::string::npos);
  EXPECT_NE(text.find("=cmd\\|x"), std::string::npos);
}

TEST(Table, MarkdownLabelsAreOneHarmlessLine) {
  Table t{"t", "", "", {}, {}, ""};
  for (const char* label : {"Cash-flow-\nat-risk", "Paid for\nidle", "a\x1b[1m\nb"}) {
    t.columns.push_back({"a", label, "", Column::Kind::text, {}, false, 3});
  }
  EXPECT_EQ(to_markdown(t),
            "| Cash-flow-at-risk | Paid for idle | a\\\\x1b\\[1m b |\n"
            "| --- | --- | --- |\n");
}

TEST(Table, JsonHasPlainNumbersAndNoNan) {
  const Json json = to_json(example());
  EXPECT_EQ(json["rows"][0]["spend_usd"], 22.4e9);
  EXPECT_TRUE(json["rows"][1]["spend_usd"].is_null());
  EXPECT_TRUE(json["rows"][1]["share"].is_null());
  EXPECT_EQ(json["rows"][2]["share"].dump(), "0.0");
  EXPECT_TRUE(to_json(Cell{std::numeric_limits<double>::infinity()}).is_null());
  EXPECT_EQ(to_json(Cell{std::string("a\xff")}).dump(), "\"a\xef\xbf\xbd\"");
  EXPECT_EQ(to_json(Cell{std::string("\xff\xffé\xc3")}).get<std::string>(),
            "\xef\xbf\xbd\xef\xbf\xbdé\xef\xbf\xbd");
}

TEST(Table, JsonAndBackIsShownAlike) {
  Table t = example();
  t.rows[1][2] = Cell();  // JSON has no NaN: it comes back as nothing
  const Table back = table_from_json(Json::parse(to_json(t).dump()));
  EXPECT_EQ(to_terminal(back, {Language::ko, false, 0}), to_terminal(t, {Language::ko, false, 0}));
  EXPECT_EQ(to_csv(back), to_csv(t));
}

TEST(Table, JsonThatIsNoTableDoesNoHarm) {
  for (const char* text :
       {"null", "[]", "{}", R"({"columns": 1, "rows": [1]})",
        R"({"columns": [1, {"key": 2, "dimension": ["x", 1, 1, 1, 1], "digits": 1e9}], "rows":
            [null, [], {"": {}}]})"}) {
    const Table table = table_from_json(Json::parse(text));
    for (const std::vector<Cell>& row : table.rows) EXPECT_EQ(row.size(), table.columns.size());
    EXPECT_FALSE(to_json(table).is_null());
  }
}

}  // namespace
}  // namespace offtake
