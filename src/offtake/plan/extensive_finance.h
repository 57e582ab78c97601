// Agreements about money whose payments hang on what was paid before. Private to extensive_*.cpp.
#pragma once

#include <string>

#include "offtake/plan/extensive_path.h"

namespace offtake::extensive {

// A share of the planner's revenue, owed until all that is paid reaches a cap:
//   owed_k = owed_{k−1} + share_k · revenue_k                                              (1)
//   paid_k ≥ owed_k − M_k·reached_k,  paid_k ≥ cap·reached_k,  paid_k ≤ cap                (2)
// with M_k the most that can be owed until then. Who pays would rather pay less and later, so
// paid_k = min(owed_k, cap). Where even the most is under the cap there is nothing to tell.
class CappedShare {
 public:
  CappedShare(const Commitment& of, const RevenueShareTerms& terms);
  const Commitment& of() const { return *of_; }
  // Takes what is paid in the step from `net`. `revenue` is of that step, its `known` the most that
  // it can be; `step` is PATH,STEP.
  void pay(const std::string& step, double share, const Sum& revenue, Named& out, Sum& net);

 private:
  const Commitment* of_;
  double cap_;                                // $M
  double most_owed_ = 0.0;                    // M_k
  int owed_ = -1, paid_ = -1, reached_ = -1;  // columns, of the step before
};

}  // namespace offtake::extensive
