#include "offtake/simulate/batch.h"

#include <gtest/gtest.h>

namespace offtake {
namespace {

Batch batch_of(std::int64_t number, std::int64_t paths, double quantile, double tail) {
  Batch out;
  out.first = number;
  out.measures.paths = paths;
  out.measures.series.resize(1);
  out.measures.series[0].quantile = {quantile};
  out.measures.values.resize(1);
  out.measures.npv_usd.resize(1);
  out.measures.values[0].npv_cvar_usd = tail;
  for (const double* q : numbers_of(out.measures).quantiles) out.quantiles.push_back(*q);
  return out;
}

// Beside a gap the quantile of a batch lies on either side of it: so does the run's, where a mean
// of the batches' would lie within. The last batch, which is not full, has no say in it.
TEST(Batches, AQuantileIsTheMedianOfTheirsAndATailTheirMean) {
  std::vector<Batch> batches;
  append(batch_of(0, kBatchPaths, 1.0, 3.0), {}, batches);
  append(batch_of(1, kBatchPaths, 100.0, 6.0), {}, batches);
  append(batch_of(2, kBatchPaths, 2.0, 9.0), {}, batches);
  append(batch_of(3, kBatchPaths / 2, 50.0, 13.0), {}, batches);
  Batch all = fold(std::move(batches), {});
  EXPECT_EQ(all.batches, 4);
  EXPECT_EQ(all.measures.series[0].quantile[0], 2.0);
  EXPECT_DOUBLE_EQ(all.measures.values[0].npv_cvar_usd, (3.0 + 6.0 + 9.0 + 0.5 * 13.0) / 3.5);
}

}  // namespace
}  // namespace offtake
