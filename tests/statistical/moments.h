// Sample moments against closed forms. Every moment is the mean of some number per path whose
// expectation is known, so one test fits all: |sample − closed form| < 4.5 standard errors, which a
// right program fails once in 150,000 times; seeds are fixed, so it is either right or wrong.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "offtake/futures/futures.h"
#include "offtake/model/model.h"

namespace offtake::statistical {

inline constexpr int kPaths = 200'000;
inline constexpr double kMostErrors = 4.5;

inline Model model_of(std::vector<Driver> drivers, std::vector<Correlation> correlations = {}) {
  Model model;
  model.clock.start_month = 660.0;  // 2025-01
  model.clock.months_per_step = 3;
  model.clock.steps = 38;
  model.drivers = std::move(drivers);
  model.correlations = std::move(correlations);
  return model;
}

inline Driver driver(const std::string& name, Process process) {
  Driver d;
  d.name = name;
  d.process = std::move(process);
  return d;
}

// All paths of a model, kept at the steps asked for.
class Sample {
 public:
  Sample(const Model& model, std::vector<int> steps, const FuturesOptions& options = {},
         int paths = kPaths)
      : steps_(std::move(steps)), drivers_(model.drivers.size()), paths_(paths) {
    values_.assign(drivers_ * steps_.size(), std::vector<double>(std::size_t(paths)));
    events_.assign(drivers_, std::vector<double>(std::size_t(paths)));
    const Result<Futures> futures = Futures::make(model, options);
    if (!futures) {
      ADD_FAILURE() << futures.errors().front().what;
      return;
    }
    FuturesBlock block;
    for (int first = 0; first < paths; first += kLanes) {
      futures->draw(first, block);
      for (std::size_t d = 0; d < drivers_; ++d) {
        for (int l = 0; l < kLanes && first + l < paths; ++l) {
          const auto p = std::size_t(first + l);
          events_[d][p] = block.event_month(DriverId(d))[l];
          for (std::size_t s = 0; s < steps_.size(); ++s) {
            values_[d * steps_.size() + s][p] = block.at(DriverId(d), steps_[s])[l];
          }
        }
      }
    }
  }
  std::size_t paths() const { return std::size_t(paths_); }
  // By path, at the steps[s] asked for.
  const std::vector<double>& value(std::size_t d, std::size_t s) const {
    return values_[d * steps_.size() + s];
  }
  const std::vector<double>& event(std::size_t d) const { return events_[d]; }

  // f(path) for all paths.
  template <class F>
  std::vector<double> each(F f) const {
    std::vector<double> out(paths());
    for (std::size_t p = 0; p < out.size(); ++p) out[p] = f(p);
    return out;
  }

 private:
  std::vector<int> steps_;
  std::size_t drivers_;
  int paths_;
  std::vector<std::vector<double>> values_, events_;
};

struct Mean {
  double mean = 0.0, standard_error = 0.0;
};

inline Mean mean_of(const std::vector<double>& x) {
  Mean out;
  const double n = double(x.size());
  for (const double v : x) out.mean += v;
  out.mean /= n;
  double squares = 0.0;
  for (const double v : x) squares += (v - out.mean) * (v - out.mean);
  out.standard_error = std::sqrt(squares / (n - 1.0) / n);
  return out;
}

inline void print_header() {
  fmt::print("{:<26} {:<34} {:>14} {:>14} {:>7}\n", "driver", "moment", "closed form", "sample",
             "z");
}

inline void check_moment(const std::string& name, const std::string& moment, double closed,
                         const std::vector<double>& numbers) {
  const Mean m = mean_of(numbers);
  const double off = m.mean - closed;
  // Numbers that do not vary must agree up to rounding.
  const double z = std::abs(off) <= 1e-12 * (1.0 + std::abs(closed)) ? 0.0 : off / m.standard_error;
  fmt::print("{:<26} {:<34} {:>14.8g} {:>14.8g} {:>7.2f}\n", name, moment, closed, m.mean, z);
  EXPECT_LT(std::abs(z), kMostErrors) << name << ": " << moment;
}

// Mean and variance, the latter about the true mean.
inline void check_mean_and_variance(const std::string& name, const std::string& what,
                                    std::pair<double, double> closed,
                                    const std::vector<double>& numbers) {
  check_moment(name, "E " + what, closed.first, numbers);
  std::vector<double> squares;
  for (const double x : numbers) squares.push_back((x - closed.first) * (x - closed.first));
  check_moment(name, "Var " + what, closed.second, squares);
}

}  // namespace offtake::statistical
