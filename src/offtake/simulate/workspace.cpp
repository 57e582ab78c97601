#include "offtake/simulate/workspace.h"

#include <cmath>
#include <limits>

namespace offtake {
namespace {

// By halves: fewer additions wait for each other than in a row.
double sum_of(Lanes x) {
  for (std::size_t half = kLanes / 2; half > 0; half /= 2) {
    for (std::size_t i = 0; i < half; ++i) x[i] += x[i + half];
  }
  return x[0];
}

}  // namespace

Workspace::Workspace(const Compiled& compiled, const Futures& f) : c(compiled), futures(f) {
  const auto parties = std::size_t(c.parties);
  const auto all = std::size_t(c.all_steps);
  position.resize(c.positions.size());
  delivered.resize(c.positions.size(), c.all_steps);
  worked.resize(c.positions.size(), c.all_steps);
  demand.resize(c.workloads.size(), c.all_steps);
  served.resize(c.workloads.size(), c.all_steps);
  for (LaneArray* a :
       {&revenue, &share, &net, &value_flow, &cash, &emergency, &spend, &stranded, &power}) {
    a->resize(parties, c.all_steps);
  }
  default_month.resize(parties);
  npv.resize(parties);
  sums.line_usd.assign(c.lines.size() * all, 0.0);
  sums.delivered_mw.assign(c.positions.size() * all, 0.0);
  sums.gross_usd.assign(all, 0.0);
  sums.imbalance_usd.assign(all, 0.0);
}

void Workspace::start(std::int64_t first_path, int count) {
  first = first_path;
  counted = count;
  futures.draw(first_path, block);
  for (LaneArray* a : {&delivered, &worked, &served, &revenue, &share, &net, &value_flow,
                       &emergency, &spend, &stranded, &power}) {
    a->clear();
  }
  for (std::size_t p = 0; p < default_month.size(); ++p) {
    const DriverId d = c.default_event[p];
    for (int i = 0; i < kLanes; ++i) {
      default_month[p][std::size_t(i)] =
          d.valid() ? block.event_month(d)[i] : std::numeric_limits<double>::infinity();
    }
    npv[p].fill(0.0);
  }
}

void Workspace::post(int line, int step, const double* usd) {
  const Line& l = c.lines[std::size_t(line)];
  double* from = net.at(l.payer.index(), step);
  double* to = net.at(l.payee.index(), step);
  for (int i = 0; i < kLanes; ++i) from[i] -= usd[i];
  for (int i = 0; i < kLanes; ++i) to[i] += usd[i];
  if (is_value_to_payer(l.account)) {
    double* v = value_flow.at(l.payer.index(), step);
    for (int i = 0; i < kLanes; ++i) v[i] -= usd[i];
  }
  if (is_value_to_payee(l.account)) {
    double* v = value_flow.at(l.payee.index(), step);
    for (int i = 0; i < kLanes; ++i) v[i] += usd[i];
  }
  Lanes paid, gross;
  for (int i = 0; i < kLanes; ++i) paid[std::size_t(i)] = i < counted ? usd[i] : 0.0;
  for (std::size_t i = 0; i < kLanes; ++i) gross[i] = std::abs(paid[i]);
  sums.line_usd[std::size_t(line) * std::size_t(c.all_steps) + std::size_t(step)] += sum_of(paid);
  sums.gross_usd[std::size_t(step)] += sum_of(gross);
}

void Workspace::factor(const std::vector<DriverId>& drivers, int step, double* out) const {
  std::fill(out, out + kLanes, 1.0);
  for (const DriverId d : drivers) {
    const double* x = block.at(d, std::min(step, c.steps - 1));
    for (int i = 0; i < kLanes; ++i) out[i] *= x[i];
  }
}

void Workspace::value(const StepTable& table, int step, double* out) const {
  if (!table.given()) {
    std::fill(out, out + kLanes, 0.0);
    return;
  }
  factor(table.drivers, step, out);
  const double base = table.base[std::size_t(step)];
  for (int i = 0; i < kLanes; ++i) out[i] *= base;
}

double Workspace::alive(PartyId party, int step, int lane) const {
  const double until = default_month[party.index()][std::size_t(lane)];
  const double begin = c.clock.begin_of(step);
  return std::clamp((until - begin) / c.clock.months_per_step, 0.0, 1.0);
}

double Workspace::converted(double probability, std::uint64_t stream, int lane) const {
  if (probability >= 1.0) return 1.0;
  return futures.uniform_of(stream, first + lane) < probability ? 1.0 : 0.0;
}

}  // namespace offtake
