// The document of `explain --format json`, and what it reads of a stored plan.
#include <cmath>

#include "offtake/results/record_explain.h"
#include "offtake/results/record_simulation.h"
#include "offtake/results/table_json.h"

namespace offtake {
namespace {

Json number(double value) { return to_json(Cell{value}); }

const char* key_of(LimitUnit unit) {
  switch (unit) {
    case LimitUnit::mw:
      return "MW";
    case LimitUnit::usd:
      return "USD";
    case LimitUnit::share:
      return "share";
  }
  return "";
}

const char* key_of(Way::Which which) {
  switch (which) {
    case Way::Which::ask_less:
      return "ask_less";
    case Way::Which::allow_more:
      return "allow_more";
    case Way::Which::both:
      return "both";
  }
  return "";
}

void add_place(const Explanation& e, const std::string& key_path, Json& out) {
  const Place place = e.place(key_path);
  out["key"] = key_path;
  out["file"] = place.file.empty() ? Json(nullptr) : Json(place.file);
  out["line"] = place.line == 0 ? Json(nullptr) : Json(place.line);
}

Json limit_json(const Explanation& e, const NamedLimit& limit) {
  Json out{{"limit", limit.name},
           {"unit", key_of(limit.unit)},
           {limit.at_least ? "least" : "most", number(limit.value)}};
  add_place(e, limit.key_path, out);
  return out;
}

Json column_json(const PlanProblem& problem, int column) {
  const PlanColumn& c = problem.columns.columns[std::size_t(column)];
  const Slot& slot = problem.columns.slots[std::size_t(c.slot)];
  const std::string option(key_of(slot.exercise));
  return {{"offer", problem.model.at(slot.offer).name},
          {"exercise", option.empty() ? Json(nullptr) : Json(option)},
          {"date", date_name(problem.model.clock, slot.month)},
          {"epoch", slot.epoch},
          {"if", cell_name(problem.columns.epochs[std::size_t(slot.epoch)], c.cell)}};
}

void add_bindings(const PlanProblem& problem, const Explanation& e, Json& out) {
  Json limits = Json::array(), at_most = Json::array(), not_signed = Json::array();
  const Bindings none, &binds = e.binds ? *e.binds : none;
  for (const BindingLimit& b : binds.limits) {
    limits.push_back(limit_json(e, b.limit));
    limits.back()["worth_usd"] = number(b.worth_usd);
  }
  for (const OfferMargin& m : binds.at_most) {
    at_most.push_back(column_json(problem, m.column));
    at_most.back()["mw"] = number(m.mw);
    at_most.back()["worth_usd_per_mw"] = number(m.worth_usd);
  }
  for (const NearMiss& m : binds.not_signed) {
    not_signed.push_back(column_json(problem, m.column));
    Json& row = not_signed.back();
    row["short_usd_per_mw"] = number(m.short_usd);
    row["price_usd_per_mw_month"] = m.has_price ? number(m.price_usd_per_mw_month) : Json(nullptr);
    row["cut_usd_per_mw_month"] = m.has_price ? number(m.cut_usd_per_mw_month) : Json(nullptr);
  }
  out["limits"] = std::move(limits);
  out["at_most"] = std::move(at_most);
  out["not_signed"] = std::move(not_signed);
}

void add_remedy(const Explanation& e, Json& out) {
  Json missed = Json::array(), ways = Json::array(), conflict = Json::array();
  const Remedy none, &remedy = e.remedy ? *e.remedy : none;
  for (const Violation& v : e.missed) {
    missed.push_back({{"limit", v.row}, {"by_mw", number(v.by)}});
    add_place(e, v.key_path, missed.back());
  }
  for (const Way& way : remedy.ways) {
    Json changes = Json::array();
    for (const LimitChange& c : way.changes) {
      changes.push_back(limit_json(e, c.limit));
      changes.back()["by"] = number(c.by);
      changes.back()["to"] = number(c.to);
    }
    ways.push_back({{"way", key_of(way.which)}, {"size", number(way.size)}});
    ways.back()["changes"] = std::move(changes);
  }
  for (const NamedLimit& limit : remedy.conflict) conflict.push_back(limit_json(e, limit));
  out["missed"] = std::move(missed);
  out["ways"] = std::move(ways);
  out["conflict"] = std::move(conflict);
}

Diagnostic unreadable() {
  Diagnostic d;
  d.code = "E0964";
  d.what = "what this plan was asked to do can not be read";
  d.mend = "plan again: `offtake plan`";
  return d;
}

}  // namespace

Json explain_json(const PlanProblem& problem, const Explanation& e) {
  Json out{{"format", "offtake.explain"}, {"version", 1}};
  out["run"] = e.run;
  out["model"] = {{"title", to_json(Cell{problem.model.title})},
                  {"hash", e.facts.model_hash},
                  {"strategy", e.facts.strategy}};
  out["feasible"] = e.missed.empty();
  out["in_lots"] = e.in_lots;
  add_bindings(problem, e, out);
  add_remedy(e, out);
  return out;
}

Result<PlanFacts> facts_of_problem(const std::string& text) {
  const Json problem = Json::parse(text, nullptr, false);
  if (!problem.is_object() || !problem.contains("options")) return unreadable();
  const Json& options = problem["options"];
  const auto number_at = [&](const char* key) {
    const auto at = options.find(key);
    return at != options.end() && at->is_number() ? at->get<double>() : -1.0;
  };
  PlanFacts facts;
  PlanOptions& o = facts.options;
  facts.model_hash = problem.value("model", "");
  facts.strategy = problem.value("strategy", "");
  facts.variant = problem.value("variant", "");
  if (options.value("method", "") == "extensive") o.by = PlanMethod::extensive;
  if (number_at("paths") < 1.0 || number_at("epoch_months") <= 0.0) return unreadable();
  o.paths = o.fresh_paths = options["paths"].get<std::int64_t>();
  o.futures.seed = options.value("seed", std::uint64_t{1});
  for (const Sampling s : {Sampling::plain, Sampling::antithetic, Sampling::sobol}) {
    if (options.value("sampling", "") == key_of(s)) o.futures.sampling = s;
  }
  if (number_at("risk_weight") >= 0.0) o.risk_weight = number_at("risk_weight");
  if (number_at("cells") >= 1.0) o.cells = options["cells"].get<int>();
  o.epoch_months = number_at("epoch_months");
  return facts;
}

std::vector<Violation> violations_of(const Json& document) {
  std::vector<Violation> all;
  for (const Json& v : document.value("violations", Json::array())) {
    if (!v.is_object()) continue;
    const Json by = v.value("by_mw", Json());
    all.push_back(
        {v.value("row", ""), v.value("key", ""), by.is_number() ? by.get<double>() : 0.0});
  }
  return all;
}

}  // namespace offtake
