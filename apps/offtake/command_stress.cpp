#include <algorithm>

#include "commands.h"
#include "lever.h"
#include "offtake/base/quantity.h"
#include "offtake/base/text.h"
#include "offtake/results/record_stress.h"
#include "output.h"
#include "steps.h"
#include "stop.h"
#include "study_run.h"

namespace offtake::cli {
namespace {

Diagnostic refused(std::string code, std::string what, std::string expected) {
  Diagnostic d;
  d.code = std::move(code);
  d.what = std::move(what);
  d.expected = std::move(expected);
  return d;
}

// "cash=$5B", "shortage=30 %", "value=$0"
Status read_limit(const std::string& text, StressOptions& out) {
  const char* expected = "cash=$5B, shortage='30 %' or value=$10B";
  const std::size_t equals = text.find('=');
  const std::string key = text.substr(0, equals);
  const bool share = key == "shortage";
  if (equals == std::string::npos || (!share && key != "cash" && key != "value")) {
    return refused("E0990", fmt::format("{} is no limit", quote(text)), expected);
  }
  const Result<Quantity> value = parse_quantity(text.substr(equals + 1));
  if (!value || !(value->dimension == (share ? dim::ratio : dim::money))) {
    return refused("E0990", fmt::format("{} is no limit of {}", quote(text), key), expected);
  }
  (share           ? out.most_shortage
   : key == "cash" ? out.most_cash_usd
                   : out.least_value_usd) = value->value;
  return ok_status();
}

// Those that are named, or the common ones.
Result<std::vector<Shock>> chosen(const Model& model, const Options& options) {
  const std::vector<ListedShock> all = list_shocks(model);
  std::vector<Shock> out;
  if (options.shocks.empty()) {
    for (const ListedShock& s : all) {
      if (s.common) out.push_back(s.shock);
    }
    return out;
  }
  for (const std::string& name : options.shocks) {
    if (name == "all") {
      out.clear();
      for (const ListedShock& s : all) out.push_back(s.shock);
      return out;
    }
    const auto at = std::find_if(all.begin(), all.end(),
                                 [&](const ListedShock& s) { return s.shock.name == name; });
    if (at == all.end()) {
      std::vector<std::string> names = {"all"};
      for (const ListedShock& s : all) names.push_back(s.shock.name);
      Diagnostic error = unknown_name("shock", name, names);
      error.code = "E0991";
      return error;
    }
    out.push_back(at->shock);
  }
  return out;
}

// With what the shock sets.
StressShock prepared(const LoadedModel& loaded, Shock shock) {
  StressShock out;
  if (!shock.set.empty()) {
    Result<LoadedModel> set = with_set(loaded, shock.set);
    if (set)
      out.model = std::move(set->model);
    else
      out.refused = set.errors();
  }
  out.shock = std::move(shock);
  return out;
}

}  // namespace

int command_stress(const Options& options) {
  const Result<LoadedModel> loaded = read_model(options);
  if (!loaded) return fail(loaded.errors(), options);
  StressOptions what;
  const Result<StrategyId> strategy = find_strategy(loaded->model, options.strategy);
  if (!strategy) return fail(strategy.errors(), options);
  what.strategy = *strategy;
  for (const std::string& limit : options.limits) {
    if (Status read = read_limit(limit, what); !read) return fail(read.errors(), options);
  }
  Result<std::vector<Shock>> shocks = chosen(loaded->model, options);
  if (!shocks) return fail(shocks.errors(), options);
  for (Shock& s : *shocks) what.shocks.push_back(prepared(*loaded, std::move(s)));

  const StopGuard guard;
  Result<StudyRun> run = StudyRun::begin(*loaded, options);
  if (!run) return fail(run.errors(), options);
  const Result<Stress> found = stress(loaded->model, what, run->options());
  if (!found) return run->fail(found.errors());
  return run->end(stress_report(*found));
}

}  // namespace offtake::cli
