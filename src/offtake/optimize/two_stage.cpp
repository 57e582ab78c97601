#include "offtake/optimize/two_stage.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/text.h"
#include "offtake/optimize/dual_value.h"
#include "offtake/optimize/two_stage_domain.h"
#include "offtake/optimize/two_stage_extensive.h"

namespace offtake {
namespace {

constexpr double kPaid = 1e-6;   // a violation that counts, relative
constexpr double kWhole = 1e-6;  // from a whole number
constexpr int kMostRaises = 4;   // of the price of violations
constexpr double kFirstBox = 1e4, kMostBox = 1e11, kBoxStep = 1e2;
constexpr double kSureOfDuals = 1e-9;               // violation that is rounding
constexpr std::size_t kMostIntegerScenarios = 500;  // solved one by one

Diagnostic failure(const char* code, std::string what, std::string mend) {
  Diagnostic d;
  d.code = code;
  d.what = std::move(what);
  d.mend = std::move(mend);
  return d;
}

Diagnostic infeasible() {
  return failure("E1120", "the program is infeasible: no first stage suits every scenario",
                 "relax a row, or let the recourse buy what is short");
}

bool any_integer(const TwoStage& p, const std::vector<int>& columns) {
  return !p.core.integer.empty() && std::any_of(columns.begin(), columns.end(), [&](int j) {
    return p.core.integer[std::size_t(j)] != 0;
  });
}

bool is_code(const Diagnostics& errors, const char* code) { return errors.front().code == code; }

// The least of a program, and what is known of it.
struct Least {
  std::vector<double> x;
  double objective = 0.0, bound = 0.0;
  bool certified = false, at_limit = false;
};

Result<Least> minimize(const LinearProgram& p, const Solver& solver, const SolveOptions& options) {
  const bool integer =
      std::any_of(p.integer.begin(), p.integer.end(), [](char whole) { return whole != 0; });
  if (integer) {
    Result<MipSolution> s = solver.solve_mip(p, options);
    if (!s) return s.errors();
    return Least{s->x, s->objective, s->claimed_bound, false, s->at_limit};
  }
  const Result<LpSolution> s = solver.open(p)->solve(options);
  if (!s) return s.errors();
  const DualValue dual = dual_value(p, s->x, s->row_dual, 1.0);
  const double rounding = 1e-15 * dual.size;
  return Least{s->x, s->objective, std::min(dual.value - rounding, s->objective),
               dual.violation <= kSureOfDuals, false};
}

// E0951 told apart: without costs a program is feasible or not.
Diagnostics why_not(LinearProgram p, const Solver& solver, const Diagnostics& errors) {
  if (!is_code(errors, "E0951")) return errors;
  std::fill(p.cost.begin(), p.cost.end(), 0.0);
  if (minimize(p, solver, {})) {
    return {failure("E1121", "the program is unbounded", "bound what is bought or sold")};
  }
  return {infeasible()};
}

class Spine {
 public:
  Spine(const TwoStage& p, const Solver& solver, const TwoStageOptions& options)
      : p_(p),
        solver_(solver),
        options_(options),
        stages_(p),
        sign_(p.core.maximize ? 1.0 : -1.0),
        integer_recourse_(any_integer(p, stages_.second_columns)) {}

  Result<TwoStageResult> run() {
    out_.columns = stages_.first_columns;
    out_.method = options_.method;
    if (integer_recourse_ || stages_.first_columns.empty()) {
      out_.method = TwoStageMethod::extensive;
    } else if (out_.method == TwoStageMethod::automatic) {
      out_.method = TwoStageMethod::bundle;
    }
    solve_means();
    value_means();
    const bool bundle = out_.method == TwoStageMethod::bundle;
    if (Status done = bundle ? run_bundle() : run_extensive(); !done) return done.errors();
    out_.gap = std::abs(out_.value - out_.bound) / std::max(1.0, std::abs(out_.value));
    wait_and_see();
    if (out_.eev) out_.vss = std::abs(*out_.eev - out_.value);
    if (out_.ws) out_.evpi = std::abs(out_.value - *out_.ws);
    return std::move(out_);
  }

