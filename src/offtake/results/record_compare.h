// What one way of doing has over another, as tables and a sentence. docs/reference/compare.md
#pragma once

#include "offtake/results/record_study.h"
#include "offtake/studies/compare.h"

namespace offtake {

// contenders  one row each: what the planner has of it
// parties     party × contender: value, worst tail, cash-flow-at-risk, stranded capital, emergency
//             funding
// gains       party × contender but the first: the gain with its interval, and how much wider it
//             would be unpaired
// by_agreement  from where the gains come (of people's tables the largest parts alone)
// by_driver   with which driver the planner's gain goes
StudyReport compare_report(const CompareResult& result);

}  // namespace offtake
