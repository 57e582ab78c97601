#include "offtake/plan/extensive_terms.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "offtake/base/quantity.h"
#include "offtake/base/random.h"
#include "offtake/plan/extensive_late.h"
#include "offtake/plan/extensive_pools.h"
#include "offtake/plan/extensive_price.h"
#include "offtake/plan/extensive_profile.h"
#include "offtake/plan/extensive_use.h"

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

bool converts(const Path& path, const Futures& futures, const Agreement& a, double month) {
  if (a.binding == Binding::firm) return true;
  Series probability = Series::constant(a.converts);
  probability.drivers = a.converts_drivers;
  return futures.uniform_of(stream_of("conversion of " + a.name), path.number) <
         path.at_signing(probability, month);
}

namespace {

// Writes the terms of one commitment.
class Writer {
 public:
  Writer(const Path& path, const Futures& futures, const Commitment& commitment, PartyId second,
         bool soaked)
      : path_(path),
        futures_(futures),
        model_(path.model),
        clock_(path.model.clock),
        a_(path.model.at(commitment.agreement)),
        c_(commitment),
        second_(second),
        soaked_(soaked),
        planner_(path.model.planner.party),
        failed_(std::min(path.stop_month(a_.first), path.stop_month(second))),
        stop_(failed_) {
    const bool of_base = c_.exercise == Exercise::extension || gives_up(c_.exercise);
    const double signed_month = of_base ? c_.base_month : c_.month;
    if (const Delivery* d = a_.delivery()) {
      stop_ = std::min(stop_, long_stop_month(path, *d, signed_month));
    }
  }

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
    if (!ends()) return;
    at(count() - 1).paid += path_.during(cost.residual, count() - 1) * capex * built(cost);
  }

  // Its term, before anything stops it.
  bool ends() const { return count() > 0 && c_.month + profile_.end() + late_ <= stop_; }
  // Share of the capex of a MW that has a residual value. What give_up() takes away has never been
  // spent.
  double built(const Cost& cost) const {
    return gives_up(c_.exercise) ? 1.0 - profile_.spent(running(from_), cost.spend_months) : 1.0;
  }

  // The planner sells the chips.
  void vendor(const Delivery& d, const Cost& cost) {
    if (!d.accelerator.valid()) return;
    const Accelerator& chip = model_.at(d.accelerator);
    if (chip.vendor != planner_ || !chip.price_usd_per_mw.given()) return;
    const double price = std::min(path_.at_signing(chip.price_usd_per_mw, c_.month) / kUsdPerMoney,
                                  capex_per_mw(cost));
    for (int k = 0; k < count(); ++k) {
      at(k).paid += price * (profile_.spent(running(clock_.begin_of(k + 1)), cost.spend_months) -
                             profile_.spent(running(clock_.begin_of(k)), cost.spend_months));
    }
  }

  // What the tenant pays, in its sign for the planner.
  void fee(const CapacityTerms& x, double sign) {
    const Asked asked(path_, a_, x, c_.month);
    const double prepaid = x.price.prepayment * asked.at_signing() * asked.escalated_mw_months();
    const double credit = prepaid / contracted_mw_months(x.delivery);
    const bool sold = sign > 0.0 && x.from_fleet;
    const double owed = soaked_ && sign < 0.0 ? 1.0 : x.price.take_or_pay;
    const bool pays = a_.first == planner_;  // those who go on too
    for (int k = 0; k < count(); ++k) {
      const double month = clock_.begin_of(k);
      const double full = asked.favoured(futures_, asked.from(month), month) * step_months();
      const double sure = sold ? -x.shortfall : owed;
      at(k).paid += sign * (full * sure - credit * step_months()) * at(k).delivered;
      if (sold) at(k).served_pays = full * (owed + x.shortfall);
      at(k).owed_share = owed;
      at(k).use_cost = full;
      if (pays) go_on(k, sign * full * owed);
    }
    add_use(path_, x, sign, soaked_, out_);
    const int k = step_of(c_.month);
    const double end = c_.month + profile_.end() + late_;
    const double price = asked.at_signing(), contracted = price * asked.escalated_mw_months();
    Lateness lateness{c_.month, end, failed_, price, contracted, sign};
    if (gives_up(c_.exercise)) {
      lateness.given_up_month = from_;
    } else if (k >= 0 && k < count() && c_.month < stop_) {
      at(k).paid += sign * prepaid;
    }
    add_late(path_, x, lateness, out_);
  }

