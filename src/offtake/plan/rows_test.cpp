#include "offtake/plan/rows.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>
#include <set>

#include "offtake/plan/limits.h"

namespace offtake {
namespace {

constexpr double kStart = 660.0;  // 2025-01
constexpr PartyId kLab{1}, kCloud{2}, kOther{3};
constexpr ResourceId kPower{0}, kChips{1}, kCrews{2};

Agreement capacity(const std::string& name, PartyId provider, double month, double mw) {
  Agreement a;
  a.name = name;
  a.first = kLab;
  a.second = provider;
  a.signed_month = month;
  CapacityTerms terms;
  terms.delivery.capacity_mw = mw;
  terms.delivery.term_months = 24.0;
  terms.delivery.accelerator = AcceleratorId{0};
  terms.price.amount = Series::constant(1e6);
  a.terms = terms;
  return a;
}

Agreement offer(const std::string& name, PartyId provider) {
  Agreement a = capacity(name, provider, 0.0, 0.0);
  a.is_offer = true;
  a.from_month = kStart;
  a.until_month = kStart + 24.0;
  a.most_mw = 100.0;
  std::get<CapacityTerms>(a.terms).delivery.ramp = {6.0, 6.0, {}};
  return a;
}

Delivery& delivery_of(Agreement& a) {
  if (auto* build = std::get_if<BuildTerms>(&a.terms)) return build->delivery;
  return std::get<CapacityTerms>(a.terms).delivery;
}

// Three years of quarters. 20 MW of the cloud until the end of 2025; an offer of it that can be
// signed in 2025-01 and 2026-01, ready six months later, for two years.
Model small_model() {
  Model m;
  m.clock = {kStart, 3, 12};
  m.parties.resize(4);
  m.parties[1].name = "lab";
  m.parties[2].name = "cloud";
  m.parties[3].name = "other";
  m.planner.party = kLab;
  m.accelerators.resize(2);
  m.resources = {{"power", "", "", {}, {}}, {"chips", "", "", {}, {}}, {"crews", "", "", {}, {}}};
  m.agreements = {capacity("old", kCloud, kStart - 12.0, 20.0), offer("new", kCloud)};
  return m;
}

Columns columns_of(const Model& m) {
  return make_columns(m, *Futures::make(m, {}), {.cells = 1, .paths = 16});
}

// The rows of a model with one cell everywhere: by name, column → value.
struct Rows {
  std::map<std::string, DomainRow> rows;
  std::map<int, double> of(const std::string& name) const {
    std::map<int, double> out;
    if (!rows.count(name)) return out;
    for (const auto& e : rows.at(name).entries) out[e.column] += e.value;
    return out;
  }
  double most(const std::string& name) const {
    return rows.count(name) ? rows.at(name).most : std::nan("");
  }
};

Rows rows_of(const Model& m, const Plan& plan = {}) {
  const Columns c = columns_of(m);
  Rows out;
  const PlanDomain domain = make_domain(m, plan, c, {std::vector<int>(c.epochs.size(), 0)});
  for (const DomainRow& row : domain.domain.rows) {
    EXPECT_TRUE(out.rows.emplace(row.name, row).second) << row.name;
  }
  return out;
}

void expect_row(const Rows& rows, const std::string& name, const std::map<int, double>& entries,
                double most) {
  const std::map<int, double> found = rows.of(name);
  ASSERT_EQ(found.size(), entries.size()) << name;
  for (const auto& [column, value] : entries) {
    ASSERT_TRUE(found.count(column)) << name;
    EXPECT_NEAR(found.at(column), value, 1e-9) << name << " column " << column;
  }
  EXPECT_NEAR(rows.most(name), most, 1e-9) << name;
}

TEST(Rows, TheMostOfAnOfferIsOverAllItsSignings) {
  const Model m = small_model();
  const Rows rows = rows_of(m);
  expect_row(rows, "most of new", {{0, 1.0}, {1, 1.0}}, 100.0);
  EXPECT_EQ(rows.rows.at("most of new").key_path, "offers.new.quantity.most");
  EXPECT_EQ(rows.rows.at("most of new").violation_cost, 0.0);
}

TEST(Rows, WhatTheStrategySignsCountsFirst) {
  Model m = small_model();
  m.agreements[1].least_mw = 30.0;
  m.agreements[1].tranche_mw = 10.0;
  const Columns c = columns_of(m);
  const auto domain = [&](double mw) {
    return make_domain(m, Plan{{{AgreementId{1}, kStart, mw}}}, c, {{0, 0, 0}}).domain;
  };
  EXPECT_EQ(domain(60.0).upper, (std::vector<double>{40.0, 40.0}));
  EXPECT_EQ(domain(60.0).least, (std::vector<double>{30.0, 30.0}));
  EXPECT_EQ(domain(60.0).lot, (std::vector<double>{10.0, 10.0}));
  EXPECT_EQ(domain(60.0).names[1], "sign[new,2026Q1]");
  EXPECT_EQ(domain(80.0).upper, (std::vector<double>{0.0, 0.0}));  // less than the least is left
  EXPECT_EQ(domain(100.0).upper, (std::vector<double>{0.0, 0.0}));
}

TEST(Rows, AWholeIsSignedOnce) {
  Model m = small_model();
  m.agreements[1].kind = AgreementKind::investment;
  m.agreements[1].terms = InvestmentTerms{};
  expect_row(rows_of(m), "most of new", {{0, 1.0}, {1, 1.0}}, 1.0);
  const Columns c = columns_of(m);
  const Plan already{{{AgreementId{1}, kStart, 1.0}}};
  EXPECT_EQ(make_domain(m, already, c, {{0, 0, 0}}).domain.upper[1], 0.0);
}

TEST(Rows, AStockIsUsedWhileInstalled) {
  Model m = small_model();
  m.resources[0].stock_mw = Series::constant(50.0);
  delivery_of(m.agreements[0]).uses = {{kPower, 1.0, ResourceUse::When::while_active}};
  delivery_of(m.agreements[1]).uses = {{kPower, 1.3, ResourceUse::When::while_active}};
  const Rows rows = rows_of(m);
  EXPECT_FALSE(rows.rows.count("power in 2025Q2"));
  expect_row(rows, "power in 2025Q3", {{0, 1.3}}, 30.0);  // 20 MW are in use until 2025-12
  expect_row(rows, "power in 2026Q1", {{0, 1.3}}, 50.0);
  expect_row(rows, "power in 2026Q3", {{0, 1.3}, {1, 1.3}}, 50.0);
  expect_row(rows, "power in 2027Q3", {{1, 1.3}}, 50.0);
  EXPECT_EQ(rows.rows.at("power in 2026Q3").key_path, "resources.power.limit");
}

TEST(Rows, AStepOfARampCountsItsMean) {
  Model m = small_model();
  m.resources[0].stock_mw = Series::constant(10.0);
  delivery_of(m.agreements[1]).ramp = {3.0, 9.0, {}};
  delivery_of(m.agreements[1]).uses = {{kPower, 1.0, ResourceUse::When::while_active}};
  const Rows rows = rows_of(m);
  expect_row(rows, "power in 2025Q2", {{0, 0.25}}, 10.0);
  expect_row(rows, "power in 2025Q3", {{0, 0.75}}, 10.0);
}

TEST(Rows, WhatMayNotConvertCountsByItsProbability) {
  Model m = small_model();
  m.resources[0].stock_mw = Series::constant(10.0);
  m.agreements[1].binding = Binding::letter_of_intent;
  m.agreements[1].converts = 0.4;
  delivery_of(m.agreements[1]).uses = {{kPower, 2.0, ResourceUse::When::while_active}};
  expect_row(rows_of(m), "power in 2025Q3", {{0, 0.8}}, 10.0);
}

TEST(Rows, NothingIsLeftWhereTheAgreementsUseItUp) {
  Model m = small_model();
  m.resources[0].stock_mw = Series::constant(15.0);
  delivery_of(m.agreements[0]).uses = {{kPower, 1.0, ResourceUse::When::while_active}};
  delivery_of(m.agreements[1]).uses = {{kPower, 1.0, ResourceUse::When::while_active}};
  EXPECT_EQ(rows_of(m).most("power in 2025Q3"), 0.0);
}

TEST(Rows, AFlowIsTakenPerYear) {
  Model m = small_model();
  m.resources[1].flow_mw_per_month = Series::constant(4.0);
  m.resources[2].flow_mw_per_month = Series::constant(1.0);
  m.agreements[0].signed_month = kStart + 3.0;
  delivery_of(m.agreements[0]).uses = {{kCrews, 0.1, ResourceUse::When::at_signing}};
  delivery_of(m.agreements[1]).uses = {{kChips, 1.0, ResourceUse::When::at_ready},
                                       {kCrews, 0.5, ResourceUse::When::at_signing}};
  const Rows rows = rows_of(m);
  expect_row(rows, "chips in 2025", {{0, 1.0}}, 48.0);
  expect_row(rows, "chips in 2026", {{1, 1.0}}, 48.0);
  expect_row(rows, "crews in 2025", {{0, 0.5}}, 12.0 - 2.0);
  EXPECT_EQ(rows.rows.at("chips in 2025").key_path, "resources.chips.rate");
}

TEST(Rows, ConcentrationIsAShareOfWhatIsInstalled) {
  Model m = small_model();
  Agreement build = offer("build", kOutside);
  build.kind = AgreementKind::build;
  build.terms = BuildTerms{delivery_of(m.agreements[1])};
  m.agreements.push_back(build);                   // columns 2, 3
  m.agreements.push_back(offer("rival", kOther));  // columns 4, 5
  m.planner.concentration = {{Concentration::By::provider, 0.6, kStart + 6.0, kStart + 18.0}};
  const Rows rows = rows_of(m);
  EXPECT_FALSE(rows.rows.count("share of cloud in 2025Q2"));
  // 20 MW of the cloud are installed: x0 + 20 ≤ 0.6·(x0 + x2 + x4 + 20).
  expect_row(rows, "share of cloud in 2025Q3", {{0, 0.4}, {2, -0.6}, {4, -0.6}}, -8.0);
  expect_row(rows, "share of lab in 2025Q3", {{0, -0.6}, {2, 0.4}, {4, -0.6}}, 12.0);
  expect_row(rows, "share of other in 2026Q1", {{0, -0.6}, {2, -0.6}, {4, 0.4}}, 0.0);
  EXPECT_FALSE(rows.rows.count("share of cloud in 2026Q3"));
  EXPECT_EQ(rows.rows.at("share of lab in 2025Q3").violation_cost, kViolationUsdPerMw);
  EXPECT_EQ(rows.rows.at("share of lab in 2025Q3").key_path, "planner.limits.concentration[0]");
}

TEST(Rows, JurisdictionAndVendorComeFromSiteAndAccelerator) {
  Model m = small_model();
  m.sites.resize(1);
  m.sites[0].jurisdiction = "US";
  m.accelerators[1].vendor = kOther;
  m.agreements.push_back(offer("rival", kOther));  // without a site: part of the whole alone
  delivery_of(m.agreements[1]).site = SiteId{0};
  delivery_of(m.agreements[1]).accelerator = AcceleratorId{1};
  m.planner.concentration = {{Concentration::By::jurisdiction, 0.75, -1e9, 1e9},
                             {Concentration::By::vendor, 0.5, -1e9, 1e9}};
  const Rows rows = rows_of(m);
  expect_row(rows, "share of US in 2026Q1", {{0, 0.25}, {2, -0.75}}, 0.0);
  expect_row(rows, "share of other in 2026Q1", {{0, 0.5}, {2, -0.5}}, 0.0);
}

TEST(Rows, ABudgetHoldsWhatIsOwedWhetherUsedOrNot) {
  Model m = small_model();
  Price& price = std::get<CapacityTerms>(m.agreements[1].terms).price;
  price.escalator_per_year = 0.1;
  price.take_or_pay = 0.9;
  price.prepayment = 0.2;
  m.planner.budgets = {{2025, 0.5e9}, {2026, 0.6e9}, {2027, 0.5e9}};
  const Rows rows = rows_of(m);
  // Months of the price over the term: 6 + 12·1.1 + 6·1.21 = 26.46, of which 5.292 are prepaid,
  // credited at 0.2205 of the price for each of 24 months.
  const double prepaid = 5.292 + 6 * 0.9 - 6 * 0.2205;
  const double second = 12 * 0.9 * 1.1 - 12 * 0.2205;
  const double third = 6 * 0.9 * 1.21 - 6 * 0.2205;
  expect_row(rows, "budget of 2025", {{0, prepaid}}, 500.0 - 240.0);
  expect_row(rows, "budget of 2026", {{0, second}, {1, prepaid}}, 600.0);
  expect_row(rows, "budget of 2027", {{0, third}, {1, second}}, 500.0);
  EXPECT_EQ(rows.rows.at("budget of 2026").key_path, "planner.limits.budgets.2026");
}

TEST(Rows, ABudgetHoldsCapexAndOpexOfOwnBuilds) {
  Model m = small_model();
  Delivery d = delivery_of(m.agreements[1]);
  d.ramp = {12.0, 12.0, {}};
  d.cost = Cost{Series::constant(4e6), 9.0, Series::constant(0.1e6), Series::constant(0.1)};
  m.agreements[1].kind = AgreementKind::build;
  m.agreements[1].second = kOutside;
  m.agreements[1].terms = BuildTerms{d};
  m.planner.budgets = {{2025, 0.25e9}, {2026, 0.01e9}};
  const Rows rows = rows_of(m);
  // Spent from 2025-04 to 2025-12; the agreement in force takes 240 of the 250.
  expect_row(rows, "budget of 2025", {{0, 4.0}}, 10.0);
  expect_row(rows, "budget of 2026", {{0, 1.2}, {1, 4.0}}, 10.0);
}

TEST(Rows, ATargetIsInstalledAtItsDate) {
  Model m = small_model();
  m.planner.targets = {{kStart + 12.0, 50.0}, {kStart + 36.0, 70.0}};
  const Rows rows = rows_of(m);
  // Just before 2026 the old 20 MW still stand, and the first signing.
  const DomainRow& first = rows.rows.at("capacity by 2025-12");
  EXPECT_EQ(first.least, 30.0);
  EXPECT_EQ(first.most, kInfinity);
  EXPECT_EQ(rows.of("capacity by 2025-12"), (std::map<int, double>{{0, 1.0}}));
  EXPECT_EQ(rows.of("capacity by 2027-12"), (std::map<int, double>{{1, 1.0}}));
  EXPECT_EQ(rows.rows.at("capacity by 2027-12").least, 70.0);
  EXPECT_EQ(first.violation_cost, kViolationUsdPerMw);
  EXPECT_EQ(first.key_path, "planner.limits.capacity");
}

TEST(Rows, AnEmptyCellSignsNothing) {
  const Model m = small_model();
  Columns c = columns_of(m);
  c.epochs[1].signals = {DriverId{0}};
  c.epochs[1].thresholds = {{1.0, 2.0}};
  c.slots[1].cells = 3;
  c.columns.insert(c.columns.end(), 2, c.columns.back());
  c.columns[2].cell = 1;
  c.columns[3].cell = 2;
  const PlanDomain d = make_domain(m, {}, c, {{0, 0, 0}, {0, 2, 0}});
  EXPECT_EQ(d.domain.upper, (std::vector<double>{100.0, 100.0, 0.0, 100.0}));
  // One epoch with several cells: a row for each that occurs, none left to the separator.
  ASSERT_EQ(d.domain.rows.size(), 2u);
  EXPECT_EQ(d.domain.rows[0].entries[1].column, 1);
  EXPECT_EQ(d.domain.rows[1].entries[1].column, 3);
  EXPECT_TRUE(d.separator->violated({100.0, 100.0, 0.0, 100.0}).empty());
}

// A model with several offers and every limit, columns over random cells, random sequences.
struct Case {
  Model model = small_model();
  Columns columns;
  std::vector<std::vector<int>> sequences;
  std::vector<double> x;
};

Case random_case(unsigned seed) {
  std::mt19937 random(seed);
  const auto pick = [&](int a, int b) { return std::uniform_int_distribution<int>(a, b)(random); };
  Case out;
  Model& m = out.model;
  m.agreements.push_back(offer("rival", kOther));
  for (std::size_t i = 0; i < 3; ++i) {
    m.agreements[i].until_month = kStart + 36.0;
    delivery_of(m.agreements[i]).uses = {{kPower, 1.3, ResourceUse::When::while_active},
                                         {kChips, 1.0, ResourceUse::When::at_ready}};
  }
  m.resources[0].stock_mw = Series::constant(pick(30, 150));
  m.resources[1].flow_mw_per_month = Series::constant(pick(2, 10));
  m.planner.concentration = {{Concentration::By::provider, 0.6, -1e9, 1e9}};
  m.planner.budgets = {{2026, 1e9}, {2027, 1e9}};
  m.planner.targets = {{kStart + 36.0, 100.0}};
  out.columns.epochs = {{kStart, {}, {}, {}}};
  for (int e = 1; e < 6; ++e) {
    const std::vector<double> cuts(std::size_t(pick(0, 2)), 1.0);
    out.columns.epochs.push_back({kStart + 6.0 * e, {DriverId{0}}, {cuts}, {}});
  }
  for (const int id : {1, 2}) {
    for (int e = 0; e < 6; ++e) {
      const Slot slot{AgreementId{id}, e, kStart + 6.0 * e, int(out.columns.columns.size()),
                      out.columns.epochs[std::size_t(e)].cells()};
      for (int c = 0; c < slot.cells; ++c) {
        out.columns.columns.push_back({int(out.columns.slots.size()), c, 0.0, 100.0, 0.0, false});
        out.x.push_back(pick(0, 2) == 0 ? 0.0 : pick(0, 60));
      }
      out.columns.slots.push_back(slot);
    }
  }
  std::set<std::vector<int>> sequences;
  for (int n = pick(1, 40); n > 0; --n) {
    std::vector<int> s;
    for (const Epoch& epoch : out.columns.epochs) s.push_back(pick(0, epoch.cells() - 1));
    sequences.insert(s);
  }
  out.sequences.assign(sequences.begin(), sequences.end());
  return out;
}

double value_of(const DomainRow& row, const std::vector<double>& x) {
  double sum = 0.0;
  for (const auto& e : row.entries) sum += e.value * x[std::size_t(e.column)];
  return sum;
}
double excess(const DomainRow& row, const std::vector<double>& x) {
  return std::max(value_of(row, x) - row.most, row.least - value_of(row, x));
}

// By name of the limit: how far the worst sequence passes it.
std::map<std::string, double> brute_force(const Case& c) {
  std::map<std::string, double> worst;
  for (const Limit& limit : make_limits(c.model, {}, c.columns)) {
    double& most = worst.emplace(limit.name, -kInfinity).first->second;
    for (const std::vector<int>& s : c.sequences) {
      double sum = -limit.most;
      for (std::size_t k = 0; k < c.columns.slots.size(); ++k) {
        const Slot& slot = c.columns.slots[k];
        sum += limit.per_mw[k] * c.x[std::size_t(slot.first_column + s[std::size_t(slot.epoch)])];
      }
      most = std::max(most, sum);
    }
  }
  return worst;
}

TEST(Separation, FindsTheWorstSequenceOfEveryLimit) {
  int violated = 0, kept = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    const Case c = random_case(seed);
    const PlanDomain domain = make_domain(c.model, {}, c.columns, c.sequences);
    std::map<std::string, double> found;
    std::vector<DomainRow> rows = domain.separator->violated(c.x);
    for (const DomainRow& row : rows) EXPECT_GT(excess(row, c.x), 0.0);
    rows.insert(rows.end(), domain.domain.rows.begin(), domain.domain.rows.end());
    for (const DomainRow& row : rows) {
      double& most = found.emplace(row.name, -kInfinity).first->second;
      most = std::max(most, excess(row, c.x));
    }
    ASSERT_LE(found.size(), 64u);
    for (const auto& [name, worst] : brute_force(c)) {
      if (worst <= 1e-5) {
        EXPECT_TRUE(!found.count(name) || found[name] <= 1e-5) << name;
        ++kept;
        continue;
      }
      ++violated;
      ASSERT_TRUE(found.count(name)) << name << " seed " << seed;
      EXPECT_NEAR(found[name], worst, 1e-9 * (1.0 + worst)) << name;
    }
  }
  EXPECT_GT(violated, 1000);
  EXPECT_GT(kept, 1000);
}

// A row must hold on a sequence that occurs, or it would forbid too much.
TEST(Separation, EveryRowBelongsToASequenceThatOccurs) {
  for (unsigned seed = 0; seed < 100; ++seed) {
    const Case c = random_case(seed);
    const PlanDomain domain = make_domain(c.model, {}, c.columns, c.sequences);
    for (const DomainRow& row : domain.separator->violated(c.x)) {
      bool occurs = false;
      for (const std::vector<int>& s : c.sequences) {
        bool fits = true;
        for (const auto& e : row.entries) {
          const PlanColumn& column = c.columns.columns[std::size_t(e.column)];
          const int epoch = c.columns.slots[std::size_t(column.slot)].epoch;
          fits &= s[std::size_t(epoch)] == column.cell;
        }
        occurs |= fits;
      }
      EXPECT_TRUE(occurs) << row.name << " seed " << seed;
    }
  }
}

TEST(Separation, APointWithinTheLimitsHasNoRow) {
  const Case c = random_case(1);
  Case none = c;
  none.model.planner = {};
  none.model.planner.party = kLab;
  const PlanDomain domain = make_domain(none.model, {}, c.columns, c.sequences);
  EXPECT_TRUE(domain.separator->violated(std::vector<double>(c.x.size(), 0.0)).empty());
}

}  // namespace
}  // namespace offtake
