// Writing a file of the user's so that a reader sees the old one or the new one, whole.
#pragma once

#include <string>

#include "offtake/base/result.h"

namespace offtake::cli {

// To a file beside it that is then renamed over it, all on the disk before it returns. With its
// mode; a link is refused. E0995.
Status write_whole(const std::string& path, const std::string& bytes);
Result<std::string> read_whole(const std::string& path);  // E0995

}  // namespace offtake::cli
