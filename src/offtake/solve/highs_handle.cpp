#include "offtake/solve/highs_handle.h"

#include <interfaces/highs_c_api.h>

#include <algorithm>
#include <limits>

#include "offtake/base/text.h"

namespace offtake {
namespace {

Status outcome(HighsInt model_status) {
  switch (model_status) {
    case kHighsModelStatusOptimal:
    case kHighsModelStatusModelEmpty:
      return ok_status();
    case kHighsModelStatusInfeasible:
    case kHighsModelStatusUnbounded:
    case kHighsModelStatusUnboundedOrInfeasible:
      return solver_failure("E0951", "the solver calls the program infeasible or unbounded",
                            "our programs are feasible by construction: report this with the "
                            "program");
    case kHighsModelStatusTimeLimit:
    case kHighsModelStatusIterationLimit:
    case kHighsModelStatusSolutionLimit:
    case kHighsModelStatusInterrupt:
      return solver_failure("E0952", "the solver stopped at a limit", "give it more time");
    default:
      return solver_failure("E0953",
                            fmt::format("the solver failed with model status {}", model_status),
                            "report this with the program");
  }
}

std::vector<HighsInt> kinds(const LinearProgram& p) {
  std::vector<HighsInt> kind;
  for (const char whole : p.integer) {
    kind.push_back(whole ? kHighsVarTypeInteger : kHighsVarTypeContinuous);
  }
  return kind;
}

}  // namespace

Diagnostic solver_failure(const char* code, std::string what, std::string mend) {
  Diagnostic d;
  d.code = code;
  d.what = std::move(what);
  d.mend = std::move(mend);
  return d;
}

Diagnostic broken_answer(const std::string& how) {
  return solver_failure("E0954", "the solver's answer does not hold: " + how,
                        "report this with the program");
}

void HighsHandle::Destroy::operator()(void* handle) const { Highs_destroy(handle); }

HighsHandle::HighsHandle() : handle_(Highs_create()) {
  Highs_setBoolOptionValue(get(), "output_flag", 0);
  set("threads", 1);
  set("parallel", "off");
  set("small_matrix_value", 1e-12);  // the least that HiGHS allows; what is smaller counts as 0
}

void HighsHandle::set(const char* option, int value) {
  Highs_setIntOptionValue(get(), option, value);
}
void HighsHandle::set(const char* option, double value) {
  Highs_setDoubleOptionValue(get(), option, value);
}
void HighsHandle::set(const char* option, const char* value) {
  Highs_setStringOptionValue(get(), option, value);
}

Status HighsHandle::pass(const LinearProgram& p) {
  const auto as_int = [](const auto& from) {
    std::vector<HighsInt> to(from.begin(), from.end());
    to.push_back(0);  // never an empty array
    return to;
  };
  const std::vector<HighsInt> start = as_int(p.start), column = as_int(p.column), kind = kinds(p);
  const auto n = static_cast<HighsInt>(p.columns()), m = static_cast<HighsInt>(p.rows());
  const auto entries = static_cast<HighsInt>(p.value.size());
  const HighsInt sense = p.maximize ? kHighsObjSenseMaximize : kHighsObjSenseMinimize;
  Highs_clearModel(get());
  // Without kinds this is passLp. A warning says that tiny entries were left out; our own check of
  // the answer does not leave them out.
  const HighsInt status = Highs_passMip(
      get(), n, m, entries, kHighsMatrixFormatRowwise, sense, p.offset, p.cost.data(),
      p.lower.data(), p.upper.data(), p.row_lower.data(), p.row_upper.data(), start.data(),
      column.data(), p.value.data(), kind.empty() ? nullptr : kind.data());
  if (status != kHighsStatusError) return ok_status();
  return solver_failure("E0953", "the solver refused the program", "report this with the program");
}

Status HighsHandle::run(double time_limit_seconds) {
  Highs_zeroAllClocks(get());  // HiGHS would count the time of earlier runs
  set("time_limit", std::max(time_limit_seconds, 0.0));
  Highs_run(get());
  return outcome(Highs_getModelStatus(get()));
}

double HighsHandle::run_seconds() const { return Highs_getRunTime(get()); }
double HighsHandle::objective() const { return Highs_getObjectiveValue(get()); }

bool HighsHandle::has_point() const {
  return count("primal_solution_status") == kHighsSolutionStatusFeasible;
}

int HighsHandle::count(const char* info) const {
  HighsInt value = 0;
  Highs_getIntInfoValue(get(), info, &value);
  return value;
}

double HighsHandle::number(const char* info) const {
  double value = std::numeric_limits<double>::quiet_NaN();
  Highs_getDoubleInfoValue(get(), info, &value);
  return value;
}

std::vector<double> HighsHandle::point() const {
  std::vector<double> x(std::size_t(Highs_getNumCol(get())));
  Highs_getSolution(get(), x.data(), nullptr, nullptr, nullptr);
  return x;
}

std::vector<double> HighsHandle::duals() const {
  std::vector<double> y(std::size_t(Highs_getNumRow(get())));
  Highs_getSolution(get(), nullptr, nullptr, nullptr, y.data());
  return y;
}

}  // namespace offtake
