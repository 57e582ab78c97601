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
  if (!gives_up(option)) {
    check_multipliers(model, price_of(terms, option).amount, at + ".price", problems);
  }
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
  const bool expands = option == Exercise::expansion;
  problems.warn("W0751", at + (expands ? ".until" : ".notice"),
                "the planner decides nothing between its first date and its last",
                fmt::format("give a {}, or shorter `epochs`",
                            expands ? "longer `until`" : "shorter `notice`"));
}

// Notice must be possible before there is nothing left to give up.
void check_giving_up(const Model& model, const Agreement& a, const CapacityTerms& c,
                     Exercise option, const std::string& path, Problems& problems) {
  const Exit* exit = exit_of(c, option);
  if (!exit) return;
  const double end = c.delivery.ramp.first() + c.delivery.term_months;
  if (exit->from_months + exit->notice_months < end) {
    check_option(model, a, option, path, problems);
    return;
  }
  const std::string at = fmt::format("{}.{}", path, key_of(option));
  const bool never = exit->notice_months >= end;
  problems
      .error("E0753", at + (never ? ".notice" : ".from"),
             fmt::format("it takes effect {} after signing at the earliest, when the agreement has "
                         "ended after {}",
                         format_quantity(exit->from_months + exit->notice_months, dim::time),
                         format_quantity(end, dim::time)),
             never ? "give a shorter `notice`"
                   : fmt::format("give a `from` of less than {}",
                                 format_quantity(end - exit->notice_months, dim::time)))
      .related_path = path + ".term";
}

}  // namespace

void check_options(const Model& model, const Agreement& a, const CapacityTerms& c,
                   const std::string& path, Problems& problems) {
  if (c.expansion) check_option(model, a, Exercise::expansion, path, problems);
  for (const Exercise option : {Exercise::exit, Exercise::step_down}) {
    check_giving_up(model, a, c, option, path, problems);
  }
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
