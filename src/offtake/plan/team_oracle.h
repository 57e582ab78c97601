// The team as an Oracle: V_i(x) of all paths, each rank's by itself. The same bits as PlanOracle's.
#pragma once

#include <cstdint>

#include "offtake/optimize/oracle.h"
#include "offtake/plan/team.h"

namespace offtake {

class TeamOracle : public Oracle {
 public:
  struct Sizes {
    std::int64_t paths = 0;
    std::size_t columns = 0;
  };
  TeamOracle(PlanTeam& team, Decisions decisions, const Sizes& sizes);

  std::size_t columns() const override { return columns_; }
  const std::vector<double>& probability() const override { return probability_; }
  Status values(const std::vector<double>& x, std::vector<double>& value) override;
  Status slope(const std::vector<double>& weight, std::vector<double>& out) override;

 private:
  PlanTeam& team_;
  Decisions decisions_;
  std::size_t columns_;
  std::vector<double> probability_;
};

}  // namespace offtake
