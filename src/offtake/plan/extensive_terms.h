// What one commitment brings the planner on one path, for each MW (or for the whole of a kind
// without capacity). Private to extensive_*.cpp.
#pragma once

#include <string>
#include <vector>

#include "offtake/futures/futures.h"
#include "offtake/model/model.h"
#include "offtake/plan/extensive_profile.h"

namespace offtake::extensive {

inline constexpr double kUsdPerMoney = 1e6;  // money is in $M
inline constexpr double kH100ePerUnit = 1e3;

// One future, as the clauses see it.
struct Path {
  const Model& model;
  const FuturesBlock& block;
  int lane = 0;
  std::int64_t number = 0;

  // Mean of the series over the step, its drivers at the beginning; after the clock as in its last
  // step.
  double during(const Series& series, int step) const;
  // At the signing date, the drivers at the step of signing; signed before the clock: without them.
  double at_signing(const Series& series, double month) const;
  double delay_months(DriverId delay) const;
  double stop_month(PartyId party) const;  // from then on it has failed
  // Part of the step before `stop`: what flows through a step counts for that part.
  double alive(int step, double stop) const;
};

// Months of the step that lie in [from, until).
double overlap_months(const Clock& clock, int step, double from, double until);

// An agreement in force, a signing, or a column's slot.
struct Commitment {
  AgreementId agreement;
  double month = 0.0;              // signed
  bool offered = false;            // signed from an offer, whose from and until are its window
  int epoch = -1;                  // of the cell that decides, −1: none
  std::vector<double> mw_by_cell;  // one if no epoch
  int first_column = -1;           // instead of mw_by_cell: x
  std::string label;               // oracle-4.5gw,2027Q1
  Exercise exercise = Exercise::none;
  double base_month = 0.0;  // what is exercised was signed then
  int gives_up = -1;        // so much less of that commitment, which comes before
};

// Of what gives up another's MW, its change: less is delivered, less is paid.
struct StepTerms {
  double delivered = 0.0;    // MW per MW
  double paid = 0.0;         // to the planner, $M; with what is owed for capacity
  double financed = 0.0;     // to the planner, $M: cash that is no value
  double owed_share = 1.0;   // of what is delivered: used at no more cost
  double use_cost = 0.0;     // $M for a MW used through the step beyond that
  double power = 0.0;        // $M for a MW used at all
  double let_share = 0.0;    // of what is delivered, that may be let on
  double rent = 0.0;         // $M for a MW let on through the step
  double served_pays = 0.0;  // $M for a MW served from the planner's sources, who owes `delivered`
};

struct Terms {
  std::vector<StepTerms> steps;  // until it ends
  double h100e = 0.0;            // thousands per MW
  Installed installed;
  double it_mw = 1.0;  // of power at a site put together, per MW
};

// Whether it is or becomes firm on the path, with a probability that drivers move at signing.
bool converts(const Path& path, const Futures& futures, const Agreement& agreement,
              double signed_month);

// Of no steps when it does not convert. `soaked`: work without cash takes whatever is idle, so that
// all that is delivered runs and is paid for.
Terms terms_of(const Path& path, const Futures& futures, const Commitment& commitment, bool soaked);

}  // namespace offtake::extensive
