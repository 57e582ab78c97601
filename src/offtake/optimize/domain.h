// Which points are allowed, apart from the Oracle: bounds, rows, lots.
#pragma once

#include <string>
#include <vector>

#include "offtake/program/linear_program.h"

namespace offtake {

struct DomainRow {
  double least = -kInfinity, most = kInfinity;
  std::vector<LinearProgram::Entry> entries;
  // Value lost per unit by which the row is violated; 0: it must hold. Rows that a user asked for
  // and that may be impossible are elastic, so that every master is feasible.
  double violation_cost = 0.0;
  std::string name;      // "us-power in 2028Q1"
  std::string key_path;  // whence it comes: "resources.us-power.limit"
  // Rows of one elastic limit, all of one side and cost, are charged for the most violated of them
  // alone, so that a point costs the same whatever rows a Separator has given. −1: a row by itself.
  int limit = -1;
  bool operator==(const DomainRow&) const = default;
};

struct Domain {
  // [column], finite
  std::vector<double> lower, upper;
  // [column]; x = lot · whole number; 0: any. Empty: all continuous.
  std::vector<double> lot;
  // [column]; x = 0 or x ≥ least. Empty: none.
  std::vector<double> least;
  std::vector<DomainRow> rows;
  std::vector<std::string> names;  // [column], may be empty
};

// Rows that are too many to write down: given a point, those it violates. Asked for again until it
// has none; every row it ever gave stays.
class Separator {
 public:
  virtual ~Separator() = default;
  virtual std::vector<DomainRow> violated(const std::vector<double>& x) = 0;
};

}  // namespace offtake
