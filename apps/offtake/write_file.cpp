#include "write_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "offtake/base/text.h"

namespace offtake::cli {
namespace {

Diagnostic failed(const std::string& path, const std::string& why) {
  Diagnostic d;
  d.code = "E0995";
  d.what = fmt::format("{} is not written: {}", quote(path), why);
  d.mend = "mend that and do it again: nothing has changed";
  return d;
}

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { close(); }
  bool open() const { return fd_ >= 0; }
  bool write(std::string_view bytes) const {
    for (std::size_t at = 0; at < bytes.size();) {
      const ssize_t n = ::write(fd_, bytes.data() + at, bytes.size() - at);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return false;
      at += std::size_t(n);
    }
    return true;
  }
  bool sync() const { return ::fsync(fd_) == 0; }
  bool close() {
    const bool ok = fd_ < 0 || ::close(fd_) == 0;
    fd_ = -1;
    return ok;
  }
  int fd() const { return fd_; }

 private:
  int fd_;
};

}  // namespace

std::optional<std::string> replace_file(const std::string& path, std::string_view bytes) {
  namespace fs = std::filesystem;
  const fs::path target(path);
  const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
  const std::string beside =
      (folder / fmt::format(".{}.{}.tmp", target.filename().string(), ::getpid())).string();
  struct stat before {};
  const bool exists = ::stat(path.c_str(), &before) == 0;
  // A rename asks only the folder whether it may.
  if (exists && ::access(path.c_str(), W_OK) != 0) return std::strerror(errno);
  const auto give_up = [&] {
    std::string why = std::strerror(errno);
    ::unlink(beside.c_str());
    return why;
  };
  File file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, exists ? 0600 : 0666));
  if (!file.open()) return std::strerror(errno);
  // Not by open(), which the umask cuts.
  if (exists && ::fchmod(file.fd(), before.st_mode & 07777) != 0) return give_up();
  if (!file.write(bytes) || !file.sync() || !file.close()) return give_up();
  if (::rename(beside.c_str(), path.c_str()) != 0) return give_up();
  const File parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (parent.open()) parent.sync();
  return std::nullopt;
}

Status write_whole(const std::string& path, std::string_view bytes) {
  std::error_code none;
  if (std::filesystem::is_symlink(path, none)) return failed(path, "it is a symbolic link");
  if (const auto why = replace_file(path, bytes)) return failed(path, *why);
  return ok_status();
}

}  // namespace offtake::cli
