// What the phases of maximize() share: the evaluations and their cuts, the rows, the master, the
// certified bound, the clock.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "offtake/optimize/bundle.h"
#include "offtake/optimize/cuts.h"
#include "offtake/optimize/master.h"
#include "offtake/optimize/remember.h"
#include "offtake/optimize/rows.h"

namespace offtake {

struct Point {
  std::vector<double> x;
  std::size_t evaluation = 0;  // in the cuts
  double penalty = 0.0;
  double objective = -kInfinity;
};

class Search {
 public:
  Search(Oracle& oracle, const Risk& risk, const Domain& domain, Separator* separator,
         const Solver& solver, const BundleOptions& options);

  // Where the model is greatest within the box and all rows hold. Sharpens the bound.
  Result<Master::Answer> propose(const Box& box);
  // x, pulled towards `inside`, which satisfies the rows, where it violates one.
  std::vector<double> pulled(std::vector<double> x, const std::vector<double>& inside);
  // Evaluates x, which satisfies the rows and was shown to the Separator, and takes its cut in.
  Result<Point> evaluate(const std::vector<double>& x);
  // The point of an evaluation made before.
  Point point(std::size_t evaluation) const;
  std::optional<std::size_t> find(const std::vector<double>& x) const;

  double gap(double bound, double objective) const;
  // How a search ends whose gap is closed by `how`: unproven where a point contradicts a cut or the
  // bound.
  BundleEnd closed(BundleEnd how, double objective) const;
  std::optional<BundleEnd> interrupted() const;  // by the user or by time
  double seconds() const { return options.clock ? options.clock() - began_ : 0.0; }
  void report(BundleProgress::Phase phase, int iteration, double best, double upper) const;

  const Domain& domain;
  const Solver& solver;
  const BundleOptions& options;
  std::vector<std::string> incidents;
  RowPool rows;
  CutPool cuts;
  Remember oracle;
  Master master;
  double bound = kInfinity;      // certified, of the relaxation
  std::vector<double> row_dual;  // of the last master over the whole Domain
  double seconds_master = 0.0;

 private:
  double began_;
};

}  // namespace offtake
