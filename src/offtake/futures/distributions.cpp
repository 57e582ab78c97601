#include "offtake/futures/distributions.h"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace offtake {

namespace math = boost::math;

double student_quantile(double probability, double degrees) {
  return math::quantile(math::students_t(degrees), probability);
}

double chi_square_quantile(double probability, double degrees) {
  return math::quantile(math::chi_squared(degrees), probability);
}

double chi_square_tail(double x, double degrees) {
  return math::cdf(math::complement(math::chi_squared(degrees), x));
}

double beta_quantile(double probability, double a, double b) {
  return math::quantile(math::beta_distribution<double>(a, b), probability);
}

}  // namespace offtake
