// The ranks that make a plan together. Rank 0 plans and asks; every rank, rank 0 too, answers for
// its own share of the paths. The answers one after the other are in the order of the paths.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "offtake/base/communicator.h"

namespace offtake {

// Which columns a point has: the plan's, on all paths or on those of a rehearsal, on top of what
// the strategy signs or of nothing; or those of one cell everywhere.
enum class Decisions { plan, rehearsed, alone, one_cell };

struct TeamRequest {
  enum class Kind {
    begin,    // draws what is planned; answer: nothing
    values,   // numbers: a point; answer: its value on each path of the share
    slope,    // numbers: the weights of all paths, at the last point; answer: [block][column]
    perfect,  // numbers: first, last; answer: the bound of each of these paths' own plans
    end,      // no more will be asked
  };
  Kind kind{};
  Decisions decisions{};
  std::vector<double> numbers = {};
};

using Answer = std::function<Result<std::string>(const TeamRequest&)>;

class PlanTeam {
 public:
  PlanTeam(Communicator& ranks, Answer own) : ranks_(ranks), own_(std::move(own)) {}
  // On rank 0. Where several ranks fail the errors are those of the first, named unless it is rank
  // 0. Beside errors of the answers: no memory (E1342), a lost rank (E1341).
  Result<std::vector<double>> ask(const TeamRequest& request);

 private:
  Communicator& ranks_;
  Answer own_;
};

// On the other ranks: answers until the end, or until a rank is lost (E1341).
Status serve_team(Communicator& ranks, const Answer& own);
// On rank 0, whatever came of the plan: the others may go.
void dismiss_team(Communicator& ranks);

}  // namespace offtake
