#include "offtake/model/check.h"

#include "offtake/model/check_parts.h"

namespace offtake {

std::vector<Problem> check(const Model& model) {
  Problems problems;
  check_clock(model, problems);
  check_parties(model, problems);
  check_drivers(model, problems);
  check_planner(model, problems);
  check_workloads(model, problems);
  check_agreements(model, problems);
  check_fleets(model, problems);
  check_pools(model, problems);
  check_stakes(model, problems);
  check_shares(model, problems);
  check_strategies(model, problems);
  check_shocks(model, problems);
  check_unused(model, problems);
  return problems.take();
}

}  // namespace offtake
