#include "offtake/simulate/dispatch_parts.h"

#include "offtake/simulate/clauses.h"

namespace offtake {

namespace {

// USD per MW-month of using such a part, less power.
void add_price(const Workspace& w, std::size_t index, Tier tier, int k, Lanes& usd) {
  if (tier == Tier::paid) return;
  if (tier == Tier::let) {
    Lanes rent;
    rent_in(w, index, k, rent.data());
    for_lanes([&](std::size_t i) { usd[i] += rent[i]; });
    return;
  }
  const StepPrice price = price_in(w, index, k);
  for_lanes([&, factor = price.factor](std::size_t i) { usd[i] += price.usd[i] * factor; });
}

}  // namespace

void use_cost(const Workspace& w, int position, Tier tier, int k, double* out) {
  const auto index = std::size_t(position);
  const Position& p = w.c.positions[index];
  Lanes usd{};
  if (p.bears_power()) {
    w.value(p.power_usd_per_mwh, k, usd.data());
    for_lanes([&, mwh = p.user_power * p.mwh_per_mw_month](std::size_t i) { usd[i] *= mwh; });
  }
  add_price(w, index, tier, k, usd);
  const double per_h100e = p.h100e_per_mw > 0.0 ? 1.0 / p.h100e_per_mw : 0.0;
  for_lanes([&](std::size_t i) { out[i] = usd[i] * per_h100e; });
}

rows::Part part_of(const Workspace& w, const Fleet::Segment& s, double place, std::size_t need) {
  const bool by_path = s.cost_row >= 0;
  return {place,
          s.share,
          s.h100e_per_mw,
          s.mw_per_h100e,
          s.cost_usd.data(),
          by_path ? w.fixed().use_cost.at(std::size_t(s.cost_row), s.first_step) : nullptr,
          w.worth_at(need, s.first_step)};
}

void set_costs(const Workspace& w, const Fleet& fleet, int k, DispatchScratch& f) {
  for (std::size_t i = 0; i < fleet.positions.size(); ++i) {
    const Position& p = w.c.positions[std::size_t(fleet.positions[i])];
    for (const Tier tier : kTiers) {
      if (p.tier(tier).share <= 0.0) continue;
      use_cost(w, fleet.positions[i], tier, k, f.use_cost[i][std::size_t(tier)].data());
    }
  }
}

namespace {

void add_segments(const Position& p, int source, PathStep at, double capacity,
                  const DispatchScratch& f, std::vector<Segment>& out) {
  for (const Tier tier : kTiers) {
    const double share = p.tier(tier).share;
    if (share <= 0.0) continue;
    const double cost = f.use_cost[std::size_t(source)][std::size_t(tier)][std::size_t(at.lane)];
    out.push_back({source, share * capacity, cost, share, tier});
  }
}

void order_by_cost(std::vector<Segment>& segments) {
  // Nearly sorted from step to step: insertion keeps the order of equals and is quick. What may be
  // let on at its price is used before more is taken.
  const auto after = [](const Segment& a, const Segment& b) {
    return a.cost > b.cost || (a.cost == b.cost && a.tier > b.tier);
  };
  for (std::size_t i = 1; i < segments.size(); ++i) {
    const Segment s = segments[i];
    std::size_t j = i;
    for (; j > 0 && after(segments[j - 1], s); --j) segments[j] = segments[j - 1];
    segments[j] = s;
  }
}

double delivered_mw(const Workspace& w, int position, int k, int lane) {
  const auto index = std::size_t(position);
  const bool any = !w.position[index].idle && w.c.positions[index].delivers(k);
  return any ? w.delivered.at(index, k)[lane] : 0.0;
}

}  // namespace

void set_segments(const Workspace& w, const Fleet& fleet, PathStep at, Idle idle,
                  DispatchScratch& f) {
  f.segments.clear();
  for (std::size_t i = 0; i < fleet.positions.size(); ++i) {
    const auto index = std::size_t(fleet.positions[i]);
    const Position& p = w.c.positions[index];
    const double mw = delivered_mw(w, fleet.positions[i], at.step, at.lane);
    if (!p.delivers(at.step) || (mw <= 0.0 && idle == Idle::left_out)) continue;
    add_segments(p, static_cast<int>(i), at, mw * p.h100e_per_mw, f, f.segments);
  }
  order_by_cost(f.segments);
}

void set_allowed(const Workspace& w, const Fleet& fleet, PathStep at, DispatchScratch& f) {
  f.may.resize(fleet.workloads.size() + fleet.sold.size());
  for (std::size_t j = 0; j < fleet.workloads.size(); ++j) {
    const WorkloadTables& t = w.c.workloads[std::size_t(fleet.workloads[j])];
    f.may[j].clear();
    if (t.may_use.empty()) continue;
    for (const int i : fleet.positions) {
      char may = t.may_use[std::size_t(i)];
      if (may && t.least_site_mw > 0.0) {
        double at_site = 0.0;
        for (const int other : fleet.positions) {
          if (w.c.positions[std::size_t(other)].site == w.c.positions[std::size_t(i)].site) {
            at_site += delivered_mw(w, other, at.step, at.lane);
          }
        }
        may = at_site >= t.least_site_mw;
      }
      f.may[j].push_back(may);
    }
  }
  for (std::size_t n = 0; n < fleet.sold.size(); ++n) {
    std::vector<char>& may = f.may[fleet.workloads.size() + n];
    may.clear();
    const SiteId site = w.c.positions[std::size_t(fleet.sold[n])].site;
    for (std::size_t i = 0; site.valid() && i < fleet.positions.size(); ++i) {
      may.push_back(w.c.positions[std::size_t(fleet.positions[i])].site == site);
    }
  }
}

namespace {

// What is sold is worth what is owed for it whether used or not, and the damages that it spares.
Need sold_need(const Workspace& w, std::size_t position, PathStep at) {
  const Position& p = w.c.positions[position];
  if (!p.delivers(at.step) || p.h100e_per_mw <= 0.0) return {};
  const auto lane = std::size_t(at.lane);
  const double paid = (p.always_runs ? 1.0 : p.take_or_pay) + p.from_fleet.shortfall;
  const StepPrice price = price_in(w, position, at.step);
  return {w.due.at(std::size_t(p.from_fleet.index), at.step)[lane] * p.h100e_per_mw,
          paid * price.usd[lane] * price.factor / p.h100e_per_mw};
}

}  // namespace

void solve_path(const Workspace& w, const Fleet& fleet, PathStep at, Idle idle,
                DispatchScratch& f) {
  set_segments(w, fleet, at, idle, f);
  for (std::size_t j = 0; j < fleet.workloads.size(); ++j) {
    const auto index = std::size_t(fleet.workloads[j]);
    f.needs[j] = {w.demand_at(index, at.step)[at.lane], w.worth_at(index, at.step)[at.lane]};
  }
  for (std::size_t n = 0; n < fleet.sold.size(); ++n) {
    f.needs[fleet.workloads.size() + n] = sold_need(w, std::size_t(fleet.sold[n]), at);
  }
  std::fill(f.result.worked.begin(), f.result.worked.end(), 0.0);
  std::fill(f.result.served.begin(), f.result.served.end(), 0.0);
  if (fleet.restricted) {
    set_allowed(w, fleet, at, f);
    dispatch_network(f);
  } else {
    dispatch_merit(f);
  }
}

void fit(const Fleet& fleet, DispatchScratch& f) {
  f.use_cost.resize(fleet.positions.size());
  const std::size_t needs = fleet.workloads.size() + fleet.sold.size();
  f.needs.resize(needs);
  f.result.worked.resize(fleet.positions.size());
  f.result.served.resize(needs);
  f.slopes.served.resize(needs);
}

}  // namespace offtake
