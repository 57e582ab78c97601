// A CSV file by its path.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "offtake/base/text.h"
#include "offtake/modelfile/observations.h"

namespace offtake {
namespace {

Diagnostic cannot_read(const std::string& path, std::string what, std::string mend) {
  Diagnostic d;
  d.code = "E0980";
  d.place.file = path;
  d.what = std::move(what);
  d.mend = std::move(mend);
  return d;
}

Result<std::string> text_of(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) {
    return cannot_read(path, fmt::format("the file cannot be read: {}", std::strerror(errno)),
                       "name a CSV file that is there and may be read");
  }
  const std::unique_ptr<const int, void (*)(const int*)> closer(&fd,
                                                                [](const int* f) { close(*f); });
  struct stat about {};
  if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) {
    return cannot_read(path, "this is no regular file", "name a CSV file");
  }
  if (static_cast<std::uint64_t>(about.st_size) > kMostCsvBytes) {
    return cannot_read(path,
                       fmt::format("the file has {} MiB; at most {} MiB are read",
                                   about.st_size >> 20, kMostCsvBytes >> 20),
                       "keep the rows and columns that are needed");
  }
  std::string text(static_cast<std::size_t>(about.st_size), '\0');
  std::size_t got = 0;
  while (got < text.size()) {
    const ssize_t n = ::read(fd, text.data() + got, text.size() - got);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      return cannot_read(path, fmt::format("the file cannot be read: {}", std::strerror(errno)),
                         "try again, or copy it");
    }
    if (n == 0) break;
    got += static_cast<std::size_t>(n);
  }
  text.resize(got);
  return text;
}

}  // namespace

Result<DataFile> read_data_file(const std::string& path) {
  Result<std::string> text = text_of(path);
  if (!text) return text.errors();
  DataFile out;
  const int source = out.sources.add({path, std::move(*text)});
  if (Diagnostics bad = check_encoding(out.sources, source); !bad.empty()) return bad;
  Result<CsvTable> table = parse_csv(out.sources, source, CsvCells::many_lines);
  if (!table) return table.errors();
  out.table = std::move(*table);
  return out;
}

}  // namespace offtake