 private:
  // F of V as the program's own sense sees it.
  double own(double f) const { return f == 0.0 ? 0.0 : sign_ * f; }
  double risk_of(const std::vector<double>& values) const {
    const RiskWeights w = risk_weights(values, probability(), options_.risk);
    return options_.risk.mean_weight * w.mean + options_.risk.tail_weight * w.cvar;
  }
  std::vector<double> probability() const {
    std::vector<double> all;
    for (const TwoStage::Scenario& s : p_.scenarios) all.push_back(s.probability);
    return all;
  }

  void solve_means() {
    const TwoStage mean = expected_value_program(p_);
    if (const Status valid = validate(mean); !valid) return;
    const Result<Least> s = minimize(loss_program(mean, mean.scenarios.front()), solver_, {});
    if (!s) return;
    const double total = total_probability(p_);
    out_.ev = own(-(options_.risk.mean_weight + options_.risk.tail_weight) * total * s->objective);
    for (const int j : stages_.first_columns) means_.push_back(s->x[std::size_t(j)]);
  }

  Status run_extensive() {
    const Result<LinearProgram> form = extensive_form(p_, stages_, options_.risk);
    if (!form) return form.errors();
    SolveOptions how;
    how.time_limit_seconds = options_.time_limit_seconds;
    how.relative_gap = options_.gap;
    const Result<Least> s = minimize(*form, solver_, how);
    if (!s) return why_not(*form, solver_, s.errors());
    const auto end = s->x.begin() + std::ptrdiff_t(stages_.first_columns.size());
    out_.first_stage.assign(s->x.begin(), end);
    take(scenario_values(p_, stages_, s->x));
    out_.bound = own(-s->bound);
    out_.certified = s->certified;
    out_.at_limit = s->at_limit;
    return ok_status();
  }

  void take(const std::vector<double>& values) {
    const RiskWeights w = risk_weights(values, probability(), options_.risk);
    out_.mean = own(w.mean);
    out_.cvar = own(w.cvar);
    out_.value = own(options_.risk.mean_weight * w.mean + options_.risk.tail_weight * w.cvar);
  }

  // No optimum has a greater expected loss: that of the tail is never less than the expectation.
  double most_loss() const {
    const double weight = options_.risk.mean_weight + options_.risk.tail_weight;
    return out_.eev && weight > 0.0 ? -own(*out_.eev) / weight : kInfinity;
  }

  // Again with a higher price while the answer pays for violations, or with a wider box while that
  // holds it back.
  Status run_bundle() {
    TwoStageOracle oracle(p_, solver_, options_.threads);
    FirstStage first = first_stage_of(p_, stages_, solver_, most_loss());
    double box = kFirstBox;
    for (const double x : means_) box = std::max(box, kFirstBox * std::abs(x));
    for (int raises = 0;;) {
      set_box(first, box);
      const Result<BundleResult> found = maximize(oracle, options_.risk, first.domain, &oracle,
                                                  solver_, bundle_options(first.domain));
      if (!found && no_point(first.domain, oracle.cuts())) return infeasible();
      if (!found && !is_code(found.errors(), "E1121")) return found.errors();
      bool paid = !found;  // what the price was too low for may look unbounded
      if (found) {
        std::vector<double> values;
        if (Status done = oracle.values(found->x, values); !done) return done.errors();
        paid = oracle.paid();
        if (!paid && !is_whole(found->x)) {
          out_.notes.push_back("the bundle gave no whole first stage");
          out_.method = TwoStageMethod::extensive;
          return run_extensive();
        }
        if (!paid && !(first.is_open() && box_binds(first, found->x))) {
          take(values);
          take(*found, first.is_open());
          return ok_status();
        }
      }
      if (paid && raises == kMostRaises) {
        return found ? infeasible()
                     : failure("E1121", "a recourse is unbounded", "bound its columns");
      }
      if (!paid && box >= kMostBox) {
        return failure("E1121", "the program is unbounded", "bound the first stage");
      }
      if (paid) {
        ++raises;
        oracle.raise_price();
      } else {
        box *= kBoxStep;
      }
    }
  }

  bool is_whole(const std::vector<double>& x) const {
    const auto& integer = p_.core.integer;
    for (std::size_t j = 0; j < x.size() && !integer.empty(); ++j) {
      const bool whole = integer[std::size_t(stages_.first_columns[j])] != 0;
      if (whole && std::abs(x[j] - std::round(x[j])) > kWhole) return false;
    }
    return true;
  }

