// What if these values were others: simulated in memory, nothing is stored.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "live_answer.h"
#include "live_model.h"
#include "options.h"

namespace offtake::cli {

class WhatIf {
 public:
  explicit WhatIf(const Options& options) : options_(options) {}

  // One computes at a time, some wait. A newer question of the same client takes the place of an
  // older one, which is answered 409 (E1166).
  HttpResponse answer(const std::string& request, const ModelState& state);
  void leave() { leaving_ = true; }

 private:
  struct Question;
  using Latest = std::shared_ptr<std::atomic<std::uint64_t>>;

  std::optional<HttpResponse> read(const std::string& request, Question& out) const;
  HttpResponse compute(const Question& question, const ModelState& state,
                       const std::function<bool()>& stop);
  Result<Json> document_of_plan(const LoadedModel& loaded, const Options& options);
  Latest latest_of(const std::string& client);

  const Options& options_;  // of the command
  std::mutex one_;          // computes
  std::string plan_;        // that was read last, of the results file as it was then
  Json plan_document_;
  std::atomic<int> waiting_{0};
  std::atomic<bool> leaving_{false};
  std::mutex lock_;  // of the clients
  std::map<std::string, Latest> latest_;
};

}  // namespace offtake::cli
