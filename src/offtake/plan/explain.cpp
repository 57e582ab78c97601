#include "offtake/plan/explain.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "offtake/optimize/master.h"
#include "offtake/plan/explain_limits.h"
#include "offtake/plan/plan_oracle.h"
#include "offtake/simulate/compile.h"

namespace offtake {
namespace {

constexpr double kWorthNothingUsd = 1.0;  // per MW, or per $M of a budget: rounding
constexpr double kNothingMw = 1e-6;
constexpr double kPriceStep = 1e-3;

struct Duals {
  std::vector<DomainRow> rows;
  std::vector<double> row;    // [row] y
  std::vector<double> slope;  // [column] Σ_i λ_i slope_i
};

Result<Duals> duals_of(const PlanProblem& problem, const std::vector<Evaluation>& known) {
  const Domain& domain = problem.domain.domain;
  CutPool cuts;
  for (const Evaluation& e : known) cuts.add(e);
  RowPool rows(domain, problem.domain.separator.get());
  std::vector<std::string> incidents;
  Master master(domain, rows, cuts, highs_solver(), incidents);
  Result<Master::Answer> answer = master.solve({domain.lower, domain.upper});
  while (answer && rows.separate(answer->x)) answer = master.solve({domain.lower, domain.upper});
  if (!answer) return answer.errors();
  Duals out{rows.all(), answer->row_dual, std::vector<double>(domain.lower.size(), 0.0)};
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    for (std::size_t j = 0; j < out.slope.size(); ++j) {
      out.slope[j] += answer->weight[i] * cuts[i].slope[j];
    }
  }
  return out;
}

// Limits by what people know them by.
using Name = std::pair<std::string, std::string>;
template <class Named>
Name name_of(const Named& named) {
  return {named.name, named.key_path};
}

class Explainer {
 public:
  Explainer(const PlanProblem& problem, Duals duals)
      : problem_(problem),
        duals_(std::move(duals)),
        limits_(make_limits(problem.model, problem.signed_already, problem.columns)),
        total_of_(problem.columns.slots.size(), nullptr) {
    for (const Limit& limit : limits_) {
      by_name_[name_of(limit)] = &limit;
      for (std::size_t s = 0; s < total_of_.size(); ++s) {
        const bool own = limit.of == Limit::Of::total || limit.of == Limit::Of::exercise;
        if (own && limit.per_mw[s] > 0.0) total_of_[s] = &limit;
      }
    }
    fill_margins();
  }

  std::vector<BindingLimit> limits() const {
    std::map<const Limit*, double> worth;
    for (std::size_t r = 0; r < duals_.rows.size(); ++r) {
      const auto at = by_name_.find(name_of(duals_.rows[r]));
      if (at != by_name_.end()) worth[at->second] += std::abs(duals_.row[r]);
    }
    for (std::size_t j = 0; j < bound_.size(); ++j) worth[total(j)] += std::max(0.0, bound_[j]);
    std::vector<BindingLimit> out;
    for (const Limit& limit : limits_) {
      const double usd = worth[&limit];
      if (usd < kWorthNothingUsd || is_whole(limit)) continue;
      const double unit = limit.of == Limit::Of::budget ? kUsdPerBudgetUnit : 1.0;
      out.push_back({named_limit(limit), usd / unit});
    }
    // A dollar of a budget is no MW: those first that are worth more per million dollars.
    std::stable_sort(out.begin(), out.end(), [](const BindingLimit& a, const BindingLimit& b) {
      const bool usd_a = a.limit.unit == LimitUnit::usd, usd_b = b.limit.unit == LimitUnit::usd;
      return usd_a != usd_b ? usd_b : a.worth_usd > b.worth_usd;
    });
    return out;
  }

