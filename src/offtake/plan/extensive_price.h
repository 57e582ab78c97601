// What a provider asks along the term, in $M per MW-month. Private to extensive_*.cpp.
#pragma once

#include "offtake/plan/extensive_profile.h"
#include "offtake/plan/extensive_terms.h"

namespace offtake::extensive {

class Asked {
 public:
  // `terms` as they are signed in `month`.
  Asked(const Path& path, const Agreement& agreement, const CapacityTerms& terms, double month)
      : path_(path), agreement_(agreement), terms_(terms), month_(month) {}

  double at_signing() const;
  // Escalated, and reset to its index.
  double from(double month) const;
  // No more than the least that is asked of a peer in force at `month`.
  double favoured(const Futures& futures, double asked, double month) const;
  // Σ_k e_k · MW-months of step k, as contracted, before the clock too; of those after a date.
  double escalated_mw_months(double since_months = 0.0) const;

 private:
  double escalated(double month) const;
  double reset(double month) const;

  const Path& path_;
  const Agreement& agreement_;
  const CapacityTerms& terms_;
  double month_;
};

}  // namespace offtake::extensive