  BundleOptions bundle_options(const Domain& domain) const {
    BundleOptions how;
    how.gap = how.integer_gap = options_.gap;
    how.time_limit_seconds = options_.time_limit_seconds;
    how.clock = options_.clock;
    if (options_.progress) {
      how.progress = [this](BundleProgress p) {
        p.best = own(p.best);
        p.bound = own(p.bound);
        options_.progress(p);
      };
    }
    how.stop = options_.stop;
    if (means_.empty()) return how;
    std::vector<double> start = means_;
    for (std::size_t j = 0; j < start.size(); ++j) {
      start[j] = std::clamp(start[j], domain.lower[j], domain.upper[j]);
    }
    how.start.push_back(std::move(start));
    return how;
  }

  // Whether the rows of the first stage and the feasibility cuts leave nothing.
  bool no_point(const Domain& domain, const std::vector<DomainRow>& cuts) const {
    LinearProgram p;
    for (std::size_t j = 0; j < domain.lower.size(); ++j) {
      p.add_column(0.0, domain.lower[j], domain.upper[j]);
    }
    for (const auto* rows : {&domain.rows, &cuts}) {
      for (const DomainRow& row : *rows) p.add_row(row.least, row.most, row.entries);
    }
    const Result<LpSolution> s = solver_.open(p)->solve({});
    return !s && is_code(s.errors(), "E0951");
  }

  void take(const BundleResult& found, bool open) {
    out_.first_stage = found.x;
    const bool claimed = found.end == BundleEnd::claimed;
    out_.bound = own(claimed ? found.claimed_bound : found.bound);
    out_.certified = !claimed && found.verified && !open;
    out_.at_limit = !claimed && found.end != BundleEnd::proven;
    out_.iterations = found.iterations;
    out_.notes.insert(out_.notes.end(), found.incidents.begin(), found.incidents.end());
    if (open) {
      out_.notes.push_back(
          "no bound on the first stage follows from its rows: the bound was proved within a box "
          "that did not bind");
    }
  }

  // F at the expected-value solution.
  void value_means() {
    if (means_.empty()) return;
    std::vector<double> values;
    if (integer_recourse_) {
      values = one_by_one(&means_);
    } else {
      TwoStageOracle oracle(p_, solver_, options_.threads);
      values = unpaid_values(oracle, means_);
    }
    if (!values.empty()) out_.eev = own(risk_of(values));
  }

  void wait_and_see() {
    std::vector<double> values;
    if (p_.core.integer.empty()) {
      const TwoStage alone = wait_and_see_program(p_);
      TwoStageOracle oracle(alone, solver_, options_.threads);
      values = unpaid_values(oracle, {});
    } else {
      values = one_by_one(nullptr);
    }
    if (!values.empty()) out_.ws = own(risk_of(values));
  }

  // Nothing where a scenario has no recourse, or none at the highest price.
  std::vector<double> unpaid_values(TwoStageOracle& oracle, const std::vector<double>& x) const {
    std::vector<double> values;
    for (int raises = 0; raises <= kMostRaises; ++raises) {
      if (oracle.values(x, values) && !oracle.paid()) return values;
      if (!oracle.violated(x).empty()) return {};
      oracle.raise_price();
    }
    return {};
  }

  std::vector<double> one_by_one(const std::vector<double>* first_stage) const {
    if (p_.scenarios.size() > kMostIntegerScenarios) return {};
    std::vector<double> values;
    for (const TwoStage::Scenario& s : p_.scenarios) {
      const Result<Least> least = minimize(loss_program(p_, s, first_stage), solver_, {});
      if (!least) return {};
      values.push_back(-least->objective);
    }
    return values;
  }

  const TwoStage& p_;
  const Solver& solver_;
  const TwoStageOptions& options_;
  const Stages stages_;
  const double sign_;
  const bool integer_recourse_;
  std::vector<double> means_;  // x̄
  TwoStageResult out_;
};

}  // namespace

Result<TwoStageResult> solve_two_stage(const TwoStage& program, const Solver& solver,
                                       const TwoStageOptions& options) {
  if (Status valid = validate(program); !valid) return valid.errors();
  return Spine(program, solver, options).run();
}

}  // namespace offtake
