// A mixed-integer search in a child process. Not for use outside of this folder.
#pragma once

#include <functional>
#include <string>

#include "offtake/solve/child.h"
#include "offtake/solve/solver.h"

namespace offtake {

// What the child does: solves the program and packs its answer. A test puts one that crashes there.
using MipSearch = std::function<std::string(const LinearProgram&, const SolveOptions&)>;
std::string search_with_highs(const LinearProgram& program, const SolveOptions& options);

// The time limit by a fifth and 10 s: HiGHS does not look at its clock everywhere.
ChildLimits mip_limits(const SolveOptions& options);

// As Solver::solve_mip(): the child's answer unpacked, rounded and checked.
Result<MipSolution> solve_mip_in_child(const MipSearch& search, const LinearProgram& program,
                                       const SolveOptions& options, const ChildLimits& limits);

}  // namespace offtake
