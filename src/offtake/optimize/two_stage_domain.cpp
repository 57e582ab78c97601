#include "offtake/optimize/two_stage_domain.h"

#include <algorithm>
#include <cmath>

#include "offtake/optimize/two_stage_extensive.h"

namespace offtake {
namespace {

// A derived bound is moved outwards, lest the solver's tolerance cut off the optimum.
constexpr double kSlack = 1e-6;

Domain domain_of(const TwoStage& program, const Stages& stages) {
  const LinearProgram& core = program.core;
  Domain d;
  for (const int column : stages.first_columns) {
    const auto j = std::size_t(column);
    d.lower.push_back(core.lower[j]);
    d.upper.push_back(core.upper[j]);
    d.lot.push_back(!core.integer.empty() && core.integer[j] ? 1.0 : 0.0);
    d.names.push_back(core.column_names.empty() ? std::string() : core.column_names[j]);
  }
  const bool whole = std::any_of(d.lot.begin(), d.lot.end(), [](double lot) { return lot > 0.0; });
  if (!whole) d.lot.clear();
  for (const int r : stages.first_rows) {
    const auto i = std::size_t(r);
    DomainRow row{core.row_lower[i], core.row_upper[i], {}, 0.0, {}, {}};
    for (auto e = std::size_t(core.start[i]); e < std::size_t(core.start[i + 1]); ++e) {
      if (core.value[e] == 0.0) continue;
      row.entries.push_back({stages.within[std::size_t(core.column[e])], core.value[e]});
    }
    if (!core.row_names.empty()) row.name = core.row_names[i];
    if (std::isfinite(row.least) || std::isfinite(row.most)) d.rows.push_back(std::move(row));
  }
  return d;
}

LinearProgram relaxation(const TwoStage& program, double most_loss) {
  const bool fixed =
      std::all_of(program.scenarios.begin(), program.scenarios.end(),
                  [](const TwoStage::Scenario& s) { return s.costs.empty() && s.entries.empty(); });
  const TwoStage mean = fixed ? expected_value_program(program) : TwoStage{};
  LinearProgram p = fixed ? loss_program(mean, mean.scenarios.front())
                          : loss_program(program, program.scenarios.front());
  if (fixed && std::isfinite(most_loss)) {
    std::vector<LinearProgram::Entry> loss;
    for (std::size_t j = 0; j < p.columns(); ++j) {
      if (p.cost[j] != 0.0) loss.push_back({static_cast<int>(j), p.cost[j]});
    }
    const double most = most_loss / total_probability(program) - p.offset;
    p.add_row(-kInfinity, most + kSlack * (1.0 + std::abs(most)), loss);
  }
  std::fill(p.cost.begin(), p.cost.end(), 0.0);
  p.integer.clear();
  return p;
}

}  // namespace

bool FirstStage::is_open() const {
  const auto any = [](const std::vector<char>& open) {
    return std::find(open.begin(), open.end(), 1) != open.end();
  };
  return any(open_below) || any(open_above);
}

FirstStage first_stage_of(const TwoStage& program, const Stages& stages, const Solver& solver,
                          double most_loss) {
  FirstStage first;
  first.domain = domain_of(program, stages);
  const std::size_t n = stages.first_columns.size();
  first.open_below.assign(n, 0);
  first.open_above.assign(n, 0);
  std::unique_ptr<LpSession> session;
  const auto derive = [&](std::size_t j, double direction, double& bound, char& open) {
    if (std::isfinite(bound)) return;
    if (!session) session = solver.open(relaxation(program, most_loss));
    const int column = stages.first_columns[j];
    session->set_cost(column, direction);
    const Result<LpSolution> s = session->solve({});
    session->set_cost(column, 0.0);
    open = !s;
    if (s) bound = s->x[std::size_t(column)] - direction * kSlack * (1.0 + std::abs(s->objective));
  };
  for (std::size_t j = 0; j < n; ++j) {
    derive(j, 1.0, first.domain.lower[j], first.open_below[j]);
    derive(j, -1.0, first.domain.upper[j], first.open_above[j]);
  }
  return first;
}

void set_box(FirstStage& first, double box) {
  for (std::size_t j = 0; j < first.open_below.size(); ++j) {
    double &lower = first.domain.lower[j], &upper = first.domain.upper[j];
    if (first.open_above[j]) upper = box + (first.open_below[j] ? 0.0 : std::max(lower, 0.0));
    if (first.open_below[j]) lower = -box + (first.open_above[j] ? 0.0 : std::min(upper, 0.0));
  }
}

bool box_binds(const FirstStage& first, const std::vector<double>& x) {
  constexpr double kNear = 0.99;
  for (std::size_t j = 0; j < x.size(); ++j) {
    const double lower = first.domain.lower[j], upper = first.domain.upper[j];
    const double width = upper - lower;
    if (first.open_above[j] && x[j] > lower + kNear * width) return true;
    if (first.open_below[j] && x[j] < upper - kNear * width) return true;
  }
  return false;
}

}  // namespace offtake
