// A two-stage stochastic linear program with finitely many scenarios, as plain data.
//
//   minimize  c·x + Σ_s p_s Q_s(x)  over the first-stage rows and bounds of x                   (1)
//   Q_s(x) =  Δc_s·x + Δ0_s + min q_s·y  over  L_s ≤ T_s x + W_s y ≤ U_s,  l_s ≤ y ≤ u_s
//
// (maximize: the same with the larger being the better). The core program holds all columns and
// rows; a scenario is what it changes there. Probabilities need not sum to one: (1) takes them as
// they are.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "offtake/program/linear_program.h"

namespace offtake {

struct TwoStage {
  // Row and column indices are those of the core.
  struct Cost {
    int column = 0;
    double value = 0.0;
  };
  struct Bounds {
    int index = 0;
    double least = 0.0, most = 0.0;
  };
  struct Entry {
    std::int64_t at = 0;  // in core.value; an entry that the core lacks stands there as 0
    double value = 0.0;
  };
  struct Scenario {
    double probability = 0.0;
    std::string name;             // may be empty
    double offset = 0.0;          // added to the core's
    std::vector<Cost> costs;      // of either stage
    std::vector<Bounds> rows;     // of the second stage
    std::vector<Bounds> columns;  // of the second stage
    std::vector<Entry> entries;   // in rows of the second stage
  };

  LinearProgram core;
  std::vector<char> second_column, second_row;  // 1: of the second stage
  std::vector<Scenario> scenarios;
};

// E1126: shapes that do not fit, a first-stage row with a column of the second stage, a scenario
// that changes the first stage, crossed bounds, a probability that is not positive and finite.
// Each once, with the scenario's number.
Status validate(const TwoStage& program);

double total_probability(const TwoStage& program);

// The core with the changes of one scenario; the offset and first-stage costs too.
LinearProgram scenario_program(const TwoStage& program, const TwoStage::Scenario& scenario);

// The mean of every changed number, weighted by probability over the total. An infinite bound
// stays infinite.
TwoStage::Scenario mean_scenario(const TwoStage& program);

}  // namespace offtake
