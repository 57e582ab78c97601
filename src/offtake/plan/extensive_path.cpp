#include "offtake/plan/extensive_path.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "offtake/base/quantity.h"
#include "offtake/base/text.h"
#include "offtake/futures/cells.h"
#include "offtake/plan/extensive_deals.h"
#include "offtake/plan/extensive_finance.h"

namespace offtake::extensive {
namespace {

using Entry = LinearProgram::Entry;

// What may serve the same workloads.
struct Fleet {
  Sum h100e;  // (5): what is owed anyway, and what is used beyond it
  double most_worth = 0.0;
  std::string name;
};

// What a thousand H100e through a step are worth to serve, $M.
struct Worth {
  double cash = 0.0, other = 0.0;
  double revenue = 0.0;  // in cash, before what is owed of it
  double all() const { return cash + other; }
};

// A workload, or what is sold from the planner's sources, whose demand is its size times so much.
struct Need {
  double demand = 0.0;  // thousands of H100e
  Size of;
  Worth worth;
  std::string name;
  double most() const { return of.column < 0 ? demand * of.mw : 0.0; }
  bool any() const { return demand > 0.0 && (of.column >= 0 || of.mw > 0.0); }
};

class PathWriter {
 public:
  PathWriter(const ExtensiveProblem& problem, const Parts& parts, const Path& path, Named& out)
      : model_(problem.model),
        party_(model_.at(model_.planner.party)),
        parts_(parts),
        path_(path),
        out_(out),
        stop_(path.stop_month(model_.planner.party)),
        cash_{party_.cash_usd / kUsdPerMoney, {}} {
    const std::vector<int> cell = cells();
    for (std::size_t i = 0; i < parts.commitments.size(); ++i) {
      const Commitment& c = parts.commitments[i];
      if (const auto* x = owed_until_cap(c)) capped_.emplace_back(c, *x);
      terms_.push_back(terms_of(path, problem.futures, c, parts.soaked[i]));
      steps_ = std::max(steps_, static_cast<int>(terms_.back().steps.size()));
      const int at = c.epoch < 0 ? 0 : cell[std::size_t(c.epoch)];
      size_.push_back(c.first_column >= 0 ? Size{c.first_column + at, 0.0}
                                          : Size{-1, c.mw_by_cell[std::size_t(at)]});
    }
    steps_ = std::max(steps_, model_.clock.steps);
    deals_ = deals_of(problem, parts, path, terms_, size_);
  }

  int write() {
    for (int k = 0; k < steps_; ++k) step(k);
    const int value =
        out_.column(fmt::format("value[{}]", path_.number), 0.0, -kInfinity, kInfinity);
    for (Entry& e : value_.entries) e.value = -e.value;
    value_.add(value, 1.0);
    out_.row(fmt::format("valued[{}]", path_.number), value_.known, value_.known, value_.entries);
    return value;
  }

 private:
  std::string label_of_step() const { return fmt::format("{},{}", path_.number, label_); }
  std::string name(const char* what, const std::string& of = {}) const {
    return of.empty() ? fmt::format("{}[{},{}]", what, path_.number, label_)
                      : fmt::format("{}[{},{},{}]", what, path_.number, label_, of);
  }
  bool in_clock(int k) const { return k < model_.clock.steps; }
  double step_months() const { return model_.clock.months_per_step; }
  // Share of the step in which the planner has not failed.
  double alive(int k) const { return path_.alive(k, stop_); }

  std::vector<int> cells() const {
    std::vector<int> cell;
    for (const Epoch& e : parts_.epochs) {
      int lanes[kLanes] = {};
      if (e.cells() > 1) cells_of(e, model_.clock, path_.block, lanes);
      cell.push_back(lanes[path_.lane]);
    }
    return cell;
  }

  void step(int k) {
    label_ = model_.clock.label(k);
    const double years = (k + 0.5) * step_months() / kMonthsPerYear;
    discount_ = std::pow(1.0 + discount_of(model_, model_.planner.party), -years);
    net_ = {};
    Sum financed;
    for (std::size_t i = 0; i < terms_.size(); ++i) {
      if (k >= static_cast<int>(terms_[i].steps.size())) continue;
      const StepTerms& t = terms_[i].steps[std::size_t(k)];
      size_[i].add_to(net_, t.paid);
      size_[i].add_to(financed, t.financed);
    }
    Flows flows;
    for (Deal& deal : deals_) deal.add_step(k, label_of_step(), out_, flows);
    net_.add(flows.earned, 1.0);
    financed.add(flows.financed, 1.0);
    value_.add(flows.value, discount_);
    if (!deals_.empty()) {
      for (Sum* sum : {&net_, &financed, &value_}) sum->merge();
    }
    own_business(k);
    dispatch(k);
    fund(financed);
  }

