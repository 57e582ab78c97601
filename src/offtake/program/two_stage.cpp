#include "offtake/program/two_stage.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "offtake/base/text.h"

namespace offtake {
namespace {

Diagnostic broken(std::string what) {
  Diagnostic d;
  d.code = "E1126";
  d.what = std::move(what);
  d.mend = "correct the program, or the code that wrote it";
  return d;
}

// The row of every entry.
std::vector<std::int32_t> rows_of_entries(const LinearProgram& p) {
  std::vector<std::int32_t> row(p.value.size());
  for (std::size_t i = 0; i < p.rows(); ++i) {
    std::fill(row.begin() + p.start[i], row.begin() + p.start[i + 1], static_cast<int>(i));
  }
  return row;
}

// What is wrong with a scenario, or nothing.
class ScenarioCheck {
 public:
  explicit ScenarioCheck(const TwoStage& p) : p_(p), row_(rows_of_entries(p.core)) {}

  std::string operator()(const TwoStage::Scenario& s) const {
    if (!(s.probability > 0.0) || !std::isfinite(s.probability)) return "no positive probability";
    if (!std::isfinite(s.offset)) return "an infinite constant";
    for (const TwoStage::Cost& c : s.costs) {
      if (!inside(c.column, p_.core.columns())) return "a cost of no column";
      if (!std::isfinite(c.value)) return "an infinite cost";
    }
    if (std::string wrong = bounds(s.rows, p_.second_row, "row"); !wrong.empty()) return wrong;
    if (std::string wrong = bounds(s.columns, p_.second_column, "column"); !wrong.empty()) {
      return wrong;
    }
    for (const TwoStage::Entry& e : s.entries) {
      if (!inside(e.at, row_.size())) return "a coefficient that the core has no place for";
      if (!p_.second_row[std::size_t(row_[std::size_t(e.at)])]) return "another first-stage row";
      if (!std::isfinite(e.value)) return "an infinite coefficient";
    }
    return {};
  }

 private:
  static bool inside(std::int64_t index, std::size_t count) {
    return index >= 0 && std::size_t(index) < count;
  }
  std::string bounds(const std::vector<TwoStage::Bounds>& all, const std::vector<char>& second,
                     const char* of) const {
    for (const TwoStage::Bounds& b : all) {
      if (!inside(b.index, second.size())) return fmt::format("bounds of no {}", of);
      if (!second[std::size_t(b.index)]) return fmt::format("other bounds of a first-stage {}", of);
      if (!(b.least <= b.most)) return fmt::format("crossed bounds of a {}", of);
    }
    return {};
  }

  const TwoStage& p_;
  std::vector<std::int32_t> row_;
};

Status check_stages(const TwoStage& p) {
  const LinearProgram& core = p.core;
  if (p.second_column.size() != core.columns() || p.second_row.size() != core.rows()) {
    return broken("columns or rows without a stage");
  }
  for (std::size_t i = 0; i < core.rows(); ++i) {
    if (p.second_row[i]) continue;
    for (auto e = std::size_t(core.start[i]); e < std::size_t(core.start[i + 1]); ++e) {
      if (core.value[e] == 0.0 || !p.second_column[std::size_t(core.column[e])]) continue;
      return broken(fmt::format("first-stage row {} has a column of the second stage", i));
    }
  }
  return ok_status();
}

// Sums of what the scenarios say of one number of the core, and the probability with which they
// say anything.
struct Sum {
  double said = 0.0, probability = 0.0;
  double mean(double core, double total) const {
    const double rest = total - probability;
    // 0 · ∞ is no number.
    return (said + (rest > 1e-15 * total ? rest * core : 0.0)) / total;
  }
};

template <class Key>
void add(std::map<Key, Sum>& sums, Key key, double value, double probability) {
  Sum& sum = sums[key];
  sum.said += probability * value;
  sum.probability += probability;
}

std::vector<TwoStage::Bounds> mean_bounds(const std::map<int, Sum>& least,
                                          const std::map<int, Sum>& most,
                                          const std::vector<double>& core_least,
                                          const std::vector<double>& core_most, double total) {
  std::vector<TwoStage::Bounds> out;
  for (const auto& [index, sum] : least) {
    out.push_back({index, sum.mean(core_least[std::size_t(index)], total),
                   most.at(index).mean(core_most[std::size_t(index)], total)});
    // Equal bounds stay equal, whatever the rounding.
    if (out.back().least > out.back().most) out.back().least = out.back().most;
  }
  return out;
}

}  // namespace

Status validate(const TwoStage& p) {
  if (Status core = validate(p.core); !core) return core;
  if (Status stages = check_stages(p); !stages) return stages;
  if (p.scenarios.empty()) return broken("there is no scenario");
  const ScenarioCheck check(p);
  Diagnostics wrong;
  for (std::size_t s = 0; s < p.scenarios.size(); ++s) {
    if (const std::string what = check(p.scenarios[s]); !what.empty()) {
      wrong.push_back(broken(fmt::format("scenario {} has {}", s + 1, what)));
    }
  }
  if (!wrong.empty()) return wrong;
  return ok_status();
}

double total_probability(const TwoStage& program) {
  double total = 0.0;
  for (const TwoStage::Scenario& s : program.scenarios) total += s.probability;
  return total;
}

LinearProgram scenario_program(const TwoStage& program, const TwoStage::Scenario& scenario) {
  LinearProgram p = program.core;
  p.offset += scenario.offset;
  for (const TwoStage::Cost& c : scenario.costs) p.cost[std::size_t(c.column)] = c.value;
  for (const TwoStage::Bounds& b : scenario.rows) {
    p.row_lower[std::size_t(b.index)] = b.least;
    p.row_upper[std::size_t(b.index)] = b.most;
  }
  for (const TwoStage::Bounds& b : scenario.columns) {
    p.lower[std::size_t(b.index)] = b.least;
    p.upper[std::size_t(b.index)] = b.most;
  }
  for (const TwoStage::Entry& e : scenario.entries) p.value[std::size_t(e.at)] = e.value;
  return p;
}

TwoStage::Scenario mean_scenario(const TwoStage& program) {
  std::map<int, Sum> cost, row_least, row_most, column_least, column_most;
  std::map<std::int64_t, Sum> entry;
  TwoStage::Scenario mean;
  const double total = mean.probability = total_probability(program);
  for (const TwoStage::Scenario& s : program.scenarios) {
    const double p = s.probability;
    mean.offset += p * s.offset / total;
    for (const TwoStage::Cost& c : s.costs) add(cost, c.column, c.value, p);
    for (const TwoStage::Bounds& b : s.rows) {
      add(row_least, b.index, b.least, p);
      add(row_most, b.index, b.most, p);
    }
    for (const TwoStage::Bounds& b : s.columns) {
      add(column_least, b.index, b.least, p);
      add(column_most, b.index, b.most, p);
    }
    for (const TwoStage::Entry& e : s.entries) add(entry, e.at, e.value, p);
  }
  const LinearProgram& core = program.core;
  for (const auto& [column, sum] : cost) {
    mean.costs.push_back({column, sum.mean(core.cost[std::size_t(column)], total)});
  }
  for (const auto& [at, sum] : entry) {
    mean.entries.push_back({at, sum.mean(core.value[std::size_t(at)], total)});
  }
  mean.rows = mean_bounds(row_least, row_most, core.row_lower, core.row_upper, total);
  mean.columns = mean_bounds(column_least, column_most, core.lower, core.upper, total);
  return mean;
}

}  // namespace offtake
