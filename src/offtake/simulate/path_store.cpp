#include "offtake/simulate/path_store.h"

#include <algorithm>
#include <limits>

#include "offtake/base/result.h"

namespace offtake {
namespace {

constexpr Measure kOfPlanner[] = {
    Measure::demand_h100e, Measure::delivered_h100e, Measure::served_h100e, Measure::short_h100e,
    Measure::idle_h100e,   Measure::delivered_mw,    Measure::used_mw,      Measure::power_mwh,
    Measure::revenue_usd,  Measure::spend_usd,       Measure::stranded_usd};
constexpr Measure kOfEveryParty[] = {Measure::cash_usd, Measure::net_cash_usd};

void add(const double* from, double factor, double* out) {
  for (int i = 0; i < kLanes; ++i) out[i] += factor * from[i];
}

// Sum over the planner's positions (of a site that is put together, not over its layers), per MW
// weighted by `h100e`.
void sum_positions(const Workspace& w, const LaneArray& of, int step, bool h100e, double* out) {
  for (std::size_t p = 0; p < w.c.positions.size(); ++p) {
    const Position& position = w.c.positions[p];
    if (position.user != w.c.planner || position.pool.is_layer()) continue;
    add(of.at(p, step), h100e ? position.h100e_per_mw : 1.0, out);
  }
}

// What is let on does not stand idle.
void take_off_let(const Workspace& w, int step, double* out) {
  for (std::size_t p = 0; p < w.c.positions.size(); ++p) {
    const Position& position = w.c.positions[p];
    if (position.user != w.c.planner || !position.lets_on()) continue;
    add(w.taken.at(p, step), -position.h100e_per_mw, out);
    add(w.worked.at(p, step), position.h100e_per_mw, out);
  }
}

// Nor does what a backstop takes, which is no demand of one's own.
void take_off_backstops(const Workspace& w, int step, double* out) {
  for (std::size_t j = 0; j < w.c.workloads.size(); ++j) {
    const WorkloadTables& t = w.c.workloads[j];
    if (t.party == w.c.planner && t.backstop.valid()) add(w.served.at(j, step), -1.0, out);
  }
}

// Of the planner, and no backstop's.
bool is_own(const Compiled& c, std::size_t workload) {
  const WorkloadTables& t = c.workloads[workload];
  return t.party == c.planner && !t.backstop.valid();
}

// What the planner's workloads ask for, and what is due of what it has sold from its fleet.
void sum_demand(const Workspace& w, int step, double* out) {
  for (std::size_t j = 0; j < w.c.workloads.size(); ++j) {
    if (is_own(w.c, j)) add(w.demand_at(j, step), 1.0, out);
  }
  for (const Position& p : w.c.positions) {
    if (p.from_fleet.index < 0 || p.provider != w.c.planner || !p.delivers(step)) continue;
    add(w.due.at(std::size_t(p.from_fleet.index), step), p.h100e_per_mw, out);
  }
}
void sum_served(const Workspace& w, int step, double factor, double* out) {
  for (std::size_t j = 0; j < w.c.workloads.size(); ++j) {
    if (is_own(w.c, j)) add(w.served.at(j, step), factor, out);
  }
  for (std::size_t n = 0; n < w.c.positions.size(); ++n) {
    const Position& p = w.c.positions[n];
    if (p.from_fleet.index < 0 || p.provider != w.c.planner || !p.delivers(step)) continue;
    add(w.delivered.at(n, step), factor * p.h100e_per_mw, out);
  }
}

void measure(const Workspace& w, const SeriesKey& key, int step, double* out) {
  const std::size_t party = key.party.index();
  std::fill(out, out + kLanes, 0.0);
  switch (key.measure) {
    case Measure::demand_h100e:
      return sum_demand(w, step, out);
    case Measure::served_h100e:
      return sum_served(w, step, 1.0, out);
    case Measure::short_h100e:
      sum_demand(w, step, out);
      return sum_served(w, step, -1.0, out);
    case Measure::delivered_h100e:
      return sum_positions(w, w.delivered, step, true, out);
    case Measure::idle_h100e:
      sum_positions(w, w.delivered, step, true, out);
      take_off_let(w, step, out);
      take_off_backstops(w, step, out);
      return sum_served(w, step, -1.0, out);
    case Measure::delivered_mw:
      return sum_positions(w, w.delivered, step, false, out);
    case Measure::used_mw:
      return sum_positions(w, w.worked, step, false, out);
    case Measure::power_mwh:
      return add(w.power.at(party, step), 1.0, out);
    case Measure::revenue_usd:
      return add(w.revenue.at(party, step), 1.0, out);
    case Measure::spend_usd:
      return add(w.spend.at(party, step), 1.0, out);
    case Measure::stranded_usd:
      return add(w.stranded.at(party, step), 1.0, out);
    case Measure::cash_usd:
      return add(w.cash.at(party, step), 1.0, out);
    case Measure::emergency_usd:
      return add(w.emergency.at(party, step), 1.0, out);
    case Measure::net_cash_usd:
      add(w.net.at(party, step), 1.0, out);
      return add(w.emergency.at(party, step), -1.0, out);
  }
}

// What rounding leaves of a difference of equal sums counts as nothing.
bool is_difference(Measure m) { return m == Measure::short_h100e || m == Measure::idle_h100e; }
constexpr double kRounding = 1e-6;  // H100e
constexpr double kNone = -std::numeric_limits<double>::infinity();

}  // namespace

std::vector<SeriesKey> PathStore::keys_of(const Compiled& c) {
  std::vector<SeriesKey> keys;
  for (const Measure m : kOfPlanner) keys.push_back({m, c.planner});
  for (const Measure m : kOfEveryParty) {
    for (int p = 1; p < c.parties; ++p) keys.push_back({m, PartyId{p}});
  }
  for (int p = 1; p < c.parties; ++p) {
    if (c.emergency_line[std::size_t(p)] < 0) continue;  // never draws any
    keys.push_back({Measure::emergency_usd, PartyId{p}});
  }
  return keys;
}

double PathStore::bytes(const Compiled& c, std::int64_t paths) {
  return 8.0 * double(paths) * (double(keys_of(c).size()) * c.steps + 2.0 * c.parties);
}

PathStore::PathStore(const Compiled& c, std::int64_t room)
    : keys_(keys_of(c)),
      steps_(std::size_t(c.steps)),
      parties_(std::size_t(c.parties)),
      columns_(keys_.size() * steps_ + 2 * parties_),
      data_(std::make_unique_for_overwrite<double[]>(std::size_t(block_count(room)) * columns_ *
                                                     kRow)) {
  start(0, room);
}

void PathStore::start(std::int64_t first_path, std::int64_t paths) {
  first_path_ = first_path;
  paths_ = paths;
}

void PathStore::keep(const Workspace& w) {
  Lanes value;
  const std::int64_t first = w.first - first_path_;
  double* const to = at(first / kBlockPaths, 0) + first % kBlockPaths;
  for (std::size_t s = 0; s < keys_.size(); ++s) {
    const double least = is_difference(keys_[s].measure) ? kRounding : kNone;
    for (int k = 0; k < int(steps_); ++k) {
      measure(w, keys_[s], k, value.data());
      for (double& v : value) v = v < least ? 0.0 : v;
      std::copy(value.begin(), value.end(), to + column(s, k) * kRow);
    }
  }
  for (std::size_t p = 0; p < parties_; ++p) {
    std::copy(w.npv[p].begin(), w.npv[p].end(), to + npv_column(p) * kRow);
    const Lanes& stranded = w.stranded_capital[p];
    std::copy(stranded.begin(), stranded.end(), to + stranded_column(p) * kRow);
  }
}

void PathStore::copy(std::size_t column, double* out) const {
  for_each_part(column, [&](const double* values, std::int64_t first, std::int64_t count) {
    std::copy_n(values, count, out + first);
  });
}

void PathStore::take(const PathStore& from) {
  const std::int64_t block = (from.first_path_ - first_path_) / kBlockPaths;
  const std::size_t size = std::size_t(block_count(from.paths_)) * columns_ * kRow;
  std::copy_n(from.at(0, 0), size, at(block, 0));
}

std::vector<double> PathStore::copy(std::size_t column) const {
  std::vector<double> out(std::size_t(paths_), 0.0);
  copy(column, out.data());
  return out;
}

std::size_t PathStore::index(Measure measure, PartyId party) const {
  for (std::size_t s = 0; s < keys_.size(); ++s) {
    if (keys_[s].measure == measure && keys_[s].party == party) return s;
  }
  OFFTAKE_CHECK(false, "no such series: " + key_of(measure));
}

}  // namespace offtake
