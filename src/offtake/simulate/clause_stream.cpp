#include "offtake/simulate/clauses.h"

namespace offtake {
namespace {

// Calls use(step, USD per size of the signing [lane]) for the steps in which something is paid.
template <class F>
void for_each_payment(const Workspace& w, const Stream& s, F use) {
  const Line& line = w.c.lines[std::size_t(s.line)];
  Lanes usd, converted, payer, payee;
  for (int i = 0; i < kLanes; ++i) {
    converted[std::size_t(i)] = w.converted(s, i);
  }
  for (int k = 0; k < w.c.all_steps; ++k) {
    if (s.usd.base[std::size_t(k)] == 0.0) continue;
    w.value(s.usd, k, usd.data());
    w.alive(line.payer, k, payer.data());
    w.alive(line.payee, k, payee.data());
    for (std::size_t i = 0; i < kLanes; ++i) usd[i] *= converted[i] * least(payer[i], payee[i]);
    use(k, usd);
  }
}

}  // namespace

void pay_streams(Workspace& w) {
  for (const Stream& s : w.c.streams) {
    const Lanes& size = w.size_of(s.signing);
    for_each_payment(w, s, [&](int k, Lanes& usd) {
      for (std::size_t i = 0; i < kLanes; ++i) usd[i] *= size[i];
      w.post(s.line, k, usd.data());
    });
  }
}

void stream_slope(const Workspace& w, Slopes& s) {
  for (const Stream& stream : w.c.streams) {
    if (stream.signing < 0) continue;
    Lanes& size = s.size[std::size_t(stream.signing)];
    for_each_payment(w, stream, [&](int k, const Lanes& usd) {
      const double* worth = s.of_line(w.c, stream.line, k);
      for (std::size_t i = 0; i < kLanes; ++i) size[i] += worth[i] * usd[i];
    });
  }
}

}  // namespace offtake
