// SHA-256 (FIPS 180-4), to tell whether two models are the same and which script a page may run.
#pragma once

#include <string>
#include <string_view>

namespace offtake {

std::string sha256(std::string_view bytes);  // 32 bytes
// 64 hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

// Base64 (RFC 4648) with padding.
std::string base64(std::string_view bytes);

}  // namespace offtake
