// What must hold of every plan, on random models: its bounds hold the optimum of the extensive
// form, more freedom never costs, units and order and threads do not matter.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "offtake/optimize/cuts.h"
#include "support/both_methods.h"
#include "support/random_model.h"

namespace offtake {
namespace {

using testing::by_bundle;
using testing::by_extensive;
using testing::make_problem;
using testing::Problem;
using testing::ProblemOptions;
using testing::relative_difference;

#ifdef __SANITIZE_ADDRESS__
constexpr int kModels = 16;  // every access is checked
#else
constexpr int kModels = 60;
#endif
constexpr double kSame = 1e-6;  // relative

// In the run-off a penalty that is spared is value and no cash, so one who must draw at a premium
// may do better than by the merit order; then the extensive form is above the simulator.
Model model_of(std::uint64_t seed) {
  Model m = testing::random_model(seed, {true, true}).model;
  const bool penalty = std::any_of(m.workloads.begin(), m.workloads.end(),
                                   [](const Workload& w) { return w.shortage_is_cash; });
  if (penalty) m.parties[m.planner.party.index()].emergency_premium = 0.0;
  m.planner.risk_tail = 0.25;
  return m;
}

ProblemOptions options_of(std::uint64_t seed) {
  ProblemOptions options;
  options.paths = 8;
  options.seed = seed;
  options.cells = 2;
  options.risk_weight = seed % 3 == 0 ? 0.0 : 0.4;
  return options;
}

BundleResult plan(const Problem& problem, bool continuous = true, int threads = 1) {
  return *by_bundle(problem, {continuous, 1e-10, 1e-6, threads});
}

double optimum(const Model& model, const ProblemOptions& options) {
  const auto problem = make_problem(model, options);
  if (!problem->columns.columns.empty()) return plan(*problem).objective;
  return testing::judge(*problem, {}).objective_usd;
}

double slack(double value) { return kSame * std::max(1.0, std::abs(value)); }

TEST(PlanProperty, BoundsHoldTheOptimumOfTheExtensiveForm) {
  int compared = 0, exact = 0, proven = 0;
  double largest = 0.0;
  for (std::uint64_t seed = 0; seed < kModels / 2; ++seed) {
    SCOPED_TRACE(seed);
    const auto problem = make_problem(model_of(seed), options_of(seed));
    for (const bool continuous : {true, false}) {
      const auto extensive = by_extensive(*problem, continuous);
      ASSERT_TRUE(extensive.ok()) << render(extensive.errors().front());
      const BundleResult bundle = plan(*problem, continuous);
      const double best = extensive->objective_usd;
      EXPECT_TRUE(bundle.verified) << bundle.worst_violation;
      EXPECT_LE(bundle.objective, best + slack(best));
      EXPECT_GE(bundle.bound, best - slack(best));
      EXPECT_LE(relative_difference(testing::judge(*problem, extensive->x).objective_usd, best),
                kSame);
      const double difference = relative_difference(bundle.objective, best);
      EXPECT_GE(continuous ? bundle.bound : bundle.claimed_bound, best - slack(best));
      if (continuous || bundle.end == BundleEnd::proven || bundle.end == BundleEnd::claimed) {
        EXPECT_LE(difference, 2.0 * kSame);
      }
      ++compared;
      exact += difference <= kSame;
      proven += bundle.end == BundleEnd::proven || bundle.end == BundleEnd::claimed;
      if (continuous) largest = std::max(largest, difference);
    }
  }
  std::printf("%d plans, %d at the optimum, %d proven or claimed; largest difference %.1e\n",
              compared, exact, proven, largest);
  EXPECT_GE(exact, compared - compared / 20);
}

TEST(PlanProperty, AnOfferMoreNeverLowersTheOptimum) {
  int matter = 0;
  for (std::uint64_t seed = 0; seed < kModels; ++seed) {
    SCOPED_TRACE(seed);
    Model m = model_of(seed);
    const double with = optimum(m, options_of(seed));
    const auto offer = std::find_if(m.agreements.begin(), m.agreements.end(),
                                    [](const Agreement& a) { return a.is_offer; });
    offer->until_month = offer->from_month - 1.0;  // closed
    const double without = optimum(m, options_of(seed));
    EXPECT_LE(without, with + slack(with));
    matter += without < with - slack(with);
  }
  EXPECT_GE(matter, kModels / 4);
}

// Limits that are met by nothing signed.
void add_limits(Model& m, std::uint64_t seed) {
  m.planner.budgets.push_back({m.clock.year_of(0), 2e8});
  m.resources.push_back({"grid", "", "", Series::constant(40.0), {}});
  for (Agreement& a : m.agreements) {
    Delivery* d = const_cast<Delivery*>(a.delivery());
    if (d && a.is_offer) d->uses.push_back({ResourceId{0}, 1.2, ResourceUse::When::while_active});
  }
  if (seed % 2 == 0) m.planner.concentration.push_back({Concentration::By::provider, 0.7});
  if (seed % 3 == 0) m.planner.targets.push_back({m.clock.end(), 50.0});
}

TEST(PlanProperty, ALimitMoreNeverRaisesTheOptimum) {
  int matter = 0;
  for (std::uint64_t seed = 0; seed < kModels; ++seed) {
    SCOPED_TRACE(seed);
    Model m = model_of(seed);
    const double without = optimum(m, options_of(seed));
    add_limits(m, seed);
    const auto problem = make_problem(m, options_of(seed));
    const BundleResult limited = plan(*problem);
    EXPECT_LE(limited.objective, without + slack(without));
    const auto extensive = by_extensive(*problem, true);
    ASSERT_TRUE(extensive.ok()) << render(extensive.errors().front());
    EXPECT_LE(relative_difference(limited.objective, extensive->objective_usd), kSame);
    matter += limited.objective < without - slack(without);
  }
  EXPECT_GE(matter, kModels / 4);
}

void scale(Series& series, double k) {
  for (auto& point : series.points) point.value *= k;
}

void scale_money(Model& m, double k) {
  for (Party& p : m.parties) {
    p.cash_usd *= k;
    p.minimum_cash_usd *= k;
    scale(p.other_income_usd_per_month, k);
    scale(p.other_cost_usd_per_month, k);
  }
  for (Accelerator& a : m.accelerators) scale(a.price_usd_per_mw, k);
  for (Site& s : m.sites) scale(s.power_price_usd_per_mwh, k);
  for (Workload& w : m.workloads) {
    scale(w.revenue_usd_per_h100e_month, k);
    scale(w.shortage_usd_per_h100e_month, k);
  }
  for (Agreement& a : m.agreements) {
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
    if (auto* loan = std::get_if<LoanTerms>(&a.terms)) {
      loan->limit_usd *= k;
      loan->usd_per_mw *= k;
    }
    if (auto* w = std::get_if<WarrantTerms>(&a.terms)) {
      w->strike_usd *= k;
      scale(w->share_price_usd, k);
    }
    if (auto* l = std::get_if<LicenceTerms>(&a.terms)) {
      scale(l->worth_usd_per_month, k);
      scale(l->fee_usd_per_month, k);
    }
  }
}

TEST(PlanProperty, MoneyInAnotherUnitIsTheSamePlan) {
  for (std::uint64_t seed = 0; seed < kModels; ++seed) {
    Model m = model_of(seed);
    const double usd = optimum(m, options_of(seed));
    for (const double k : {7.0, 1e-3}) {
      Model other = m;
      scale_money(other, k);
      EXPECT_LE(relative_difference(optimum(other, options_of(seed)) / k, usd), 1e-9)
          << "seed " << seed << " times " << k;
    }
  }
}

// With what names them.
void reverse_agreements(Model& m) {
  std::reverse(m.agreements.begin(), m.agreements.end());
  const auto move = [&](AgreementId& id) {
    if (id.valid()) id = AgreementId{m.agreements.size() - 1 - id.index()};
  };
  for (Agreement& a : m.agreements) {
    if (auto* i = std::get_if<InvestmentTerms>(&a.terms)) move(i->milestone);
    if (auto* l = std::get_if<LoanTerms>(&a.terms)) move(l->funds);
    if (auto* w = std::get_if<WarrantTerms>(&a.terms)) move(w->on);
    auto* c = std::get_if<CapacityTerms>(&a.terms);
    if (!c || !c->most_favoured) continue;
    for (AgreementId& peer : c->most_favoured->peers) move(peer);
  }
}

TEST(PlanProperty, TheOrderOfOffersDoesNotMatter) {
  for (std::uint64_t seed = 0; seed < kModels; ++seed) {
    Model m = model_of(seed);
    const double as_is = optimum(m, options_of(seed));
    reverse_agreements(m);
    EXPECT_LE(relative_difference(optimum(m, options_of(seed)), as_is), 1e-9) << "seed " << seed;
  }
}

TEST(PlanProperty, FinerCellsNeverLowerTheOptimum) {
  int matter = 0;
  for (std::uint64_t seed = 0; seed < kModels; ++seed) {
    double coarser = -kInfinity;
    for (const int cells : {1, 2, 4}) {  // halves, then quarters of the same paths
      ProblemOptions options = options_of(seed);
      options.cells = cells;
      const double finer = optimum(model_of(seed), options);
      EXPECT_GE(finer, coarser - slack(finer)) << "seed " << seed << " cells " << cells;
      matter += cells > 1 && finer > coarser + slack(finer);
      coarser = finer;
    }
  }
  EXPECT_GE(matter, kModels / 4);
}

void expect_same_bits(const BundleResult& a, const BundleResult& b) {
  EXPECT_EQ(a.x, b.x);
  EXPECT_EQ(a.objective, b.objective);
  EXPECT_EQ(a.bound, b.bound);
  EXPECT_EQ(a.claimed_bound, b.claimed_bound);
  EXPECT_EQ(a.best.slope, b.best.slope);
  EXPECT_EQ(a.evaluations, b.evaluations);
  EXPECT_EQ(a.end, b.end);
}

TEST(PlanProperty, ThreadsAndRepeatingChangeNoBit) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    SCOPED_TRACE(seed);
    ProblemOptions options = options_of(seed);
    options.paths = 300;  // two blocks
    const auto problem = make_problem(model_of(seed), options);
    const auto again = make_problem(model_of(seed), options);
    const testing::MethodOptions method{seed % 2 == 0, 1e-4, 1e-2, 1};
    testing::MethodOptions threads = method;
    threads.threads = 2;
    const BundleResult one = *by_bundle(*problem, method);
    expect_same_bits(one, *by_bundle(*problem, threads));
    expect_same_bits(one, *by_bundle(*again, method));
  }
}

// Work without cash ahead of work for cash, and work that is bound to a place: the value may not be
// concave. Whatever comes of it, nothing is called proven that a point contradicts.
TEST(PlanProperty, NothingContradictedIsCalledProven) {
  int contradicted = 0;
  for (std::uint64_t seed = 0; seed < kModels; ++seed) {
    SCOPED_TRACE(seed);
    Model m = testing::random_model(seed, {false, true}).model;
    Party& planner = m.parties[m.planner.party.index()];
    planner.emergency_funding = true;  // short of cash, and dearly
    planner.emergency_premium = 1.0;
    planner.cash_usd = 1e7;
    const auto problem = make_problem(m, options_of(seed));
    const BundleResult bundle = *by_bundle(*problem, {seed % 2 == 0, 1e-5, 1e-3, 1});
    EXPECT_EQ(bundle.verified, bundle.worst_violation <= CutPool::kCutTolerance);
    if (bundle.verified) continue;
    ++contradicted;
    EXPECT_NE(bundle.end, BundleEnd::proven);
    EXPECT_NE(bundle.end, BundleEnd::claimed);
  }
  std::printf("%d of %d contradicted\n", contradicted, kModels);
  EXPECT_GE(contradicted, 1);
}

}  // namespace
}  // namespace offtake
