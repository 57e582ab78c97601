// Problems for the tests of the bundle method, drawn by seed.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <numeric>
#include <vector>

#include "offtake/base/random.h"
#include "offtake/optimize/domain.h"
#include "offtake/optimize/oracle.h"

namespace offtake::test {

struct Draw {
  StreamKey key;
  std::uint64_t next = 0;
  explicit Draw(std::uint64_t seed) : key{seed, stream_of("test")} {}
  double operator()(double least, double most) {
    return least + (most - least) * uniform(key, next++, 0);
  }
  int below(int n) { return std::min(n - 1, static_cast<int>((*this)(0.0, double(n)))); }
};

// V_i(x) = Σ_k revenue_k · min(demand_ik, Σ_j use_kj x_j) − Σ_j cost_j x_j
struct Newsvendor : Oracle {
  std::vector<double> chance;
  std::vector<double> revenue, cost;                   // [market], [column]
  std::vector<std::vector<double>> demand;             // [scenario][market]
  std::vector<std::vector<LinearProgram::Entry>> use;  // [market]
  std::vector<double> at;
  int calls = 0;

  std::size_t columns() const override { return cost.size(); }
  const std::vector<double>& probability() const override { return chance; }
  std::vector<double> supply(const std::vector<double>& x) const {
    std::vector<double> out;
    for (const auto& market : use) {
      double sum = 0.0;
      for (const auto& e : market) sum += e.value * x[std::size_t(e.column)];
      out.push_back(sum);
    }
    return out;
  }
  Status values(const std::vector<double>& x, std::vector<double>& value) override {
    ++calls;
    at = x;
    const auto s = supply(x);
    const double spent = std::inner_product(x.begin(), x.end(), cost.begin(), 0.0);
    value.assign(chance.size(), -spent);
    for (std::size_t i = 0; i < chance.size(); ++i) {
      for (std::size_t k = 0; k < s.size(); ++k) {
        value[i] += revenue[k] * std::min(demand[i][k], s[k]);
      }
    }
    return ok_status();
  }
  Status slope(const std::vector<double>& weight, std::vector<double>& out) override {
    const auto s = supply(at);
    const double total = std::accumulate(weight.begin(), weight.end(), 0.0);
    out.clear();
    for (const double c : cost) out.push_back(-total * c);
    for (std::size_t k = 0; k < s.size(); ++k) {
      double short_of = 0.0;
      for (std::size_t i = 0; i < chance.size(); ++i) {
        if (s[k] < demand[i][k]) short_of += weight[i];
      }
      for (const auto& e : use[k]) out[std::size_t(e.column)] += short_of * revenue[k] * e.value;
    }
    return ok_status();
  }
};

// Columns whose uses overlap, up to 1e3 each; F of the order of `money`.
inline Newsvendor newsvendor(int columns, int markets, int scenarios, double money,
                             std::uint64_t seed) {
  Draw draw(seed);
  Newsvendor n;
  n.chance.assign(std::size_t(scenarios), 1.0 / scenarios);
  for (int k = 0; k < markets; ++k) {
    n.revenue.push_back(draw(0.5, 2.0) * money / (markets * 1000.0));
    std::vector<LinearProgram::Entry> uses;
    for (int j = 0; j < columns; ++j) {
      if (draw(0.0, 1.0) < 3.0 / markets) uses.push_back({j, draw(0.5, 1.5)});
    }
    n.use.push_back(uses);
  }
  for (int j = 0; j < columns; ++j) {
    double worth = 0.0;
    for (int k = 0; k < markets; ++k) {
      for (const auto& e : n.use[std::size_t(k)]) {
        if (e.column == j) worth += e.value * n.revenue[std::size_t(k)];
      }
    }
    n.cost.push_back(draw(0.3, 0.8) * worth);
  }
  const auto half = n.supply(std::vector<double>(std::size_t(columns), 350.0));
  for (int i = 0; i < scenarios; ++i) {
    const double all = std::exp(draw(-0.7, 0.7));
    std::vector<double> d;
    for (int k = 0; k < markets; ++k) {
      d.push_back(half[std::size_t(k)] * all * std::exp(draw(-0.5, 0.5)));
    }
    n.demand.push_back(d);
  }
  return n;
}

inline Domain box(int columns, double most) {
  Domain d;
  d.lower.assign(std::size_t(columns), 0.0);
  d.upper.assign(std::size_t(columns), most);
  return d;
}

// A portfolio of capacity: offers signed at epochs in cells of a demand that wanders; each step
// serves what is demanded from the offers that are cheapest to run.
struct Portfolio : Oracle {
  int offers, epochs, cells, steps;
  std::vector<double> chance;
  std::vector<std::vector<double>> demand;       // [scenario][step]
  std::vector<std::vector<int>> cell;            // [scenario][epoch]
  std::vector<double> price, usage, lead, term;  // [offer]
  double worth = 0.0;
  std::vector<double> at;
  int calls = 0;

  int first_step(int o, int e) const {
    return e * steps / (epochs + 1) + int(lead[std::size_t(o)]);
  }
  int column(int o, int e, int c) const { return (o * epochs + e) * cells + c; }
  std::size_t columns() const override { return std::size_t(offers * epochs * cells); }
  const std::vector<double>& probability() const override { return chance; }

