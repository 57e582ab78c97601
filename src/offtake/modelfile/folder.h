// The files of a model folder. Nothing outside it is read: no links, no devices, no "..".
#pragma once

#include <string>
#include <vector>

#include "offtake/base/result.h"

namespace offtake {

class Folder {
 public:
  // E0001 no such folder, or no offtake.yaml in it; E0003 not readable; E0008 too many files.
  static Result<Folder> open(const std::string& path);
  Folder() = default;
  Folder(Folder&& other) noexcept;
  Folder& operator=(Folder&& other) noexcept;
  ~Folder();

  // The *.yaml files in it, by name.
  const std::vector<std::string>& yaml() const { return yaml_; }
  const Diagnostics& warnings() const { return warnings_; }

  // Errors: E0501 no such file, E0502 outside the folder, E0009 another case, E0003 not readable,
  // E0004 no regular file, E0008 larger than `most` bytes. The place is left to the caller.
  Result<std::string> read(const std::string& name, std::size_t most) const;

 private:
  int fd_ = -1;
  std::vector<std::string> yaml_;
  Diagnostics warnings_;
};

}  // namespace offtake
