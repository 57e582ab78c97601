#include <gtest/gtest.h>

#include "offtake/optimize/bundle.h"
#include "offtake/optimize/cases_for_test.h"
#include "offtake/optimize/lots.h"
#include "offtake/optimize/rows.h"
#include "support/lying_solver.h"

namespace offtake {
namespace {

constexpr Lie kLies[] = {Lie::suboptimal,      Lie::false_point, Lie::wrong_objective,
                         Lie::wrong_bound,     Lie::wrong_duals, Lie::no_duals,
                         Lie::not_a_number,    Lie::error,       Lie::limit,
                         Lie::false_infeasible};

// Whatever the solver says: an error, or a point that is allowed, valued by our own oracle, under a
// bound that is one.
TEST(Faults, ALyingSolverNeverGivesAWrongResult) {
  for (const bool lots : {false, true}) {
    test::Newsvendor n = test::newsvendor(10, 6, 40, 1e9, 21);
    Domain domain = test::box(10, 1000.0);
    domain.rows.push_back({2000.0, 4000.0, {}, 0.0, "", ""});
    for (int j = 0; j < 10; ++j) domain.rows[0].entries.push_back({j, 1.0});
    if (lots) domain.lot.assign(10, 250.0), domain.least.assign(10, 500.0);
    BundleOptions options;
    options.gap = 1e-6;
    options.integer_gap = 2e-3;
    options.max_iterations = 300;
    options.max_integer_rounds = 10;
    const auto truth = maximize(n, {}, domain, nullptr, highs_solver(), options);
    ASSERT_TRUE(truth) << render(truth.errors().front());
    const RowPool rows(domain, nullptr);
    const double scale = std::abs(truth->objective);
    for (const Lie lie : kLies) {
      for (const int every : {1, 2, 3, 7}) {
        const LyingSolver liar(lie, every);
        const auto r = maximize(n, {}, domain, nullptr, liar, options);
        const std::string where = std::to_string(int(lie)) + " every " + std::to_string(every);
        if (!r) {
          EXPECT_TRUE(r.errors().front().code == "E0960" || r.errors().front().code == "E0962")
              << where;
          EXPECT_EQ(every, 1) << where;
          continue;
        }
        EXPECT_TRUE(rows.feasible(r->x)) << where;
        EXPECT_TRUE(!lots || Lots(domain).allowed(r->x)) << where;
        EXPECT_EQ(evaluate(n, {}, r->x)->value, r->objective) << where;
        EXPECT_GE(r->bound, truth->objective - 1e-9 * scale) << where;
        EXPECT_GE(r->claimed_bound, r->objective) << where;
        EXPECT_TRUE(r->end != BundleEnd::proven || r->gap <= (lots ? 2e-3 : 1e-6)) << where;
        const bool harmless = lie == Lie::wrong_objective || lie == Lie::wrong_bound;
        EXPECT_TRUE(harmless || liar.lied() == 0 || !r->incidents.empty()) << where;
        EXPECT_TRUE(lots || every == 1 || r->end == BundleEnd::proven) << where;
      }
    }
  }
}

struct Broken : test::Newsvendor {
  Status values(const std::vector<double>& x, std::vector<double>& value) override {
    Status done = Newsvendor::values(x, value);
    if (calls > 3) value[0] = std::nan("");
    return done;
  }
};

TEST(Faults, AValueThatIsNoNumberIsAnError) {
  Broken n;
  static_cast<test::Newsvendor&>(n) = test::newsvendor(10, 6, 40, 1e9, 21);
  const auto r = maximize(n, {}, test::box(10, 1000.0), nullptr, highs_solver(), {});
  ASSERT_FALSE(r);
  EXPECT_EQ(r.errors().front().code, "E0961");
}

}  // namespace
}  // namespace offtake
