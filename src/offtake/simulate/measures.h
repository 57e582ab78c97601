// From paths to measures with their confidence intervals, in two halves: what needs every path, of
// a batch of them; and what the sums over all paths tell.
#pragma once

#include "offtake/simulate/path_store.h"
#include "offtake/simulate/simulation.h"
#include "offtake/simulate/statistics.h"

namespace offtake {

struct MeasureContext {
  const Model& model;
  const Compiled& c;
  std::int64_t paths = 0;  // of the whole run
  SampleOptions sample;
  std::int64_t sampled_paths = 0;
  int threads = 0;
};

// What every path of a batch tells. `years` lack what the sums tell; there and until finish() the
// three of cash-flow-at-risk are the quantile of the year's net cash with its interval.
struct PathMeasures {
  std::int64_t paths = 0;  // of the batch
  std::vector<StepSeries> series;
  std::vector<YearMeasures> years;
  std::vector<PartyValue> values;
  std::vector<std::vector<double>> npv_usd;  // [party][path]; empty where they are not kept
};

// The steps of each calendar year of the clock.
struct StepSpan {
  int first = 0, last = 0;
};
std::vector<StepSpan> years_of(const Compiled& compiled);

// All in place, and nothing measured.
PathMeasures blank_measures(const MeasureContext& x);
PathMeasures measure_paths(const MeasureContext& x, const PathStore& store);

// Value, its tail and quantiles of each party, of its value on every path.
void measure_values(const MeasureContext& x, const std::vector<std::vector<double>>& npv_usd,
                    std::vector<PartyValue>& values);

// `sums` over all paths.
Simulation finish(const MeasureContext& x, PathMeasures measures, const BlockSums& sums);

}  // namespace offtake
