#include <algorithm>
#include <cmath>
#include <set>

#include "offtake/base/quantity.h"
#include "offtake/base/text.h"
#include "offtake/model/check_parts.h"

namespace offtake {
namespace {

void check_epochs(const Model& model, Problems& problems) {
  const double steps = model.planner.epoch_months / model.clock.months_per_step;
  if (steps >= 1.0 - 1e-9 && std::abs(steps - std::round(steps)) <= 1e-9 * steps) return;
  const double whole = std::max(1.0, std::round(steps)) * model.clock.months_per_step;
  problems
      .error("E0740", "planner.epochs",
             fmt::format("a time of {} is no whole number of steps",
                         format_quantity(model.planner.epoch_months, dim::time)),
             fmt::format("write `{}`", format_quantity(whole, dim::time)))
      .related_path = "clock.step";
}

void check_signals(const Model& model, Problems& problems) {
  const Planner& planner = model.planner;
  for (std::size_t i = 0; i < planner.signals.size(); ++i) {
    const Driver& driver = model.at(planner.signals[i]);
    if (!is_event(driver) && !is_duration(driver)) continue;
    problems
        .error("E0742", fmt::format("planner.signals[{}]", i),
               fmt::format("'{}' is {}: it has no value that can be high or low at a date",
                           driver.name, is_event(driver) ? "an event" : "a duration"),
               "name a driver that multiplies a value")
        .related_path = "drivers." + driver.name;
  }
  if (std::set<DriverId>(planner.signals.begin(), planner.signals.end()).size() <
      planner.signals.size()) {
    problems.error("E0744", "planner.signals", "a signal stands here twice", "name it once");
  }
}

// What is told apart: cells of each signal, or the nodes of given paths.
void check_cells(const Model& model, Problems& problems) {
  const Planner& planner = model.planner;
  const std::vector<DriverId> signals = signals_of(model, planner.cells, planner.tree);
  if (!planner.tree) {
    const double cells = std::pow(planner.cells, double(signals.size()));
    if (cells <= kMostCells) return;
    const double most = std::floor(std::pow(kMostCells, 1.0 / double(signals.size())) + 1e-9);
    problems
        .error("E0741", "planner.cells",
               fmt::format("{} cells of each of {} signals are {:.0f} at a date, more than {:.0f}",
                           planner.cells, signals.size(), cells, kMostCells),
               fmt::format("write `cells: {:.0f}`, or name fewer `signals`", most))
        .related_path = "planner.signals";
    return;
  }
  if (signals.empty()) {
    problems.error("E0743", "planner.cells", "no driver has given paths that could be a tree",
                   "write a number of cells, or give a driver of kind `given`");
  }
  for (const DriverId id : signals) {
    if (std::holds_alternative<Given>(model.at(id).process)) continue;
    problems
        .error("E0743", "planner.signals",
               fmt::format("the paths of '{}' are drawn: they are no tree", model.at(id).name),
               "name drivers of kind `given`, or write a number of `cells`")
        .related_path = "drivers." + model.at(id).name;
  }
}

void check_limits(const Model& model, Problems& problems) {
  const Clock& clock = model.clock;
  const std::string path = "planner.limits";
  for (std::size_t i = 0; i < model.planner.concentration.size(); ++i) {
    const Concentration& c = model.planner.concentration[i];
    const std::string at = fmt::format("{}.concentration[{}]", path, i);
    if (c.until_month <= c.from_month) {
      problems.error("E0310", at + ".until", "until is not after from",
                     "give an `until` that is later than `from`");
    } else if (c.from_month >= clock.end() || c.until_month <= clock.start_month) {
      problems.error("E0745", at, "it holds outside the clock alone: it has no effect",
                     "give dates inside the clock, or delete it");
    }
  }
  const int first = clock.year_of(0), last = clock.year_of(clock.steps - 1);
  for (const Budget& budget : model.planner.budgets) {
    if (budget.year >= first && budget.year <= last) continue;
    problems.error("E0745", fmt::format("{}.budgets.{}", path, budget.year),
                   fmt::format("no step of the clock begins in {}", budget.year),
                   fmt::format("give a year from {} to {}", first, last));
  }
  for (const CapacityTarget& target : model.planner.targets) {
    if (target.month > clock.start_month && target.month <= clock.end()) continue;
    problems.error("E0745", path + ".capacity",
                   fmt::format("the end of {} lies outside the clock",
                               to_string(month_date(target.month - 1e-6))),
                   fmt::format("give dates from {} to {}", to_string(month_date(clock.start_month)),
                               to_string(month_date(clock.end() - 1e-6))));
  }
}

}  // namespace

void check_planner(const Model& model, Problems& problems) {
  if (model.clock.steps < 1) return;
  check_epochs(model, problems);
  check_signals(model, problems);
  check_cells(model, problems);
  check_limits(model, problems);
}

}  // namespace offtake
