// The table behind Pert against the exact quantile, where the shock is known.
#include <gtest/gtest.h>

#include <boost/math/distributions/beta.hpp>
#include <cmath>
#include <vector>

#include "offtake/base/random.h"
#include "offtake/futures/sampler.h"

namespace offtake {
namespace {

TEST(Pert, TableIsAsGoodAsTheExactQuantile) {
  SamplerContext context{"it", {}};
  context.clock.steps = 1;
  for (const double mode : {0.0, 0.01, 0.25, 0.5, 0.9, 1.0}) {
    const SamplerResult pert = make_sampler(Pert{0.0, mode, 1.0, false}, context);
    ASSERT_TRUE(pert.ok());
    const boost::math::beta_distribution<double> beta(1.0 + 4.0 * mode, 5.0 - 4.0 * mode);
    double last = -1.0;
    for (double from = -7.5; from < 7.5; from += 0.37) {
      std::vector<double> z, value(kLanes), event(kLanes);
      for (int l = 0; l < kLanes; ++l) z.push_back(from + 0.0211 * l);
      (*pert)->fill({0, z.data(), nullptr}, value.data(), event.data());
      for (int l = 0; l < kLanes; ++l) {
        const double exact = z[l] < 0.0 ? quantile(beta, normal_cdf(z[l]))
                                        : quantile(complement(beta, normal_cdf(-z[l])));
        ASSERT_NEAR(value[l], exact, 1e-7) << "mode " << mode << " z " << z[l];
        ASSERT_GE(value[l], last);
        last = value[l];
      }
    }
  }
}

}  // namespace
}  // namespace offtake