  std::vector<OfferMargin> at_most(const std::vector<double>& x) const {
    std::vector<OfferMargin> out;
    for (std::size_t j = 0; j < x.size(); ++j) {
      if (x[j] <= kNothingMw || margin_[j] < kWorthNothingUsd) continue;
      out.push_back({static_cast<int>(j), x[j], margin_[j]});
    }
    std::stable_sort(out.begin(), out.end(), [](const OfferMargin& a, const OfferMargin& b) {
      return a.worth_usd > b.worth_usd;
    });
    return out;
  }

  const std::vector<double>& margins() const { return margin_; }

  // Of each offer that is signed nowhere the column for which `nearness` is least.
  template <class Nearness>
  std::vector<NearMiss> not_signed(const std::vector<double>& x, const Nearness& nearness) const {
    std::map<AgreementId, NearMiss> best;
    std::set<AgreementId> is_signed;
    const auto offer_of = [&](std::size_t j) {
      return problem_.columns.slots[std::size_t(problem_.columns.columns[j].slot)].offer;
    };
    for (std::size_t j = 0; j < x.size(); ++j) {
      if (x[j] > kNothingMw) is_signed.insert(offer_of(j));
    }
    for (std::size_t j = 0; j < x.size(); ++j) {
      const Slot& slot = problem_.columns.slots[std::size_t(problem_.columns.columns[j].slot)];
      if (slot.exercise != Exercise::none || is_signed.count(slot.offer)) continue;
      if (problem_.domain.domain.upper[j] <= 0.0) continue;
      const NearMiss miss{static_cast<int>(j), std::max(0.0, -margin_[j]), false, 0.0, 0.0};
      const auto [at, fresh] = best.emplace(offer_of(j), miss);
      if (!fresh && nearness(miss) < nearness(at->second)) at->second = miss;
    }
    std::vector<NearMiss> out;
    for (const auto& [offer, miss] : best) out.push_back(miss);
    std::stable_sort(out.begin(), out.end(), [&](const NearMiss& a, const NearMiss& b) {
      return nearness(a) < nearness(b);
    });
    return out;
  }

 private:
  const Limit* total(std::size_t j) const {
    return total_of_[std::size_t(problem_.columns.columns[j].slot)];
  }
  bool is_whole(const Limit& limit) const {
    for (std::size_t s = 0; s < limit.per_mw.size(); ++s) {
      if (limit.per_mw[s] == 0.0) continue;
      const int column = problem_.columns.slots[s].first_column;
      return limit.of == Limit::Of::total && problem_.columns.columns[std::size_t(column)].whole;
    }
    return false;
  }

  void fill_margins() {
    bound_ = margin_ = duals_.slope;
    for (std::size_t r = 0; r < duals_.rows.size(); ++r) {
      const auto at = by_name_.find(name_of(duals_.rows[r]));
      for (const LinearProgram::Entry& e : duals_.rows[r].entries) {
        const auto j = std::size_t(e.column);
        const double cost = duals_.row[r] * e.value;
        bound_[j] -= cost;
        if (at == by_name_.end() || at->second != total(j)) margin_[j] -= cost;
      }
    }
  }

