#include "offtake/plan/columns.h"

#include <gtest/gtest.h>

#include <cmath>

#include "offtake/futures/cells.h"

namespace offtake {
namespace {

constexpr double kStart = 660.0;  // 2025-01
constexpr PartyId kLab{1}, kCloud{2}, kOther{3};

Agreement offer(const std::string& name, double from, double until) {
  Agreement a;
  a.name = name;
  a.is_offer = true;
  a.first = kLab;
  a.second = kCloud;
  a.from_month = from;
  a.until_month = until;
  a.least_mw = 10.0;
  a.most_mw = 100.0;
  a.tranche_mw = 5.0;
  CapacityTerms terms;
  terms.delivery.ramp = {6.0, 6.0, {}};
  terms.delivery.term_months = 24.0;
  a.terms = terms;
  return a;
}

// Three years of quarters, demand a random walk, one accelerator from 2026-04.
Model small_model() {
  Model m;
  m.clock = {kStart, 3, 12};
  m.parties.resize(4);
  m.planner.party = kLab;
  m.drivers = {{"demand", "", "", Gbm{1.0, 0.3, 0.0, Center::median}},
               {"price", "", "", Ou{1.0, 0.2, 12.0, 1.0}},
               {"slip", "", "", Delay{0.5, 2.0, 0.0, 12.0}}};
  Workload w;
  w.party = kLab;
  w.volume_h100e = Series::constant(1.0);
  w.volume_h100e.drivers = {DriverId{0}};
  m.workloads = {w};
  m.accelerators.resize(1);
  m.accelerators[0].from_month = kStart + 15.0;
  m.agreements = {offer("growth", kStart - 12.0, kStart + 20.0)};
  return m;
}

Futures futures_of(const Model& model) {
  Result<Futures> f = Futures::make(model, {});
  EXPECT_TRUE(f.ok());
  return *f;
}

Columns columns_of(const Model& model, CellOptions options = {}) {
  options.paths = 3000;
  return make_columns(model, futures_of(model), options);
}

Delivery& delivery_of(Agreement& a) { return std::get<CapacityTerms>(a.terms).delivery; }

TEST(MakeColumns, OneColumnForEachCellOfAnEpochInTheWindow) {
  const Model m = small_model();
  const Columns c = columns_of(m);
  ASSERT_EQ(c.epochs.size(), 3u);
  EXPECT_EQ(c.epochs[0].cells(), 1);
  EXPECT_EQ(c.epochs[1].cells(), 3);
  ASSERT_EQ(c.slots.size(), 2u);
  ASSERT_EQ(c.columns.size(), 4u);
  EXPECT_EQ(c.slots[1].month, kStart + 12.0);
  EXPECT_EQ(c.slots[1].first_column, 1);
  EXPECT_EQ(c.name(m, 0), "sign[growth,2025Q1]");
  EXPECT_EQ(c.name(m, 1), "sign[growth,2026Q1,low]");
  EXPECT_EQ(c.name(m, 2), "sign[growth,2026Q1,middle]");
  EXPECT_EQ(c.name(m, 3), "sign[growth,2026Q1,high]");
  EXPECT_EQ(c.columns[2].cell, 1);
  EXPECT_EQ(c.columns[2].least_mw, 10.0);
  EXPECT_EQ(c.columns[2].most_mw, 100.0);
  EXPECT_EQ(c.columns[2].lot_mw, 5.0);
}

TEST(MakeColumns, QuantilesDivideThePathsEvenly) {
  const Model m = small_model();
  const Columns c = columns_of(m);
  FuturesBlock block;
  std::vector<int> count(3);
  for (std::int64_t p = 0; p < 2992; p += kLanes) {
    futures_of(m).draw(p, block);
    int cell[kLanes];
    cells_of(c.epochs[2], m.clock, block, cell);
    for (const int k : cell) ++count[std::size_t(k)];
  }
  for (const int n : count) EXPECT_NEAR(n, 1000, 12);
}

TEST(MakeColumns, ThresholdsAreTheSameForAnyNumberOfThreads) {
  const Model m = small_model();
  const Columns one = columns_of(m, {.cells = 4, .threads = 1});
  const Columns two = columns_of(m, {.cells = 4, .threads = 2});
  for (std::size_t e = 0; e < 3; ++e) EXPECT_EQ(one.epochs[e].thresholds, two.epochs[e].thresholds);
  EXPECT_EQ(one.name(m, 4), "sign[growth,2026Q1,cell4]");
}

TEST(MakeColumns, SeveralSignalsMultiplyTheirCells) {
  Model m = small_model();
  m.planner.signals = {DriverId{0}, DriverId{1}};
  const Columns c = columns_of(m, {.cells = 2});
  EXPECT_EQ(c.epochs[1].cells(), 4);
  EXPECT_EQ(c.name(m, 2), "sign[growth,2026Q1,high·low]");
}

TEST(MakeColumns, OneCellIsThePlanHereAndNow) {
  const Model m = small_model();
  const Columns c = columns_of(m, {.cells = 1});
  EXPECT_EQ(c.columns.size(), 2u);
  EXPECT_EQ(c.name(m, 1), "sign[growth,2026Q1]");
}

TEST(MakeColumns, ASignalThatDoesNotVaryThenHasOneCell) {
  Model m = small_model();
  m.drivers[0].process = Given{{kStart, kStart + 24.0}, {1.0, 2.0, 1.0, 3.0}, 2};
  const Columns c = columns_of(m);
  EXPECT_EQ(c.epochs[1].cells(), 1);
  EXPECT_EQ(c.epochs[2].cells(), 2);  // two values cannot make three cells
  EXPECT_EQ(c.epochs[2].thresholds[0], std::vector<double>{3.0});
}

TEST(MakeColumns, NoCellIsEmptyWhereMostPathsAgree) {
  Model m = small_model();
  m.drivers[0].process = Given{{kStart, kStart + 12.0}, {1, 1, 1, 1, 1, 1, 1, 1, 1, 2}, 5};
  EXPECT_EQ(columns_of(m).epochs[1].thresholds[0], std::vector<double>{2.0});
}

TEST(MakeColumns, DurationsAreNoSignals) {
  Model m = small_model();
  m.workloads[0].volume_h100e.drivers = {DriverId{2}};
  EXPECT_EQ(columns_of(m).columns.size(), 2u);
}

TEST(MakeColumns, TheLargestWorkloadGivesTheFirstSignal) {
  Model m = small_model();
  Workload w = m.workloads[0];
  w.volume_h100e = Series::constant(5.0);
  w.volume_h100e.drivers = {DriverId{1}, DriverId{0}};
  m.workloads.push_back(w);
  w.party = kCloud;  // not the planner's
  w.volume_h100e = Series::constant(9.0);
  m.workloads.push_back(w);
  EXPECT_EQ(columns_of(m).epochs[1].signals, (std::vector<DriverId>{DriverId{1}, DriverId{0}}));
}

TEST(MakeColumns, ATreeHasACellForEachHistory) {
  Model m = small_model();
  // Rows 0 and 1 part at the third year, row 2 leaves them at the second, 3 repeats 0.
  m.drivers[0].process =
      Given{{kStart, kStart + 12.0, kStart + 24.0}, {1, 2, 3, 1, 2, 4, 1, 5, 6, 1, 2, 3}, 4};
  m.agreements[0].until_month = kStart + 36.0;
  const Columns c = columns_of(m, {.tree = true});
  EXPECT_EQ(c.epochs[0].cells(), 1);
  EXPECT_EQ(c.epochs[1].cells(), 2);
  EXPECT_EQ(c.epochs[2].cells(), 3);
  EXPECT_EQ(c.name(m, 5), "sign[growth,2027Q1,node3]");
  const auto sequences = cell_sequences(c, m.clock, futures_of(m), 3000);
  EXPECT_EQ(sequences, (std::vector<std::vector<int>>{{0, 0, 0}, {0, 0, 1}, {0, 1, 2}}));
}

TEST(MakeColumns, AnOfferOpensWithItsWindowInsideThePeriod) {
  Model m = small_model();
  m.agreements[0].from_month = kStart + 2.0;
  const Columns c = columns_of(m);
  EXPECT_EQ(c.slots[0].month, kStart + 2.0);
  EXPECT_EQ(c.name(m, 0), "sign[growth,2025-03]");
  m.agreements[0].from_month = kStart + 12.0;
  EXPECT_EQ(columns_of(m).slots[0].epoch, 1);
}

TEST(MakeColumns, AnOfferWaitsForItsAccelerator) {
  Model m = small_model();
  delivery_of(m.agreements[0]).accelerator = AcceleratorId{0};
  EXPECT_EQ(columns_of(m).slots[0].month, kStart + 9.0);  // ready in month 15
}

TEST(MakeColumns, AnOfferWaitsForTheEndOfExclusivity) {
  Model m = small_model();
  Agreement x;
  x.kind = AgreementKind::exclusivity;
  x.first = kLab;
  x.second = kOther;
  x.from_month = 0.0;
  x.until_month = kStart + 1.0;
  x.terms = ExclusivityTerms{};
  m.agreements.push_back(x);
  x.from_month = kStart + 0.5;
  x.until_month = kStart + 13.0;
  m.agreements.push_back(x);
  const Columns c = columns_of(m);
  ASSERT_EQ(c.slots.size(), 1u);
  EXPECT_EQ(c.slots[0].epoch, 1);
  EXPECT_EQ(c.slots[0].month, kStart + 13.0);
  m.agreements[1].second = m.agreements[2].second = kCloud;  // its own exclusivity binds not
  EXPECT_EQ(columns_of(m).slots.size(), 2u);
}

TEST(MakeColumns, WhatIsNoCapacityIsSignedAsAWhole) {
  Model m = small_model();
  m.agreements[0].kind = AgreementKind::investment;
  m.agreements[0].terms = InvestmentTerms{};
  const Columns c = columns_of(m);
  EXPECT_TRUE(c.columns[0].whole);
  EXPECT_EQ(c.columns[0].most_mw, 1.0);
  EXPECT_EQ(c.columns[0].lot_mw, 1.0);
}

TEST(MakeColumns, SaysWhatIsLeftOutAndWhy) {
  using Why = Columns::LeftOut::Why;
  Model m = small_model();
  Agreement foreign = offer("foreign", kStart, kStart + 12.0);
  foreign.first = kOther;
  Agreement share = offer("share", kStart, kStart + 12.0);
  share.kind = AgreementKind::revenue_share;
  share.terms = RevenueShareTerms{};
  Agreement exclusive = offer("exclusive", kStart, kStart + 12.0);
  exclusive.kind = AgreementKind::exclusivity;
  exclusive.terms = ExclusivityTerms{};
  const Agreement late = offer("late", kStart + 36.0, kStart + 48.0);
  const Agreement closed = offer("closed", 1e9, -1e9);
  m.agreements = {foreign, share, exclusive, late, closed};
  const Columns c = columns_of(m);
  EXPECT_TRUE(c.columns.empty());
  ASSERT_EQ(c.left_out.size(), 4u);
  const Why expected[] = {Why::not_a_party, Why::not_concave, Why::exclusivity, Why::outside_clock};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(c.left_out[i].why, expected[i]) << i;
}

TEST(CellSequences, EachOnceAndOnlyThoseThatOccur) {
  const Model m = small_model();
  const Columns c = columns_of(m);
  const auto all = cell_sequences(c, m.clock, futures_of(m), 3000);
  EXPECT_LE(all.size(), 9u);
  EXPECT_GE(all.size(), 7u);  // a random walk rarely leaps from low to high in a year
  EXPECT_EQ(all, cell_sequences(c, m.clock, futures_of(m), 3000, 1));
  FuturesBlock block;
  futures_of(m).draw(0, block);
  int first[kLanes];
  cells_of(c.epochs[1], m.clock, block, first);
  EXPECT_EQ(all[0][1], first[0]);
}

TEST(PlanOf, KeepsWhatIsSignedAndLeavesOutWhatIsNothing) {
  const Model m = small_model();
  const Columns c = columns_of(m);
  Plan before;
  before.signings.push_back({AgreementId{0}, kStart, 20.0});
  const Plan plan = plan_of(c, before, {0.0, 0.0, 15.0, 30.0});
  ASSERT_EQ(plan.signings.size(), 2u);
  EXPECT_EQ(plan.signings[0].mw, 20.0);
  EXPECT_EQ(plan.signings[1].epoch, 1);
  EXPECT_EQ(plan.signings[1].mw_by_cell, (std::vector<double>{0.0, 15.0, 30.0}));
  EXPECT_EQ(plan.epochs.size(), 3u);
}

}  // namespace
}  // namespace offtake
