// The time of something that was run several times. The library reads no clock: it is given one.
#pragma once

#include <functional>
#include <vector>

namespace offtake {

struct SpeedClock {
  std::function<double()> seconds;  // since any date
  std::function<double()> ticks;    // of a counter that runs evenly; may be empty
};

// Over all runs, for one unit of what was done.
struct Timing {
  double median = 0.0, low = 0.0, high = 0.0;  // seconds
  double ticks = 0.0;                          // median; NaN without a counter
};

class Stopwatch {
 public:
  explicit Stopwatch(const SpeedClock& clock) : clock_(clock) {}
  template <class Run>
  void time(Run run) {
    const double seconds = clock_.seconds(), ticks = count();
    run();
    const double ended = count();
    add(clock_.seconds() - seconds, ended - ticks);
  }
  void add(double seconds) { add(seconds, no_ticks()); }
  Timing of_each(double units = 1.0) const;

 private:
  static double no_ticks();
  double count() const { return clock_.ticks ? clock_.ticks() : no_ticks(); }
  void add(double seconds, double ticks);

  const SpeedClock& clock_;
  std::vector<double> seconds_, ticks_;  // of each run
};

}  // namespace offtake
