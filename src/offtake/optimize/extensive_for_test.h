// The newsvendor as one linear program, for comparison with the bundle.
#pragma once

#include "offtake/optimize/cases_for_test.h"

namespace offtake::test {

// Columns: x, then the rest.
//   max  mean · Σ p_i V_i + tail_weight · (η − Σ p_i s_i / tail),  s_i ≥ η − V_i,  s_i ≥ 0
inline LinearProgram extensive(const Newsvendor& n, const Domain& domain, const Risk& risk) {
  LinearProgram p;
  p.maximize = true;
  for (std::size_t j = 0; j < n.cost.size(); ++j) {
    p.add_column(-risk.mean_weight * n.cost[j], domain.lower[j], domain.upper[j]);
  }
  const int eta = p.add_column(risk.tail_weight, -kInfinity, kInfinity);
  for (std::size_t i = 0; i < n.chance.size(); ++i) {
    const int short_of = p.add_column(-risk.tail_weight * n.chance[i] / risk.tail, 0.0, kInfinity);
    std::vector<LinearProgram::Entry> worth{{short_of, 1.0}, {eta, -1.0}};
    for (std::size_t j = 0; j < n.cost.size(); ++j) worth.push_back({int(j), -n.cost[j]});
    for (std::size_t k = 0; k < n.revenue.size(); ++k) {
      const int sold =
          p.add_column(risk.mean_weight * n.chance[i] * n.revenue[k], 0.0, n.demand[i][k]);
      std::vector<LinearProgram::Entry> supply{{sold, 1.0}};
      for (const auto& e : n.use[k]) supply.push_back({e.column, -e.value});
      p.add_row(-kInfinity, 0.0, supply);
      worth.push_back({sold, n.revenue[k]});
    }
    p.add_row(0.0, kInfinity, worth);
  }
  for (const DomainRow& row : domain.rows) {
    auto entries = row.entries;
    if (row.violation_cost > 0.0) {
      entries.push_back({p.add_column(-row.violation_cost, 0.0, kInfinity), -1.0});
      entries.push_back({p.add_column(-row.violation_cost, 0.0, kInfinity), 1.0});
    }
    p.add_row(row.least, row.most, entries);
  }
  return p;
}

}  // namespace offtake::test
