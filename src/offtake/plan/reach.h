// How much can be installed by a date, whatever it costs and whatever happens:
//
//   maximize t   subject to   t ≤ in force + Σ_s mw_s x_s        for each way to count       (1)
//                             Σ_s per_mw_s x_s ≤ most            for each limit that must hold
//                             x ≥ 0
//
// over the slots of a problem with one cell at each epoch. mw_s is what a MW of slot s has
// installed at the date, counted as a target of capacity is; a site that is put together has a way
// to count for each of its layers. The limits are those of resources, budgets, own loans, offers
// and options, all as contracted (limits.h). Lots and least sizes, and what is asked for (targets,
// limits on concentration), are left aside.
#pragma once

#include <string>
#include <vector>

#include "offtake/plan/explain.h"

namespace offtake {

// All limits of one resource in one year, the budget of a year, or the most of an offer or option.
struct LimitGroup {
  enum class Kind { offer, option, resource, budget } kind{};
  std::string name;      // "us-power", "stargate", "budget"
  std::string key_path;  // as in DomainRow
  LimitUnit unit{};
  int year = 0;  // 0: of the whole clock
};

struct GroupUse {
  LimitGroup group;
  // Where the use is nearest to the limit in the year, with what is in force; in MW or USD.
  double used = 0.0, limit = 0.0;
  // MW more at the date for each unit (MW, USD) more of it, throughout its year.
  double worth_mw = 0.0;
};

struct Reach {
  double mw = 0.0;             // t
  double in_force_mw = 0.0;    // of it, in the way that counts least
  std::vector<double> x;       // [slot] MW
  std::vector<double> at;      // [slot] MW installed at the date, in the first way to count
  std::vector<GroupUse> uses;  // by kind, name and year
};

struct ReachOptions {
  // Worth is not the dual of a vertex, which may promise too much, but what the program brings with
  // this share more of the limit (of one unit, where the limit is less).
  double step = 1e-3;
  bool worth = true;
};

// For each of `months` (since 1970-01, within the clock). `problem` has one cell at each epoch.
// Errors: those of the solver.
Result<std::vector<Reach>> reach(const PlanProblem& problem, const std::vector<double>& months,
                                 const Solver& solver, const ReachOptions& options = {});

// What one unit more of each group is worth in a plan: Σ of the duals of its rows, in USD of the
// risk-adjusted value per MW or USD. Of an offer that is decided once only, its bound is no row and
// says nothing. Those worth nothing are left out.
struct GroupWorth {
  LimitGroup group;
  double usd = 0.0;
};
std::vector<GroupWorth> worth_of_limits(const PlanResult& plan);
// What one MW less of the plan's targets would bring: Σ of their duals.
double worth_of_targets(const PlanResult& plan);

}  // namespace offtake
