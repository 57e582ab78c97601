#include "offtake/solve/highs.h"

#include <dlfcn.h>
#include <interfaces/highs_c_api.h>

#include <cmath>
#include <memory>

namespace offtake {
namespace {

struct Destroy {
  void operator()(void* handle) const { Highs_destroy(handle); }
};
using Handle = std::unique_ptr<void, Destroy>;

Diagnostic failure(const char* code, std::string what, std::string mend) {
  Diagnostic d;
  d.code = code;
  d.what = std::move(what);
  d.mend = std::move(mend);
  return d;
}

Handle make_handle(const SolveOptions& options, bool integer) {
  Handle h(Highs_create());
  Highs_setBoolOptionValue(h.get(), "output_flag", 0);
  Highs_setIntOptionValue(h.get(), "threads", 1);
  Highs_setStringOptionValue(h.get(), "parallel", "off");
  // Presolve has called feasible mixed-integer programs infeasible (docs/decisions/0002-highs.md).
  if (integer) Highs_setStringOptionValue(h.get(), "presolve", "off");
  Highs_setDoubleOptionValue(h.get(), "time_limit", options.time_limit_seconds);
  return h;
}

bool pass(void* h, const LinearProgram& p, bool integer) {
  const auto as_int = [](const auto& from) {
    std::vector<HighsInt> to(from.begin(), from.end());
    to.push_back(0);  // never an empty array
    return to;
  };
  std::vector<HighsInt> start = as_int(p.start);
  const std::vector<HighsInt> column = as_int(p.column);
  const auto n = static_cast<HighsInt>(p.columns()), m = static_cast<HighsInt>(p.rows());
  const auto entries = static_cast<HighsInt>(p.value.size());
  const HighsInt sense = p.maximize ? kHighsObjSenseMaximize : kHighsObjSenseMinimize;
  if (!integer) {
    return Highs_passLp(h, n, m, entries, kHighsMatrixFormatRowwise, sense, p.offset, p.cost.data(),
                        p.lower.data(), p.upper.data(), p.row_lower.data(), p.row_upper.data(),
                        start.data(), column.data(), p.value.data()) == kHighsStatusOk;
  }
  std::vector<HighsInt> kind;
  for (const char whole : p.integer)
    kind.push_back(whole ? kHighsVarTypeInteger : kHighsVarTypeContinuous);
  return Highs_passMip(h, n, m, entries, kHighsMatrixFormatRowwise, sense, p.offset, p.cost.data(),
                       p.lower.data(), p.upper.data(), p.row_lower.data(), p.row_upper.data(),
                       start.data(), column.data(), p.value.data(), kind.data()) == kHighsStatusOk;
}

Status outcome(void* h) {
  const HighsInt status = Highs_getModelStatus(h);
  if (status == kHighsModelStatusOptimal) return ok_status();
  if (status == kHighsModelStatusInfeasible || status == kHighsModelStatusUnbounded ||
      status == kHighsModelStatusUnboundedOrInfeasible) {
    return failure("E0951", "the solver calls the program infeasible or unbounded",
                   "our programs are feasible by construction: report this with the program");
  }
  if (status == kHighsModelStatusTimeLimit || status == kHighsModelStatusIterationLimit ||
      status == kHighsModelStatusInterrupt) {
    return failure("E0952", "the solver stopped at a limit", "give it more time");
  }
  return failure("E0953", "the solver failed with model status " + std::to_string(status),
                 "report this with the program");
}

}  // namespace

Result<LpSolution> solve_lp(const LinearProgram& program, const SolveOptions& options) {
  if (Status valid = validate(program); !valid) return valid.errors();
  const bool integer = !program.integer.empty();
  const Handle h = make_handle(options, integer);
  if (!pass(h.get(), program, integer)) {
    return failure("E0953", "the solver refused the program", "report this with the program");
  }
  Highs_run(h.get());
  if (Status status = outcome(h.get()); !status) return status.errors();
  LpSolution s;
  s.x.resize(program.columns());
  s.row_dual.resize(program.rows());
  std::vector<double> column_dual(program.columns()), row_value(program.rows());
  Highs_getSolution(h.get(), s.x.data(), column_dual.data(), row_value.data(), s.row_dual.data());
  if (integer) s.row_dual.clear();
  s.objective = objective(program, s.x);
  s.infeasibility = infeasibility(program, s.x);
  const double said = Highs_getObjectiveValue(h.get());
  const double apart = std::abs(s.objective - said) / (1.0 + std::abs(said));
  if (!std::isfinite(s.objective) || !(s.infeasibility <= options.tolerance) ||
      !(apart <= options.tolerance)) {
    return failure("E0954", "the solver's answer does not hold: it violates the program",
                   "report this with the program");
  }
  return s;
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
