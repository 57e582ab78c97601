#include <chrono>
#include <optional>
#include <thread>

#include "commands.h"
#include "live_api.h"
#include "offtake/base/text.h"
#include "offtake/report/report_html.h"
#include "open_page.h"
#include "output.h"
#include "steps.h"
#include "stop.h"

namespace offtake::cli {
namespace {

// Some may wait for others' what-if while the rest answer.
constexpr int kWorkers = 8;

// A model that is wrong can be mended in the page; what is no model can not.
Status is_there(const ModelState& model) {
  return model.files.empty() ? Status(model.diagnostics) : ok_status();
}

void serve_until_asked(LiveApi& api) {
  for (int tenths = 1; !stop_asked(); ++tenths) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    if (tenths % 10 == 0) api.look();
  }
}

}  // namespace

int command_serve(const Options& options) {
  if (results_path(options).empty()) {
    return fail(open_results_file(options, ResultsFile::Access::read).errors(), options);
  }
  const StopGuard guard;
  LiveApi api(options);
  if (Status there = is_there(api.model()); !there) return fail(there.errors(), options);
  say_diagnostics(api.model().diagnostics, options);

  HttpOptions how;
  how.port = options.port;
  how.workers = kWorkers;
  how.content_security_policy = page_policy(true);
  Result<HttpServer> server =
      HttpServer::start(how, [&](const HttpRequest& request) { return api.handle(request); });
  if (!server) return fail(server.errors(), options);
  print(server->address() + "\n");
  say("Ctrl-C ends it\n");
  std::optional<OpenedPage> opened;
  if (!options.no_open && can_open_page()) opened.emplace(server->address());

  serve_until_asked(api);
  api.leave();
  const HttpCounters counters = server->counters();
  server->stop();
  say(fmt::format("{} requests answered, {} refused\n", counters.answered, counters.refused));
  return kDone;
}

}  // namespace offtake::cli