  // Value of scenario i; with `slope`, adds weight · its derivative.
  double path(std::size_t i, double weight, std::vector<double>* slope) const {
    const auto O = std::size_t(offers), T = std::size_t(steps);
    std::vector<double> capacity(O * (T + 1), 0.0);
    const auto span = [&](int o, int e) {
      const int from = std::min(first_step(o, e), steps);
      return std::pair(std::size_t(from),
                       std::size_t(std::min(steps, from + int(term[std::size_t(o)]))));
    };
    for (int o = 0; o < offers; ++o) {
      for (int e = 0; e < epochs; ++e) {
        const double x = at[std::size_t(column(o, e, cell[i][std::size_t(e)]))];
        const auto [from, to] = span(o, e);
        for (std::size_t t = from; t < to; ++t) capacity[std::size_t(o) * T + t] += x;
      }
    }
    double value = 0.0;
    std::vector<double> marginal(O * T);
    for (std::size_t t = 0; t < T; ++t) {
      const double discount = std::pow(0.975, double(t));
      double left = demand[i][t], edge = worth;
      for (std::size_t o = 0; o < O; ++o) {  // in order of usage
        const double have = capacity[o * T + t], served = std::min(have, left);
        value += discount * ((worth - usage[o]) * served - price[o] * have);
        left -= served;
        if (left <= 0.0 && edge == worth) edge = usage[o];
      }
      if (left > 0.0) edge = worth;
      for (std::size_t o = 0; o < O; ++o) {
        marginal[o * T + t] = discount * (std::max(edge - usage[o], 0.0) - price[o]);
      }
    }
    if (slope) {
      for (int o = 0; o < offers; ++o) {
        for (int e = 0; e < epochs; ++e) {
          const auto [from, to] = span(o, e);
          double sum = 0.0;
          for (std::size_t t = from; t < to; ++t) sum += marginal[std::size_t(o) * T + t];
          (*slope)[std::size_t(column(o, e, cell[i][std::size_t(e)]))] += weight * sum;
        }
      }
    }
    return value;
  }
  Status values(const std::vector<double>& x, std::vector<double>& value) override {
    ++calls;
    at = x;
    value.resize(chance.size());
    for (std::size_t i = 0; i < chance.size(); ++i) value[i] = path(i, 0.0, nullptr);
    return ok_status();
  }
  Status slope(const std::vector<double>& weight, std::vector<double>& out) override {
    out.assign(columns(), 0.0);
    for (std::size_t i = 0; i < chance.size(); ++i) path(i, weight[i], &out);
    return ok_status();
  }
};

inline Portfolio portfolio(int offers, int epochs, int cells, int scenarios, std::uint64_t seed) {
  Draw draw(seed);
  Portfolio p;
  p.offers = offers, p.epochs = epochs, p.cells = cells, p.steps = 36;
  p.chance.assign(std::size_t(scenarios), 1.0 / scenarios);
  p.worth = 9e6;  // $ a MW and quarter
  for (int o = 0; o < offers; ++o) {
    p.usage.push_back(draw(0.2e6, 1.5e6));
    p.lead.push_back(std::floor(draw(2.0, 9.0)));
    p.term.push_back(std::floor(draw(8.0, 25.0)));
  }
  std::sort(p.usage.begin(), p.usage.end());
  for (int o = 0; o < offers; ++o) p.price.push_back(draw(2.5e6, 4.5e6) - p.usage[std::size_t(o)]);
  for (int i = 0; i < scenarios; ++i) {
    std::vector<double> d;
    double log_demand = std::log(1000.0);
    for (int t = 0; t < p.steps; ++t) {
      const double normal = normal_quantile(draw(0.0, 1.0));
      log_demand += 0.07 + 0.12 * normal;
      d.push_back(std::exp(log_demand));
    }
    p.demand.push_back(d);
  }
  p.cell.assign(std::size_t(scenarios), std::vector<int>(std::size_t(epochs), 0));
  for (int e = 1; e < epochs; ++e) {
    const auto t = std::size_t(e * p.steps / (epochs + 1));
    std::vector<double> sorted;
    for (const auto& d : p.demand) sorted.push_back(d[t]);
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t i = 0; i < p.demand.size(); ++i) {
      const auto rank = std::lower_bound(sorted.begin(), sorted.end(), p.demand[i][t]);
      p.cell[i][std::size_t(e)] =
          static_cast<int>((rank - sorted.begin()) * cells / std::ptrdiff_t(sorted.size()));
    }
  }
  return p;
}

// At most 4,000 MW of an offer over the worst sequence of cells, written with one column per
// (offer, epoch, cell) and rows for the sequences that stay in one cell; a budget per epoch.
inline Domain portfolio_domain(const Portfolio& p) {
  Domain d = box(int(p.columns()), 2000.0);
  for (int o = 0; o < p.offers; ++o) {
    for (int e = 0; e < p.epochs; ++e) {
      for (int c = 0; c < p.cells; ++c) {
        if (e == 0 && c > 0) d.upper[std::size_t(p.column(o, e, c))] = 0.0;
      }
    }
    for (int c = 0; c < p.cells; ++c) {
      DomainRow row;
      row.most = 4000.0;
      for (int e = 0; e < p.epochs; ++e) row.entries.push_back({p.column(o, e, e ? c : 0), 1.0});
      d.rows.push_back(row);
    }
  }
  for (int e = 0; e < p.epochs; ++e) {
    for (int c = 0; c < p.cells; ++c) {
      if (e == 0 && c > 0) continue;
      DomainRow row;
      row.most = 2500.0;
      for (int o = 0; o < p.offers; ++o) row.entries.push_back({p.column(o, e, c), 1.0});
      d.rows.push_back(row);
    }
  }
  return d;
}

}  // namespace offtake::test
