// What one rank does of a plan: whole blocks of the sample's paths, one after the other by rank.
#pragma once

#include <memory>
#include <optional>

#include "offtake/plan/planner.h"
#include "offtake/plan/problem.h"
#include "offtake/plan/team.h"
#include "offtake/simulate/path_values.h"

namespace offtake {

// The first paths, on which points are looked for: an eighth, less of very many, since the error of
// a sample does not ask how many are left out. 0: so few that all are looked at.
std::int64_t rehearsed_paths(std::int64_t paths);

class PlanShare {
 public:
  // That of `ranks.rank()`. All of them outlive it.
  PlanShare(const Model& model, StrategyId strategy, const PlanOptions& options,
            const Communicator& ranks);
  ~PlanShare();

  // Once the beginning is answered.
  const PlanProblem& problem() const { return *problem_; }

  // Errors: those of plan_problem(); a value that is not finite (E0608); of a path's own plan,
  // those of maximize().
  Result<std::string> answer(const TeamRequest& request);
  // Gives back the memory of what is held; who asks again has it drawn again.
  void let_go();

 private:
  struct Range {
    std::int64_t first = 0, paths = 0;
  };
  // The share of these paths.
  Range range_of(Decisions decisions) const;
  struct Held {
    Decisions decisions{};
    PathValues values;
    std::vector<double> x;  // of the last values()
  };
  Held& held(Decisions decisions);

  const Model& model_;
  StrategyId strategy_;
  const PlanOptions& options_;
  std::optional<PlanProblem> problem_;
  int rank_, size_;
  double memory_bytes_;
  // The plan's own values are kept for all of the plan, of the others those asked for last.
  std::unique_ptr<Held> plan_, rehearsed_, other_;
};

}  // namespace offtake
