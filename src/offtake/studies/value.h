// What offers, their clauses and news are worth: best plans of changed models against the best plan
// of the model as it stands. docs/reference/value.md.
//
//   W(model) = max_x R_w[V(x)] over the plans of the model, in the sample                    (1)
//   worth of a change = W(with what is worth something) − W(without it)                      (2)
//
// The walk-away price of an offer is the price at which the best plan signs the first MW of it and
// no more. With x the best plan without it, w_j what the first MW of its column j is worth there
// and c_j what w_j loses per whole price (plan/explain.h; the offer's payments are nothing at x, so
// w_j is a straight line in the price),
//
//   walk-away = price · max_j (1 + w_j / c_j)          of what the planner buys (c > 0)      (3)
//             = price · min_j (1 + w_j / c_j)          of what it sells (c < 0)
//
// Duals and slopes are those of the cuts of a plan that is proven to a gap, so (3) is checked:
// plans at a price kCheckShare dearer and cheaper, to a tenth of the gap.
#pragma once

#include <optional>
#include <vector>

#include "offtake/studies/information.h"
#include "offtake/studies/offer_changes.h"
#include "offtake/studies/study.h"

namespace offtake {

inline constexpr double kCheckShare = 0.01;
inline constexpr double kSignedShare = 1e-3;  // of its most: less is nothing signed
inline constexpr double kQuarterMonths = 3.0, kYearMonths = 12.0;

struct WalkAway {
  OfferPrice price;    // as it stands, on the date of the column
  double month = 0.0;  // signed, in the column that is the last to go
  int column_cell = 0;
  std::string column;
  bool sells = false;
  double first_mw_usd = 0.0;  // the most that the first MW is worth at the price as it stands
  double factor = 0.0;        // of the price; 0 or less: not even for nothing
  // MW signed, at most in any case, at the factor less and more kCheckShare.
  bool checked = false;
  double cheaper_mw = 0.0, dearer_mw = 0.0;
  bool holds = false;  // signed where it is better than the walk-away, not where it is worse
};

enum class Change { faster, exit, step_down, expansion, extension, later };
struct ChangeWorth {
  Change change{};
  bool removed = false;  // the clause that there is was taken out, otherwise one was put in
  Difference worth;      // of having it
};

struct OfferWorth {
  AgreementId offer;
  double signed_mw = 0.0;  // by the best plan, at most in any case; 1 of a whole one
  std::optional<Difference> worth;
  std::optional<WalkAway> walk_away;  // nothing: it has no price
  std::vector<ChangeWorth> changes;
};

struct Worths {
  Optimum best;  // of the model as it stands
  Risk risk;
  std::vector<OfferWorth> offers;
  std::vector<Information> drivers;
  std::vector<Failure> failures;
  bool whole = true;  // false: stopped
};

struct ValueQuestion {
  StrategyId strategy;
  std::vector<AgreementId> offers;  // empty: all that the planner may sign
  bool drivers = true;
};

// Errors: those of the best plan.
Result<Worths> worths(const Model& model, const ValueQuestion& question,
                      const StudyOptions& options);

}  // namespace offtake
