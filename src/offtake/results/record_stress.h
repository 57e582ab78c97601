// What shocks do to a plan, as a report.
#pragma once

#include "offtake/results/record_study.h"
#include "offtake/studies/stress.h"

namespace offtake {

// Tables "shocks", "measures", "agreements" (who carries each loss), "signed_now" (what would be
// signed first otherwise), "tornado", "breaking", "limits". In "breaking", `at` is told in its own
// unit: a percentile, a factor, months.
StudyReport stress_report(const Stress& stress);

}  // namespace offtake
