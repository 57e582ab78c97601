#include "ticks.h"

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace offtake::cli {

std::function<double()> tick_counter() {
#if defined(__x86_64__)
  return [] { return double(__rdtsc()); };
#else
  return {};
#endif
}

}  // namespace offtake::cli
