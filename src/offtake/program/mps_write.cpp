#include <cmath>
#include <iterator>

#include "offtake/base/text.h"
#include "offtake/program/formats.h"
#include "offtake/program/names.h"

namespace offtake {
namespace {

constexpr const char* kObjective = "%obj";  // no encoded name begins like it

// A row as MPS has it: kind, right-hand side, and a range where both bounds are finite.
struct Kind {
  char letter;
  double side = 0.0, range = 0.0;
};

// The range that leads exactly from one bound to the other, if there is one.
Kind ranged(double least, double most) {
  const double near = most - least;
  for (const double range : {near, std::nextafter(near, 0.0), std::nextafter(near, kInfinity)}) {
    if (least + range == most) return {'G', least, range};
    if (most - range == least) return {'L', most, range};
  }
  return {'G', least, near};
}

Kind kind_of(double least, double most) {
  if (least == most) return {'E', least};
  if (std::isfinite(least) && std::isfinite(most)) return ranged(least, most);
  if (std::isfinite(least)) return {'G', least};
  if (std::isfinite(most)) return {'L', most};
  return {'N'};
}

class MpsWriter {
 public:
  explicit MpsWriter(const LinearProgram& program)
      : p_(program),
        columns_(written_names(p_.column_names, p_.columns(), 'x', encode_mps_name)),
        rows_(written_names(p_.row_names, p_.rows(), 'r', encode_mps_name)) {
    for (std::size_t i = 0; i < p_.rows(); ++i) {
      kinds_.push_back(kind_of(p_.row_lower[i], p_.row_upper[i]));
    }
  }

  std::string write() {
    line("NAME offtake");
    line("OBJSENSE");
    line("    {}", p_.maximize ? "MAX" : "MIN");
    write_rows();
    write_columns();
    write_sides();
    write_bounds();
    line("ENDATA");
    return std::move(out_);
  }

 private:
  template <class... T>
  void line(fmt::format_string<T...> format, T&&... parts) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<T>(parts)...);
    out_ += '\n';
  }

  void write_rows() {
    line("ROWS");
    line(" N {}", kObjective);
    for (std::size_t i = 0; i < p_.rows(); ++i) line(" {} {}", kinds_[i].letter, rows_[i]);
  }

  // [column]: the entries by rising row, each row once.
  struct Entry {
    std::size_t row;
    double value;
  };
  std::vector<std::vector<Entry>> by_column() const {
    std::vector<std::vector<Entry>> all(p_.columns());
    for (std::size_t i = 0; i < p_.rows(); ++i) {
      for (auto e = std::size_t(p_.start[i]); e < std::size_t(p_.start[i + 1]); ++e) {
        std::vector<Entry>& entries = all[std::size_t(p_.column[e])];
        if (entries.empty() || entries.back().row != i) entries.push_back({i, 0.0});
        entries.back().value += p_.value[e];
      }
    }
    return all;
  }

  void write_columns() {
    line("COLUMNS");
    const std::vector<std::vector<Entry>> entries = by_column();
    bool inside = false;  // of a block of integer columns
    int markers = 0;
    const auto mark = [&](bool whole) {
      if (whole != inside) line(" M{} 'MARKER' '{}'", markers++, whole ? "INTORG" : "INTEND");
      inside = whole;
    };
    for (std::size_t j = 0; j < p_.columns(); ++j) {
      mark(p_.is_whole(j));
      line(" {} {} {}", columns_[j], kObjective, p_.cost[j]);  // also 0: it must stand somewhere
      for (const Entry& e : entries[j]) {
        if (e.value != 0.0) line(" {} {} {}", columns_[j], rows_[e.row], e.value);
      }
    }
    mark(false);
  }

  void write_sides() {
    line("RHS");
    if (p_.offset != 0.0) line(" RHS {} {}", kObjective, -p_.offset);
    for (std::size_t i = 0; i < p_.rows(); ++i) {
      if (kinds_[i].side != 0.0) line(" RHS {} {}", rows_[i], kinds_[i].side);
    }
    line("RANGES");
    for (std::size_t i = 0; i < p_.rows(); ++i) {
      if (kinds_[i].range != 0.0) line(" RANGE {} {}", rows_[i], kinds_[i].range);
    }
  }

  // Integer columns always have their bounds: readers differ on what they are without.
  void write_bounds() {
    line("BOUNDS");
    for (std::size_t j = 0; j < p_.columns(); ++j) {
      const double least = p_.lower[j], most = p_.upper[j];
      const auto bound = [&](const char* kind) { line(" {} BOUND {}", kind, columns_[j]); };
      const auto bound_at = [&](const char* kind, double at) {
        line(" {} BOUND {} {}", kind, columns_[j], at);
      };
      if (least == most) {
        bound_at("FX", least);
      } else if (std::isinf(least) && std::isinf(most)) {
        bound("FR");
      } else {
        if (std::isinf(least)) bound("MI");
        if (std::isfinite(least) && least != 0.0) bound_at("LO", least);
        if (std::isfinite(most)) bound_at("UP", most);
        if (std::isinf(most) && p_.is_whole(j)) bound("PL");
      }
    }
  }

  const LinearProgram& p_;
  std::vector<std::string> columns_, rows_;
  std::vector<Kind> kinds_;
  std::string out_;
};

}  // namespace

std::string write_mps(const LinearProgram& program) { return MpsWriter(program).write(); }

}  // namespace offtake
