#include "offtake/plan/extensive.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "offtake/base/quantity.h"

namespace offtake {
namespace {

// Demand of 5, 10, 15 or 20 thousand H100e for a year, at $2 an hour: a MW that is used brings
// $17.52M and costs $12M, so that it pays while it is used with 68.5 % or more: 10 MW.
constexpr double kEarned = 17.52e6, kPaid = 12e6;
const double kDiscount = std::pow(1.1, -0.5);

struct Newsvendor {
  Model model;
  Plan nothing;
  Columns columns;
  PlanDomain domain;
  Futures futures;

  Newsvendor() {
    model.clock = {12.0 * 55, 12, 1};
    for (const char* name : {"outside", "lab", "cloud"}) {
      Party p;
      p.name = name;
      model.parties.push_back(p);
    }
    model.planner.party = PartyId{1};
    model.planner.risk_tail = 0.25;
    model.drivers.push_back({"demand", "", "", Given{{12.0 * 55}, {5, 10, 15, 20}, 4}});
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
    Agreement rent;
    rent.name = "rent";
    rent.is_offer = true;
    rent.first = PartyId{1};
    rent.second = PartyId{2};
    rent.from_month = model.clock.start_month;
    rent.until_month = model.clock.end();
    rent.most_mw = 30.0;
    CapacityTerms terms;
    terms.delivery.term_months = 12.0;
    terms.delivery.accelerator = AcceleratorId{0};
    terms.delivery.site = SiteId{0};
    terms.price.amount = Series::constant(kPaid / 12.0);
    rent.terms = terms;
    model.agreements.push_back(rent);
  }

  Agreement& rent() { return model.agreements.front(); }
  Delivery& delivery() { return std::get<CapacityTerms>(rent().terms).delivery; }