  const PlanProblem& problem_;
  Duals duals_;
  std::vector<Limit> limits_;
  std::vector<const Limit*> total_of_;  // [slot] of its offer, or of its option
  std::map<Name, const Limit*> by_name_;
  std::vector<double> margin_, bound_;  // [column] w and d of (1)
};

// (slope at x in another model − slope at x) [column].
Result<std::vector<double>> slope_change(const PlanProblem& problem,
                                         const std::vector<Evaluation>& known,
                                         const std::vector<double>& x, const Model& other,
                                         const PlanOptions& options) {
  const PathValuesOptions paths{options.paths, 0, options.threads, options.memory_bytes};
  PlanOracle oracle(other, problem.columns, problem.signed_already, problem.futures, paths);
  Result<Evaluation> after = evaluate(oracle, problem.risk, x);
  if (!after) return after.errors();
  const auto at =
      std::find_if(known.begin(), known.end(), [&](const Evaluation& e) { return e.x == x; });
  OFFTAKE_CHECK(at != known.end(), std::string("the plan's own evaluation is not known"));
  std::vector<double> out(x.size());
  for (std::size_t j = 0; j < x.size(); ++j) out[j] = after->slope[j] - at->slope[j];
  return out;
}

// What a share of its price that offer j is cheaper by adds to w_j, for offers that x does not
// sign: their payments are nothing at x, so each answers to its own price alone.
Result<std::vector<double>> worth_of_price(const PlanProblem& problem,
                                           const std::vector<Evaluation>& known,
                                           const std::vector<double>& x,
                                           const PlanOptions& options) {
  std::set<AgreementId> is_signed;
  const Columns& columns = problem.columns;
  for (std::size_t j = 0; j < x.size(); ++j) {
    if (x[j] > kNothingMw) is_signed.insert(columns.slots[columns.columns[j].slot].offer);
  }
  Model cheaper = problem.model;
  for (std::size_t i = 0; i < cheaper.agreements.size(); ++i) {
    Agreement& a = cheaper.agreements[i];
    auto* terms = std::get_if<CapacityTerms>(&a.terms);
    if (!terms || !a.is_offer || is_signed.count(AgreementId{i})) continue;
    for (Series::Point& p : terms->price.amount.points) p.value *= 1.0 - kPriceStep;
  }
  Result<std::vector<double>> out = slope_change(problem, known, x, cheaper, options);
  if (!out) return out.errors();
  for (double& worth : *out) worth /= kPriceStep;
  return out;
}

double monthly_price(const PlanProblem& problem, const Slot& slot) {
  for (const Position& p : compile(problem.model, {{{slot.offer, slot.month, 1.0}}}).positions) {
    if (p.signing == 0 && !p.step_in.failed.valid()) return p.price_usd_per_mw_month;
  }
  return 0.0;
}

}  // namespace

Result<FirstMw> first_mw(const PlanProblem& problem, const std::vector<Evaluation>& known,
                         const std::vector<double>& x, const Model& dearer, double share,
                         const PlanOptions& options) {
  Result<Duals> duals = duals_of(problem, known);
  if (!duals) return duals.errors();
  FirstMw out{Explainer(problem, std::move(*duals)).margins(), {}};
  Result<std::vector<double>> change = slope_change(problem, known, x, dearer, options);
  if (!change) return change.errors();
  for (const double fall : *change) out.per_price_usd.push_back(-fall / share);
  return out;
}

Result<Bindings> what_binds(const PlanProblem& problem, const std::vector<Evaluation>& known,
                            const std::vector<double>& x, const PlanOptions& options) {
  Result<Duals> duals = duals_of(problem, known);
  if (!duals) return duals.errors();
  const Explainer explainer(problem, std::move(*duals));
  Bindings out;
  out.limits = explainer.limits();
  out.at_most = explainer.at_most(x);
  const auto by_worth = [](const NearMiss& m) { return m.short_usd; };
  out.not_signed = explainer.not_signed(x, by_worth);
  if (out.not_signed.empty()) return out;

  const auto priced = worth_of_price(problem, known, x, options);
  if (!priced) return priced.errors();
  const auto share = [&](const NearMiss& m) {  // of the price, by which it is too dear
    const double worth = (*priced)[std::size_t(m.column)];
    return worth > 0.0 ? m.short_usd / worth : kInfinity;
  };
  out.not_signed = explainer.not_signed(x, share);
  for (NearMiss& m : out.not_signed) {
    if (!std::isfinite(share(m))) continue;
    const int slot = problem.columns.columns[std::size_t(m.column)].slot;
    m.has_price = true;
    m.price_usd_per_mw_month = monthly_price(problem, problem.columns.slots[std::size_t(slot)]);
    m.cut_usd_per_mw_month = share(m) * m.price_usd_per_mw_month;
  }
  return out;
}

}  // namespace offtake
