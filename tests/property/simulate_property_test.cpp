// Invariants of the simulator over random models (docs/reference/simulation.md, "What always
// holds").
#include <gtest/gtest.h>

#include <cmath>

#include "offtake/simulate/clauses.h"
#include "offtake/simulate/simulation.h"
#include "support/random_model.h"

namespace offtake {
namespace {

using testing::random_model;
using testing::RandomModel;

constexpr int kModels = 200;
constexpr std::int64_t kPaths = 48;

Futures futures_of(const Model& model, std::uint64_t seed = 7) {
  Result<Futures> f = Futures::make(model, {seed, Sampling::plain});
  EXPECT_TRUE(f.ok());
  return f.value();
}

Simulation run(const RandomModel& r, int threads = 1) {
  SimulateOptions options;
  options.paths = kPaths;
  options.threads = threads;
  Result<Simulation> s = simulate(r.model, r.plan, futures_of(r.model), options);
  EXPECT_TRUE(s.ok());
  return s.value();
}

double scale_of(const Simulation& s) {
  double gross = 1.0;
  for (const double g : s.conservation.gross_usd) gross = std::max(gross, g);
  return gross;
}

TEST(SimulateProperty, PaymentsNetToZeroInEveryStep) {
  for (int seed = 0; seed < kModels; ++seed) {
    const Simulation s = run(random_model(seed, {false}));
    EXPECT_LE(s.conservation.worst_usd, 1e-9 * scale_of(s)) << "seed " << seed;
  }
}

// The parties' cash follows from the ledger: what was there, plus all that came, less all that
// went.
TEST(SimulateProperty, CashIsOpeningPlusLedger) {
  for (int seed = 0; seed < kModels; ++seed) {
    const RandomModel r = random_model(seed, {false});
    const Simulation s = run(r);
    for (std::size_t p = 1; p < r.model.parties.size(); ++p) {
      double cash = r.model.parties[p].cash_usd;
      for (int k = 0; k < s.steps; ++k) {
        for (const LedgerLine& line : s.ledger) {
          if (!line.moves_cash) continue;
          if (line.payee.index() == p) cash += line.mean_usd[std::size_t(k)];
          if (line.payer.index() == p) cash -= line.mean_usd[std::size_t(k)];
        }
        const double mean = s.find(Measure::cash_usd, PartyId{p})->estimate[std::size_t(k)].mean;
        ASSERT_NEAR(cash, mean, 1e-9 * (scale_of(s) * (k + 1) + std::abs(cash))) << "seed " << seed;
      }
    }
  }
}

TEST(SimulateProperty, CapacityAndDemandAreAccountedFor) {
  for (int seed = 0; seed < kModels; ++seed) {
    const RandomModel r = random_model(seed, {false});
    const Simulation s = run(r);
    const auto at = [&](Measure m, std::size_t i) {
      return s.find(m, r.model.planner.party)->sampled[i];
    };
    double contracted = 0.0;
    bool sells_on = false;
    for (const Agreement& a : r.model.agreements) {
      if (!a.is_offer && a.delivery()) contracted += a.delivery()->capacity_mw;
      const auto* terms = std::get_if<CapacityTerms>(&a.terms);
      sells_on |= a.kind == AgreementKind::backstop || (terms && terms->sublease);
    }
    for (const Signing& sign : r.plan.signings) contracted += sign.mw;
    const std::size_t n = s.find(Measure::short_h100e, r.model.planner.party)->sampled.size();
    for (std::size_t i = 0; i < n; ++i) {
      const double demand = at(Measure::demand_h100e, i);
      const double delivered = at(Measure::delivered_h100e, i);
      const double tiny = 1e-9 * (demand + delivered + 1.0) + 1e-6;
      ASSERT_NEAR(at(Measure::served_h100e, i) + at(Measure::short_h100e, i), demand, tiny);
      // What is let on, or a backstop takes, is neither.
      const double busy = at(Measure::served_h100e, i) + at(Measure::idle_h100e, i);
      ASSERT_LE(busy, delivered + tiny) << "seed " << seed;
      if (!sells_on) {
        ASSERT_NEAR(busy, delivered, tiny) << "seed " << seed;
      }
      ASSERT_LE(at(Measure::delivered_mw, i), contracted * (1 + 1e-9)) << "seed " << seed;
      ASSERT_LE(at(Measure::used_mw, i), at(Measure::delivered_mw, i) + 1e-9 * contracted);
      ASSERT_GE(at(Measure::served_h100e, i), 0.0);
    }
  }
}

TEST(SimulateProperty, ThreadsDoNotChangeABit) {
  for (int seed = 0; seed < 20; ++seed) {
    const RandomModel r = random_model(seed, {false});
    SimulateOptions options;
    options.paths = 1000;
    options.threads = 1;
    const Simulation one = *simulate(r.model, r.plan, futures_of(r.model), options);
    options.threads = 2;
    const Simulation two = *simulate(r.model, r.plan, futures_of(r.model), options);
    ASSERT_EQ(one.npv_usd, two.npv_usd);
    for (std::size_t i = 0; i < one.ledger.size(); ++i) {
      ASSERT_EQ(one.ledger[i].mean_usd, two.ledger[i].mean_usd) << "seed " << seed;
    }
    for (std::size_t i = 0; i < one.series.size(); ++i) {
      ASSERT_EQ(one.series[i].quantile, two.series[i].quantile) << "seed " << seed;
    }
  }
}

// A prefix of the paths is the same whatever the number of paths.
TEST(SimulateProperty, MorePathsKeepTheFirst) {
  const RandomModel r = random_model(3, {false});
  SimulateOptions options;
  options.paths = 100;
  const Simulation few = *simulate(r.model, r.plan, futures_of(r.model), options);
  options.paths = 777;
  const Simulation many = *simulate(r.model, r.plan, futures_of(r.model), options);
  for (std::size_t p = 1; p < few.npv_usd.size(); ++p) {
    for (std::size_t i = 0; i < few.npv_usd[p].size(); ++i) {
      ASSERT_EQ(few.npv_usd[p][i], many.npv_usd[p][i]);
    }
  }
}

// Value on a path is concave in the plan: V((x+y)/2) ≥ (V(x)+V(y))/2 (in the exact domain).
TEST(SimulateProperty, ValueIsConcaveInThePlan) {
  int compared = 0;
  for (int seed = 0; seed < kModels; ++seed) {
    RandomModel x = random_model(seed);
    RandomModel y = x, middle = x;
    for (std::size_t i = 0; i < x.plan.signings.size(); ++i) {
      const Signing& s = x.plan.signings[i];
      const double part = std::fmod(0.37 * double(i + 1) + 0.11 * seed, 1.0);
      double most = x.model.at(s.offer).most_mw;
      if (s.exercise != Exercise::none) {
        // Of what is signed, as much in proportion.
        most = s.mw;
        for (std::size_t b = 0; b < i; ++b) {
          if (is_base(x.plan.signings[b], s)) {
            most *= y.plan.signings[b].mw / x.plan.signings[b].mw;
          }
        }
      }
      y.plan.signings[i].mw = most * part;
      middle.plan.signings[i].mw = 0.5 * (x.plan.signings[i].mw + y.plan.signings[i].mw);
    }
    const std::size_t lab = x.model.planner.party.index();
    const auto vx = run(x).npv_usd[lab], vy = run(y).npv_usd[lab], vm = run(middle).npv_usd[lab];
    for (std::size_t i = 0; i < vx.size(); ++i, ++compared) {
      const double tiny = 1e-9 * (std::abs(vx[i]) + std::abs(vy[i]) + 1.0);
      ASSERT_GE(vm[i], 0.5 * (vx[i] + vy[i]) - tiny) << "seed " << seed << " path " << i;
    }
  }
  EXPECT_EQ(compared, kModels * kPaths);
}

void scale(Series& s, double k) {
  for (Series::Point& p : s.points) p.value *= k;
}

TEST(SimulateProperty, ScalingMoneyScalesValues) {
  constexpr double k = 8.0;  // a power of two: every product and sum is scaled without rounding
  for (int seed = 0; seed < 50; ++seed) {
    const RandomModel r = random_model(seed, {false});
    RandomModel big = r;
    for (Party& p : big.model.parties) {
      p.cash_usd *= k;
      p.minimum_cash_usd *= k;
      scale(p.other_cost_usd_per_month, k);
      scale(p.other_income_usd_per_month, k);
    }
    for (Accelerator& a : big.model.accelerators) scale(a.price_usd_per_mw, k);
    for (Site& s : big.model.sites) scale(s.power_price_usd_per_mwh, k);
    for (Workload& w : big.model.workloads) {
      scale(w.revenue_usd_per_h100e_month, k);
      scale(w.shortage_usd_per_h100e_month, k);
    }
    for (Agreement& a : big.model.agreements) {
      if (auto* c = std::get_if<CapacityTerms>(&a.terms)) {
        scale(c->price.amount, k);
        if (c->expansion) scale(c->expansion->amount, k);
        if (c->extension) scale(c->extension->amount, k);
        if (c->sublease) scale(c->sublease->amount, k);
      }
      if (auto* b = std::get_if<BackstopTerms>(&a.terms)) scale(b->price_usd_per_h100e_month, k);
      if (auto* i = std::get_if<InvestmentTerms>(&a.terms)) {
        i->amount_usd *= k;
        i->usd_per_mw *= k;
      }
      if (auto* l = std::get_if<LoanTerms>(&a.terms)) {
        l->limit_usd *= k;
        l->usd_per_mw *= k;
      }
      if (auto* x = std::get_if<WarrantTerms>(&a.terms)) {
        x->strike_usd *= k;
        scale(x->share_price_usd, k);
      }
      if (auto* share = std::get_if<RevenueShareTerms>(&a.terms)) {
        share->most_usd *= k;
        share->paid_before_usd *= k;
      }
      if (auto* l = std::get_if<LicenceTerms>(&a.terms)) {
        scale(l->worth_usd_per_month, k);
        scale(l->fee_usd_per_month, k);
      }
      if (auto* s = std::get_if<SupplyTerms>(&a.terms); s && s->lease) {
        scale(s->lease->amount, k);
      }
      if (auto* p = std::get_if<PowerTerms>(&a.terms)) {
        scale(p->charge_usd_per_mw_month, k);
        scale(p->energy_usd_per_mwh, k);
      }
      if (auto* d = const_cast<Delivery*>(a.delivery()); d && d->cost) {
        scale(d->cost->capex_usd_per_mw, k);
        scale(d->cost->opex_usd_per_mw_month, k);
      }
    }
    const Simulation a = run(r), b = run(big);
    for (std::size_t p = 1; p < a.npv_usd.size(); ++p) {
      for (std::size_t i = 0; i < a.npv_usd[p].size(); ++i) {
        ASSERT_DOUBLE_EQ(k * a.npv_usd[p][i], b.npv_usd[p][i]) << "seed " << seed;
      }
    }
  }
}

// An agreement split in two halves is the same alliance.
TEST(SimulateProperty, SplittingAnAgreementChangesNothing) {
  for (int seed = 0; seed < 50; ++seed) {
    const RandomModel whole = random_model(seed);
    RandomModel split = whole;
    split.plan.signings.clear();
    for (const Signing& s : whole.plan.signings) {
      for (const double part : {0.25, 0.75}) {
        split.plan.signings.push_back(s);
        split.plan.signings.back().mw *= part;
      }
    }
    const Simulation a = run(whole), b = run(split);
    for (std::size_t p = 1; p < a.values.size(); ++p) {
      ASSERT_NEAR(a.values[p].npv_usd.mean, b.values[p].npv_usd.mean, 1e-9 * scale_of(a) * 100)
          << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace offtake
