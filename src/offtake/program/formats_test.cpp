#include "offtake/program/formats.h"

#include <gtest/gtest.h>

#include "support/random_program.h"

namespace offtake {
namespace {

void name_all(LinearProgram& p) {
  p.column_names.clear();
  p.row_names.clear();
  for (std::size_t j = 0; j < p.columns(); ++j) p.column_names.push_back("x" + std::to_string(j));
  for (std::size_t i = 0; i < p.rows(); ++i) p.row_names.push_back("r" + std::to_string(i));
}

void expect_equal(const LinearProgram& a, const LinearProgram& b) {
  EXPECT_EQ(a.maximize, b.maximize);
  EXPECT_EQ(a.offset, b.offset);
  EXPECT_EQ(a.cost, b.cost);
  EXPECT_EQ(a.lower, b.lower);
  EXPECT_EQ(a.upper, b.upper);
  EXPECT_EQ(a.integer, b.integer);
  EXPECT_EQ(a.row_lower, b.row_lower);
  EXPECT_EQ(a.row_upper, b.row_upper);
  EXPECT_EQ(a.start, b.start);
  EXPECT_EQ(a.column, b.column);
  EXPECT_EQ(a.value, b.value);
  EXPECT_EQ(a.column_names, b.column_names);
  EXPECT_EQ(a.row_names, b.row_names);
}

TEST(LpFormat, WhatIsWrittenIsRead) {
  std::mt19937_64 draw(1);
  for (int trial = 0; trial < 500; ++trial) {
    LinearProgram p = random_program(draw);
    const std::string text = write_lp(p);
    const Result<LinearProgram> back = read_lp(text, "p.lp");
    ASSERT_TRUE(back.ok()) << text << render(back.errors().front());
    name_all(p);
    expect_equal(p, *back);
    if (HasFailure()) FAIL() << text;
  }
}

TEST(LpFormat, ExtremeNumbersAreReadBitForBit) {
  LinearProgram p;
  for (const double v :
       {1e-308, 5e-324, 1.7976931348623157e308, 0.1, 1.0 / 3.0, 1e22, 1e-7, 123456789.125}) {
    p.add_row(-v, v, {{p.add_column(-v, -v, 2 * v > kInfinity / 2 ? kInfinity : v), v}});
  }
  p.offset = -1.0 / 3.0;
  const Result<LinearProgram> back = read_lp(write_lp(p), "p.lp");
  ASSERT_TRUE(back.ok());
  name_all(p);
  expect_equal(p, *back);
}

TEST(LpFormat, EmptyPrograms) {
  LinearProgram p;
  const auto back = [&] { return read_lp(write_lp(p), "p.lp"); };
  ASSERT_TRUE(back().ok());
  EXPECT_EQ(back()->columns() + back()->rows(), 0u);
  p.add_row(1, kInfinity, {});
  p.add_row(2, 2, {});
  ASSERT_TRUE(back().ok()) << write_lp(p);
  EXPECT_EQ(back()->row_lower, p.row_lower);
  EXPECT_EQ(back()->row_upper, p.row_upper);
}

TEST(LpFormat, NamesLeadBack) {
  LinearProgram p;
  p.column_names = {"sign[oracle-4.5gw,2027Q1,high]",
                    "end",
                    "2nd",
                    ".5",
                    "e5",
                    "a b",
                    "",
                    "한국",
                    "x6",
                    "100%",
                    "%41",
                    "(~)",
                    "st",
                    "x%_3",
                    "Inf",
                    "dup",
                    "dup",
                    "a:b*c^2\\"};
  for (std::size_t j = 0; j < p.column_names.size(); ++j) p.add_column(1, 0, double(j + 2));
  p.add_row(0, 1, {{0, 1}});
  p.row_names = {"budget[2027]"};
  const std::string text = write_lp(p);
  EXPECT_NE(text.find("sign(oracle~4.5gw,2027Q1,high)"), std::string::npos);
  const Result<LinearProgram> back = read_lp(text, "p.lp");
  ASSERT_TRUE(back.ok()) << text << render(back.errors().front());
  p.column_names[6] = "x6";
  EXPECT_EQ(back->column_names, p.column_names);
  EXPECT_EQ(back->row_names, p.row_names);
  EXPECT_EQ(back->upper, p.upper);
}

TEST(LpFormat, ReadsWhatOthersWrite) {
  const Result<LinearProgram> p = read_lp(
      "\\ a comment\nMAX\n 2x + 3 y - z + 4\ns.t.\nc1: x + y <= 4\n 3 x - 2 >= y0 + 1\n"
      "End\n",
      "p.lp");
  ASSERT_FALSE(p.ok());  // a column right of the relation
  const Result<LinearProgram> q = read_lp(
      "\\ a comment\nMAX\n 2x + 3 y - z + 4\ns.t.\nc1: x + y\n  <= 4\n 3 x - 2 =>1\n 4 x + x = 5\n"
      "-inf <= y - z < 9 \\ another\nbound\n x <= 5\n -3 <= y <= infinity\n z >= -inf\n"
      "int\n x y\nbinaries\n z\nEND\n",
      "q.lp");
  ASSERT_TRUE(q.ok()) << render(q.errors().front());
  EXPECT_TRUE(q->maximize);
  EXPECT_EQ(q->offset, 4.0);
  EXPECT_EQ(q->cost, (std::vector<double>{2, 3, -1}));
  EXPECT_EQ(q->row_lower, (std::vector<double>{-kInfinity, 3, 5, -kInfinity}));
  EXPECT_EQ(q->row_upper, (std::vector<double>{4, kInfinity, 5, 9}));
  EXPECT_EQ(q->value, (std::vector<double>{1, 1, 3, 5, 1, -1}));
  EXPECT_EQ(q->lower, (std::vector<double>{0, -3, 0}));
  EXPECT_EQ(q->upper, (std::vector<double>{5, kInfinity, 1}));
  EXPECT_EQ(q->integer, (std::vector<char>{1, 1, 1}));
  EXPECT_EQ(q->row_names, (std::vector<std::string>{"c1", "r1", "r2", "r3"}));
}

TEST(LpFormat, SaysWhatIsWrongAndWhere) {
  const auto said = [](const std::string& text) {
    const Result<LinearProgram> p = read_lp(text, "p.lp");
    if (p) return std::string("read");
    const Diagnostic& d = p.errors().front();
    return d.code + " " + std::to_string(d.place.line) + ":" + std::to_string(d.place.column);
  };
  const std::string head = "Minimize\n obj: x + y\nSubject To\n";
  EXPECT_EQ(said(head + "End\n"), "read");
  EXPECT_EQ(said(""), "E0946 1:1");
  EXPECT_EQ(said("hello"), "E0940 1:1");
  EXPECT_EQ(said(head), "E0946 4:1");
  EXPECT_EQ(said(head + " r: x + <= 4\nEnd\n"), "E0940 4:9");
  EXPECT_EQ(said(head + " r: x + y\nEnd\n"), "E0940 5:1");
  EXPECT_EQ(said(head + " r: x + y <= z\nEnd\n"), "E0940 4:14");
  EXPECT_EQ(said(head + " r: x + 1e999 y <= 2\nEnd\n"), "E0941 4:9");
  EXPECT_EQ(said(head + "Bounds\n z <= 4\nEnd\n"), "E0942 5:2");
  EXPECT_EQ(said(head + "General\n x w\nEnd\n"), "E0942 5:4");
  EXPECT_EQ(said(head + " r: x <= 1\n r: y <= 1\nEnd\n"), "E0943 5:2");
  EXPECT_EQ(said(head + "Bounds\n x <= 4\n y <= -4\nEnd\n"), "E0944 6:2");
  EXPECT_EQ(said(head + " r: 4 <= x <= 1\nEnd\n"), "E0944 4:2");
  EXPECT_EQ(said(head + " r: [ x ^2 ] <= 1\nEnd\n"), "E0945 4:5");
  EXPECT_EQ(said(head + "SOS\n s: x\nEnd\n"), "E0945 4:1");
  EXPECT_EQ(said(head + "End\nmore"), "E0940 5:1");
  EXPECT_EQ(said(head + " \xff"), "E0940 4:0");
}

// Whatever is cut off or changed, the answer is a program or a diagnostic.
TEST(LpFormat, BrokenTextsDoNoHarm) {
  std::mt19937_64 draw(2);
  int read = 0, refused = 0;
  for (int trial = 0; trial < 40; ++trial) {
    const std::string whole = write_lp(random_program(draw));
    for (int cut = 0; cut < 100; ++cut) {
      std::string text = whole.substr(0, draw() % (whole.size() + 1));
      if (cut % 2 == 0) {
        text = whole;
        for (int i = 0; i < 3; ++i)
          text[draw() % text.size()] = "\\<>=+-:[]^ \n\t.e9%x\0"[draw() % 19];
      }
      const Result<LinearProgram> p = read_lp(text, "p.lp");
      ++(p ? read : refused);
      EXPECT_TRUE(p ? validate(*p).ok() : p.errors().front().place.line > 0) << text;
    }
  }
  EXPECT_GT(read, 100);
  EXPECT_GT(refused, 1000);
}

TEST(MpsFormat, ByHand) {
  LinearProgram p;
  p.maximize = true;
  p.offset = 2.5;
  p.column_names = {"a b", "sign[x-1]"};
  p.add_column(1, -kInfinity, 4);
  p.add_column(0, 0, kInfinity, true);
  p.add_row(1, 3, {{0, 0.1}, {1, 2}, {0, 0.2}});
  p.add_row(-kInfinity, kInfinity, {{1, 1}});
  EXPECT_EQ(write_mps(p),
            "NAME offtake\nOBJSENSE\n    MAX\nROWS\n N %obj\n G r0\n N r1\nCOLUMNS\n"
            " a%20b %obj 1\n a%20b r0 0.30000000000000004\n M0 'MARKER' 'INTORG'\n"
            " sign[x-1] %obj 0\n sign[x-1] r0 2\n sign[x-1] r1 1\n M1 'MARKER' 'INTEND'\n"
            "RHS\n RHS %obj -2.5\n RHS r0 1\nRANGES\n RANGE r0 2\n"
            "BOUNDS\n MI BOUND a%20b\n UP BOUND a%20b 4\n PL BOUND sign[x-1]\nENDATA\n");
}

}  // namespace
}  // namespace offtake
