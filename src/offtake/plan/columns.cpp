#include "offtake/plan/columns.h"

#include <algorithm>

namespace offtake {

Plan plan_of(const Columns& columns, const Plan& signed_already, const std::vector<double>& x) {
  Plan plan = signed_already;
  plan.epochs = columns.epochs;
  for (const Slot& slot : columns.slots) {
    const auto first = x.begin() + slot.first_column;
    Signing s{slot.offer, slot.month, 0.0, slot.epoch, {first, first + slot.cells}};
    const bool any =
        std::any_of(s.mw_by_cell.begin(), s.mw_by_cell.end(), [](double mw) { return mw > 0.0; });
    if (any) plan.signings.push_back(std::move(s));
  }
  return plan;
}

}  // namespace offtake