  void own_business(int k) {
    if (!in_clock(k)) return;
    const double income = path_.during(party_.other_income_usd_per_month, k) -
                          path_.during(party_.other_cost_usd_per_month, k);
    net_.known += income * step_months() * alive(k) / kUsdPerMoney;
  }

  // What the planner owes of its cash revenue in the step, to the payee of one share,
  double share_of(const Commitment& c, int k) const {
    const Agreement& a = model_.at(c.agreement);
    const auto* x = std::get_if<RevenueShareTerms>(&a.terms);
    if (!x || a.first != model_.planner.party) return 0.0;
    const double from = c.offered ? c.month : a.from_month;
    const double end = c.offered ? kInfinity : a.until_month;
    return x->share * overlap_months(model_.clock, k, from, end) / step_months() *
           path_.alive(k, path_.stop_month(a.second));
  }
  // to all without a cap.
  double shared(int k) const {
    double sum = 0.0;
    for (const Commitment& c : parts_.commitments) sum += owed_until_cap(c) ? 0.0 : share_of(c, k);
    return sum;
  }
  // Null where it owes nothing or without a cap.
  const RevenueShareTerms* owed_until_cap(const Commitment& c) const {
    const Agreement& a = model_.at(c.agreement);
    const auto* x = std::get_if<RevenueShareTerms>(&a.terms);
    return x && is_capped(*x) && a.first == model_.planner.party ? x : nullptr;
  }

  Worth worth_of(const Workload& w, int k, double share) const {
    const double unit = kH100ePerUnit * step_months() / kUsdPerMoney;
    const double revenue = path_.during(w.revenue_usd_per_h100e_month, k) * unit;
    const double shortage = path_.during(w.shortage_usd_per_h100e_month, k) * unit;
    Worth worth;
    worth.revenue = w.earns_cash ? revenue : 0.0;
    (w.earns_cash ? worth.cash : worth.other) += revenue * (w.earns_cash ? 1.0 - share : 1.0);
    (w.shortage_is_cash && in_clock(k) ? worth.cash : worth.other) += shortage;
    return worth;
  }

  // Share of the step in which it is asked for and paid. Without an end of its own it ends with the
  // clock.
  double asked(const Parts::Work& work, int k) const {
    if (work.payer == kOutside) return 1.0;
    const double end = work.until_month < 1e8 ? work.until_month : model_.clock.end();
    return path_.alive(k, path_.stop_month(work.payer)) *
           overlap_months(model_.clock, k, work.from_month, end) / step_months();
  }

  // (5) and (6).
  void dispatch(int k) {
    const std::vector<Need> needs = needs_of(k);
    std::map<std::vector<bool>, Fleet> fleets = fleets_of(k, needs);
    std::vector<Sum> served(needs.size());
    put_together(k);
    for (auto& [may, fleet] : fleets) serve(may, needs, fleet, served);
    for (CappedShare& c : capped_) {
      c.pay(label_of_step(), share_of(c.of(), k), revenue_of(needs, served), out_, net_);
    }
    for (std::size_t j = 0; j < needs.size(); ++j) {
      const Need& need = needs[j];
      if (served[j].entries.size() < (need.of.column < 0 ? 2 : 1)) continue;
      if (need.of.column >= 0) served[j].add(need.of.column, -need.demand);
      out_.row(name("demand", need.name), -kInfinity, need.most(), served[j].entries);
    }
  }

  std::vector<Need> needs_of(int k) {
    std::vector<Need> needs;
    const double share = shared(k);
    for (const Parts::Work& work : parts_.work) {
      const Workload& w = work.terms;
      const double demand =
          path_.during(w.volume_h100e, k) * alive(k) * asked(work, k) / kH100ePerUnit;
      needs.push_back({demand, {-1, 1.0}, worth_of(w, k, share), w.name});
      short_of_all(w, k, demand);
    }
    for (const std::size_t i : parts_.sold) {
      const bool over = k >= static_cast<int>(terms_[i].steps.size());
      const StepTerms t = over ? StepTerms{} : terms_[i].steps[std::size_t(k)];
      const double h100e = terms_[i].h100e;
      const Worth worth{h100e > 0.0 ? t.served_pays / h100e : 0.0, 0.0};
      needs.push_back({t.delivered * h100e, size_[i], worth, parts_.commitments[i].label});
    }
    return needs;
  }

