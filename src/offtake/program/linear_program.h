// A linear or mixed-integer program as plain data.
//
//   minimize (or maximize) Σ cost_j x_j + offset
//   row_lower ≤ A x ≤ row_upper,  lower ≤ x ≤ upper,  x_j whole where integer
//
// A is held by rows: row i has the entries start[i] … start[i+1]−1 of `column` and `value`.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "offtake/base/result.h"

namespace offtake {

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct LinearProgram {
  bool maximize = false;
  double offset = 0.0;
  // [column]
  std::vector<double> cost, lower, upper;
  std::vector<char> integer;  // empty: none
  // [row]
  std::vector<double> row_lower, row_upper;
  std::vector<std::int64_t> start{0};
  // [entry]
  std::vector<std::int32_t> column;
  std::vector<double> value;
  std::vector<std::string> column_names, row_names;  // empty: none

  std::size_t columns() const { return cost.size(); }
  std::size_t rows() const { return row_lower.size(); }
  bool is_whole(std::size_t j) const { return !integer.empty() && integer[j]; }
  bool has_whole() const;

  // Returns the index of the new column or row.
  int add_column(double cost_per_unit, double least, double most, bool whole = false);
  struct Entry {
    int column = 0;
    double value = 0.0;
    bool operator==(const Entry&) const = default;
  };
  int add_row(double least, double most, const std::vector<Entry>& entries);
  // `rows` rise; later rows move up.
  void delete_rows(const std::vector<int>& rows);
};

// Takes out what stands at the rising `indices`.
template <class T>
void erase_indices(std::vector<T>& all, const std::vector<int>& indices) {
  std::size_t kept = 0, next = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (next < indices.size() && std::size_t(indices[next]) == i) {
      ++next;
    } else {
      std::swap(all[kept++], all[i]);
    }
  }
  all.resize(kept);
}

// Shapes that fit, no NaN, bounds in order, columns that exist.
Status validate(const LinearProgram& program);

// Σ cost_j x_j + offset.
double objective(const LinearProgram& program, const std::vector<double>& x);
// Largest violation of a bound or row, relative to 1 + |bound|; infinite where x or a row is.
double infeasibility(const LinearProgram& program, const std::vector<double>& x);

}  // namespace offtake
