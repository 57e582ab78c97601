#include "offtake/serve/secret.h"

#include <sys/random.h>

#include <array>
#include <cerrno>

#include "offtake/base/result.h"
#include "offtake/base/text.h"

namespace offtake {

std::string random_secret() {
  std::array<unsigned char, 32> bytes{};
  ssize_t got = -1;
  // Up to 256 bytes come whole; a signal can only interrupt it before the system has any.
  do {
    got = ::getrandom(bytes.data(), bytes.size(), 0);
  } while (got < 0 && errno == EINTR);
  OFFTAKE_CHECK(got == static_cast<ssize_t>(bytes.size()), fmt::format("getrandom: {}", got));
  std::string out;
  for (const unsigned char b : bytes) out += fmt::format("{:02x}", b);
  return out;
}

bool same_secret(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  volatile unsigned char differs = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    differs = static_cast<unsigned char>(differs | static_cast<unsigned char>(a[i] ^ b[i]));
  }
  return differs == 0;
}

}  // namespace offtake
