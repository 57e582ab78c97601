// The limits of the model as rows over the columns.
//
// A limit on a total (the most of an offer, a resource, a budget …) must hold on every path, and a
// path passes through one cell at each epoch. So each limit is a row for every sequence of cells
// that occurs: more than can be written down, so they are added as a point violates them.
#pragma once

#include <memory>
#include <vector>

#include "offtake/model/model.h"
#include "offtake/optimize/domain.h"
#include "offtake/plan/columns.h"

namespace offtake {

struct PlanDomain {
  Domain domain;  // bounds, lots, least sizes, and the rows that need no sequence
  std::unique_ptr<Separator> separator;
};

// All limits count what is contracted, as if nothing were late and nobody failed. Of a resource or
// budget that the agreements in force already use up, nothing is left: the row says so with 0,
// never with a negative limit, so to sign nothing is always allowed. Targets and concentration
// limits may be impossible, so they are elastic, at kViolationUsdPerMw (limits.h). Rows are in MW,
// those of a budget in $M. A limit that no point within the bounds can pass has no row; a cell that
// no sequence goes through has the bound 0.
//
// The separator gives the row of the worst sequence for each limit that a point passes by more than
// a watt (a dollar) and 1e-9 of its terms, 64 rows at most, the worst first.
PlanDomain make_domain(const Model& model, const Plan& signed_already, const Columns& columns,
                       const std::vector<std::vector<int>>& sequences);

// Every row that the separator of these sequences can give, for a program that somebody else
// solves.
std::vector<DomainRow> rows_of_all_sequences(const Model& model, const Plan& signed_already,
                                             const Columns& columns, const Domain& domain,
                                             const std::vector<std::vector<int>>& sequences);

}  // namespace offtake
