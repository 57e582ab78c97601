// SHA-256 (FIPS 180-4), to tell whether two models are the same.
#pragma once

#include <string>
#include <string_view>

namespace offtake {

// 64 hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace offtake
