// Drivers: what nobody can forecast. Each is a number per step and path with base value 1 (a
// multiplier), a duration, or an event with a date. Formulas: docs/reference/drivers.md.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "offtake/base/id.h"

namespace offtake {

// Which moment of X(t) follows the growth: the mean or the median.
enum class Center { mean, median };

// X(t) = g^t · exp(σW(t) + sξt − c), t in years, W Brownian, ξ ~ N(0,1) drawn once per path;
// c = σ²t/2 + s²t²/2 when the mean is g^t, 0 when the median is.
struct Gbm {
  double growth_per_year = 1.0;           // g
  double volatility_per_sqrt_year = 0.0;  // σ
  double trend_sd_per_year = 0.0;         // s: doubt about the growth itself
  Center center = Center::median;
};

// X(t) = g^t · exp(Y(t)), dY = −κY dt + σ dW, κ = ln2/half-life, Y(0) = ln(start). Its median is
// g^t · start^exp(−κt).
struct Ou {
  double growth_per_year = 1.0;
  double volatility_per_sqrt_year = 0.0;
  double half_life_months = 12.0;
  double start = 1.0;
};

// Gbm times Π J_i over a Poisson process: ln J ~ N(ln size, spread²), `per_year` jumps expected.
// The growth is that of the part without jumps.
struct Jumps {
  Gbm diffusion;
  double per_year = 0.0;
  double size = 1.0;    // median factor of one jump
  double spread = 0.0;  // standard deviation of ln J
};

// A Markov chain in continuous time whose state sets growth and volatility (no jump at a change).
// Leaves state i after an exponential time of mean_months, for state j with probability next[j].
struct Regimes {
  struct State {
    std::string name;
    double growth_per_year = 1.0;
    double volatility_per_sqrt_year = 0.0;
    double mean_months = 12.0;
    std::vector<double> next;  // by state; own entry 0; sums to 1
  };
  std::vector<State> states;
  int first = 0;
};

// One draw per path, the same in every step. `duration` true: the value is in months.
struct Lognormal {
  double median = 1.0;
  double p90 = 1.0;
  bool duration = false;
};
struct Triangular {
  double least = 0, mode = 0, most = 0;
  bool duration = false;
};
// Beta on [least, most] with mean (least + λ·mode + most)/(λ+2), λ = 4.
struct Pert {
  double least = 0, mode = 0, most = 0;
  bool duration = false;
};

// One-sided: nothing with probability `none`, otherwise a tail, never above `most`. The tail is
// exponential with mean/(1−none), or, when p90 is given, the lognormal (of the two that fit, the
// one with the fatter tail) for which the whole delay has that mean and that 90th percentile before
// the cap at `most`.
struct Delay {
  double none = 0.0;
  double mean_months = 0.0;  // of the whole, with the zeros
  double p90_months = 0.0;   // 0: not given
  double most_months = 60.0;
};

// Events happen at a date or never. As a multiplier an event is 1 before and `effect` from then on.
struct Bernoulli {
  double probability = 0.0;  // of having happened from the start of the clock on
  double effect = 0.0;
};
struct Hazard {
  double per_year = 0.0;                       // intensity
  double from_month = 0.0, until_month = 1e9;  // months since 1970-01
  double effect = 0.0;
};
enum class Rating { AAA, AA, A, BBB, BB, B, CCC };
enum class DefaultMeasure { real_world, market_implied };
// Default: intensity piecewise constant, from cumulative probabilities after one and five years
// (real world) or five years (market-implied); see rating_table in futures/default_rates.h.
struct RatedDefault {
  Rating rating = Rating::BBB;
  DefaultMeasure measure = DefaultMeasure::real_world;
  double effect = 0.0;
};

// Bootstrap of observed values: one draw per path, or a new one each step.
struct Empirical {
  std::vector<double> values;
  bool each_step = false;
  bool duration = false;
};

// Given paths: row r of [rows][columns], path p takes row p mod rows; column k is the value at
// months[k], held until the next and after the last (the first also before it).
struct Given {
  std::vector<double> months;
  std::vector<double> values;
  int rows = 0;
};

using Process = std::variant<Gbm, Ou, Jumps, Regimes, Lognormal, Triangular, Pert, Delay, Bernoulli,
                             Hazard, RatedDefault, Empirical, Given>;

// A path that a driver is held on, whatever is drawn for it.
struct HeldPath {
  std::vector<double> value;  // [step]
  double event_month = 0.0;   // of an event; infinite: never
};

struct Driver {
  std::string name;
  std::string label;
  std::string source;
  Process process;
  std::optional<HeldPath> held = {};  // by a study
};

bool is_duration(const Driver& driver);  // may stand at `delay:`
bool is_event(const Driver& driver);     // may stand at `default:`
std::string kind_name(const Process& process);

// Correlation of the Gaussian shocks of two drivers.
struct Correlation {
  DriverId a, b;
  double rho = 0.0;
};

}  // namespace offtake
