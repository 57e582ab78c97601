#include "offtake/results/record_simulation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "offtake/results/record_comparison.h"
#include "offtake/results/record_model.h"

namespace offtake {
namespace {

constexpr PartyId kLab{1}, kCloud{2};
constexpr double kJanuary2025 = 12.0 * 55;

// A lab rents 100 MW at $1M per MW-month and serves 150,000 H100e of demand at $2 per H100e-hour as
// far as 1,000 H100e per MW go, for two years; the agreement runs a year longer.
Model small_model() {
  Model m;
  m.title = "Small";
  m.clock = {kJanuary2025, 3, 8};
  m.planner.party = kLab;
  m.parties.resize(3);
  m.parties[0].name = "outside";
  m.parties[1].name = "lab";
  m.parties[1].cash_usd = 1e9;
  m.parties[2].name = "cloud";
  m.parties[2].discount_per_year = 0.05;
  Accelerator chip;
  chip.name = "chip";
  chip.h100e_per_mw = Series::constant(1000.0);
  m.accelerators = {chip};
  Site site;
  site.name = "plains";
  site.jurisdiction = "US";
  site.pue = 1.25;
  m.sites = {site};
  Resource grid;
  grid.name = "grid";
  grid.stock_mw = Series::constant(500.0);
  m.resources = {grid};
  Workload serving;
  serving.name = "serving";
  serving.party = kLab;
  serving.volume_h100e = Series::constant(150'000.0);
  serving.revenue_usd_per_h100e_month = Series::constant(2.0 * kHoursPerMonth);
  m.workloads = {serving};
  Agreement rent;
  rent.name = "rent";
  rent.first = kLab;
  rent.second = kCloud;
  rent.signed_month = kJanuary2025;
  CapacityTerms terms;
  terms.delivery.capacity_mw = 100.0;
  terms.delivery.term_months = 36.0;
  terms.delivery.accelerator = AcceleratorId{0};
  terms.delivery.site = SiteId{0};
  terms.delivery.uses = {{ResourceId{0}, 1.25, ResourceUse::When::while_active}};
  terms.price.amount = Series::constant(1e6);
  rent.terms = terms;
  m.agreements = {rent};
  return m;
}

Model uncertain_model() {
  Model m = small_model();
  Gbm gbm;
  gbm.volatility_per_sqrt_year = 0.6;
  m.drivers = {{"demand", "", "", gbm}};
  m.workloads[0].volume_h100e.drivers = {DriverId{0}};
  m.workloads[0].volume_h100e.points = {{0.0, 100'000.0}};
  return m;
}

Simulation run(const Model& model, std::int64_t paths, int threads = 1,
               Sampling sampling = Sampling::plain) {
  const Result<Futures> futures = Futures::make(model, {11, sampling});
  EXPECT_TRUE(futures.ok());
  SimulateOptions options;
  options.paths = paths;
  options.threads = threads;
  Result<Simulation> s = simulate(model, {}, *futures, options);
  EXPECT_TRUE(s.ok());
  return std::move(s).value();
}

std::size_t column(const Table& table, const std::string& key) {
  const auto at = std::find_if(table.columns.begin(), table.columns.end(),
                               [&](const Column& c) { return c.key == key; });
  EXPECT_NE(at, table.columns.end()) << table.key << " has no column " << key;
  return std::size_t(at - table.columns.begin());
}
double number(const Table& table, std::size_t row, const std::string& key) {
  return std::get<double>(table.rows.at(row).at(column(table, key)));
}
std::int64_t count(const Table& table, std::size_t row, const std::string& key) {
  return std::get<std::int64_t>(table.rows.at(row).at(column(table, key)));
}
std::string text(const Table& table, std::size_t row, const std::string& key) {
  return std::get<std::string>(table.rows.at(row).at(column(table, key)));
}

void expect_sound(const Table& table) {
  std::vector<std::string> keys;
  for (const Column& c : table.columns) {
    EXPECT_FALSE(c.label.empty() || c.label_ko.empty()) << c.key;
    keys.push_back(c.key);
  }
  std::sort(keys.begin(), keys.end());
  EXPECT_EQ(std::adjacent_find(keys.begin(), keys.end()), keys.end()) << table.key;
  for (const auto& row : table.rows) EXPECT_EQ(row.size(), table.columns.size()) << table.key;
}

TEST(RecordSimulation, EveryTableIsSound) {
  const Model m = small_model();
  const Simulation s = run(m, 16);
  for (const Table& table :
       {by_year_table(s, m), parties_table(s, m), party_years_table(s, m), returns_table(s, m),
        ledger_table(s, m), ledger_by_year_table(s, m), resources_table(s, m), capacity_table(s, m),
        conservation_table(s, m)}) {
    expect_sound(table);
    EXPECT_FALSE(table.rows.empty()) << table.key;
  }
}

TEST(RecordSimulation, ByYearAgainstHandNumbers) {
  const Model m = small_model();
  const Table t = by_year_table(run(m, 16), m);
  ASSERT_EQ(t.rows.size(), 2u);
  EXPECT_EQ(count(t, 1, "year"), 2026);
  EXPECT_DOUBLE_EQ(number(t, 0, "demand_h100e"), 150'000.0);
  EXPECT_DOUBLE_EQ(number(t, 0, "delivered_h100e"), 100'000.0);
  EXPECT_DOUBLE_EQ(number(t, 0, "short_h100e"), 50'000.0);
  EXPECT_DOUBLE_EQ(number(t, 0, "short_low_h100e"), 50'000.0);
  EXPECT_DOUBLE_EQ(number(t, 0, "short_cvar_h100e"), 50'000.0);
  EXPECT_DOUBLE_EQ(number(t, 0, "shortage_probability"), 1.0);
  EXPECT_DOUBLE_EQ(number(t, 0, "idle_h100e"), 0.0);
  EXPECT_DOUBLE_EQ(number(t, 0, "delivered_mw"), 100.0);
  EXPECT_NEAR(number(t, 0, "spend_usd"), 1.2e9, 1.0);
  EXPECT_NEAR(number(t, 0, "revenue_usd"), 100'000.0 * 2.0 * 8760.0, 1.0);
  EXPECT_NEAR(number(t, 0, "net_cash_usd"), 0.552e9, 1.0);
  EXPECT_NEAR(number(t, 1, "cash_usd"), 1e9 + 2 * 0.552e9, 1.0);
  EXPECT_NEAR(number(t, 1, "cash_p05_usd"), 1e9 + 2 * 0.552e9, 1.0);
  EXPECT_NEAR(number(t, 0, "cash_flow_at_risk_usd"), 0.0, 1.0);
  EXPECT_NEAR(number(t, 0, "power_mwh"), 100.0 * 1.25 * 8760.0, 1e-3);
  EXPECT_NEAR(number(t, 0, "served_h100e_hours_per_mwh"), 1000.0 / 1.25, 1e-9);
  EXPECT_NEAR(number(t, 0, "spend_usd_per_h100e_month"), 1e6 / 1000.0, 1e-6);
  EXPECT_DOUBLE_EQ(number(t, 0, "provider_hhi"), 1.0);
}

// Over the year's steps the providers together deliver and use what the year's row says.
TEST(RecordSimulation, CapacityOfProvidersIsTheWhole) {
  const Model m = small_model();
  const Simulation s = run(m, 16);
  const Table t = capacity_table(s, m);
  ASSERT_EQ(t.rows.size(), std::size_t(s.steps));
  for (std::size_t k = 0; k < t.rows.size(); ++k) {
    EXPECT_EQ(text(t, k, "step"), m.clock.label(int(k)));
    EXPECT_EQ(text(t, k, "provider"), "cloud");
    EXPECT_DOUBLE_EQ(number(t, k, "delivered_mw"), 100.0);
    EXPECT_DOUBLE_EQ(number(t, k, "delivered_h100e"), 100'000.0);
    EXPECT_DOUBLE_EQ(number(t, k, "used_h100e"), 100'000.0);
  }
}

TEST(RecordModel, DatesAgainstHandNumbers) {
  Model m = small_model();
  const double start = m.clock.start_month;
  Agreement offer = m.agreements[0];
  offer.name = "more";
  offer.is_offer = true;
  offer.from_month = start + 1.0;
  offer.until_month = start + 13.0;
  offer.least_mw = 0.0;
  offer.most_mw = 300.0;
  auto& terms = std::get<CapacityTerms>(offer.terms);
  terms.delivery.term_months = 24.0;
  terms.extension = Extension{12.0, 6.0};
  terms.exit = Exit{9.0, 3.0};
  Delay delay;
  delay.none = 0.5;
  delay.mean_months = 4.0;
  delay.most_months = 24.0;
  m.drivers.push_back({"slip", "", "", delay});
  terms.delivery.delay = DriverId{m.drivers.size() - 1};
  m.agreements.push_back(offer);
  const double first = terms.delivery.ramp.first();

  const Table open = dates_table(m, {}, {});
  expect_sound(open);
  ASSERT_EQ(open.rows.size(), 2u);
  EXPECT_EQ(text(open, 1, "state"), "offer");
  EXPECT_DOUBLE_EQ(number(open, 1, "signed_month"), start + 1.0);
  EXPECT_DOUBLE_EQ(number(open, 1, "window_end_month"), start + 13.0);
  EXPECT_DOUBLE_EQ(number(open, 1, "capacity_mw"), 300.0);

  Plan plan;
  plan.signings.push_back({AgreementId{1}, start + 2.0, 0.0, 0, {100.0, 250.0}});
  const Table planned = dates_table(m, plan, {});
  EXPECT_EQ(text(planned, 1, "state"), "planned");
  EXPECT_DOUBLE_EQ(number(planned, 1, "capacity_mw"), 250.0);
  EXPECT_DOUBLE_EQ(number(planned, 1, "first_month"), start + 2.0 + first);
  EXPECT_DOUBLE_EQ(number(planned, 1, "end_month"), start + 2.0 + first + 24.0);
  EXPECT_DOUBLE_EQ(number(planned, 1, "extend_notice_month"), start + 2.0 + first + 18.0);
  EXPECT_DOUBLE_EQ(number(planned, 1, "exit_from_month"), start + 11.0);
  // Half of the futures are on time, and one in ten is later than the tail's 80 % quantile.
  EXPECT_DOUBLE_EQ(number(planned, 1, "late_low_month"), start + 2.0 + first);
  EXPECT_GT(number(planned, 1, "late_high_month"), start + 2.0 + first + 4.0);
}

TEST(RecordSimulation, WithoutPowerThereIsNoEfficiency) {
  Model m = small_model();
  m.agreements.clear();
  const Json json = simulation_json(run(m, 16), m, {});
  EXPECT_TRUE(json["by_year"][0]["served_h100e_hours_per_mwh"].is_null());
  EXPECT_EQ(json["by_year"][0]["short_h100e"], 150'000.0);
}

TEST(RecordSimulation, OnePathHasNoInterval) {
  const Model m = small_model();
  Simulation s = run(m, 1);
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (PartyValue& v : s.values) v.npv_usd.standard_error = none;
  for (YearMeasures& y : s.years) y.short_h100e.standard_error = none;
  const Json json = simulation_json(s, m, {});
  for (const char* key : {"npv_low_usd", "npv_high_usd"}) {
    EXPECT_TRUE(json["parties"][0][key].is_null()) << key;
  }
  EXPECT_TRUE(json["by_year"][0]["short_high_h100e"].is_null());
  EXPECT_FALSE(json["by_year"][0]["short_h100e"].is_null());
  const std::string shown = to_terminal(parties_table(s, m));
  EXPECT_NE(shown.find("–"), std::string::npos) << shown;
  EXPECT_EQ(shown.find("not a number"), std::string::npos) << shown;
}

TEST(RecordSimulation, LedgerAgainstHandNumbers) {
  const Model m = small_model();
  const Simulation s = run(m, 16);
  const Table t = ledger_table(s, m);
  const auto is_fee = [&](std::size_t row) { return text(t, row, "account") == "fee"; };
  std::size_t fee = 0;
  while (fee < t.rows.size() && !is_fee(fee)) ++fee;
  ASSERT_LT(fee, t.rows.size());
  EXPECT_EQ(text(t, fee, "subject"), "rent");
  EXPECT_EQ(text(t, fee, "payer"), "lab");
  EXPECT_EQ(text(t, fee, "payee"), "cloud");
  EXPECT_NEAR(number(t, fee, "clock_usd"), 2.4e9, 1.0);
  EXPECT_NEAR(number(t, fee, "runoff_usd"), 1.2e9, 1.0);
  EXPECT_NEAR(number(t, fee, "total_usd"), 3.6e9, 1.0);

  const Table years = ledger_by_year_table(s, m);
  double fees = 0.0;
  std::int64_t last = 0;
  for (std::size_t row = 0; row < years.rows.size(); ++row) {
    if (text(years, row, "account") != "fee") continue;
    fees += number(years, row, "mean_usd");
    last = count(years, row, "year");
  }
  EXPECT_NEAR(fees, 3.6e9, 1.0);
  EXPECT_EQ(last, 2027);  // in the run-off
}

TEST(RecordSimulation, PartiesResourcesConservation) {
  const Model m = small_model();
  const Simulation s = run(m, 16);
  const Table parties = parties_table(s, m);
  ASSERT_EQ(parties.rows.size(), 2u);
  EXPECT_EQ(text(parties, 1, "party"), "cloud");
  EXPECT_EQ(number(parties, 1, "discount_per_year"), 0.05);
  EXPECT_EQ(number(parties, 0, "npv_usd"), s.values[1].npv_usd.mean);
  EXPECT_EQ(number(parties, 0, "npv_q95_usd"), s.values[1].npv_quantile_usd[kQuantileCount - 1]);
  EXPECT_NEAR(number(parties, 1, "cash_end_usd"), 2.4e9, 1.0);
  EXPECT_EQ(count(parties, 0, "cash_flow_at_risk_year"), 2025);
  const Table resources = resources_table(s, m);
  ASSERT_EQ(resources.rows.size(), 2u);
  EXPECT_DOUBLE_EQ(number(resources, 0, "used_mw"), 125.0);
  EXPECT_DOUBLE_EQ(number(resources, 0, "used_share"), 0.25);
  const Table conservation = conservation_table(s, m);
  EXPECT_LE(number(conservation, 0, "worst_imbalance_usd"), 1e-6);
  EXPECT_GT(number(conservation, 0, "gross_usd"), 3.6e9);
}

TEST(RecordSimulation, DocumentIsTheSameForAnyNumberOfThreads) {
  const Model m = uncertain_model();
  const SimulationFacts facts{"ab12", "multicloud", 11, Sampling::plain};
  const std::string one = simulation_json(run(m, 700, 1), m, facts).dump();
  EXPECT_EQ(one, simulation_json(run(m, 700, 2), m, facts).dump());
  EXPECT_NE(one, simulation_json(run(m, 701, 2), m, facts).dump());
}

TEST(RecordSimulation, DocumentHasItsKeys) {
  const Model m = uncertain_model();
  const Simulation s = run(m, 64);
  const SimulationFacts facts{"ab12", "multicloud", 18446744073709551615u, Sampling::sobol};
  const Json json = Json::parse(simulation_json(s, m, facts).dump());
  EXPECT_EQ(json["format"], "offtake.simulation");
  EXPECT_EQ(json["version"], 1);
  EXPECT_EQ(json["model"]["hash"], "ab12");
  EXPECT_EQ(json["options"]["seed"], 18446744073709551615u);
  EXPECT_EQ(json["options"]["sampling"], "sobol");
  EXPECT_EQ(json["steps"][0], "2025Q1");
  EXPECT_EQ(json["runoff_steps"][0], "2027Q1");
  EXPECT_EQ(json["ledger"][0]["mean_usd"].size(), std::size_t(s.steps + s.runoff_steps));
  EXPECT_EQ(json["series"].size(), s.series.size() * std::size_t(s.steps));
  const StepSeries* short_of = s.find(Measure::short_h100e, kLab);
  for (const Json& row : json["series"]) {
    if (row["measure"] != "short_h100e" || row["step"] != "2026Q4") continue;
    EXPECT_EQ(row["mean"].get<double>(), short_of->estimate[7].mean);
    EXPECT_EQ(row["q95"].get<double>(), short_of->quantile[8 * kQuantileCount - 1]);
    EXPECT_GT(row["q95"], row["q05"]);
  }
}

TEST(RecordSimulation, RecordHoldsPathsAndTables) {
  const Model m = uncertain_model();
  const Simulation s = run(m, 64);
  const RunRecord r = run_record(s, m, {"ab12", "", 11, Sampling::plain});
  EXPECT_EQ(r.head.paths, 64);
  ASSERT_EQ(r.values.size(), 2u);
  EXPECT_EQ(r.values[0].party, "lab");
  EXPECT_EQ(r.values[0].npv_usd, s.npv_usd[1]);
  EXPECT_EQ(r.series[0].sampled, s.series[0].sampled);
  EXPECT_EQ(r.tables["by_year"]["rows"].size(), 2u);
}

TEST(RecordComparison, SideBySide) {
  const Model before = small_model();
  Model after = small_model();
  std::get<CapacityTerms>(after.agreements[0].terms).delivery.capacity_mw = 150.0;
  const Simulation a = run(before, 16), b = run(after, 16);
  const std::vector<Table> tables =
      comparison_tables({{"exclusive", &a}, {"multicloud", &b}}, before);
  ASSERT_EQ(tables.size(), 4u);
  for (const Table& table : tables) expect_sound(table);
  EXPECT_DOUBLE_EQ(number(tables[0], 0, "exclusive.short_h100e"), 50'000.0);
  EXPECT_DOUBLE_EQ(number(tables[0], 0, "multicloud.short_h100e"), 0.0);
  EXPECT_DOUBLE_EQ(number(tables[1], 1, "multicloud.shortage_probability"), 0.0);
  EXPECT_NEAR(number(tables[2], 0, "multicloud.spend_usd"), 1.8e9, 1.0);
  const Table& values = tables[3];
  EXPECT_NEAR(number(values, 0, "multicloud.gain_usd"),
              b.values[1].npv_usd.mean - a.values[1].npv_usd.mean, 1.0);
  EXPECT_GT(number(values, 1, "multicloud.gain_usd"), 0.0);
}

// Both see the same futures: a difference that is the same on every path has no interval.
TEST(RecordComparison, DifferencesArePaired) {
  const Model before = uncertain_model();
  Model after = before;
  std::get<CapacityTerms>(after.agreements[0].terms).price.amount = Series::constant(0.9e6);
  const Simulation a = run(before, 128), b = run(after, 128);
  const Table values = comparison_tables({{"a", &a}, {"b", &b}}, before, {{kLab}}).back();
  ASSERT_EQ(values.rows.size(), 1u);
  EXPECT_GT(a.values[1].npv_usd.high() - a.values[1].npv_usd.low(), 1e6);
  EXPECT_GT(number(values, 0, "b.gain_usd"), 1e8);
  EXPECT_NEAR(number(values, 0, "b.gain_low_usd"), number(values, 0, "b.gain_high_usd"), 1.0);
}

TEST(RecordComparison, FitsANarrowTerminal) {
  const Model m = uncertain_model();
  const Simulation s = run(m, 16);
  for (const Table& table : comparison_tables({{"exclusive", &s}, {"multicloud", &s}}, m)) {
    const std::string shown = to_terminal(table);
    std::size_t longest = 0, from = 0;
    while (from < shown.size()) {
      const std::size_t to = shown.find('\n', from);
      longest =
          std::max(longest, std::size_t(std::count_if(shown.begin() + std::ptrdiff_t(from),
                                                      shown.begin() + std::ptrdiff_t(to),
                                                      [](char c) { return (c & 0xc0) != 0x80; })));
      from = to + 1;
    }
    EXPECT_LE(longest, 100u) << shown;
  }
}

}  // namespace
}  // namespace offtake