  // What is earned in cash; known is the most that it can be.
  static Sum revenue_of(const std::vector<Need>& needs, const std::vector<Sum>& served) {
    Sum earned;
    for (std::size_t j = 0; j < needs.size(); ++j) {
      const double revenue = needs[j].worth.revenue;
      if (served[j].entries.empty() || revenue <= 0.0) continue;
      earned.known += needs[j].demand * revenue;
      for (const Entry& e : served[j].entries) earned.add(e.column, revenue);
    }
    return earned;
  }

  // The shortage cost as if nothing were served; what is served spares it.
  void short_of_all(const Workload& w, int k, double demand) {
    if (!in_clock(k)) return;
    const double cost = path_.during(w.shortage_usd_per_h100e_month, k) * demand * kH100ePerUnit *
                        step_months() / kUsdPerMoney;
    (w.shortage_is_cash ? net_.known : value_.known) -=
        w.shortage_is_cash ? cost : discount_ * cost;
  }

  std::map<std::vector<bool>, Fleet> fleets_of(int k, const std::vector<Need>& needs) {
    std::map<std::vector<bool>, Fleet> fleets;
    for (std::size_t i = 0; i < terms_.size(); ++i) {
      const std::vector<bool>& may = parts_.may_run[i];
      if (k >= static_cast<int>(terms_[i].steps.size())) continue;
      const StepTerms& t = terms_[i].steps[std::size_t(k)];
      if (parts_.commitments[i].gives_up >= 0) continue;
      double most = 0.0;
      for (std::size_t j = 0; j < may.size(); ++j) {
        if (may[j] && needs[j].any()) most = std::max(most, needs[j].worth.all());
      }
      if (t.delivered <= 0.0) continue;
      if (t.power > 0.0 || t.let_share > 0.0) {
        const int used = use_or_let(i, k, t);
        if (most > 0.0) fleet_of(fleets, i).h100e.add(used, terms_[i].h100e);
        continue;
      }
      if (most <= 0.0) continue;
      Fleet& fleet = fleet_of(fleets, i);
      add_delivered(i, k, terms_[i].h100e * t.owed_share, fleet.h100e);
      if (t.owed_share < 1.0 && t.use_cost < most * terms_[i].h100e) use(i, k, t, fleet);
    }
    return fleets;
  }

  // times · what the commitment delivers in the step, less what of it is given up.
  void add_delivered(std::size_t i, int k, double times, Sum& sum) const {
    const auto step = std::size_t(k);
    size_[i].add_to(sum, times * terms_[i].steps[step].delivered);
    for (std::size_t j = i + 1; j < terms_.size(); ++j) {
      if (parts_.commitments[j].gives_up != static_cast<int>(i)) continue;
      if (step < terms_[j].steps.size()) {
        size_[j].add_to(sum, times * terms_[j].steps[step].delivered);
      }
    }
  }

  Fleet& fleet_of(std::map<std::vector<bool>, Fleet>& fleets, std::size_t i) const {
    Fleet& fleet = fleets[parts_.may_run[i]];
    if (fleet.name.empty()) fleet.name = parts_.commitments[i].label;
    return fleet;
  }

  // A MW is used, let on or idle; what of the first two is more than what is owed costs the fee.
  int use_or_let(std::size_t i, int k, const StepTerms& t) {
    const std::string& label = parts_.commitments[i].label;
    const auto at_most = [&](const char* what, std::vector<Entry> entries, double share) {
      Sum most;
      add_delivered(i, k, share, most);
      for (const Entry& e : most.entries) entries.push_back({e.column, -e.value});
      out_.row(name(what, label), -kInfinity, most.known, entries);
    };
    const int used = out_.column(name("use", label), 0.0, 0.0, kInfinity);
    net_.add(used, -t.power);
    std::vector<Entry> taken{{used, 1.0}};
    if (t.let_share > 0.0) {
      const int let = out_.column(name("let", label), 0.0, 0.0, kInfinity);
      net_.add(let, t.rent);
      at_most("most_let", {{let, 1.0}}, t.let_share);
      taken.push_back({let, 1.0});
    }
    at_most("most_use", taken, 1.0);
    if (t.owed_share >= 1.0) return used;
    const int beyond = out_.column(name("beyond", label), 0.0, 0.0, kInfinity);
    net_.add(beyond, -t.use_cost);
    taken.push_back({beyond, -1.0});
    at_most("owed", taken, t.owed_share);
    return used;
  }

