// What always holds of the clearing of what is owed (docs/reference/contagion.md).
#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <random>

#include "offtake/simulate/clearing.h"
#include "offtake/simulate/simulation.h"
#include "support/random_model.h"

namespace offtake {
namespace {

constexpr double kTiny = 1e-9;

struct Network {
  PartyMatrix owed;
  std::vector<double> own;
  std::vector<char> may_fail;
};

Network random_network(std::mt19937& random) {
  const std::size_t n = 2 + random() % 5;
  Network net{PartyMatrix(n), std::vector<double>(n), std::vector<char>(n)};
  std::uniform_real_distribution<double> usd(0.0, 10.0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      if (i != j && random() % 2) net.owed.at(i, j) = usd(random);
    }
    net.own[i] = random() % 2 ? usd(random) : 0.0;
    net.may_fail[i] = i > 0 && random() % 4 > 0;  // the first is the outside
  }
  return net;
}

double total_of(const Network& net, std::size_t i) {
  double sum = 0.0;
  for (std::size_t j = 0; j < net.own.size(); ++j) sum += net.owed.at(i, j);
  return sum;
}

double means_of(const Network& net, const std::vector<double>& share, std::size_t i) {
  double sum = net.own[i];
  for (std::size_t j = 0; j < net.own.size(); ++j) sum += share[j] * net.owed.at(j, i);
  return sum;
}

// min(owed, means) ÷ owed, of those that may fail.
double answer(const Network& net, const std::vector<double>& share, std::size_t i) {
  const double total = total_of(net, i);
  if (!net.may_fail[i] || total <= 0.0) return 1.0;
  return std::min(1.0, means_of(net, share, i) / total);
}

// Gauss with pivoting, nothing where the system is singular.
std::optional<std::vector<double>> solved(std::vector<std::vector<double>> m) {
  const std::size_t n = m.size();
  for (std::size_t i = 0; i < n; ++i) {
    std::size_t best = i;
    for (std::size_t r = i; r < n; ++r) {
      if (std::abs(m[r][i]) > std::abs(m[best][i])) best = r;
    }
    if (std::abs(m[best][i]) < 1e-9) return std::nullopt;
    std::swap(m[i], m[best]);
    for (std::size_t r = 0; r < n; ++r) {
      if (r == i) continue;
      const double factor = m[r][i] / m[i][i];
      for (std::size_t c = i; c <= n; ++c) m[r][c] -= factor * m[i][c];
    }
  }
  std::vector<double> x(n);
  for (std::size_t i = 0; i < n; ++i) x[i] = m[i][n] / m[i][i];
  return x;
}

// The shares if just these fail: share_i · owed_i = own_i + Σ share_j owed_ji for them, else 1.
std::optional<std::vector<double>> if_these_fail(const Network& net, std::size_t who) {
  const std::size_t n = net.own.size();
  std::vector<std::vector<double>> m(n, std::vector<double>(n + 1));
  for (std::size_t i = 0; i < n; ++i) {
    if (!(who >> i & 1)) {
      m[i][i] = m[i][n] = 1.0;
      continue;
    }
    m[i][i] = total_of(net, i);
    m[i][n] = net.own[i];
    for (std::size_t j = 0; j < n; ++j) m[i][j] -= net.owed.at(j, i);
  }
  return solved(std::move(m));
}

// Of all sets that may fail: the largest shares that answer themselves.
std::vector<double> brute_force(const Network& net) {
  const std::size_t n = net.own.size();
  std::vector<double> greatest(n, -1.0);
  for (std::size_t who = 0; who < (std::size_t{1} << n); ++who) {
    const auto share = if_these_fail(net, who);
    if (!share) continue;
    bool is_fixed = true;
    for (std::size_t i = 0; i < n; ++i) {
      is_fixed &= (*share)[i] >= -kTiny && std::abs((*share)[i] - answer(net, *share, i)) < kTiny;
    }
    for (std::size_t i = 0; i < n && is_fixed; ++i) {
      greatest[i] = std::max(greatest[i], (*share)[i]);
    }
  }
  return greatest;
}

TEST(Clearing, IsTheGreatestFixedPoint) {
  std::mt19937 random(7);
  int fail = 0, by_contagion = 0;
  for (int trial = 0; trial < 3000; ++trial) {
    const Network net = random_network(random);
    const Clearing c = clear(net.owed, net.own, net.may_fail, 1e-12);
    const std::vector<double> expected = brute_force(net);
    for (std::size_t i = 0; i < net.own.size(); ++i) {
      ASSERT_NEAR(c.share[i], expected[i], 1e-8) << "trial " << trial << " party " << i;
      ASSERT_EQ(c.round[i] > 0, c.share[i] < 1.0 - 1e-12) << "trial " << trial;
      fail += c.round[i] == 1;
      by_contagion += c.round[i] > 1;
    }
  }
  EXPECT_GT(fail, 1000);
  EXPECT_GT(by_contagion, 100);
}

TEST(Clearing, NobodyPaysMoreThanItOwesOrHas) {
  std::mt19937 random(8);
  for (int trial = 0; trial < 3000; ++trial) {
    const Network net = random_network(random);
    const Clearing c = clear(net.owed, net.own, net.may_fail, 1e-12);
    for (std::size_t i = 0; i < net.own.size(); ++i) {
      ASSERT_GE(c.share[i], 0.0);
      ASSERT_LE(c.share[i], 1.0);
      ASSERT_TRUE(net.may_fail[i] || c.share[i] == 1.0);
      const double left = means_of(net, c.share, i) - c.share[i] * total_of(net, i);
      ASSERT_TRUE(!net.may_fail[i] || left >= -kTiny) << left;
      ASSERT_TRUE(c.round[i] == 0 || std::abs(left) < kTiny) << left;
    }
  }
}

// The more anybody has, the more is paid by all.
TEST(Clearing, RisesWithWhatPartiesHave) {
  std::mt19937 random(9);
  for (int trial = 0; trial < 1000; ++trial) {
    Network net = random_network(random);
    const Clearing before = clear(net.owed, net.own, net.may_fail, 1e-12);
    net.own[random() % net.own.size()] += 1.0;
    const Clearing after = clear(net.owed, net.own, net.may_fail, 1e-12);
    for (std::size_t i = 0; i < net.own.size(); ++i) {
      ASSERT_GE(after.share[i], before.share[i] - kTiny);
    }
  }
}

Simulation run(const testing::RandomModel& r, int threads = 1) {
  SimulateOptions options;
  options.paths = 48;
  options.threads = threads;
  options.may_fail.emplace();
  for (std::size_t p = 1; p < r.model.parties.size(); ++p) options.may_fail->emplace_back(p);
  return *simulate(r.model, r.plan, *Futures::make(r.model, {7, Sampling::plain}), options);
}

TEST(Contagion, SumsToZeroAndTellsBothSides) {
  int fails = 0;
  for (int seed = 0; seed < 100; ++seed) {
    const testing::RandomModel r = testing::random_model(seed, {false});
    const Simulation s = run(r);
    const Contagion& c = *s.contagion;
    double gross = 1.0;
    for (const double usd : s.conservation.gross_usd) gross += usd;
    EXPECT_LE(c.worst_imbalance_usd, 1e-9 * gross) << "seed " << seed;
    std::vector<double> unpaid(c.parties.size()), missing(c.parties.size());
    for (const ContagionLink& l : c.links) {
      EXPECT_LE(l.unpaid_usd, l.late_usd + 1e-9 * gross);
      EXPECT_LE(l.late_usd, l.due_usd + 1e-9 * gross);
      unpaid[l.payer.index()] += l.unpaid_usd;
      missing[l.payee.index()] += l.unpaid_usd;
    }
    for (std::size_t p = 0; p < c.parties.size(); ++p) {
      EXPECT_NEAR(unpaid[p], c.parties[p].unpaid_usd, 1e-9 * gross);
      EXPECT_NEAR(missing[p], c.parties[p].missing_usd, 1e-9 * gross);
      EXPECT_NEAR(c.years.back().parties[p].owes_usd, c.parties[p].unpaid_usd, 1e-9 * gross);
      EXPECT_LE(c.parties[p].by_contagion, c.parties[p].fails);
      fails += c.parties[p].fails > 0.0;
    }
  }
  EXPECT_GT(fails, 50);
}

TEST(Contagion, NobodyFailsWhereAllHaveMoney) {
  for (int seed = 0; seed < 30; ++seed) {
    testing::RandomModel r = testing::random_model(seed, {false});
    for (Party& p : r.model.parties) p.cash_usd = 1e15;
    const Contagion c = *run(r).contagion;
    EXPECT_TRUE(c.links.empty());
    for (const ContagionParty& p : c.parties) EXPECT_EQ(p.fails, 0.0);
  }
}

TEST(Contagion, ThreadsDoNotChangeABit) {
  const testing::RandomModel r = testing::random_model(11, {false});
  const Contagion one = *run(r, 1).contagion, two = *run(r, 2).contagion;
  ASSERT_EQ(one.links.size(), two.links.size());
  for (std::size_t i = 0; i < one.links.size(); ++i) {
    EXPECT_EQ(one.links[i].late_usd, two.links[i].late_usd);
    EXPECT_EQ(one.links[i].unpaid_usd, two.links[i].unpaid_usd);
  }
}

}  // namespace
}  // namespace offtake
