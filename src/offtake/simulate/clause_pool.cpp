#include <algorithm>

#include "offtake/simulate/clauses.h"

namespace offtake {
namespace {

// MW of IT load that a layer carries, added to `sum`.
void add_carried(const Workspace& w, int position, int k, Lanes& sum) {
  const auto index = std::size_t(position);
  const Position& p = w.c.positions[index];
  if (w.position[index].idle || !p.delivers(k)) return;
  const double* mw = w.delivered.at(index, k);
  for_lanes([&, each = p.pool.it_mw_per_mw](std::size_t i) { sum[i] += each * mw[i]; });
}

void carried(const Workspace& w, const std::vector<int>& layer, int k, Lanes& out) {
  out.fill(0.0);
  for (const int i : layer) add_carried(w, i, k, out);
}

// Of each power agreement.
void carried_by_power(const Workspace& w, const Pool& pool, int k, std::vector<Lanes>& out) {
  out.assign(pool.power.size(), Lanes{});
  for (std::size_t j = 0; j < out.size(); ++j) add_carried(w, pool.power[j], k, out[j]);
}

const double* price_of(const Workspace& w, const Pool& pool, int source, int k) {
  return w.power_price.at(std::size_t(pool.price_row + source), k);
}

// Whether sources by rising price of their power are the usual ones on all these paths.
bool is_usual(const Workspace& w, const Pool& pool, int k) {
  if (pool.price_row < 0) return true;
  const std::vector<int>& usual = pool.order[std::size_t(k)];
  bool holds = true;
  for (std::size_t n = 1; n < usual.size(); ++n) {
    const double* before = price_of(w, pool, usual[n - 1], k);
    const double* price = price_of(w, pool, usual[n], k);
    for (std::size_t i = 0; i < kLanes; ++i) holds &= before[i] <= price[i];
  }
  return holds;
}

// Indices of sources by rising price of their power on this path.
const std::vector<int>& order_of(const Workspace& w, const Pool& pool, int k, std::size_t lane,
                                 std::vector<int>& scratch) {
  const auto price = [&](int j) { return price_of(w, pool, j, k)[lane]; };
  scratch = pool.order[std::size_t(k)];
  for (std::size_t i = 1; i < scratch.size(); ++i) {
    for (std::size_t j = i; j > 0 && price(scratch[j - 1]) > price(scratch[j]); --j) {
      std::swap(scratch[j - 1], scratch[j]);
    }
  }
  return scratch;
}

void set_power_prices(Workspace& w, const Pool& pool, int k) {
  for (std::size_t j = 0; pool.price_row >= 0 && j < pool.sources.size(); ++j) {
    const Position& p = w.c.positions[std::size_t(pool.sources[j])];
    w.value(p.power_usd_per_mwh, k, w.power_price.at(std::size_t(pool.price_row) + j, k));
  }
}

bool all_idle(const Workspace& w, const std::vector<int>& layer) {
  return std::all_of(layer.begin(), layer.end(),
                     [&](int i) { return w.position[std::size_t(i)].idle; });
}

void set_idle(Workspace& w, const Pool& pool) {
  const bool none = all_idle(w, pool.chips) || all_idle(w, pool.shells);
  for (std::size_t j = 0; j < pool.sources.size(); ++j) {
    w.position[std::size_t(pool.sources[j])].idle =
        none || w.position[std::size_t(pool.power[j])].idle;
  }
}

// What runs on each source, where `left` could.
void deploy_together(Workspace& w, const Pool& pool, int k, Lanes& left) {
  Lanes power;
  for (const int j : pool.order[std::size_t(k)]) {
    const auto source = std::size_t(pool.sources[std::size_t(j)]);
    if (w.position[source].idle || !w.c.positions[source].delivers(k)) continue;
    power.fill(0.0);
    add_carried(w, pool.power[std::size_t(j)], k, power);
    double* out = w.delivered.at(source, k);
    for_lanes([&](std::size_t i) {
      const double mw = least(left[i], power[i]);
      left[i] -= mw;
      out[i] = mw;
    });
  }
}

void deploy_apart(Workspace& w, const Pool& pool, int k, Lanes& left) {
  carried_by_power(w, pool, k, w.pool.power);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    for (const int j : order_of(w, pool, k, lane, w.pool.order)) {
      const double mw = std::min(left[lane], w.pool.power[std::size_t(j)][lane]);
      left[lane] -= mw;
      const auto source = std::size_t(pool.sources[std::size_t(j)]);
      if (w.c.positions[source].delivers(k)) w.delivered.at(source, k)[lane] = mw;
    }
  }
}

void add_deployed(Workspace& w, const Pool& pool, int k) {
  for (const int i : pool.sources) {
    const auto source = std::size_t(i);
    if (!w.c.positions[source].delivers(k)) continue;
    double sum = 0.0;
    for (int lane = 0; lane < w.counted; ++lane) sum += w.delivered.at(source, k)[lane];
    w.sums.delivered_mw[source * std::size_t(w.c.all_steps) + std::size_t(k)] += sum;
  }
}

}  // namespace

