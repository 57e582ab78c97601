#include "offtake/plan/plan_oracle.h"

namespace offtake {

Plan all_slots(const Columns& columns, Plan plan) {
  plan.epochs = columns.epochs;
  for (const Slot& slot : columns.slots) {
    plan.signings.push_back(signing_of(slot, std::vector<double>(std::size_t(slot.cells), 0.0)));
  }
  return plan;
}

PlanOracle::PlanOracle(const Model& model, const Columns& columns, const Plan& signed_already,
                       const Futures& futures, const PathValuesOptions& options)
    : values_(model, all_slots(columns, signed_already), futures, options) {
  const auto paths = std::size_t(values_.paths());
  probability_.assign(paths, 1.0 / double(paths));
}

Status PlanOracle::values(const std::vector<double>& x, std::vector<double>& value) {
  x_ = x;
  return values_.values(x, value);
}

Status PlanOracle::slope(const std::vector<double>& weight, std::vector<double>& out) {
  return values_.slope(x_, weight, out);
}

}  // namespace offtake
