#include "write_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

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
  bool write(const std::string& bytes) const {
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

Status write_whole(const std::string& path, const std::string& bytes) {
  namespace fs = std::filesystem;
  std::error_code none;
  const fs::path target(path);
  if (fs::is_symlink(target, none)) return failed(path, "it is a symbolic link");
  const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
  const std::string beside =
      (folder / fmt::format(".{}.{}.tmp", target.filename().string(), ::getpid())).string();
  struct stat before {};
  const mode_t mode = ::stat(path.c_str(), &before) == 0 ? before.st_mode & 07777 : 0666;
  const auto give_up = [&](const std::string& why) {
    ::unlink(beside.c_str());
    return failed(path, why);
  };
  File file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (!file.open()) return failed(path, std::strerror(errno));
  if (!file.write(bytes) || !file.sync() || !file.close()) return give_up(std::strerror(errno));
  if (::rename(beside.c_str(), path.c_str()) != 0) return give_up(std::strerror(errno));
  const File parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (parent.open()) parent.sync();
  return ok_status();
}

Result<std::string> read_whole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return failed(path, "it can not be read");
  return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace offtake::cli
