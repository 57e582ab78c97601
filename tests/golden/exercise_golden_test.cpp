// Options exercised, against figures that were worked out by hand (docs/reference/clauses.md,
// "Options of the tenant"): what is exercised, what it is worth, who pays what.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <map>

#include "offtake/modelfile/modelfile.h"
#include "offtake/optimize/bundle.h"
#include "offtake/plan/extensive.h"
#include "offtake/plan/plan_oracle.h"
#include "offtake/plan/rows.h"
#include "offtake/simulate/simulation.h"

namespace offtake {
namespace {

struct Case {
  std::int64_t paths = 2;  // of the cases by hand: demand low, demand high
  Model model;
  Futures futures;
  Columns columns;
  PlanDomain domain;
  const Plan nothing;

  explicit Case(const std::string& name, std::int64_t drawn = 2) : paths(drawn) {
    const char* source = std::getenv("OFFTAKE_SOURCE");
    model = load_model(std::string(source ? source : ".") + "/tests/golden/plans/" + name)->model;
    futures = *Futures::make(model, {});
    CellOptions cells;
    cells.cells = model.planner.cells;
    cells.paths = paths;
    columns = make_columns(model, futures, cells);
    domain =
        make_domain(model, nothing, columns, cell_sequences(columns, model.clock, futures, paths));
  }

  // What is not 0, by name.
  std::map<std::string, double> named(const std::vector<double>& x) const {
    std::map<std::string, double> out;
    for (std::size_t j = 0; j < x.size(); ++j) {
      if (std::abs(x[j]) > 1e-6) out[columns.name(model, static_cast<int>(j))] = x[j];
    }
    return out;
  }

