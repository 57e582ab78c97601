#include "offtake/model/model.h"

#include <algorithm>
#include <cmath>

namespace offtake {

int Epoch::cells() const {
  if (!nodes.empty()) return static_cast<int>(nodes.size());
  std::size_t n = 1;
  for (const auto& cuts : thresholds) n *= cuts.size() + 1;
  return static_cast<int>(n);
}

const Delivery* Agreement::delivery() const {
  if (const auto* c = std::get_if<CapacityTerms>(&terms)) return &c->delivery;
  if (const auto* b = std::get_if<BuildTerms>(&terms)) return &b->delivery;
  if (const auto* s = std::get_if<SupplyTerms>(&terms)) return &s->delivery;
  if (const auto* p = std::get_if<PowerTerms>(&terms)) return &p->delivery;
  return nullptr;
}

double discount_of(const Model& model, PartyId party) {
  const double own = model.at(party).discount_per_year;
  return party == model.planner.party ? model.planner.discount_per_year.value_or(own) : own;
}

std::vector<DriverId> signals_of(const Model& model, int cells, bool tree) {
  std::vector<DriverId> out;
  const auto add = [&](DriverId id) {
    const Driver& driver = model.at(id);
    if (is_event(driver) || is_duration(driver)) return;
    if (std::find(out.begin(), out.end(), id) == out.end()) out.push_back(id);
  };
  if (!model.planner.signals.empty()) {
    for (const DriverId id : model.planner.signals) add(id);
    return out;
  }
  if (tree) {
    for (std::size_t i = 0; i < model.drivers.size(); ++i) {
      if (std::holds_alternative<Given>(model.drivers[i].process)) add(DriverId{i});
    }
    return out;
  }
  std::vector<std::pair<double, const Workload*>> works;
  const auto add_works = [&](auto is_looked_at) {
    for (const Workload& w : model.workloads) {
      if (!is_looked_at(w.party)) continue;
      const double volume = mean_value(w.volume_h100e, model.clock.start_month, model.clock.end());
      works.emplace_back(volume, &w);
    }
  };
  add_works([&](PartyId party) { return party == model.planner.party; });
  if (works.empty()) {
    add_works([&](PartyId party) {
      return std::any_of(model.agreements.begin(), model.agreements.end(), [&](const Agreement& a) {
        return a.kind == AgreementKind::capacity && a.second == model.planner.party &&
               a.first == party;
      });
    });
  }
  std::stable_sort(works.begin(), works.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (const auto& [volume, work] : works) {
    for (const DriverId id : work->volume_h100e.drivers) add(id);
  }
  while (std::pow(cells, double(out.size())) > kMostCells) out.pop_back();
  return out;
}

Plan signed_under(const Model& model, StrategyId strategy, const Plan& decided) {
  Plan plan;
  if (strategy.valid()) plan = model.at(strategy).sign;
  plan.epochs = decided.epochs;
  plan.signings.insert(plan.signings.end(), decided.signings.begin(), decided.signings.end());
  return plan;
}

Model under(const Model& model, StrategyId strategy) {
  if (!strategy.valid()) return model;
  Model result = model;
  const Strategy& s = model.at(strategy);
  const auto close = [&](AgreementId id) {
    Agreement& a = result.agreements[id.index()];
    a.is_offer = true;
    a.from_month = 1e9;
    a.until_month = -1e9;
  };
  for (const Strategy::Change& change : s.change) {
    result.agreements[change.which.index()] = change.agreement;
  }
  if (!s.all_offers) {
    for (std::size_t i = 0; i < result.agreements.size(); ++i) {
      const AgreementId id{i};
      const bool allowed = std::find(s.offers.begin(), s.offers.end(), id) != s.offers.end();
      if (result.agreements[i].is_offer && !allowed) close(id);
    }
  }
  for (const AgreementId id : s.drop) close(id);
  return result;
}

bool is_funded(const Model& model, const std::string& agreement) {
  return std::any_of(model.agreements.begin(), model.agreements.end(), [&](const Agreement& a) {
    const auto* loan = std::get_if<LoanTerms>(&a.terms);
    return loan && loan->funds.valid() && model.at(loan->funds).name == agreement;
  });
}

bool may_pass(const Model& model, AgreementId of, double per_mw, double most) {
  const Agreement& a = model.at(of);
  const double mw = a.is_offer ? a.most_mw : a.delivery()->capacity_mw;
  return per_mw * mw > most * (1.0 + 1e-9);
}

std::string_view key_of(Exercise exercise) {
  constexpr std::string_view kKeys[] = {"", "expansion", "extension", "exit", "step_down"};
  return kKeys[static_cast<int>(exercise)];
}

std::string_view key_of(AgreementKind kind) {
  constexpr std::string_view kKeys[] = {"capacity", "build",       "investment",    "revenue_share",
                                        "licence",  "exclusivity", "supply",        "power",
                                        "loan",     "warrant",     "first_refusal", "backstop"};
  return kKeys[static_cast<int>(kind)];
}

Price price_of(const CapacityTerms& terms, Exercise exercise) {
  Price price = terms.price;
  if (exercise == Exercise::expansion && terms.expansion->amount.given()) {
    price.basis = terms.expansion->basis;
    price.amount = terms.expansion->amount;
  }
  if (exercise == Exercise::extension) {
    price.escalator_per_year = price.prepayment = 0.0;
    if (!terms.extension->amount.given()) return price;
    price.reset.reset();
    price.basis = terms.extension->basis;
    price.amount = terms.extension->amount;
  }
  return price;
}

double most_share(const CapacityTerms& terms, Exercise exercise) {
  if (exercise == Exercise::expansion && terms.expansion) return terms.expansion->most;
  if (exercise == Exercise::extension && terms.extension) return terms.extension->most;
  if (const Exit* exit = exit_of(terms, exercise)) return exit->most;
  return 0.0;
}

bool may_give_up(const CapacityTerms& terms) { return terms.exit || terms.step_down; }

const Exit* exit_of(const CapacityTerms& terms, Exercise exercise) {
  const std::optional<Exit>& exit = exercise == Exercise::exit ? terms.exit : terms.step_down;
  return gives_up(exercise) && exit ? &*exit : nullptr;
}

ExerciseDates exercise_dates(const CapacityTerms& terms, Exercise exercise, double signed_month) {
  if (exercise == Exercise::expansion) {
    return {signed_month, signed_month + terms.expansion->until_months};
  }
  const double end = terms.delivery.ramp.first() + terms.delivery.term_months;
  if (const Exit* exit = exit_of(terms, exercise)) {
    constexpr double kIncluded = 1e-6;  // the first date
    return {signed_month + exit->from_months - kIncluded, signed_month + end - exit->notice_months};
  }
  return {signed_month, signed_month + end - terms.extension->notice_months};
}

bool is_base(const Signing& signing, const Signing& exercise) {
  return signing.exercise == Exercise::none && signing.offer == exercise.offer &&
         std::abs(signing.month - exercise.base_month) < 1e-6;
}

double taken_of(const Model& model, AgreementId offer) {
  double sum = 0.0;
  for (const Agreement& a : model.agreements) {
    if (a.from_offer != offer || a.is_offer) continue;
    sum += a.delivery() ? a.delivery()->capacity_mw : 1.0;
  }
  return sum;
}

const Agreement* first_refusal_of(const Model& model, AgreementId id, double month) {
  const Agreement& offer = model.at(id);
  if (!offer.is_offer || offer.kind != AgreementKind::capacity) return nullptr;
  for (const Agreement& a : model.agreements) {
    const bool holds = a.kind == AgreementKind::first_refusal && !a.is_offer &&
                       a.first == offer.first && a.second != offer.second;
    if (holds && month >= a.from_month && month < a.until_month) return &a;
  }
  return nullptr;
}

double installed_share(const Ramp& ramp, double months) {
  if (!ramp.steps.empty()) {
    double share = 0.0;
    for (const Ramp::Step& step : ramp.steps) {
      if (months >= step.month) share = step.share;
    }
    return share;
  }
  if (months < ramp.first_months) return 0.0;
  if (months >= ramp.full_months) return 1.0;
  return (months - ramp.first_months) / (ramp.full_months - ramp.first_months);
}

double contracted_mw_months(const Delivery& delivery) {
  const Ramp& ramp = delivery.ramp;
  const double end = ramp.first() + delivery.term_months;
  if (ramp.steps.empty()) {
    const double width = ramp.full_months - ramp.first_months;
    const double ramped = std::min(width, delivery.term_months);
    const double rising = width > 0.0 ? 0.5 * ramped * ramped / width : 0.0;
    return rising + std::max(0.0, end - ramp.full_months);
  }
  double sum = 0.0;
  for (std::size_t i = 0; i < ramp.steps.size(); ++i) {
    const double until = i + 1 < ramp.steps.size() ? std::min(end, ramp.steps[i + 1].month) : end;
    sum += ramp.steps[i].share * std::max(0.0, until - ramp.steps[i].month);
  }
  return sum;
}

double h100e_per_mw(const Model& model, const Delivery& delivery, double signed_month) {
  if (!delivery.accelerator.valid()) return 0.0;  // a shell, or power
  const Series& series = model.at(delivery.accelerator).h100e_per_mw;
  const Ramp& ramp = delivery.ramp;
  if (!ramp.steps.empty()) {
    double sum = 0.0, before = 0.0;
    for (const Ramp::Step& step : ramp.steps) {
      sum += (step.share - before) * base_value(series, signed_month + step.month);
      before = step.share;
    }
    return sum;
  }
  if (ramp.full_months <= ramp.first_months) {
    return base_value(series, signed_month + ramp.first_months);
  }
  // Midpoints of kPieces equal parts of the ramp: exact for what is linear over a part.
  constexpr int kPieces = 24;
  const double width = (ramp.full_months - ramp.first_months) / kPieces;
  double sum = 0.0;
  for (int i = 0; i < kPieces; ++i) {
    sum += base_value(series, signed_month + ramp.first_months + (i + 0.5) * width);
  }
  return sum / kPieces;
}

}  // namespace offtake
