#include "offtake/simulate/workspace.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "offtake/futures/cells.h"
#include "offtake/simulate/rows.h"

namespace offtake {
namespace {

// By halves: fewer additions wait for each other than in a row.
double sum_of(Lanes x) {
  for (std::size_t half = kLanes / 2; half > 0; half /= 2) {
    for (std::size_t i = 0; i < half; ++i) x[i] += x[i + half];
  }
  return x[0];
}

double fits(double mw, double left, const SignedSize& s) {
  const double rounding = 1e-9 * s.most_mw;
  if (mw <= left + rounding) return mw;
  double most = left;
  if (s.lot_mw > 0.0) most = std::floor((left + rounding) / s.lot_mw) * s.lot_mw;
  return most + rounding < s.least_mw ? 0.0 : most;
}

}  // namespace

double Fixed::bytes(const Compiled& c) {
  const double lanes = double(c.use_cost_rows) * c.all_steps + c.spend_rows + c.ramp_rows;
  return lanes * sizeof(Lanes) + double(c.fleets.size()) * c.all_steps * sizeof(LaneSet);
}

Workspace::Workspace(const Compiled& compiled, const Futures& f, Purpose why)
    : c(compiled), futures(f), purpose(why) {
  const auto parties = std::size_t(c.parties);
  const auto all = std::size_t(c.all_steps);
  one.fill(1.0);
  size.resize(c.signings.size());
  left.resize(c.rooms.size());
  cell.resize(c.epochs.size());
  position.resize(c.positions.size());
  for (LaneArray* a : {&shares, &delivered, &worked}) a->resize(c.positions.size(), c.all_steps);
  if (c.lets_on) taken.resize(c.positions.size(), c.all_steps);
  own.use_cost.resize(std::size_t(c.use_cost_rows), c.all_steps);
  own.apart.assign(c.fleets.size() * all, kAllLanes);
  own.spent.resize(std::size_t(c.spend_rows));
  own.ramps.resize(std::size_t(c.ramp_rows));
  for (LaneArray* a : {&demand, &served, &worth}) a->resize(c.workloads.size(), c.all_steps);
  prices.resize(std::size_t(c.price_rows), c.all_steps);
  power_price.resize(std::size_t(c.power_price_rows), c.all_steps);
  owed.resize(std::size_t(c.capped_shares), c.all_steps);
  due.resize(std::size_t(c.sold), c.all_steps);
  marginal.resize(c.fleets.size(), c.all_steps);
  for (LaneArray* a :
       {&revenue, &share, &net, &value_flow, &cash, &emergency, &spend, &stranded, &power}) {
    a->resize(parties, c.all_steps);
  }
  default_month.resize(parties);
  npv.resize(parties);
  side_npv.resize(c.sides.size());
  stranded_capital.resize(parties);
  sums.line_usd.assign(c.lines.size() * all, 0.0);
  sums.delivered_mw.assign(c.positions.size() * all, 0.0);
  sums.used_mw.assign(c.positions.size() * all, 0.0);
  sums.gross_usd.assign(all, 0.0);
  sums.imbalance_usd.assign(all, 0.0);
  sums.size_mw.assign(c.signings.size(), 0.0);
  sums.side_npv_usd.assign(c.sides.size(), {});
  sums.unpaid_usd.assign(parties * all, 0.0);
  sums.stakes_usd.assign(parties, 0.0);
  sums.breaches.assign(c.covenants.size() * all, 0.0);
  for (LaneArray& a : scratch) a.resize(1, c.all_steps);
  const std::size_t borrowers = c.covenants.empty() ? 0 : parties;
  for (LaneArray* a : {&borrowed, &debt_service}) a->resize(borrowers, c.all_steps);
}

void Workspace::start(std::int64_t first_path, int count) {
  futures.draw(first_path, drawn);
  block = &drawn;
  kept = nullptr;
  begin(first_path, count);
}

void Workspace::start(std::int64_t first_path, int count, const KeptPaths& paths) {
  block = &paths.drawn;
  kept = &paths;
  begin(first_path, count);
}

void Workspace::begin(std::int64_t first_path, int count) {
  first = first_path;
  counted = count;
  const auto clear_of = [&](LaneArray& a, std::size_t party) {
    std::fill_n(a.at(party, 0), std::size_t(c.all_steps) * kLanes, 0.0);
  };
  for (std::size_t p = 0; p < c.counts.size(); ++p) {
    for (LaneArray* a : {&revenue, &share, &net, &value_flow}) {
      if (c.counts[p]) clear_of(*a, p);
    }
  }
  for (const Fleet& f : c.fleets) {
    if (c.counts[f.party.index()]) continue;
    // What it earns and owes of that may be somebody's share.
    for (LaneArray* a : {&revenue, &share}) clear_of(*a, f.party.index());
  }
  if (purpose == Purpose::measure) {
    for (LaneArray* a : {&delivered, &worked, &served, &emergency, &spend, &stranded, &power,
                         &borrowed, &debt_service}) {
      a->clear();
    }
    taken.clear();
    for (std::vector<Lanes>* all : {&side_npv, &stranded_capital}) {
      for (Lanes& lanes : *all) lanes.fill(0.0);
    }
  }
  if (keeps_lines_) posted.clear();
  for (std::size_t p = 0; p < default_month.size(); ++p) {
    const DriverId d = c.default_event[p];
    for (int i = 0; i < kLanes; ++i) {
      default_month[p][std::size_t(i)] =
          least(c.fails_month[p], d.valid() ? block->event_month(d)[i] : kForever);
    }
    npv[p].fill(0.0);
  }
  for (std::size_t e = 0; e < cell.size(); ++e) {
    cells_of(c.epochs[e], c.clock, *block, cell[e].data());
  }
  set_sizes();
}

void Workspace::set_sizes() {
  for (std::size_t s = 0; s < size.size(); ++s) {
    const SignedSize& of = c.signings[s];
    for (std::size_t i = 0; i < kLanes; ++i) {
      size[s][i] =
          of.epoch < 0 ? of.mw : of.mw_by_cell[std::size_t(cell[std::size_t(of.epoch)][i])];
    }
    if (purpose == Purpose::value) continue;
    // Fresh paths may go through cells in an order that the plan was not made on: what is used up
    // cannot be signed again.
    for (const int r : of.rooms) {
      if (c.rooms[std::size_t(r)].first_signing == static_cast<int>(s)) open(r);
      for (std::size_t i = 0; i < kLanes; ++i) {
        size[s][i] = fits(size[s][i], left[std::size_t(r)][i], of);
      }
    }
    for (std::size_t i = 0; i < kLanes; ++i) {
      for (const int r : of.rooms) left[std::size_t(r)][i] -= size[s][i];
      if (static_cast<int>(i) < counted) sums.size_mw[s] += size[s][i];
    }
  }
}

void Workspace::open(int room) {
  const Room& of = c.rooms[std::size_t(room)];
  Lanes& rest = left[std::size_t(room)];
  rest.fill(of.most_mw);
  for (const Room::Share& part : of.of) {
    for (std::size_t i = 0; i < kLanes; ++i) {
      rest[i] += part.share * size[std::size_t(part.signing)][i];
    }
  }
}

// Cash and value of payer and payee.
void Workspace::move(const Line& l, int step, std::size_t steps, const double* usd) {
  const auto add = [&](LaneArray& to, PartyId party, double sign) {
    rows::add(sign, usd, steps, to.at(party.index(), step));
  };
  const bool cash_moves = moves_cash(l.account);
  if (c.counts[l.payer.index()]) {
    if (cash_moves) add(net, l.payer, -1.0);
    if (is_value_to_payer(l.account)) add(value_flow, l.payer, -1.0);
  }
  if (c.counts[l.payee.index()]) {
    if (cash_moves) add(net, l.payee, 1.0);
    if (is_value_to_payee(l.account)) add(value_flow, l.payee, 1.0);
  }
}

void Workspace::post(int line, int step, const double* usd) {
  const Line& l = c.lines[std::size_t(line)];
  move(l, step, 1, usd);
  if (purpose == Purpose::value) return;
  if (keeps_lines_) {
    double* sum = posted.at(std::size_t(line), step);
    for_lanes([=](std::size_t i) { sum[i] += usd[i]; });
  }
  const auto add_to_side = [&](int side, double sign) {
    if (side < 0) return;
    const PartyId party = c.sides[std::size_t(side)].party;
    const double factor = sign * c.discount[party.index()][std::size_t(step)];
    double* sum = side_npv[std::size_t(side)].data();
    for_lanes([=](std::size_t i) { sum[i] += factor * usd[i]; });
  };
  add_to_side(c.line_sides[std::size_t(line)].payer, -1.0);
  add_to_side(c.line_sides[std::size_t(line)].payee, 1.0);
  Lanes paid, gross;
  for (int i = 0; i < kLanes; ++i) paid[std::size_t(i)] = i < counted ? usd[i] : 0.0;
  for (std::size_t i = 0; i < kLanes; ++i) gross[i] = std::abs(paid[i]);
  sums.line_usd[std::size_t(line) * std::size_t(c.all_steps) + std::size_t(step)] += sum_of(paid);
  if (moves_cash(l.account)) sums.gross_usd[std::size_t(step)] += sum_of(gross);
}

void Workspace::post(int line, int first_step, int last_step, const double* usd) {
  if (first_step >= last_step) return;
  if (purpose == Purpose::measure) {
    for (int k = first_step; k < last_step; ++k, usd += kLanes) post(line, k, usd);
    return;
  }
  move(c.lines[std::size_t(line)], first_step, std::size_t(last_step - first_step), usd);
}

void Workspace::keep_lines() {
  keeps_lines_ = true;
  posted.resize(c.lines.size(), c.all_steps);
}

void Workspace::sum_sides() {
  const bool pairs = futures.options().sampling == Sampling::antithetic;
  for (std::size_t s = 0; s < side_npv.size(); ++s) {
    const Lanes& usd = side_npv[s];
    for (int i = 0; i < counted; i += pairs ? 2 : 1) {
      const bool twin = pairs && i + 1 < counted;
      const double x = usd[std::size_t(i)];
      sums.side_npv_usd[s].add(twin ? 0.5 * (x + usd[std::size_t(i) + 1]) : x);
    }
  }
}

void Workspace::value_alone(PartyId party, int first_step, int last_step, const double* usd,
                            double sign) {
  if (first_step >= last_step) return;
  rows::add(sign, usd, std::size_t(last_step - first_step),
            value_flow.at(party.index(), first_step));
  if (purpose == Purpose::value) return;
  double* sum = sums.unpaid_usd.data() + party.index() * std::size_t(c.all_steps);
  for (int k = first_step; k < last_step; ++k, usd += kLanes) {
    for (int i = 0; i < counted; ++i) sum[k] += sign * usd[i];
  }
}

void Workspace::spent(PartyId party, int step, const double* usd, double factor) {
  if (purpose == Purpose::value) return;
  double* sum = spend.at(party.index(), step);
  for_lanes([=](std::size_t i) { sum[i] += factor * usd[i]; });
}

void Workspace::spent(PartyId party, int first_step, int last_step, const double* usd,
                      double factor) {
  if (purpose == Purpose::value) return;
  for (int k = first_step; k < last_step; ++k, usd += kLanes) spent(party, k, usd, factor);
}

void Workspace::factor(const std::vector<DriverId>& drivers, int step, double* out) const {
  std::fill(out, out + kLanes, 1.0);
  for (const DriverId d : drivers) {
    const double* x = block->at(d, std::min(step, c.steps - 1));
    for_lanes([=](std::size_t i) { out[i] *= x[i]; });
  }
}

double Workspace::factor(const DriversAt& at, int lane) const {
  double product = 1.0;
  for (const DriverId d : at.drivers) product *= block->at(d, std::min(at.step, c.steps - 1))[lane];
  return product;
}

void Workspace::value(const StepTable& table, int first_step, int last_step, double* out) const {
  if (first_step >= last_step) return;
  if (!table.given()) {
    std::fill_n(out, std::size_t(last_step - first_step) * kLanes, 0.0);
    return;
  }
  rows::fill(table.base.data() + first_step, std::size_t(last_step - first_step), out);
  const int known = std::clamp(c.steps, first_step, last_step);
  double* after = out + std::size_t(known - first_step) * kLanes;
  for (const DriverId d : table.drivers) {
    if (known > first_step) {
      rows::multiply({out}, {block->at(d, first_step)}, std::size_t(known - first_step), out);
    }
    if (known == last_step) continue;
    rows::multiply({after}, {block->at(d, c.steps - 1), 0}, std::size_t(last_step - known), after);
  }
}

void Workspace::alive(PartyId party, int step, double* out) const {
  const std::size_t p = party.index();
  if (!c.default_event[p].valid() && c.fails_month[p] == kForever) {
    std::fill(out, out + kLanes, 1.0);
    return;
  }
  const double* until = default_month[p].data();
  const double begin = c.clock.begin_of(step), months = c.clock.months_per_step;
  for_lanes([=](std::size_t i) { out[i] = least(most((until[i] - begin) / months, 0.0), 1.0); });
}

double Workspace::converted(double probability, std::uint64_t stream, int lane) const {
  if (probability >= 1.0) return 1.0;
  if (expects) return probability;
  const std::int64_t path = only_path >= 0 ? only_path : first + lane;
  return futures.uniform_of(stream, path) < probability ? 1.0 : 0.0;
}

double Workspace::falls(const Refusal& within, int lane) const {
  if (expects) return within.probability();
  const std::int64_t path = only_path >= 0 ? only_path : first + lane;
  const double u = futures.uniform_of(within.stream, path);
  return u >= within.least && u < within.most ? 1.0 : 0.0;
}

}  // namespace offtake
