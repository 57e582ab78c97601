#include <algorithm>

#include "offtake/simulate/clauses.h"

namespace offtake {
namespace {

// Of the profile, at `until`, or its mean where `from` is before; `stop` ends what moves it.
void share(const Profile& p, const Lanes& from, const Lanes& until, const Lanes& stop, Lanes& out) {
  Lanes a, b;
  bool instants = true;
  for (std::size_t i = 0; i < kLanes; ++i) {
    a[i] = least(from[i], stop[i]);
    b[i] = least(until[i], stop[i]);
    instants &= from[i] >= until[i];
  }
  p.share(b, out);
  if (instants) return;
  Lanes before, after;
  p.integral(a, before);
  p.integral(b, after);
  for_lanes([&](std::size_t i) {
    const double difference = after[i] - before[i];
    const double moved = b[i] > a[i] ? difference : 0.0;
    const double all = moved + ((until[i] - b[i]) - (from[i] - a[i])) * out[i];
    const double mean = all / (until[i] - from[i]);
    out[i] = from[i] >= until[i] ? out[i] : mean;
  });
}

// Per MW of the position, since the accrual was signed.
void installed(const Workspace& w, const Accrual& a, int position, const AccruedPayment::Term& t,
               Lanes& out) {
  const Position& p = w.c.positions[std::size_t(position)];
  const PositionLanes& lanes = w.position[std::size_t(position)];
  Lanes from, until, stop, before;
  for_lanes([&, start = a.signed_month, ours = p.signed_month](std::size_t i) {
    const double begins = ours + lanes.delay[i];
    stop[i] = lanes.stop[i] - lanes.delay[i];
    from[i] = most(t.from[i], start) - begins;
    until[i] = most(t.until[i], start) - begins;
    before[i] = least(start - begins, stop[i]);
  });
  share(p.ramp, from, until, stop, out);
  if (p.signed_month >= a.signed_month) return;
  p.ramp.share(before, stop);
  for_lanes([&](std::size_t i) { out[i] -= stop[i]; });
}

// The same of the n-th position; the scratch `own` holds what is not known.
const Lanes& installed(const Workspace& w, const Accrual& a, std::size_t n,
                       const AccruedPayment::Term& t, Lanes& own) {
  if (t.boundary >= 0 && a.ramp_row >= 0) return w.fixed().ramps[a.ramp_at(n, t.boundary)];
  installed(w, a, a.positions[n], t, own);
  return own;
}

// (1) of accrual.h, before the most.
void all_accrued(const Workspace& w, const Accrual& a, const AccruedPayment::Term& t, Lanes& out) {
  if (!a.by_mw) {
    Lanes from, until, never;
    never.fill(1e30);
    for_lanes([&, start = a.signed_month](std::size_t i) {
      from[i] = t.from[i] - start;
      until[i] = t.until[i] - start;
    });
    share(a.schedule, from, until, never, out);
    for_lanes([&](std::size_t i) { out[i] *= a.most; });
    return;
  }
  out.fill(0.0);
  Lanes own;
  for (std::size_t n = 0; n < a.positions.size(); ++n) {
    const PositionLanes& lanes = w.position[std::size_t(a.positions[n])];
    if (lanes.idle) continue;
    const Lanes& per_mw = installed(w, a, n, t, own);
    for_lanes([&](std::size_t i) { out[i] += lanes.mw[i] * per_mw[i]; });
  }
  for_lanes([&](std::size_t i) { out[i] *= a.per_mw; });
}

// A term in two: what accrues until the most is reached, and how often all of that counts after it.
struct Parts {
  AccruedPayment::Term rising;
  Lanes full{};  // times `most`
};

Parts in_parts(const Workspace& w, const Accrual& a, const AccruedPayment::Term& t) {
  Parts parts{t, {}};
  const auto lasts = [&](std::size_t i) { return t.factor[i] != 0.0 && t.from[i] < t.until[i]; };
  bool intervals = false;
  for (std::size_t i = 0; i < kLanes; ++i) intervals |= lasts(i);
  if (!a.by_mw || !intervals) return parts;
  AccruedPayment::Term at = t;
  at.from = at.until;
  Lanes accrued;
  all_accrued(w, a, at, accrued);
  LaneSet reach = 0;
  for (std::size_t i = 0; i < kLanes; ++i) {
    reach |= lasts(i) && accrued[i] > a.most ? LaneSet{1} << i : 0;
  }
  if (reach == 0) return parts;
  // It never falls: before the interval it may have reached the most, otherwise halving finds when.
  constexpr int kHalvings = 60;
  Lanes low = t.from, high = t.until;
  at.from = at.until = t.from;
  all_accrued(w, a, at, accrued);
  bool within = false;
  for (std::size_t i = 0; i < kLanes; ++i) {
    if (accrued[i] > a.most) high[i] = low[i];
    within |= (reach >> i & 1) != 0 && accrued[i] <= a.most;
  }
  for (int n = 0; n < kHalvings && within; ++n) {
    for (std::size_t i = 0; i < kLanes; ++i) at.until[i] = 0.5 * (low[i] + high[i]);
    at.from = at.until;
    all_accrued(w, a, at, accrued);
    for (std::size_t i = 0; i < kLanes; ++i) {
      (accrued[i] > a.most ? high : low)[i] = at.until[i];
    }
  }
  for (std::size_t i = 0; i < kLanes; ++i) {
    if ((reach >> i & 1) == 0) continue;
    const double rises = (low[i] - t.from[i]) / (t.until[i] - t.from[i]);
    parts.rising.over(i, t.from[i], low[i], t.factor[i] * rises);
    parts.full[i] = t.factor[i] * (1.0 - rises);
  }
  return parts;
}

bool any(const Lanes& factor) {
  return std::any_of(factor.begin(), factor.end(), [](double f) { return f != 0.0; });
}

void convert(const Workspace& w, const Accrual& a, Lanes& out) {
  for (std::size_t i = 0; i < kLanes; ++i) out[i] = w.converted(a, static_cast<int>(i));
}

}  // namespace

void set_ramps(Workspace& w) {
  AccruedPayment::Term t;
  for (const Tranche& tranche : w.c.tranches) {
    const Accrual& a = tranche.of;
    for (int k = a.first_step; k <= a.last_step && a.ramp_row >= 0; ++k) {
      t.from.fill(w.c.clock.begin_of(k));
      t.until = t.from;
      for (std::size_t n = 0; n < a.positions.size(); ++n) {
        installed(w, a, a.positions[n], t, w.own.ramps[a.ramp_at(n, k)]);
      }
    }
  }
}

Lanes pay(Workspace& w, const Accrual& a, const AccruedPayment& payment) {
  Lanes usd{}, accrued, converted;
  for (const AccruedPayment::Term& t : payment.terms) {
    if (!any(t.factor)) continue;
    const Parts parts = in_parts(w, a, t);
    all_accrued(w, a, parts.rising, accrued);
    for_lanes([&](std::size_t i) {
      usd[i] += parts.rising.factor[i] * least(accrued[i], a.most) + parts.full[i] * a.most;
    });
  }
  convert(w, a, converted);
  const Lanes& size = w.size_of(a.signing);
  for_lanes([&](std::size_t i) { usd[i] *= size[i] * converted[i]; });
  w.post(payment.line, payment.step, usd.data());
  return usd;
}

void pay_slope(const Workspace& w, Slopes& s, const Accrual& a, const AccruedPayment& payment) {
  const auto signed_now = [&](int p) { return w.c.positions[std::size_t(p)].signing >= 0; };
  const bool by_mw = a.by_mw && std::any_of(a.positions.begin(), a.positions.end(), signed_now);
  if (a.signing < 0 && !by_mw) return;  // no decision moves it
  const double* worth = s.of_line(w.c, payment.line, payment.step);
  const Lanes& size = w.size_of(a.signing);
  Lanes usd, accrued, per_mw;
  convert(w, a, usd);
  for (const AccruedPayment::Term& t : payment.terms) {
    if (!any(t.factor)) continue;
    const Parts parts = in_parts(w, a, t);
    all_accrued(w, a, parts.rising, accrued);
    for_lanes([&](std::size_t i) { per_mw[i] = worth[i] * usd[i] * parts.rising.factor[i]; });
    if (a.signing >= 0) {
      Lanes& of_size = s.size[std::size_t(a.signing)];
      for_lanes([&](std::size_t i) {
        of_size[i] +=
            per_mw[i] * least(accrued[i], a.most) + worth[i] * usd[i] * parts.full[i] * a.most;
      });
    }
    if (!by_mw) continue;
    for_lanes([&](std::size_t i) {
      const double each = per_mw[i] * size[i] * a.per_mw;
      per_mw[i] = accrued[i] >= a.most ? 0.0 : each;
    });
    if (!any(per_mw)) continue;
    for (std::size_t n = 0; n < a.positions.size(); ++n) {
      if (!signed_now(a.positions[n])) continue;
      Lanes own;
      const Lanes& share_of = installed(w, a, n, parts.rising, own);
      Lanes& mw = s.mw[std::size_t(a.positions[n])];
      for_lanes([&](std::size_t i) { mw[i] += per_mw[i] * share_of[i]; });
    }
  }
}

}  // namespace offtake