  // What another goes on with where the provider has failed, for `paid` per MW through the step.
  void go_on(int step, double paid) {
    if (taken_over_.empty()) return;
    at(step).paid += paid * taken_over_[std::size_t(step)];
    at(step).delivered += taken_over_[std::size_t(step)];
  }

  // Of `standing(month)` when the provider fails.
  template <class Standing>
  void take_over(const Delivery& d, double end, Standing standing) {
    const double failed = path_.stop_month(second_);
    if (!d.step_in || !(failed < end)) return;
    const double share = long_stop_month(path_, d, c_.month) < failed ? 0.0 : standing(failed);
    const double from = std::max(failed + d.step_in->after_months, from_);
    taken_over_ = taken_over(path_, a_, {share, from, end}, out_.steps.size());
  }

  // The planner goes on with it: it serves who has no work, so only what is owed is paid.
  void successor(const CapacityTerms& x) {
    const Asked asked(path_, a_, x, c_.month);
    for (int k = 0; k < count(); ++k) {
      const double month = clock_.begin_of(k);
      const double fee = asked.favoured(futures_, asked.from(month), month);
      go_on(k, fee * x.price.take_or_pay * step_months() - upkeep(x, k));
    }
  }
  // Of who goes on: opex, and the power of what a tenant without work lets on.
  double upkeep(const CapacityTerms& x, int k) const {
    const double let = x.sublease ? std::min(x.sublease->most, x.price.take_or_pay) : 0.0;
    const double power = (1.0 - x.power_pass_through) * site_power(path_, x.delivery, k);
    return opex(x.delivery, k) * step_months() + power * let;
  }
  double opex(const Delivery& d, int step) const {
    return d.cost ? path_.during(d.cost->opex_usd_per_mw_month, step) / kUsdPerMoney : 0.0;
  }

  // What the residual value falls short of, when it ends.
  void guarantee(const CapacityTerms& x, double sign) {
    if (!ends()) return;
    const Cost& cost = *x.delivery.cost;
    const double missing = x.guarantee->share - path_.during(cost.residual, count() - 1);
    if (missing > 0.0) at(count() - 1).paid += sign * missing * capex_per_mw(cost) * built(cost);
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
    const Asked base(path_, a_, x, c_.month);
    double asked = base.from(end);
    if (e.amount.given()) {
      asked = path_.at_signing(e.amount, decided) / kUsdPerMoney;
      if (e.basis == Price::Basis::per_h100e_month) asked *= out_.h100e * kH100ePerUnit;
    }
    const double from = end + path_.delay_months(x.delivery.delay), last = from + e.term_months;
    const double sign = a_.first == planner_ ? -1.0 : second_ == planner_ ? 1.0 : 0.0;
    const bool builds = second_ == planner_ && x.delivery.cost;
    until(last);
    const auto kept = [&](double month) { return month > from ? 1.0 : 0.0; };
    take_over(x.delivery, last, kept);
    const bool goes_on = x.delivery.step_in && x.delivery.step_in->by == planner_;
    for (int k = 0; k < count(); ++k) {
      StepTerms& t = at(k);
      t.delivered = overlap_months(clock_, k, from, std::min(last, stop_)) / step_months();
      t.owed_share = soaked_ && sign < 0.0 ? 1.0 : x.price.take_or_pay;
      t.use_cost = base.favoured(futures_, asked, clock_.begin_of(k)) * step_months();
      const double owed = t.use_cost * t.owed_share;
      t.paid = sign * owed * t.delivered;
      if (builds) t.paid -= opex(x.delivery, k) * step_months() * t.delivered;
      if (a_.first == planner_) go_on(k, -owed);
      if (goes_on) go_on(k, owed - upkeep(x, k));
    }
    if (sign != 0.0) add_use(path_, x, sign, soaked_, out_);
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
    const Asked asked(path_, a_, x, c_.month);
    const double since = from_ - c_.month;
    const double credit =
        x.price.prepayment * asked.escalated_mw_months() / contracted_mw_months(x.delivery);
    const double owed = x.price.take_or_pay * asked.escalated_mw_months(since) -
                        credit * profile_.mw_months(since, profile_.end());
    const int k = step_of(notice);
    if (k >= count()) until(clock_.begin_of(k + 1));
    at(k).paid += sign * e.fee * asked.at_signing() * std::max(0.0, owed);
  }

