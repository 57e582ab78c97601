// The same problem on fewer scenarios, on which the method looks for the next point before it pays
// for an evaluation on all of them. Around x, where the evaluation on all is known,
//
//   G(y) = F_few(y) + d·y,   d = slope of F at x − slope of F_few at x                      (1)
//
// has the slope of F, and bends as F does but for the noise of the sample: where G is greatest F is
// nearly so (Shamir, Srebro & Zhang, Communication-efficient distributed optimization using an
// approximate Newton-type method, ICML 2014). The few scenarios only ever propose a point: what
// they say of F is no cut and no bound.
#pragma once

#include <vector>

#include "offtake/optimize/search.h"

namespace offtake {

class Rehearsal {
 public:
  // All must outlive it.
  Rehearsal(Oracle& few, const Risk& risk, Search& all) : few_(few), risk_(risk), all_(all) {}

  // Where (1) less the elastic costs is greatest within `gap`, or the best found until it was
  // interrupted. Errors: as maximize().
  Result<std::vector<double>> next(const Evaluation& at, double gap);

  int evaluations() const { return static_cast<int>(known_.size()); }
  double seconds() const { return seconds_; }

 private:
  Result<Evaluation> at(const std::vector<double>& x);
  Result<std::vector<double>> best(const std::vector<double>& from, const std::vector<double>& d,
                                   double gap);

  Oracle& few_;
  const Risk& risk_;
  Search& all_;
  std::vector<Evaluation> known_;  // of F_few
  double seconds_ = 0.0;
};

}  // namespace offtake
