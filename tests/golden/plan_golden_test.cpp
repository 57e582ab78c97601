// The bundle over the simulator and the extensive form, which share no arithmetic, on the models of
// plans/: the same optimum, for sizes of any kind and whole, here and now and by cells, with and
// without a weight on the tail. Where expected.json stands beside the model, the optimum is also
// that which was worked out by hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "offtake/base/json.h"
#include "offtake/base/text.h"
#include "offtake/modelfile/modelfile.h"
#include "support/both_methods.h"

namespace offtake {
namespace {

using testing::by_bundle;
using testing::by_extensive;
using testing::make_problem;
using testing::Problem;
using testing::relative_difference;

namespace fs = std::filesystem;

constexpr double kSame = 1e-6;           // of the two optima, relative
constexpr double kSimulator = 1e-7;      // of one plan's value by both
constexpr double kIntegerGap = 1e-6;     // asked of the bundle
constexpr std::size_t kLeastCases = 26;  // fewer: the folder was not found

fs::path plans() {
  const char* source = std::getenv("OFFTAKE_SOURCE");
  return fs::path(source ? source : ".") / "tests/golden/plans";
}

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  if (!fs::exists(plans())) return names;
  for (const auto& entry : fs::directory_iterator(plans())) {
    if (entry.is_directory()) names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

struct Variant {
  bool whole = false, cells = false;
  double weight = 0.0;
  std::string name() const {
    return fmt::format("{}, {}, weight {}", whole ? "whole" : "any size",
                       cells ? "cells" : "here and now", weight);
  }
};

std::vector<Variant> variants() {
  std::vector<Variant> all;
  for (const bool whole : {false, true}) {
    for (const bool cells : {false, true}) {
      for (const double weight : {0.0, 0.5}) all.push_back({whole, cells, weight});
    }
  }
  return all;
}

// Over all cases.
struct Tally {
  int compared = 0, whole = 0, whole_exact = 0, whole_certified = 0;
  double largest = 0.0, largest_whole = 0.0;
  std::string where;
} tally;

class PlanGolden : public ::testing::TestWithParam<std::string> {};

// What holds of the bundle's answer against the optimum, and of each plan by the other's measure.
void check(const Problem& p, const Variant& v, const BundleResult& bundle,
           const ExtensiveSolution& extensive) {
  const double optimum = extensive.objective_usd;
  const double slack = kSame * std::max(1.0, std::abs(optimum));
  EXPECT_TRUE(bundle.verified) << bundle.worst_violation;
  EXPECT_LE(bundle.objective, optimum + slack);
  EXPECT_GE(bundle.bound, optimum - slack);

  const testing::Judged theirs = testing::judge(p, extensive.x);
  EXPECT_TRUE(theirs.allowed);
  EXPECT_LE(relative_difference(theirs.objective_usd, optimum), kSimulator);
  const testing::Judged ours = testing::judge(p, bundle.x);
  EXPECT_TRUE(ours.allowed);
  EXPECT_LE(relative_difference(ours.objective_usd, bundle.objective), 1e-12);

  const double difference = relative_difference(bundle.objective, optimum);
  if (!v.whole) {
    EXPECT_LE(difference, kSame);
    return;
  }
  EXPECT_GE(bundle.claimed_bound, optimum - slack);
  if (bundle.end == BundleEnd::proven || bundle.end == BundleEnd::claimed) {
    EXPECT_LE(difference, 2.0 * kIntegerGap);
  }
}

void record(const std::string& name, const Problem& p, const Variant& v, const BundleResult& bundle,
            const ExtensiveSolution& extensive) {
  const double difference = relative_difference(bundle.objective, extensive.objective_usd);
  std::printf(
      "%-30s %-28s %4zu columns %3d paths  bundle %.9g  extensive %.9g  difference %.1e%s\n",
      name.c_str(), v.name().c_str(), p.columns.columns.size(), int(p.paths), bundle.objective,
      extensive.objective_usd, difference,
      bundle.end == BundleEnd::proven    ? ""
      : bundle.end == BundleEnd::claimed ? "  claimed"
                                         : "  not proven");
  ++tally.compared;
  double& largest = v.whole ? tally.largest_whole : tally.largest;
  if (!v.whole && difference > largest) tally.where = name + ", " + v.name();
  largest = std::max(largest, difference);
  if (!v.whole) return;
  ++tally.whole;
  tally.whole_exact += difference <= kSame;
  tally.whole_certified += bundle.end == BundleEnd::proven;
}

Json expected_of(const std::string& name) {
  std::ifstream file(plans() / name / "expected.json");
  return file ? Json::parse(file) : Json::object();
}

// Every limit that is named has a marginal value.
void check_binding(const Json& names, const Problem& p, const BundleResult& bundle) {
  std::vector<DomainRow> rows = p.domain.domain.rows;
  rows.insert(rows.end(), bundle.separated.begin(), bundle.separated.end());
  ASSERT_EQ(rows.size(), bundle.row_dual.size());
  for (const std::string name : names) {
    bool binds = false;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      binds |= rows[r].name == name && bundle.row_dual[r] != 0.0;
    }
    EXPECT_TRUE(binds) << name;
  }
}

void check_by_hand(const Json& optimum, const Problem& p, const ExtensiveSolution& extensive) {
  EXPECT_NEAR(extensive.objective_usd, optimum.at("objective_usd").get<double>(), 1.0);
  std::size_t found = 0;
  for (std::size_t j = 0; j < extensive.x.size(); ++j) {
    const auto sign = optimum.at("sign").find(p.columns.name(p.model, static_cast<int>(j)));
    const bool named = sign != optimum.at("sign").end();
    EXPECT_NEAR(extensive.x[j], named ? sign->get<double>() : 0.0, 1e-6);
    found += named;
  }
  EXPECT_EQ(found, optimum.at("sign").size());
}

TEST_P(PlanGolden, BundleIsTheExtensiveForm) {
  const std::string name = GetParam();
  const Result<LoadedModel> loaded = load_model((plans() / name).string());
  ASSERT_TRUE(loaded.ok()) << render(loaded.errors().front());
  for (const Variant& v : variants()) {
    SCOPED_TRACE(v.name());
    testing::ProblemOptions options;
    options.risk_weight = v.weight;
    if (!v.cells) options.cells = 1;
    const auto problem = make_problem(loaded->model, options);
    ASSERT_FALSE(problem->columns.columns.empty());
    const auto extensive = by_extensive(*problem, !v.whole);
    ASSERT_TRUE(extensive.ok()) << render(extensive.errors().front());
    ASSERT_FALSE(extensive->at_limit);
    const auto bundle = by_bundle(*problem, {!v.whole, 1e-9, kIntegerGap, 1});
    ASSERT_TRUE(bundle.ok()) << render(bundle.errors().front());
    check(*problem, v, *bundle, *extensive);
    record(name, *problem, v, *bundle, *extensive);
    const Json expected = expected_of(name);
    if (!v.whole && v.cells && v.weight == 0.0) {
      check_binding(expected.value("binding", Json::array()), *problem, *bundle);
    }
    for (const Json& optimum : expected.value("optima", Json::array())) {
      if (optimum.at("whole") != v.whole || optimum.at("weight") != v.weight) continue;
      check_by_hand(optimum, *problem, *extensive);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Plans, PlanGolden, ::testing::ValuesIn(case_names()),
                         [](const auto& parameter) {
                           std::string name = parameter.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

class Summary : public ::testing::Environment {
 public:
  void TearDown() override {
    if (tally.compared == 0) return;
    std::printf(
        "%d compared; largest relative difference %.2e (%s) with sizes of any kind; whole sizes: "
        "%d of %d at the optimum (%d of them certified), largest %.2e\n",
        tally.compared, tally.largest, tally.where.c_str(), tally.whole_exact, tally.whole,
        tally.whole_certified, tally.largest_whole);
  }
};
const auto* const summary = ::testing::AddGlobalTestEnvironment(new Summary);

TEST(PlanGoldenSuite, HasEnoughCases) { EXPECT_GE(case_names().size(), kLeastCases); }

}  // namespace
}  // namespace offtake
