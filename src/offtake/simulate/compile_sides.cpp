#include <map>

#include "offtake/simulate/compile_parts.h"

namespace offtake {

void compile_sides(Compiled& out) {
  std::map<std::pair<AgreementId, PartyId>, int> sides;
  for (const Line& l : out.lines) {
    if (!l.agreement.valid()) continue;
    for (const PartyId party : {l.payer, l.payee}) {
      if (party != kOutside) sides.emplace(std::pair(l.agreement, party), 0);
    }
  }
  for (auto& [side, index] : sides) {
    index = static_cast<int>(out.sides.size());
    out.sides.push_back({side.first, side.second});
  }
  const auto at = [&](AgreementId agreement, PartyId party) {
    const auto side = sides.find({agreement, party});
    return side == sides.end() ? -1 : side->second;
  };
  for (const Line& l : out.lines) {
    const bool counts = counts_in_return(l.account);
    out.line_sides.push_back(
        {counts ? at(l.agreement, l.payer) : -1, counts ? at(l.agreement, l.payee) : -1});
  }
  for (const Stake& s : out.stakes) out.stake_side.push_back(at(s.agreement, s.investor));
}

}  // namespace offtake
