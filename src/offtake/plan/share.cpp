#include "offtake/plan/share.h"

#include <algorithm>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "offtake/base/parallel.h"
#include "offtake/plan/comparisons.h"
#include "offtake/plan/plan_oracle.h"

namespace offtake {
namespace {

// The first of `items` of each share; that of share `size` is the end.
std::int64_t share_begin(std::int64_t items, int rank, int size) { return items * rank / size; }

Plan signed_before(const PlanProblem& problem, Decisions decisions) {
  return decisions == Decisions::alone ? Plan{} : problem.signed_already;
}

}  // namespace

std::int64_t rehearsed_paths(std::int64_t paths) {
  constexpr std::int64_t kShare = 8, kLeastShare = 32, kEnough = 2048;
  if (paths < kShare * kBlockPaths) return 0;
  const std::int64_t some = std::max(std::min(paths / kShare, kEnough), paths / kLeastShare);
  return block_count(some) * kBlockPaths;
}

PlanShare::PlanShare(const Model& model, StrategyId strategy, const PlanOptions& options,
                     const Communicator& ranks)
    : model_(model),
      strategy_(strategy),
      options_(options),
      rank_(ranks.rank()),
      size_(ranks.size()),
      memory_bytes_(options.memory_bytes / ranks.on_this_machine()) {}

PlanShare::~PlanShare() = default;

void PlanShare::let_go() {
  for (std::unique_ptr<Held>* held : {&plan_, &rehearsed_, &other_}) held->reset();
#ifdef __GLIBC__
  malloc_trim(0);  // many small pieces, which it would keep for itself
#endif
}

PlanShare::Range PlanShare::range_of(Decisions decisions) const {
  const std::int64_t paths =
      decisions == Decisions::rehearsed ? rehearsed_paths(options_.paths) : options_.paths;
  const std::int64_t blocks = block_count(paths);
  const std::int64_t first = share_begin(blocks, rank_, size_) * kBlockPaths;
  const std::int64_t end = share_begin(blocks, rank_ + 1, size_) * kBlockPaths;
  return {first, std::min(end, paths) - first};
}

PlanShare::Held& PlanShare::held(Decisions decisions) {
  std::unique_ptr<Held>& slot = decisions == Decisions::plan        ? plan_
                                : decisions == Decisions::rehearsed ? rehearsed_
                                                                    : other_;
  if (slot && slot->decisions == decisions) return *slot;
  slot.reset();
  const Columns columns =
      decisions == Decisions::one_cell ? one_cell_columns(*problem_, options_) : problem_->columns;
  const Range range = range_of(decisions);
  const PathValuesOptions paths{range.paths, range.first, options_.threads, memory_bytes_};
  PathValues values(problem_->model, all_slots(columns, signed_before(*problem_, decisions)),
                    problem_->futures, paths);
  slot.reset(new Held{decisions, std::move(values), {}});
  return *slot;
}

Result<std::string> PlanShare::answer(const TeamRequest& request) {
  if (request.kind == TeamRequest::Kind::begin) {
    Result<PlanProblem> problem = plan_problem(model_, strategy_, options_);
    if (!problem) return problem.errors();
    problem_.emplace(std::move(*problem));
    return std::string();
  }
  if (request.kind == TeamRequest::Kind::perfect) {
    const auto first = static_cast<std::int64_t>(request.numbers.at(0));
    const std::int64_t paths = static_cast<std::int64_t>(request.numbers.at(1)) - first;
    Result<std::vector<double>> bounds =
        perfect_bounds(*problem_, options_, first + share_begin(paths, rank_, size_),
                       first + share_begin(paths, rank_ + 1, size_));
    if (!bounds) return bounds.errors();
    return bytes_of(*bounds);
  }
  const Range range = range_of(request.decisions);
  if (range.paths <= 0) return std::string();  // more ranks than blocks: nothing to do
  std::vector<double> out;
  Held& at = held(request.decisions);
  if (request.kind == TeamRequest::Kind::values) {
    at.x = request.numbers;
    if (Status done = at.values.values(at.x, out); !done) return done.errors();
  } else {
    const auto first = request.numbers.begin() + range.first;
    const std::vector<double> weight(first, first + range.paths);
    if (Status done = at.values.block_slopes(at.x, weight, out); !done) return done.errors();
  }
  return bytes_of(out);
}

}  // namespace offtake
