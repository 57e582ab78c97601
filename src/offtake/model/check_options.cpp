// The options of a tenant: whether they can ever be exercised.
#include <algorithm>

#include "offtake/base/quantity.h"
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

// What holds of any option.
void check_option(const Model& model, const Agreement& a, Exercise option, const std::string& path,
                  Problems& problems) {
  const auto& terms = std::get<CapacityTerms>(a.terms);
  const std::string at = fmt::format("{}.{}", path, key_of(option));
  check_multipliers(model, price_of(terms, option).amount, at + ".price", problems);
  if (a.first != model.planner.party) {
    problems
        .warn("W0750", at,
              fmt::format("its holder '{}' does not plan, so it is never exercised",
                          model.at(a.first).name),
              "delete it, or plan for the tenant")
        .related_path = "planner.party";
    return;
  }
  if (on_any_signing(model, a, [&](double month) {
        const ExerciseDates dates = exercise_dates(terms, option, month);
        return decides_within(model, dates.after, dates.until);
      })) {
    return;
  }
  const bool extends = option == Exercise::extension;
  problems.warn("W0751", at + (extends ? ".notice" : ".until"),
                "the planner decides nothing between signing and its last date",
                fmt::format("give a {}, or shorter `epochs`",
                            extends ? "shorter `notice`" : "longer `until`"));
}

}  // namespace

void check_options(const Model& model, const Agreement& a, const CapacityTerms& c,
                   const std::string& path, Problems& problems) {
  if (c.expansion) check_option(model, a, Exercise::expansion, path, problems);
  if (!c.extension) return;
  const ExerciseDates dates = exercise_dates(c, Exercise::extension, 0.0);
  if (dates.until > 0.0) {
    check_option(model, a, Exercise::extension, path, problems);
    return;
  }
  problems
      .error("E0752", path + ".extension.notice", "notice would have to be given before signing",
             fmt::format("give a notice shorter than {}",
                         format_quantity(dates.until + c.extension->notice_months, dim::time)))
      .related_path = path + ".term";
}

}  // namespace offtake
