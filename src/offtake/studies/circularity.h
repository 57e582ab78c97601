// Circular money: how much of what a party earns is paid with money that it gave itself, as
// investments and loans, and over how many hands it came back.
//
// The expected payments of a step are attributed by proportion: a purse is mixed well, and every
// payment out of it has the mix of the whole. With P_uq what u pays q in the step, O_q all that q
// pays, b_q what is in its purse before,
//   S_q = b_q + Σ_u P_uq + D_q,   D_q = max(0, O_q − b_q − Σ_u P_uq)   from outside        (1)
// is what q pays from. Of it the share that v gave is φ_q:
//   S_q φ_q = φ⁻_q b_q + F_vq + Σ_{u ≠ v, outside} P_uq φ_u                               (2)
// F_vq are investments and loans of v, and shares that q got by a warrant of v and sold on; all
// else that v pays is its own no more. Of v's revenue
// R_uv from each u, φ_u R_uv is its own money (3). What remains, S_q − O_q with the share φ_q, is
// the purse of the next step. Opening cash is nobody's.
//
// By hands: money of n payments since v gave it is received by v after n + 1. (2) then is a
// recursion in n without a system; what has made more payments than are told apart is one system.
#pragma once

#include <array>
#include <vector>

#include "offtake/simulate/simulation.h"

namespace offtake {

inline constexpr std::size_t kHops = 4;  // 1, 2, 3 payments until it is back, and more

struct Circularity {
  PartyId party;
  double financed_usd = 0.0;                       // F, given to others
  std::vector<double> revenue_usd;                 // [year of Flows]
  std::vector<std::array<double, kHops>> own_usd;  // [year][hops − 1], of the revenue
};

// Of the parties that gave others money, but the outside.
std::vector<Circularity> circularity(const Model& model, const Simulation& simulation);

}  // namespace offtake
