// What the sides of an agreement have to do with each other's sources.
#pragma once

#include "offtake/model/model.h"

namespace offtake {

// The terms of capacity that the provider serves from its own sources; null if it is not.
const CapacityTerms* from_fleet(const Agreement& agreement);

// Whether the party has something to do with what it leases: work, or what it sells from its fleet.
bool has_use(const Model& model, PartyId party);

// Whether what the agreement brings the planner moves with the plan through a dispatch that is not
// the planner's: what its tenant uses, or what its provider's fleet delivers of what it signs. The
// value is then not concave.
bool hangs_on_another(const Model& model, const Agreement& agreement);

}  // namespace offtake
