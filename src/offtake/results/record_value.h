// What offers, clauses and news are worth as tables, a document and a sentence:
// docs/reference/value.md.
#pragma once

#include "offtake/results/record_study.h"
#include "offtake/studies/value.h"

namespace offtake {

// best       the best plan of the model as it stands                         (a list)
// walk_away  the price at which the first MW of each offer is no longer signed
// offers     what each is worth
// changes    what faster delivery, an exit, an option and waiting are worth
// drivers    what news of each is worth
StudyReport value_report(const Model& model, const Worths& worths);

}  // namespace offtake
