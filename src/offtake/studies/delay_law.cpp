// The law of a Delay, as futures/one_draw.cpp draws it.
#include <algorithm>
#include <cmath>

#include "offtake/base/random.h"
#include "offtake/studies/calibrate.h"

namespace offtake {

DelayLaw::DelayLaw(const Delay& delay) : delay_(delay) {
  const double late = 1.0 - delay.none;
  if (late <= 0.0 || delay.mean_months <= 0.0) {
    delay_.none = 1.0;
    return;
  }
  theta_ = delay.mean_months / late;
  lognormal_ = delay.p90_months > 0.0;
  if (!lognormal_) return;
  const double z = -normal_quantile(0.1 / late);
  const double root = z * z - 2.0 * std::log(delay.p90_months * late / delay.mean_months);
  sigma_ = z + std::sqrt(std::max(0.0, root));
  mu_ = std::log(theta_) - 0.5 * sigma_ * sigma_;
}

double DelayLaw::tail(double months) const {
  if (months <= 0.0) return 1.0;
  return lognormal_ ? normal_cdf((mu_ - std::log(months)) / sigma_) : std::exp(-months / theta_);
}

double DelayLaw::cdf(double months) const {
  if (months < 0.0) return 0.0;
  if (delay_.none >= 1.0 || months >= delay_.most_months) return 1.0;
  return 1.0 - (1.0 - delay_.none) * tail(months);
}

double DelayLaw::below(double months) const {
  if (months <= 0.0) return 0.0;
  if (delay_.none >= 1.0 || months > delay_.most_months) return 1.0;
  return 1.0 - (1.0 - delay_.none) * tail(months);
}

double DelayLaw::quantile(double probability) const {
  if (probability <= delay_.none) return 0.0;
  const double above = (1.0 - probability) / (1.0 - delay_.none);
  const double x =
      lognormal_ ? std::exp(mu_ - sigma_ * normal_quantile(above)) : -theta_ * std::log(above);
  return std::min(x, delay_.most_months);
}

}  // namespace offtake