  // Beyond what is owed, at a cost.
  void use(std::size_t i, int k, const StepTerms& t, Fleet& fleet) {
    const std::string& label = parts_.commitments[i].label;
    Sum most;
    add_delivered(i, k, 1.0 - t.owed_share, most);
    const bool fixed = most.entries.empty();
    const int used = out_.column(name("use", label), 0.0, 0.0, fixed ? most.known : kInfinity);
    if (!fixed) {
      for (Entry& e : most.entries) e.value = -e.value;
      most.add(used, 1.0);
      out_.row(name("most_use", label), -kInfinity, most.known, most.entries);
    }
    fleet.h100e.add(used, terms_[i].h100e);
    net_.add(used, -t.use_cost);
    const Agreement& a = model_.at(parts_.commitments[i].agreement);
    if (a.kind == AgreementKind::power) running_[a.delivery()->site].add(used, terms_[i].it_mw);
  }

  // What runs at a site that is put together is no more than its chips, and than its shells.
  void put_together(int k) {
    for (const auto& [site, running] : running_) {
      for (const AgreementKind layer : {AgreementKind::supply, AgreementKind::build}) {
        Sum least = running;
        for (std::size_t i = 0; i < terms_.size(); ++i) {
          const Agreement& a = model_.at(parts_.commitments[i].agreement);
          if (a.kind != layer || a.delivery()->site != site) continue;
          if (k < static_cast<int>(terms_[i].steps.size())) {
            size_[i].add_to(least, -terms_[i].steps[std::size_t(k)].delivered);
          }
        }
        out_.row(name(layer == AgreementKind::supply ? "chips" : "shells", model_.at(site).name),
                 -kInfinity, -least.known, least.entries);
      }
    }
    running_.clear();
  }

  void serve(const std::vector<bool>& may, const std::vector<Need>& needs, Fleet& fleet,
             std::vector<Sum>& served) {
    Sum used;
    for (std::size_t j = 0; j < may.size(); ++j) {
      const Need& need = needs[j];
      if (!may[j] || !need.any()) continue;
      // One fleet needs no name; of several each is called after its first.
      std::string of = need.name;
      if (!served[j].entries.empty()) of += "," + fleet.name;
      const int column =
          out_.column(name("serve", of), 0.0, 0.0, need.of.column < 0 ? need.most() : kInfinity);
      served[j].add(column, 1.0);
      used.add(column, 1.0);
      net_.add(column, need.worth.cash);
      value_.add(column, discount_ * need.worth.other);
    }
    for (const Entry& e : fleet.h100e.entries) used.add(e.column, -e.value);
    out_.row(name("fleet", fleet.name), -kInfinity, fleet.h100e.known, used.entries);
  }

  // (3) and (4). Without emergency funding cash is never short of anything, so it is left out.
  void fund(const Sum& financed) {
    const int net = out_.column(name("net"), 0.0, -kInfinity, kInfinity);
    value_.add(net, discount_);
    for (Entry& e : net_.entries) e.value = -e.value;
    net_.add(net, 1.0);
    out_.row(name("earned"), net_.known, net_.known, net_.entries);
    if (!party_.emergency_funding) return;

    const double yield = std::pow(1.0 + party_.cash_yield_per_year, step_months() / kMonthsPerYear);
    const int cash =
        out_.column(name("cash"), 0.0, party_.minimum_cash_usd / kUsdPerMoney, kInfinity);
    const int draw = out_.column(name("draw"), 0.0, 0.0, kInfinity);
    value_.add(draw, -discount_ * party_.emergency_premium);
    Sum funded{financed.known + yield * cash_.known, {{cash, 1.0}, {net, -1.0}, {draw, -1.0}}};
    for (const Entry& e : financed.entries) funded.add(e.column, -e.value);
    for (const Entry& e : cash_.entries) funded.add(e.column, -yield * e.value);
    out_.row(name("funded"), funded.known, funded.known, funded.entries);
    cash_ = {0.0, {{cash, 1.0}}};
  }

  const Model& model_;
  const Party& party_;
  const Parts& parts_;
  const Path& path_;
  Named& out_;
  double stop_;
  int steps_ = 0;
  std::vector<Terms> terms_;  // [commitment]
  std::vector<Size> size_;    // [commitment]
  Sum value_;                 // (2)
  std::vector<CappedShare> capped_;
  std::vector<Deal> deals_;
  Sum cash_;  // at the end of the step before
  // Of the step that is being written:
  std::string label_;
  double discount_ = 1.0;
  Sum net_;
  std::map<SiteId, Sum> running_;  // MW of IT load in use, of a site that is put together
};

}  // namespace

void Sum::merge() {
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.column < b.column; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (kept > 0 && entries[kept - 1].column == entries[i].column) {
      entries[kept - 1].value += entries[i].value;
    } else {
      entries[kept++] = entries[i];
    }
  }
  entries.resize(kept);
}

int add_path(const ExtensiveProblem& problem, const Parts& parts, const Path& path, Named& out) {
  return PathWriter(problem, parts, path, out).write();
}

}  // namespace offtake::extensive
