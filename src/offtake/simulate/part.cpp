#include "offtake/simulate/part.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "offtake/base/text.h"
#include "offtake/simulate/part_measures.h"

namespace offtake {
namespace {

Diagnostic wrong_parts(std::string what, std::string mend) {
  Diagnostic d;
  d.code = "E1360";
  d.what = std::move(what);
  d.mend = std::move(mend);
  return d;
}

// "1, 2 and 5", counted from 1 as people do.
std::string listed(const std::vector<std::int64_t>& parts) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += i + 1 == parts.size() ? " and " : ", ";
    out += std::to_string(parts[i] + 1);
  }
  return out;
}

// In order, each once, all of the same run.
Status put_in_order(std::vector<SimulationPart>& parts, std::int64_t paths) {
  Diagnostics wrong;
  if (parts.empty()) return wrong_parts("there are no parts", "name the files of all parts");
  const std::int64_t count = parts.front().range.count;
  std::vector<std::int64_t> times(std::size_t(count), 0), missing, twice;
  for (const SimulationPart& p : parts) {
    if (p.paths != paths || p.range.count != count) {
      wrong.push_back(
          wrong_parts(fmt::format("part {} of {} is of {} paths, the run is of {} in {} parts",
                                  p.range.index + 1, p.range.count, p.paths, paths, count),
                      "take the parts of one run"));
    } else {
      ++times[std::size_t(p.range.index)];
    }
  }
  for (std::int64_t i = 0; i < count; ++i) {
    if (times[std::size_t(i)] == 0) missing.push_back(i);
    if (times[std::size_t(i)] > 1) twice.push_back(i);
  }
  if (!missing.empty()) {
    wrong.push_back(wrong_parts(fmt::format("of {} parts {} {} missing", count, listed(missing),
                                            missing.size() == 1 ? "is" : "are"),
                                "name the files of all parts"));
  }
  if (!twice.empty()) {
    wrong.push_back(wrong_parts(fmt::format("of {} parts {} {} there twice", count, listed(twice),
                                            twice.size() == 1 ? "is" : "are"),
                                "name each part once"));
  }
  if (!wrong.empty()) return wrong;
  std::sort(parts.begin(), parts.end(), [](const SimulationPart& a, const SimulationPart& b) {
    return a.range.index < b.range.index;
  });
  return ok_status();
}

// Of a run that is kept whole; a part's memory is given back once it is copied.
PlayedBlocks joined(const Compiled& compiled, std::vector<SimulationPart> parts,
                    std::int64_t paths) {
  if (parts.size() == 1) return std::move(*parts.front().blocks);
  PlayedBlocks all{PathStore(compiled, paths), {}, {}};
  for (SimulationPart& part : parts) {
    if (!part.blocks) continue;  // of no paths
    PlayedBlocks from = std::move(*part.blocks);
    part.blocks.reset();
    all.store.take(from.store);
    std::move(from.sums.begin(), from.sums.end(), std::back_inserter(all.sums));
    std::move(from.contagion.begin(), from.contagion.end(), std::back_inserter(all.contagion));
  }
  return all;
}

Batch joined(std::vector<SimulationPart> parts, SampleOptions sample) {
  std::vector<Batch> all;
  for (SimulationPart& part : parts) {
    for (Batch& batch : part.batches) append(std::move(batch), sample, all);
  }
  return fold(std::move(all), sample);
}

Status check_finite(const Simulation& simulation, const Model& model) {
  for (const StepSeries& s : simulation.series) {
    for (std::size_t k = 0; k < s.estimate.size(); ++k) {
      if (std::isfinite(s.estimate[k].mean)) continue;
      return not_finite(fmt::format("{} of '{}' is not finite in {}", key_of(s.measure),
                                    model.at(s.party).name, model.clock.label(int(k))));
    }
  }
  return ok_status();
}

}  // namespace

MeasureContext context_of(const Model& model, const Compiled& compiled, const Futures& futures,
                          const SimulateOptions& options) {
  return {model,
          compiled,
          options.paths,
          {futures.options().sampling == Sampling::antithetic},
          std::min(options.sampled_paths, options.paths),
          options.threads};
}

Diagnostic not_finite(std::string what) {
  Diagnostic d;
  d.code = "E0608";
  d.what = std::move(what);
  d.mend = "a driver or a growth rule explodes: look at `offtake show MODEL drivers`";
  return d;
}

Batch measure_batch(const MeasureContext& x, PlayedBlocks& played) {
  Batch out;
  out.measures = measure_paths(x, played.store);
  if (x.paths > kValuePaths) {
    for (std::vector<double>& npv : out.measures.npv_usd) npv = {};
  }
  for (const double* q : numbers_of(out.measures).quantiles) out.quantiles.push_back(*q);
  out.sums = ordered_sum(std::move(played.sums));
  if (!played.contagion.empty()) {
    out.contagion = std::move(played.contagion.front());
    for (std::size_t b = 1; b < played.contagion.size(); ++b) {
      out.contagion->add(played.contagion[b]);
    }
  }
  return out;
}

Result<Simulation> merge_parts(const Model& model, const Plan& plan, const Futures& futures,
                               const SimulateOptions& options, std::vector<SimulationPart> parts) {
  if (Status whole = put_in_order(parts, options.paths); !whole) return whole.errors();
  const Compiled compiled = compile(model, plan);
  const MeasureContext x = context_of(model, compiled, futures, options);
  Batch all;
  if (is_whole(options.paths)) {
    PlayedBlocks played = joined(compiled, std::move(parts), options.paths);
    all = measure_batch(x, played);
  } else {
    all = joined(std::move(parts), x.sample);
    // Where they are at hand, of all paths together.
    if (options.paths <= kValuePaths) measure_values(x, all.measures.npv_usd, all.measures.values);
  }
  Simulation out = finish(x, std::move(all.measures), all.sums);
  if (Status finite = check_finite(out, model); !finite) return finite.errors();
  if (all.contagion) {
    out.contagion = measure_contagion(compiled.clock, *all.contagion, options.paths);
  }
  return out;
}

Result<Simulation> simulate(const Model& model, const Plan& plan, const Futures& futures,
                            const SimulateOptions& options) {
  Result<SimulationPart> part = simulate_part(model, plan, futures, options, {});
  if (!part) return part.errors();
  std::vector<SimulationPart> all;
  all.push_back(std::move(part).value());
  return merge_parts(model, plan, futures, options, std::move(all));
}

}  // namespace offtake