void deploy(Workspace& w, const Pool& pool) {
  set_idle(w, pool);
  Lanes left, shells;
  for (int k = pool.first_step; k < pool.last_step; ++k) {
    set_power_prices(w, pool, k);
    carried(w, pool.chips, k, left);
    carried(w, pool.shells, k, shells);
    for_lanes([&](std::size_t i) { left[i] = least(left[i], shells[i]); });
    is_usual(w, pool, k) ? deploy_together(w, pool, k, left) : deploy_apart(w, pool, k, left);
    if (w.purpose == Purpose::measure) add_deployed(w, pool, k);
  }
}

namespace {

// What work used is told to the layers in proportion to what each part of them delivers.
void share_use(Workspace& w, const Pool& pool) {
  Lanes used, all, each;
  for (int k = pool.first_step; k < pool.last_step; ++k) {
    used.fill(0.0);
    for (std::size_t j = 0; j < pool.sources.size(); ++j) {
      const double* mw = w.worked.at(std::size_t(pool.sources[j]), k);
      const auto power = std::size_t(pool.power[j]);
      double* worked = w.worked.at(power, k);
      for_lanes([&, it_mw = w.c.positions[power].pool.it_mw_per_mw](std::size_t i) {
        worked[i] = mw[i] / it_mw;
        used[i] += mw[i];
      });
    }
    for (const std::vector<int>* layer : {&pool.chips, &pool.shells}) {
      carried(w, *layer, k, all);
      for (const int n : *layer) {
        each.fill(0.0);
        add_carried(w, n, k, each);
        double* worked = w.worked.at(std::size_t(n), k);
        for_lanes([&](std::size_t i) {
          const double share = each[i] * least(1.0, used[i] / all[i]);
          worked[i] = all[i] > 0.0 ? share : 0.0;
        });
      }
    }
  }
}

void pay_charge(Workspace& w, std::size_t position) {
  const Position& p = w.c.positions[position];
  if (p.pool.charge_line < 0) return;
  const double months = w.c.clock.months_per_step;
  Lanes charge, usd;
  for (int k = p.first_step; k < p.last_step; ++k) {
    w.value(p.pool.charge_usd_per_mw_month, k, charge.data());
    const double* d = w.delivered.at(position, k);
    for_lanes([&](std::size_t i) { usd[i] = charge[i] * months * d[i]; });
    w.spent(p.user, k, usd.data(), 1.0);
    w.post(p.pool.charge_line, k, usd.data());
    if (w.purpose == Purpose::value) continue;
    const double* worked = w.worked.at(position, k);
    double* stranded = w.stranded.at(p.user.index(), k);
    for (std::size_t i = 0; i < kLanes; ++i) {
      stranded[i] += charge[i] * months * std::max(0.0, d[i] - worked[i]);
    }
  }
}

void charge_slope(const Workspace& w, Slopes& s, std::size_t position) {
  const Position& p = w.c.positions[position];
  if (p.pool.charge_line < 0) return;
  const double months = w.c.clock.months_per_step;
  Lanes charge;
  for (int k = p.first_step; k < p.last_step; ++k) {
    w.value(p.pool.charge_usd_per_mw_month, k, charge.data());
    const double* usd = s.of_line(w.c, p.pool.charge_line, k);
    double* d = s.delivered.at(position, k);
    for_lanes([&](std::size_t i) { d[i] += usd[i] * charge[i] * months; });
  }
}

}  // namespace

void pay_layers(Workspace& w, const Pool& pool) {
  if (w.purpose == Purpose::measure) share_use(w, pool);
  for (const int i : pool.layers) {
    const auto p = std::size_t(i);
    if (w.position[p].idle) continue;
    pay_fees(w, p, w.worked);
    pay_charge(w, p);
    pay_costs(w, p);
    pay_residual(w, p);
  }
}

void layers_slope(const Workspace& w, Slopes& s, const Pool& pool) {
  for (const int i : pool.layers) {
    fee_slope(w, s, std::size_t(i));
    charge_slope(w, s, std::size_t(i));
    cost_slope(w, s, std::size_t(i));
    residual_slope(w, s, std::size_t(i));
  }
}

