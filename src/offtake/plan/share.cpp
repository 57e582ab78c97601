#include "offtake/plan/share.h"

#include <algorithm>

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

PlanShare::PlanShare(const Model& model, StrategyId strategy, const PlanOptions& options,
                     const Communicator& ranks)
    : model_(model),
      strategy_(strategy),
      options_(options),
      rank_(ranks.rank()),
      size_(ranks.size()),
      memory_bytes_(options.memory_bytes / ranks.on_this_machine()) {
  const std::int64_t blocks = block_count(options.paths);
  first_path_ = share_begin(blocks, rank_, size_) * kBlockPaths;
  const std::int64_t end = share_begin(blocks, rank_ + 1, size_) * kBlockPaths;
  paths_ = std::min(end, options.paths) - first_path_;
}

PlanShare::~PlanShare() = default;

PlanShare::Held& PlanShare::held(Decisions decisions) {
  std::unique_ptr<Held>& slot = decisions == Decisions::plan ? plan_ : other_;
  if (slot && slot->decisions == decisions) return *slot;
  slot.reset();
  const Columns columns =
      decisions == Decisions::one_cell ? one_cell_columns(*problem_, options_) : problem_->columns;
  const PathValuesOptions paths{paths_, first_path_, options_.threads, memory_bytes_};
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
  if (paths_ <= 0) return std::string();  // more ranks than blocks: nothing to do
  std::vector<double> out;
  Held& at = held(request.decisions);
  if (request.kind == TeamRequest::Kind::values) {
    at.x = request.numbers;
    if (Status done = at.values.values(at.x, out); !done) return done.errors();
  } else {
    const auto first = request.numbers.begin() + first_path_;
    const std::vector<double> weight(first, first + paths_);
    if (Status done = at.values.block_slopes(at.x, weight, out); !done) return done.errors();
  }
  return bytes_of(out);
}

}  // namespace offtake
