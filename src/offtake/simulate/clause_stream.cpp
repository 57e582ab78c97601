#include <algorithm>

#include "offtake/simulate/clauses.h"

namespace offtake {
namespace {

// Of what falls due in the step, the part before `fails` [lane], in usd.
void pay_until(const Workspace& w, const Stream& s, int k, const Lanes& fails, Lanes& usd) {
  const double from = std::max(w.c.clock.begin_of(k), s.from);
  const double months = std::min(w.c.clock.begin_of(k + 1), s.until) - from;
  if (*std::min_element(fails.begin(), fails.end()) == kForever) return;
  for_lanes([&](std::size_t i) {
    const double part = least(most((fails[i] - from) / months, 0.0), 1.0);
    const double whole = fails[i] > from ? 1.0 : 0.0;
    usd[i] *= months > 0.0 ? part : whole;
  });
}

// Calls use(step, USD per size of the signing [lane]) for the steps in which something is paid.
template <class F>
void for_each_payment(const Workspace& w, const Stream& s, F use) {
  const Line& line = w.c.lines[std::size_t(s.line)];
  Lanes usd, converted, fails;
  const Lanes &payer = w.default_month[line.payer.index()],
              &payee = w.default_month[line.payee.index()];
  for (int n = 0; n < kLanes; ++n) {
    const auto i = std::size_t(n);
    converted[i] = w.converted(s, n);
    fails[i] = least(payer[i], payee[i]);
    if (s.grants.valid() && w.default_month[s.grants.index()][i] <= s.from) converted[i] = 0.0;
  }
  for (int k = 0; k < w.c.all_steps; ++k) {
    if (s.usd.base[std::size_t(k)] == 0.0) continue;
    w.value(s.usd, k, usd.data());
    pay_until(w, s, k, fails, usd);
    for (std::size_t i = 0; i < kLanes; ++i) usd[i] *= converted[i];
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
