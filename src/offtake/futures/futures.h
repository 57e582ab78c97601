// Drivers to paths. A path is drawn from the seed, the driver's name and its number alone, so
// futures are never stored as a whole: each thread draws the paths that it simulates.
//
//   plain       path p of driver k in step t: Z = Φ⁻¹(U(seed, stream(name_k), p, t))
//   antithetic  paths 2i and 2i+1 share their numbers, the second with 1 − U
//   sobol       the dimensions that matter most (Brownian bridge order) from a Sobol sequence under
//               a random digital shift, the rest from Philox; at most 2^31 paths. Here another
//               driver or a longer clock deals the dimensions anew and so changes all paths
//
// The value of step t is that at its beginning, so step 0 is known; the shock of step t acts
// between the beginnings of steps t and t+1, and an event in between shows in the value from step
// t+1 on.
//
// Correlated drivers share Gaussian shocks Z = L·ε per step (L the Cholesky factor, drivers by
// name). A driver with one draw per path uses Σ_t Z_t/√T over the T steps of the clock when it is
// correlated, so that rho is the correlation with the other's shock over the whole clock. A large
// shock is a large value, a long delay and an event: with a positive rho a default goes with high
// demand, with a negative one with a slump.
//
// A driver that is held on a path (Driver::held) has it on all paths; the numbers that are drawn
// for it, and so all other drivers, are as ever.
//
// After the clock's end every driver keeps its last value (the run-off).
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "offtake/base/result.h"
#include "offtake/model/model.h"

namespace offtake {

// Paths that are worked on together, the innermost index of every array.
inline constexpr int kLanes = 16;

enum class Sampling { plain, antithetic, sobol };

struct FuturesOptions {
  std::uint64_t seed = 1;
  Sampling sampling = Sampling::plain;
};

// kLanes consecutive paths of all drivers.
struct FuturesBlock {
  int steps = 0;
  int drivers = 0;
  std::vector<double> value;  // [driver][step][lane]: multiplier; months for a duration
  std::vector<double> event;  // [driver][lane]: month since 1970-01 of the event, +inf if never
  const double* at(DriverId d, int step) const {
    return value.data() + (d.index() * std::size_t(steps) + std::size_t(step)) * kLanes;
  }
  const double* event_month(DriverId d) const { return event.data() + d.index() * kLanes; }
};

class Futures {
 public:
  Futures();  // of an empty model
  // Errors: a correlation matrix that is not positive semi-definite (E0604, names the pair whose
  // change mends it at the least cost and offers the nearest valid value), a correlation with given
  // paths (E0602), a rating without a known rate (E0615), a delay that no tail fits (E0616), a
  // parameter out of range (E0607), paths that may pass 1e300 (E0608).
  static Result<Futures> make(const Model& model, const FuturesOptions& options);

  // Fills `out` with paths first..first+kLanes-1 (first is a multiple of kLanes); reuses its
  // memory. Thread-safe.
  void draw(std::int64_t first, FuturesBlock& out) const;

  // For draws that belong to no driver (whether a letter of intent converts): uniform in (0,1) for
  // (stream, path), antithetic as above.
  double uniform_of(std::uint64_t stream, std::int64_t path) const;

  // Random words of 32 bits that the draw of one path takes.
  double words_per_path() const;

  const FuturesOptions& options() const;

 private:
  struct Impl;
  std::shared_ptr<const Impl> impl_;
};

}  // namespace offtake
