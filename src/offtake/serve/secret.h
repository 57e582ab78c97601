// What nobody can guess, and how it is compared.
#pragma once

#include <string>
#include <string_view>

namespace offtake {

// 256 bits of the system's own randomness as 64 hexadecimal digits.
std::string random_secret();

// In a time that tells nothing but whether the lengths agree.
bool same_secret(std::string_view a, std::string_view b);

}  // namespace offtake
