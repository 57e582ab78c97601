#include "offtake/optimize/two_stage_oracle.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/parallel.h"
#include "offtake/optimize/recourse.h"

namespace offtake {
namespace {

constexpr std::size_t kMostBlocks = 32;
constexpr double kFirstPrice = 1e3, kPriceStep = 1e2;

std::vector<int> marked(const std::vector<char>& marks) {
  std::vector<int> out;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    if (marks[i]) out.push_back(static_cast<int>(i));
  }
  return out;
}

std::vector<int> unmarked(std::vector<char> marks) {
  for (char& mark : marks) mark = !mark;
  return marked(marks);
}

// Rows with a coefficient of the second stage that some scenario changes.
std::vector<char> random_recourse_rows(const TwoStage& p) {
  const LinearProgram& core = p.core;
  std::vector<char> entry(core.value.size(), 0), row(core.rows(), 0);
  for (const TwoStage::Scenario& s : p.scenarios) {
    for (const TwoStage::Entry& e : s.entries) entry[std::size_t(e.at)] = 1;
  }
  for (std::size_t i = 0; i < core.rows(); ++i) {
    for (auto e = std::size_t(core.start[i]); e < std::size_t(core.start[i + 1]); ++e) {
      if (entry[e] && p.second_column[std::size_t(core.column[e])]) row[i] = 1;
    }
  }
  return row;
}

}  // namespace

Stages::Stages(const TwoStage& p)
    : first_columns(unmarked(p.second_column)),
      second_columns(marked(p.second_column)),
      first_rows(unmarked(p.second_row)),
      second_rows(marked(p.second_row)),
      within(p.core.columns()) {
  for (const auto* columns : {&first_columns, &second_columns}) {
    for (std::size_t j = 0; j < columns->size(); ++j) {
      within[std::size_t((*columns)[j])] = static_cast<int>(j);
    }
  }
}

RecourseShape::RecourseShape(const TwoStage& p)
    : stages(p), total_probability(offtake::total_probability(p)), rows(stages.second_rows) {
  const std::vector<char> random = random_recourse_rows(p);
  const auto fixed = [&](int row) { return !random[std::size_t(row)]; };
  movable = std::size_t(std::stable_partition(rows.begin(), rows.end(), fixed) - rows.begin());

  const LinearProgram& core = p.core;
  std::vector<char> cost(core.columns(), 0), bounds(core.columns(), 0);
  std::vector<char> least(core.rows(), 0), most(core.rows(), 0);
  const auto see_row = [&](std::size_t row, double a, double b) {
    if (std::isfinite(a)) least[row] = 1;
    if (std::isfinite(b)) most[row] = 1;
  };
  const auto see_cost = [&](int column, double value) {
    if (p.second_column[std::size_t(column)])
      largest_cost = std::max(largest_cost, std::abs(value));
  };
  for (std::size_t i = 0; i < core.rows(); ++i) see_row(i, core.row_lower[i], core.row_upper[i]);
  for (std::size_t j = 0; j < core.columns(); ++j) see_cost(static_cast<int>(j), core.cost[j]);
  for (const TwoStage::Scenario& s : p.scenarios) {
    for (const TwoStage::Bounds& b : s.rows) see_row(std::size_t(b.index), b.least, b.most);
    for (const TwoStage::Bounds& b : s.columns) bounds[std::size_t(b.index)] = 1;
    for (const TwoStage::Cost& c : s.costs) {
      see_cost(c.column, c.value);
      cost[std::size_t(c.column)] = p.second_column[std::size_t(c.column)];
    }
  }
  random_costs = marked(cost);
  random_columns = marked(bounds);
  for (const int row : rows) {
    has_least.push_back(least[std::size_t(row)]);
    has_most.push_back(most[std::size_t(row)]);
  }
}

TwoStageOracle::TwoStageOracle(const TwoStage& program, const Solver& solver, int threads)
    : program_(program), solver_(solver), threads_(threads), shape_(program) {
  for (const TwoStage::Scenario& s : program.scenarios) probability_.push_back(s.probability);
  price_ = kFirstPrice * shape_.largest_cost;
}

TwoStageOracle::~TwoStageOracle() = default;

void TwoStageOracle::raise_price() {
  price_ *= kPriceStep;
  blocks_.clear();
}

Status TwoStageOracle::values(const std::vector<double>& x, std::vector<double>& value) {
  const std::size_t scenarios = probability_.size(), n = columns();
  const std::size_t per_block = (scenarios + kMostBlocks - 1) / kMostBlocks;
  const std::size_t blocks = (scenarios + per_block - 1) / per_block;
  if (blocks_.empty()) {
    for (std::size_t b = 0; b < blocks; ++b) {
      blocks_.push_back(std::make_unique<Recourse>(program_, shape_, solver_, price_));
    }
  }
  value.assign(scenarios, 0.0);
  slopes_.assign(scenarios * n, 0.0);
  std::vector<double> paid(blocks, 0.0);
  std::vector<Diagnostics> errors(blocks);
  for_each_block(static_cast<std::int64_t>(blocks), threads_, [&](std::int64_t block) {
    const auto b = std::size_t(block);
    for (std::size_t s = b * per_block; s < std::min(scenarios, (b + 1) * per_block); ++s) {
      const auto answer =
          blocks_[b]->solve(program_.scenarios[s], x, slopes_.data() + std::ptrdiff_t(s * n));
      if (!answer) {
        errors[b] = answer.errors();
        return;
      }
      value[s] = answer->value;
      paid[b] = std::max(paid[b], answer->elastic);
    }
  });
  for (const Diagnostics& wrong : errors) {
    if (!wrong.empty()) return wrong;
  }
  elastic_ = *std::max_element(paid.begin(), paid.end());
  return ok_status();
}

Status TwoStageOracle::slope(const std::vector<double>& weight, std::vector<double>& out) {
  const std::size_t n = columns();
  out.assign(n, 0.0);
  for (std::size_t s = 0; s < weight.size(); ++s) {
    if (weight[s] == 0.0) continue;
    for (std::size_t j = 0; j < n; ++j) out[j] += weight[s] * slopes_[s * n + j];
  }
  return ok_status();
}

}  // namespace offtake
