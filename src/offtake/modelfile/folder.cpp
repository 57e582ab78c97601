#include "offtake/modelfile/folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "offtake/base/text.h"

namespace offtake {
namespace {

constexpr std::size_t kMostFiles = 1000;

Diagnostic wrong(std::string code, std::string what, std::string mend) {
  Diagnostic d;
  d.code = std::move(code);
  d.what = std::move(what);
  d.mend = std::move(mend);
  return d;
}

bool has_segment(const std::string& name, std::string_view segment) {
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find('/', at), name.size());
    if (std::string_view(name).substr(at, end - at) == segment) return true;
    at = end + 1;
  }
  return false;
}

bool stays_inside(const std::string& name) {
  return !name.empty() && name[0] != '/' && name[0] != '~' && !has_segment(name, "..") &&
         name.find_first_of(std::string_view("\\:%\0", 4)) == std::string::npos;
}

// Without openat2: each part opened by itself, none of them a link.
int open_part_by_part(int folder, const std::string& name, int flags) {
  int at = dup(folder);
  for (std::size_t begin = 0; at >= 0;) {
    const std::size_t end = std::min(name.find('/', begin), name.size());
    const bool last = end == name.size();
    const int next = openat(at, name.substr(begin, end - begin).c_str(),
                            (last ? flags : O_RDONLY | O_DIRECTORY | O_CLOEXEC) | O_NOFOLLOW);
    const int error = errno;
    close(at);
    errno = error;
    if (last) return next;
    at = next;
    begin = end + 1;
  }
  return at;
}

int open_inside(int folder, const std::string& name) {
  const int flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  const long fd = syscall(SYS_openat2, folder, name.c_str(), &how, sizeof how);
  if (fd >= 0 || (errno != ENOSYS && errno != EPERM)) return static_cast<int>(fd);
  return open_part_by_part(folder, name, flags);
}

std::vector<std::string> list(int folder) {
  std::vector<std::string> names;
  const int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const std::unique_ptr<DIR, int (*)(DIR*)> dir(copy < 0 ? nullptr : fdopendir(copy), closedir);
  if (!dir) return names;
  while (const dirent* entry = readdir(dir.get())) names.emplace_back(entry->d_name);
  std::sort(names.begin(), names.end());
  return names;
}

bool same_but_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

// The name as it is on disk, where only the case of letters differs; empty where more does.
std::string as_on_disk(int folder, const std::string& name) {
  std::string found;
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find('/', begin), name.size());
    const std::string part = name.substr(begin, end - begin);
    const int here = found.empty() ? dup(folder) : open_inside(folder, found);
    const std::vector<std::string> names = here < 0 ? std::vector<std::string>() : list(here);
    if (here >= 0) close(here);
    const auto it = std::find_if(names.begin(), names.end(), [&](const std::string& other) {
      return same_but_case(other, part);
    });
    if (it == names.end()) return {};
    found += (found.empty() ? "" : "/") + *it;
    begin = end + 1;
  }
  return found;
}

Diagnostic missing(int folder, const std::string& name) {
  if (const std::string other = as_on_disk(folder, name); !other.empty() && other != name) {
    return wrong("E0009", fmt::format("there is no file {}", quote(name)),
                 fmt::format("did you mean `{}`? The case of letters counts", other));
  }
  return wrong("E0501", fmt::format("there is no file {} in the model folder", quote(name)),
               "put it there, or correct the name");
}

Diagnostic open_error(int folder, const std::string& name, int error) {
  if (error == ENOENT || error == ENOTDIR) return missing(folder, name);
  if (error == ELOOP || error == EXDEV) {
    return wrong("E0004", fmt::format("{} is a symbolic link", quote(name)),
                 "put the file itself into the model folder");
  }
  if (error == ENXIO || error == ENODEV) {
    return wrong("E0004", fmt::format("{} is not a regular file", quote(name)),
                 "replace it by a file");
  }
  return wrong("E0003", fmt::format("{} cannot be read: {}", quote(name), std::strerror(error)),
               "make the file readable (chmod u+r)");
}

}  // namespace

Folder::Folder(Folder&& other) noexcept { *this = std::move(other); }

Folder& Folder::operator=(Folder&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(yaml_, other.yaml_);
  std::swap(warnings_, other.warnings_);
  return *this;
}

Folder::~Folder() {
  if (fd_ >= 0) close(fd_);
}

Result<Folder> Folder::open(const std::string& path) {
  Folder folder;
  folder.fd_ = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder.fd_ < 0) {
    const int error = errno;
    if (error == ENOTDIR) {
      return wrong("E0001", "this is a file; a model is a folder",
                   "give the folder that holds offtake.yaml");
    }
    if (error == ENOENT) {
      return wrong("E0001", "there is no such folder",
                   "give the folder that holds offtake.yaml, or make one with `offtake init`");
    }
    return wrong("E0003", fmt::format("the folder cannot be read: {}", std::strerror(error)),
                 "make it readable (chmod u+rx)");
  }
  for (const std::string& name : list(folder.fd_)) {
    if (name.starts_with('.')) continue;
    if (name.ends_with(".yaml")) folder.yaml_.push_back(name);
    if (name.ends_with(".yml")) {
      Diagnostic d =
          wrong("W0011", "files that end in .yml are not read", "rename it to end in .yaml");
      d.severity = Severity::warning;
      d.place.file = name;
      folder.warnings_.push_back(std::move(d));
    }
  }
  if (std::find(folder.yaml_.begin(), folder.yaml_.end(), "offtake.yaml") == folder.yaml_.end()) {
    Diagnostic d = wrong("E0001", "there is no offtake.yaml in this folder",
                         "give the folder of a model, or make one with `offtake init`");
    if (!folder.warnings_.empty()) d.mend = "rename the .yml files to end in .yaml";
    return d;
  }
  if (folder.yaml_.size() > kMostFiles) {
    return wrong("E0008",
                 fmt::format("{} YAML files; at most {} are read", folder.yaml_.size(), kMostFiles),
                 "put long series into CSV files");
  }
  return folder;
}

Result<std::string> Folder::read(const std::string& name, std::size_t most) const {
  if (!stays_inside(name)) {
    return wrong("E0502", fmt::format("{} does not stay inside the model folder", quote(name)),
                 "name a file in the folder, with '/' between folders");
  }
  const int fd = open_inside(fd_, name);
  if (fd < 0) return open_error(fd_, name, errno);
  const std::unique_ptr<const int, void (*)(const int*)> closer(&fd,
                                                                [](const int* f) { close(*f); });
  struct stat about {};
  if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) {
    return wrong("E0004", fmt::format("{} is not a regular file", quote(name)),
                 "replace it by a file");
  }
  if (static_cast<std::uint64_t>(about.st_size) > most) {
    return wrong("E0008",
                 fmt::format("{} has {} MiB; at most {} MiB are read", quote(name),
                             about.st_size >> 20, most >> 20),
                 "split it, or put long series into CSV files");
  }
  std::string text(static_cast<std::size_t>(about.st_size), '\0');
  std::size_t got = 0;
  while (got < text.size()) {
    const ssize_t n = ::read(fd, text.data() + got, text.size() - got);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return open_error(fd_, name, errno);
    if (n == 0) break;
    got += static_cast<std::size_t>(n);
  }
  text.resize(got);
  return text;
}

}  // namespace offtake
