// The Oracle with a memory: a point that an earlier run evaluated, bit for bit, is not evaluated
// again.
#pragma once

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "offtake/optimize/bundle.h"

namespace offtake {

class Remember {
 public:
  // Evaluates for options.risk; hands what is new to options.keep. All must outlive it.
  Remember(Oracle& oracle, const Risk& risk, const BundleOptions& options);

  Result<Evaluation> at(std::vector<double> x);
  int asked() const { return asked_; }  // of the oracle
  int known() const { return known_; }
  double seconds() const { return seconds_; }

 private:
  Oracle& oracle_;
  const Risk& risk_;
  const BundleOptions& options_;
  std::unordered_map<std::string, const Evaluation*> stored_;  // by the bytes of x
  int asked_ = 0, known_ = 0;
  double seconds_ = 0.0;
};

}  // namespace offtake
