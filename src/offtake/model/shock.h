// Shocks as plain data: what goes wrong, from when on. studies/shock.h puts them into effect.
// docs/reference/stress.md gives each effect its formula.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "offtake/base/id.h"

namespace offtake {

inline constexpr double kLongAgo = -1e9, kForever = std::numeric_limits<double>::infinity();

// These parties fail on a date: as by their `default`, whichever comes first.
struct ProviderFailure {
  std::vector<PartyId> parties;
  double month = 0.0;
};
// What is contracted to come first in [from, until) comes so much later than it would.
struct Slip {
  double months = 0.0;
  SiteId site;       // none: any
  PartyId provider;  // likewise
  double from_month = kLongAgo, until_month = kForever;
};
// In [from, until) the volume of workloads is so many times as large.
struct DemandShock {
  double times = 1.0;
  PartyId party;  // whose workloads; none: all
  double from_month = kLongAgo, until_month = kForever;
};
// Of every rate of growth, taken in logarithms, so many times as much in [from, until).
struct GrowthShock {
  double times = 1.0;
  PartyId party;
  double from_month = kLongAgo, until_month = kForever;
};
// From then on no machine is installed there any more; what stands, stays.
struct Embargo {
  std::string jurisdiction;
  double from_month = kLongAgo;
};
// From then on the stock of a resource is at most this.
struct ResourceCap {
  ResourceId resource;
  double most_mw = 0.0;
  double from_month = kLongAgo;
};
// What is signed from then on costs so many times as much: prices and capex of offers.
struct PriceShock {
  double times = 1.0;
  double from_month = kLongAgo;
};
// Investments due in steps that begin in [from, until) are not paid, and loans signed before
// `until` are drawn no further from `from` on.
struct FundingStop {
  double from_month = 0.0, until_month = 0.0;
  bool holds(double month) const { return from_month <= month && month < until_month; }
};

struct Shock {
  std::string name, label, label_ko, note, source;
  std::optional<ProviderFailure> fails;
  std::optional<Slip> slips;
  std::optional<DemandShock> demand;
  std::optional<GrowthShock> growth;
  std::optional<Embargo> embargo;
  std::optional<ResourceCap> cap;
  std::optional<PriceShock> new_capacity;
  std::optional<FundingStop> funding;
  std::vector<std::string> set;  // as the option --set: other values for keys of the model
  bool empty() const {
    return !fails && !slips && !demand && !growth && !embargo && !cap && !new_capacity &&
           !funding && set.empty();
  }
};

// What has happened to parties and agreements, for the simulator. Empty vectors: nothing.
struct Disruption {
  std::vector<double> fails_month;         // [party]
  std::vector<Slip> slips;                 // months by agreement:
  std::vector<std::vector<int>> slips_of;  // [agreement] indices of slips
  std::vector<double> last_install_month;  // [agreement]
  std::vector<double> delivered_share;     // [agreement], of each MW
  FundingStop funding_stop;

  bool none() const {
    return fails_month.empty() && slips.empty() && last_install_month.empty() &&
           delivered_share.empty() && funding_stop.until_month <= funding_stop.from_month;
  }
  double fails(PartyId party) const {
    return fails_month.empty() ? kForever : fails_month[party.index()];
  }
  double slip_months(AgreementId agreement, double contracted_month) const {
    double sum = 0.0;
    if (slips_of.empty()) return sum;
    for (const int s : slips_of[agreement.index()]) {
      const Slip& slip = slips[std::size_t(s)];
      const bool due = slip.from_month <= contracted_month && contracted_month < slip.until_month;
      if (due) sum += slip.months;
    }
    return sum;
  }
  double last_install(AgreementId agreement) const {
    return last_install_month.empty() ? kForever : last_install_month[agreement.index()];
  }
  double share(AgreementId agreement) const {
    return delivered_share.empty() ? 1.0 : delivered_share[agreement.index()];
  }
};

}  // namespace offtake
