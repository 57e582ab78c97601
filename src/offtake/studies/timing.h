// The time of something that was run several times. The library reads no clock: it is given one.
#pragma once

#include <functional>
#include <vector>

namespace offtake {

struct SpeedClock {
  std::function<double()> seconds;  // since any date
  std::function<double()> cycles;   // of a counter that runs evenly; may be empty
};

// Over all runs, for one unit of what was done.
struct Timing {
  double median = 0.0, low = 0.0, high = 0.0;  // seconds
  double cycles = 0.0;                         // median; NaN without a counter
};

class Stopwatch {
 public:
  explicit Stopwatch(const SpeedClock& clock) : clock_(clock) {}
  template <class Run>
  void time(Run run) {
    const double seconds = clock_.seconds(), cycles = count();
    run();
    const double ended = count();
    add(clock_.seconds() - seconds, ended - cycles);
  }
  void add(double seconds) { add(seconds, no_cycles()); }
  Timing of_each(double units = 1.0) const;

 private:
  static double no_cycles();
  double count() const { return clock_.cycles ? clock_.cycles() : no_cycles(); }
  void add(double seconds, double cycles);

  const SpeedClock& clock_;
  std::vector<double> seconds_, cycles_;  // of each run
};

}  // namespace offtake
