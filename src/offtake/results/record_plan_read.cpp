// The way back: a plan from its document, which may come from anywhere.
#include <algorithm>
#include <cmath>

#include "offtake/base/text.h"
#include "offtake/results/record_plan.h"

namespace offtake {
namespace {

Diagnostic unfit(std::string what, std::string mend = "plan again: `offtake plan`") {
  Diagnostic d;
  d.code = "E0964";
  d.what = std::move(what);
  d.mend = std::move(mend);
  return d;
}

Diagnostic no_plan(const std::string& why) {
  return unfit("this is no plan of `offtake plan --format json`: " + why, "name one that is");
}

const Json& member(const Json& json, const char* key) {
  static const Json nothing;
  const auto at = json.is_object() ? json.find(key) : json.end();
  return json.is_object() && at != json.end() ? *at : nothing;
}

bool read_text(const Json& json, const char* key, std::string& out) {
  const Json& value = member(json, key);
  if (value.is_string()) out = value.get<std::string>();
  return value.is_string();
}

bool read_number(const Json& json, double& out) {
  if (json.is_number()) out = json.get<double>();
  return json.is_number() && std::isfinite(out);
}

bool read_index(const Json& json, const char* key, std::size_t below, std::size_t& out) {
  const Json& value = member(json, key);
  if (!value.is_number_integer() || value.get<std::int64_t>() < 0) return false;
  out = value.get<std::size_t>();
  return out < below;
}

bool read_vectors(const Json& json, std::vector<std::vector<double>>& out) {
  if (!json.is_array()) return false;
  for (const Json& row : json) {
    if (!row.is_array()) return false;
    std::vector<double>& values = out.emplace_back();
    for (const Json& value : row) {
      if (!read_number(value, values.emplace_back())) return false;
    }
  }
  return true;
}

template <class Named>
std::optional<std::size_t> find_named(const std::vector<Named>& all, const std::string& name) {
  const auto at =
      std::find_if(all.begin(), all.end(), [&](const Named& x) { return x.name == name; });
  if (at == all.end()) return std::nullopt;
  return std::size_t(at - all.begin());
}

// Thresholds rise; nodes have a value for each signal and step until then.
bool is_whole(const Epoch& epoch, const Clock& clock) {
  if (!epoch.nodes.empty()) {
    const auto steps = std::size_t(clock.step_of(epoch.month)) + 1;
    return epoch.thresholds.empty() &&
           std::all_of(epoch.nodes.begin(), epoch.nodes.end(), [&](const auto& node) {
             return node.size() == epoch.signals.size() * steps;
           });
  }
  return epoch.thresholds.size() == epoch.signals.size() &&
         std::all_of(epoch.thresholds.begin(), epoch.thresholds.end(),
                     [](const auto& cuts) { return std::is_sorted(cuts.begin(), cuts.end()); });
}

Status read_epoch(const Json& json, const Model& model, Plan& plan) {
  Epoch epoch;
  if (!read_number(member(json, "month"), epoch.month) || !member(json, "signals").is_array() ||
      !read_vectors(member(json, "thresholds"), epoch.thresholds) ||
      !read_vectors(member(json, "nodes"), epoch.nodes)) {
    return no_plan("an epoch does not read as one");
  }
  for (const Json& name : member(json, "signals")) {
    if (!name.is_string()) return no_plan("a signal has no name");
    const auto driver = find_named(model.drivers, name.get<std::string>());
    if (!driver) {
      return unfit(fmt::format("the plan looks at the driver {}, which the model has not",
                               quote(name.get<std::string>())));
    }
    epoch.signals.emplace_back(*driver);
  }
  const double steps = (epoch.month - model.clock.start_month) / model.clock.months_per_step;
  if (epoch.month < model.clock.start_month || epoch.month >= model.clock.end() ||
      std::abs(steps - std::round(steps)) > 1e-9) {
    return unfit("the plan decides at dates that are no steps of the model's clock");
  }
  if (!is_whole(epoch, model.clock)) return no_plan("an epoch's cells do not read as such");
  plan.epochs.push_back(std::move(epoch));
  return ok_status();
}

// The same signing of the plan: its cells come one by one.
Signing& signing_like(Plan& plan, const Signing& like) {
  for (Signing& s : plan.signings) {
    if (s.offer == like.offer && s.epoch == like.epoch && s.month == like.month &&
        s.exercise == like.exercise && s.base_month == like.base_month) {
      return s;
    }
  }
  Signing& s = plan.signings.emplace_back(like);
  s.mw = 0.0;
  s.mw_by_cell.assign(std::size_t(plan.epochs[std::size_t(like.epoch)].cells()), 0.0);
  return s;
}

Status check_offer(const Model& model, const std::string& name, double month, double mw) {
  const auto found = find_named(model.agreements, name);
  if (!found || !model.agreements[*found].is_offer) {
    return unfit(fmt::format("the plan signs {}, which is no offer of the model", quote(name)));
  }
  const Agreement& offer = model.agreements[*found];
  if (offer.until_month < offer.from_month) {
    return unfit(fmt::format("the plan signs {}, which the strategy does not allow", quote(name)));
  }
  if (month < offer.from_month || month >= offer.until_month || month >= model.clock.end()) {
    return unfit(fmt::format("the plan signs {} in {}, outside its window", quote(name),
                             to_string(month_date(month))));
  }
  const double most = offer.delivery() ? offer.most_mw : 1.0;
  if (mw > most * (1.0 + 1e-9)) {
    return unfit(fmt::format("the plan signs {} of {}, more than its most of {}",
                             format_quantity(mw, dim::power), quote(name),
                             format_quantity(most, dim::power)));
  }
  return ok_status();
}

// Which option, in what is signed when: as the columns of the planner have it.
Status read_exercise(const Json& json, const Model& model, Signing& s) {
  std::string key;
  const bool read =
      read_text(json, "exercise", key) && read_number(member(json, "signed_month"), s.base_month);
  for (const Exercise option :
       {Exercise::expansion, Exercise::extension, Exercise::exit, Exercise::step_down}) {
    if (read && key == key_of(option)) s.exercise = option;
  }
  if (s.exercise == Exercise::none) return no_plan("an exercise does not read as one");
  const Agreement& a = model.at(s.offer);
  const auto* terms = std::get_if<CapacityTerms>(&a.terms);
  const double share =
      terms && a.first == model.planner.party ? most_share(*terms, s.exercise) : 0.0;
  const ExerciseDates dates =
      share > 0.0 ? exercise_dates(*terms, s.exercise, s.base_month) : ExerciseDates{};
  const bool is_signed = a.is_offer ? s.base_month >= a.from_month && s.base_month < a.until_month
                                    : std::abs(s.base_month - a.signed_month) < 1e-6;
  if (share <= 0.0 || !is_signed || s.month <= dates.after || s.month > dates.until + 1e-6 ||
      s.mw > share * a.delivery()->capacity_mw * (1.0 + 1e-9)) {
    return unfit(fmt::format("the plan exercises in {} an {} of {} that the model does not give",
                             to_string(month_date(s.month)), key, quote(a.name)));
  }
  return ok_status();
}

Status read_decision(const Json& json, const Model& model, Plan& plan) {
  std::string offer;
  Signing s;
  std::size_t epoch = 0, cell = 0;
  if (!read_text(json, "offer", offer) || !read_number(member(json, "month"), s.month) ||
      !read_number(member(json, "mw"), s.mw) || s.mw < 0.0 ||
      !read_index(json, "epoch", plan.epochs.size(), epoch) ||
      !read_index(json, "cell", std::size_t(plan.epochs[epoch].cells()), cell)) {
    return no_plan("a decision does not read as one");
  }
  s.epoch = int(epoch);
  if (s.month < plan.epochs[epoch].month) return no_plan("a signing is before its epoch");
  const auto id = find_named(model.agreements, offer);
  if (id) s.offer = AgreementId{*id};
  const bool exercises = id && !member(json, "exercise").is_null();
  Status fits =
      exercises ? read_exercise(json, model, s) : check_offer(model, offer, s.month, s.mw);
  if (!fits) return fits;
  signing_like(plan, s).mw_by_cell[cell] = s.mw;
  return ok_status();
}

}  // namespace

Result<std::string> strategy_of(const Json& document) {
  std::string format, strategy;
  if (!read_text(document, "format", format) || format != "offtake.plan") {
    return no_plan("its format is another");
  }
  if (member(document, "version") != 1) return no_plan("its version is not known here");
  if (!read_text(member(document, "model"), "strategy", strategy)) return no_plan("no strategy");
  return strategy;
}

Result<Plan> plan_from_json(const Json& document, const Model& model) {
  const Json &epochs = member(document, "epochs"), &decisions = member(document, "decisions");
  if (!epochs.is_array() || !decisions.is_array()) return no_plan("it has no decisions");
  Plan plan;
  for (const Json& epoch : epochs) {
    if (Status read = read_epoch(epoch, model, plan); !read) return read.errors();
  }
  for (const Json& decision : decisions) {
    if (Status read = read_decision(decision, model, plan); !read) return read.errors();
  }
  // What is exercised is a share of what was signed before it.
  std::stable_partition(plan.signings.begin(), plan.signings.end(),
                        [](const Signing& s) { return s.exercise == Exercise::none; });
  return plan;
}

}  // namespace offtake
