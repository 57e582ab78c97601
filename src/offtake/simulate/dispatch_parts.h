// What the two passes of dispatch share. Only dispatch*.cpp include this header.
#pragma once

#include "offtake/simulate/dispatch.h"
#include "offtake/simulate/rows.h"

namespace offtake {

struct PathStep {
  int step = 0, lane = 0;
};
// In place of the last segment in use, of a path that does not go through the order of merit.
inline constexpr double kApart = -1.0;
// Sources that deliver nothing matter to the backward pass alone.
enum class Idle { left_out, kept };

// USD per H100e-month of using such a part of a source [lane].
void use_cost(const Workspace& w, int position, Tier tier, int step, double* out);
// The same of a segment, from Fixed::use_cost where it differs by path, else in `same`.
inline const double* cost_of(const Workspace& w, const Fleet::Segment& segment, int step,
                             Lanes& same) {
  if (segment.cost_row >= 0) return w.fixed().use_cost.at(std::size_t(segment.cost_row), step);
  same.fill(segment.cost_in(step));
  return same.data();
}

// A segment from its first step on, serving the need.
rows::Part part_of(const Workspace& w, const Fleet::Segment& segment, double place,
                   std::size_t need);

// Sizes the scratch for the fleet.
void fit(const Fleet& fleet, DispatchScratch& scratch);
// scratch.use_cost of the step.
void set_costs(const Workspace& w, const Fleet& fleet, int step, DispatchScratch& scratch);
// What a path offers, by rising cost.
void set_segments(const Workspace& w, const Fleet& fleet, PathStep at, Idle idle,
                  DispatchScratch& scratch);
// A site counts for a workload once it holds the least that the workload needs in one place.
void set_allowed(const Workspace& w, const Fleet& fleet, PathStep at, DispatchScratch& scratch);
// Dispatches one path in one step: scratch.result.
void solve_path(const Workspace& w, const Fleet& fleet, PathStep at, Idle idle,
                DispatchScratch& scratch);

}  // namespace offtake
