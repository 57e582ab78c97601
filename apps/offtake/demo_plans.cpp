#include "demo_plans.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "offtake/base/text.h"
#include "offtake/plan/comparisons.h"
#include "offtake/results/columns.h"
#include "offtake/studies/measured.h"
#include "output.h"
#include "plan_progress.h"
#include "plan_run.h"
#include "stop.h"

namespace offtake::cli {
namespace {

constexpr std::int64_t kPaths = 2000;
const std::vector<std::string> kShown = {"now", "later", "cells", "proof"};

PlanFacts facts_of(const LoadedModel& loaded, const std::string& strategy, const Options& options) {
  PlanFacts facts;
  facts.model_hash = loaded.hash;
  facts.strategy = strategy;
  PlanOptions& o = facts.options;
  o.futures = {options.seed, options.sampling};
  o.paths = o.fresh_paths = std::min(kPaths, options.paths);
  o.threads = options.threads;
  o.comparisons = false;
  o.method.clock = [] {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double>(now).count();
  };
  o.method.stop = stop_asked;
  return facts;
}

PlannerOutcome outcome(const PlanResult& result) {
  return planner_outcome(result.model, *result.played, result.risk);
}

Estimate gain(const DemoPlan& one, const DemoPlan& many) {
  const std::size_t p = one.result.model.planner.party.index();
  return paired_difference(many.result.played->npv_usd[p], one.result.played->npv_usd[p],
                           one.facts.options.futures);
}

std::string usd(double v, Language language = Language::en) {
  return format_quantity(v, dim::money, language);
}
std::string share(double v, Language language = Language::en) {
  return format_quantity(v, dim::ratio, 2, language);
}

Table many_clouds_table(const DemoPlan& one, const DemoPlan& many) {
  Table table{
      "many_clouds", "Planned: one cloud and many", "계획: 클라우드 하나와 여럿", {}, {}, ""};
  table.columns.push_back(text_column("strategy", "Strategy", "전략"));
  table.columns.push_back(quantity_column("mean_usd", "Expected\nvalue", "기대\n가치", dim::money));
  table.columns.push_back(
      quantity_column("cvar_usd", "In the worst\nfutures", "최악의\n미래에서", dim::money));
  table.columns.push_back(
      quantity_column("objective_usd", "Risk-\nadjusted", "위험 조정\n가치", dim::money));
  table.columns.push_back(quantity_column("spend_usd", "Spend\nin all", "총\n지출", dim::money));
  table.columns.push_back(share_column("short_share", "Demand\nnot met", "충족 못한\n수요"));
  table.columns.push_back(
      quantity_column("provider_hhi", "HHI of\nproviders", "공급자\nHHI", dim::ratio));
  table.columns.push_back(share_column("gap", "Gap to\nthe best", "최선과의\n차이"));
  for (const DemoPlan* plan : {&one, &many}) {
    const PlannerOutcome b = outcome(plan->result);
    const Valued& value = plan->result.fresh;
    table.rows.push_back(row_of(plan->strategy, value.mean_usd, value.cvar_usd, value.objective_usd,
                                b.spend_usd, b.short_share, b.provider_hhi,
                                plan->result.method.gap < 1e-8 ? 0.0 : plan->result.method.gap));
  }
  table.note = fmt::format(
      "Planned on {0} futures, played on {0} fresh ones. HHI: 1 is one provider, 0.25 four alike.",
      one.facts.options.paths);
  table.note_ko = fmt::format(
      "미래 {0}개로 계획하고 새로운 미래 {0}개로 시험했습니다. HHI: 1은 공급자 하나, 0.25는 같은 "
      "크기 넷.",
      one.facts.options.paths);
  return table;
}

}  // namespace

Result<DemoPlan> demo_plan(const LoadedModel& loaded, const std::string& strategy,
                           const Options& options) {
  const Result<StrategyId> id = find_strategy(loaded.model, strategy);
  if (!id) return id.errors();
  DemoPlan out{strategy, facts_of(loaded, strategy, options), {}, {}};
  Result<PlanRun> run = PlanRun::begin(loaded, out.facts, options);
  if (!run) return run.errors();
  PlanProgress progress(options);
  Result<PlanResult> result = make_plan(loaded.model, *id, watched(out.facts, *run, progress));
  if (!result) return with_places(loaded, result.errors());
  out.result = std::move(result).value();
  run->end(out.result, out.facts);
  if (!run->not_kept().empty()) say_diagnostics(run->not_kept(), options);
  out.run = run->number();
  if (out.result.played) return out;
  Diagnostic stopped;
  stopped.code = "E0130";
  stopped.what = "the plan was interrupted";
  return stopped;
}

std::vector<std::string> demo_plan_keys(const std::vector<std::string>& strategies) {
  std::vector<std::string> keys = {"many_clouds"};
  for (const std::string& strategy : strategies) {
    for (const std::string& key : kShown) keys.push_back(strategy + "." + key);
  }
  return keys;
}

std::vector<Table> demo_plan_tables(const DemoPlan& one, const DemoPlan& many) {
  std::vector<Table> all;
  for (const DemoPlan* plan : {&one, &many}) {
    for (Table& table : plan_tables(plan->result, plan->facts)) {
      if (std::find(kShown.begin(), kShown.end(), table.key) == kShown.end()) continue;
      if (table.rows.empty() && table.note.empty()) continue;
      table.key = plan->strategy + "." + table.key;
      table.title += ": " + plan->strategy;
      table.title_ko += ": " + plan->strategy;
      all.push_back(std::move(table));
    }
  }
  all.push_back(many_clouds_table(one, many));
  return all;
}

std::vector<std::string> demo_plan_sentences(const DemoPlan& one, const DemoPlan& many,
                                             Language language) {
  const PlannerOutcome a = outcome(one.result), b = outcome(many.result);
  const Estimate gained = gain(one, many);
  const std::string half =
      std::isfinite(gained.high()) ? usd(gained.high() - gained.mean, language) : "–";
  if (language == Language::ko) {
    return {fmt::format("여러 클라우드는 하나보다 {} ± {} 더 가치 있습니다(같은 미래에서 비교).",
                        usd(gained.mean, language), half),
            fmt::format("충족하지 못한 수요가 {}에서 {}로 바뀝니다.",
                        share(a.short_share, language), share(b.short_share, language)),
            fmt::format("공급자 집중도(HHI)가 {:.2f}에서 {:.2f}로 바뀝니다.", a.provider_hhi,
                        b.provider_hhi)};
  }
  return {
      fmt::format("Many clouds are worth {} ± {} more than one, on the same futures.",
                  usd(gained.mean), half),
      fmt::format("Demand that is not met: {} with many clouds, {} with one.", share(b.short_share),
                  share(a.short_share)),
      fmt::format("How much hangs on one provider (HHI): {:.2f} with many clouds, {:.2f} with one.",
                  b.provider_hhi, a.provider_hhi)};
}

}  // namespace offtake::cli
