#include "commands.h"
#include "offtake/base/text.h"
#include "output.h"
#include "steps.h"

namespace offtake::cli {
namespace {

// Editors count a code point beyond the basic plane twice.
int utf16_column(const Place& place) {
  int column = 1;
  std::size_t at = 0;
  for (int i = 1; i < place.column && at < place.source_line.size(); ++i) {
    const CodePoint point = decode_utf8(place.source_line, at);
    column += point.value > 0xffff ? 2 : 1;
    at += static_cast<std::size_t>(point.bytes);
  }
  return place.column > 0 ? column : 0;
}

Json to_json(const Diagnostic& d) {
  return {{"code", d.code},
          {"severity", d.severity == Severity::error ? "error" : "warning"},
          {"file", d.place.file},
          {"line", d.place.line},
          {"column", d.place.column},
          {"utf16_column", utf16_column(d.place)},
          {"length", d.place.length},
          {"key", d.key_path},
          {"what", d.what},
          {"expected", d.expected},
          {"mend", d.mend}};
}

int report(const Diagnostics& diagnostics, const Options& options) {
  const int code = has_error(diagnostics) ? exit_code_of(diagnostics) : kDone;
  if (options.format != Format::json) {
    say_diagnostics(diagnostics, options);
    return code;
  }
  Json list = Json::array();
  for (const Diagnostic& d : diagnostics) list.push_back(to_json(d));
  const int printed = print(render_json(list));
  return code == kDone ? printed : code;
}

}  // namespace

int command_check(const Options& options) {
  const Result<LoadedModel> loaded = load_model(options.model, {options.set});
  if (!loaded) return report(loaded.errors(), options);
  const Result<StrategyId> strategy = find_strategy(loaded->model, options.strategy);
  if (!strategy) return report(strategy.errors(), options);
  Diagnostics found = loaded->warnings;
  // What only the drawing of futures can tell, such as correlations that no shocks can have.
  const Result<Futures> futures = Futures::make(loaded->model, {});
  if (!futures) {
    for (Diagnostic& d : with_places(*loaded, futures.errors())) found.push_back(std::move(d));
  }
  sort_diagnostics(found);
  const int code = report(found, options);
  if (code != kDone || options.format == Format::json) return code;
  const char* valid = options.language == Language::ko ? "올바른 모델: " : "valid: ";
  return print(valid + model_summary(loaded->model, options.language) + "\n");
}

}  // namespace offtake::cli
