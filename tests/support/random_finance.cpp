#include <random>

#include "support/random_model.h"

namespace offtake::testing {
namespace {

class Financier {
 public:
  Financier(RandomModel& of, std::uint64_t seed, const RandomOptions& options)
      : model_(of.model), random_(seed + 104729), options_(options) {}

  void add() {
    for (Agreement& a : model_.agreements) {
      // A cap on what the planner owes is not concave in the plan.
      auto* share = std::get_if<RevenueShareTerms>(&a.terms);
      if (share && !options_.exact_domain && chance(0.7)) cap(*share);
    }
  }

 private:
  double uniform(double a, double b) { return std::uniform_real_distribution<>(a, b)(random_); }
  bool chance(double p) { return uniform(0, 1) < p; }

  // Reached soon, late or never.
  void cap(RevenueShareTerms& share) {
    double usd = 0.0;
    for (const Workload& w : model_.workloads) {
      usd += base_value(w.volume_h100e, model_.clock.start_month) *
             base_value(w.revenue_usd_per_h100e_month, model_.clock.start_month);
    }
    share.most_usd = share.share * usd * uniform(1.0, 36.0);
    share.paid_before_usd = chance(0.3) ? 0.3 * share.most_usd : 0.0;
  }

  Model& model_;
  std::mt19937_64 random_;
  RandomOptions options_;
};

}  // namespace

void add_finance(RandomModel& of, std::uint64_t seed, const RandomOptions& options) {
  Financier(of, seed, options).add();
}

}  // namespace offtake::testing
