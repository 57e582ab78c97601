#include <algorithm>

#include "offtake/simulate/clauses.h"

namespace offtake {
namespace {

bool delivers(const Position& p, int k) { return k >= p.first_step && k < p.last_step; }

// MW of IT load that a layer carries.
double carried(const Workspace& w, int position, int k, std::size_t lane) {
  const auto index = std::size_t(position);
  const Position& p = w.c.positions[index];
  if (w.position[index].idle || !delivers(p, k)) return 0.0;
  return p.pool.it_mw_per_mw * w.delivered.at(index, k)[lane];
}

double carried(const Workspace& w, const std::vector<int>& layer, int k, std::size_t lane) {
  double sum = 0.0;
  for (const int i : layer) sum += carried(w, i, k, lane);
  return sum;
}

// Indices of sources by rising price of their power on this path.
const std::vector<int>& order_of(const Workspace& w, const Pool& pool, int k, std::size_t lane,
                                 std::vector<int>& scratch) {
  const std::vector<int>& usual = pool.order[std::size_t(k)];
  if (pool.price_row < 0) return usual;
  const auto price = [&](int j) {
    return w.power_price.at(std::size_t(pool.price_row + j), k)[lane];
  };
  scratch = usual;
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

void deploy_path(Workspace& w, const Pool& pool, int k, std::size_t lane) {
  double left = std::min(carried(w, pool.chips, k, lane), carried(w, pool.shells, k, lane));
  for (const int j : order_of(w, pool, k, lane, w.source_order)) {
    const double mw = std::min(left, carried(w, pool.power[std::size_t(j)], k, lane));
    left -= mw;
    const auto source = std::size_t(pool.sources[std::size_t(j)]);
    if (delivers(w.c.positions[source], k)) w.delivered.at(source, k)[lane] = mw;
  }
}

void add_deployed(Workspace& w, const Pool& pool, int k) {
  for (const int i : pool.sources) {
    const auto source = std::size_t(i);
    if (!delivers(w.c.positions[source], k)) continue;
    double sum = 0.0;
    for (int lane = 0; lane < w.counted; ++lane) sum += w.delivered.at(source, k)[lane];
    w.sums.delivered_mw[source * std::size_t(w.c.all_steps) + std::size_t(k)] += sum;
  }
}

}  // namespace

void deploy(Workspace& w, const Pool& pool) {
  set_idle(w, pool);
  for (int k = pool.first_step; k < pool.last_step; ++k) {
    set_power_prices(w, pool, k);
    for (std::size_t lane = 0; lane < kLanes; ++lane) deploy_path(w, pool, k, lane);
    if (w.purpose == Purpose::measure) add_deployed(w, pool, k);
  }
}

namespace {

// What work used is told to the layers in proportion to what each part of them delivers.
void share_use(Workspace& w, const Pool& pool) {
  for (int k = pool.first_step; k < pool.last_step; ++k) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      double used = 0.0;
      for (std::size_t j = 0; j < pool.sources.size(); ++j) {
        const double mw = w.worked.at(std::size_t(pool.sources[j]), k)[lane];
        const auto power = std::size_t(pool.power[j]);
        w.worked.at(power, k)[lane] = mw / w.c.positions[power].pool.it_mw_per_mw;
        used += mw;
      }
      for (const std::vector<int>* layer : {&pool.chips, &pool.shells}) {
        const double all = carried(w, *layer, k, lane);
        for (const int i : *layer) {
          w.worked.at(std::size_t(i), k)[lane] =
              all > 0.0 ? carried(w, i, k, lane) * std::min(1.0, used / all) : 0.0;
        }
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

void add_to_layer(const Workspace& w, Slopes& s, int position, int k, std::size_t lane,
                  double per_it_mw) {
  const Position& p = w.c.positions[std::size_t(position)];
  if (!delivers(p, k)) return;
  s.delivered.at(std::size_t(position), k)[lane] += p.pool.it_mw_per_mw * per_it_mw;
}

// Where power is the least, more of it runs more; elsewhere more chips or shells run on the last
// source in use, and cheaper power takes its place.
void deploy_slope(const Workspace& w, Slopes& s, const Pool& pool, int k, std::size_t lane) {
  const double chips = carried(w, pool.chips, k, lane), shells = carried(w, pool.shells, k, lane);
  const auto gain = [&](int j) {
    const auto source = std::size_t(pool.sources[std::size_t(j)]);
    return delivers(w.c.positions[source], k) ? s.delivered.at(source, k)[lane] : 0.0;
  };
  const double most = std::min(chips, shells);
  const std::vector<int>& order = order_of(w, pool, k, lane, s.source_order);
  double before = 0.0;
  std::size_t last = 0;  // in use, or past the end
  for (; last < order.size(); ++last) {
    before += carried(w, pool.power[std::size_t(order[last])], k, lane);
    if (before > most) break;
  }
  const double spared = last < order.size() ? gain(order[last]) : 0.0;
  for (std::size_t i = 0; i < last; ++i) {
    const int j = order[i];
    add_to_layer(w, s, pool.power[std::size_t(j)], k, lane, gain(j) - spared);
  }
  if (last == order.size()) return;
  for (const int i : chips <= shells ? pool.chips : pool.shells) {
    add_to_layer(w, s, i, k, lane, spared);
  }
}

}  // namespace

void deploy_slope(const Workspace& w, Slopes& s, const Pool& pool) {
  for (int k = pool.first_step; k < pool.last_step; ++k) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) deploy_slope(w, s, pool, k, lane);
  }
}

}  // namespace offtake
