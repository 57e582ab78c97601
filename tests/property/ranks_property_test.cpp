// A plan has the same bits for any number of ranks, and a fault on one of them ends all.
#include <gtest/gtest.h>

#include <atomic>
#include <new>

#include "offtake/plan/planner.h"
#include "offtake/plan/team.h"
#include "support/random_model.h"
#include "support/thread_ranks.h"

namespace offtake {
namespace {

using testing::ThreadRanks;

// Of a plan all that its own paths, the fresh ones and the comparisons give.
std::vector<double> numbers_of(const PlanResult& plan) {
  std::vector<double> all = plan.method.x;
  const auto add = [&](const Valued& v) {
    all.insert(all.end(), {v.mean_usd, v.cvar_usd, v.objective_usd});
  };
  all.insert(all.end(), plan.method.best.slope.begin(), plan.method.best.slope.end());
  all.insert(all.end(), {plan.method.bound, double(plan.method.evaluations)});
  for (const Valued& v : {plan.in_sample, plan.fresh, plan.nothing, plan.agreements_alone}) add(v);
  for (const auto& v : {plan.here_and_now, plan.expected_value}) add(v.value_or(Valued{}));
  if (plan.perfect) all.push_back(plan.perfect->gain_usd.mean);
  return all;
}

PlanOptions options() {
  PlanOptions o;
  o.paths = 600;  // three blocks, the last one in part
  o.fresh_paths = 100;
  o.perfect_paths = 3;
  o.threads = 1;
  o.method.max_iterations = 12;
  o.method.continuous = true;
  return o;
}

Result<PlanResult> plan_with(int size, const Model& model) {
  Result<PlanResult> out = Diagnostic{};
  ThreadRanks::run(size, [&](Communicator& ranks) {
    PlanOptions o = options();
    o.ranks = &ranks;
    if (ranks.rank() > 0) {
      EXPECT_TRUE(help_plan(model, StrategyId{}, o));
      return;
    }
    out = make_plan(model, StrategyId{}, o);
    dismiss_team(ranks);
  });
  return out;
}

TEST(Ranks, ThePlanHasTheSameBits) {
  int planned = 0;
  for (std::uint64_t seed = 0; seed < 2; ++seed) {
    const Model model =
        testing::random_model(seed, {.decisions = true, .tenant_options = false}).model;
    const Result<PlanResult> wanted = make_plan(model, StrategyId{}, options());
    for (const int size : {1, 2, 3, 4}) {
      const Result<PlanResult> plan = plan_with(size, model);
      ASSERT_EQ(plan.ok(), wanted.ok()) << seed << " " << size;
      if (!plan) {
        EXPECT_EQ(render(plan.errors().front()), render(wanted.errors().front()));
        continue;
      }
      EXPECT_EQ(numbers_of(*plan), numbers_of(*wanted)) << seed << " " << size;
      ++planned;
    }
  }
  EXPECT_GT(planned, 0);
}

TEST(Ranks, AFaultOnOneEndsAllAndNamesIt) {
  for (const int failing : {0, 1, 2}) {
    std::atomic<int> served{0};
    ThreadRanks::run(3, [&](Communicator& ranks) {
      const Answer own = [&](const TeamRequest&) -> Result<std::string> {
        if (ranks.rank() == failing) throw std::bad_alloc();
        return bytes_of({double(ranks.rank())});
      };
      if (ranks.rank() > 0) {
        served += serve_team(ranks, own) ? 1 : 0;
        return;
      }
      PlanTeam team(ranks, own);
      const auto answer = team.ask({TeamRequest::Kind::values, Decisions::plan, {1.0}});
      ASSERT_FALSE(answer);
      EXPECT_EQ(answer.errors().front().code, "E1342");
      const std::string who = failing == 0 ? "" : "rank " + std::to_string(failing) + ": ";
      EXPECT_EQ(answer.errors().front().what, who + "not enough memory");
      dismiss_team(ranks);
    });
    EXPECT_EQ(served, 2);
  }
}

TEST(Ranks, AnswersComeInTheirOrder) {
  ThreadRanks::run(4, [](Communicator& ranks) {
    const Answer own = [&](const TeamRequest& request) -> Result<std::string> {
      return bytes_of({double(ranks.rank()) + request.numbers.front()});
    };
    if (ranks.rank() > 0) {
      EXPECT_TRUE(serve_team(ranks, own));
      return;
    }
    PlanTeam team(ranks, own);
    const auto answer = team.ask({TeamRequest::Kind::slope, Decisions::alone, {10.0}});
    EXPECT_EQ(*answer, (std::vector<double>{10.0, 11.0, 12.0, 13.0}));
    dismiss_team(ranks);
  });
}

}  // namespace
}  // namespace offtake
