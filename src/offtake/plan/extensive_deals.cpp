#include "offtake/plan/extensive_deals.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/quantity.h"
#include "offtake/base/text.h"

namespace offtake::extensive {
namespace {

constexpr double kIncluded = 1e-6;  // what falls on the end of a grace period is drawn

AgreementId counts(const Agreement& a) {
  if (const auto* x = std::get_if<InvestmentTerms>(&a.terms)) return x->milestone;
  if (const auto* x = std::get_if<LoanTerms>(&a.terms)) return x->funds;
  if (const auto* x = std::get_if<WarrantTerms>(&a.terms)) return x->on;
  return {};
}

}  // namespace

Deal::Deal(const Path& path, const Commitment& commitment, Size size, std::vector<Part> parts)
    : path_(path),
      model_(path.model),
      a_(model_.at(commitment.agreement)),
      of_(commitment),
      size_(size),
      parts_(std::move(parts)),
      stop_(std::min(path.stop_month(a_.first), path.stop_month(a_.second))) {
  if (const auto* x = std::get_if<InvestmentTerms>(&a_.terms)) {
    most_ = x->amount_usd / kUsdPerMoney;
    per_mw_ = x->milestone.valid() ? x->usd_per_mw / kUsdPerMoney : 0.0;
    dates_ = {x->first_months, x->full_months, {}};
  } else if (const auto* l = std::get_if<LoanTerms>(&a_.terms)) {
    most_ = l->limit_usd / kUsdPerMoney;
    per_mw_ = l->funds.valid() ? l->usd_per_mw / kUsdPerMoney : 0.0;
    dates_ = {l->first_months, l->full_months, {}};
  } else if (const auto* w = std::get_if<WarrantTerms>(&a_.terms)) {
    most_ = w->shares;
    per_mw_ = w->shares / w->full_mw;
  }
}

double Deal::sign() const { return a_.second == model_.planner.party ? 1.0 : -1.0; }

void Deal::accrue(double from, double until, double times, Sum& sum) const {
  const double signs = of_.month;
  from = std::max(from, signs);
  until = std::max(until, signs);
  const auto share = [&](const Installed& i) {
    return (until > from ? i.mean(from, until) : i.at(until)) - i.at(signs);
  };
  if (per_mw_ <= 0.0) {
    size_.add_to(sum, times * most_ * share({{dates_, 0.0}, of_.month}));
    return;
  }
  Sum all;
  for (const Part& p : parts_) p.size.add_to(all, per_mw_ * share(p.installed));
  if (!all.entries.empty()) return sum.add(all, times);  // and the deal is no decision
  size_.add_to(sum, times * (until > from ? mean_known(from, until) : std::min(most_, all.known)));
}

// What accrues of known sizes, until the most is reached, and that from then on.
double Deal::mean_known(double from, double until) const {
  const auto known = [&](double begin, double end) {
    Sum all;
    for (const Part& p : parts_) {
      const double share = end > begin ? p.installed.mean(begin, end) : p.installed.at(end);
      p.size.add_to(all, per_mw_ * (share - p.installed.at(of_.month)));
    }
    return all.known;
  };
  if (known(until, until) <= most_) return known(from, until);
  double reached = from;
  for (double part = 0.5 * (until - from); part > 1e-12; part *= 0.5) {
    if (known(reached + part, reached + part) <= most_) reached += part;
  }
  const double rising = reached > from ? known(from, reached) * (reached - from) : 0.0;
  return (rising + most_ * (until - reached)) / (until - from);
}

// What has accrued in all, where that ends at the most: as much as possible is best for who gets
// it.
Sum Deal::capped(double month, const std::string& name, Named& out) const {
  Sum all;
  accrue(month, 1.0, all);
  const AgreementId of = counts(a_);
  if (all.entries.empty() || per_mw_ <= 0.0) return all;
  if (!may_pass(model_, of, per_mw_, most_)) return all;
  const int column = out.column(fmt::format("accrued[{},{}]", name, of_.label), 0.0, 0.0, most_);
  const double known = all.known;
  all.add(column, -1.0);
  out.row(fmt::format("accruing[{},{}]", name, of_.label), -known, kInfinity, all.entries);
  return {0.0, {{column, 1.0}}};
}

void Deal::add_step(int step, const std::string& name, Named& out, Flows& flows) {
  if (model_.clock.begin_of(step + 1) <= of_.month) return;
  if (const auto* x = std::get_if<InvestmentTerms>(&a_.terms)) tranche(*x, step, name, out, flows);
  if (const auto* x = std::get_if<WarrantTerms>(&a_.terms)) warrant(*x, step, flows);
  if (const auto* x = std::get_if<LoanTerms>(&a_.terms)) loan(*x, step, flows);
}

void Deal::tranche(const InvestmentTerms& terms, int step, const std::string& name, Named& out,
                   Flows& flows) {
  const double begin = model_.clock.begin_of(step);
  const double until = std::min(model_.clock.begin_of(step + 1), stop_);
  const bool waits = terms.condition.valid();
  const double happens = waits ? path_.block.event_month(terms.condition)[path_.lane] : begin - 1.0;
  if (begin >= stop_ || happens >= until) return;
  if (!begun_ && happens < begin) accrue(begin, 1.0, before_);
  begun_ = true;
  const Sum now = capped(until, name, out);
  const bool gets = a_.second == model_.planner.party;
  Sum& to = gets ? flows.financed : flows.earned;
  to.add(now, gets ? 1.0 : -1.0);
  to.add(before_, gets ? -1.0 : 1.0);
  before_ = now;
}

void Deal::warrant(const WarrantTerms& terms, int step, Flows& flows) const {
  const double gain =
      std::max(0.0, path_.during(terms.share_price_usd, step) - terms.strike_usd) / kUsdPerMoney;
  const double begin = model_.clock.begin_of(step), worth = gain * sign();
  if (begin >= stop_) return;
  Sum& to = a_.second == model_.planner.party ? flows.earned : flows.value;
  accrue(std::min(model_.clock.begin_of(step + 1), stop_), worth, to);
  accrue(begin, -worth, to);
}

// Drawn until the end of the grace period, then D is paid back evenly until the end of the tenor.
void Deal::loan(const LoanTerms& terms, int step, Flows& flows) const {
  const double begin = std::max(model_.clock.begin_of(step), of_.month);
  const double end = model_.clock.begin_of(step + 1);
  const double grace = of_.month + terms.grace_months, last = of_.month + terms.term_months;
  const double fails = path_.stop_month(a_.second);
  const double all = std::min({grace + kIncluded, last, stop_});  // D is drawn then
  if (begin < all) {
    accrue(std::min(end, all), sign(), flows.financed);
    accrue(begin, -sign(), flows.financed);
  }
  const auto still = [&](double t) {  // of D, if nobody fails
    if (t <= grace) return t >= last ? 0.0 : 1.0;
    return std::max(0.0, (last - t) / (last - grace));
  };
  const double from = std::min(begin, fails), until = std::min(end, fails);
  accrue(all, sign() * (still(until) - still(from)), flows.financed);
  if (begin <= fails && fails < end) accrue(all, sign() * still(fails), flows.value);

  const double rate =
      (path_.during(terms.base_rate_per_year, step) + terms.margin_per_year) / kMonthsPerYear;
  const double drawing = std::min(until, all), owing = std::min(until, last);
  if (drawing > from) accrue(from, drawing, -sign() * rate * (drawing - from), flows.earned);
  // The mean of a straight line, before and after it begins to fall.
  double months = std::max(0.0, std::min(owing, grace) - std::max(from, all));
  const double falls = std::max({from, all, grace});
  if (owing > falls) months += (owing - falls) * 0.5 * (still(falls) + still(owing));
  accrue(all, -sign() * rate * months, flows.earned);
}

std::vector<Deal> deals_of(const ExtensiveProblem& problem, const Parts& parts, const Path& path,
                           const std::vector<Terms>& terms, const std::vector<Size>& sizes) {
  const PartyId planner = problem.model.planner.party;
  std::vector<Deal> deals;
  for (std::size_t i = 0; i < parts.commitments.size(); ++i) {
    const Commitment& c = parts.commitments[i];
    const Agreement& a = problem.model.at(c.agreement);
    const auto* invests = std::get_if<InvestmentTerms>(&a.terms);
    const bool deal = (invests && is_tranche(*invests)) || a.kind == AgreementKind::loan ||
                      a.kind == AgreementKind::warrant;
    if (!deal || (a.first != planner && a.second != planner)) continue;
    if (!converts(path, problem.futures, a, c.month)) continue;
    std::vector<Deal::Part> by;
    for (std::size_t j = 0; j < parts.commitments.size(); ++j) {
      const Commitment& of = parts.commitments[j];
      const AgreementId from = problem.model.at(of.agreement).from_offer;
      const bool counted = of.agreement == counts(a) || (from.valid() && from == counts(a));
      if (!counted || of.exercise != Exercise::none) continue;
      by.push_back({terms[j].installed, sizes[j]});
    }
    deals.emplace_back(path, c, sizes[i], std::move(by));
  }
  return deals;
}

}  // namespace offtake::extensive
