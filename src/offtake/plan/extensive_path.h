// One path's columns and rows. Private to extensive_*.cpp.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "offtake/optimize/domain.h"
#include "offtake/plan/extensive_model.h"
#include "offtake/program/linear_program.h"

namespace offtake::extensive {

// A program whose every column and row has a name.
struct Named {
  LinearProgram program;
  std::map<std::string, int> limits;  // rows of each name
  std::map<int, int> violations;      // column by which an elastic limit gives way

  int column(std::string name, double cost, double least, double most) {
    program.column_names.push_back(std::move(name));
    return program.add_column(cost, least, most);
  }
  int whole(std::string name, double least, double most) {
    program.column_names.push_back(std::move(name));
    return program.add_column(0.0, least, most, true);
  }
  void row(std::string name, double least, double most,
           const std::vector<LinearProgram::Entry>& entries) {
    program.row_names.push_back(std::move(name));
    program.add_row(least, most, entries);
  }
};

// A sum that is partly known: known + Σ entries.
struct Sum {
  double known = 0.0;
  std::vector<LinearProgram::Entry> entries;
  void add(int column, double times) {
    if (times != 0.0) entries.push_back({column, times});
  }
  void add(const Sum& other, double times) {
    known += times * other.known;
    for (const LinearProgram::Entry& e : other.entries) add(e.column, times * e.value);
  }
  // Of each column one entry, as a row must have it.
  void merge();
};

// The MW of a commitment on a path, or 1 of a whole: a column of x, or known.
struct Size {
  int column = -1;
  double mw = 0.0;
  void add_to(Sum& sum, double times) const {
    if (column >= 0) {
      sum.add(column, times);
    } else {
      sum.known += times * mw;
    }
  }
};

void add_domain_row(const DomainRow& row, Named& out);

// (2) to (6) of extensive.h; returns the column of V_p.
int add_path(const ExtensiveProblem& problem, const Parts& parts, const Path& path, Named& out);

}  // namespace offtake::extensive
