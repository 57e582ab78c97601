// HiGHS reads the files that `program` writes, and finds the same optimum.
#include "offtake/program/formats.h"

#include <gtest/gtest.h>
#include <interfaces/highs_c_api.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "offtake/solve/highs_handle.h"
#include "support/random_program.h"

namespace offtake {
namespace {

struct Written {
  Written(const std::string& ending, const std::string& text)
      : path((std::filesystem::temp_directory_path() /
              ("offtake-" + std::to_string(::getpid()) + ending))
                 .string()) {
    std::ofstream(path) << text;
  }
  ~Written() { std::remove(path.c_str()); }
  std::string path;
};

// The optimum of the file, NaN if it cannot be read or has none.
double optimum(const Written& file) {
  HighsHandle highs;
  highs.set("presolve", "off");
  highs.set("mip_rel_gap", 0.0);
  if (Highs_readModel(highs.get(), file.path.c_str()) == kHighsStatusError) return NAN;
  return highs.run(60) ? highs.objective() : NAN;
}

TEST(Formats, HighsReadsThem) {
  std::mt19937_64 draw(3);
  for (int trial = 0; trial < 50; ++trial) {
    const LinearProgram p = random_program(draw);
    const Result<LpSolution> truth = solve_lp(p);
    ASSERT_TRUE(truth.ok());
    const double near = 1e-6 * (1 + std::abs(truth->objective));
    ASSERT_NEAR(optimum({".mps", write_mps(p)}), truth->objective, near) << write_mps(p);
    ASSERT_NEAR(optimum({".lp", write_lp(p)}), truth->objective, near) << write_lp(p);
  }
}

TEST(Formats, HighsReadsTheNames) {
  LinearProgram p;
  p.maximize = true;
  p.column_names = {
      "sign[oracle-4.5gw,2027Q1,high]", "end", "2nd", "e5", "a b", "한국", "*x", "$y"};
  for (std::size_t j = 0; j < p.column_names.size(); ++j) p.add_column(1, 0, 1);
  p.add_row(-kInfinity, 2.5, {{0, 1}, {1, 1}, {2, 1}});
  EXPECT_NEAR(optimum({".mps", write_mps(p)}), 7.5, 1e-9) << write_mps(p);
  EXPECT_NEAR(optimum({".lp", write_lp(p)}), 7.5, 1e-9) << write_lp(p);
}

}  // namespace
}  // namespace offtake
