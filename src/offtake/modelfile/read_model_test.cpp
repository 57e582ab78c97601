#include <gtest/gtest.h>

#include <map>

#include "offtake/modelfile/modelfile.h"
#include "offtake/modelfile/written.h"

namespace offtake {
namespace {

constexpr const char* kHead = R"(offtake: 1
clock: {start: 2025Q1, end: 2026Q4, step: quarter}
planner: {party: lab}
)";

constexpr const char* kWorld = R"(parties:
  lab: {cash: $1B}
  cloud: {discount: 8 %}
accelerators:
  chip: {h100e_per_mw: 1000}
workloads:
  work: {party: lab, volume: 10k H100e, revenue: $2/H100e-hour}
)";

constexpr const char* kDeal = R"(agreements:
  deal:
    kind: capacity
    tenant: lab
    provider: cloud
    signed: 2025-01
    capacity: 4.5 GW
    term: 5 years
    price: $13.3B/GW-year
    accelerator: chip
)";

std::string whole() { return std::string(kHead) + kWorld + kDeal; }

Result<LoadedModel> load(const std::string& text, std::vector<std::string> set = {}) {
  return load_sources({{"offtake.yaml", text}}, {std::move(set)});
}

// "CODE line:column" of every error.
std::string errors_of(const Result<LoadedModel>& r) {
  std::string out;
  for (const Diagnostic& d : r.errors()) {
    EXPECT_FALSE(d.mend.empty()) << d.what;
    out +=
        d.code + " " + std::to_string(d.place.line) + ":" + std::to_string(d.place.column) + "\n";
  }
  return out;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(ReadModel, CanonicalUnits) {
  const auto r = load(whole());
  ASSERT_TRUE(r) << errors_of(r);
  const Model& m = r->model;
  EXPECT_EQ(m.clock.steps, 8);
  EXPECT_EQ(m.planner.party, PartyId{1});
  EXPECT_EQ(m.parties[1].cash_usd, 1e9);
  EXPECT_EQ(m.parties[2].discount_per_year, 0.08);
  const Agreement& a = m.agreements.at(0);
  EXPECT_EQ(a.delivery()->capacity_mw, 4500.0);
  EXPECT_EQ(a.delivery()->term_months, 60.0);
  const auto& price = std::get<CapacityTerms>(a.terms).price;
  EXPECT_DOUBLE_EQ(price.amount.points[0].value, 13.3e9 / 1000 / 12);
  EXPECT_DOUBLE_EQ(m.workloads[0].revenue_usd_per_h100e_month.points[0].value, 2.0 * 730);
}

TEST(ReadModel, ManyMistakesInOneRun) {
  std::string text = replaced(whole(), "provider: cloud", "provider: clowd");
  text = replaced(text, "4.5 GW", "-4.5 GW");
  text = replaced(text, "    term: 5 years\n", "");
  text = replaced(text, "cash: $1B", "csah: $1B");
  text = replaced(text, "$2/H100e-hour", "$2/MWh");
  EXPECT_EQ(errors_of(load(text)),
            "E0107 5:9\nE0231 10:50\nE0108 12:3\nE0401 15:15\nE0220 17:15\n");
}

TEST(ReadModel, FilesAreJoined) {
  const auto r =
      load_sources({{"offtake.yaml", kHead}, {"deals.yaml", kDeal}, {"world.yaml", kWorld}});
  ASSERT_TRUE(r) << errors_of(r);
  EXPECT_EQ(r->model.agreements.size(), 1u);
  const auto twice = load_sources({{"offtake.yaml", whole()}, {"other.yaml", kDeal}});
  ASSERT_EQ(twice.errors().size(), 1u);
  EXPECT_EQ(twice.errors()[0].code, "E0023");
  EXPECT_EQ(twice.errors()[0].related.size(), 1u);
}

TEST(ReadModel, SetReplacesAddsAndRefuses) {
  const auto r = load(whole(), {"agreements.deal.price=$9B/GW-year", "planner.risk.weight=40 %",
                                "parties.lab.minimum_cash=$10M"});
  ASSERT_TRUE(r) << errors_of(r);
  EXPECT_DOUBLE_EQ(
      std::get<CapacityTerms>(r->model.agreements[0].terms).price.amount.points[0].value,
      9e9 / 1000 / 12);
  EXPECT_EQ(r->model.planner.risk_weight, 0.4);
  EXPECT_EQ(r->model.parties[1].minimum_cash_usd, 1e7);
  EXPECT_EQ(errors_of(load(whole(), {"agreements.deel.price=$9B/GW-year"})), "E0901 1:12\n");
  EXPECT_EQ(errors_of(load(whole(), {"agreements.deal.price=9B"})), "E0230 1:23\n");
  EXPECT_EQ(errors_of(load(whole(), {"agreements.deal.prise=$9B"})), "E0107 1:1\n");
  EXPECT_EQ(errors_of(load(whole(), {"nonsense"})), "E0901 1:1\n");
}

TEST(ReadModel, EveryWrittenValueHasItsPlaceAndSource) {
  const std::string deal =
      std::string(kDeal) + "    ramp: {first: 6 months, full: 12 months}\n    source: F015\n";
  const auto loaded = load_sources({{"a.yaml", std::string(kHead) + kWorld}, {"b.yaml", deal}},
                                   {{"agreements.deal.term=4 years"}});
  ASSERT_TRUE(loaded.ok());
  std::map<std::string, WrittenValue> by_key;
  for (const WrittenValue& v : written_values(*loaded)) by_key[v.key] = v;
  const WrittenValue& price = by_key.at("agreements.deal.price");
  EXPECT_EQ(price.text, "$13.3B/GW-year");
  EXPECT_EQ(price.source, "F015");
  EXPECT_EQ(price.file, "b.yaml");
  EXPECT_EQ(price.line, 9);
  EXPECT_EQ(by_key.at("agreements.deal.ramp.full").source, "F015");
  EXPECT_EQ(by_key.at("agreements.deal.term").text, "4 years");
  EXPECT_EQ(by_key.at("agreements.deal.term").file, "--set");
  EXPECT_EQ(by_key.at("parties.cloud.discount").source, "");
  EXPECT_EQ(by_key.count("agreements.deal.source"), 0u);
}

TEST(ReadModel, DecisionsAndLimitsOfThePlanner) {
  const auto r = load(replaced(whole(), "{party: lab}", R"(
  party: lab
  epochs: 6 months
  cells: 4
  limits:
    concentration:
      - {by: vendor, most: 60 %, from: 2025Q2, until: 2026Q1}
      - {most: 75 %}
    budgets: {2025: $40B, 2026: $500M}
    capacity: {2026Q2: 5 GW})"),
                      {"planner.limits.budgets.2026=$60B"});
  ASSERT_TRUE(r) << errors_of(r);
  const Planner& p = r->model.planner;
  EXPECT_EQ(p.epoch_months, 6.0);
  EXPECT_EQ(p.cells, 4);
  EXPECT_FALSE(p.tree);
  EXPECT_TRUE(p.signals.empty());
  ASSERT_EQ(p.concentration.size(), 2u);
  EXPECT_EQ(p.concentration[0].by, Concentration::By::vendor);
  EXPECT_EQ(p.concentration[0].most, 0.6);
  EXPECT_EQ(p.concentration[0].from_month, 55 * 12 + 3.0);
  EXPECT_EQ(p.concentration[0].until_month, 56 * 12 + 3.0);
  EXPECT_EQ(p.concentration[1].by, Concentration::By::provider);
  EXPECT_LT(p.concentration[1].from_month, 0.0);
  ASSERT_EQ(p.budgets.size(), 2u);
  EXPECT_EQ(p.budgets[0].most_usd, 40e9);
  EXPECT_EQ(p.budgets[1].year, 2026);
  EXPECT_EQ(p.budgets[1].most_usd, 60e9);
  ASSERT_EQ(p.targets.size(), 1u);
  EXPECT_EQ(p.targets[0].month, 56 * 12 + 6.0);  // the end of the quarter
  EXPECT_EQ(p.targets[0].least_mw, 5000.0);
}

TEST(ReadModel, SetChangesTheHash) {
  const auto a = load(whole()), b = load(whole()), c = load(whole(), {"parties.lab.cash=$1B"});
  EXPECT_EQ(a->hash, b->hash);
  EXPECT_NE(a->hash, c->hash);
  EXPECT_EQ(a->hash.size(), 64u);
}

TEST(ReadModel, SeriesFromCsv) {
  const std::string text = replaced(whole(), "volume: 10k H100e",
                                    "volume: {csv: d.csv, column: work, interpolate: linear}");
  const auto r = load_sources(
      {{"offtake.yaml", text}, {"d.csv", "date,work [H100e]\n2025Q1,1000\n2026Q1, 2500 \n"}});
  ASSERT_TRUE(r) << errors_of(r);
  const Series& s = r->model.workloads[0].volume_h100e;
  ASSERT_EQ(s.points.size(), 2u);
  EXPECT_EQ(s.points[1].value, 2500.0);
  EXPECT_EQ(s.points[1].month - s.points[0].month, 12.0);
  EXPECT_EQ(s.rule, Series::Rule::linear);
  const auto bad = load_sources(
      {{"offtake.yaml", text}, {"d.csv", "date,work [H100e]\n2025Q1,\"1,000\"\n2026-13,2500\n"}});
  ASSERT_EQ(bad.errors().size(), 2u);
  EXPECT_EQ(bad.errors()[0].place.file, "d.csv");
  EXPECT_EQ(errors_of(bad), "E0214 2:8\nE0301 3:6\n");
}

TEST(ReadModel, StrategyChangesAreRead) {
  const auto r = load(whole() + "strategies:\n  cheap: {change: {deal: {value: $100B}}}\n");
  ASSERT_TRUE(r) << errors_of(r);
  const auto& change = r->model.strategies[0].change.at(0);
  EXPECT_EQ(std::get<CapacityTerms>(change.agreement.terms).price.basis, Price::Basis::total);
  EXPECT_EQ(change.agreement.delivery()->capacity_mw, 4500.0);
  const auto bad = load(
      whole() + "strategies:\n  late: {change: {deal: {ramp: {first: 1 year, full: 9 years}}}}\n");
  EXPECT_EQ(errors_of(bad), "E0316 22:54\n");
}

TEST(ReadModel, PlacesForLaterSteps) {
  const auto r = load(whole());
  Diagnostic d;
  d.key_path = "agreements.deal.price";
  EXPECT_EQ(with_places(*r, {d})[0].place.line, 19);
  d.key_path = "agreements.deal.delay";  // not written: its agreement
  EXPECT_EQ(with_places(*r, {d})[0].place.line, 12);
}

TEST(StarterModel, IsRight) {
  const auto r = load_sources(starter_model());
  ASSERT_TRUE(r) << errors_of(r);
  EXPECT_TRUE(r->warnings.empty());
}

}  // namespace
}  // namespace offtake
