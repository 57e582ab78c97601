#include "offtake/studies/calibrate.h"

#include <algorithm>

#include "offtake/studies/calibrate_parts.h"

namespace offtake {

const FittedParameter* Calibration::find(const std::string& key) const {
  for (const FittedParameter& p : parameters) {
    if (p.key == key) return &p;
  }
  return nullptr;
}

double largest_at(const std::function<double(double)>& f, double low, double high, int grid) {
  const double step = (high - low) / grid;
  double best = low, value = f(low);
  for (int i = 1; i <= grid; ++i) {
    const double x = low + step * i, at = f(x);
    if (at > value) best = x, value = at;
  }
  double a = std::max(low, best - step), b = std::min(high, best + step);
  const double golden = 0.5 * (std::sqrt(5.0) - 1.0);
  double c = b - golden * (b - a), d = a + golden * (b - a);
  double fc = f(c), fd = f(d);
  for (int i = 0; i < 60 && b - a > 1e-8 * (1.0 + std::abs(b)); ++i) {
    if (fc >= fd) {
      b = d, d = c, fd = fc, c = b - golden * (b - a), fc = f(c);
    } else {
      a = c, c = d, fc = fd, d = a + golden * (b - a), fd = f(d);
    }
  }
  const double x = 0.5 * (a + b);
  return f(x) > value ? x : best;
}

double crossing(const std::function<double(double)>& f, double inside, double outside,
                double level) {
  if (f(outside) >= level) return outside;
  for (int i = 0; i < 80; ++i) {
    const double middle = 0.5 * (inside + outside);
    (f(middle) >= level ? inside : outside) = middle;
  }
  return 0.5 * (inside + outside);
}

void choose_by_bic(std::vector<TriedLaw>& candidates, double observations) {
  for (TriedLaw& c : candidates) {
    c.aic = 2.0 * c.parameters - 2.0 * c.log_likelihood;
    c.bic = std::log(observations) * c.parameters - 2.0 * c.log_likelihood;
  }
  const auto best = std::min_element(candidates.begin(), candidates.end(),
                                     [](const auto& a, const auto& b) { return a.bic < b.bic; });
  best->chosen = true;
}

}  // namespace offtake
