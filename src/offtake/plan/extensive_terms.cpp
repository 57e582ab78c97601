#include "offtake/plan/extensive_terms.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "offtake/base/quantity.h"
#include "offtake/base/random.h"
#include "offtake/plan/extensive_profile.h"

namespace offtake::extensive {
namespace {

constexpr double kNoEnd = 1e8;  // a later date means none
constexpr double kLongestDelay = 120.0;
constexpr double kNever = std::numeric_limits<double>::infinity();

}  // namespace

double Path::during(const Series& series, int step) const {
  const int k = std::min(step, model.clock.steps - 1);
  double value = mean_value(series, model.clock.begin_of(k), model.clock.begin_of(k + 1));
  for (const DriverId d : series.drivers) value *= block.at(d, k)[lane];
  return value;
}

double Path::at_signing(const Series& series, double month) const {
  double value = base_value(series, month);
  if (month < model.clock.start_month) return value;
  const int k = std::min(model.clock.step_of(month), model.clock.steps - 1);
  for (const DriverId d : series.drivers) value *= block.at(d, k)[lane];
  return value;
}

double Path::delay_months(DriverId delay) const {
  if (!delay.valid()) return 0.0;
  const bool uncapped = std::holds_alternative<Lognormal>(model.at(delay).process);
  const double most = uncapped ? kLongestDelay : kNever;
  return std::clamp(block.at(delay, 0)[lane], 0.0, most);
}

double Path::stop_month(PartyId party) const {
  const DriverId event = model.at(party).default_event;
  return event.valid() ? block.event_month(event)[lane] : kNever;
}

double Path::alive(int step, double stop) const {
  return overlap_months(model.clock, step, model.clock.start_month, stop) /
         model.clock.months_per_step;
}

double overlap_months(const Clock& clock, int step, double from, double until) {
  return std::max(0.0,
                  std::min(until, clock.begin_of(step + 1)) - std::max(from, clock.begin_of(step)));
}

namespace {

// Writes the terms of one commitment.
class Writer {
 public:
  Writer(const Path& path, const Commitment& commitment, PartyId second, bool soaked)
      : path_(path),
        model_(path.model),
        clock_(path.model.clock),
        a_(path.model.at(commitment.agreement)),
        c_(commitment),
        second_(second),
        soaked_(soaked),
        planner_(path.model.planner.party),
        stop_(std::min(path.stop_month(a_.first), path.stop_month(second))) {}

  Terms write() {
    const auto* capacity_terms = std::get_if<CapacityTerms>(&a_.terms);
    if (c_.exercise == Exercise::extension) {
      extension(*capacity_terms);
    } else if (gives_up(c_.exercise)) {
      give_up(*capacity_terms);
    } else if (capacity_terms) {
      capacity(as_exercised(*capacity_terms));
    }
    if (const auto* x = std::get_if<BuildTerms>(&a_.terms)) build(*x);
    if (const auto* x = std::get_if<InvestmentTerms>(&a_.terms)) investment(*x);
    if (const auto* x = std::get_if<LicenceTerms>(&a_.terms)) licence(*x);
    if (const auto* x = std::get_if<LoanTerms>(&a_.terms)) until(c_.month + x->term_months);
    return std::move(out_);
  }

 private:
  double step_months() const { return clock_.months_per_step; }
  int count() const { return static_cast<int>(out_.steps.size()); }
  StepTerms& at(int step) { return out_.steps[std::size_t(step)]; }

  // As many steps as begin before `month`.
  void until(double month) {
    const double steps = std::ceil((month - clock_.start_month) / step_months());
    out_.steps.resize(std::size_t(std::max(0.0, steps)));
  }
  // The step that holds `month`, −1 if that is past.
  int step_of(double month) const {
    return month < clock_.start_month ? -1 : clock_.step_of(month);
  }

