#include "offtake/program/smps.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace offtake {
namespace {

const char* const kCore = R"(* a comment
NAME EXAMPLE
ROWS
 N COST
 N FREE
 L CAP
 G NEED
 E BOTH
COLUMNS
 X COST 2 CAP 1
 X NEED 1 FREE 3
 M 'MARKER' 'INTORG'
 K COST 4 CAP 2
 M 'MARKER' 'INTEND'
 Y COST 5 NEED 1
 Y BOTH 1
 Z BOTH -1
RHS
 RHS COST -7 CAP 10
 RHS NEED 6
RANGES
 RNG CAP 4 BOTH -3
BOUNDS
 UP BND X 1D1
 FR BND Z
ENDATA
)";
const char* const kTime = "TIME EXAMPLE\nPERIODS\n X FREE ONE\n Y NEED TWO\nENDATA\n";
const char* const kStoch = R"(STOCH EXAMPLE
INDEP DISCRETE
 RHS NEED 4 TWO 0.25
 RHS NEED 8 TWO 0.75
BLOCKS DISCRETE
 BL B TWO 0.5
 Y COST 6
 X NEED 3
 BL B TWO 0.5
 X NEED 0
 UP BND Y 9
ENDATA
)";

Result<SmpsProgram> read(const std::string& core, const std::string& time,
                         const std::string& stoch) {
  return read_smps({"e.cor", core}, {"e.tim", time}, {"e.sto", stoch});
}

