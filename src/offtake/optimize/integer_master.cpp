#include "offtake/optimize/integer_master.h"

#include <algorithm>
#include <cmath>

#include "offtake/optimize/program_rows.h"

namespace offtake {
namespace {

// The search is cut by nodes, not by time, so that it repeats.
constexpr std::int64_t kNodesNear = 200, kNodesEverywhere = 2000;
constexpr double kShareOfRange = 0.1;  // of a column of any size, per lot of the neighbourhood

struct Range {
  double least, most;
};

Range range(const Lots& lots, std::size_t j, const Neighbourhood& n) {
  if (lots.empty(j)) return {1.0, 0.0};
  const double least = lots.may_be_zero(j) ? std::min(0.0, lots.least(j)) : lots.least(j);
  const double most = lots.least(j) > lots.most(j) ? 0.0 : lots.most(j);
  if (n.lots == 0) return {least, most};
  const double lot = lots.lot(j), at = n.centre[j];
  Range r{};
  if (lot > 0.0) {
    r = {lot * (std::floor(at / lot) - (n.lots - 1)), lot * (std::ceil(at / lot) + (n.lots - 1))};
  } else {
    const double reach = n.lots * kShareOfRange * (most - least);
    r = {at - reach, at + reach};
  }
  r = {std::clamp(r.least, least, most), std::clamp(r.most, least, most)};
  if (lots.gated(j)) {  // never between 0 and the least size alone
    if (r.least < lots.least(j)) r.least = 0.0;
    if (r.most > 0.0) r.most = std::max(r.most, lots.least(j));
  }
  return r;
}

struct Written {
  LinearProgram program;
  std::vector<int> gate;  // [column], −1: none
  Violations violations;
  Units units;
};

Written write(const Search& s, const Lots& lots, const Neighbourhood& n) {
  Written w;
  const std::size_t columns = s.domain.lower.size();
  choose_units(w.units, s.cuts[0], s.domain);
  w.units.zero = 0.0;  // the solver's relative gap is then one of F
  LinearProgram& p = w.program;
  p.maximize = true;
  std::vector<Range> ranges;
  for (std::size_t j = 0; j < columns; ++j) {
    const bool whole = lots.lot(j) > 0.0;
    w.units.column.push_back(whole ? lots.lot(j) : reach(s.domain, j));
    const Range r = range(lots, j, n);
    const double unit = w.units.column[j];
    const auto in_units = [&](double v) { return whole ? std::round(v / unit) : v / unit; };
    p.add_column(0.0, in_units(r.least), in_units(r.most), whole);
    ranges.push_back(r);
  }
  p.add_column(1.0, -kInfinity, kInfinity);
  w.gate.assign(columns, -1);
  for (std::size_t j = 0; j < columns; ++j) {
    if (!lots.gated(j) || ranges[j].least >= lots.least(j) || ranges[j].most <= 0.0) continue;
    const int gate = w.gate[j] = p.add_column(0.0, 0.0, 1.0, true);
    const int column = static_cast<int>(j);
    const double unit = w.units.column[j];
    p.add_row(-kInfinity, 0.0, {{column, 1.0}, {gate, -ranges[j].most / unit}});
    p.add_row(0.0, kInfinity, {{column, 1.0}, {gate, -lots.least(j) / unit}});
  }
  for (std::size_t r = 0; r < s.rows.all().size(); ++r) {
    const ProgramRow row = domain_row(w.units, s.rows, r, w.violations, [&](double cost) {
      return p.add_column(cost, 0.0, kInfinity);
    });
    p.add_row(row.least, row.most, row.entries);
  }
  for (const Evaluation& cut : s.cuts.all()) {
    const ProgramRow row = cut_row(w.units, cut);
    p.add_row(row.least, row.most, row.entries);
  }
  return w;
}

// `x` with θ' and elastic columns to go with it.
std::vector<double> complete(const Search& s, const Written& w, const std::vector<double>& x) {
  std::vector<double> u(w.program.columns(), 0.0);
  for (std::size_t j = 0; j < x.size(); ++j) {
    u[j] = x[j] / w.units.column[j];
    if (w.gate[j] >= 0) u[std::size_t(w.gate[j])] = x[j] > 0.0;
  }
  u[x.size()] = s.cuts.lowest(x).value / w.units.unit;
  for (std::size_t r = 0; r < s.rows.all().size(); ++r) {
    const DomainRow& row = s.rows.all()[r];
    const std::size_t first = s.rows.first_of_limit(r);
    const double value = activity(row, x);
    for (const bool above : {false, true}) {
      const auto at = w.violations.find({first, above});
      if (at == w.violations.end()) continue;
      double& by = u[std::size_t(at->second)];
      by = std::max(by, (above ? value - row.most : row.least - value) / s.rows.size(first));
    }
  }
  return u;
}

}  // namespace

Result<IntegerAnswer> solve_integer_master(const Search& s, const Lots& lots,
                                           const Neighbourhood& n,
                                           const std::vector<double>& start) {
  const Written w = write(s, lots, n);
  SolveOptions options;
  options.node_limit = n.lots == 0 ? kNodesEverywhere : kNodesNear;
  options.relative_gap = s.options.integer_gap / 10;
  options.time_limit_seconds = s.options.time_limit_seconds - s.seconds();
  if (!start.empty()) {
    options.start = complete(s, w, start);
    if (infeasibility(w.program, options.start) > options.tolerance) options.start.clear();
  }
  const auto solution = s.solver.solve_mip(w.program, options);
  if (!solution) return solution.errors();
  IntegerAnswer out;
  for (std::size_t j = 0; j < s.domain.lower.size(); ++j) {
    double value = solution->x[j] * w.units.column[j];
    if (w.gate[j] >= 0 && solution->x[std::size_t(w.gate[j])] < 0.5) value = 0.0;
    out.x.push_back(lots.nearest(j, value));
  }
  out.claimed_bound = solution->claimed_bound * w.units.unit;
  out.at_limit = solution->at_limit;
  return out;
}

}  // namespace offtake
