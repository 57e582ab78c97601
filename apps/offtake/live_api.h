// The requests of docs/reference/serve.md, each a function of what was asked.
#pragma once

#include "live_events.h"
#include "live_jobs.h"
#include "live_model.h"
#include "live_whatif.h"

namespace offtake::cli {

class LiveApi {
 public:
  explicit LiveApi(const Options& options);  // which outlive it

  HttpResponse handle(const HttpRequest& request);  // from any thread
  void look();   // whether the model has changed on disk; about once a second
  void leave();  // what computes or streams comes to its end

  const ModelState& model() const { return *shown_; }

 private:
  HttpResponse page(const HttpRequest& request);
  HttpResponse model_of(const HttpRequest& request);
  HttpResponse check(const HttpRequest& request);
  HttpResponse save(const HttpRequest& request);
  HttpResponse ask(const HttpRequest& request);
  HttpResponse add_job(const HttpRequest& request);
  HttpResponse list_jobs(const HttpRequest& request);
  HttpResponse of_job(const HttpRequest& request);
  HttpResponse events(const HttpRequest& request);

  const Options& options_;
  LiveModel model_;
  std::shared_ptr<const ModelState> shown_;
  Events events_;
  WhatIf whatif_;
  Jobs jobs_;
};

}  // namespace offtake::cli
