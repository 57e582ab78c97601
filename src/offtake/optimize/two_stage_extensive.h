// The extensive form of a two-stage program: all scenarios in one program, minimizing. Its columns
// are those of the first stage, then those of the second once per scenario, then those of the risk:
//
//   min  mean · Σ_s p_s loss_s + tail_weight · ( P η + Σ_s p_s z_s / tail ) (1)
//        z_s ≥ loss_s − η,  z_s ≥ 0,    loss_s = −V_s as in two_stage_oracle.h
//
// which is −F of oracle.h (Rockafellar & Uryasev, Optimization of Conditional Value-at-Risk, 2000).
#pragma once

#include <vector>

#include "offtake/optimize/oracle.h"
#include "offtake/optimize/two_stage_oracle.h"

namespace offtake {

inline constexpr double kMostExtensiveEntries = 3e7;

// E1124: more entries than that.
Result<LinearProgram> extensive_form(const TwoStage& program, const Stages& stages,
                                     const Risk& risk);

// V_s at a point of the extensive form.
std::vector<double> scenario_values(const TwoStage& program, const Stages& stages,
                                    const std::vector<double>& x);

// One scenario on its own, minimizing loss_s over both stages; columns and rows as in the core.
// With `first_stage` the first-stage columns are held there.
LinearProgram loss_program(const TwoStage& program, const TwoStage::Scenario& scenario,
                           const std::vector<double>* first_stage = nullptr);

// The program with the mean of all that is random as the only scenario, of the same total
// probability: its optimum is the expected-value solution.
TwoStage expected_value_program(const TwoStage& program);

// Every column is of the second stage: each scenario decides alone, knowing itself.
TwoStage wait_and_see_program(const TwoStage& program);

}  // namespace offtake
