// Local search over lots by the cut model alone, which costs no evaluation: one column by a lot up
// or down, or one up and another down.
#pragma once

#include <vector>

#include "offtake/optimize/cuts.h"
#include "offtake/optimize/lots.h"
#include "offtake/optimize/rows.h"

namespace offtake {

class Walk {
 public:
  // x is allowed by the lots, not always by the rows. Cuts and rows that come later are not seen.
  Walk(const CutPool& cuts, const RowPool& rows, const Lots& lots, std::vector<double> x);

  // How far rows that must hold are violated, relative to their sizes; then what the model gives.
  struct Score {
    double violation = 0.0, model = 0.0;
    bool better_than(const Score& other) const;
  };
  struct Move {
    std::size_t column = 0;
    double by = 0.0;
  };
  struct Step {
    std::vector<Move> moves;  // one or two
    Score score;              // after it
  };

  const std::vector<double>& x() const { return x_; }
  const Score& score() const { return score_; }
  // The steps that lead to a better score, best first.
  std::vector<Step> improving() const;
  std::vector<double> after(const Step& step) const;
  void take(const Step& step);
  // Takes the best step until there is none, or `most` of them.
  void ascend(int most);

 private:
  Score score_after(const std::vector<Move>& moves) const;

  const CutPool& cuts_;
  const RowPool& rows_;
  const Lots& lots_;
  std::vector<double> x_;
  std::vector<double> cut_value_;                                     // [cut] at x
  std::vector<double> activity_;                                      // [row]
  std::vector<std::vector<std::pair<std::size_t, double>>> rows_of_;  // [column]: row, entry
  Score score_;
};

}  // namespace offtake
