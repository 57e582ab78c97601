#include "offtake/results/record_plan.h"

#include <gtest/gtest.h>

#include <cmath>

#include "offtake/modelfile/modelfile.h"
#include "offtake/results/record_simulation.h"

namespace offtake {
namespace {

// The starter model, planned on a few paths.
class RecordPlan : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    loaded_ = new LoadedModel(*load_sources(starter_model()));
    facts_ = new PlanFacts();
    facts_->model_hash = loaded_->hash;
    facts_->options.paths = facts_->options.fresh_paths = 200;
    facts_->options.perfect_paths = 8;
    facts_->options.threads = 1;
    result_ = new PlanResult(*make_plan(loaded_->model, {}, facts_->options));
  }
  static void TearDownTestSuite() {
    delete result_;
    delete facts_;
    delete loaded_;
  }
  static const Table& table(const std::vector<Table>& all, const std::string& key) {
    for (const Table& t : all) {
      if (t.key == key) return t;
    }
    ADD_FAILURE() << "no table " << key;
    return all.front();
  }
  static LoadedModel* loaded_;
  static PlanFacts* facts_;
  static PlanResult* result_;
};
LoadedModel* RecordPlan::loaded_ = nullptr;
PlanFacts* RecordPlan::facts_ = nullptr;
PlanResult* RecordPlan::result_ = nullptr;

TEST_F(RecordPlan, TheDocumentLeadsBackToThePlan) {
  const Json document = Json::parse(plan_json(*result_, *facts_).dump());
  EXPECT_EQ(*strategy_of(document), "");
  const Result<Plan> plan = plan_from_json(document, result_->model);
  ASSERT_TRUE(plan.ok()) << plan.errors().front().what;
  ASSERT_FALSE(plan->signings.empty());
  ASSERT_EQ(plan->signings.size(), result_->plan.signings.size());
  for (std::size_t i = 0; i < plan->signings.size(); ++i) {
    const Signing &a = plan->signings[i], &b = result_->plan.signings[i];
    EXPECT_EQ(a.offer, b.offer);
    EXPECT_EQ(a.month, b.month);
    EXPECT_EQ(a.epoch, b.epoch);
    EXPECT_EQ(a.mw_by_cell, b.mw_by_cell);
  }
  ASSERT_EQ(plan->epochs.size(), result_->plan.epochs.size());
  for (std::size_t e = 0; e < plan->epochs.size(); ++e) {
    EXPECT_EQ(plan->epochs[e].month, result_->plan.epochs[e].month);
    EXPECT_EQ(plan->epochs[e].signals, result_->plan.epochs[e].signals);
    EXPECT_EQ(plan->epochs[e].thresholds, result_->plan.epochs[e].thresholds);
  }
}

// What is kept of the plan as played is what `simulate --plan` keeps of it on the same futures.
TEST_F(RecordPlan, ThePlayedPlanIsKept) {
  RunRecord kept = plan_record(loaded_->model, *facts_, "0");
  end_record(*result_, *facts_, kept);
  add_played(*result_, *facts_, kept);
  SimulateOptions how;
  how.paths = facts_->options.fresh_paths;
  how.sampled_paths = 0;
  const auto futures = Futures::make(result_->model, fresh_futures(facts_->options.futures));
  const Result<Simulation> played = simulate(result_->model, result_->plan, *futures, how);
  ASSERT_TRUE(played.ok());
  const RunRecord alone = run_record(*played, result_->model, {});
  ASSERT_EQ(kept.series.size(), alone.series.size());
  for (std::size_t i = 0; i < kept.series.size(); ++i) {
    EXPECT_EQ(kept.series[i].measure, alone.series[i].measure);
    EXPECT_EQ(kept.series[i].mean, alone.series[i].mean);
    EXPECT_EQ(kept.series[i].quantile, alone.series[i].quantile);
  }
  ASSERT_EQ(kept.values.size(), alone.values.size());
  EXPECT_EQ(kept.values[0].npv_usd, alone.values[0].npv_usd);
  EXPECT_EQ(kept.tables["by_year"], alone.tables["by_year"]);
  EXPECT_TRUE(kept.tables.contains("proof"));
}

TEST_F(RecordPlan, DecisionsAreThoseOfThePlan) {
  double planned = 0.0, told = 0.0;
  for (const Signing& s : result_->plan.signings) {
    for (const double mw : s.mw_by_cell) planned += mw;
  }
  const Table decisions = decisions_table(*result_);
  for (const auto& row : decisions.rows) told += std::get<double>(row.back());
  EXPECT_GT(planned, 0.0);
  EXPECT_NEAR(told, planned, 1e-9 * planned);
}

