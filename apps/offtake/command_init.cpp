#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "commands.h"
#include "offtake/base/text.h"
#include "offtake/modelfile/modelfile.h"
#include "output.h"

namespace offtake::cli {
namespace {

namespace fs = std::filesystem;

Diagnostic cannot_write(const std::string& path, const std::string& why, const std::string& mend) {
  Diagnostic d;
  d.code = "E1011";
  d.what = fmt::format("{} can not be written: {}", quote(path), why);
  d.mend = mend;
  return d;
}

Status make_folder(const std::string& folder) {
  std::error_code error;
  const fs::file_status status = fs::status(folder, error);
  if (fs::exists(status) && !fs::is_directory(status)) {
    return cannot_write(folder, "it is not a folder", "name a new folder");
  }
  error.clear();
  if (fs::exists(status) && !fs::is_empty(folder, error) && !error) {
    return cannot_write(folder, "the folder is not empty", "name a new or an empty folder");
  }
  if (!error) fs::create_directories(folder, error);
  if (error) return cannot_write(folder, error.message(), "name a folder that you may write");
  return ok_status();
}

// O_EXCL: whatever came between is not overwritten.
Status write_new(const std::string& path, const std::string& text) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  std::size_t at = 0;
  bool whole = fd >= 0;
  while (whole && at < text.size()) {
    const ssize_t written = ::write(fd, text.data() + at, text.size() - at);
    whole = written > 0 || (written < 0 && errno == EINTR);
    if (written > 0) at += static_cast<std::size_t>(written);
  }
  const int error = errno;
  if (fd >= 0 && ::close(fd) == 0 && whole) return ok_status();
  if (fd >= 0) ::unlink(path.c_str());
  return cannot_write(path, std::strerror(error), "make room, or name another folder");
}

}  // namespace

int command_init(const Options& options) {
  if (Status made = make_folder(options.model); !made) {
    fail(made.errors(), options);
    return kUsage;
  }
  for (const SourceText& source : starter_model()) {
    const fs::path path = fs::path(options.model) / source.name;
    std::error_code ignored;
    fs::create_directories(path.parent_path(), ignored);  // writing says what is wrong
    if (Status written = write_new(path.string(), source.text); !written) {
      return fail(written.errors(), options);
    }
  }
  const std::string name = escape_controls(options.model);
  return print(
      fmt::format("A model that works is in {0}. Next:\n"
                  "  offtake check {0}\n"
                  "  offtake show {0} timeline\n"
                  "  offtake simulate {0}\n",
                  name));
}

}  // namespace offtake::cli
