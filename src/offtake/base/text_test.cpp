#include "offtake/base/text.h"

#include <gtest/gtest.h>

namespace offtake {
namespace {

using std::string_view_literals::operator""sv;

TEST(Text, InvalidUtf8) {
  EXPECT_EQ(find_invalid_utf8(""), std::nullopt);
  EXPECT_EQ(find_invalid_utf8("aé€𝄞"), std::nullopt);
  EXPECT_EQ(find_invalid_utf8("\xf4\x8f\xbf\xbf"), std::nullopt);  // U+10FFFF
  for (const auto bad : {"\x80"sv, "\xc0\xaf"sv, "\xc1\x81"sv, "\xe0\x9f\xbf"sv, "\xed\xa0\x80"sv,
                         "\xf0\x8f\xbf\xbf"sv, "\xf4\x90\x80\x80"sv, "\xf5\x80\x80\x80"sv, "\xff"sv,
                         "\xe2\x82"sv, "\xe2\x28\xa1"sv, "\xf0\x9f\x98"sv, "\xc3"sv}) {
    EXPECT_EQ(find_invalid_utf8("ab" + std::string(bad)), 2u) << escape_controls(bad);
  }
}

TEST(Text, Decode) {
  EXPECT_EQ(decode_utf8("a", 0).value, U'a');
  EXPECT_EQ(decode_utf8("é", 0).value, U'é');
  EXPECT_EQ(decode_utf8("x€", 1).value, U'€');
  EXPECT_EQ(decode_utf8("x€", 1).bytes, 3);
  EXPECT_EQ(decode_utf8("𝄞", 0).value, U'𝄞');
  EXPECT_EQ(decode_utf8("𝄞", 0).bytes, 4);
  EXPECT_EQ(decode_utf8("\xe2", 0).value, U'\ufffd');  // cut short: safe all the same
  EXPECT_EQ(decode_utf8("", 3).bytes, 1);
  EXPECT_EQ(count_code_points("aé€𝄞"), 4);
  EXPECT_EQ(count_code_points("\xff\xff"), 2);
}

TEST(Text, DisplayWidth) {
  EXPECT_EQ(display_width("abc"), 3);
  EXPECT_EQ(display_width("é"), 1);
  EXPECT_EQ(display_width("e\u0301"), 1);  // combining
  EXPECT_EQ(display_width("電力"), 4);
  EXPECT_EQ(display_width("전력"), 4);
  EXPECT_EQ(display_width("😀"), 2);
  EXPECT_EQ(display_width("Ａ"), 2);  // full width
  EXPECT_EQ(display_width("ｱ"), 1);   // half width
  EXPECT_EQ(display_width("\u200b"), 0);
  EXPECT_EQ(display_width(U'\U00020000'), 2);
  EXPECT_EQ(display_width(U'\x1b'), 0);
  EXPECT_EQ(display_width("₩€"), 2);
}

TEST(Text, EscapeControls) {
  EXPECT_EQ(escape_controls("plain é 電"), "plain é 電");
  EXPECT_EQ(escape_controls("\x1b[31m"), "\\x1b[31m");
  EXPECT_EQ(escape_controls("a\0b\n\x7f"sv), "a\\x00b\\x0a\\x7f");
  EXPECT_EQ(escape_controls("\u202e\u200b\u2066\ufeff"), "\\u202e\\u200b\\u2066\\ufeff");
  EXPECT_EQ(escape_controls("\u0085"), "\\x85");
  EXPECT_EQ(escape_controls("\U000e0041"), "\\U000e0041");
  EXPECT_EQ(escape_controls("a\xff"), "a\\xff");
}

TEST(Text, Quote) {
  EXPECT_EQ(quote("x"), "'x'");
  EXPECT_EQ(quote("a\tb"), "'a\\x09b'");
  EXPECT_EQ(quote(std::string(80, 'a')), "'" + std::string(80, 'a') + "'");
  EXPECT_EQ(quote(std::string(81, 'a')), "'" + std::string(80, 'a') + "…'");
}

TEST(Text, EditDistance) {
  EXPECT_EQ(edit_distance("", ""), 0);
  EXPECT_EQ(edit_distance("abc", ""), 3);
  EXPECT_EQ(edit_distance("", "abc"), 3);
  EXPECT_EQ(edit_distance("price", "pirce"), 1);
  EXPECT_EQ(edit_distance("price", "prize"), 1);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3);
  EXPECT_EQ(edit_distance("ca", "abc"), 3);  // optimal string alignment
  EXPECT_EQ(edit_distance("é", "e"), 1);
}

TEST(Text, Nearest) {
  const std::vector<std::string> names = {"price", "power", "term", "MW", "escalator"};
  EXPECT_EQ(nearest("pirce", names), "price");
  EXPECT_EQ(nearest("prices", names), "price");
  EXPECT_EQ(nearest("PRICE", names), "price");
  EXPECT_EQ(nearest("esc", names), "escalator");  // begins with it
  EXPECT_EQ(nearest("p", names), std::nullopt);   // two begin with it
  EXPECT_EQ(nearest("tem", names), "term");
  EXPECT_EQ(nearest("te", names), "term");
  EXPECT_EQ(nearest("xyz", names), std::nullopt);
  EXPECT_EQ(nearest("", names), std::nullopt);
  EXPECT_EQ(nearest("x", {"y"}), std::nullopt);
  EXPECT_EQ(nearest("X", {"x"}), "x");
  EXPECT_EQ(nearest("b", {"B", "b"}), "b");
  EXPECT_EQ(nearest(std::string(1'000'000, 'a'), names), std::nullopt);
  EXPECT_EQ(nearest("price", {std::string(1'000'000, 'a'), "prices"}), "prices");
}

TEST(Text, JoinNames) {
  EXPECT_EQ(join_names({}), "");
  EXPECT_EQ(join_names({"a"}), "a");
  EXPECT_EQ(join_names({"a", "b"}), "a and b");
  EXPECT_EQ(join_names({"a", "b", "c"}), "a, b and c");
  EXPECT_EQ(join_names({"a", "b", "c", "d"}, 2), "a, b and 2 more");
  EXPECT_EQ(join_names({"a", "b"}, 0), "2 names");
}

}  // namespace
}  // namespace offtake
