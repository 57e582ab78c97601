#include "offtake/plan/fit.h"

#include <algorithm>

namespace offtake {

double fitting_share(const PlanProblem& problem, const std::vector<double>& x,
                     const std::string& key_path) {
  double share = 1.0;
  const auto look_at = [&](const DomainRow& row) {
    const bool of_it = row.key_path == key_path || row.key_path.starts_with(key_path + ".");
    if (!of_it || row.most == kInfinity) return;
    double used = 0.0;
    for (const LinearProgram::Entry& e : row.entries) used += e.value * x[std::size_t(e.column)];
    if (used > row.most) share = std::min(share, std::max(0.0, row.most) / used);
  };
  for (const DomainRow& row : problem.domain.domain.rows) look_at(row);
  for (const DomainRow& row :
       rows_of_all_sequences(problem.model, problem.signed_already, problem.columns,
                             problem.domain.domain, problem.sequences)) {
    look_at(row);
  }
  return share;
}

}  // namespace offtake
