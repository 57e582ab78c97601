#include "offtake/optimize/bundle.h"

#include <gtest/gtest.h>

#include "offtake/optimize/cases_for_test.h"

namespace offtake {
namespace {

using test::Newsvendor;

TEST(Bundle, ClosesTheGapOnAPortfolioInFewEvaluations) {
  test::Portfolio p = test::portfolio(12, 9, 3, 500, 4);
  const Domain domain = test::portfolio_domain(p);
  for (const Risk& risk : {Risk{}, Risk{0.7, 0.3, 0.1}}) {
    p.calls = 0;
    const auto r = maximize(p, risk, domain, nullptr, highs_solver(), {});
    ASSERT_TRUE(r) << render(r.errors().front());
    EXPECT_EQ(r->end, BundleEnd::proven);
    EXPECT_LE(r->gap, 1e-4);
    EXPECT_TRUE(r->verified) << r->worst_violation;
    EXPECT_EQ(r->evaluations, p.calls);
    EXPECT_LE(p.calls, 80);
    EXPECT_TRUE(r->incidents.empty());
  }
}

}  // namespace
}  // namespace offtake
