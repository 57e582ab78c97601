// The options of a tenant: whether they can ever be exercised.
#include <algorithm>

#include "offtake/base/text.h"
#include "offtake/model/check_parts.h"

namespace offtake {
namespace {

// Whether the planner decides at some t, after < t ≤ until.
bool decides_within(const Model& model, double after, double until) {
  const Clock& clock = model.clock;
  const double step = std::max(model.planner.epoch_months, 1e-3);
  for (double t = clock.start_month; t < clock.end() && t <= until + 1e-9; t += step) {
    if (t > after + 1e-9) return true;
  }
  return false;
}

// Whether `exercisable(month signed)` holds of any date on which it is or may be signed.
template <class Exercisable>
bool on_any_signing(const Model& model, const Agreement& a, Exercisable exercisable) {
  if (!a.is_offer) return exercisable(a.signed_month);
  const double step = std::max(model.planner.epoch_months, 1e-3);
  for (double t = model.clock.start_month; t < std::min(a.until_month, model.clock.end());
       t += step) {
    const double month = std::max(t, a.from_month);
    if (month < std::min(t + step, a.until_month) && exercisable(month)) return true;
  }
  return false;
}

void check_holder(const Model& model, const Agreement& a, const std::string& path,
                  Problems& problems) {
  if (a.first == model.planner.party) return;
  problems
      .warn("W0750", path,
            fmt::format("its holder '{}' does not plan, so it is never exercised",
                        model.at(a.first).name),
            "delete it, or plan for the tenant")
      .related_path = "planner.party";
}

}  // namespace

void check_options(const Model& model, const Agreement& a, const CapacityTerms& c,
                   const std::string& path, Problems& problems) {
  if (c.expansion) {
    const std::string at = path + ".expansion";
    check_holder(model, a, at, problems);
    check_multipliers(model, c.expansion->amount, at + ".price", problems);
    const double until = c.expansion->until_months;
    if (!on_any_signing(
            model, a, [&](double month) { return decides_within(model, month, month + until); })) {
      problems.warn("W0751", at + ".until", "nothing is decided after signing and until then",
                    "give a longer `until`, or let the planner decide more often");
    }
  }
}

}  // namespace offtake