  void capacity(const CapacityTerms& x) {
    deliver(x.delivery);
    take_over(x.delivery, c_.month + profile_.end() + late_, [&](double month) {
      return profile_.spent(month - c_.month - late_, 0.0);  // what is installed just before
    });
    if (a_.first == planner_) fee(x, -1.0);
    if (second_ == planner_) fee(x, 1.0);
    if (x.delivery.step_in && x.delivery.step_in->by == planner_) successor(x);
    if (!x.delivery.cost) return;
    if (x.guarantee && a_.first == planner_) guarantee(x, -1.0);
    if (x.guarantee && second_ == planner_) guarantee(x, 1.0);
    if (second_ == planner_) builder(*x.delivery.cost);
    vendor(x.delivery, *x.delivery.cost);
  }

  void build(const BuildTerms& x) {
    deliver(x.delivery);
    if (!x.delivery.cost) return;
    vendor(x.delivery, *x.delivery.cost);
    if (a_.first != planner_) return;
    builder(*x.delivery.cost);
    if (!x.delivery.site.valid() || is_layer(model_, a_)) return;
    for (int k = 0; k < count(); ++k) {
      const double power = site_power(path_, x.delivery, k);
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
      const double paid = overlap_months(clock_, k, first, std::min(full, stop_));
      const double share =
          full > first ? paid / (full - first) : (now && first < stop_ ? 1.0 : 0.0);
      const double money = share * x.amount_usd / kUsdPerMoney;
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
    if (path_.stop_month(second_) <= from) return;
    for (int k = 0; k < count(); ++k) {
      const double fee = path_.during(x.fee_usd_per_month, k) *
                         overlap_months(clock_, k, from, std::min(end, stop_));
      const double worth =
          path_.during(x.worth_usd_per_month, k) *
          overlap_months(clock_, k, from, std::min(end, path_.stop_month(a_.first)));
      if (a_.first == planner_) at(k).paid += (worth - fee) / kUsdPerMoney;
      if (second_ == planner_) at(k).paid += fee / kUsdPerMoney;
    }
  }

  const Path& path_;
  const Futures& futures_;
  const Model& model_;
  const Clock& clock_;
  const Agreement& a_;
  Commitment c_;
  PartyId second_;
  bool soaked_;
  PartyId planner_;
  double failed_, stop_;  // of either side; with the long stop
  Profile profile_;
  std::vector<double> taken_over_;  // [step], MW per MW; empty: nothing
  double late_ = 0.0;
  double from_ = -kNoEnd;  // nothing before this month
  Terms out_;
};

// The other side of the commitment on this path: the holder of a right of first refusal, if it
// takes it.
PartyId second_of(const Path& path, const Futures& futures, const Commitment& c) {
  const Agreement& a = path.model.at(c.agreement);
  const double month = c.exercise == Exercise::none ? c.month : c.base_month;
  const Agreement* right = first_refusal_of(path.model, c.agreement, month);
  if (!right) return a.second;
  const std::uint64_t stream = stream_of("refusal of " + a.name + " by " + right->name);
  const double takes = std::get<FirstRefusalTerms>(right->terms).takes;
  const bool lasts = path.stop_month(right->second) > month;
  return lasts && futures.uniform_of(stream, path.number) < takes ? right->second : a.second;
}

}  // namespace

Terms terms_of(const Path& path, const Futures& futures, const Commitment& commitment,
               bool soaked) {
  const Agreement& a = path.model.at(commitment.agreement);
  const bool of_base = commitment.exercise != Exercise::none;
  const double month = of_base ? commitment.base_month : commitment.month;
  if (!converts(path, futures, a, month)) return {};
  if (gives_up(commitment.exercise) && commitment.gives_up < 0) return {};
  if (a.kind == AgreementKind::supply || a.kind == AgreementKind::power) {
    return pool_terms(path, commitment);
  }
  return Writer(path, futures, commitment, second_of(path, futures, commitment), soaked).write();
}

}  // namespace offtake::extensive
