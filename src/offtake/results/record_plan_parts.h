// The tables of a plan, one by one. Only for record_plan*.cpp.
#pragma once

#include "offtake/results/record_plan.h"

namespace offtake {

Table now_table(const PlanResult& result);
Table later_table(const PlanResult& result);
Table cells_table(const PlanResult& result);
Table left_out_table(const PlanResult& result);

Table brings_table(const PlanResult& result, const PlanFacts& facts);
Table plan_years_table(const PlanResult& result);
Table violations_table(const PlanResult& result);
Table proof_table(const PlanResult& result, const PlanFacts& facts);
Table worth_table(const PlanResult& result);
Table size_table(const PlanResult& result, const PlanFacts& facts);
Table times_table(const PlanResult& result);

// Another line under a table, in both languages.
void add_line(Table& table, const std::string& en, const std::string& ko);

// (a − b) path by path.
Estimate paired(const std::vector<double>& a, const std::vector<double>& b, Sampling sampling);
// NaN for what is not there.
double value_of_adapting(const PlanResult& result);
double value_of_stochastic_solution(const PlanResult& result);

// The name of a case as a cell, with its Korean.
std::string cell_in(Column& column, std::string cell);

}  // namespace offtake
