// A part as bytes. How long everything is follows from the model, the plan and the options, so the
// bytes are the numbers alone, in the order of pass_part(): one list for the writer and the reader.
#include <algorithm>
#include <cstring>

#include "offtake/base/text.h"
#include "offtake/simulate/part_measures.h"

namespace offtake {
namespace {

class Writer {
 public:
  template <class T>
  bool pass(T* from, std::size_t count) {
    out.append(reinterpret_cast<const char*>(from), count * sizeof(T));
    return true;
  }
  std::string out;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : in(bytes) {}
  template <class T>
  bool pass(T* to, std::size_t count) {
    if (in.size() / sizeof(T) < count) return false;
    if (count > 0) std::memcpy(to, in.data(), count * sizeof(T));
    in.remove_prefix(count * sizeof(T));
    return true;
  }
  std::string_view in;
};

template <class A, class T>
bool pass(A& a, T& number) {
  return a.pass(&number, 1);
}
template <class A, class T>
bool pass_all(A& a, std::vector<T>& numbers) {
  return a.pass(numbers.data(), numbers.size());
}

template <class A>
bool pass_sums(A& a, BlockSums& sums) {
  bool ok = true;
  for (const auto member : kPlainSums) ok = ok && pass_all(a, sums.*member);
  return ok && pass_all(a, sums.imbalance_usd) && pass_all(a, sums.side_npv_usd);
}

template <class A>
bool pass_unpaid(A& a, ContagionSums& sums) {
  bool ok = pass(a, sums.worst_imbalance_usd);
  for (const auto member : kContagionSums) ok = ok && pass_all(a, sums.*member);
  return ok;
}

template <class A>
bool pass_measures(A& a, PathMeasures& measures) {
  const MeasuredNumbers all = numbers_of(measures);
  bool ok = pass(a, measures.paths);
  for (Estimate* e : all.estimates) ok = ok && pass(a, *e);
  for (double* x : all.tails) ok = ok && pass(a, *x);
  for (PartyValue& v : measures.values) ok = ok && pass(a, v.npv_cvar_error_usd);
  for (StepSeries& s : measures.series) ok = ok && pass_all(a, s.sampled);
  for (std::vector<double>& npv : measures.npv_usd) {
    // Kept of every path, or of none.
    std::uint64_t count = npv.size();
    ok = ok && pass(a, count) &&
         (count == 0 || (std::int64_t(count) == measures.paths && measures.paths <= kValuePaths));
    if (!ok) return false;
    npv.resize(std::size_t(count));
    ok = pass_all(a, npv);
  }
  return ok;
}

// Each batch's own; those of all together follow from them.
template <class A>
bool pass_quantiles(A& a, Batch& batch) {
  constexpr std::int64_t kMostBatches = 1 << 20;
  if (batch.batches < 1 || batch.batches > kMostBatches) return false;
  for (std::int64_t b = 0; b < batch.batches; ++b) {
    const auto count = numbers_of(batch.measures).quantiles.size();
    const auto from = std::size_t(b) * count;
    if (batch.quantiles.size() < from + count) batch.quantiles.resize(from + count);
    if (!a.pass(batch.quantiles.data() + from, count)) return false;
  }
  return true;
}

template <class A>
bool pass_batch(A& a, Batch& batch) {
  return pass(a, batch.first) && pass(a, batch.batches) && pass_measures(a, batch.measures) &&
         pass_quantiles(a, batch) && pass_sums(a, batch.sums) &&
         (!batch.contagion || pass_unpaid(a, *batch.contagion));
}

template <class A>
bool pass_blocks(A& a, PlayedBlocks& blocks) {
  bool ok = true;
  for (std::size_t column = 0; column < blocks.store.columns(); ++column) {
    blocks.store.for_each_part(column, [&](double* values, std::int64_t, std::int64_t count) {
      ok = ok && a.pass(values, std::size_t(count));
    });
  }
  for (BlockSums& sums : blocks.sums) ok = ok && pass_sums(a, sums);
  for (ContagionSums& sums : blocks.contagion) ok = ok && pass_unpaid(a, sums);
  return ok;
}

// The parts that the bytes can be of: as simulate_part() makes them, without their numbers.
SimulationPart blank_part(const MeasureContext& x, const PartSums& none, PartRange range) {
  SimulationPart out{x.paths, range, {}, {}};
  const PartPaths own = paths_of(x.paths, range);
  if (own.first == own.last || !is_whole(x.paths)) return out;
  const auto blocks = std::size_t(block_count(own.last - own.first));
  out.blocks.emplace(PlayedBlocks{PathStore(x.c, own.last - own.first), {}, {}});
  out.blocks->store.start(own.first, own.last - own.first);
  out.blocks->sums.assign(blocks, none.sums);
  if (none.contagion) out.blocks->contagion.assign(blocks, *none.contagion);
  return out;
}

bool read_batches(Reader& a, const MeasureContext& x, const PartSums& none, SimulationPart& part) {
  const PartPaths own = paths_of(x.paths, part.range);
  std::int64_t next = own.first;
  while (next < own.last) {
    Batch batch{0, 0, blank_measures(x), none.sums, none.contagion, {}};
    if (!pass_batch(a, batch)) return false;
    const std::int64_t most = (own.last - next + kBatchPaths - 1) / kBatchPaths;
    const bool follows = batch.first == next / kBatchPaths && batch.batches > 0 &&
                         batch.batches <= most && batch.first % batch.batches == 0 &&
                         (batch.batches & (batch.batches - 1)) == 0;
    if (!follows) return false;
    const std::int64_t end = std::min(own.last, next + batch.batches * kBatchPaths);
    if (batch.measures.paths != end - next) return false;
    next = end;
    part.batches.push_back(std::move(batch));
  }
  return true;
}

Diagnostic no_part() {
  Diagnostic d;
  d.code = "E1361";
  d.what = "this is no part of such a run, or a part of it is lost";
  d.mend = "simulate that part again";
  return d;
}

}  // namespace

std::string bytes_of(SimulationPart& part) {
  Writer a;
  pass(a, part.paths);
  pass(a, part.range);
  if (part.blocks) pass_blocks(a, *part.blocks);
  for (Batch& batch : part.batches) pass_batch(a, batch);
  return std::move(a.out);
}

Result<SimulationPart> part_of_bytes(std::string_view bytes, const Model& model, const Plan& plan,
                                     const Futures& futures, const SimulateOptions& options) {
  const Compiled compiled = compile(model, plan);
  const MeasureContext x = context_of(model, compiled, futures, options);
  const Result<PartSums> none = sums_of_nothing(model, compiled, futures, options);
  if (!none) return none.errors();
  Reader a(bytes);
  std::int64_t paths = 0;
  PartRange range;
  if (!pass(a, paths) || paths != x.paths || !pass(a, range) || range.count < 1 ||
      range.count > kMostParts || range.index < 0 || range.index >= range.count) {
    return no_part();
  }
  SimulationPart out = blank_part(x, *none, range);
  const bool whole = out.blocks ? pass_blocks(a, *out.blocks) : read_batches(a, x, *none, out);
  if (!whole || !a.in.empty()) return no_part();
  return out;
}

}  // namespace offtake
