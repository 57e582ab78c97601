#include "offtake/studies/goodness.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/random.h"
#include "offtake/base/result.h"
#include "offtake/futures/distributions.h"

namespace offtake {
namespace {

double mean_of(const std::vector<double>& z) {
  double sum = 0.0;
  for (const double v : z) sum += v;
  return sum / static_cast<double>(z.size());
}

double square_sum(const std::vector<double>& z, double mean) {
  double sum = 0.0;
  for (const double v : z) sum += (v - mean) * (v - mean);
  return sum;
}

}  // namespace

GoodnessTest ljung_box(const std::vector<double>& z, int fitted) {
  OFFTAKE_CHECK(z.size() >= 5, "too few residuals");
  const int n = static_cast<int>(z.size());
  const int lags = std::min(n - 2, std::max(fitted + 1, std::min(10, n / 5)));
  const double mean = mean_of(z), all = square_sum(z, mean);
  double q = 0.0;
  for (int k = 1; k <= lags && all > 0.0; ++k) {
    double sum = 0.0;
    for (int i = k; i < n; ++i) sum += (z[std::size_t(i)] - mean) * (z[std::size_t(i - k)] - mean);
    q += (sum / all) * (sum / all) / (n - k);
  }
  q *= static_cast<double>(n) * (n + 2);
  return {"ljung_box", q, chi_square_tail(q, lags - fitted)};
}

GoodnessTest anderson_darling(const std::vector<double>& z) {
  OFFTAKE_CHECK(z.size() >= 5, "too few residuals");
  const double n = static_cast<double>(z.size()), mean = mean_of(z);
  const double sd = std::sqrt(square_sum(z, mean) / (n - 1.0));
  OFFTAKE_CHECK(sd > 0.0, "the residuals are all the same");
  std::vector<double> y = z;
  std::sort(y.begin(), y.end());
  double sum = 0.0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    // Φ(−y) instead of 1 − Φ(y): the upper tail keeps its digits. 1e-300: far beyond any p-value.
    const double low = std::max(1e-300, normal_cdf((y[i] - mean) / sd));
    const double high = std::max(1e-300, normal_cdf((mean - y[y.size() - 1 - i]) / sd));
    sum += (2.0 * static_cast<double>(i) + 1.0) * (std::log(low) + std::log(high));
  }
  const double a = (-n - sum / n) * (1.0 + 0.75 / n + 2.25 / (n * n));
  double p = 0.0;
  if (a >= 0.6) {
    p = a > 13.0 ? 0.0 : std::exp(1.2937 - 5.709 * a + 0.0186 * a * a);
  } else if (a > 0.34) {
    p = std::exp(0.9177 - 4.279 * a - 1.38 * a * a);
  } else if (a > 0.2) {
    p = 1.0 - std::exp(-8.318 + 42.796 * a - 59.938 * a * a);
  } else {
    p = 1.0 - std::exp(-13.436 + 101.14 * a - 223.73 * a * a);
  }
  return {"anderson_darling", a, std::clamp(p, 0.0, 1.0)};
}

}  // namespace offtake
