// Clearing of what is owed in a network: L. Eisenberg and T. H. Noe, Systemic risk in financial
// systems, Management Science 47 (2001).
//
// Party i owes L_ij to j, L_i = Σ_j L_ij in all, and has e_i ≥ 0 of its own. Whoever cannot pay all
// pays everybody the same share π_i of what it owes. The clearing shares are the greatest solution
// of
//   π_i = 1 for those that cannot fail,  π_i L_i = min(L_i, e_i + Σ_j π_j L_ji) for the others (1)
#pragma once

#include <vector>

#include "offtake/simulate/leontief.h"

namespace offtake {

struct Clearing {
  std::vector<double> share;  // π
  // In which round of fictitious default a party fails: 0 never, 1 though all others pay, later
  // only because others do not.
  std::vector<int> round;
  bool all_pay = true;
};

// Fictitious default: all pay; those who then cannot are taken to fail, and (1) is solved for them;
// until nobody else fails. It is exact, and ends after as many rounds as there are parties at most.
// Short by less than `nothing` is rounding.
Clearing clear(const PartyMatrix& owed, const std::vector<double>& own,
               const std::vector<char>& may_fail, double nothing);

}  // namespace offtake
