#include "offtake/futures/sampler.h"

#include <cmath>

#include "offtake/base/text.h"

namespace offtake {

Diagnostic driver_error(const SamplerContext& context, const std::string& code,
                        const std::string& key, const std::string& what, const std::string& mend) {
  Diagnostic d;
  d.code = code;
  d.key_path = "drivers." + context.name + (key.empty() ? "" : "." + key);
  d.what = what;
  d.mend = mend;
  return d;
}

std::optional<Diagnostic> parameter_error(const SamplerContext& context, const std::string& key,
                                          double value, double least) {
  if (std::isfinite(value) && value >= least) return std::nullopt;
  return driver_error(context, "E0607", key,
                      fmt::format("{:g} is no {} of the driver '{}'", value, key, context.name),
                      fmt::format("give a number of at least {:g}", least));
}

std::optional<Diagnostic> overflow_error(const SamplerContext& context,
                                         const std::function<double(double)>& log_bound) {
  constexpr double kLogMost = 690.0;  // ln 1e300 = 690.8
  for (int k = 0; k < context.clock.steps; ++k) {
    if (log_bound(k * context.years_per_step()) <= kLogMost) continue;
    return driver_error(
        context, "E0608", "",
        fmt::format("the driver '{}' may pass 1e300 in {}, more than a number holds", context.name,
                    context.clock.label(k)),
        "lower its growth or its volatility, or end the clock earlier");
  }
  return std::nullopt;
}

}  // namespace offtake
