#include <cmath>
#include <iterator>

#include "offtake/base/text.h"
#include "offtake/program/formats.h"
#include "offtake/program/names.h"

namespace offtake {
namespace {

constexpr std::size_t kWidth = 200;  // CPLEX reads no line longer than 560

std::string number(double value) {
  if (std::isfinite(value)) return fmt::format("{}", value);
  return value > 0 ? "+inf" : "-inf";
}

class LpWriter {
 public:
  explicit LpWriter(const LinearProgram& program)
      : p_(program),
        columns_(written_names(p_.column_names, p_.columns(), 'x', encode_lp_name)),
        rows_(written_names(p_.row_names, p_.rows(), 'r', encode_lp_name)) {}

  std::string write() {
    put("\\ In names ( ) ~ stand for [ ] - and %XX for the byte of that number.");
    end_line();
    put(p_.maximize ? "Maximize" : "Minimize");
    end_line();
    write_objective();
    put("Subject To");
    end_line();
    for (std::size_t i = 0; i < p_.rows(); ++i) write_row(i);
    put("Bounds");
    end_line();
    for (std::size_t j = 0; j < p_.columns(); ++j) write_bounds(j);
    write_integers();
    put("End");
    end_line();
    return std::move(out_);
  }

 private:
  void put(std::string_view token) {
    if (out_.size() + token.size() > line_start_ + kWidth) end_line();
    if (out_.size() > line_start_) out_ += ' ';
    out_ += token;
  }
  void end_line() {
    out_ += '\n';
    line_start_ = out_.size();
  }

  void put_term(double factor, const std::string& what) {
    put(fmt::format("{} {} {}", std::signbit(factor) ? '-' : '+', std::abs(factor), what));
  }

  // Every column, so that they are read in this order.
  void write_objective() {
    put("obj:");
    for (std::size_t j = 0; j < p_.columns(); ++j) put_term(p_.cost[j], columns_[j]);
    if (p_.offset != 0.0 || p_.columns() == 0) {
      put(fmt::format("{} {}", std::signbit(p_.offset) ? '-' : '+', std::abs(p_.offset)));
    }
    end_line();
  }

  void write_row(std::size_t i) {
    const double least = p_.row_lower[i], most = p_.row_upper[i];
    if (columns_.empty()) {  // nothing could stand beside a lone number
      put(fmt::format("{}: {} <= 0 <= {}", rows_[i], number(least), number(most)));
      end_line();
    } else if (least == most) {
      write_relation(rows_[i], i, "= " + number(least));
    } else {
      const bool two = std::isfinite(least) && std::isfinite(most);
      if (two || std::isinf(most)) write_relation(rows_[i], i, ">= " + number(least));
      if (std::isfinite(most)) {
        write_relation(two ? rows_[i] + kMostSuffix : rows_[i], i, "<= " + number(most));
      }
    }
  }

  void write_relation(const std::string& name, std::size_t i, const std::string& side) {
    put(name + ":");
    bool any = false;
    for (auto e = std::size_t(p_.start[i]); e < std::size_t(p_.start[i + 1]); ++e) {
      if (p_.value[e] == 0.0) continue;
      put_term(p_.value[e], columns_[std::size_t(p_.column[e])]);
      any = true;
    }
    if (!any) put("0 " + columns_[0]);
    put(side);
    end_line();
  }

  void write_bounds(std::size_t j) {
    const double least = p_.lower[j], most = p_.upper[j];
    if (least == 0.0 && most == kInfinity) return;
    if (least == most) {
      put(fmt::format("{} = {}", columns_[j], number(least)));
    } else if (std::isinf(least) && std::isinf(most)) {
      put(columns_[j] + " free");
    } else {
      put(fmt::format("{} <= {} <= {}", number(least), columns_[j], number(most)));
    }
    end_line();
  }

  void write_integers() {
    bool any = false;
    for (std::size_t j = 0; j < p_.columns(); ++j) {
      if (!p_.is_whole(j)) continue;
      if (!any) put("General");
      if (!any) end_line();
      any = true;
      put(columns_[j]);
    }
    if (any) end_line();
  }

  const LinearProgram& p_;
  std::vector<std::string> columns_, rows_;
  std::string out_;
  std::size_t line_start_ = 0;
};

}  // namespace

std::string write_lp(const LinearProgram& program) { return LpWriter(program).write(); }

}  // namespace offtake
