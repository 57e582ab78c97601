// What the machine can do at best, to hold a kernel against.
#pragma once

#include <memory>

#include "offtake/studies/timing.h"

namespace offtake {

// One pass of each at a time, so that they can be measured in turns with something else.
class MachineTrials {
 public:
  explicit MachineTrials(int threads);
  ~MachineTrials();

  // Multiplies integers in a row, each by what came before: three cycles of the core each, on every
  // x86-64 processor of the last years, whatever frequency the core runs at.
  void count_cycles();
  static double cycles();
  // Draws uniform numbers as futures do (Philox), on one thread.
  void draw_words();
  static double words();
  // a_i = b_i + s · c_i over arrays that no cache of a core holds: 24 bytes an element, as the
  // benchmark STREAM counts them (McCalpin 1995).
  void move_on_one_thread();
  void move_on_all_threads();
  static double bytes();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace offtake
