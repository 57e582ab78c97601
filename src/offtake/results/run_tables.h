// What a run's record keeps beside its tables, as tables.
#pragma once

#include <string>
#include <vector>

#include "offtake/results/run_record.h"
#include "offtake/results/table.h"

namespace offtake {

// "Demand" and its Korean; the key itself where it is none of ours.
struct MeasureFacts {
  std::string label, label_ko;
  Dimension dimension;
};
MeasureFacts measure_facts(const std::string& key);

// payments   every line of the ledger by step, run-off too
// measures   every measure by step: mean, standard error, quantiles
// log        the method's iterations
// No rows where the run has none.
Table payments_table(const RunRecord& run);
Table measures_table(const RunRecord& run);
Table log_table(const RunRecord& run);

// Those of the run by their keys, then those above that have rows.
std::vector<Table> run_tables(const RunRecord& run);

}  // namespace offtake
