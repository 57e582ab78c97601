#include "offtake/plan/exercise.h"

#include <map>
#include <tuple>

namespace offtake {
namespace {

constexpr double kSameMonth = 1e-9;

// What is or may be signed and has options.
struct Base {
  AgreementId id;
  double month = 0.0;  // signed
  double most_mw = 0.0;
  int slot = -1;  // −1: an agreement in force
};

const CapacityTerms* terms_of(const Model& model, AgreementId id) {
  const Agreement& a = model.at(id);
  return a.first == model.planner.party ? std::get_if<CapacityTerms>(&a.terms) : nullptr;
}

std::vector<Base> bases_of(const Model& model, const Columns& columns) {
  std::vector<Base> bases;
  for (std::size_t i = 0; i < model.agreements.size(); ++i) {
    const Agreement& a = model.agreements[i];
    if (a.is_offer || !terms_of(model, AgreementId{i})) continue;
    bases.push_back({AgreementId{i}, a.signed_month, a.delivery()->capacity_mw, -1});
  }
  for (std::size_t s = 0; s < columns.slots.size(); ++s) {
    const Slot& slot = columns.slots[s];
    if (!terms_of(model, slot.offer)) continue;
    bases.push_back({slot.offer, slot.month, model.at(slot.offer).most_mw, static_cast<int>(s)});
  }
  return bases;
}

class SlotMaker {
 public:
  explicit SlotMaker(Columns& columns) : out_(columns) {}

  // At every epoch that its dates allow; an extension at the last of them alone.
  void add(const Base& base, const CapacityTerms& terms, Exercise exercise) {
    const double share = most_share(terms, exercise);
    if (share <= 0.0) return;
    const ExerciseDates dates = exercise_dates(terms, exercise, base.month);
    std::vector<std::size_t> epochs;
    for (std::size_t e = 0; e < out_.epochs.size(); ++e) {
      const double month = out_.epochs[e].month;
      if (month > dates.after + kSameMonth && month <= dates.until + kSameMonth)
        epochs.push_back(e);
    }
    if (exercise == Exercise::extension && epochs.size() > 1) epochs = {epochs.back()};
    for (const std::size_t e : epochs) add(base, exercise, e, share * base.most_mw);
  }

 private:
  void add(const Base& base, Exercise exercise, std::size_t epoch, double most_mw) {
    const Epoch& at = out_.epochs[epoch];
    const int slot = static_cast<int>(out_.slots.size());
    out_.slots.push_back({base.id, static_cast<int>(epoch), at.month,
                          static_cast<int>(out_.columns.size()), at.cells(), exercise, base.slot,
                          base.month});
    for (int cell = 0; cell < at.cells(); ++cell) {
      out_.columns.push_back({slot, cell, 0.0, most_mw, 0.0, false});
    }
  }
  Columns& out_;
};

}  // namespace

void add_exercises(const Model& model, Columns& columns) {
  SlotMaker make(columns);
  for (const Base& base : bases_of(model, columns)) {
    const CapacityTerms& terms = *terms_of(model, base.id);
    make.add(base, terms, Exercise::expansion);
    make.add(base, terms, Exercise::extension);
    make.add(base, terms, Exercise::exit);
    make.add(base, terms, Exercise::step_down);
  }
}

std::vector<ExerciseLimit> exercise_limits(const Model& model, const Columns& columns) {
  using Key = std::tuple<AgreementId, int, Exercise>;
  std::map<Key, std::size_t> index;
  std::vector<ExerciseLimit> limits;
  // `as`: the option, or none for what is held.
  const auto add = [&](std::size_t s, Exercise as, double share) {
    const Slot& slot = columns.slots[s];
    const auto [at, is_new] = index.emplace(Key{slot.offer, slot.base, as}, limits.size());
    if (is_new) {
      ExerciseLimit limit{std::vector<double>(columns.slots.size(), 0.0),
                          0.0,
                          slot.offer,
                          slot.exercise,
                          slot.base,
                          share,
                          as == Exercise::none};
      if (slot.base >= 0) limit.per_mw[std::size_t(slot.base)] = -share;
      if (slot.base < 0) limit.most = share * model.at(slot.offer).delivery()->capacity_mw;
      limits.push_back(std::move(limit));
    }
    limits[at->second].per_mw[s] = 1.0;
  };
  for (std::size_t s = 0; s < columns.slots.size(); ++s) {
    const Exercise exercise = columns.slots[s].exercise;
    if (exercise == Exercise::none) continue;
    const CapacityTerms& terms = *terms_of(model, columns.slots[s].offer);
    add(s, exercise, most_share(terms, exercise));
    if (exercise != Exercise::expansion && may_give_up(terms)) add(s, Exercise::none, 1.0);
  }
  return limits;
}

}  // namespace offtake
