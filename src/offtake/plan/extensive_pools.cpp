#include "offtake/plan/extensive_pools.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/quantity.h"
#include "offtake/plan/extensive_profile.h"

namespace offtake::extensive {
namespace {

class Layer {
 public:
  Layer(const Path& path, const Commitment& commitment)
      : path_(path),
        model_(path.model),
        clock_(path.model.clock),
        a_(path.model.at(commitment.agreement)),
        d_(*a_.delivery()),
        signed_(commitment.month),
        buys_(a_.first == path.model.planner.party),
        sells_(a_.second == path.model.planner.party),
        profile_{d_.ramp, d_.term_months},
        late_(path.delay_months(d_.delay)),
        // What is bought or built on site does not hang on its seller.
        stop_(d_.cost ? path.stop_month(a_.first)
                      : std::min(path.stop_month(a_.first), path.stop_month(a_.second))) {}

  Terms write() {
    const double months = signed_ + profile_.end() + late_ - clock_.start_month;
    const double count = std::max(std::ceil(months / clock_.months_per_step), 0.0);
    out_.steps.resize(std::size_t(count));
    for (int k = 0; k < steps(); ++k) {
      const double brought =
          profile_.mw_months(ran(clock_.begin_of(k)), ran(clock_.begin_of(k + 1)));
      at(k).delivered = brought / clock_.months_per_step;
    }
    out_.installed = {profile_, signed_ + late_, stop_};
    if (d_.cost) cost(*d_.cost);
    if (const auto* x = std::get_if<SupplyTerms>(&a_.terms); x && x->lease) lease(*x->lease);
    if (const auto* x = std::get_if<PowerTerms>(&a_.terms)) power(*x);
    return std::move(out_);
  }

 private:
  int steps() const { return static_cast<int>(out_.steps.size()); }
  StepTerms& at(int k) { return out_.steps[std::size_t(k)]; }
  // Months of the profile that have run at `month`.
  double ran(double month) const { return std::min(month, stop_) - signed_ - late_; }

  // From the buyer to the seller, $M.
  void pay(int k, double money) {
    if (buys_) at(k).paid -= money;
    if (sells_) at(k).paid += money;
  }

  void cost(const Cost& c) {
    const auto* supply = std::get_if<SupplyTerms>(&a_.terms);
    const double deposit = supply && supply->deposit ? supply->deposit->share : 0.0;
    const double price = path_.at_signing(c.capex_usd_per_mw, signed_) / kUsdPerMoney;
    for (int k = 0; k < steps(); ++k) {
      const double now = profile_.spent(ran(clock_.begin_of(k + 1)), c.spend_months) -
                         profile_.spent(ran(clock_.begin_of(k)), c.spend_months);
      pay(k, (1.0 - deposit) * price * now);
      const double opex = path_.during(c.opex_usd_per_mw_month, k) / kUsdPerMoney;
      if (buys_) at(k).paid -= opex * clock_.months_per_step * at(k).delivered;
    }
    const int first = signed_ < clock_.start_month ? -1 : clock_.step_of(signed_);
    if (first >= 0 && first < steps() && signed_ < stop_) pay(first, deposit * price);
    const bool stands = signed_ + profile_.end() + late_ <= stop_;
    if (!buys_ || !stands || steps() == 0) return;
    at(steps() - 1).paid += path_.during(c.residual, steps() - 1) * price;
  }

  void lease(const Price& rent) {
    const double price = path_.at_signing(rent.amount, signed_) / kUsdPerMoney;
    for (int k = 0; k < steps(); ++k) {
      const double years = std::floor((clock_.begin_of(k) - signed_) / kMonthsPerYear);
      const double now = price * std::pow(1.0 + rent.escalator_per_year, std::max(0.0, years));
      pay(k, now * clock_.months_per_step * at(k).delivered);
    }
  }

  void power(const PowerTerms& x) {
    const Site& site = model_.at(d_.site);
    out_.it_mw = x.availability / site.pue;
    out_.h100e = out_.it_mw * density();
    const Series& price =
        x.energy_usd_per_mwh.given() ? x.energy_usd_per_mwh : site.power_price_usd_per_mwh;
    for (int k = 0; k < steps(); ++k) {
      const double charge = path_.during(x.charge_usd_per_mw_month, k) / kUsdPerMoney;
      pay(k, charge * clock_.months_per_step * at(k).delivered);
      at(k).owed_share = 0.0;
      at(k).use_cost = path_.during(price, k) * x.availability * kHoursPerMonth *
                       clock_.months_per_step / kUsdPerMoney;
    }
  }

  // Thousands of H100e per MW of IT load of the site's one accelerator.
  double density() const {
    for (const Agreement& other : model_.agreements) {
      const auto* chips = std::get_if<SupplyTerms>(&other.terms);
      if (!chips || chips->delivery.site != d_.site) continue;
      return base_value(model_.at(chips->delivery.accelerator).h100e_per_mw, signed_) /
             kH100ePerUnit;
    }
    return 0.0;
  }

  const Path& path_;
  const Model& model_;
  const Clock& clock_;
  const Agreement& a_;
  const Delivery& d_;
  double signed_;
  bool buys_, sells_;
  Profile profile_;
  double late_, stop_;
  Terms out_;
};

}  // namespace

bool is_layer(const Model& model, const Agreement& a) {
  const Delivery* d = a.delivery();
  return d && d->site.valid() && model.at(d->site).assembled && a.kind != AgreementKind::capacity;
}

Terms pool_terms(const Path& path, const Commitment& commitment) {
  return Layer(path, commitment).write();
}

}  // namespace offtake::extensive
