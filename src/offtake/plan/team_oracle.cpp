#include "offtake/plan/team_oracle.h"

#include "offtake/base/text.h"
#include "offtake/simulate/path_values.h"

namespace offtake {

TeamOracle::TeamOracle(PlanTeam& team, Decisions decisions, const Sizes& sizes)
    : team_(team),
      decisions_(decisions),
      columns_(sizes.columns),
      probability_(std::size_t(sizes.paths), 1.0 / double(sizes.paths)) {}

Status TeamOracle::values(const std::vector<double>& x, std::vector<double>& value) {
  Result<std::vector<double>> all = team_.ask({TeamRequest::Kind::values, decisions_, x});
  if (!all) return all.errors();
  OFFTAKE_CHECK(all->size() == probability_.size(), fmt::format("{} values", all->size()));
  value = std::move(*all);
  return ok_status();
}

Status TeamOracle::slope(const std::vector<double>& weight, std::vector<double>& out) {
  const Result<std::vector<double>> blocks =
      team_.ask({TeamRequest::Kind::slope, decisions_, weight});
  if (!blocks) return blocks.errors();
  return add_block_slopes(*blocks, columns_, out);
}

}  // namespace offtake
