#include "offtake/simulate/slopes.h"

#include <algorithm>

#include "offtake/simulate/clauses.h"
#include "offtake/simulate/dispatch.h"

namespace offtake {

Slopes::Slopes(const Compiled& c) {
  const auto parties = std::size_t(c.parties);
  weight.resize(parties);
  for (LaneArray* a : {&cash, &earned}) a->resize(parties, c.all_steps);
  line_worth.resize(c.class_sample.size(), c.all_steps);
  served.resize(c.workloads.size(), c.all_steps);
  for (LaneArray* a : {&delivered, &used, &beyond}) a->resize(c.positions.size(), c.all_steps);
  if (c.lets_on) let.resize(c.positions.size(), c.all_steps);
  for (const Position& p : c.positions) {
    has_used.push_back((p.power_line >= 0 || p.pass_through_line >= 0) && !p.always_runs);
  }
  due.resize(std::size_t(c.sold), c.all_steps);
  for (LaneArray* a : {&more, &scratch[0], &scratch[1]}) a->resize(1, c.all_steps);
  mw.resize(c.positions.size());
  size.resize(c.signings.size());
}

void Slopes::start(const Workspace& w) {
  for (std::vector<Lanes>* lanes : {&weight, &mw, &size}) {
    for (Lanes& x : *lanes) x.fill(0.0);
  }
  for (LaneArray* a : {&line_worth, &due}) a->clear();
  const auto clear_earned = [&](PartyId party) {
    std::fill_n(earned.at(party.index(), 0), std::size_t(w.c.all_steps) * kLanes, 0.0);
  };
  for (const Fleet& f : w.c.fleets) clear_earned(f.party);
  for (const ShareTables& share : w.c.shares) clear_earned(share.payer);
  for (std::size_t p = 0; p < w.c.positions.size(); ++p) {
    const Position& position = w.c.positions[p];
    if (position.first_step >= position.last_step || position.release.of >= 0) continue;
    const std::size_t n = std::size_t(position.last_step - position.first_step) * kLanes;
    std::fill_n(delivered.at(p, position.first_step), n, 0.0);
  }
}

void Slopes::of_value(const Compiled& c, PartyId party, int step, double* out) const {
  const double discount = c.discount[party.index()][std::size_t(step)];
  for (std::size_t i = 0; i < kLanes; ++i) out[i] = discount * weight[party.index()][i];
}

namespace {

// of_line: what it takes from the payer and gives to the payee, in cash and in value.
void set_line_worth(const Compiled& c, Slopes& s) {
  for (std::size_t n = 0; n < c.class_sample.size(); ++n) {
    const Line& l = c.lines[std::size_t(c.class_sample[n])];
    const auto add = [&](PartyId party, double sign, bool is_value) {
      const std::size_t p = party.index();
      if (!c.counts[p]) return;
      const double moves = moves_cash(l.account) ? 1.0 : 0.0;
      for (int k = 0; k < c.all_steps; ++k) {
        const double discount = is_value ? c.discount[p][std::size_t(k)] : 0.0;
        const double* cash = s.cash.at(p, k);
        const double* weight = s.weight[p].data();
        double* out = s.line_worth.at(n, k);
        for_lanes(
            [=](std::size_t i) { out[i] += sign * (moves * cash[i] + discount * weight[i]); });
      }
    };
    add(l.payer, -1.0, is_value_to_payer(l.account));
    add(l.payee, 1.0, is_value_to_payee(l.account));
  }
}

}  // namespace

void slopes(const Workspace& w, Slopes& s) {
  s.start(w);
  fund_slope(w, s);
  set_line_worth(w.c, s);
  stream_slope(w, s);
  tranche_slope(w, s);
  loan_slope(w, s);
  share_slope(w, s);
  for (auto f = w.c.fleets.rbegin(); f != w.c.fleets.rend(); ++f) {
    const Fleet& fleet = *f;
    for (const int j : fleet.workloads) earn_slope(w, s, std::size_t(j));
    for (const int p : fleet.positions) {
      residual_slope(w, s, std::size_t(p));
      cost_slope(w, s, std::size_t(p));
      power_slope(w, s, std::size_t(p));
      sublease_slope(w, s, std::size_t(p));
      fee_slope(w, s, std::size_t(p));
      late_slope(w, s, std::size_t(p));
      shortfall_slope(w, s, std::size_t(p));
    }
    for (const int p : fleet.releases) release_slope(w, s, std::size_t(p));
    for (const int i : fleet.pools) layers_slope(w, s, w.c.pools[std::size_t(i)]);
    dispatch_slope(w, s, fleet);
  }
  for (const Pool& pool : w.c.pools) deploy_slope(w, s, pool);
  for (std::size_t p = 0; p < w.c.positions.size(); ++p) {
    if (w.c.positions[p].pool.is == PoolPart::Is::source) continue;
    deliver_slope(w, s, p);
    const Position& position = w.c.positions[p];
    if (position.signing < 0) continue;
    Lanes& size = s.size[std::size_t(position.signing)];
    for (std::size_t i = 0; i < kLanes; ++i) size[i] += s.mw[p][i] * w.position[p].alive[i];
  }
}

}  // namespace offtake
