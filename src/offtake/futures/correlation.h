// Gaussian copula: the shocks of correlated drivers are Z = L·ε in every step, L·Lᵀ = R. Drivers
// stand by name, so that their order in the file does not matter; those without a correlation stay
// alone.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "offtake/base/result.h"
#include "offtake/model/model.h"

namespace offtake {

struct Mixing {
  std::vector<std::size_t> drivers;  // indices into Model::drivers, by name; drivers[i] has row i
  // Row i of L without its zeros: (j, L_ij), j rising, j <= i.
  std::vector<std::vector<std::pair<std::size_t, double>>> rows;
};

// A singular R (three drivers of which two say it all) is fine: eigenvalues down to −1e-9 count as
// 0. Error E0604: R has a negative eigenvalue, so no shocks have these correlations. Names the pair
// that mends it with the least change and the value nearest to the one given; when no single pair
// does, the one that helps most and the factor on all correlations that does.
Result<Mixing> mixing_of(const Model& model);

// z is [driver of the mixing][count] with ε in it; Z on return.
void mix(const Mixing& mixing, std::size_t count, double* z);

}  // namespace offtake
