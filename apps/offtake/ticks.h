// A counter of evenly spaced ticks that every thread may read.
#pragma once

#include <functional>

namespace offtake::cli {

// The time-stamp counter of x86, which runs evenly at the processor's nominal frequency however
// fast the core is; empty on other processors.
std::function<double()> tick_counter();

}  // namespace offtake::cli
