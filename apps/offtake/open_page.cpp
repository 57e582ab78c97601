#include "open_page.h"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "offtake/base/text.h"
#include "write_file.h"

namespace offtake::cli {
namespace {

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value && *value;
}

// Nobody waits for it: the system does once this program has ended.
void start(const std::string& program, const std::string& argument) {
  posix_spawn_file_actions_t files;
  ::posix_spawn_file_actions_init(&files);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    ::posix_spawn_file_actions_addopen(&files, fd, "/dev/null", O_RDWR, 0);
  }
  ::posix_spawn_file_actions_addclosefrom_np(&files, 3);  // a browser must not keep our port
  std::string name = program, what = argument;
  char* const argv[] = {name.data(), what.data(), nullptr};
  pid_t child = 0;
  ::posix_spawnp(&child, program.c_str(), &files, nullptr, argv, environ);
  ::posix_spawn_file_actions_destroy(&files);
}

}  // namespace

bool can_open_page() {
  return (is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")) && ::isatty(STDOUT_FILENO) == 1;
}

void open_file(const std::string& path) { start("xdg-open", path); }

OpenedPage::OpenedPage(const std::string& address) {
  std::string folder = (std::filesystem::temp_directory_path() / "offtake-XXXXXX").string();
  if (!::mkdtemp(folder.data())) return;  // only this user may enter it
  folder_ = folder;
  const std::string file = folder + "/open.html";
  const std::string text = fmt::format(
      "<!doctype html><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"0;url={}\">",
      address);
  if (!replace_file(file, text)) start("xdg-open", file);
}

OpenedPage::~OpenedPage() {
  std::error_code none;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, none);
}

}  // namespace offtake::cli
