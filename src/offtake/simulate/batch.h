// A run too large to keep every path of it is played in batches of kBatchPaths; each is measured,
// and of all batches together
//
//   sums, means      are those of all paths; with their standard errors          (block_sums.h)
//   a quantile       Σ_b n_b q_b / Σ_b n_b over the batches' own quantiles; CVaR and the quantiles
//                    of cash-flow-at-risk alike                                               (1)
//
// The rank of q_b is off by less than 1/n_b of the paths in expectation, so (1) is by about
// 1/kBatchPaths, and its scatter is that of the quantile of all paths. The sampling error of the
// rank is √(p(1 − p)/n): at p = 5 % and a million paths fourteen times that bias, at ten million
// four times, at a billion a half. So many paths make the means better, the quantiles hardly. Where
// values lie in heaps with a gap at p, batches may fall on both sides of it: the mean then lies in
// the gap, and its rank is off by up to the sampling error of one batch, √(p(1 − p)/kBatchPaths).
//
// Batches are put together pairwise as ordered_sum() does it, so what is kept of them is a few, and
// how a run is divided among machines does not matter.
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
};

// The numbers of some measures, in an order that the model alone decides.
struct MeasuredNumbers {
  std::vector<Estimate*> estimates;
  std::vector<double*> numbers;
};
MeasuredNumbers numbers_of(PathMeasures& measures);

// Appends `next`, which follows on the last, and puts together what can be.
void append(Batch next, SampleOptions sample, std::vector<Batch>& batches);
// Puts all of them together.
Batch fold(std::vector<Batch> batches, SampleOptions sample);

}  // namespace offtake
