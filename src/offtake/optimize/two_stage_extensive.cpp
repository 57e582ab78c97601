#include "offtake/optimize/two_stage_extensive.h"

#include <algorithm>

#include "offtake/base/text.h"

namespace offtake {
namespace {

double sign_of(const TwoStage& p) { return p.core.maximize ? -1.0 : 1.0; }

// Σ of a scenario's loss over the columns of the core: its coefficients.
std::vector<double> loss_costs(const TwoStage& p, const LinearProgram& scenario) {
  const double sign = sign_of(p), total = total_probability(p);
  std::vector<double> cost(scenario.columns());
  for (std::size_t j = 0; j < cost.size(); ++j) {
    const double first = p.core.cost[j] / total + (scenario.cost[j] - p.core.cost[j]);
    cost[j] = sign * (p.second_column[j] ? scenario.cost[j] : first);
  }
  return cost;
}

double loss_offset(const TwoStage& p, const TwoStage::Scenario& s) {
  return sign_of(p) * (p.core.offset / total_probability(p) + s.offset);
}

class Extensive {
 public:
  Extensive(const TwoStage& p, const Stages& stages, const Risk& risk)
      : p_(p), stages_(stages), risk_(risk) {}

  LinearProgram build() {
    const LinearProgram& core = p_.core;
    for (const int j : stages_.first_columns) add_column(core, std::size_t(j), 0.0);
    for (const int i : stages_.first_rows) add_row(core, std::size_t(i), 0);
    for (std::size_t s = 0; s < p_.scenarios.size(); ++s) add_scenario(s);
    if (risk_.tail_weight != 0.0) add_risk();
    return std::move(out_);
  }

 private:
  void add_column(const LinearProgram& from, std::size_t j, double cost) {
    const bool whole = !from.integer.empty() && from.integer[j];
    out_.add_column(cost, from.lower[j], from.upper[j], whole);
  }

  std::size_t place(std::size_t core_column, std::size_t scenario) const {
    const auto within = std::size_t(stages_.within[core_column]);
    if (!p_.second_column[core_column]) return within;
    return stages_.first_columns.size() + scenario * stages_.second_columns.size() + within;
  }

  void add_row(const LinearProgram& from, std::size_t i, std::size_t scenario) {
    std::vector<LinearProgram::Entry> entries;
    for (auto e = std::size_t(from.start[i]); e < std::size_t(from.start[i + 1]); ++e) {
      if (from.value[e] == 0.0) continue;
      entries.push_back(
          {static_cast<int>(place(std::size_t(from.column[e]), scenario)), from.value[e]});
    }
    out_.add_row(from.row_lower[i], from.row_upper[i], entries);
  }

  void add_scenario(std::size_t s) {
    const LinearProgram scenario = scenario_program(p_, p_.scenarios[s]);
    const std::vector<double> loss = loss_costs(p_, scenario);
    const double weight = risk_.mean_weight * p_.scenarios[s].probability;
    for (const int j : stages_.second_columns) {
      add_column(scenario, std::size_t(j), weight * loss[std::size_t(j)]);
    }
    for (const int j : stages_.first_columns) {
      out_.cost[place(std::size_t(j), s)] += weight * loss[std::size_t(j)];
    }
    out_.offset += weight * loss_offset(p_, p_.scenarios[s]);
    for (const int i : stages_.second_rows) add_row(scenario, std::size_t(i), s);
  }

  // (1): η, then z_s and its row.
  void add_risk() {
    const double weight = risk_.tail_weight;
    const int eta = out_.add_column(weight * total_probability(p_), -kInfinity, kInfinity);
    for (std::size_t s = 0; s < p_.scenarios.size(); ++s) {
      const double cost = weight * p_.scenarios[s].probability / risk_.tail;
      const int z = out_.add_column(cost, 0.0, kInfinity);
      const std::vector<double> loss = loss_costs(p_, scenario_program(p_, p_.scenarios[s]));
      std::vector<LinearProgram::Entry> entries{{z, 1.0}, {eta, 1.0}};
      for (std::size_t j = 0; j < loss.size(); ++j) {
        if (loss[j] != 0.0) entries.push_back({static_cast<int>(place(j, s)), -loss[j]});
      }
      out_.add_row(loss_offset(p_, p_.scenarios[s]), kInfinity, entries);
    }
  }

  const TwoStage& p_;
  const Stages& stages_;
  const Risk& risk_;
  LinearProgram out_;
};

}  // namespace

Result<LinearProgram> extensive_form(const TwoStage& program, const Stages& stages,
                                     const Risk& risk) {
  const double entries = double(program.core.value.size()) + double(program.core.columns());
  if (entries * double(program.scenarios.size()) > kMostExtensiveEntries) {
    Diagnostic d;
    d.code = "E1124";
    d.what = fmt::format("the extensive form of {} scenarios has more than {:.0f} entries",
                         program.scenarios.size(), kMostExtensiveEntries);
    d.mend = "use the bundle method, or fewer scenarios";
    return d;
  }
  return Extensive(program, stages, risk).build();
}

std::vector<double> scenario_values(const TwoStage& p, const Stages& stages,
                                    const std::vector<double>& x) {
  std::vector<double> values;
  for (std::size_t s = 0; s < p.scenarios.size(); ++s) {
    const std::vector<double> cost = loss_costs(p, scenario_program(p, p.scenarios[s]));
    const std::size_t second = stages.first_columns.size() + s * stages.second_columns.size();
    double loss = loss_offset(p, p.scenarios[s]);
    for (std::size_t j = 0; j < cost.size(); ++j) {
      const auto within = std::size_t(stages.within[j]);
      loss += cost[j] * x[p.second_column[j] ? second + within : within];
    }
    values.push_back(-loss);
  }
  return values;
}

LinearProgram loss_program(const TwoStage& program, const TwoStage::Scenario& scenario,
                           const std::vector<double>* first_stage) {
  LinearProgram p = scenario_program(program, scenario);
  p.cost = loss_costs(program, p);
  p.offset = loss_offset(program, scenario);
  p.maximize = false;
  std::size_t next = 0;
  for (std::size_t j = 0; first_stage && j < p.columns(); ++j) {
    if (!program.second_column[j]) p.lower[j] = p.upper[j] = (*first_stage)[next++];
  }
  return p;
}

TwoStage expected_value_program(const TwoStage& program) {
  TwoStage mean = program;
  mean.scenarios = {mean_scenario(program)};
  return mean;
}

TwoStage wait_and_see_program(const TwoStage& program) {
  TwoStage alone = program;
  const double total = total_probability(program);
  for (TwoStage::Scenario& s : alone.scenarios) {
    for (TwoStage::Cost& c : s.costs) {
      const auto j = std::size_t(c.column);
      if (!program.second_column[j]) c.value += program.core.cost[j] * (1.0 / total - 1.0);
    }
  }
  for (std::size_t j = 0; j < program.core.columns(); ++j) {
    if (!program.second_column[j]) alone.core.cost[j] /= total;
  }
  std::fill(alone.second_column.begin(), alone.second_column.end(), 1);
  std::fill(alone.second_row.begin(), alone.second_row.end(), 1);
  return alone;
}

}  // namespace offtake