  void deliver(const Delivery& d) {
    profile_ = Profile{d.ramp, d.term_months};
    late_ = path_.delay_months(d.delay);
    out_.installed = {profile_, c_.month + late_, stop_};
    until(c_.month + profile_.end() + late_);
    for (int k = 0; k < count(); ++k) {
      at(k).delivered =
          profile_.mw_months(running(clock_.begin_of(k)), running(clock_.begin_of(k + 1))) /
          step_months();
    }
    out_.h100e = h100e_per_mw(model_, d, c_.month) / kH100ePerUnit;
  }
  // Months of the profile that have run at `month`.
  double running(double month) const {
    return std::max(std::min(month, stop_), from_) - c_.month - late_;
  }

  double capex_per_mw(const Cost& cost) const {
    return path_.at_signing(cost.capex_usd_per_mw, c_.month) / kUsdPerMoney;
  }

  // Spent evenly over the months before each MW is installed; opex while it is; residual at the
  // end.
  void builder(const Cost& cost) {
    const double capex = capex_per_mw(cost);
    for (int k = 0; k < count(); ++k) {
      const double spent = profile_.spent(running(clock_.begin_of(k + 1)), cost.spend_months) -
                           profile_.spent(running(clock_.begin_of(k)), cost.spend_months);
      const double opex = path_.during(cost.opex_usd_per_mw_month, k) / kUsdPerMoney;
      at(k).paid -= capex * spent + opex * step_months() * at(k).delivered;
    }
    const double ends = c_.month + profile_.end() + late_;
    if (count() > 0 && ends <= stop_ && !gives_up(c_.exercise))
      at(count() - 1).paid += cost.residual * capex;
  }

  // The planner sells the chips.
  void vendor(const Delivery& d, const Cost& cost) {
    const Accelerator& chip = model_.at(d.accelerator);
    if (chip.vendor != planner_ || !chip.price_usd_per_mw.given()) return;
    const double price = std::min(path_.at_signing(chip.price_usd_per_mw, c_.month) / kUsdPerMoney,
                                  capex_per_mw(cost));
    for (int k = 0; k < count(); ++k) {
      at(k).paid += price * (profile_.spent(running(clock_.begin_of(k + 1)), cost.spend_months) -
                             profile_.spent(running(clock_.begin_of(k)), cost.spend_months));
    }
  }

  double escalated(double rate, double month) const {
    const double years = std::max(0.0, std::floor((month - c_.month) / kMonthsPerYear));
    return std::pow(1.0 + rate, years);
  }

  // Σ_k e_k · MW-months of step k, as contracted, before the clock too.
  double escalated_mw_months(double rate, double since = -kNoEnd) const {
    double sum = 0.0;
    const double end = c_.month + profile_.end();
    for (int k = clock_.step_of(c_.month); clock_.begin_of(k) < end; ++k) {
      sum += escalated(rate, clock_.begin_of(k)) *
             profile_.mw_months(std::max(since, clock_.begin_of(k) - c_.month),
                                std::max(since, clock_.begin_of(k + 1) - c_.month));
    }
    return sum;
  }

  // $M per MW-month, before escalation.
  double price_of(const CapacityTerms& x) const {
    const double amount = path_.at_signing(x.price.amount, c_.month) / kUsdPerMoney;
    switch (x.price.basis) {
      case Price::Basis::per_mw_month:
        return amount;
      case Price::Basis::per_h100e_month:
        return amount * h100e_per_mw(model_, x.delivery, c_.month);
      case Price::Basis::total:
        break;
    }
    const double mw = a_.is_offer ? a_.most_mw : x.delivery.capacity_mw;
    return amount / (mw * escalated_mw_months(x.price.escalator_per_year));
  }

  // What the tenant pays, in its sign for the planner.
  void fee(const CapacityTerms& x, double sign) {
    const double price = price_of(x), rate = x.price.escalator_per_year;
    const double prepaid = x.price.prepayment * price * escalated_mw_months(rate);
    const double credit = prepaid / contracted_mw_months(x.delivery);
    const double owed = soaked_ && sign < 0.0 ? 1.0 : x.price.take_or_pay;
    for (int k = 0; k < count(); ++k) {
      const double full = price * escalated(rate, clock_.begin_of(k)) * step_months();
      at(k).paid += sign * (full * owed - credit * step_months()) * at(k).delivered;
      at(k).owed_share = owed;
      at(k).use_cost = full;
    }
    const int k = step_of(c_.month);
    if (gives_up(c_.exercise)) return;
    if (k >= 0 && k < count() && c_.month < stop_) at(k).paid += sign * prepaid;
  }

