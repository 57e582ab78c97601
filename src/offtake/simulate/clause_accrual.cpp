#include "offtake/simulate/clauses.h"

namespace offtake {
namespace {

// Of the profile, at `until`, or its mean where `from` is before; `stop` ends what moves it.
double share(const Profile& p, double from, double until, double stop) {
  const double a = least(from, stop), b = least(until, stop);
  if (from >= until) return p.share(b);
  const double moved = b > a ? p.integral(b) - p.integral(a) : 0.0;
  return (moved + ((until - b) - (from - a)) * p.share(b)) / (until - from);
}

// Per MW of the position, since the accrual was signed.
double installed(const Workspace& w, const Accrual& a, int position, const AccruedPayment::Term& t,
                 std::size_t i) {
  const Position& p = w.c.positions[std::size_t(position)];
  const PositionLanes& lanes = w.position[std::size_t(position)];
  const double begins = p.signed_month + lanes.delay[i], stop = lanes.stop[i] - lanes.delay[i];
  const double from = most(t.from[i], a.signed_month), until = most(t.until[i], a.signed_month);
  const double now = share(p.ramp, from - begins, until - begins, stop);
  if (p.signed_month >= a.signed_month) return now;
  return now - p.ramp.share(least(a.signed_month - begins, stop));
}

// (1) of accrual.h, before the most.
double all_accrued(const Workspace& w, const Accrual& a, const AccruedPayment::Term& t,
                   std::size_t i) {
  constexpr double kNever = 1e30;
  if (!a.by_mw) {
    return a.most *
           share(a.schedule, t.from[i] - a.signed_month, t.until[i] - a.signed_month, kNever);
  }
  double sum = 0.0;
  for (const int p : a.positions) {
    const double mw = w.position[std::size_t(p)].mw[i];
    if (mw != 0.0) sum += mw * installed(w, a, p, t, i);
  }
  return a.per_mw * sum;
}

}  // namespace

Lanes pay(Workspace& w, const Accrual& a, const AccruedPayment& payment) {
  Lanes usd{};
  const Lanes& size = w.size_of(a.signing);
  for (std::size_t i = 0; i < kLanes; ++i) {
    for (const AccruedPayment::Term& t : payment.terms) {
      if (t.factor[i] != 0.0) usd[i] += t.factor[i] * least(all_accrued(w, a, t, i), a.most);
    }
    usd[i] *= size[i] * w.converted(a, static_cast<int>(i));
  }
  w.post(payment.line, payment.step, usd.data());
  return usd;
}

void pay_slope(const Workspace& w, Slopes& s, const Accrual& a, const AccruedPayment& payment) {
  const double* worth = s.of_line(w.c, payment.line, payment.step);
  const Lanes& size = w.size_of(a.signing);
  for (std::size_t i = 0; i < kLanes; ++i) {
    const double usd = worth[i] * w.converted(a, static_cast<int>(i));
    if (usd == 0.0) continue;
    for (const AccruedPayment::Term& t : payment.terms) {
      if (t.factor[i] == 0.0) continue;
      const double accrued = all_accrued(w, a, t, i);
      if (a.signing >= 0) {
        s.size[std::size_t(a.signing)][i] += usd * t.factor[i] * least(accrued, a.most);
      }
      if (!a.by_mw || accrued >= a.most) continue;
      for (const int p : a.positions) {
        s.mw[std::size_t(p)][i] +=
            usd * t.factor[i] * size[i] * a.per_mw * installed(w, a, p, t, i);
      }
    }
  }
}

}  // namespace offtake
