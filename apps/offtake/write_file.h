// Writing a file of the user's so that a reader sees the old one or the new one, whole.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "offtake/base/result.h"
#include "offtake/modelfile/modelfile.h"

namespace offtake::cli {

// To a file beside it that is then renamed over it, all on the disk before it returns. An ordinary
// file, which keeps its mode, or none yet. Why it failed, if it did: nothing has changed then.
std::optional<std::string> replace_file(const std::string& path, std::string_view bytes);
// The same for a file of the model. A link is refused. E0995.
Status write_whole(const std::string& path, std::string_view bytes);
// The same for several files of a folder: all are on the disk before the first is renamed.
Status write_whole(const std::string& folder, const std::vector<SourceText>& files);

}  // namespace offtake::cli
