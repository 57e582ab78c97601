#include "offtake/optimize/lots.h"

#include <algorithm>
#include <cmath>

namespace offtake {
namespace {

constexpr double kSame = 1e-9;  // relative: decimals that are no binary fractions

bool same(double a, double b) { return std::abs(a - b) <= kSame * std::max(1.0, std::abs(b)); }

}  // namespace

Lots::Lots(const Domain& d) : lot_(d.lot), least_(d.least), most_(d.upper) {
  lot_.resize(d.lower.size(), 0.0);
  least_.resize(d.lower.size(), 0.0);
  for (std::size_t j = 0; j < lot_.size(); ++j) {
    none_ = none_ && lot_[j] == 0.0 && least_[j] == 0.0;
    const bool sized = least_[j] > 0.0;
    zero_.push_back(d.lower[j] <= 0.0 && d.upper[j] >= 0.0);
    least_[j] = sized ? std::max(least_[j], d.lower[j]) : d.lower[j];
    if (lot_[j] > 0.0) {
      least_[j] = lot_[j] * std::ceil(least_[j] / lot_[j] - kSame);
      most_[j] = std::min(most_[j], lot_[j] * std::floor(most_[j] / lot_[j] + kSame));
    }
  }
}

bool Lots::gated(std::size_t j) const {
  return zero_[j] && least_[j] <= most_[j] && least_[j] > lot_[j] * (1.0 + kSame);
}

double Lots::nearest(std::size_t j, double value) const {
  double size = lot_[j] > 0.0 ? lot_[j] * std::round(value / lot_[j]) : value;
  if (least_[j] > most_[j]) return 0.0;
  size = std::clamp(size, least_[j], most_[j]);
  return zero_[j] && std::abs(value) < std::abs(value - size) ? 0.0 : size;
}

std::vector<double> Lots::nearest(const std::vector<double>& x) const {
  std::vector<double> out(x.size());
  for (std::size_t j = 0; j < x.size(); ++j) out[j] = nearest(j, x[j]);
  return out;
}

bool Lots::allowed(const std::vector<double>& x) const {
  for (std::size_t j = 0; j < x.size(); ++j) {
    if (empty(j) || !same(nearest(j, x[j]), x[j])) return false;
  }
  return true;
}

std::optional<double> Lots::above(std::size_t j, double value) const {
  if (least_[j] > most_[j]) return std::nullopt;
  if (value < least_[j] && !same(value, least_[j])) return least_[j];
  if (lot_[j] == 0.0 || value + lot_[j] > most_[j] * (1.0 + kSame)) return std::nullopt;
  return nearest(j, value + lot_[j]);
}

std::optional<double> Lots::below(std::size_t j, double value) const {
  if (lot_[j] > 0.0 && value - lot_[j] >= least_[j] - kSame * lot_[j]) {
    return nearest(j, value - lot_[j]);
  }
  const bool gate = zero_[j] && value > 0.0 && least_[j] > 0.0;
  return gate ? std::optional(0.0) : std::nullopt;
}

}  // namespace offtake
