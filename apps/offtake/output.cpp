#include "output.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "offtake/base/text.h"
#include "offtake/results/table_json.h"
#include "write_file.h"

namespace offtake::cli {
namespace {

constexpr std::size_t kShownDiagnostics = 50;

// 0, or the errno of the write that failed.
int write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      pollfd ready{fd, POLLOUT, 0};
      ::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

bool color_on(ColorMode mode, int fd) {
  if (mode != ColorMode::automatic) return mode == ColorMode::always;
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  if (no_color && *no_color) return false;
  if (term && std::strcmp(term, "dumb") == 0) return false;
  return ::isatty(fd) == 1;
}

// Of the terminal; a file or pipe is read by people too, in windows of about this width.
int width_of_stdout() {
  winsize size{};
  if (::isatty(STDOUT_FILENO) != 1 || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 120;
  return size.ws_col;
}

int exit_code_of(const Diagnostic& error) {
  const std::string& code = error.code;
  if (code == "E0130") return kInterrupted;
  if (code == "E1120" || code == "E0979") return kInfeasible;
  if (code == "E0961" || code == "E0963" || code == "E0964") return kWrongModel;
  if (code == "E0962" || code == "E0314" || code == "E1362" || code == "E0952" || code == "E1124")
    return kLimit;
  if (code == "E0990" || code == "E0991") return kUsage;
  if (code == "E1009" || (code >= "E0902" && code <= "E0909")) return kUsage;
  if (code == "E0966" || code == "E0967") return kUsage;
  if (code == "E1009" || code == "E0970" || (code >= "E0902" && code <= "E0909")) return kUsage;
  if (code >= "E0975" && code <= "E0979") return kUsage;
  if (code.starts_with("E095") || code.starts_with("E096") || code == "E1122") return kFailure;
  if (code >= "E1340" && code <= "E1342") return kFailure;
  if (code.starts_with("E10") || code.starts_with("E115") || code == "E0995" || code == "E1180" ||
      code.starts_with("E136")) {
    return kFailure;
  }
  return kWrongModel;
}

Diagnostic cannot_write(const std::string& path, const std::string& why) {
  Diagnostic d;
  d.code = "E1011";
  d.what = fmt::format("{} can not be written: {}", quote(path), why);
  d.mend = "make room, or name another file with -o";
  return d;
}

}  // namespace

Diagnostic refusal(std::string code, std::string what, std::string mend) {
  Diagnostic d;
  d.code = std::move(code);
  d.what = std::move(what);
  d.mend = std::move(mend);
  return d;
}

void prepare_streams() {
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGXFSZ, SIG_IGN);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) == -1) ::open("/dev/null", O_RDONLY);  // takes the lowest number free
  }
}

int print(std::string_view text) {
  const int error = write_all(STDOUT_FILENO, text);
  if (error == 0) return kDone;
  if (error != EPIPE && error != EBADF) {
    say(fmt::format("offtake: the output could not be written: {}\n", std::strerror(error)));
  }
  return kFailure;
}

Status write_file(const std::string& path, std::string_view text) {
  namespace fs = std::filesystem;
  std::error_code none;
  const fs::file_type there = fs::symlink_status(path, none).type();
  if (there == fs::file_type::regular || there == fs::file_type::not_found) {
    if (const auto why = replace_file(path, text)) return cannot_write(path, *why);
    return ok_status();
  }
  // A device, a pipe, or a link such as /dev/stdout: there is nothing that could be renamed.
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return cannot_write(path, std::strerror(errno));
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      const int error = errno;
      ::close(fd);
      return cannot_write(path, std::strerror(error));
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::close(fd) != 0) return cannot_write(path, std::strerror(errno));
  return ok_status();
}

void say(std::string_view text) { write_all(STDERR_FILENO, text); }

bool color_on_stdout(ColorMode mode) { return color_on(mode, STDOUT_FILENO); }
bool color_on_stderr(ColorMode mode) { return color_on(mode, STDERR_FILENO); }

std::string render_json(const Json& document) {
  return document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Status check_tables(const std::vector<std::string>& keys, const Options& options) {
  for (const std::string& asked : options.table) {
    if (std::find(keys.begin(), keys.end(), asked) == keys.end()) {
      return unknown_name("table", asked, keys);
    }
  }
  return ok_status();
}

bool is_asked(const std::string& key, const Options& options) {
  return options.table.empty() ||
         std::find(options.table.begin(), options.table.end(), key) != options.table.end();
}

std::string render_tables(std::vector<Table> tables, const Options& options) {
  std::erase_if(tables, [&](const Table& table) { return !is_asked(table.key, options); });
  if (options.format == Format::json) {
    Json document = {{"format", "offtake." + options.command}, {"version", 1}};
    for (const Table& table : tables) document[table.key] = rows_to_json(table);
    return render_json(document);
  }
  const TableStyle style{options.language, color_on_stdout(options.color), width_of_stdout()};
  std::string out;
  for (const Table& table : tables) {
    if (!out.empty()) out += options.format == Format::csv ? "\r\n" : "\n";
    if (options.format == Format::csv) {
      if (tables.size() > 1) out += table.key + "\r\n";
      out += to_csv(table);
    } else if (options.format == Format::md) {
      out += to_markdown(table, style);
    } else {
      out += to_terminal(table, style);
    }
  }
  return out;
}

void say_diagnostics(const Diagnostics& diagnostics, const Options& options) {
  const RenderOptions style{color_on_stderr(options.color)};
  const std::size_t shown =
      options.all ? diagnostics.size() : std::min(diagnostics.size(), kShownDiagnostics);
  std::string out;
  for (std::size_t i = 0; i < shown; ++i) out += render(diagnostics[i], style);
  if (shown < diagnostics.size()) out += fmt::format("and {} more\n", diagnostics.size() - shown);
  say(out);
}

int exit_code_of(const Diagnostics& errors) {
  int code = kWrongModel;
  for (const Diagnostic& error : errors) {
    if (error.severity == Severity::error) return exit_code_of(error);
  }
  return code;
}

int fail(const Diagnostics& errors, const Options& options) {
  say_diagnostics(errors, options);
  return exit_code_of(errors);
}

}  // namespace offtake::cli