std::string swapped(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

// "e.sto:3:5 E1104" of every error.
std::vector<std::string> errors(const Result<SmpsProgram>& read) {
  std::vector<std::string> out;
  for (const Diagnostic& d : read.errors()) {
    if (d.severity == Severity::warning) continue;
    out.push_back(d.place.file + ":" + std::to_string(d.place.line) + ":" +
                  std::to_string(d.place.column) + " " + d.code);
  }
  return out;
}
using Found = std::vector<std::string>;

TEST(Smps, ReadsTheCore) {
  const auto read_it = read(kCore, kTime, kStoch);
  ASSERT_TRUE(read_it.ok()) << render(read_it.errors().front());
  const LinearProgram& p = read_it->program.core;
  EXPECT_EQ(p.column_names, (Found{"X", "K", "Y", "Z"}));
  EXPECT_EQ(p.row_names, (Found{"FREE", "CAP", "NEED", "BOTH"}));
  EXPECT_EQ(p.cost, (std::vector<double>{2, 4, 5, 0}));
  EXPECT_EQ(p.offset, 7);     // the RHS of the objective, negated
  EXPECT_EQ(p.upper[0], 10);  // 1D1
  EXPECT_EQ(p.integer, (std::vector<char>{0, 1, 0, 0}));
  EXPECT_EQ(p.upper[1], 1);  // an integer without bounds
  EXPECT_EQ(p.lower[3], -kInfinity);
  EXPECT_EQ(p.row_lower, (std::vector<double>{-kInfinity, 6, 6, -3}));  // ranges of L and E
  EXPECT_EQ(p.row_upper, (std::vector<double>{kInfinity, 10, kInfinity, 0}));
  EXPECT_EQ(read_it->program.second_column, (std::vector<char>{0, 0, 1, 1}));
  EXPECT_EQ(read_it->program.second_row, (std::vector<char>{0, 0, 1, 1}));
  ASSERT_EQ(read_it->warnings.size(), 1u);
  EXPECT_EQ(read_it->warnings.front().code, "W1117");
}

TEST(Smps, ScenariosAreTheProductOfTheGroups) {
  const auto read_it = read(kCore, kTime, kStoch);
  ASSERT_TRUE(read_it.ok());
  const TwoStage& p = read_it->program;
  ASSERT_EQ(p.scenarios.size(), 4u);
  EXPECT_DOUBLE_EQ(total_probability(p), 1.0);
  EXPECT_DOUBLE_EQ(p.scenarios[3].probability, 0.375);
  const auto x_in_need = [](const LinearProgram& q) { return q.value[std::size_t(q.start[2])]; };
  const LinearProgram low = scenario_program(p, p.scenarios[0]);
  EXPECT_EQ(low.row_lower[2], 4);
  EXPECT_EQ(low.cost[2], 6);
  EXPECT_EQ(x_in_need(low), 3);
  EXPECT_EQ(low.upper[2], kInfinity);
  const LinearProgram high = scenario_program(p, p.scenarios[3]);
  EXPECT_EQ(high.row_lower[2], 8);
  EXPECT_EQ(high.cost[2], 6);     // kept from the first realisation
  EXPECT_EQ(x_in_need(high), 0);  // an explicit zero
  EXPECT_EQ(high.upper[2], 9);
  const LinearProgram mean = scenario_program(p, mean_scenario(p));
  EXPECT_DOUBLE_EQ(mean.row_lower[2], 7);
  EXPECT_DOUBLE_EQ(x_in_need(mean), 1.5);
}

TEST(Smps, ScenariosInheritFromTheirParents) {
  const auto read_it = read(kCore, kTime,
                            "STOCH E\nSCENARIOS DISCRETE\n SC A 'ROOT' 0.5 TWO\n RHS NEED 3\n"
                            " Z NEED 2\n SC B A 0.25 TWO\n Y COST 1\n SC C ROOT 0.25\nENDATA\n");
  ASSERT_TRUE(read_it.ok()) << render(read_it.errors().front());
  const TwoStage& p = read_it->program;
  const LinearProgram b = scenario_program(p, p.scenarios[1]),
                      c = scenario_program(p, p.scenarios[2]);
  EXPECT_EQ(p.scenarios[1].name, "B");
  EXPECT_EQ(b.row_lower[2], 3);
  EXPECT_EQ(b.cost[2], 1);
  EXPECT_EQ(c.row_lower[2], 6);
  EXPECT_EQ(c.cost[2], 5);
  // Z is not in NEED in the core: it stands there as 0.
  EXPECT_EQ(p.core.value.size(), 8u);
  EXPECT_EQ(b.value[std::size_t(b.start[3]) - 1], 2);
  EXPECT_EQ(c.value[std::size_t(c.start[3]) - 1], 0);
}

TEST(Smps, BlanksBeforeSectionsAndNoneBeforeEntries) {
  std::string core = kCore;
  for (const char* section : {"ROWS", "COLUMNS", "RHS\n", "BOUNDS", "ENDATA", "NAME"}) {
    core = swapped(core, std::string("\n") + section, std::string("\n   ") + section);
  }
  core = swapped(core, "\n X COST", "\nX COST");
  core = swapped(core, "\n RHS COST", "\nRHS COST");
  const auto read_it = read(core, kTime, swapped(kStoch, "INDEP", "  INDEP"));
  ASSERT_TRUE(read_it.ok()) << render(read_it.errors().front());
  EXPECT_EQ(read_it->program.core.columns(), 4u);
}

TEST(Smps, MistakesHaveTheirPlace) {
  const auto stoch = [](const char* from, const char* to) {
    return errors(read(kCore, kTime, swapped(kStoch, from, to)));
  };
  EXPECT_EQ(stoch("NEED 8 TWO", "NEAD 8 TWO"), Found{"e.sto:4:6 E1104"});
  EXPECT_EQ(stoch("NEED 8 TWO 0.75", "NEED 8 TWO 7.5"), Found{"e.sto:4:17 E1110"});
  EXPECT_EQ(stoch("NEED 8", "NEED 8,0"), Found{"e.sto:4:11 E1103"});
  EXPECT_EQ(stoch("NEED 8", "NEED nan"), Found{"e.sto:4:11 E1103"});
  EXPECT_EQ(stoch("NEED 8 TWO", "NEED 8 THREE"), Found{"e.sto:4:13 E1104"});
  EXPECT_EQ(stoch("RHS NEED 8", "RHS CAP 8"), Found{"e.sto:4:6 E1109"});
  EXPECT_EQ(stoch("Y COST 6", "RHS NEED 6"), Found{"e.sto:7:2 E1105"});
  EXPECT_EQ(stoch("Y COST 6", "Y COST"), Found{"e.sto:7:2 E1102"});
  EXPECT_EQ(stoch("INDEP DISCRETE", "INDEP NORMAL"), Found{"e.sto:2:7 E1106"});
  EXPECT_EQ(stoch(" BL B TWO 0.5\n Y", " Y"), (Found{"e.sto:6:2 E1101"}));
  EXPECT_EQ(stoch("UP BND Y 9", "UP BND Y -9"), Found{"e.sto:11:0 E1107"});
  EXPECT_EQ(stoch("ENDATA\n", ""), Found{"e.sto:11:0 E1112"});
  const auto core = [](const char* from, const char* to) {
    return errors(read(swapped(kCore, from, to), kTime, kStoch));
  };
  EXPECT_EQ(core(" L CAP", " Q CAP").front(), "e.cor:6:2 E1106");
  EXPECT_EQ(core("X NEED 1 FREE 3", "X NEED 1 CAP 3"), Found{"e.cor:11:11 E1105"});
  EXPECT_EQ(core("UP BND X 1D1", "UP BND X -1\n LO BND X 0"), Found{"e.cor:25:0 E1107"});
  EXPECT_EQ(core("RANGES", "QUADS"), Found{"e.cor:21:1 E1101"});
  EXPECT_EQ(errors(read(kCore, swapped(kTime, "Y NEED TWO", "Y CAP TWO"), kStoch)), Found{});
  EXPECT_EQ(errors(read(kCore, swapped(kTime, "Y NEED TWO", "K BOTH TWO"), kStoch)).front(),
            "e.sto:3:6 E1109");
  EXPECT_EQ(errors(read(kCore, swapped(kTime, " Y NEED TWO\n", ""), kStoch)).back(),
            "e.tim:0:0 E1108");
  EXPECT_EQ(errors(read("\xff", kTime, kStoch)).front(), "e.cor:0:0 E1112");
}

TEST(Smps, AllMistakesAtOnce) {
  const auto read_it = read(swapped(kCore, "RHS NEED 6", "RHS NEAD 6"),
                            swapped(kTime, "Y NEED", "V NEED"), swapped(kStoch, "0.75", "x"));
  const Found found = errors(read_it);
  for (const char* one : {"e.cor:20:6 E1104", "e.tim:4:2 E1104", "e.sto:4:17 E1103"}) {
    EXPECT_NE(std::find(found.begin(), found.end(), one), found.end()) << one;
  }
}

TEST(Smps, TooManyScenariosAreCounted) {
  std::string core = "ROWS\n N C\n", columns = "COLUMNS\n X C 1\n",
              stoch = "STOCH E\nINDEP DISCRETE\n";
  for (int i = 0; i < 20; ++i) {
    const std::string row = "R" + std::to_string(i);
    core += " G " + row + "\n";
    columns += " Y" + std::to_string(i) + " " + row + " 1\n";
    stoch += " RHS " + row + " 1 0.5\n RHS " + row + " 2 0.5\n";
  }
  const auto read_it = read(core + columns + "RHS\nENDATA\n",
                            "TIME E\nPERIODS\n X C ONE\n Y0 R0 TWO\nENDATA\n", stoch + "ENDATA\n");
  ASSERT_EQ(errors(read_it), Found{"e.sto:0:0 E1111"});
  EXPECT_NE(read_it.errors().front().what.find("1.04858e+06"), std::string::npos);
}

TEST(Smps, ProbabilitiesAreUsedAsTheyAreAndPeriodsMerged) {
  const auto read_it = read(kCore, swapped(kTime, "ENDATA", " Z BOTH THREE\nENDATA"),
                            swapped(kStoch, "0.75", "0.70"));
  ASSERT_TRUE(read_it.ok());
  EXPECT_NEAR(total_probability(read_it->program), 0.95, 1e-12);
  Found codes;
  for (const Diagnostic& d : read_it->warnings) codes.push_back(d.code);
  std::sort(codes.begin(), codes.end());
  EXPECT_EQ(codes, (Found{"W1115", "W1116", "W1117"}));
}

// A file that something happened to: an error with its file, or a valid program, never a crash.
TEST(Smps, MutatedFiles) {
  std::mt19937 random(1);
  const auto below = [&](std::size_t n) { return std::size_t(random() % (n ? n : 1)); };
  const char alphabet[] = " \n\t*'-+.0123456789eENDATARHSBLSCXYZ\xff";
  int refused = 0, read_well = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string files[] = {kCore, kTime, kStoch};
    for (std::size_t edits = 1 + below(3); edits > 0; --edits) {
      std::string& text = files[below(3)];
      const std::size_t at = below(text.size()), length = 1 + below(12);
      switch (below(5)) {
        case 0:
          text.erase(at, length);
          break;
        case 1:
          text.insert(at, 1, alphabet[below(sizeof alphabet - 1)]);
          break;
        case 2:
          text.insert(below(text.size()), text.substr(at, length));
          break;
        case 3:
          text.resize(at);
          break;
        default: {
          const std::size_t begin = text.rfind('\n', at) + 1, end = text.find('\n', at);
          text.insert(begin, text.substr(begin, end - begin) + "\n");
        }
      }
    }
    const auto read_it = read(files[0], files[1], files[2]);
    if (read_it) {
      ++read_well;
      EXPECT_TRUE(validate(read_it->program).ok()) << round;
      continue;
    }
    ++refused;
    EXPECT_TRUE(has_error(read_it.errors())) << round;
    for (const Diagnostic& d : read_it.errors()) {
      EXPECT_FALSE(d.place.file.empty()) << round << ": " << render(d);
      EXPECT_FALSE(d.what.empty() || d.mend.empty()) << round << ": " << render(d);
    }
  }
  EXPECT_GT(refused, 1000);
  EXPECT_GT(read_well, 100);
}

}  // namespace
}  // namespace offtake
