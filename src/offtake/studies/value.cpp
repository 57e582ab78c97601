#include "offtake/studies/value.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/text.h"
#include "offtake/plan/explain.h"
#include "offtake/plan/problem.h"

namespace offtake {
namespace {

constexpr double kPriceStep = 1e-3;
constexpr double kCheckGap = 0.1;  // of the gap of the other plans
constexpr double kNoPrice = 1e-6;  // of the largest: a column that no payment hangs on
constexpr double kPartWalkAway = 0.5, kPartChanges = 0.3;  // of the study's time, for the progress

class Valuer {
 public:
  Valuer(const Model& model, const ValueQuestion& question, const StudyOptions& options)
      : model_(model), q_(question), options_(options) {
    options_.plan.method.continuous = true;
  }

  Result<Worths> run() {
    tell("the best plan", 0.0);
    Result<Optimum> best = optimum(options_, job("", model_, {}));
    if (!best) return best.errors();
    out_.best = std::move(*best);
    under_ = under(model_, q_.strategy);
    out_.risk = risk_of(under_, options_.plan);
    list_offers();
    each_offer(0.02, kPartWalkAway, [&](OfferWorth& o) { return worth_of(o); });
    each_offer(kPartWalkAway, kPartWalkAway + kPartChanges,
               [&](OfferWorth& o) { return changes_of(o); });
    if (q_.drivers) each_driver();
    return std::move(out_);
  }

 private:
  void tell(const std::string& what, double done) {
    if (options_.progress) options_.progress(what, done);
  }

  PlanJob job(const std::string& variant, const Model& model, std::vector<Plan> near) const {
    PlanJob out{variant, model, q_.strategy, options_.plan};
    out.options.near = std::move(near);
    return out;
  }

  void list_offers() {
    std::vector<AgreementId> all = q_.offers;
    if (all.empty()) {
      for (const Slot& slot : out_.best.columns.slots) {
        if (slot.exercise != Exercise::none || !under_.at(slot.offer).is_offer) continue;
        if (std::find(all.begin(), all.end(), slot.offer) == all.end()) all.push_back(slot.offer);
      }
    }
    for (const AgreementId id : all) {
      out_.offers.emplace_back().offer = id;
      out_.offers.back().signed_mw = signed_mw(out_.best, id);
    }
  }

  // What an offer's part ends with is a failure of that part; a stop ends all.
  template <class Part>
  void each_offer(double from, double until, const Part& part) {
    for (std::size_t i = 0; i < out_.offers.size() && out_.whole; ++i) {
      from_ = from + (until - from) * double(i) / double(out_.offers.size());
      until_ = from + (until - from) * double(i + 1) / double(out_.offers.size());
      const Status done = part(out_.offers[i]);
      if (stop_asked(options_)) out_.whole = false;
      if (!done && out_.whole) out_.failures.push_back({name(out_.offers[i]), done.errors()});
    }
  }

  const std::string& name(const OfferWorth& o) const { return model_.at(o.offer).name; }
  FuturesOptions fresh() const { return fresh_futures(options_.plan.futures); }
  Difference differ(const Optimum& a, const Optimum& b) const {
    return difference(a, b, out_.risk, fresh());
  }

  Status worth_of(OfferWorth& o) {
    tell(name(o) + ": the plan without it", from_);
    const Model without = without_offer(model_, q_.strategy, o.offer);
    const std::string variant = "without " + name(o);
    const Result<Optimum> left = optimum(options_, job(variant, without, {out_.best.plan}));
    if (!left) return left.errors();
    o.worth = differ(out_.best, *left);
    // A whole one has no first MW.
    const Agreement& offer = under_.at(o.offer);
    if (!offer.delivery() || !price_of_offer(offer, 0.0)) {
      return ok_status();
    }
    Result<std::optional<WalkAway>> found = walk_away(o, without, *left);
    if (!found) return found.errors();
    if (!*found) return ok_status();
    o.walk_away = **found;
    if (o.walk_away->factor * (1.0 - kCheckShare) <= 0.0) return ok_status();
    return check(o, *left);
  }

  Result<std::optional<WalkAway>> walk_away(const OfferWorth& o, const Model& without,
                                            const Optimum& left) const {
    const Result<PlanProblem> problem = plan_problem(without, q_.strategy, options_.plan);
    if (!problem) return problem.errors();
    const Model dearer =
        under(with_price(without, q_.strategy, o.offer, 1.0 + kPriceStep), q_.strategy);
    const Result<FirstMw> first =
        first_mw(*problem, left.known, left.x, dearer, kPriceStep, options_.plan);
    if (!first) return first.errors();
    double largest = 0.0;
    std::vector<std::size_t> own;
    for (std::size_t j = 0; j < left.x.size(); ++j) {
      const Slot& slot = problem->columns.slots[std::size_t(problem->columns.columns[j].slot)];
      if (slot.offer != o.offer || slot.exercise != Exercise::none) continue;
      own.push_back(j);
      largest = std::max(largest, std::abs(first->per_price_usd[j]));
    }
    std::optional<WalkAway> out;
    for (const std::size_t j : own) {
      const double per_price = first->per_price_usd[j], worth = first->worth_usd[j];
      if (std::abs(per_price) <= kNoPrice * largest) continue;
      const bool sells = per_price < 0.0;
      const double factor = 1.0 + worth / per_price;
      const double most = out ? std::max(out->first_mw_usd, worth) : worth;
      if (!out || (sells ? factor < out->factor : factor > out->factor)) {
        const PlanColumn& column = problem->columns.columns[j];
        const Slot& slot = problem->columns.slots[std::size_t(column.slot)];
        out = WalkAway{};
        out->price = *price_of_offer(under_.at(o.offer), slot.month);
        out->month = slot.month;
        out->column_cell = column.cell;
        out->column = problem->columns.name(problem->model, static_cast<int>(j));
        out->sells = sells;
        out->factor = factor;
      }
      out->first_mw_usd = most;
    }
    return out;
  }

