#include "offtake/base/result.h"

#include <gtest/gtest.h>

namespace offtake {
namespace {

Diagnostic sample() {
  Diagnostic d;
  d.code = "E0107";
  d.place = {"model.yaml", 12, 5, 5, "    prise: $47/MWh"};
  d.what = "unknown key 'prise'";
  return d;
}

TEST(Result, HoldsAValueOrErrors) {
  Result<int> good(5);
  EXPECT_TRUE(good.ok());
  EXPECT_EQ(*good, 5);
  Result<int> bad(sample());
  EXPECT_FALSE(bad);
  EXPECT_EQ(bad.errors().size(), 1u);
  EXPECT_TRUE(has_error(bad.errors()));
  EXPECT_TRUE(ok_status().ok());
  Diagnostic warning = sample();
  warning.severity = Severity::warning;
  EXPECT_FALSE(has_error({warning}));
}

TEST(Render, Everything) {
  Diagnostic d = sample();
  d.key_path = "agreements.oracle.prise";
  d.expected = "one of price, power and term";
  d.mend = "price: $47/MWh";
  d.related.push_back({{"model.yaml", 3, 1, 4, "kind: lease"}, "the kind is set here"});
  EXPECT_EQ(render(d),
            "model.yaml:12:5: error[E0107]: unknown key 'prise'\n"
            "   12 |     prise: $47/MWh\n"
            "      |     ^~~~~\n"
            "  key: agreements.oracle.prise\n"
            "  expected: one of price, power and term\n"
            "  mend: price: $47/MWh\n"
            "  model.yaml:3:1: note: the kind is set here\n"
            "    3 | kind: lease\n"
            "      | ^~~~\n");
}

TEST(Render, PlacesWithoutParts) {
  Diagnostic d = sample();
  d.place = {};
  EXPECT_EQ(render(d), "error[E0107]: unknown key 'prise'\n");
  d.place.file = "model.yaml";
  d.severity = Severity::warning;
  EXPECT_EQ(render(d), "model.yaml: warning[E0107]: unknown key 'prise'\n");
  d.place.line = 4;
  EXPECT_EQ(render(d), "model.yaml:4: warning[E0107]: unknown key 'prise'\n");
}

TEST(Render, CaretAlignsByDisplayWidth) {
  Diagnostic d = sample();
  d.place.source_line = "電力e\u0301: x9y";
  d.place.column = 7;  // code points: 電 力 e ´ : blank x
  d.place.length = 2;
  EXPECT_EQ(render(d),
            "model.yaml:12:7: error[E0107]: unknown key 'prise'\n"
            "   12 | 電力e\u0301: x9y\n"
            "      |        ^~\n");
  d.place.column = 1;
  d.place.length = 1;
  EXPECT_NE(render(d).find("      | ^~\n"), std::string::npos);  // a wide character, both columns
  d.place.source_line = "\ta";
  d.place.column = 2;
  EXPECT_NE(render(d).find("   12 |  a\n      |  ^\n"), std::string::npos);
  d.place.source_line = "ab";
  d.place.column = 3;  // behind the end, a missing value
  d.place.length = 9;
  EXPECT_NE(render(d).find("   12 | ab\n      |   ^\n"), std::string::npos);
}

TEST(Render, EscapesWhatATerminalObeys) {
  Diagnostic d = sample();
  d.place.source_line = "a\x1b[2Jb";
  d.place.column = 6;
  d.place.length = 1;
  d.place.file = "m\x1b.yaml";
  d.what = "bad \u202e";
  d.mend = "\x07";
  const std::string text = render(d);
  EXPECT_EQ(text,
            "m\\x1b.yaml:12:6: error[E0107]: bad \\u202e\n"
            "   12 | a\\x1b[2Jb\n"
            "      |         ^\n"
            "  mend: \\x07\n");
}

TEST(Render, CutsLongLines) {
  Diagnostic d = sample();
  d.place.source_line = std::string(500, 'a') + "X" + std::string(500, 'b');
  d.place.column = 501;
  d.place.length = 1;
  EXPECT_EQ(render(d), "model.yaml:12:501: error[E0107]: unknown key 'prise'\n   12 | …" +
                           std::string(40, 'a') + "X" + std::string(59, 'b') + "…\n      |  " +
                           std::string(40, ' ') + "^\n");
  d.place.column = 3;
  EXPECT_NE(render(d).find("   12 | " + std::string(100, 'a') + "…\n      |   ^\n"),
            std::string::npos);
  d.place.column = 1002;  // behind the end
  EXPECT_NE(render(d).find("   12 | …" + std::string(40, 'b') + "\n      |  " +
                           std::string(40, ' ') + "^\n"),
            std::string::npos);
  d.place.source_line = std::string(5'000'000, 'a');
  d.place.column = 4'000'000;
  EXPECT_LT(render(d).size(), 400u);
  d.what = std::string(100'000, 'w');
  EXPECT_LT(render(d).size(), 2500u);
}

TEST(Render, MendsMayBeLines) {
  Diagnostic d = sample();
  d.place = {};
  d.mend = "price:\n  value: $5\n";
  EXPECT_EQ(render(d), "error[E0107]: unknown key 'prise'\n  mend: price:\n          value: $5\n");
}

TEST(Render, Color) {
  Diagnostic d = sample();
  const std::string text = render(d, {true});
  EXPECT_NE(text.find("\x1b[1;31merror[E0107]\x1b[0m"), std::string::npos);
  EXPECT_NE(text.find("\x1b[1;32m^~~~~\x1b[0m"), std::string::npos);
  EXPECT_EQ(render(d).find('\x1b'), std::string::npos);
}

TEST(Sort, ByPlaceThenCodeAndOnce) {
  const auto make = [](const char* file, int line, int column, const char* code, const char* what) {
    Diagnostic d;
    d.place.file = file;
    d.place.line = line;
    d.place.column = column;
    d.code = code;
    d.what = what;
    return d;
  };
  Diagnostics all = {make("b", 1, 1, "E1", "1"), make("a", 2, 1, "E2", "2"),
                     make("a", 1, 5, "E1", "3"), make("a", 1, 2, "E9", "4"),
                     make("a", 1, 2, "E1", "5"), make("a", 1, 2, "E1", "6"),
                     make("a", 1, 2, "E1", "5"), make("a", 0, 0, "E5", "7")};
  sort_diagnostics(all);
  std::string order;
  for (const Diagnostic& d : all) order += d.what;
  EXPECT_EQ(order, "7564321");
}

TEST(Check, StopsWithTheEvidence) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(OFFTAKE_CHECK(1 + 1 == 3, std::string("sum was 2")), "1 \\+ 1 == 3\n.*sum was 2");
  OFFTAKE_CHECK(true, std::string("not reached"));
}

}  // namespace
}  // namespace offtake
