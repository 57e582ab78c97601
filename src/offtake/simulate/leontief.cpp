#include "offtake/simulate/leontief.h"

namespace offtake {

std::vector<double> solve_leontief(const PartyMatrix& a, std::vector<double> b) {
  constexpr double kNothing = 1e-12;  // a pivot of a closed circle
  const std::size_t n = a.size;
  PartyMatrix m(n);  // I − A
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) m.at(i, j) = (i == j ? 1.0 : 0.0) - a.at(i, j);
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (m.at(i, i) <= kNothing) continue;
    for (std::size_t r = i + 1; r < n; ++r) {
      const double factor = m.at(r, i) / m.at(i, i);
      if (factor == 0.0) continue;
      for (std::size_t j = i; j < n; ++j) m.at(r, j) -= factor * m.at(i, j);
      b[r] -= factor * b[i];
    }
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t j = i + 1; j < n; ++j) b[i] -= m.at(i, j) * b[j];
    b[i] = m.at(i, i) > kNothing ? b[i] / m.at(i, i) : 0.0;
  }
  return b;
}

}  // namespace offtake
