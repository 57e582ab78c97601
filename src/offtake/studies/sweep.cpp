#include "offtake/studies/sweep.h"

#include <algorithm>
#include <mutex>
#include <thread>

#include "offtake/base/parallel.h"
#include "offtake/plan/problem.h"

namespace offtake {
namespace {

Result<SweepRow> play_held(const SweepVariant& variant, const StudyOptions& options) {
  const Model model = under(*variant.model, variant.strategy);
  const Plan plan = signed_under(*variant.model, variant.strategy, *variant.held);
  const Result<Simulation> played = play_of_study(options, model, plan);
  if (!played) return played.errors();
  SweepRow row;
  row.at = measured(model, *played, risk_of(model, options.plan), options.plan.futures);
  return row;
}

Result<SweepRow> plan_anew(const SweepVariant& variant, const StudyOptions& options) {
  const Result<PlanResult> made =
      plan_of_study(options, {variant.name, *variant.model, variant.strategy, options.plan});
  if (!made) return made.errors();
  SweepRow row;
  row.planned = true;
  row.at = measured(made->model, *made->played, made->risk, options.plan.futures);
  row.signed_now_mw = signed_now_mw(*made);
  row.gap = made->method.gap;
  row.end = made->method.end;
  row.missed = !violations(*made).empty();
  return row;
}

Result<SweepRow> row_of_variant(const SweepVariant& variant, const StudyOptions& options) {
  if (!variant.model) return variant.why;
  Result<SweepRow> row = variant.held ? play_held(variant, options) : plan_anew(variant, options);
  if (row) {  // many variants: what nobody reads of the paths is not kept
    row->at.value_usd = {};
    row->at.tail_usd = {};
  }
  return row;
}

}  // namespace

Sweep sweep(const std::vector<SweepVariant>& variants, const StudyOptions& options) {
  const auto count = std::int64_t(variants.size());
  const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  const int threads = options.plan.threads > 0 ? options.plan.threads : cores;
  const bool abreast = count >= threads;
  StudyOptions each = options;
  if (abreast) each.plan.threads = 1;

  std::vector<std::optional<Result<SweepRow>>> found(variants.size());
  std::mutex one_at_a_time;
  std::int64_t done = 0;
  const auto tell = [&](const std::string& what) {
    const std::lock_guard lock(one_at_a_time);
    if (options.progress) options.progress(what, double(done++) / double(count));
  };
  const auto work = [&](std::int64_t i) {
    const SweepVariant& variant = variants[std::size_t(i)];
    tell(variant.name);
    Result<SweepRow> row = row_of_variant(variant, each);
    if (row || !stop_asked(options)) found[std::size_t(i)] = std::move(row);
  };
  for_each_block(count, abreast ? threads : 1, work, options.stop);

  Sweep out;
  std::vector<double> first;  // [path] of the first that could be done
  for (std::size_t i = 0; i < variants.size(); ++i) {
    out.rows.emplace_back();
    if (!found[i]) {
      out.whole = false;
    } else if (!*found[i]) {
      out.failures.push_back({variants[i].name, found[i]->errors()});
    } else {
      SweepRow& row = **found[i];
      if (first.empty()) first = row.at.adjusted_usd;
      row.change = paired_difference(row.at.adjusted_usd, first, options.plan.futures);
      out.rows.back() = std::move(row);
    }
  }
  return out;
}

}  // namespace offtake