  // The terms of what is exercised: those of the agreement, at the option's own price if any.
  CapacityTerms as_exercised(CapacityTerms x) const {
    if (c_.exercise == Exercise::expansion && x.expansion->amount.given()) {
      x.price.basis = x.expansion->basis;
      x.price.amount = x.expansion->amount;
    }
    return x;
  }

  // From the end of the base on, late by the same delay: nothing is built, prepaid or escalated.
  void extension(const CapacityTerms& x) {
    const Extension& e = *x.extension;
    const double decided = c_.month;
    c_.month = c_.base_month;
    profile_ = Profile{x.delivery.ramp, x.delivery.term_months};
    out_.h100e = h100e_per_mw(model_, x.delivery, c_.month) / kH100ePerUnit;
    const double end = c_.month + profile_.end();
    double price = price_of(x) * escalated(x.price.escalator_per_year, end);
    if (e.amount.given()) {
      price = path_.at_signing(e.amount, decided) / kUsdPerMoney;
      if (e.basis == Price::Basis::per_h100e_month) price *= out_.h100e * kH100ePerUnit;
    }
    const double from = end + path_.delay_months(x.delivery.delay), last = from + e.term_months;
    const double sign = a_.first == planner_ ? -1.0 : second_ == planner_ ? 1.0 : 0.0;
    const bool builds = second_ == planner_ && x.delivery.cost;
    until(last);
    for (int k = 0; k < count(); ++k) {
      StepTerms& t = at(k);
      t.delivered = overlap_months(clock_, k, from, std::min(last, stop_)) / step_months();
      t.owed_share = soaked_ && sign < 0.0 ? 1.0 : x.price.take_or_pay;
      t.use_cost = price * step_months();
      t.paid = sign * t.use_cost * t.owed_share * t.delivered;
      if (!builds) continue;
      const double opex = path_.during(x.delivery.cost->opex_usd_per_mw_month, k) / kUsdPerMoney;
      t.paid -= opex * step_months() * t.delivered;
    }
  }

  // What the base would bring from the effect on, taken away; the fee at notice.
  void give_up(const CapacityTerms& x) {
    const Exit& e = *exit_of(x, c_.exercise);
    const double notice = c_.month;
    if (notice >= stop_) return;
    c_.month = c_.base_month;
    from_ = notice + e.notice_months;
    capacity(x);
    for (StepTerms& t : out_.steps) {
      t.paid = -t.paid;
      t.delivered = -t.delivered;
    }
    const double sign = a_.first == planner_ ? -1.0 : second_ == planner_ ? 1.0 : 0.0;
    const double rate = x.price.escalator_per_year, price = price_of(x);
    const double since = from_ - c_.month;
    const double credit =
        x.price.prepayment * escalated_mw_months(rate) / contracted_mw_months(x.delivery);
    const double owed = x.price.take_or_pay * escalated_mw_months(rate, since) -
                        credit * profile_.mw_months(since, profile_.end());
    const int k = step_of(notice);
    if (k >= count()) until(clock_.begin_of(k + 1));
    at(k).paid += sign * e.fee * price * std::max(0.0, owed);
  }

  void capacity(const CapacityTerms& x) {
    deliver(x.delivery);
    if (a_.first == planner_) fee(x, -1.0);
    if (second_ == planner_) fee(x, 1.0);
    if (!x.delivery.cost) return;
    if (second_ == planner_) builder(*x.delivery.cost);
    vendor(x.delivery, *x.delivery.cost);
  }

