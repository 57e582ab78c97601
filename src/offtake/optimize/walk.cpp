#include "offtake/optimize/walk.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace offtake {
namespace {

// Pairs are made of the most promising single moves.
constexpr std::size_t kPaired = 30;
constexpr double kBetter = 1e-9;  // relative

}  // namespace

bool Walk::Score::better_than(const Score& other) const {
  if (std::abs(violation - other.violation) > kBetter) return violation < other.violation;
  return model > other.model + kBetter * std::max(1.0, std::abs(other.model));
}

Walk::Walk(const CutPool& cuts, const RowPool& rows, const Lots& lots, std::vector<double> x)
    : cuts_(cuts), rows_(rows), lots_(lots), x_(std::move(x)), rows_of_(x_.size()) {
  for (const Evaluation& cut : cuts.all()) cut_value_.push_back(cut_value(cut, x_));
  for (std::size_t r = 0; r < rows.all().size(); ++r) {
    activity_.push_back(activity(rows.all()[r], x_));
    for (const auto& e : rows.all()[r].entries) {
      rows_of_[std::size_t(e.column)].push_back({r, e.value});
    }
  }
  score_ = score_after({});
}

Walk::Score Walk::score_after(const std::vector<Move>& moves) const {
  Score out{0.0, kInfinity};
  for (std::size_t i = 0; i < cut_value_.size(); ++i) {
    double value = cut_value_[i];
    for (const Move& m : moves) value += cuts_[i].slope[m.column] * m.by;
    out.model = std::min(out.model, value);
  }
  std::vector<double> value = activity_;
  for (const Move& m : moves) {
    for (const auto& [r, entry] : rows_of_[m.column]) value[r] += entry * m.by;
  }
  std::vector<double> cost(value.size(), 0.0);  // [first row of a limit]
  for (std::size_t r = 0; r < value.size(); ++r) {
    const DomainRow& row = rows_.all()[r];
    const double by = violation(row, value[r]);
    if (row.violation_cost == 0.0) {
      out.violation += std::max(0.0, by / rows_.size(r) - kRowTolerance);
      continue;
    }
    double& of_limit = cost[rows_.first_of_limit(r)];
    of_limit = std::max(of_limit, row.violation_cost * by);
  }
  out.model -= std::accumulate(cost.begin(), cost.end(), 0.0);
  return out;
}

std::vector<Walk::Step> Walk::improving() const {
  std::vector<Step> singles, out;
  for (std::size_t j = 0; j < x_.size(); ++j) {
    for (const auto to : {lots_.above(j, x_[j]), lots_.below(j, x_[j])}) {
      if (!to) continue;
      const std::vector<Move> moves{{j, *to - x_[j]}};
      singles.push_back({moves, score_after(moves)});
    }
  }
  const auto better = [](const Step& a, const Step& b) { return a.score.better_than(b.score); };
  const auto keep = [&](Step step) {
    if (step.score.better_than(score_)) out.push_back(std::move(step));
  };
  std::vector<Step> up, down;
  for (const Step& s : singles) {
    keep(s);
    (s.moves[0].by > 0.0 ? up : down).push_back(s);
  }
  for (auto* side : {&up, &down}) {
    // In order of the model alone: a pair may mend what one of it breaks.
    std::stable_sort(side->begin(), side->end(),
                     [](const Step& a, const Step& b) { return a.score.model > b.score.model; });
    side->resize(std::min(side->size(), kPaired));
  }
  for (const Step& a : up) {
    for (const Step& b : down) {
      if (a.moves[0].column == b.moves[0].column) continue;
      const std::vector<Move> moves{a.moves[0], b.moves[0]};
      keep({moves, score_after(moves)});
    }
  }
  std::stable_sort(out.begin(), out.end(), better);
  return out;
}

std::vector<double> Walk::after(const Step& step) const {
  std::vector<double> x = x_;
  for (const Move& m : step.moves) x[m.column] = lots_.nearest(m.column, x[m.column] + m.by);
  return x;
}

void Walk::take(const Step& step) {
  const std::vector<double> to = after(step);
  for (const Move& m : step.moves) {
    const double by = to[m.column] - x_[m.column];
    for (std::size_t i = 0; i < cut_value_.size(); ++i) {
      cut_value_[i] += cuts_[i].slope[m.column] * by;
    }
    for (const auto& [r, entry] : rows_of_[m.column]) activity_[r] += entry * by;
  }
  x_ = to;
  score_ = score_after({});
}

void Walk::ascend(int most) {
  for (int k = 0; k < most; ++k) {
    const auto steps = improving();
    if (steps.empty()) return;
    take(steps.front());
  }
}

}  // namespace offtake
