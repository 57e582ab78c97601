#include "live_whatif.h"

#include <sys/stat.h>

#include "lever.h"
#include "offtake/base/text.h"
#include "offtake/report/page_document.h"
#include "offtake/report/sections.h"
#include "offtake/results/record_simulation.h"
#include "steps.h"
#include "stored_plan.h"

namespace offtake::cli {
namespace {

constexpr std::uint64_t kMostPaths = 100'000, kPaths = 2000;
constexpr std::uint64_t kMostExact = std::uint64_t(1) << 53;  // of a number in JavaScript
constexpr std::size_t kMostSet = 1000, kMostClients = 256;
constexpr int kMostWaiting = 4;

std::string stamp_of(const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) return {};
  return fmt::format("{} {}.{} {}", about.st_ino, about.st_mtim.tv_sec, about.st_mtim.tv_nsec,
                     about.st_size);
}

}  // namespace

struct WhatIf::Question {
  Options options;
  std::string client;
};

std::optional<HttpResponse> WhatIf::read(const std::string& request, Question& out) const {
  Body body(request, {"set", "strategy", "paths", "seed", "plan", "client"});
  out.options = options_;
  out.options.progress = ProgressMode::none;
  out.options.set = body.texts("set");
  out.options.strategy = body.text("strategy");
  out.options.paths = std::int64_t(body.whole("paths", 1, kMostPaths, kPaths));
  out.options.seed = body.whole("seed", 0, kMostExact, 1);
  const std::uint64_t plan = body.whole("plan", 0, kMostExact, 0);
  if (plan > 0) out.options.plan = fmt::format("{}", plan);
  out.client = body.text("client");
  if (out.options.set.size() > kMostSet || out.client.size() > 100) {
    body.wrong("there is too much of it", fmt::format("at most {} values", kMostSet));
  }
  if (body.errors().empty()) return std::nullopt;
  return refuse(400, body.errors());
}

WhatIf::Latest WhatIf::latest_of(const std::string& client) {
  const std::lock_guard holds(lock_);
  if (latest_.size() >= kMostClients && !latest_.contains(client)) latest_.clear();
  Latest& latest = latest_[client];
  if (!latest) latest = std::make_shared<std::atomic<std::uint64_t>>(0);
  return latest;
}

HttpResponse WhatIf::answer(const std::string& request, const ModelState& state) {
  Question question;
  if (auto wrong = read(request, question)) return *wrong;
  const bool alone = question.client.empty();  // nobody to take its place
  const Latest latest =
      alone ? std::make_shared<std::atomic<std::uint64_t>>(0) : latest_of(question.client);
  const std::uint64_t mine = ++*latest;
  const auto stop = [&] { return leaving_ || *latest != mine; };
  const auto superseded = [] {
    return refuse(409, "E1166", "a newer question has taken the place of this one", "");
  };

  if (++waiting_ > kMostWaiting) {
    --waiting_;
    return refuse(429, "E1165", "too many questions are waiting", "ask again later");
  }
  const std::lock_guard one(one_);
  --waiting_;
  if (stop()) return superseded();
  HttpResponse out = compute(question, state, stop);
  return stop() ? superseded() : out;
}

Result<Json> WhatIf::document_of_plan(const LoadedModel& loaded, const Options& options) {
  if (options.plan.empty()) return Json();
  // Another file may have come into the place of the one that it was read from.
  std::string plan = fmt::format("{} {}", options.plan, stamp_of(results_path(options)));
  if (plan != plan_) {
    Result<Json> document = stored_document(loaded, options);
    if (!document) return document;
    plan_ = std::move(plan);
    plan_document_ = std::move(*document);
  }
  return plan_document_;
}

HttpResponse WhatIf::compute(const Question& question, const ModelState& state,
                             const std::function<bool()>& stop) {
  const Options& options = question.options;
  if (!state.model) return refuse(422, state.diagnostics);
  const Result<LoadedModel> loaded = with_set(*state.model, options.set);
  if (!loaded) return refuse(loaded.errors());
  const Result<Json> document = document_of_plan(*loaded, options);
  if (!document) return refuse(document.errors());
  const Result<StoredPlan> plan = chosen_plan(*loaded, options, *document);
  if (!plan) return refuse(plan.errors());
  const Result<Outcome> outcome =
      simulate_strategy(*loaded, plan->strategy, options, plan->plan, stop);
  if (!outcome) return refuse(outcome.errors());
  RunRecord run = run_record(outcome->simulation, outcome->model, outcome->facts);
  run.head.set = options.set;
  run.head.started = outcome->started;
  run.head.ended = outcome->ended;
  PageSource source;
  source.model_argument = options.model;
  HttpResponse out;
  out.content_type = kPageType;
  out.body = wire(page_document(live_page(run, source)));
  return out;
}

}  // namespace offtake::cli
