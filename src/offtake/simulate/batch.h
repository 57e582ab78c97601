// A run too large to keep every path of it is played in batches of kBatchPaths; each is measured,
// and of all batches together
//
//   sums, means      are those of all paths; with their standard errors          (block_sums.h)
//   a quantile       the median of the quantiles of all full batches; those of cash-flow-at-risk
//                    alike                                                                    (1)
//   a CVaR           Σ_b n_b c_b / Σ_b n_b                                                    (2)
//
// The rank of a batch's quantile is off by less than 1/n_b of the paths in expectation, and (1) has
// the median of their ranks, whatever the values are: a mean would lie where few values are if
// there is a gap at the quantile. So (1) is off by about 1/kBatchPaths, and scatters √(π/2) times
// as much as the quantile of all paths. The sampling error of that, √(p(1 − p)/n), is at p = 5 %
// and a million paths fourteen times the bias, at ten million four times, at a billion a half. So
// many paths make the means better, the quantiles hardly.
//
// Batches are put together pairwise as ordered_sum() does it, so what is kept of them is a few and
// each one's quantiles, and how a run is divided among machines does not matter.
#pragma once

#include <optional>
#include <vector>

#include "offtake/simulate/block_sums.h"
#include "offtake/simulate/contagion.h"
#include "offtake/simulate/measures.h"

namespace offtake {

// `batches` batches from number `first` on, put together: a power of two, and `first` a multiple of
// it.
struct Batch {
  std::int64_t first = 0, batches = 1;
  PathMeasures measures;
  BlockSums sums;
  std::optional<ContagionSums> contagion;
  std::vector<double> quantiles;  // [batch][MeasuredNumbers::quantiles]
};

// The numbers of some measures, in an order that the model alone decides.
struct MeasuredNumbers {
  std::vector<Estimate*> estimates;
  std::vector<double*> quantiles;  // and what follows from one
  std::vector<double*> tails;
};
MeasuredNumbers numbers_of(PathMeasures& measures);

// Appends `next`, which follows on the last, and puts together what can be.
void append(Batch next, SampleOptions sample, std::vector<Batch>& batches);
// Puts all of them together: the measures of the run.
Batch fold(std::vector<Batch> batches, SampleOptions sample);

}  // namespace offtake