  ExtensiveProblem problem() {
    futures = *Futures::make(model, {});
    columns = make_columns(model, futures, {1, 12.0, false, 4, 1});
    if (domain.domain.lower.empty()) domain = make_domain(model, nothing, columns, {{0}});
    return {model, nothing, columns, domain, futures};
  }
  Result<ExtensiveSolution> solve(bool continuous = false) {
    return solve_extensive(problem(), highs_solver(), {4, continuous, {}});
  }
  std::string refused() {
    const Result<ExtensiveForm> form = extensive_form(problem(), {4, true, {}});
    return form ? "" : form.errors().front().code + " " + form.errors().front().key_path;
  }
};

// Value of x MW, if demand is `demand` thousand H100e.
double value(double x, double demand) {
  return kDiscount * (kEarned * std::min(x, demand) - kPaid * x);
}
double mean(double x) { return (value(x, 5) + value(x, 10) + value(x, 15) + value(x, 20)) / 4.0; }

void expect_solution(Newsvendor& n, double x, double objective) {
  const Result<ExtensiveSolution> s = n.solve();
  ASSERT_TRUE(s.ok()) << render(s.errors().front());
  ASSERT_EQ(s->x.size(), 1u);
  EXPECT_NEAR(s->x[0], x, 1e-6);
  EXPECT_NEAR(s->objective_usd, objective, 1.0);
  EXPECT_GE(s->bound_usd, s->objective_usd - 1.0);
}

TEST(Extensive, SignsWhatIsUsedOftenEnough) {
  Newsvendor n;
  expect_solution(n, 10.0, mean(10.0));
  const Result<ExtensiveSolution> s = n.solve();
  ASSERT_EQ(s->value_usd.size(), 4u);
  EXPECT_NEAR(s->value_usd[0], value(10, 5), 1.0);
  EXPECT_NEAR(s->value_usd[3], value(10, 20), 1.0);
  EXPECT_NEAR(s->mean_usd, mean(10.0), 1.0);
  EXPECT_NEAR(s->cvar_usd, value(10, 5), 1.0);
  EXPECT_NEAR(s->penalty_usd, 0.0, 1.0);
}

TEST(Extensive, WholeTranches) {
  Newsvendor n;
  n.rent().tranche_mw = 4.0;
  n.rent().most_mw = 28.0;
  expect_solution(n, 8.0, mean(8.0));
  EXPECT_NEAR(n.solve(true)->x[0], 10.0, 1e-6);
}

TEST(Extensive, ALeastSizeIsTakenOrLeft) {
  Newsvendor n;
  n.rent().least_mw = 15.0;
  expect_solution(n, 15.0, mean(15.0));
  Newsvendor much;
  much.rent().least_mw = 25.0;
  ASSERT_LT(mean(25.0), 0.0);
  expect_solution(much, 0.0, 0.0);
}

TEST(Extensive, TheTailWeighs) {
  Newsvendor n;
  n.model.planner.risk_weight = 0.5;
  expect_solution(n, 5.0, value(5, 5));
  n.model.planner.risk_tail = 1.0;  // all of them: no more than the mean
  expect_solution(n, 10.0, mean(10.0));
}

TEST(Extensive, PaysForTheUseAloneWithoutTakeOrPay) {
  Newsvendor n;
  std::get<CapacityTerms>(n.rent().terms).price.take_or_pay = 0.0;
  const Result<ExtensiveSolution> s = n.solve();
  ASSERT_TRUE(s.ok());
  EXPECT_GE(s->x[0], 20.0 - 1e-6);
  EXPECT_NEAR(s->objective_usd, kDiscount * (kEarned - kPaid) * 12.5, 1.0);
}

TEST(Extensive, AnElasticRowCostsItsViolation) {
  for (const double cost : {1e6, 1e7}) {
    Newsvendor n;
    n.problem();
    n.domain.domain.rows.push_back({14.0, kInfinity, {{0, 1.0}}, cost, "target", ""});
    const double x = cost > 3.24e6 ? 14.0 : 10.0;
    expect_solution(n, x, mean(x) - cost * (14.0 - x));
    EXPECT_NEAR(n.solve()->penalty_usd, cost * (14.0 - x), 1.0);
  }
}

// At most 7, said only when asked.
struct AtMostSeven : Separator {
  int asked = 0;
  std::vector<DomainRow> violated(const std::vector<double>& x) override {
    ++asked;
    if (x[0] <= 7.0 + 1e-6) return {};
    return {{-kInfinity, 7.0, {{0, 1.0}}, 0.0, "seven", ""}};
  }
};

TEST(Extensive, ViolatedRowsAreAdded) {
  for (const bool lots : {false, true}) {
    Newsvendor n;
    if (lots) n.rent().tranche_mw = 2.0;
    n.problem();
    n.domain.separator = std::make_unique<AtMostSeven>();
    const double x = lots ? 6.0 : 7.0;
    expect_solution(n, x, mean(x));
    EXPECT_EQ(n.solve()->separated.size(), 1u);
  }
}

TEST(Extensive, NamesLeadBackToTheModel) {
  Newsvendor n;
  n.model.planner.risk_weight = 0.1;
  n.model.parties[1].emergency_funding = true;
  std::get<CapacityTerms>(n.rent().terms).price.take_or_pay = 0.5;
  const Result<ExtensiveForm> form = extensive_form(n.problem(), {4, false, {}});
  ASSERT_TRUE(form.ok());
  const auto& columns = form->program.column_names;
  const auto& rows = form->program.row_names;
  EXPECT_EQ(columns.size(), form->program.columns());
  EXPECT_EQ(rows.size(), form->program.rows());
  const auto has = [](const std::vector<std::string>& all, const char* name) {
    return std::count(all.begin(), all.end(), name) == 1;
  };
  EXPECT_EQ(columns.front(), "sign[rent,2025]");
  for (const char* name : {"use[3,2025,rent,2025]", "serve[0,2025,serving]", "net[1,2025]",
                           "cash[2,2025]", "draw[2,2025]", "value[3]", "under_edge[0]"}) {
    EXPECT_TRUE(has(columns, name)) << name;
  }
  for (const char* name : {"most_use[3,2025,rent,2025]", "fleet[0,2025,rent,2025]",
                           "earned[1,2025]", "funded[2,2025]", "valued[3]", "tail[0]"}) {
    EXPECT_TRUE(has(rows, name)) << name;
  }
}

TEST(Extensive, RefusesWhatItDoesNotHold) {
  EXPECT_EQ(Newsvendor().refused(), "");
  Newsvendor stake;
  Agreement a = stake.rent();
  a.name = "stake";
  a.kind = AgreementKind::investment;
  a.is_offer = false;
  a.terms = InvestmentTerms{1e9, 0.0, 0.0, 0.1};
  stake.model.agreements.push_back(a);
  EXPECT_EQ(stake.refused(), "E0963 agreements.stake");

  Newsvendor provides;
  std::swap(provides.rent().first, provides.rent().second);
  EXPECT_EQ(provides.refused(), "");  // its tenant has no work
  provides.model.workloads.push_back(provides.model.workloads.front());
  provides.model.workloads.back().party = PartyId{2};
  EXPECT_EQ(provides.refused(), "");  // all that it takes is owed, used or not
  std::get<CapacityTerms>(provides.rent().terms).price.take_or_pay = 0.9;
  EXPECT_EQ(provides.refused(), "E0963 offers.rent");

  Newsvendor shares;
  a.name = "share";
  a.kind = AgreementKind::revenue_share;
  a.first = PartyId{2};
  a.second = PartyId{1};
  a.terms = RevenueShareTerms{0.1};
  shares.model.agreements.push_back(a);
  EXPECT_EQ(shares.refused(), "");
  shares.model.workloads.push_back(shares.model.workloads.front());
  shares.model.workloads.back().party = PartyId{2};
  EXPECT_EQ(shares.refused(), "E0963 agreements.share");

  Newsvendor threshold;
  threshold.model.workloads.front().least_site_mw = 5.0;
  EXPECT_EQ(threshold.refused(), "E0963 workloads.serving.least_site");

  Newsvendor utility;
  utility.model.sites.front().power_price_usd_per_mwh = Series::constant(40.0);
  EXPECT_EQ(utility.refused(), "");
  utility.model.sites.front().utility = PartyId{1};
  EXPECT_EQ(utility.refused(), "E0963 offers.rent");
}

}  // namespace
}  // namespace offtake
