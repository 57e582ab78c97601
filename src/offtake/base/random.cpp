#include "offtake/base/random.h"

#include <Random123/philox.h>

#include <bit>
#include <cmath>
#include <limits>

#include "offtake/base/result.h"
#include "offtake/base/text.h"

namespace offtake {
namespace {

// The finalizer of splitmix64 (Steele, Lea, Flood, OOPSLA 2014; Stafford's variant 13): a bijection
// on 64 bits, so that it loses nothing.
std::uint64_t mix(std::uint64_t z) {
  z += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

template <std::size_t n, std::size_t m>
double fraction(const double (&top)[n], const double (&bottom)[m], double r) {
  double p = top[n - 1], q = bottom[m - 1];
  for (std::size_t i = n - 1; i-- > 0;) p = p * r + top[i];
  for (std::size_t i = m - 1; i-- > 0;) q = q * r + bottom[i];
  return p / q;
}

}  // namespace

std::uint64_t stream_of(std::string_view name) {
  OFFTAKE_CHECK(!name.empty(), std::string("a random stream needs a name"));
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : name) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3u;
  }
  return hash;
}

// Counter: path (64 bits), step (32), the low half of the stream (32). Key (64 bits): a bijection
// of seed ^ rotl(stream, 32).
//   - Within one (seed, stream) all counters differ: no number is used twice.
//   - With one seed the key is a bijection of the stream; with one stream, of the seed. So neither
//     two streams of a study nor two studies on one stream can collide at all.
//   - With both different, a collision asks that the streams' low halves agree (2^-32) and that the
//     seeds differ exactly as the swapped streams do (2^-64). Streams are hashes of names, so among
//     a thousand streams and a thousand seeds (2^39 pairs) the chance is below 2^-50.
std::array<std::uint32_t, 4> philox(StreamKey key, std::uint64_t path, std::uint32_t step) {
  const std::uint64_t mixed = mix(key.seed ^ std::rotl(key.stream, 32));
  const r123::Philox4x32::ctr_type counter = {{static_cast<std::uint32_t>(path),
                                               static_cast<std::uint32_t>(path >> 32), step,
                                               static_cast<std::uint32_t>(key.stream)}};
  const r123::Philox4x32::key_type words = {
      {static_cast<std::uint32_t>(mixed), static_cast<std::uint32_t>(mixed >> 32)}};
  const r123::Philox4x32::ctr_type out = r123::Philox4x32{}(counter, words);
  return {out[0], out[1], out[2], out[3]};
}

// Odd multiples of 2^-53: 52 random bits and a half. Both u and 1-u are exact and never 0 or 1.
double uniform(StreamKey key, std::uint64_t path, std::uint32_t step, int which) {
  OFFTAKE_CHECK(which == 0 || which == 1, fmt::format("which = {}", which));
  const std::array<std::uint32_t, 4> words = philox(key, path, step);
  const std::size_t at = which == 0 ? 0 : 2;
  const std::uint64_t bits = (std::uint64_t{words[at + 1]} << 32 | words[at]) >> 12;
  return (static_cast<double>(bits) + 0.5) * 0x1p-52;
}

// M. J. Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied
// Statistics 37 (1988) 477-484, routine PPND16; relative error about 1e-16.
double normal_quantile(double u) {
  static constexpr double kA[] = {3.3871328727963666080e0, 1.3314166789178437745e2,
                                  1.9715909503065514427e3, 1.3731693765509461125e4,
                                  4.5921953931549871457e4, 6.7265770927008700853e4,
                                  3.3430575583588128105e4, 2.5090809287301226727e3};
  static constexpr double kB[] = {1.0,
                                  4.2313330701600911252e1,
                                  6.8718700749205790830e2,
                                  5.3941960214247511077e3,
                                  2.1213794301586595867e4,
                                  3.9307895800092710610e4,
                                  2.8729085735721942674e4,
                                  5.2264952788528545610e3};
  static constexpr double kC[] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                  5.76949722146069140550e0,  3.64784832476320460504e0,
                                  1.27045825245236838258e0,  2.41780725177450611770e-1,
                                  2.27238449892691845833e-2, 7.74545014278341407640e-4};
  static constexpr double kD[] = {1.0,
                                  2.05319162663775882187e0,
                                  1.67638483018380384940e0,
                                  6.89767334985100004550e-1,
                                  1.48103976427480074590e-1,
                                  1.51986665636164571966e-2,
                                  5.47593808499534494600e-4,
                                  1.05075007164441684324e-9};
  static constexpr double kE[] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                  1.78482653991729133580e0,  2.96560571828504891230e-1,
                                  2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                  2.71155556874348757815e-5, 2.01033439929228813265e-7};
  static constexpr double kF[] = {1.0,
                                  5.99832206555887937690e-1,
                                  1.36929880922735805310e-1,
                                  1.48753612908506148525e-2,
                                  7.86869131145613259100e-4,
                                  1.84631831751005468180e-5,
                                  1.42151175831644588870e-7,
                                  2.04426310338993978564e-15};
  if (std::isnan(u) || u < 0.0 || u > 1.0) return std::numeric_limits<double>::quiet_NaN();
  if (u == 0.0) return -std::numeric_limits<double>::infinity();
  if (u == 1.0) return std::numeric_limits<double>::infinity();
  const double q = u - 0.5;
  if (std::abs(q) <= 0.425) return q * fraction(kA, kB, 0.180625 - q * q);
  const double r = std::sqrt(-std::log(q < 0.0 ? u : 1.0 - u));
  const double x = r <= 5.0 ? fraction(kC, kD, r - 1.6) : fraction(kE, kF, r - 5.0);
  return q < 0.0 ? -x : x;
}

double normal_cdf(double x) { return 0.5 * std::erfc(-x * 0.70710678118654752440); }

}  // namespace offtake
