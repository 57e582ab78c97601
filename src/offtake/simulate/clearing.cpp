#include "offtake/simulate/clearing.h"

#include <algorithm>
#include <numeric>

namespace offtake {
namespace {

// What i has to pay with, e_i + Σ_j π_j L_ji.
double means(const PartyMatrix& owed, const std::vector<double>& own,
             const std::vector<double>& share, std::size_t i) {
  double sum = own[i];
  for (std::size_t j = 0; j < owed.size; ++j) sum += share[j] * owed.at(j, i);
  return sum;
}

// π L of those that fail, while the others pay all:
//   π_i L_i − Σ_{j fails} (L_ji / L_j) π_j L_j = e_i + Σ_{j pays} L_ji
void share_among_failed(const PartyMatrix& owed, const std::vector<double>& own,
                        const std::vector<double>& total, Clearing& out) {
  const std::size_t n = owed.size;
  PartyMatrix part(n);
  std::vector<double> given(n);
  for (std::size_t i = 0; i < n; ++i) {
    if (out.round[i] == 0) continue;
    given[i] = own[i];
    for (std::size_t j = 0; j < n; ++j) {
      if (out.round[j] > 0) {
        part.at(i, j) = owed.at(j, i) / total[j];
      } else {
        given[i] += owed.at(j, i);
      }
    }
  }
  const std::vector<double> paid = solve_leontief(part, given);
  for (std::size_t i = 0; i < n; ++i) {
    if (out.round[i] > 0) out.share[i] = std::clamp(paid[i] / total[i], 0.0, 1.0);
  }
}

}  // namespace

Clearing clear(const PartyMatrix& owed, const std::vector<double>& own,
               const std::vector<char>& may_fail, double nothing) {
  const std::size_t n = owed.size;
  Clearing out{std::vector<double>(n, 1.0), std::vector<int>(n, 0)};
  std::vector<double> total(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) total[i] += owed.at(i, j);
  }
  for (int round = 1;; ++round) {
    std::vector<std::size_t> failing;
    for (std::size_t i = 0; i < n; ++i) {
      if (!may_fail[i] || out.round[i] > 0) continue;
      if (means(owed, own, out.share, i) < total[i] - nothing) failing.push_back(i);
    }
    if (failing.empty()) return out;
    for (const std::size_t i : failing) out.round[i] = round;
    out.all_pay = false;
    share_among_failed(owed, own, total, out);
  }
}

}  // namespace offtake
