// Where time goes, as tables.
#pragma once

#include <vector>

#include "offtake/results/table.h"
#include "offtake/studies/speed.h"

namespace offtake {

// machine   what, ns, cycles, ticks, gb_per_s: of one cycle of a core, one random word of 32 bits,
// one byte moved work      paths, steps, agreement_steps, words, bytes (all but the first of one
// path), kept kernel    what, ns_per_path, ns_per_step, ns_per_agreement_step, low_ns, high_ns (of
// an
//           agreement-step), cycles_per_step, cycles_per_agreement_step, ticks_per_agreement_step,
//           times_words, times_draw, gb_per_s, of_bandwidth
// simulate  phase, seconds, low_s, high_s, share
// plan      the same; none where there is nothing to decide
std::vector<Table> speed_tables(const Speed& speed);

}  // namespace offtake
