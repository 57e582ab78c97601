#include <algorithm>
#include <cmath>
#include <map>

#include "offtake/base/quantity.h"
#include "offtake/base/text.h"
#include "offtake/model/check_parts.h"

namespace offtake {
namespace {

std::string mw(double v) { return format_quantity(v, dim::power); }

struct SignCheck {
  const Model& model;  // under the strategy
  const Strategy& strategy;
  Problems& problems;
  std::map<AgreementId, double> signed_mw;
  std::map<AgreementId, int> times;

  bool allowed(AgreementId id) const {
    const auto has = [&](const std::vector<AgreementId>& v) {
      return std::find(v.begin(), v.end(), id) != v.end();
    };
    return !has(strategy.drop) && (strategy.all_offers || has(strategy.offers));
  }

  // The exclusivity of another provider that is in force when the offer is signed.
  const Agreement* exclusivity(const Agreement& offer, double month) const {
    if (offer.kind != AgreementKind::capacity) return nullptr;
    for (const Agreement& a : model.agreements) {
      if (a.kind == AgreementKind::exclusivity && !a.is_offer && a.first == offer.first &&
          a.second != offer.second && a.from_month <= month && month < a.until_month) {
        return &a;
      }
    }
    return nullptr;
  }

  void quantity(const Signing& s, const Agreement& offer, const std::string& path) {
    if (!offer.delivery()) {
      if (++times[s.offer] > 1) {
        problems
            .error("E0719", path + ".offer", fmt::format("'{}' is signed twice", offer.name),
                   "sign it once")
            .related_path = path_of(offer);
      }
      return;
    }
    if (s.mw < offer.least_mw || s.mw > offer.most_mw) {
      problems
          .error("E0719", path + ".quantity",
                 fmt::format("{} of '{}' is outside its {} to {}", mw(s.mw), offer.name,
                             mw(offer.least_mw), mw(offer.most_mw)),
                 "sign a quantity that is offered")
          .related_path = path_of(offer);
      return;
    }
    const double lots = offer.tranche_mw > 0.0 ? s.mw / offer.tranche_mw : 0.0;
    if (std::abs(lots - std::round(lots)) > 1e-9 * std::max(1.0, lots)) {
      problems.error(
          "E0720", path + ".quantity",
          fmt::format("{} is no whole number of tranches of {}", mw(s.mw), mw(offer.tranche_mw)),
          fmt::format("sign {}", mw(std::round(lots) * offer.tranche_mw)));
    }
    double& total = signed_mw.try_emplace(s.offer, taken_of(model, s.offer)).first->second;
    total += s.mw;
    if (total > offer.most_mw * (1 + 1e-12)) {
      problems.error("E0719", path + ".quantity",
                     fmt::format("with this entry {} of '{}' are signed, more than the most of {}",
                                 mw(total), offer.name, mw(offer.most_mw)),
                     "sign less, or raise the offer's `most`");
    }
  }

  void operator()(const Signing& s, const std::string& path) {
    const Agreement& offer = model.at(s.offer);
    if (!allowed(s.offer)) {
      problems.error(
          "E0721", path + ".offer",
          fmt::format("'{}' is not among the offers of strategy '{}'", offer.name, strategy.name),
          "add it to the strategy's `offers`");
      return;
    }
    if (!offer.is_offer) {
      problems.error("E0721", path + ".offer",
                     fmt::format("'{}' is an agreement: it is signed already", offer.name),
                     "name an offer");
      return;
    }
    if (offer.kind == AgreementKind::exclusivity || offer.kind == AgreementKind::first_refusal) {
      problems.error(
          "E0725", path + ".offer",
          "an exclusivity or right of first refusal that is signed later binds nobody yet",
          "make it an agreement with `from`");
    }
    if (s.month < offer.from_month || s.month >= offer.until_month) {
      problems
          .error("E0718", path + ".date",
                 fmt::format("{} is outside the window of '{}': {} until before {}",
                             to_string(month_date(s.month)), offer.name,
                             to_string(month_date(offer.from_month)),
                             to_string(month_date(offer.until_month))),
                 "sign it inside its window")
          .related_path = "offers." + offer.name + ".window";
    }
    if (s.month < model.clock.start_month || s.month >= model.clock.end()) {
      problems.error("E0722", path + ".date", "this date is outside the clock",
                     "sign inside the clock; what was signed before it is an agreement");
    }
    if (const Delivery* d = offer.delivery();
        d && d->accelerator.valid() &&
        s.month + d->ramp.first() < model.at(d->accelerator).from_month) {
      problems.error("E0713", path + ".date",
                     fmt::format("signed then it is ready before '{}' is delivered",
                                 model.at(d->accelerator).name),
                     "sign later, or offer an earlier accelerator");
    }
    if (const Agreement* x = exclusivity(offer, s.month)) {
      problems
          .error("E0717", path + ".offer",
                 fmt::format(
                     "'{}' gives '{}' the exclusive right {}", x->name, model.at(x->second).name,
                     x->until_month < 1e9 ? "until before " + to_string(month_date(x->until_month))
                                          : "without an end"),
                 fmt::format("sign after it, or `drop: [{}]` in this strategy", x->name))
          .related_path = "agreements." + x->name;
    }
    quantity(s, offer, path);
  }
};

}  // namespace

void check_strategies(const Model& model, Problems& problems) {
  for (std::size_t i = 0; i < model.strategies.size(); ++i) {
    const Strategy& strategy = model.strategies[i];
    if (strategy.sign.signings.empty() && strategy.change.empty()) continue;
    const Model changed = under(model, StrategyId{i});
    if (!strategy.change.empty()) {
      check_fleets(changed, problems);
      check_stakes(changed, problems);
      check_shares(changed, problems);
    }
    // Closed offers keep their windows here, so that the reason given is the right one.
    Model open = changed;
    for (std::size_t k = 0; k < open.agreements.size(); ++k) {
      if (model.agreements[k].is_offer &&
          changed.agreements[k].until_month < changed.agreements[k].from_month) {
        open.agreements[k] = model.agreements[k];
      }
    }
    SignCheck sign{open, strategy, problems, {}, {}};
    for (std::size_t k = 0; k < strategy.sign.signings.size(); ++k) {
      sign(strategy.sign.signings[k], fmt::format("strategies.{}.sign[{}]", strategy.name, k));
    }
  }
}

}  // namespace offtake
