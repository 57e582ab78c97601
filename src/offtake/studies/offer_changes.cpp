#include "offtake/studies/offer_changes.h"

#include <algorithm>

namespace offtake {
namespace {

template <class Change>
Model changed(Model model, StrategyId strategy, AgreementId offer, const Change& change) {
  change(model.agreements[offer.index()]);
  if (!strategy.valid()) return model;
  for (Strategy::Change& of : model.strategies[strategy.index()].change) {
    if (of.which == offer) change(of.agreement);
  }
  return model;
}

// As the strategy has it.
const Agreement& as_changed(const Model& model, StrategyId strategy, AgreementId offer) {
  if (strategy.valid()) {
    for (const Strategy::Change& of : model.at(strategy).change) {
      if (of.which == offer) return of.agreement;
    }
  }
  return model.at(offer);
}

Delivery* delivery_of(Agreement& a) { return const_cast<Delivery*>(a.delivery()); }

// The series that is the price, and what kind it is.
Series* price_series(Agreement& a, OfferPrice& kind) {
  const auto capex = [&](Delivery& d) -> Series* {
    kind.of = PriceOf::capex;
    return d.cost && d.cost->capex_usd_per_mw.given() ? &d.cost->capex_usd_per_mw : nullptr;
  };
  if (auto* c = std::get_if<CapacityTerms>(&a.terms)) {
    kind = {PriceOf::price, c->price.basis, 0.0};
    return c->price.amount.given() ? &c->price.amount : nullptr;
  }
  if (auto* b = std::get_if<BuildTerms>(&a.terms)) return capex(b->delivery);
  if (auto* s = std::get_if<SupplyTerms>(&a.terms)) {
    if (!s->lease) return capex(s->delivery);
    kind = {PriceOf::lease, s->lease->basis, 0.0};
    return s->lease->amount.given() ? &s->lease->amount : nullptr;
  }
  if (auto* p = std::get_if<PowerTerms>(&a.terms)) {
    if (!p->charge_usd_per_mw_month.given()) return capex(p->delivery);
    kind.of = PriceOf::charge;
    return &p->charge_usd_per_mw_month;
  }
  return nullptr;
}

// So little that nothing can be signed, but no division by nothing.
constexpr double kNoMw = 1e-10;

// At most so much, at the same price per MW: what is priced in all is priced for the most.
void shrink(Agreement& a, double most_mw) {
  const double share = most_mw / a.most_mw;
  const auto scale = [&](Price::Basis basis, Series& amount) {
    if (basis != Price::Basis::total) return;
    for (Series::Point& p : amount.points) p.value *= share;
  };
  if (auto* c = std::get_if<CapacityTerms>(&a.terms)) {
    scale(c->price.basis, c->price.amount);
    if (c->expansion) scale(c->expansion->basis, c->expansion->amount);
    if (c->extension) scale(c->extension->basis, c->extension->amount);
    if (c->sublease) scale(c->sublease->basis, c->sublease->amount);
  }
  if (auto* s = std::get_if<SupplyTerms>(&a.terms); s && s->lease) {
    scale(s->lease->basis, s->lease->amount);
  }
  a.most_mw = most_mw;
  a.least_mw = std::min(a.least_mw, most_mw);
  delivery_of(a)->capacity_mw = most_mw;
}

// Where nothing is signed there is nothing to exercise.
void drop_options(Agreement& a) {
  auto* c = std::get_if<CapacityTerms>(&a.terms);
  if (!c) return;
  c->expansion.reset();
  c->extension.reset();
  c->exit.reset();
  c->step_down.reset();
}

bool has(const CapacityTerms& terms, Clause clause) {
  switch (clause) {
    case Clause::exit:
      return terms.exit.has_value();
    case Clause::step_down:
      return terms.step_down.has_value();
    case Clause::expansion:
      return terms.expansion.has_value();
    case Clause::extension:
      return terms.extension.has_value();
  }
  return false;
}

}  // namespace

std::optional<OfferPrice> price_of_offer(const Agreement& offer, double month) {
  Agreement copy = offer;
  OfferPrice out;
  const Series* series = price_series(copy, out);
  if (!series) return {};
  out.usd = base_value(*series, month);
  return out;
}

Model with_price(Model model, StrategyId strategy, AgreementId offer, double factor) {
  return changed(std::move(model), strategy, offer, [&](Agreement& a) {
    OfferPrice kind;
    Series* series = price_series(a, kind);
    if (!series) return;
    for (Series::Point& p : series->points) p.value *= factor;
  });
}

Model without_offer(Model model, StrategyId strategy, AgreementId offer) {
  double held = 0.0;
  if (strategy.valid()) {
    for (const Signing& s : model.at(strategy).sign.signings) {
      if (s.offer == offer && s.exercise == Exercise::none) held += s.mw;
    }
  }
  return changed(std::move(model), strategy, offer, [&](Agreement& a) {
    if (a.delivery()) {
      shrink(a, held > 0.0 ? held : kNoMw);
      if (held == 0.0) drop_options(a);
    } else {
      a.from_month = 1e9;
      a.until_month = -1e9;
    }
  });
}

Model with_earlier(Model model, StrategyId strategy, AgreementId offer, double months) {
  return changed(std::move(model), strategy, offer, [&](Agreement& a) {
    Delivery* d = delivery_of(a);
    if (!d) return;
    const auto earlier = [&](double& month) { month = std::max(0.0, month - months); };
    earlier(d->ramp.first_months);
    earlier(d->ramp.full_months);
    std::vector<Ramp::Step> steps;  // of those that fall on signing the last
    for (Ramp::Step s : d->ramp.steps) {
      earlier(s.month);
      if (!steps.empty() && steps.back().month == s.month) steps.pop_back();
      steps.push_back(s);
    }
    d->ramp.steps = std::move(steps);
  });
}

Model with_later_window(Model model, StrategyId strategy, AgreementId offer, double months) {
  return changed(std::move(model), strategy, offer, [&](Agreement& a) {
    a.from_month += months;
    a.until_month += months;
  });
}

bool has_clause(const Model& model, StrategyId strategy, AgreementId offer, Clause clause) {
  const auto* terms = std::get_if<CapacityTerms>(&as_changed(model, strategy, offer).terms);
  return terms && has(*terms, clause);
}

Model without_clause(Model model, StrategyId strategy, AgreementId offer, Clause clause) {
  return changed(std::move(model), strategy, offer, [&](Agreement& a) {
    auto* terms = std::get_if<CapacityTerms>(&a.terms);
    if (!terms) return;
    if (clause == Clause::exit) terms->exit.reset();
    if (clause == Clause::step_down) terms->step_down.reset();
    if (clause == Clause::expansion) terms->expansion.reset();
    if (clause == Clause::extension) terms->extension.reset();
  });
}

Model with_free_exit(Model model, StrategyId strategy, AgreementId offer) {
  return changed(std::move(model), strategy, offer, [&](Agreement& a) {
    auto* terms = std::get_if<CapacityTerms>(&a.terms);
    if (!terms) return;
    terms->exit =
        Exit{terms->delivery.ramp.first() + kExitAfterMonths, kExitNoticeMonths, 0.0, 1.0};
  });
}

}  // namespace offtake
