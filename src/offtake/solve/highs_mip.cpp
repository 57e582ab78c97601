#include "offtake/solve/highs_mip.h"

#include <interfaces/highs_c_api.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "offtake/base/text.h"
#include "offtake/solve/highs_handle.h"
#include "offtake/solve/highs_session.h"

namespace offtake {
namespace {

// The child's answer is a letter and then, for P or L, doubles: objective, bound, point; for E, the
// code and the sentences of a Diagnostic, each ended by a zero.
enum Kind : char { kProven = 'P', kAtLimit = 'L', kError = 'E' };

std::string pack(const Diagnostic& d) {
  std::string out(1, kError);
  for (const std::string* part : {&d.code, &d.what, &d.mend})
    out.append(part->c_str(), part->size() + 1);
  return out;
}

std::string pack(Kind kind, double said, double bound, const std::vector<double>& x) {
  std::vector<double> numbers{said, bound};
  numbers.insert(numbers.end(), x.begin(), x.end());
  std::string out(1, kind);
  out.append(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(double));
  return out;
}

struct Found {
  double said = 0.0;  // objective, the solver's word
  MipSolution solution;
};

Result<Found> unpack(const std::string& text, std::size_t columns) {
  const auto rubbish = [] { return broken_answer("it cannot be read"); };
  if (text.empty()) return rubbish();
  if (text[0] == kError) {
    std::vector<std::string> parts;
    for (std::size_t at = 1, end; (end = text.find('\0', at)) != std::string::npos; at = end + 1) {
      parts.push_back(text.substr(at, end - at));
    }
    if (parts.size() != 3) return rubbish();
    return solver_failure(parts[0].c_str(), parts[1], parts[2]);
  }
  const std::size_t bytes = (columns + 2) * sizeof(double);
  if ((text[0] != kProven && text[0] != kAtLimit) || text.size() != 1 + bytes) return rubbish();
  std::vector<double> numbers(columns + 2);
  std::memcpy(numbers.data(), text.data() + 1, bytes);
  Found f;
  f.said = numbers[0];
  f.solution.claimed_bound = numbers[1];
  f.solution.at_limit = text[0] == kAtLimit;
  f.solution.x.assign(numbers.begin() + 2, numbers.end());
  return f;
}

Status keeps(const LinearProgram& p, const std::vector<double>& x, const SolveOptions& options) {
  const double worst = infeasibility(p, x);
  if (worst <= options.tolerance) return ok_status();
  return broken_answer(fmt::format("it violates the program by {:.3g}", worst));
}

// Whole numbers made exact and the rest fitted to them, where rounding alone breaks a row.
Result<std::vector<double>> rounded(const LinearProgram& p, std::vector<double> x,
                                    const SolveOptions& options) {
  for (std::size_t j = 0; j < x.size(); ++j) {
    if (p.is_whole(j)) x[j] = std::round(x[j]) + 0.0;  // no −0
  }
  if (infeasibility(p, x) <= options.tolerance) return x;
  LinearProgram rest = p;
  for (std::size_t j = 0; j < x.size(); ++j) {
    if (p.is_whole(j)) rest.lower[j] = rest.upper[j] = x[j];
  }
  Result<LpSolution> fitted = HighsSession(rest).solve(options);
  if (!fitted) return broken_answer("no point is near it whose whole numbers are whole");
  for (std::size_t j = 0; j < x.size(); ++j) {
    if (p.is_whole(j)) fitted->x[j] = x[j];
  }
  return std::move(fitted->x);
}

Result<MipSolution> checked(const LinearProgram& p, Found found, const SolveOptions& options) {
  MipSolution& s = found.solution;
  const auto apart = [&](double a, double b) {
    return !(std::abs(a - b) <= options.tolerance * (1.0 + std::abs(b)));
  };
  if (apart(objective(p, s.x), found.said)) {
    return broken_answer("its objective is not that of its point");
  }
  if (Status kept = keeps(p, s.x, options); !kept) return kept.errors();
  Result<std::vector<double>> x = rounded(p, std::move(s.x), options);
  if (!x) return x.errors();
  s.x = std::move(*x);
  if (Status kept = keeps(p, s.x, options); !kept) return kept.errors();
  s.objective = objective(p, s.x);
  s.infeasibility = infeasibility(p, s.x);
  if (!std::isfinite(s.objective)) return broken_answer("its objective is not a number");
  // A bound that its own point passes is no bound.
  const double better = p.maximize ? kInfinity : -kInfinity;
  if (std::isnan(s.claimed_bound)) s.claimed_bound = better;
  const bool passed = p.maximize ? s.objective > s.claimed_bound : s.objective < s.claimed_bound;
  if (passed && apart(s.objective, s.claimed_bound)) {
    return broken_answer("its point is better than its bound");
  }
  if (passed) s.claimed_bound = s.objective;
  return std::move(s);
}

}  // namespace

std::string search_with_highs(const LinearProgram& program, const SolveOptions& options) {
  if (!program.has_whole()) {
    const Result<LpSolution> s = HighsSession(program).solve(options);
    return s ? pack(kProven, s->objective, s->objective, s->x) : pack(s.errors().front());
  }
  HighsHandle highs;
  // Presolve has called feasible mixed-integer programs infeasible (docs/decisions/0002-highs.md).
  highs.set("presolve", "off");
  highs.set("mip_rel_gap", options.relative_gap);
  if (options.node_limit > 0) {
    highs.set("mip_max_nodes", static_cast<int>(std::min<std::int64_t>(
                                   options.node_limit, std::numeric_limits<int>::max())));
  }
  if (Status passed = highs.pass(program); !passed) return pack(passed.errors().front());
  if (!options.start.empty()) {
    Highs_setSolution(highs.get(), options.start.data(), nullptr, nullptr, nullptr);
  }
  const Status ran = highs.run(options.time_limit_seconds);
  if (!ran && !(ran.errors().front().code == "E0952" && highs.has_point())) {
    return pack(ran.errors().front());
  }
  return pack(ran ? kProven : kAtLimit, highs.objective(), highs.number("mip_dual_bound"),
              highs.point());
}

ChildLimits mip_limits(const SolveOptions& options) {
  return {options.time_limit_seconds * 1.2 + 10.0, options.memory_limit_bytes};
}

Result<MipSolution> solve_mip_in_child(const MipSearch& search, const LinearProgram& program,
                                       const SolveOptions& options, const ChildLimits& limits) {
  if (Status valid = validate(program); !valid) return valid.errors();
  if (!options.start.empty() && options.start.size() != program.columns()) {
    return solver_failure("E0950", "the point to begin from is of another program",
                          "this is a fault of the program that wrote it");
  }
  const Result<std::string> answer = run_in_child([&] { return search(program, options); }, limits);
  if (!answer) return answer.errors();
  Result<Found> found = unpack(*answer, program.columns());
  if (!found) return found.errors();
  return checked(program, std::move(*found), options);
}

}  // namespace offtake
