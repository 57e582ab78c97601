#include "write_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <deque>
#include <filesystem>

#include "offtake/base/text.h"

namespace offtake::cli {
namespace {

namespace fs = std::filesystem;

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

// The new text of a file, on the disk beside it until it is put in its place; gone if it never is.
class Staged {
 public:
  explicit Staged(const std::string& path)
      : path_(path),
        folder_(fs::path(path).has_parent_path() ? fs::path(path).parent_path() : fs::path(".")),
        beside_(folder_ /
                fmt::format(".{}.{}.tmp", fs::path(path).filename().string(), ::getpid())) {}
  Staged(const Staged&) = delete;
  Staged& operator=(const Staged&) = delete;
  ~Staged() {
    if (made_) ::unlink(beside_.c_str());
  }

  // Why it failed, if it did.
  std::optional<std::string> stage(std::string_view bytes) {
    struct stat before {};
    const bool exists = ::stat(path_.c_str(), &before) == 0;
    // A rename asks only the folder whether it may.
    if (exists && ::access(path_.c_str(), W_OK) != 0) return std::strerror(errno);
    const int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
    File file(::open(beside_.c_str(), flags, exists ? 0600 : 0666));
    made_ = file.open();
    // The mode not by open(), which the umask cuts.
    const bool whole = made_ && (!exists || ::fchmod(file.fd(), before.st_mode & 07777) == 0) &&
                       file.write(bytes) && file.sync() && file.close();
    return whole ? std::nullopt : std::optional<std::string>(std::strerror(errno));
  }
  std::optional<std::string> put() {
    if (::rename(beside_.c_str(), path_.c_str()) != 0) return std::strerror(errno);
    made_ = false;
    const File parent(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (parent.open()) parent.sync();
    return std::nullopt;
  }

 private:
  std::string path_;
  fs::path folder_, beside_;
  bool made_ = false;
};

}  // namespace

std::optional<std::string> replace_file(const std::string& path, std::string_view bytes) {
  Staged file(path);
  const auto why = file.stage(bytes);
  return why ? why : file.put();
}

Status write_whole(const std::string& path, std::string_view bytes) {
  std::error_code none;
  if (fs::is_symlink(path, none)) return failed(path, "it is a symbolic link");
  if (const auto why = replace_file(path, bytes)) return failed(path, *why);
  return ok_status();
}

Status write_whole(const std::string& folder, const std::vector<SourceText>& files) {
  std::deque<Staged> staged;
  for (const SourceText& f : files) {
    const std::string path = folder + "/" + f.name;
    std::error_code none;
    if (fs::is_symlink(path, none)) return failed(path, "it is a symbolic link");
    if (const auto why = staged.emplace_back(path).stage(f.text)) return failed(path, *why);
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (const auto why = staged[i].put()) return failed(folder + "/" + files[i].name, *why);
  }
  return ok_status();
}

}  // namespace offtake::cli