  Status check(OfferWorth& o, const Optimum& left) {
    WalkAway& w = *o.walk_away;
    const double least = kSignedShare * under_.at(o.offer).most_mw;
    for (const double way : {-1.0, 1.0}) {
      const double factor = w.factor * (1.0 + way * kCheckShare);
      tell(fmt::format("{}: {} than the walk-away", name(o), way < 0.0 ? "cheaper" : "dearer"),
           from_ + (until_ - from_) * (way < 0.0 ? 0.4 : 0.7));
      const Model there = with_price(model_, q_.strategy, o.offer, factor);
      PlanJob of = job(fmt::format("{} at {} of its price", name(o), factor), there, {left.plan});
      of.options.method.gap *= kCheckGap;
      const Result<Optimum> made = optimum(options_, of);
      if (!made) return made.errors();
      (way < 0.0 ? w.cheaper_mw : w.dearer_mw) = signed_mw(*made, o.offer);
    }
    w.checked = true;
    const bool better = (w.sells ? w.dearer_mw : w.cheaper_mw) > least;
    const bool worse = (w.sells ? w.cheaper_mw : w.dearer_mw) > least;
    w.holds = better && !worse;
    return ok_status();
  }

  Status changes_of(OfferWorth& o) {
    if (!under_.at(o.offer).delivery()) return ok_status();
    const auto add = [&](Change change, bool removed, const std::string& variant,
                         const Model& model) -> Status {
      tell(variant, from_ + (until_ - from_) * std::min(0.95, 0.25 * double(o.changes.size())));
      const Result<Optimum> made = optimum(options_, job(variant, model, {out_.best.plan}));
      if (!made) return made.errors();
      o.changes.push_back(
          {change, removed, removed ? differ(out_.best, *made) : differ(*made, out_.best)});
      return ok_status();
    };
    const std::string& of = name(o);
    const auto stop_here = [&](const Status& done) { return !done || stop_asked(options_); };
    Status done = add(Change::faster, false, fmt::format("{} {} months faster", of, kQuarterMonths),
                      with_earlier(model_, q_.strategy, o.offer, kQuarterMonths));
    if (stop_here(done)) return done;
    done = clauses_of(o, add);
    if (stop_here(done)) return done;
    return add(Change::later, false, fmt::format("{} {} months later", of, kYearMonths),
               with_later_window(model_, q_.strategy, o.offer, kYearMonths));
  }

  template <class Add>
  Status clauses_of(OfferWorth& o, const Add& add) {
    const std::string& of = name(o);
    constexpr std::pair<Clause, Change> kClauses[] = {{Clause::exit, Change::exit},
                                                      {Clause::step_down, Change::step_down},
                                                      {Clause::expansion, Change::expansion},
                                                      {Clause::extension, Change::extension}};
    for (const auto& [clause, change] : kClauses) {
      if (!has_clause(model_, q_.strategy, o.offer, clause)) continue;
      const Status done =
          add(change, true, fmt::format("{} without its clause {}", of, int(clause)),
              without_clause(model_, q_.strategy, o.offer, clause));
      if (!done || stop_asked(options_)) return done;
    }
    const Agreement& a = model_.at(o.offer);
    const bool may = a.kind == AgreementKind::capacity && a.first == model_.planner.party;
    if (!may || has_clause(model_, q_.strategy, o.offer, Clause::exit)) return ok_status();
    return add(Change::exit, false, of + " with a free exit",
               with_free_exit(model_, q_.strategy, o.offer));
  }

  void each_driver() {
    if (out_.best.columns.columns.empty()) return;  // nothing to decide by any news
    const Result<PlanProblem> problem = plan_problem(model_, q_.strategy, options_.plan);
    const double from = kPartWalkAway + kPartChanges;
    for (std::size_t i = 0; i < model_.drivers.size() && out_.whole; ++i) {
      const std::string& driver = model_.drivers[i].name;
      tell("what is known of " + driver,
           from + (1.0 - from) * double(i) / double(model_.drivers.size()));
      const Result<Information> found =
          problem ? information(*problem, out_.best, DriverId{i}, options_)
                  : Result<Information>(problem.errors());
      if (stop_asked(options_)) {
        out_.whole = false;
      } else if (found) {
        out_.drivers.push_back(*found);
      } else {
        out_.failures.push_back({driver, found.errors()});
      }
    }
  }

  const Model& model_;
  const ValueQuestion& q_;
  StudyOptions options_;
  Model under_;  // its strategy
  Worths out_;
  double from_ = 0.0, until_ = 0.0;
};

}  // namespace

Result<Worths> worths(const Model& model, const ValueQuestion& question,
                      const StudyOptions& options) {
  return Valuer(model, question, options).run();
}

}  // namespace offtake
