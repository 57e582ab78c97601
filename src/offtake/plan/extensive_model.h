// What the extensive form takes from the model before any path is drawn. Private to
// extensive_*.cpp.
#pragma once

#include <string>
#include <vector>

#include "offtake/plan/extensive.h"
#include "offtake/plan/extensive_terms.h"

namespace offtake::extensive {

struct Parts {
  std::vector<Epoch> epochs;  // of the signings, then of the columns
  std::vector<Commitment> commitments;
  // The planner's work: its workloads, and what others have promised to buy.
  struct Work {
    Workload terms;
    PartyId payer = kOutside;
    double from_month = -1e9, until_month = 1e9;
  };
  std::vector<Work> work;
  std::vector<std::size_t> sold;  // commitments that it serves from its own sources
  // [commitment][work, then sold]: may run there. All false where the planner is not the user.
  std::vector<std::vector<bool>> may_run;
  std::vector<bool> soaked;  // [commitment]: work without cash takes what is idle
};

Parts parts_of(const ExtensiveProblem& problem);

// What the extensive form does not hold (E0963).
Diagnostics refusals(const Model& model, const Parts& parts);

}  // namespace offtake::extensive
