// Who has how much of whose money: small dense systems over the parties.
#pragma once

#include <cstddef>
#include <vector>

namespace offtake {

// [from][to] between all parties.
struct PartyMatrix {
  explicit PartyMatrix(std::size_t n) : size(n), usd(n * n) {}
  double& at(std::size_t from, std::size_t to) { return usd[from * size + to]; }
  double at(std::size_t from, std::size_t to) const { return usd[from * size + to]; }
  std::size_t size;
  std::vector<double> usd;
};

// The least x ≥ 0 with x = A x + b, for A ≥ 0 whose rows (or columns) sum to at most 1 and b ≥ 0.
// By elimination, which needs no pivoting there. What only passes round a closed circle is nothing.
std::vector<double> solve_leontief(const PartyMatrix& a, std::vector<double> b);

}  // namespace offtake
