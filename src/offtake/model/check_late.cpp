// Late delivery, deposits, step-in: clauses that cannot act, or against each other.
#include <optional>
#include <set>

#include "offtake/base/quantity.h"
#include "offtake/base/text.h"
#include "offtake/model/check_parts.h"

namespace offtake {
namespace {

std::string months(double value) { return format_quantity(value, dim::time); }

// The longest delay that a driver can bring, where its kind says it.
std::optional<double> most_delay(const Model& model, DriverId delay) {
  const Process& process = model.at(delay).process;
  if (const auto* d = std::get_if<Delay>(&process)) return d->most_months;
  if (const auto* t = std::get_if<Triangular>(&process)) return t->most;
  if (const auto* p = std::get_if<Pert>(&process)) return p->most;
  return std::nullopt;
}

void check_long_stop(const Model& model, const Agreement& a, const Delivery& d,
                     const std::string& path, Problems& problems) {
  const double after = d.long_stop->after_months;
  if (after >= d.term_months) {
    problems
        .error(
            "E1242", path + ".long_stop",
            fmt::format("it may be ended {} after the first delivery contracted, but its term is "
                        "only {}",
                        months(after), months(d.term_months)),
            fmt::format("give a long stop shorter than {}", months(d.term_months)))
        .related_path = path + ".term";
    return;
  }
  const auto most = most_delay(model, d.delay);
  if (most && *most <= after) {
    problems
        .warn("W1241", path + ".long_stop",
              fmt::format("it is late by {} at most, so it is never ended", months(*most)),
              "give a shorter long stop, or a longer delay")
        .related_path = path + ".delay";
  }
  const double stop = a.signed_month + d.ramp.first() + after;
  if (!a.is_offer && stop <= model.clock.start_month) {
    problems.warn("W1243", path + ".long_stop",
                  "where it is too late, it ended before the clock starts: on those paths there is "
                  "no such agreement",
                  "give its first delivery as it was agreed last, or delete `long_stop`");
  }
}

void check_step_in(const Model& model, const Agreement& a, const CapacityTerms& c,
                   const std::string& path, Problems& problems) {
  const StepIn& x = *c.delivery.step_in;
  if (x.by == a.first || x.by == a.second || x.by == kOutside) {
    problems.error("E1247", path + ".step_in.by",
                   fmt::format("'{}' cannot go on with it: {}", model.at(x.by).name,
                               x.by == a.second  ? "it is the provider that has failed"
                               : x.by == a.first ? "it is the tenant that pays for it"
                                                 : "it is no party of the model"),
                   "name another party");
  }
  if (x.after_months >= c.delivery.term_months) {
    problems
        .error("E1248", path + ".step_in.after",
               fmt::format("{} after a failure its term of {} is over", months(x.after_months),
                           months(c.delivery.term_months)),
               fmt::format("give less than {}", months(c.delivery.term_months)))
        .related_path = path + ".term";
  }
  if (model.at(a.second).default_event.valid()) return;
  problems
      .warn("W1250", path + ".step_in",
            fmt::format("'{}' never fails: without a `default` this has no effect",
                        model.at(a.second).name),
            "give the provider a `default`")
      .related_path = "parties." + model.at(a.second).name;
}

}  // namespace

void check_conversion(const Model& model, const Agreement& a, const std::string& path,
                      Problems& problems) {
  if (a.converts_drivers.empty()) return;
  const std::string at = path + ".converts_with";
  if (a.binding == Binding::firm) {
    problems
        .error("E1245", at, "a firm agreement needs no conversion: it is signed",
               "delete `converts_with`, or write `binding: loi` or `binding: option`")
        .related_path = path + ".binding";
    return;
  }
  std::set<DriverId> once;
  for (const DriverId id : a.converts_drivers) {
    if (!once.insert(id).second) {
      problems.error("E0414", at, "a driver stands here twice, so its square would act",
                     "name it once");
    }
    if (!is_duration(model.at(id))) continue;
    problems
        .error("E0411", at,
               fmt::format("'{}' is a duration: it cannot multiply a value", model.at(id).name),
               "name a driver whose values are ratios")
        .related_path = "drivers." + model.at(id).name;
  }
  if (a.is_offer || a.signed_month >= model.clock.start_month) return;
  problems
      .warn("W1246", at, "it was signed before the clock, so the drivers have no effect",
            "give as `signed` the date on which it would become firm, or delete the key")
      .related_path = path + ".signed";
}

void check_late(const Model& model, const Agreement& a, const CapacityTerms& c,
                const std::string& path, Problems& problems) {
  const Delivery& d = c.delivery;
  if ((d.long_stop || d.damages) && !d.delay.valid()) {
    problems.warn("W1240", path + (d.long_stop ? ".long_stop" : ".late_damages"),
                  "nothing makes it late: without a `delay` this has no effect",
                  "name a driver at `delay`");
  } else if (d.long_stop) {
    check_long_stop(model, a, d, path, problems);
  }
  if (d.step_in) check_step_in(model, a, c, path, problems);
  if (c.deposit && c.deposit->share + c.price.prepayment > 1.0 + 1e-9) {
    const double left = 1.0 - c.price.prepayment;
    problems
        .error("E1244", path + ".deposit",
               "with the prepayment more is paid at signing than over the whole term",
               fmt::format("deposit at most {}", format_quantity(left, dim::ratio)))
        .related_path = path + ".prepayment";
  }
}

}  // namespace offtake
