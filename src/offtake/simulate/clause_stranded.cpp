#include <cmath>

#include "offtake/simulate/clauses.h"

namespace offtake {
namespace {

// USD of capital for each MW that stands through a step [lane].
Lanes charge_per_mw(const Workspace& w, const Position& p) {
  Lanes usd, residual;
  w.factor(p.cost.capex_drivers, std::max(p.signed_step, 0), usd.data());
  w.value(p.cost.residual, p.last_step - 1, residual.data());
  const double stands = p.installed.integral(p.end_months);
  const double share = stands > 0.0 ? w.c.clock.months_per_step / stands : 0.0;
  for (std::size_t i = 0; i < kLanes; ++i) {
    usd[i] *= (1.0 - residual[i]) * p.cost.capex_usd_per_mw * share;
  }
  return usd;
}

// Adds what stands, less what it would be were nobody to leave: nothing is built any more after
// `until`, in months since signing.
void add_unbuilt(const Workspace& w, std::size_t position, const Lanes& until, int k, Lanes& mw) {
  const Position& p = w.c.positions[position];
  const PositionLanes& lanes = w.position[position];
  const double months = w.c.clock.months_per_step;
  const double t = w.c.clock.begin_of(k) - p.signed_month;
  for (std::size_t i = 0; i < kLanes; ++i) {
    const double begin = t - lanes.delay[i];
    const double share =
        (p.installed.integral(begin + months) - p.installed.integral(begin)) / months;
    const double built =
        std::min(share, spent_share(p, std::min(until[i] - lanes.delay[i], p.end_months)));
    mw[i] += lanes.mw[i] * (built - (p.release.of < 0 ? 0.0 : share));
  }
}

// Of capacity whose tenant may leave it.
class Leaving {
 public:
  Leaving(const Workspace& w, std::size_t position) : w_(w), position_(position) {
    const Position& p = w.c.positions[position];
    const double end = p.end_months + p.most_delay_months;
    for (std::size_t i = 0; i < kLanes; ++i) {
      tenant_[i] = w.default_month[p.user.index()][i] - p.signed_month;
      any_ |= !p.build && tenant_[i] < end;
    }
    for (std::size_t r = position + 1; r < w.c.positions.size(); ++r) {
      if (w.c.positions[r].release.of == static_cast<int>(position)) releases_.push_back(r);
    }
    any_ |= !releases_.empty();
  }
  bool any() const { return any_; }

  // What stands in the step, until the builder fails.
  Lanes standing(int k) const {
    const Position& p = w_.c.positions[position_];
    Lanes mw{}, until;
    add_unbuilt(w_, position_, tenant_, k, mw);
    for (const std::size_t r : releases_) {
      const double from = w_.c.positions[r].release.from_months;
      for (std::size_t i = 0; i < kLanes; ++i) until[i] = std::min(tenant_[i], from);
      add_unbuilt(w_, r, until, k, mw);
    }
    Lanes alive;
    w_.alive(p.provider, k, alive.data());
    for (std::size_t i = 0; i < kLanes; ++i) mw[i] *= alive[i];
    return mw;
  }

 private:
  const Workspace& w_;
  std::size_t position_;
  Lanes tenant_{};
  std::vector<std::size_t> releases_;
  bool any_ = false;
};

}  // namespace

void strand_capital(Workspace& w, std::size_t position, const LaneArray& used) {
  const Position& p = w.c.positions[position];
  if (!p.has_cost || p.cost.capex_line < 0 || p.first_step >= p.last_step) return;
  const Leaving leaving(w, position);
  const double owed = p.build ? 0.0 : p.take_or_pay;
  if (!leaving.any() && owed >= 1.0) return;  // all that stands is paid for
  const Lanes charge = charge_per_mw(w, p);
  double* stranded = w.stranded_capital[p.provider.index()].data();
  Lanes standing;
  for (int k = p.first_step; k < p.last_step; ++k) {
    const double* d = w.delivered.at(position, k);
    const double* u = used.at(position, k);
    std::copy_n(d, kLanes, standing.begin());
    if (leaving.any()) standing = leaving.standing(k);
    for_lanes([&](std::size_t i) {
      stranded[i] += charge[i] * most(standing[i] - most(u[i], owed * d[i]), 0.0);
    });
  }
}

}  // namespace offtake