  void build(const BuildTerms& x) {
    deliver(x.delivery);
    if (!x.delivery.cost) return;
    vendor(x.delivery, *x.delivery.cost);
    if (a_.first != planner_) return;
    builder(*x.delivery.cost);
    if (!x.delivery.site.valid()) return;
    const Site& site = model_.at(x.delivery.site);
    for (int k = 0; k < count(); ++k) {
      const double power = path_.during(site.power_price_usd_per_mwh, k) * site.pue *
                           kHoursPerMonth * step_months() / kUsdPerMoney;
      at(k).owed_share = soaked_ || power <= 0.0 ? 1.0 : 0.0;
      at(k).use_cost = power;
      if (soaked_) at(k).paid -= power * at(k).delivered;
    }
  }

  // Evenly between two dates, or at once.
  void investment(const InvestmentTerms& x) {
    const double first = c_.month + x.first_months, full = c_.month + x.full_months;
    until(full > first ? full : std::nextafter(first, kNever));
    if (is_tranche(x)) return;  // extensive_deals.cpp
    for (int k = 0; k < count(); ++k) {
      const bool now = clock_.begin_of(k) <= first && first < clock_.begin_of(k + 1);
      const double share = full > first ? overlap_months(clock_, k, first, full) / (full - first)
                                        : (now ? 1.0 : 0.0);
      const double money = share * x.amount_usd / kUsdPerMoney * path_.alive(k, stop_);
      if (a_.first == planner_) at(k).paid -= money;
      if (second_ == planner_) at(k).financed += money;
    }
  }

  // While it is in force; without an end until that of the clock. What the licensee has it keeps
  // when the licensor fails.
  void licence(const LicenceTerms& x) {
    const double from = c_.offered ? c_.month : a_.from_month;
    const double end = c_.offered || a_.until_month > kNoEnd ? clock_.end() : a_.until_month;
    until(end);
    for (int k = 0; k < count(); ++k) {
      const double months = overlap_months(clock_, k, from, end);
      const double fee = path_.during(x.fee_usd_per_month, k) * months * path_.alive(k, stop_);
      const double worth = path_.during(x.worth_usd_per_month, k) * months *
                           path_.alive(k, path_.stop_month(a_.first));
      if (a_.first == planner_) at(k).paid += (worth - fee) / kUsdPerMoney;
      if (second_ == planner_) at(k).paid += fee / kUsdPerMoney;
    }
  }

  const Path& path_;
  const Model& model_;
  const Clock& clock_;
  const Agreement& a_;
  Commitment c_;
  PartyId second_;
  bool soaked_;
  PartyId planner_;
  double stop_;
  Profile profile_;
  double late_ = 0.0;
  double from_ = -kNoEnd;  // nothing before this month
  Terms out_;
};

}  // namespace

bool converts(const Path& path, const Futures& futures, const Agreement& a) {
  if (a.binding == Binding::firm) return true;
  return futures.uniform_of(stream_of("conversion of " + a.name), path.number) < a.converts;
}

namespace {

// The other side of the commitment on this path: the holder of a right of first refusal, if it
// takes it.
PartyId second_of(const Path& path, const Futures& futures, const Commitment& c) {
  const Agreement& a = path.model.at(c.agreement);
  const double month = c.exercise == Exercise::none ? c.month : c.base_month;
  const Agreement* right = first_refusal_of(path.model, c.agreement, month);
  if (!right) return a.second;
  const std::uint64_t stream = stream_of("refusal of " + a.name + " by " + right->name);
  const double takes = std::get<FirstRefusalTerms>(right->terms).takes;
  return futures.uniform_of(stream, path.number) < takes ? right->second : a.second;
}

}  // namespace

Terms terms_of(const Path& path, const Futures& futures, const Commitment& commitment,
               bool soaked) {
  if (!converts(path, futures, path.model.at(commitment.agreement))) return {};
  if (gives_up(commitment.exercise) && commitment.gives_up < 0) return {};
  return Writer(path, commitment, second_of(path, futures, commitment), soaked).write();
}

}  // namespace offtake::extensive
