#include "offtake/plan/explain.h"

#include <gtest/gtest.h>

#include <cmath>

#include "offtake/base/quantity.h"
#include "offtake/plan/explain_relax.h"

namespace offtake {
namespace {

// A year. A MW that is used earns $17.52M and costs $12M (`rent`, 6 MW at most) or $16M (`dear`),
// each is worth its difference in the middle of the year while demand (20 MW) is not met; `idle`
// costs $18M. Rent and dear use a MW of power.
constexpr double kEarned = 17.52e6, kRent = 12e6, kDear = 16e6, kIdle = 18e6;
const double kDiscount = std::pow(1.1, -0.5);
constexpr double kStart = 12.0 * 55;

struct World {
  Model model;

  World() {
    model.clock = {kStart, 12, 1};
    for (const char* name : {"outside", "lab", "cloud"}) {
      Party p;
      p.name = name;
      model.parties.push_back(p);
    }
    model.planner.party = PartyId{1};
    model.drivers.push_back({"demand", "", "", Given{{kStart}, {20, 20}, 2}});
    Accelerator chip;
    chip.h100e_per_mw = Series::constant(1000.0);
    model.accelerators.push_back(chip);
    Site site;
    site.name = "site";
    model.sites.push_back(site);
    Workload w;
    w.name = "serving";
    w.party = PartyId{1};
    w.volume_h100e = Series::constant(1000.0);
    w.volume_h100e.drivers = {DriverId{0}};
    w.revenue_usd_per_h100e_month = Series::constant(2.0 * kHoursPerMonth);
    model.workloads.push_back(w);
    model.resources = {{"power", "", "", Series::constant(10.0), {}}};
    add_offer("rent", kRent, 6.0);
    add_offer("dear", kDear, 30.0);
    add_offer("idle", kIdle, 30.0);
  }

  void add_offer(const std::string& name, double usd_per_mw_year, double most_mw) {
    Agreement a;
    a.name = name;
    a.is_offer = true;
    a.first = PartyId{1};
    a.second = PartyId{2};
    a.from_month = kStart;
    a.until_month = model.clock.end();
    a.most_mw = most_mw;
    CapacityTerms terms;
    terms.delivery.term_months = 12.0;
    terms.delivery.accelerator = AcceleratorId{0};
    terms.delivery.site = SiteId{0};
    terms.delivery.uses = {{ResourceId{0}, 1.0, ResourceUse::When::while_active}};
    terms.price.amount = Series::constant(usd_per_mw_year / 12.0);
    a.terms = terms;
    model.agreements.push_back(a);
  }

