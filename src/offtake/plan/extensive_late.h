// Late delivery and deposits, per MW. Private to extensive_*.cpp.
#pragma once

#include <optional>

#include "offtake/plan/extensive_terms.h"

namespace offtake::extensive {

// When the tenant ends what is too late, +inf where it comes in time.
double long_stop_month(const Path& path, const Delivery& delivery, double signed_month);

struct Lateness {
  double signed_month = 0.0;
  double end_month = 0.0;     // of the term, with its delay
  double failed_month = 0.0;  // of either side
  double price = 0.0;         // $M per MW-month, without escalation
  double contracted = 0.0;    // $M per MW, of the whole term, escalated
  double sign = 1.0;          // of what the tenant pays, for the planner
  // Given up from here on: only what falls away then.
  std::optional<double> given_up_month = {};
};
// Damages, the deposit and its return, the return of what was prepaid.
void add_late(const Path& path, const CapacityTerms& terms, const Lateness& of, Terms& out);

struct TakenOver {
  double standing = 0.0;    // installed share when the provider failed
  double from_month = 0.0;  // when the other goes on
  double end_month = 0.0;   // of the term, with its delay
};
// MW per MW of each step that another goes on with, as many as `steps`.
std::vector<double> taken_over(const Path& path, const Agreement& agreement, const TakenOver& of,
                               std::size_t steps);

}  // namespace offtake::extensive
