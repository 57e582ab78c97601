// Quantiles and tails of the distributions that tests and intervals are made of (Boost.Math).
// Degrees of freedom and shapes must be above 0, probabilities in (0, 1).
#pragma once

namespace offtake {

double student_quantile(double probability, double degrees);
double chi_square_quantile(double probability, double degrees);
// P(χ² > x).
double chi_square_tail(double x, double degrees);
double beta_quantile(double probability, double a, double b);

}  // namespace offtake
