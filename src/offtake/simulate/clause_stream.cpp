#include "offtake/simulate/clauses.h"

namespace offtake {

void pay_streams(Workspace& w) {
  Lanes usd, converted;
  for (const Stream& s : w.c.streams) {
    const Line& line = w.c.lines[std::size_t(s.line)];
    for (int i = 0; i < kLanes; ++i) {
      converted[std::size_t(i)] = w.converted(s.converts, s.conversion_stream, i);
    }
    for (int k = 0; k < w.c.all_steps; ++k) {
      if (s.usd.base[std::size_t(k)] == 0.0) continue;
      w.value(s.usd, k, usd.data());
      for (int i = 0; i < kLanes; ++i) {
        usd[std::size_t(i)] *= converted[std::size_t(i)] *
                               std::min(w.alive(line.payer, k, i), w.alive(line.payee, k, i));
      }
      w.post(s.line, k, usd.data());
    }
  }
}

}  // namespace offtake
