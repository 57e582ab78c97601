#include "live_api.h"

#include <algorithm>
#include <charconv>
#include <new>

#include "live_commands.h"
#include "live_runs.h"
#include "offtake/base/text.h"
#include "offtake/modelfile/numbers.h"
#include "offtake/report/report_html.h"
#include "steps.h"

namespace offtake::cli {
namespace {

constexpr std::size_t kMostFiles = 1000;
// Of a CSV file that the page may show and edit; longer ones are left to other programs.
constexpr std::size_t kMostShown = 256 << 10;

HttpResponse no_such_request() {
  return refuse(404, "E1162", "there is no such request", "see docs/reference/serve.md");
}

Json files_json(const ModelState& state) {
  Json out = Json::array();
  for (const SourceText& f : state.files) {
    if (!f.name.ends_with(".yaml") && f.text.size() > kMostShown) continue;
    out.push_back({{"name", f.name}, {"text", f.text}, {"hash", hash_of_file(f)}});
  }
  return out;
}

Json quantities_json(const LoadedModel& loaded) {
  Json out = Json::array();
  for (const WrittenNumber& n : written_numbers(loaded)) {
    out.push_back({{"key", n.key},
                   {"group", n.group},
                   {"text", n.text},
                   {"number", n.number},
                   {"before", n.before},
                   {"after", n.after},
                   {"date", n.is_date},
                   {"low", n.low},
                   {"high", n.high},
                   {"file", n.place.file},
                   {"line", n.place.line}});
  }
  return out;
}

Json model_json(const ModelState& state, const Options& options) {
  Json out = document_of("model");
  const LoadedModel* loaded = state.model.get();
  Json strategies = Json::array();
  std::string strategy = "as-signed";
  if (loaded) {
    for (const Strategy& s : loaded->model.strategies) strategies.push_back(s.name);
    const StrategyId chosen = loaded->model.planner.strategy;
    if (chosen.valid()) strategy = loaded->model.at(chosen).name;
  }
  out["title"] = loaded ? loaded->model.title : "";
  out["argument"] = options.model;
  out["results"] = options.results;
  out["hash"] = state.hash;
  out["strategies"] = std::move(strategies);
  out["strategy"] = std::move(strategy);
  out["commands"] = job_commands_json();
  out["files"] = files_json(state);
  out["quantities"] = loaded ? quantities_json(*loaded) : Json::array();
  out["diagnostics"] = diagnostics_json(state.diagnostics);
  return out;
}

HttpResponse checked(const Result<Checked>& result) {
  if (!result) {
    const std::string& code = result.errors().front().code;
    return refuse(code == "E1163" ? 409 : 422, result.errors());
  }
  Json out = document_of("checked");
  out["saved"] = result->saved;
  out["diagnostics"] = diagnostics_json(result->diagnostics);
  return answer(out);
}

// {"files": [{"name", "text", …}]}, every key of an entry there and a text.
std::vector<FileToSave> files_of(Body& body, const std::vector<std::string>& keys) {
  std::vector<FileToSave> out;
  if (!body.has("files") || !body["files"].is_array() || body["files"].size() > kMostFiles) {
    body.wrong("`files` is no list of files", fmt::format("at most {} files", kMostFiles));
    return out;
  }
  for (const Json& f : body["files"]) {
    const bool whole = f.is_object() && f.size() == keys.size() &&
                       std::all_of(keys.begin(), keys.end(), [&](const std::string& key) {
                         return f.contains(key) && is_text(f[key]);
                       });
    if (!whole) {
      body.wrong("this is no file", join_names(keys) + ", all of them texts");
      return out;
    }
    out.push_back({{f["name"].get<std::string>(), f["text"].get<std::string>()},
                   f.value("hash", std::string())});
  }
  return out;
}

}  // namespace

LiveApi::LiveApi(const Options& options)
    : options_(options),
      model_(options.model),
      shown_(model_.now()),
      whatif_(options),
      jobs_(events_) {}

void LiveApi::look() {
  if (model_.refresh()) events_.send("model", {{"hash", model_.now()->hash}});
}

void LiveApi::leave() {
  whatif_.leave();
  events_.close();
}

HttpResponse LiveApi::handle(const HttpRequest& request) try {
  using Handler = HttpResponse (LiveApi::*)(const HttpRequest&);
  static const std::map<std::pair<std::string, std::string>, Handler> routes = {
      {{"GET", "/"}, &LiveApi::page},
      {{"GET", "/api/model"}, &LiveApi::model_of},
      {{"POST", "/api/check"}, &LiveApi::check},
      {{"PUT", "/api/files"}, &LiveApi::save},
      {{"POST", "/api/whatif"}, &LiveApi::ask},
      {{"POST", "/api/jobs"}, &LiveApi::add_job},
      {{"GET", "/api/jobs"}, &LiveApi::list_jobs},
      {{"GET", "/api/events"}, &LiveApi::events},
  };
  if (const auto at = routes.find({request.method, request.path}); at != routes.end()) {
    return (this->*at->second)(request);
  }
  if (request.path.starts_with("/api/jobs/")) return of_job(request);
  if (request.method != "GET") return no_such_request();
  if (request.path == "/api/runs") return list_runs(options_);
  if (request.path == "/api/report") return report_of(request, options_, *model_.now());
  if (request.path == "/api/download") return download(request, options_, *model_.now());
  return no_such_request();
} catch (const std::bad_alloc&) {
  return refuse(500, "E0314", "out of memory", "ask for fewer futures, or less at once");
}

HttpResponse LiveApi::page(const HttpRequest&) {
  HttpResponse out;
  out.content_type = "text/html; charset=utf-8";
  out.body = built_page();
  return out;
}

HttpResponse LiveApi::model_of(const HttpRequest&) {
  return answer(model_json(*model_.now(), options_));
}

HttpResponse LiveApi::check(const HttpRequest& request) {
  Body body(request.body, {"files"});
  std::vector<SourceText> files;
  for (FileToSave& f : files_of(body, {"name", "text"})) files.push_back(std::move(f.file));
  if (!body.errors().empty()) return refuse(400, body.errors());
  return checked(model_.check(files));
}

HttpResponse LiveApi::save(const HttpRequest& request) {
  Body body(request.body, {"files"});
  const std::vector<FileToSave> files = files_of(body, {"name", "text", "hash"});
  if (!body.errors().empty()) return refuse(400, body.errors());
  const Result<Checked> result = model_.save(files);
  look();
  return checked(result);
}

HttpResponse LiveApi::ask(const HttpRequest& request) {
  return whatif_.answer(request.body, *model_.now());
}

HttpResponse LiveApi::add_job(const HttpRequest& request) {
  Body body(request.body, {"command", "options"});
  const JobRequest job{body.text("command"),
                       body.has("options") ? body["options"] : Json::object()};
  if (!job.options.is_object())
    body.wrong("`options` is no JSON object", "{\"--paths\": \"2000\"}");
  if (!body.errors().empty()) return refuse(400, body.errors());
  const Result<JobLine> line =
      job_line(job, {options_.model, options_.results},
               {"--results=" + results_path(options_),
                fmt::format("--threads={}", options_.threads), "--progress=json", "--color=never"});
  if (!line) return refuse(400, line.errors());
  const Result<Job> added = jobs_.add(job.command, *line);
  return added ? answer(job_json(*added), 201) : refuse(429, added.errors());
}

HttpResponse LiveApi::list_jobs(const HttpRequest&) {
  Json out = document_of("jobs");
  out["jobs"] = Json::array();
  for (const Job& job : jobs_.list()) out["jobs"].push_back(job_json(job));
  return answer(out);
}

// DELETE /api/jobs/N, GET /api/jobs/N/bounds
HttpResponse LiveApi::of_job(const HttpRequest& request) {
  std::string_view rest = request.path;
  rest.remove_prefix(std::string_view("/api/jobs/").size());
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (error != std::errc()) return no_such_request();
  rest.remove_prefix(std::size_t(end - rest.data()));
  const auto no_such_job = [&] {
    return refuse(404, "E1162", fmt::format("there is no job {}", number),
                  "GET /api/jobs lists those there are");
  };
  if (request.method == "DELETE" && rest.empty()) {
    const std::optional<Job> job = jobs_.stop(number);
    return job ? answer(job_json(*job)) : no_such_job();
  }
  if (request.method == "GET" && rest == "/bounds") {
    const std::optional<Json> bounds = jobs_.bounds(number);
    return bounds ? answer(*bounds) : no_such_job();
  }
  return no_such_request();
}

HttpResponse LiveApi::events(const HttpRequest&) {
  HttpResponse out;
  out.content_type = "text/event-stream";
  out.events = [this](std::shared_ptr<EventStream> stream, std::int64_t last) {
    events_.add(std::move(stream), last);
  };
  return out;
}

}  // namespace offtake::cli
