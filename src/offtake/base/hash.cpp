#include "offtake/base/hash.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "offtake/base/text.h"

namespace offtake {
namespace {

constexpr std::array<int, 64> kPrimes = {
    2,   3,   5,   7,   11,  13,  17,  19,  23,  29,  31,  37,  41,  43,  47,  53,
    59,  61,  67,  71,  73,  79,  83,  89,  97,  101, 103, 107, 109, 113, 127, 131,
    137, 139, 149, 151, 157, 163, 167, 173, 179, 181, 191, 193, 197, 199, 211, 223,
    227, 229, 233, 239, 241, 251, 257, 263, 269, 271, 277, 281, 283, 293, 307, 311};

// The first 32 bits of the fraction of the root: floor(root·2^32) mod 2^32, the largest r whose
// power does not pass prime·2^(32·power), found bit by bit in integers.
constexpr std::uint32_t root_bits(int prime, int power) {
  __extension__ using Wide = unsigned __int128;
  std::uint64_t r = 0;
  for (int bit = 36; bit >= 0; --bit) {
    const std::uint64_t t = r | (std::uint64_t{1} << bit);
    // t^power ≤ prime · 2^(32·power), divided by t where the cube would not fit.
    const bool fits = power == 2 ? Wide{t} * t <= (Wide{unsigned(prime)} << 64)
                                 : Wide{t} * t <= (Wide{unsigned(prime)} << 96) / t;
    if (fits) r = t;
  }
  return static_cast<std::uint32_t>(r);
}

template <std::size_t n>
constexpr std::array<std::uint32_t, n> roots(int power) {
  std::array<std::uint32_t, n> out{};
  for (std::size_t i = 0; i < n; ++i) out[i] = root_bits(kPrimes[i], power);
  return out;
}

constexpr std::array<std::uint32_t, 64> kRound = roots<64>(3);
constexpr std::array<std::uint32_t, 8> kStart = roots<8>(2);

void mix(std::array<std::uint32_t, 8>& state, const unsigned char* block) {
  std::array<std::uint32_t, 64> w;
  for (std::size_t i = 0; i < 16; ++i) {
    w[i] = 0;
    for (std::size_t b = 0; b < 4; ++b) w[i] = (w[i] << 8) | block[4 * i + b];
  }
  for (std::size_t i = 16; i < 64; ++i) {
    const std::uint32_t a = w[i - 15], b = w[i - 2];
    w[i] = w[i - 16] + w[i - 7] + (std::rotr(a, 7) ^ std::rotr(a, 18) ^ (a >> 3)) +
           (std::rotr(b, 17) ^ std::rotr(b, 19) ^ (b >> 10));
  }
  auto [a, b, c, d, e, f, g, h] = state;
  for (std::size_t i = 0; i < 64; ++i) {
    const std::uint32_t t1 = h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) +
                             ((e & f) ^ (~e & g)) + kRound[i] + w[i];
    const std::uint32_t t2 =
        (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
  }
  const std::array<std::uint32_t, 8> add = {a, b, c, d, e, f, g, h};
  for (std::size_t i = 0; i < 8; ++i) state[i] += add[i];
}

}  // namespace

std::string sha256(std::string_view bytes) {
  std::string text(bytes);
  text.push_back('\x80');
  text.resize((text.size() + 8 + 63) / 64 * 64, '\0');
  const std::uint64_t bits = std::uint64_t{bytes.size()} * 8;
  for (std::size_t i = 0; i < 8; ++i) {
    text[text.size() - 1 - i] = static_cast<char>((bits >> (8 * i)) & 0xff);
  }
  std::array<std::uint32_t, 8> state = kStart;
  for (std::size_t at = 0; at < text.size(); at += 64) {
    mix(state, reinterpret_cast<const unsigned char*>(text.data()) + at);
  }
  std::string out;
  for (const std::uint32_t word : state) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.push_back(static_cast<char>((word >> shift) & 0xff));
    }
  }
  return out;
}

std::string sha256_hex(std::string_view bytes) {
  std::string hex;
  for (const char byte : sha256(bytes)) {
    hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  }
  return hex;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t here = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t word = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      word = (word << 8) | (i < here ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      out.push_back(i <= here ? kDigits[(word >> (18 - 6 * i)) & 63] : '=');
    }
  }
  return out;
}

}  // namespace offtake
