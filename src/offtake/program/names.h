// Names as MPS and LP files can hold them. Not for use outside of this folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace offtake {

std::string encode_mps_name(std::string_view name);
// Whether it opens a section of an LP file or means infinity there, in any case.
bool is_lp_keyword(std::string_view word);
bool is_lp_name_byte(char byte);

// Of the upper half of a row with two bounds. No encoded name ends so.
inline constexpr const char* kMostSuffix = "%_most";

// [index]: the name given or prefix and index, encoded; no two equal.
using Encode = std::string (*)(std::string_view);
std::vector<std::string> written_names(const std::vector<std::string>& given, std::size_t count,
                                       char prefix, Encode encode);

}  // namespace offtake
