// The simulator as an Oracle: V_i(x) is what the planner is worth on path i when x is signed.
#pragma once

#include "offtake/optimize/oracle.h"
#include "offtake/plan/columns.h"
#include "offtake/simulate/path_values.h"

namespace offtake {

// Every slot, signed or not, on top of `signed_already`: the columns in their order.
Plan all_slots(const Columns& columns, Plan signed_already);

class PlanOracle : public Oracle {
 public:
  PlanOracle(const Model& model, const Columns& columns, const Plan& signed_already,
             const Futures& futures, const PathValuesOptions& options);

  std::size_t columns() const override { return values_.columns(); }
  const std::vector<double>& probability() const override { return probability_; }
  Status values(const std::vector<double>& x, std::vector<double>& value) override;
  Status slope(const std::vector<double>& weight, std::vector<double>& out) override;

 private:
  PathValues values_;
  std::vector<double> probability_;
  std::vector<double> x_;
};

}  // namespace offtake
