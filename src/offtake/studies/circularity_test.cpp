#include "offtake/studies/circularity.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

namespace offtake {
namespace {

Model model_of(std::size_t parties, int steps) {
  Model m;
  m.clock = {0.0, 12, steps};
  m.parties.resize(parties + 1);
  return m;
}

LedgerLine pay(std::size_t payer, std::size_t payee, const char* account, std::vector<double> usd,
               int agreement = 0) {
  return {AgreementId{agreement}, {}, account, PartyId{payer}, PartyId{payee}, std::move(usd)};
}

Simulation played(std::vector<LedgerLine> ledger) {
  Simulation s;
  s.steps = static_cast<int>(ledger.front().mean_usd.size());
  s.ledger = std::move(ledger);
  return s;
}

// v gives 1 to a, a pays 2 to b, b halves it between a and v. All is v's own money: a half is back
// after 2 hops, a quarter after 4, and so on.
TEST(Circularity, ALoopAmongOthersIsPassedThrough) {
  const std::vector<Circularity> all =
      circularity(model_of(3, 1), played({pay(1, 2, "investment", {1.0}), pay(2, 3, "fee", {2.0}),
                                          pay(3, 2, "fee", {1.0}), pay(3, 1, "fee", {1.0})}));
  ASSERT_EQ(all.size(), 1u);
  EXPECT_DOUBLE_EQ(all[0].financed_usd, 1.0);
  EXPECT_DOUBLE_EQ(all[0].revenue_usd[0], 1.0);
  EXPECT_DOUBLE_EQ(all[0].own_usd[0][0], 0.0);
  EXPECT_DOUBLE_EQ(all[0].own_usd[0][1], 0.5);
  EXPECT_DOUBLE_EQ(all[0].own_usd[0][2], 0.0);
  EXPECT_DOUBLE_EQ(all[0].own_usd[0][3], 0.5);
}

// What is given later cannot have paid for what was bought before, and what is credited was never
// paid.
TEST(Circularity, MoneyGoesForwardInTime) {
  const Simulation s =
      played({pay(1, 2, "investment", {0.0, 30.0}), pay(2, 1, "prepayment", {60.0, 0.0}),
              pay(2, 1, "fee", {0.0, 60.0}), pay(1, 2, "credit", {0.0, 30.0}),
              pay(0, 2, "revenue", {60.0, 30.0}, -1)});
  const std::vector<Circularity> all = circularity(model_of(2, 2), s);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_DOUBLE_EQ(all[0].revenue_usd[0], 60.0);
  EXPECT_DOUBLE_EQ(all[0].own_usd[0][0], 0.0);
  EXPECT_DOUBLE_EQ(all[0].revenue_usd[1], 30.0);
  EXPECT_DOUBLE_EQ(all[0].own_usd[1][0], 15.0);
}

// Shares are sold outside for 10, half of what the holder has; it pays the issuer 8.
TEST(Circularity, AWarrantIsItsIssuersGift) {
  Model model = model_of(2, 1);
  model.agreements.resize(1);
  model.agreements[0].first = PartyId{1};
  const std::vector<Circularity> all =
      circularity(model, played({pay(0, 2, "warrant", {10.0}), pay(1, 0, "dilution", {10.0}),
                                 pay(0, 2, "revenue", {10.0}, -1), pay(2, 1, "fee", {8.0})}));
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].party, PartyId{1});
  EXPECT_DOUBLE_EQ(all[0].financed_usd, 10.0);
  EXPECT_DOUBLE_EQ(all[0].own_usd[0][0], 4.0);
}

TEST(Circularity, ClosedCirclesHaveNobodysMoney) {
  const std::vector<Circularity> all =
      circularity(model_of(4, 1), played({pay(1, 2, "investment", {1.0}), pay(3, 4, "fee", {5.0}),
                                          pay(4, 3, "fee", {5.0}), pay(2, 1, "fee", {0.25})}));
  ASSERT_EQ(all.size(), 1u);
  EXPECT_DOUBLE_EQ(all[0].own_usd[0][0], 0.25);
}

// By any ledger: what comes back, of what was given, is at most all of it, and at most the revenue.
TEST(Circularity, NoMoreComesBackThanWasGiven) {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> usd(0.0, 10.0);
  const char* accounts[] = {"fee", "investment", "capex_chips", "credit", "revenue_share"};
  int some = 0;
  for (int trial = 0; trial < 500; ++trial) {
    const std::size_t parties = 2 + random() % 5;
    std::vector<LedgerLine> ledger;
    for (int n = 0; n < 12; ++n) {
      std::vector<double> by_step(4);
      for (double& x : by_step) x = random() % 2 ? usd(random) : 0.0;
      const std::size_t from = random() % (parties + 1), to = random() % (parties + 1);
      const char* account = accounts[from == 0 ? 0 : random() % 5];
      if (from != to) ledger.push_back(pay(from, to, account, by_step, n));
    }
    if (ledger.empty()) continue;
    for (const Circularity& c : circularity(model_of(parties, 4), played(ledger))) {
      double back = 0.0;
      for (std::size_t y = 0; y < c.own_usd.size(); ++y) {
        const double own = std::accumulate(c.own_usd[y].begin(), c.own_usd[y].end(), 0.0);
        EXPECT_GE(*std::min_element(c.own_usd[y].begin(), c.own_usd[y].end()), -1e-9);
        EXPECT_LE(own, c.revenue_usd[y] + 1e-9);
        back += own;
      }
      EXPECT_LE(back, c.financed_usd * (1 + 1e-9)) << "trial " << trial;
      some += back > 0.0;
    }
  }
  EXPECT_GT(some, 100);
}

}  // namespace
}  // namespace offtake
