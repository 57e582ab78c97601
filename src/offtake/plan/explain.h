// Why a plan is as it is, and what would make an impossible request possible.
#pragma once

#include <string>
#include <vector>

#include "offtake/plan/problem.h"

namespace offtake {

enum class LimitUnit { mw, usd, share };

// One limit at one date, as people know it: whatever the sequence of cells.
struct NamedLimit {
  std::string name, key_path;  // as in DomainRow
  LimitUnit unit{};
  bool at_least = false;  // a target
  double value = 0.0;     // as the model has it
  int year = 0;           // of a resource or budget; else 0
};

// Marginal values. They are those of the plan without lots and least sizes, read off the cuts: with
// the cuts' weights λ and the rows' duals y of the last master,
//
//   one MW more of a column, were its offer larger, is worth
//     w_j = Σ_i λ_i slope_i[j] − Σ { y_r a_rj : r is not the total of the column's offer } (1)
//   one unit more of a limit: Σ { |y_r| : r is a row of it }, of an offer's total also
//     Σ_j max(0, d_j), d_j = Σ_i λ_i slope_i[j] − Σ_r y_r a_rj, where the bound of a column is it
//
// A case counts by its probability, as everything does in the objective.
struct BindingLimit {
  NamedLimit limit;
  double worth_usd = 0.0;  // of one MW more, of a budget a dollar; of a target so much less
};

struct OfferMargin {
  int column = 0;
  double mw = 0.0;         // signed
  double worth_usd = 0.0;  // (1), per MW
};

// An offer that the plan signs nowhere, where it is nearest to being worth it.
struct NearMiss {
  int column = 0;
  double short_usd = 0.0;  // −(1), per MW, at least 0
  // Where it has a price: how much less would do, and what it is per MW-month. The slope of (1) in
  // the price is that at the plan, so this is for a small cut.
  bool has_price = false;
  double price_usd_per_mw_month = 0.0, cut_usd_per_mw_month = 0.0;
};

struct Bindings {
  std::vector<BindingLimit> limits;  // the most valuable first
  std::vector<OfferMargin> at_most;  // likewise: what would be signed more of
  std::vector<NearMiss> not_signed;  // the nearest first
};

// `known` are the evaluations of the plan x, that of x among them. Errors: those of the master
// (E0960) and the oracle.
Result<Bindings> what_binds(const PlanProblem& problem, const std::vector<Evaluation>& known,
                            const std::vector<double>& x, const PlanOptions& options);

// What the first MW of a column is worth, where nothing of its offer is signed: (1) of every column
// at the plan x, whose own offer has no bound of its own there; and by how much that falls where
// the offer is dearer. `dearer` is the problem's model with prices larger by `share` of what they
// are; their payments are nothing at x, so that the fall is proportional to the share.
struct FirstMw {
  std::vector<double> worth_usd;      // [column] (1)
  std::vector<double> per_price_usd;  // [column] fall of (1) per whole price
};
Result<FirstMw> first_mw(const PlanProblem& problem, const std::vector<Evaluation>& known,
                         const std::vector<double>& x, const Model& dearer, double share,
                         const PlanOptions& options);

// One way to change limits so that all of them can be kept:
//
//   minimize Σ_keys max { change / size : limits of the key } + a little Σ change / size        (2)
//
// size: the limit's own value (the reach of its offers where that is 0). What is asked for may be
// made less (targets, concentration limits), what limits it more (resources, budgets, offers).
// Lots and least sizes are left aside.
struct LimitChange {
  NamedLimit limit;
  double by = 0.0, to = 0.0;  // `to` is rounded outward to four digits
};
struct Way {
  enum class Which { ask_less, allow_more, both } which{};
  double size = 0.0;                 // (2)
  std::vector<LimitChange> changes;  // by key and date
};

struct Remedy {
  // Each that is possible; `both` only where it is smaller than either. Empty: without lots all
  // limits can be kept.
  std::vector<Way> ways;
  // Limits that cannot be kept together, though they could without any one of them.
  std::vector<NamedLimit> conflict;
};

Result<Remedy> what_would_help(const PlanProblem& problem, const Solver& solver);

}  // namespace offtake