TEST_F(RecordPlan, TheGainIsThePlansOverNothing) {
  const std::vector<Table> tables = plan_tables(*result_, *facts_);
  const Table& brings = table(tables, "brings");
  ASSERT_EQ(brings.rows.size(), 2u);  // no strategy, so as-signed would say the same
  const double mean = std::get<double>(brings.rows[0][1]);
  const double tail = std::get<double>(brings.rows[0][2]);
  const double objective = std::get<double>(brings.rows[0][3]);
  const Risk& risk = result_->risk;
  EXPECT_NEAR(objective, risk.mean_weight * mean + risk.tail_weight * tail, 1e-6);
  EXPECT_GT(objective, std::get<double>(brings.rows[1][3]));
  EXPECT_NE(brings.note.find("more than signing nothing more"), std::string::npos);
}

TEST_F(RecordPlan, AnEndWithoutProofNeverSaysProven) {
  for (const BundleEnd end : {BundleEnd::claimed, BundleEnd::iterations, BundleEnd::time,
                              BundleEnd::stopped, BundleEnd::stalled, BundleEnd::unproven}) {
    PlanResult other = *result_;
    other.method.end = end;
    const std::vector<Table> tables = plan_tables(other, *facts_);
    const Table& proof = table(tables, "proof");
    EXPECT_TRUE(proof.note.starts_with("Not proven")) << proof.note;
    EXPECT_EQ(proof.note.find("Proven:"), std::string::npos);
    EXPECT_EQ(plan_json(other, *facts_)["certified"], false);
  }
  PlanResult contradicted = *result_;
  contradicted.method.verified = false;
  EXPECT_EQ(plan_json(contradicted, *facts_)["certified"], false);
  const std::vector<Table> tables = plan_tables(contradicted, *facts_);
  EXPECT_NE(table(tables, "proof").note.find("the bound is no proof"), std::string::npos);
}

TEST_F(RecordPlan, WhatCannotBeKeptIsNamedOnce) {
  PlanResult other = *result_;
  DomainRow row;
  row.least = 1e6;
  row.entries = {{0, 1.0}};
  row.violation_cost = 1.0;
  row.name = "capacity by 2029-12";
  row.key_path = "planner.limits.capacity";
  other.rows.push_back(row);
  row.least = 2e6;
  other.rows.push_back(row);
  row.violation_cost = 0.0;  // must hold: never reported
  row.name = "budget";
  other.rows.push_back(row);
  const std::vector<Violation> missed = violations(other);
  ASSERT_EQ(missed.size(), 1u);
  EXPECT_EQ(missed[0].row, "capacity by 2029-12");
  EXPECT_NEAR(missed[0].by, 2e6 - other.method.x[0], 1e-6);
}

TEST_F(RecordPlan, OtherProblemsHaveOtherNames) {
  const std::string base = problem_of(loaded_->model, *facts_, "1");
  PlanFacts same = *facts_;
  same.options.method.integer_gap = 0.1;
  same.options.threads = 7;
  same.options.comparisons = false;
  EXPECT_EQ(problem_of(loaded_->model, same, "1"), base);
  EXPECT_NE(problem_of(loaded_->model, same, "2"), base);
  const auto changed = [&](auto change) {
    PlanFacts other = *facts_;
    change(other);
    return problem_of(loaded_->model, other, "1");
  };
  EXPECT_NE(changed([](PlanFacts& f) { f.options.paths = 201; }), base);
  EXPECT_NE(changed([](PlanFacts& f) { f.options.futures.seed = 2; }), base);
  EXPECT_NE(changed([](PlanFacts& f) { f.options.risk_weight = 0.9; }), base);
  EXPECT_NE(changed([](PlanFacts& f) { f.options.cells = 2; }), base);
  EXPECT_NE(changed([](PlanFacts& f) { f.strategy = "other"; }), base);
  EXPECT_NE(changed([](PlanFacts& f) { f.model_hash = "other"; }), base);
}

TEST_F(RecordPlan, ListsAreOneRow) {
  for (const Table& t : plan_tables(*result_, *facts_)) {
    EXPECT_FALSE(t.title.empty());
    EXPECT_FALSE(t.title_ko.empty());
    EXPECT_EQ(t.note.empty(), t.note_ko.empty()) << t.key;
    EXPECT_TRUE(!t.as_list || t.rows.size() <= 1) << t.key;
    for (const auto& row : t.rows) EXPECT_EQ(row.size(), t.columns.size()) << t.key;
  }
}

}  // namespace
}  // namespace offtake
