// Whether what a fit leaves over looks like what it says: white and normal.
#pragma once

#include <string>
#include <vector>

namespace offtake {

// A small p-value says that the data do not look like the fitted driver.
struct GoodnessTest {
  std::string key;  // "ljung_box", "anderson_darling", "kolmogorov_smirnov", "dispersion"
  double statistic = 0.0;
  double p_value = 1.0;
};

// Ljung and Box (1978): Q = n(n+2) Σ_{k=1..h} ρ_k²/(n−k), ρ_k the autocorrelation of z around its
// mean, against χ² with h − fitted degrees; h = min(10, n/5), at least fitted + 1. Needs 5 values.
GoodnessTest ljung_box(const std::vector<double>& z, int fitted);

// Anderson and Darling against a normal whose mean and variance are estimated:
//   A² = −n − (1/n) Σ (2i−1)(ln Φ(y_i) + ln(1 − Φ(y_{n+1−i}))),  A*² = A²(1 + 0.75/n + 2.25/n²),
// p-value by D'Agostino and Stephens (1986), table 4.9. Needs 5 values that are not all the same.
GoodnessTest anderson_darling(const std::vector<double>& z);

}  // namespace offtake
