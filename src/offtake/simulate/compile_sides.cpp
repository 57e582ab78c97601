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
    out.line_sides.push_back({at(l.agreement, l.payer), at(l.agreement, l.payee)});
  }
  for (const Stake& s : out.stakes) out.stake_side.push_back(at(s.agreement, s.investor));
}

}  // namespace offtake
