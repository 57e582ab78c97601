#include "offtake/optimize/two_stage_oracle.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "offtake/base/parallel.h"
#include "offtake/optimize/recourse.h"

namespace offtake {
namespace {

constexpr std::size_t kMostBlocks = 32;
constexpr double kFirstPrice = 1e3, kPriceStep = 1e2;
constexpr double kPaid = 1e-6;  // a violation that counts, relative
constexpr std::size_t kMostCutsAtOnce = 3;

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
  known_ = false;
}

bool TwoStageOracle::paid() const {
  return std::any_of(elastic_.begin(), elastic_.end(), [](double e) { return e > kPaid; });
}

Status TwoStageOracle::values(const std::vector<double>& x, std::vector<double>& value) {
  const bool again = known_ && x == x_;
  if (Status done = again ? ok_status() : evaluate(x); !done) return done;
  value = values_;
  return ok_status();
}

Status TwoStageOracle::evaluate(const std::vector<double>& x) {
  const std::size_t scenarios = probability_.size(), n = columns();
  const std::size_t per_block = (scenarios + kMostBlocks - 1) / kMostBlocks;
  const std::size_t blocks = (scenarios + per_block - 1) / per_block;
  if (blocks_.empty()) {
    for (std::size_t b = 0; b < blocks; ++b) {
      blocks_.push_back(
          std::make_unique<Recourse>(program_, shape_, solver_, Recourse::Measure::loss, price_));
    }
  }
  known_ = separated_ = false;
  x_ = x;
  values_.assign(scenarios, 0.0);
  elastic_.assign(scenarios, 0.0);
  slopes_.assign(scenarios * n, 0.0);
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
      values_[s] = answer->value;
      elastic_[s] = answer->elastic;
    }
  });
  for (const Diagnostics& wrong : errors) {
    if (!wrong.empty()) return wrong;
  }
  known_ = true;
  return ok_status();
}

std::vector<DomainRow> TwoStageOracle::violated(const std::vector<double>& x) {
  const bool again = known_ && x == x_;
  if (Status done = again ? ok_status() : evaluate(x); !done) return {};
  // The same rows for the same point, whatever duals another solve would give.
  if (separated_) return rows_;
  separated_ = true;
  rows_.clear();
  if (!paid()) return rows_;
  if (!least_violation_) {
    least_violation_ =
        std::make_unique<Recourse>(program_, shape_, solver_, Recourse::Measure::violation, 1.0);
  }
  std::vector<std::size_t> order(elastic_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const std::size_t most = std::min(kMostCutsAtOnce, order.size());
  std::partial_sort(order.begin(), order.begin() + std::ptrdiff_t(most), order.end(),
                    [&](std::size_t a, std::size_t b) {
                      return elastic_[a] != elastic_[b] ? elastic_[a] > elastic_[b] : a < b;
                    });
  std::vector<double> slope(x.size());
  for (std::size_t k = 0; k < most && elastic_[order[k]] > kPaid; ++k) {
    const auto u = least_violation_->solve(program_.scenarios[order[k]], x, slope.data());
    if (!u || u->elastic <= kPaid) continue;
    DomainRow row;
    row.least = -u->value;
    for (std::size_t j = 0; j < x.size(); ++j) {
      row.least += slope[j] * x[j];
      if (slope[j] != 0.0) row.entries.push_back({static_cast<int>(j), slope[j]});
    }
    row.name = "recourse of scenario " + std::to_string(order[k] + 1);
    rows_.push_back(std::move(row));
  }
  cuts_.insert(cuts_.end(), rows_.begin(), rows_.end());
  return rows_;
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
