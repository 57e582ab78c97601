// What is not paid where parties run out of money, as tables and as a document.
// docs/reference/contagion.md.
#pragma once

#include <vector>

#include "offtake/model/model.h"
#include "offtake/results/table.h"
#include "offtake/simulate/simulation.h"

namespace offtake {

// contagion          by party: how likely it fails, what it never pays and is never paid
// contagion_links    payer to payee: what is due, late, never paid, and stands ready unpaid
// contagion_by_year  by year and party; without rows of nothing
std::vector<Table> contagion_tables(const Contagion& contagion, const Model& model);

}  // namespace offtake
