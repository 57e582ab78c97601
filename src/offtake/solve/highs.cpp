#include "offtake/solve/highs.h"

#include <dlfcn.h>
#include <interfaces/highs_c_api.h>

#include "offtake/solve/highs_mip.h"
#include "offtake/solve/highs_session.h"
#include "offtake/solve/solver.h"

namespace offtake {
namespace {

class HighsSolver : public Solver {
 public:
  std::unique_ptr<LpSession> open(const LinearProgram& program) const override {
    return std::make_unique<HighsSession>(program);
  }
  Result<MipSolution> solve_mip(const LinearProgram& program,
                                const SolveOptions& options) const override {
    return solve_mip_in_child(search_with_highs, program, options, mip_limits(options));
  }
};

}  // namespace

const Solver& highs_solver() {
  static const HighsSolver solver;
  return solver;
}

Result<LpSolution> solve_lp(const LinearProgram& program, const SolveOptions& options) {
  if (!program.has_whole()) return HighsSession(program).solve(options);
  Result<MipSolution> mip = highs_solver().solve_mip(program, options);
  if (!mip) return mip.errors();
  if (mip->at_limit) {
    return solver_failure("E0952", "the solver stopped at a limit", "give it more time");
  }
  return LpSolution{std::move(mip->x), {}, mip->objective, mip->infeasibility};
}

HighsInfo highs_info() {
  HighsInfo info{Highs_version(), Highs_githash(), ""};
  Dl_info where{};
  if (dladdr(reinterpret_cast<void*>(&Highs_version), &where) && where.dli_fname) {
    info.library = where.dli_fname;
  }
  return info;
}

}  // namespace offtake
