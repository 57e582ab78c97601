#include "offtake/futures/correlation.h"

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>

#include "offtake/base/text.h"

namespace offtake {
namespace {

constexpr double kTiny = 1e-9;

using Matrix = Eigen::MatrixXd;
using Index = Eigen::Index;

struct Pair {
  Index i = 0, j = 0;
  std::size_t stated = 0;  // index into Model::correlations
};

struct Problem {
  std::vector<std::size_t> drivers;
  std::vector<Pair> pairs;
  Matrix r;
};

double smallest_eigenvalue(const Matrix& r) {
  return Eigen::SelfAdjointEigenSolver<Matrix>(r, Eigen::EigenvaluesOnly).eigenvalues()(0);
}

double smallest_with(Matrix r, const Pair& p, double rho) {
  r(p.i, p.j) = r(p.j, p.i) = rho;
  return smallest_eigenvalue(r);
}

Problem problem_of(const Model& model) {
  Problem out;
  std::map<std::string, std::pair<std::size_t, Index>> by_name;  // driver, then row
  for (const Correlation& c : model.correlations) {
    if (c.rho == 0.0 || c.a == c.b) continue;
    by_name[model.at(c.a).name] = {c.a.index(), 0};
    by_name[model.at(c.b).name] = {c.b.index(), 0};
  }
  for (auto& [name, place] : by_name) {
    place.second = Index(out.drivers.size());
    out.drivers.push_back(place.first);
  }
  out.r = Matrix::Identity(Index(out.drivers.size()), Index(out.drivers.size()));
  for (std::size_t k = 0; k < model.correlations.size(); ++k) {
    const Correlation& c = model.correlations[k];
    if (c.rho == 0.0 || c.a == c.b) continue;
    const Index i = by_name[model.at(c.a).name].second, j = by_name[model.at(c.b).name].second;
    out.r(i, j) = out.r(j, i) = c.rho;
    out.pairs.push_back({i, j, k});
  }
  return out;
}

// The smallest eigenvalue is concave in one rho, so the values that mend are an interval around its
// maximum, which a ternary search finds.
double best_value(const Matrix& r, const Pair& p) {
  double low = -1.0, high = 1.0;
  for (int i = 0; i < 80; ++i) {
    const double a = low + (high - low) / 3.0, b = high - (high - low) / 3.0;
    if (smallest_with(r, p, a) < smallest_with(r, p, b)) {
      low = a;
    } else {
      high = b;
    }
  }
  return 0.5 * (low + high);
}

// The valid value nearest to the one given, rounded to three digits towards the valid side.
std::optional<double> nearest_valid(const Matrix& r, const Pair& p) {
  double good = best_value(r, p), bad = r(p.i, p.j);
  if (smallest_with(r, p, good) < -kTiny) return std::nullopt;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (good + bad);
    (smallest_with(r, p, middle) >= -kTiny ? good : bad) = middle;
  }
  const double scaled = 1000.0 * good;
  const double near = std::round(scaled) / 1000.0;
  const double inside = (r(p.i, p.j) > good ? std::floor(scaled) : std::ceil(scaled)) / 1000.0;
  for (const double candidate : {near, inside}) {
    if (smallest_with(r, p, candidate) >= -kTiny) return candidate;
  }
  return good;
}

Diagnostic not_valid(const Model& model, const Problem& problem, double smallest) {
  struct Mend {
    Pair pair;
    std::optional<double> value;
    double score = 0.0;
  };
  std::optional<Mend> best;
  for (const Pair& p : problem.pairs) {
    const std::optional<double> value = nearest_valid(problem.r, p);
    // Any value that mends beats none; then the least change; among those that do not, the most
    // help.
    const double score = value ? 10.0 - std::abs(*value - problem.r(p.i, p.j))
                               : smallest_with(problem.r, p, best_value(problem.r, p));
    if (!best || score > best->score + 1e-9) best = Mend{p, value, score};
  }
  const Correlation& c = model.correlations[best->pair.stated];
  const std::string a = model.at(c.a).name, b = model.at(c.b).name;
  Diagnostic d;
  d.code = "E0604";
  d.key_path = fmt::format("correlations[{}].rho", best->pair.stated);
  d.what = fmt::format(
      "no shocks can have these correlations together: the smallest eigenvalue of their matrix is "
      "{:.4g}; the pair '{}' and '{}' at {:g} does not go with the others",
      smallest, a, b, c.rho);
  d.expected = "a positive semi-definite correlation matrix";
  if (best->value) {
    d.mend = fmt::format("give '{}' and '{}' a correlation of {:g}, the nearest that is possible",
                         a, b, *best->value);
  } else {
    // (1−s)I + sR has smallest eigenvalue 1 − s + s·smallest.
    d.mend = fmt::format("no change of one pair is enough; all correlations times {:.3f} would do",
                         std::floor(1000.0 / (1.0 - smallest)) / 1000.0);
  }
  return d;
}

// Cholesky of a positive semi-definite matrix; a pivot of 0 leaves its column empty. Rows are
// scaled to length 1, so that every shock has variance 1 exactly.
Matrix cholesky(const Matrix& r) {
  const Index n = r.rows();
  Matrix l = Matrix::Zero(n, n);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < i; ++j) {
      const double rest = r(i, j) - l.row(i).head(j).dot(l.row(j).head(j));
      l(i, j) = l(j, j) > 0.0 ? rest / l(j, j) : 0.0;
    }
    const double pivot = r(i, i) - l.row(i).head(i).squaredNorm();
    l(i, i) = pivot > 10.0 * kTiny ? std::sqrt(pivot) : 0.0;
    l.row(i) /= l.row(i).norm();
  }
  return l;
}

}  // namespace

Result<Mixing> mixing_of(const Model& model) {
  const Problem problem = problem_of(model);
  if (problem.drivers.empty()) return Mixing{};
  const double smallest = smallest_eigenvalue(problem.r);
  if (smallest < -kTiny) return not_valid(model, problem, smallest);
  const Matrix l = cholesky(problem.r);
  Mixing out{problem.drivers, {}};
  for (Index i = 0; i < l.rows(); ++i) {
    out.rows.emplace_back();
    for (Index j = 0; j <= i; ++j) {
      if (l(i, j) != 0.0) out.rows.back().push_back({std::size_t(j), l(i, j)});
    }
  }
  return out;
}

void mix(const Mixing& mixing, std::size_t count, double* z) {
  // From the last row up: row i reads ε_j of j <= i only, which no later row has touched yet.
  for (std::size_t i = mixing.rows.size(); i-- > 0;) {
    double* to = z + i * count;
    const auto& row = mixing.rows[i];
    const bool own = !row.empty() && row.back().first == i;
    const double scale = own ? row.back().second : 0.0;
    for (std::size_t k = 0; k < count; ++k) to[k] *= scale;
    for (const auto& [j, weight] : row) {
      if (j == i) continue;
      const double* from = z + j * count;
      for (std::size_t k = 0; k < count; ++k) to[k] += weight * from[k];
    }
  }
}

}  // namespace offtake
