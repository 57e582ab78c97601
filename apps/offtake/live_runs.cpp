#include "live_runs.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>

#include "offtake/base/text.h"
#include "offtake/report/page_document.h"
#include "offtake/report/report_html.h"
#include "offtake/report/workbook.h"
#include "offtake/results/record_model.h"
#include "offtake/results/run_tables.h"
#include "output.h"
#include "page_source.h"
#include "steps.h"

namespace offtake::cli {
namespace {

constexpr std::size_t kMostRuns = 100;

// No file yet: nothing ran.
Result<std::optional<ResultsFile>> open_to_read(const Options& options) {
  std::error_code error;
  if (std::filesystem::symlink_status(results_path(options), error).type() ==
      std::filesystem::file_type::not_found) {
    return std::optional<ResultsFile>();
  }
  Result<ResultsFile> file = open_results_file(options, ResultsFile::Access::read);
  if (!file) return file.errors();
  return std::optional<ResultsFile>(std::move(*file));
}

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size() && number > 0;
  return whole ? std::optional(number) : std::nullopt;
}

HttpResponse no_such(const std::string& what) {
  return refuse(404, "E1162", "there is no " + what, "GET /api/runs lists what there is");
}

Json run_json(const RunHead& h) {
  return {{"run", h.run},
          {"command", h.command},
          {"strategy", h.strategy},
          {"title", h.title},
          {"set", h.set},
          {"paths", h.paths},
          {"seed", fmt::format("{}", h.seed)},
          {"started", h.started},
          {"ended", h.ended},
          {"state", h.state},
          {"model_hash", h.model_hash}};
}

// "3,4"
std::optional<std::vector<std::int64_t>> numbers_of(std::string_view text) {
  std::vector<std::int64_t> out;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const auto number = number_of(text.substr(0, comma));
    if (!number || out.size() == kMostRuns) return std::nullopt;
    if (std::find(out.begin(), out.end(), *number) == out.end()) out.push_back(*number);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return out;
}

Page page_of_model(const LoadedModel& model, const Options& options) {
  PageSource source;
  source.model = model_tables(model, model.model.planner.strategy, {});
  source.model_argument = options.model;
  source.results = options.results;
  return report_page(source);
}

// The page of what is asked for; `refused` says why there is none.
std::optional<Page> make_report(const HttpRequest& request, const Options& options,
                                const ModelState& model, HttpResponse& refused) {
  const auto numbers = numbers_of(request.query_value("runs"));
  if (!numbers) {
    refused = refuse(400, "E1161", "`runs` is no list of runs", "write ?runs=3,4");
    return std::nullopt;
  }
  const auto file = open_to_read(options);
  const bool nothing_yet = file && !*file;
  const Result<PageSource> source = nothing_yet ? Result<PageSource>(refusal("E1012", "", ""))
                                    : file      ? page_source(**file, *numbers, options)
                                                : Result<PageSource>(file.errors());
  if (source) return report_page(*source);
  const bool none_has_run = numbers->empty() && source.errors().front().code == "E1012";
  if (none_has_run && model.model) return page_of_model(*model.model, options);
  if (nothing_yet) {
    refused = no_such("run yet");
    return std::nullopt;
  }
  refused = refuse(source.errors());
  return std::nullopt;
}

HttpResponse saved_as(std::string name, std::string type, std::string body) {
  HttpResponse out;
  out.content_type = std::move(type);
  out.body = std::move(body);
  out.file_name = std::move(name);
  return out;
}

const Table* find(const std::vector<Table>& tables, const std::string& key) {
  const auto at =
      std::find_if(tables.begin(), tables.end(), [&](const Table& t) { return t.key == key; });
  return at == tables.end() ? nullptr : &*at;
}

// What the page of the run shows besides what is stored.
std::vector<Table> page_tables(const ResultsFile& file, std::int64_t run, const Options& options) {
  std::vector<Table> tables;
  const Result<PageSource> source = page_source(file, {run}, options);
  if (!source) return tables;
  for (const Section& section : report_page(*source).sections) {
    for (const Panel& panel : section.panels) {
      tables.push_back(panel.table);
      if (panel.detail) tables.push_back(panel.detail->table);
    }
  }
  return tables;
}

HttpResponse download_table(const ResultsFile& file, const RunRecord& run, const std::string& key,
                            const Options& options) {
  std::vector<Table> tables = run_tables(run);
  if (!find(tables, key)) tables = page_tables(file, run.head.run, options);
  const Table* table = find(tables, key);
  if (!table) return no_such("table " + quote(key) + " in this run");
  const bool plain =
      key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
  return saved_as(fmt::format("run-{}-{}.csv", run.head.run, plain ? key : "table"),
                  "text/csv; charset=utf-8", to_csv(*table));
}

HttpResponse download_workbook(const RunRecord& run, Language language) {
  const auto model = model_of_run(run);  // without it the rest still stands
  const Result<std::string> book = workbook(run, model ? *model : std::vector<Table>(), language);
  if (!book) return refuse(book.errors());
  return saved_as(fmt::format("run-{}.xlsx", run.head.run),
                  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", *book);
}

}  // namespace

HttpResponse list_runs(const Options& options) {
  Json document = document_of("runs");
  document["runs"] = Json::array();
  const auto file = open_to_read(options);
  if (!file) return refuse(file.errors());
  if (!*file) return answer(document);
  const Result<std::vector<RunHead>> heads = (*file)->list();
  if (!heads) return refuse(heads.errors());
  for (const RunHead& head : *heads) document["runs"].push_back(run_json(head));
  return answer(document);
}

HttpResponse report_of(const HttpRequest& request, const Options& options,
                       const ModelState& model) {
  HttpResponse out;
  const std::optional<Page> page = make_report(request, options, model, out);
  if (!page) return out;
  out.content_type = kPageType;
  out.body = wire(page_document(*page));
  return out;
}

HttpResponse download(const HttpRequest& request, const Options& options, const ModelState& model) {
  const std::string kind = request.query_value("kind");
  if (kind == "report") {
    HttpResponse refused;
    const std::optional<Page> page = make_report(request, options, model, refused);
    if (!page) return refused;
    return saved_as("report.html", "text/html; charset=utf-8", report_html(page_document(*page)));
  }
  if (kind != "csv" && kind != "workbook") return no_such("kind of download " + quote(kind));
  const auto number = number_of(request.query_value("run"));
  if (!number) return refuse(400, "E1161", "`run` is no number of a run", "write &run=3");
  const auto file = open_to_read(options);
  if (!file) return refuse(file.errors());
  if (!*file) return no_such(fmt::format("run {}", *number));
  const Result<RunRecord> run = (*file)->read(*number);
  if (!run) return refuse(run.errors());
  if (kind == "csv") return download_table(**file, *run, request.query_value("table"), options);
  const std::string asked = request.query_value("lang");
  return download_workbook(*run, asked == "ko"   ? Language::ko
                                 : asked == "en" ? Language::en
                                                 : options.language);
}

}  // namespace offtake::cli