namespace {

void add_to_layer(const Workspace& w, Slopes& s, int position, int k, const Lanes& per_it_mw) {
  const Position& p = w.c.positions[std::size_t(position)];
  if (!p.delivers(k)) return;
  double* mw = s.delivered.at(std::size_t(position), k);
  for_lanes([&, each = p.pool.it_mw_per_mw](std::size_t i) { mw[i] += each * per_it_mw[i]; });
}

// What one MW more of the source brings.
const double* gain_of(const Workspace& w, const Slopes& s, const Pool& pool, int j, int k) {
  static constexpr Lanes kNothing{};
  const auto source = std::size_t(pool.sources[std::size_t(j)]);
  return w.c.positions[source].delivers(k) ? s.delivered.at(source, k) : kNothing.data();
}

// `last`: place of the last source in use in the order, or past its end. `spared`: its gain, or 0.
struct Marginal {
  Lanes last, spared;
};

Marginal marginal_together(const Workspace& w, const Slopes& s, const Pool& pool, int k,
                           const Lanes& most_mw) {
  const std::vector<int>& order = pool.order[std::size_t(k)];
  Marginal m;
  m.last.fill(double(order.size()));
  m.spared.fill(0.0);
  Lanes before{};
  for (std::size_t n = 0; n < order.size(); ++n) {
    add_carried(w, pool.power[std::size_t(order[n])], k, before);
    const double* gain = gain_of(w, s, pool, order[n], k);
    for_lanes([&, place = double(n)](std::size_t i) {
      const double of_this = gain[i], spared = m.spared[i], last = m.last[i];
      const bool here = (before[i] > most_mw[i]) & (place < last);
      m.spared[i] = here ? of_this : spared;
      m.last[i] = here ? place : last;
    });
  }
  return m;
}

void power_slope_together(const Workspace& w, Slopes& s, const Pool& pool, int k,
                          const Marginal& m) {
  const std::vector<int>& order = pool.order[std::size_t(k)];
  const double last = *std::max_element(m.last.begin(), m.last.end());
  Lanes more;
  for (std::size_t n = 0; n < order.size() && double(n) < last; ++n) {
    const double* gain = gain_of(w, s, pool, order[n], k);
    for_lanes([&, place = double(n)](std::size_t i) {
      const double spares = gain[i] - m.spared[i];
      more[i] = place < m.last[i] ? spares : 0.0;
    });
    add_to_layer(w, s, pool.power[std::size_t(order[n])], k, more);
  }
}

Marginal power_slope_apart(const Workspace& w, Slopes& s, const Pool& pool, int k,
                           const Lanes& most_mw) {
  std::vector<Lanes>& power = s.pool.power;
  std::vector<Lanes>& more = s.pool.more;
  carried_by_power(w, pool, k, power);
  more.assign(power.size(), Lanes{});
  Marginal m{};
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const auto gain = [&](int j) { return gain_of(w, s, pool, j, k)[lane]; };
    const std::vector<int>& order = order_of(w, pool, k, lane, s.pool.order);
    double before = 0.0;
    std::size_t last = 0;
    for (; last < order.size(); ++last) {
      before += power[std::size_t(order[last])][lane];
      if (before > most_mw[lane]) break;
    }
    m.last[lane] = double(last);
    m.spared[lane] = last < order.size() ? gain(order[last]) : 0.0;
    for (std::size_t n = 0; n < last; ++n) {
      more[std::size_t(order[n])][lane] = gain(order[n]) - m.spared[lane];
    }
  }
  for (std::size_t j = 0; j < power.size(); ++j) add_to_layer(w, s, pool.power[j], k, more[j]);
  return m;
}

// Where power is the least, more of it runs more; elsewhere more chips or shells run on the last
// source in use, and cheaper power takes its place.
void deploy_slope(const Workspace& w, Slopes& s, const Pool& pool, int k) {
  Lanes chips, shells, most_mw, of_chips, of_shells;
  carried(w, pool.chips, k, chips);
  carried(w, pool.shells, k, shells);
  for_lanes([&](std::size_t i) { most_mw[i] = least(chips[i], shells[i]); });
  Marginal m;
  if (is_usual(w, pool, k)) {
    m = marginal_together(w, s, pool, k, most_mw);
    power_slope_together(w, s, pool, k, m);
  } else {
    m = power_slope_apart(w, s, pool, k, most_mw);
  }
  for_lanes([&](std::size_t i) {
    const double spared = m.spared[i];  // 0 past the end
    of_chips[i] = chips[i] <= shells[i] ? spared : 0.0;
    of_shells[i] = chips[i] <= shells[i] ? 0.0 : spared;
  });
  for (const int i : pool.chips) add_to_layer(w, s, i, k, of_chips);
  for (const int i : pool.shells) add_to_layer(w, s, i, k, of_shells);
}

}  // namespace

void deploy_slope(const Workspace& w, Slopes& s, const Pool& pool) {
  for (int k = pool.first_step; k < pool.last_step; ++k) deploy_slope(w, s, pool, k);
}

}  // namespace offtake
