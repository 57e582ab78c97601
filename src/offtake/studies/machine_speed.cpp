#include "offtake/studies/machine_speed.h"

#include <cstdint>

#include "offtake/base/parallel.h"
#include "offtake/base/result.h"
#include "offtake/futures/shocks.h"
#include "offtake/simulate/lanes.h"

namespace offtake {
namespace {

constexpr int kNumbers = 256;  // of one path: they stay in the cache
constexpr std::int64_t kGroups = 256;
constexpr std::int64_t kMultiplications = 2'000'000;
constexpr std::int64_t kElements = std::int64_t{1} << 23;  // 64 MiB an array
constexpr std::int64_t kBlock = std::int64_t{1} << 16;     // divides them

}  // namespace

struct MachineTrials::Impl {
  explicit Impl(int n)
      : threads(n),
        source({}, {{"words", 0, kNumbers}}),
        uniforms(std::size_t(kNumbers) * kLanes),
        a(std::size_t(kElements), 0.0),
        b(std::size_t(kElements), 1.0),
        c(std::size_t(kElements), 2.0) {}

  void move(int n) {
    for_each_block(block_count(kElements, kBlock), n, [&](std::int64_t block) {
      for (std::int64_t i = block * kBlock; i < (block + 1) * kBlock; i += kLanes) {
        double* out = a.data() + i;
        const double *in = b.data() + i, *more = c.data() + i;
        for_lanes([=](std::size_t l) { out[l] = in[l] + 3.0 * more[l]; });
      }
    });
    OFFTAKE_CHECK(a[std::size_t(kElements) / 2] == 7.0, "the triad went wrong");
  }

  int threads;
  std::uint64_t chain = 1, by = 3;  // members, so that nothing is known of them
  ShockSource source;
  std::vector<double> uniforms, a, b, c;
};

MachineTrials::MachineTrials(int threads) : impl_(std::make_unique<Impl>(threads)) {}
MachineTrials::~MachineTrials() = default;

void MachineTrials::count_cycles() {
  std::uint64_t x = impl_->chain;
  const std::uint64_t by = impl_->by;
  for (std::int64_t i = 0; i < kMultiplications; ++i) x *= by;
  impl_->chain = x;
}
double MachineTrials::cycles() { return 3.0 * double(kMultiplications); }

void MachineTrials::draw_words() {
  for (std::int64_t g = 0; g < kGroups; ++g) {
    impl_->source.extras(0, g * kLanes, impl_->uniforms.data());
  }
}
double MachineTrials::words() { return 2.0 * kNumbers * double(kGroups) * kLanes; }

void MachineTrials::move_on_one_thread() { impl_->move(1); }
void MachineTrials::move_on_all_threads() { impl_->move(impl_->threads); }
double MachineTrials::bytes() { return 24.0 * double(kElements); }

}  // namespace offtake
