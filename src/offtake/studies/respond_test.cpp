#include "offtake/studies/respond.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace offtake {
namespace {

constexpr PartyId kLab{1}, kCloud{2};

// Two parties with a build each.
Model two_builders() {
  Model m;
  m.clock = {0.0, 12, 1};
  m.parties.resize(3);
  m.planner.party = kLab;
  m.accelerators.push_back({"chip", "", "", Series::constant(1000.0), kOutside, {}, -1e9});
  m.sites.resize(1);
  for (const PartyId owner : {kLab, kCloud}) {
    Agreement a;
    a.name = owner == kLab ? "lab-hall" : "cloud-hall";
    a.kind = AgreementKind::build;
    a.is_offer = true;
    a.first = owner;
    a.from_month = 0.0;
    a.until_month = 12.0;
    a.most_mw = 10.0;
    BuildTerms terms;
    terms.delivery.term_months = 12.0;
    terms.delivery.accelerator = AcceleratorId{0};
    terms.delivery.site = SiteId{0};
    a.terms = terms;
    m.agreements.push_back(a);
  }
  return m;
}

double held_mw(const Model& model, AgreementId offer) {
  double mw = 0.0;
  for (const Signing& s : model.strategies.back().sign.signings)
    mw += s.offer == offer ? s.mw : 0.0;
  return mw;
}

// Answers in the place of plans: so many MW of its own build, by what the other has.
template <class Answer>
Result<Response> respond_with(const Answer& answer) {
  const Model model = two_builders();
  StudyOptions options;
  options.plan.paths = options.plan.fresh_paths = 16;
  options.plan.threads = 1;
  options.make = [&](const PlanJob& job) -> Result<PlanResult> {
    const bool lab = job.model.planner.party == kLab;
    PlanResult made;
    made.model = job.model;
    made.signed_already = job.model.strategies.back().sign;
    made.plan = made.signed_already;
    const double mw = answer(lab, held_mw(job.model, AgreementId{lab ? 1 : 0}));
    made.plan.signings.push_back({AgreementId{lab ? 0 : 1}, 0.0, 0.0, 0, {mw}});
    made.in_sample.objective_usd = 1e12;  // worth moving for, whatever it is
    made.method.end = BundleEnd::proven;
    made.method.verified = true;
    return made;
  };
  return respond(options, {"", model, StrategyId{}, options.plan}, {kLab, kCloud}, {0.0, 0.0});
}

TEST(Respond, ACircleIsSaidToBeOne) {
  // The lab does as the cloud, the cloud as the lab does not.
  const auto turns =
      respond_with([](bool lab, double other) { return lab ? std::max(1.0, other) : 3.0 - other; });
  ASSERT_FALSE(turns);
  EXPECT_EQ(turns.errors().front().code, "E0971");
  EXPECT_NE(turns.errors().front().what.find("circle of 4 moves"), std::string::npos)
      << turns.errors().front().what;
}

TEST(Respond, TheyMayNeverRest) {
  const auto turns = respond_with([](bool, double other) { return other + 0.1; });
  ASSERT_FALSE(turns);
  EXPECT_NE(turns.errors().front().what.find("20 turns"), std::string::npos);
}

// x = 4 − y/2 and y = 4 − x/4 meet at x = 16/7, y = 24/7.
TEST(Respond, TheySettleWhereTheirAnswersMeet) {
  const auto rounded = [](double mw) { return std::round(mw * 1e4) / 1e4; };
  const auto turns = respond_with(
      [&](bool lab, double other) { return rounded(lab ? 4.0 - other / 2.0 : 4.0 - other / 4.0); });
  ASSERT_TRUE(turns);
  ASSERT_EQ(turns->plan.signings.size(), 2u);
  EXPECT_NEAR(turns->plan.signings[0].mw, 16.0 / 7.0, 2e-4);
  EXPECT_NEAR(turns->plan.signings[1].mw, 24.0 / 7.0, 2e-4);
  EXPECT_GT(turns->turns, 6);
  EXPECT_TRUE(turns->proven);
}

}  // namespace
}  // namespace offtake
