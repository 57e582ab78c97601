// The best plan of a model, and how two of them differ.
#pragma once

#include <string>
#include <vector>

#include "offtake/studies/study.h"

namespace offtake {

struct Optimum {
  double value_usd = 0.0, bound_usd = 0.0;  // in the sample: it lies between
  bool proven = false;
  std::vector<double> x;
  std::vector<Evaluation> known;  // every plan that was evaluated on the way
  std::vector<double> fresh_usd;  // [path] the planner's, on the fresh futures
  Plan plan;
  Columns columns;
};

// Without anything to decide: what the strategy signs, played.
Result<Optimum> optimum(const StudyOptions& options, const PlanJob& job);

struct Difference {
  double usd = 0.0;                      // of the values in the sample
  double low_usd = 0.0, high_usd = 0.0;  // where that of the best plans lies: by the gaps of both
  Estimate fresh_usd;                    // risk-adjusted, paired on the fresh paths
};
Difference difference(const Optimum& a, const Optimum& b, const Risk& risk,
                      const FuturesOptions& fresh);

// The most MW of the offer that the plan signs in any column.
double signed_mw(const Optimum& of, AgreementId offer);

}  // namespace offtake
