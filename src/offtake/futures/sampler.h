// How one driver turns random numbers into paths: the seam between what is random (shocks.h) and
// what it means (one .cpp per group of processes). A new process is a struct in model/driver.h, a
// Sampler in one of those files and a make_sampler below; futures.cpp finds it by its type.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "offtake/base/date.h"
#include "offtake/base/result.h"
#include "offtake/futures/futures.h"
#include "offtake/model/driver.h"

namespace offtake {

// How many standard normals a path of a driver takes. They may be correlated with other drivers'.
enum class Shocks { none, once, every_step };

// The random numbers of kLanes paths.
struct Noise {
  std::int64_t first = 0;           // number of the path in lane 0
  const double* normal = nullptr;   // [steps][lane], or [lane] for Shocks::once: N(0,1). The shock
                                    // of step t acts between the beginnings of steps t and t+1
  const double* uniform = nullptr;  // [extras][lane]: in (0,1), never correlated
};

// Immutable once made, so that threads may share it.
class Sampler {
 public:
  virtual ~Sampler() = default;
  virtual Shocks shocks() const = 0;
  virtual int extras() const { return 0; }  // uniforms besides, per path
  // value [step][lane] and event [lane], which is +inf on entry.
  virtual void fill(const Noise& noise, double* value, double* event) const = 0;
};

// What a Sampler is made for.
struct SamplerContext {
  std::string name;  // of the driver, for messages
  Clock clock;
  double years_per_step() const { return clock.months_per_step / 12.0; }
};

using SamplerResult = Result<std::shared_ptr<const Sampler>>;

SamplerResult make_sampler(const Gbm&, const SamplerContext&);  // diffusions.cpp
SamplerResult make_sampler(const Ou&, const SamplerContext&);
SamplerResult make_sampler(const Jumps&, const SamplerContext&);
SamplerResult make_sampler(const Regimes&, const SamplerContext&);    // regimes.cpp
SamplerResult make_sampler(const Lognormal&, const SamplerContext&);  // one_draw.cpp
SamplerResult make_sampler(const Triangular&, const SamplerContext&);
SamplerResult make_sampler(const Pert&, const SamplerContext&);
SamplerResult make_sampler(const Delay&, const SamplerContext&);
SamplerResult make_sampler(const Bernoulli&, const SamplerContext&);  // events.cpp
SamplerResult make_sampler(const Hazard&, const SamplerContext&);
SamplerResult make_sampler(const RatedDefault&, const SamplerContext&);
SamplerResult make_sampler(const Empirical&, const SamplerContext&);  // observed.cpp
SamplerResult make_sampler(const Given&, const SamplerContext&);

// An error at drivers.<name>.<key>.
Diagnostic driver_error(const SamplerContext& context, const std::string& code,
                        const std::string& key, const std::string& what, const std::string& mend);

// E0607 when a parameter is not finite or lies under `least`; `key` as the user writes it.
std::optional<Diagnostic> parameter_error(const SamplerContext& context, const std::string& key,
                                          double value, double least);

// E0608 when a path may pass 1e300 within the clock: log_bound(t) bounds ln X(t) but for one path
// in 10^15 (eight standard deviations).
std::optional<Diagnostic> overflow_error(const SamplerContext& context,
                                         const std::function<double(double years)>& log_bound);

}  // namespace offtake