  PlanOptions options() const {
    PlanOptions o;
    o.cells = 1;
    o.paths = o.fresh_paths = 2;
    o.comparisons = false;
    o.threads = 1;
    o.method.gap = 1e-9;
    return o;
  }
  // The plan and what explains it.
  PlanResult plan(std::vector<Evaluation>* known = nullptr) const {
    PlanOptions o = options();
    o.method.keep = [&](const Evaluation& e) {
      if (known) known->push_back(e);
      return ok_status();
    };
    Result<PlanResult> made = make_plan(model, StrategyId{}, o);
    EXPECT_TRUE(made.ok()) << (made ? "" : render(made.errors().front()));
    return made ? std::move(*made) : PlanResult{};
  }
  Bindings bindings() const {
    std::vector<Evaluation> known;
    const PlanResult made = plan(&known);
    const Result<PlanProblem> problem = plan_problem(model, StrategyId{}, options());
    EXPECT_EQ(point_of(problem->columns, made.plan), made.method.x);
    Result<Bindings> out = what_binds(*problem, known, made.method.x, options());
    EXPECT_TRUE(out.ok());
    return out ? std::move(*out) : Bindings{};
  }
  Remedy remedy() const {
    const Result<PlanProblem> problem = plan_problem(model, StrategyId{}, options());
    Result<Remedy> out = what_would_help(*problem, highs_solver());
    EXPECT_TRUE(out.ok()) << (out ? "" : render(out.errors().front()));
    return out ? std::move(*out) : Remedy{};
  }
  double value() const { return plan().method.objective; }
};

const BindingLimit* find(const Bindings& b, const std::string& name) {
  for (const BindingLimit& limit : b.limits) {
    if (limit.limit.name == name) return &limit;
  }
  return nullptr;
}
// 6 MW of rent and 4 of dear; another MW of power brings dear, one of rent takes dear's place.
TEST(Explain, LimitsAreWorthWhatOneMoreBrings) {
  World w;
  const Bindings b = w.bindings();
  ASSERT_EQ(b.limits.size(), 2u);
  const double power = kDiscount * (kEarned - kDear), rent = kDiscount * (kDear - kRent);
  EXPECT_EQ(b.limits[0].limit.name, "most of rent");
  EXPECT_EQ(b.limits[0].limit.key_path, "offers.rent.quantity.most");
  EXPECT_NEAR(b.limits[0].worth_usd, rent, 1.0);
  EXPECT_EQ(b.limits[1].limit.key_path, "resources.power.limit");
  EXPECT_EQ(b.limits[1].limit.value, 10.0);
  EXPECT_NEAR(b.limits[1].worth_usd, power, 1.0);

  const double before = w.value();
  World more = w;
  more.model.resources[0].stock_mw = Series::constant(11.0);
  EXPECT_NEAR(more.value() - before, power, 1.0);
  more = w;
  more.model.agreements[0].most_mw = 7.0;
  EXPECT_NEAR(more.value() - before, rent, 1.0);
}

TEST(Explain, WhatIsNotSignedSaysHowFarItIs) {
  World w;
  const Bindings b = w.bindings();
  ASSERT_EQ(b.at_most.size(), 1u);
  EXPECT_NEAR(b.at_most[0].worth_usd, kDiscount * (kDear - kRent), 1.0);
  EXPECT_EQ(b.at_most[0].mw, 6.0);
  ASSERT_EQ(b.not_signed.size(), 1u);
  // Idle must be as cheap as dear to take its place.
  EXPECT_NEAR(b.not_signed[0].short_usd, kDiscount * (kIdle - kDear), 1.0);
  ASSERT_TRUE(b.not_signed[0].has_price);
  EXPECT_NEAR(b.not_signed[0].price_usd_per_mw_month, kIdle / 12.0, 1e-6);
  EXPECT_NEAR(b.not_signed[0].cut_usd_per_mw_month, (kIdle - kDear) / 12.0, 1.0);
  const auto signed_at = [&](double cut) {
    World cheaper = w;
    auto& terms = std::get<CapacityTerms>(cheaper.model.agreements[2].terms);
    terms.price.amount = Series::constant(kIdle / 12.0 - cut);
    return cheaper.plan().method.x[2];
  };
  EXPECT_NEAR(signed_at(0.99 * b.not_signed[0].cut_usd_per_mw_month), 0.0, 1e-6);
  EXPECT_GT(signed_at(1.01 * b.not_signed[0].cut_usd_per_mw_month), 1.0);
}

// 6 MW of rent for $72M, then 1.75 MW of dear: power does not bind.
TEST(Explain, ABudgetIsWorthDollarsPerDollar) {
  World w;
  w.model.planner.budgets = {{2025, 100e6}};
  const Bindings b = w.bindings();
  const BindingLimit* budget = find(b, "budget of 2025");
  ASSERT_NE(budget, nullptr);
  EXPECT_EQ(budget->limit.unit, LimitUnit::usd);
  EXPECT_NEAR(budget->limit.value, 100e6, 1e-3);
  EXPECT_NEAR(budget->worth_usd, kDiscount * (kEarned - kDear) / kDear, 1e-6);
  EXPECT_EQ(b.limits.size(), 2u);
}

// A target of 22 MW where power is 10: of power 12 more (120 %), of the target 12 less (55 %).
TEST(Explain, TheSmallestChangesOfAnImpossibleRequest) {
  World w;
  w.model.planner.targets = {{w.model.clock.end(), 22.0}};
  EXPECT_GT(w.plan().method.penalty, 0.0);
  const Remedy r = w.remedy();
  ASSERT_EQ(r.ways.size(), 2u);
  EXPECT_EQ(r.ways[0].which, Way::Which::ask_less);
  ASSERT_EQ(r.ways[0].changes.size(), 1u);
  EXPECT_NEAR(r.ways[0].changes[0].to, 10.0, 1e-9);
  EXPECT_NEAR(r.ways[0].changes[0].by, 12.0, 1e-9);
  EXPECT_NEAR(r.ways[0].size, 12.0 / 22.0, 1e-3);
  EXPECT_EQ(r.ways[1].which, Way::Which::allow_more);
  ASSERT_EQ(r.ways[1].changes.size(), 1u);
  EXPECT_EQ(r.ways[1].changes[0].limit.key_path, "resources.power.limit");
  EXPECT_NEAR(r.ways[1].changes[0].to, 22.0, 1e-9);
  ASSERT_EQ(r.conflict.size(), 2u);
  EXPECT_EQ(r.conflict[0].key_path, "resources.power.limit");
  EXPECT_EQ(r.conflict[1].key_path, "planner.limits.capacity");

  World less = w, more = w;
  less.model.planner.targets[0].least_mw = r.ways[0].changes[0].to;
  EXPECT_LT(less.plan().method.penalty, 1.0);  // dollars: a nano-MW
  more.model.resources[0].stock_mw = Series::constant(r.ways[1].changes[0].to);
  EXPECT_LT(more.plan().method.penalty, 1.0);
}

// No provider may have more than half, and one has no more than 3 of the 9 MW asked for.
TEST(Explain, AShareIsRaisedToWhatItMustBe) {
  World w;
  Party other;
  other.name = "other";
  w.model.parties.push_back(other);
  w.model.agreements[1].second = PartyId{3};
  w.model.agreements[1].most_mw = 3.0;
  w.model.agreements[2].most_mw = 0.0;
  w.model.planner.concentration = {{Concentration::By::provider, 0.5, -1e9, 1e9}};
  w.model.planner.targets = {{w.model.clock.end(), 9.0}};
  EXPECT_GT(w.plan().method.penalty, 0.0);
  const Remedy r = w.remedy();
  ASSERT_FALSE(r.ways.empty());
  // Either 3 and 3, or 6 of 9 from the cloud.
  double share = 0.0, target = 0.0;
  for (const Way& way : r.ways) {
    for (const LimitChange& c : way.changes) {
      if (c.limit.unit == LimitUnit::share) share = c.to;
      if (c.limit.at_least) target = c.to;
    }
  }
  World raised = w;
  if (share > 0.0) raised.model.planner.concentration[0].most = share;
  if (target > 0.0) raised.model.planner.targets[0].least_mw = target;
  EXPECT_TRUE(share > 0.0 || target > 0.0);
  EXPECT_NEAR(raised.plan().method.penalty, 0.0, 1e3);
  if (share > 0.0 && target == 0.0) {
    EXPECT_NEAR(share, 6.0 / 9.0, 1e-3);
  }
  EXPECT_EQ(r.conflict.size(), 3u);
}

TEST(Explain, WhatNothingCanBringIsAskedLessOf) {
  World w;
  for (Agreement& a : w.model.agreements) {
    std::get<CapacityTerms>(a.terms).delivery.ramp = {6.0, 6.0, {}};
  }
  w.model.planner.targets = {{kStart + 1.0, 5.0}};
  EXPECT_NEAR(w.plan().method.penalty, 5e9, 1.0);
  const Remedy r = w.remedy();
  ASSERT_EQ(r.ways.size(), 1u);
  EXPECT_EQ(r.ways[0].which, Way::Which::ask_less);
  EXPECT_NEAR(r.ways[0].changes.at(0).to, 0.0, 1e-9);
  ASSERT_EQ(r.conflict.size(), 1u);
  EXPECT_EQ(r.conflict[0].key_path, "planner.limits.capacity");
}

TEST(Explain, WhatIsPossibleHasNoRemedy) {
  World w;
  w.model.planner.targets = {{w.model.clock.end(), 9.0}};
  const Remedy r = w.remedy();
  EXPECT_TRUE(r.ways.empty());
  EXPECT_TRUE(r.conflict.empty());
}

}  // namespace
}  // namespace offtake