  // Mean over the paths, in $M by step, of one account of the agreement.
  std::vector<double> ledger(const std::vector<double>& x, const std::string& account) const {
    SimulateOptions options;
    options.paths = paths;
    const Simulation s = *simulate(model, plan_of(columns, nothing, x), futures, options);
    std::vector<double> sum;
    for (const LedgerLine& line : s.ledger) {
      if (line.account != account || line.agreement != AgreementId{0}) continue;
      sum.resize(line.mean_usd.size(), 0.0);
      for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += line.mean_usd[k] / 1e6;
    }
    return sum;
  }
};

void expect_near(const std::vector<double>& found, const std::vector<double>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t k = 0; k < found.size(); ++k) EXPECT_NEAR(found[k], expected[k], 1e-8) << k;
}

struct Optima {
  ExtensiveSolution extensive;
  BundleResult bundle;
};

Optima both(Case& c, double risk_weight, bool continuous) {
  c.model.planner.risk_weight = risk_weight;
  const auto extensive = solve_extensive({c.model, c.nothing, c.columns, c.domain, c.futures},
                                         highs_solver(), {c.paths, continuous, {}});
  EXPECT_TRUE(extensive.ok()) << (extensive.ok() ? "" : render(extensive.errors().front()));
  PlanOracle oracle(c.model, c.columns, c.nothing, c.futures, {.paths = c.paths});
  BundleOptions options;
  options.gap = 1e-9;
  options.integer_gap = 1e-6;
  options.max_iterations = 2000;
  options.continuous = continuous;
  const auto bundle = maximize(oracle, {1.0 - risk_weight, risk_weight, c.model.planner.risk_tail},
                               c.domain.domain, c.domain.separator.get(), highs_solver(), options);
  EXPECT_TRUE(bundle.ok()) << (bundle.ok() ? "" : render(bundle.errors().front()));
  return extensive.ok() && bundle.ok() ? Optima{*extensive, *bundle} : Optima{};
}

// Both methods find this optimum.
void expect_optimum(Case& c, const std::map<std::string, double>& signs, double value_usd) {
  const Optima found = both(c, 0.0, false);
  EXPECT_NEAR(found.extensive.objective_usd, value_usd, 1.0);
  EXPECT_NEAR(found.bundle.objective, value_usd, 1.0);
  for (const std::vector<double>& x : {found.extensive.x, found.bundle.x}) {
    const auto named = c.named(x);
    EXPECT_EQ(named.size(), signs.size());
    for (const auto& [name, mw] : signs) {
      ASSERT_TRUE(named.count(name)) << name;
      EXPECT_NEAR(named.at(name), mw, 1e-6) << name;
    }
  }
}

// Discount factor of the middle of year k at 10 %.
double d(int k) { return std::pow(1.1, -(k + 0.5)); }

TEST(ExerciseGolden, ExpandsWhereDemandRises) {
  Case c("expansion");
  const double base = 10 * (5.52 * d(0) + 4.32 * d(1) + 3.0 * d(2));
  const double more = 5 * (3.52 * d(1) + 2.12 * d(2) + 0.58 * d(3));
  expect_optimum(c, {{"expand[base,2026,high]", 5.0}}, 1e6 * (base + 0.5 * more));
}

TEST(ExerciseGolden, ExpansionIsSignedAnew) {
  const Case c("expansion");
  std::vector<double> x(c.columns.columns.size(), 0.0);
  x[1] = 5.0;
  ASSERT_EQ(c.named(x).begin()->first, "expand[base,2026,high]");
  // base: 120, 132, 145.2; half of the paths pay 70, 77, 84.7 besides.
  expect_near(c.ledger(x, "fee"), {120.0, 132.0 + 35.0, 145.2 + 38.5, 42.35});
}

// Decided in 2026, at the last epoch before the middle of the year. 13.2 · 1.1 = 14.52 a MW in
// 2027.
TEST(ExerciseGolden, ExtendsWhereDemandStays) {
  Case c("extension");
  const double base = 10 * (5.52 * d(0) + 4.32 * d(1));
  expect_optimum(c, {{"extend[base,2026,high]", 8.0}, {"extend[base,2026,low]", 4.0}},
                 1e6 * (base + 0.5 * (8.0 + 4.0) * 3.0 * d(2)));
}

TEST(ExerciseGolden, ExtensionCostsTheLastPrice) {
  const Case c("extension");
  ASSERT_EQ(c.columns.name(c.model, 1), "extend[base,2026,high]");
  // base: 120, 132; half of the paths pay 8 · 14.52 besides.
  expect_near(c.ledger({0.0, 8.0}, "fee"), {120.0, 132.0, 58.08});
}

// In 2026 a MW of 2027 costs 30 % of 14.52 to leave. Where demand falls to 2 MW, 8 are given up.
TEST(ExerciseGolden, LeavesWhereDemandFalls) {
  Case c("exit");
  const double low = 55.2 * d(0) + (35.04 - 132.0 - 8 * 4.356) * d(1) + (35.04 - 29.04) * d(2);
  const double high = 10 * (5.52 * d(0) + 4.32 * d(1) + 3.0 * d(2));
  expect_optimum(c, {{"exit[base,2026,low]", 8.0}}, 1e6 * 0.5 * (low + high));
}

TEST(ExerciseGolden, ExitCostsAShareOfWhatRemains) {
  const Case c("exit");
  ASSERT_EQ(c.columns.name(c.model, 0), "exit[base,2026,low]");
  // Half of the paths pay 8 · 14.52 less in 2027, and 30 % of that in 2026.
  expect_near(c.ledger({8.0, 0.0}, "exit_fee"), {0.0, 17.424, 0.0});
  expect_near(c.ledger({8.0, 0.0}, "fee"), {120.0, 132.0, 145.2 - 58.08});
}

// Of 10 MW at $30M, 8 are left before anything is spent on them. The 2 that are built are worth 40
// % of their capex at the end, and 10 % more is guaranteed.
TEST(ExerciseGolden, WhatIsNeverBuiltHasNoResidualValue) {
  const Case c("exit-before-delivery");
  ASSERT_EQ(c.columns.name(c.model, 0), "exit[base,2025]");
  std::vector<double> x(c.columns.columns.size(), 0.0);
  x[0] = 8.0;
  expect_near(c.ledger(x, "capex"), {60.0, 0.0, 0.0, 0.0, 0.0});
  expect_near(c.ledger(x, "residual"), {0.0, 0.0, 0.0, 24.0, 0.0});
  expect_near(c.ledger(x, "guarantee"), {0.0, 0.0, 0.0, 6.0, 0.0});
}

// On antithetic paths the holder takes exactly half of what is signed while its right lasts.
TEST(ExerciseGolden, TheHolderTakesItsHalf) {
  const Case c("first-refusal");
  const Futures futures = *Futures::make(c.model, {.sampling = Sampling::antithetic});
  const AgreementId cheap{1};
  ASSERT_EQ(c.model.at(cheap).name, "cheap");
  const auto fees = [&](double month, std::size_t step) {
    SimulateOptions options;
    options.paths = 16;
    const Simulation s = *simulate(c.model, {{{cheap, month, 10.0}}}, futures, options);
    std::map<std::string, double> paid;
    for (const LedgerLine& line : s.ledger) {
      if (line.account == "fee") paid[c.model.at(line.payee).name] += line.mean_usd[step] / 1e6;
    }
    return paid;
  };
  const double start = c.model.clock.start_month;
  EXPECT_NEAR(fees(start, 0).at("partner"), 65.0, 1e-9);
  EXPECT_EQ(fees(start + 24.0, 2).count("partner"), 0u);
}

// With offers, delays, prepayment, moving prices and short cash there is no hand that works it out:
// the two methods, which share no arithmetic, agree.
TEST(ExerciseGolden, BundleIsTheExtensiveForm) {
  for (const char* name :
       {"expansion", "expansion-of-an-offer", "extension", "extension-of-an-offer", "exit",
        "exit-of-an-offer", "step-down", "first-refusal"}) {
    for (const double risk_weight : {0.0, 0.5}) {
      for (const bool continuous : {true, false}) {
        Case c(name, 24);
        const Optima o = both(c, risk_weight, continuous);
        const double optimum = o.extensive.objective_usd;
        const double difference = (o.bundle.objective - optimum) / std::max(1.0, std::abs(optimum));
        std::printf("%s, weight %g, %s: %zu columns, %.9g, difference %.1e\n", name, risk_weight,
                    continuous ? "any size" : "whole", o.bundle.x.size(), optimum, difference);
        EXPECT_LE(std::abs(difference), continuous ? 1e-6 : 1e-4) << name;
        EXPECT_GE(o.bundle.bound, optimum - 1e-6 * std::abs(optimum)) << name;
        double exercised = 0.0;
        for (std::size_t j = 0; j < o.bundle.x.size(); ++j) {
          const PlanColumn& column = c.columns.columns[j];
          const Slot& slot = c.columns.slots[std::size_t(column.slot)];
          if (slot.exercise != Exercise::none) exercised += o.bundle.x[j];
        }
        EXPECT_GT(exercised, 0.1) << name;
      }
    }
  }
}

}  // namespace
}  // namespace offtake
