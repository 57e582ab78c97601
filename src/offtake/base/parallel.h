// Threads over fixed blocks. The partition depends on the number of items alone, each block writes
// to its own slot, and slots are added in their order: the same bits for any number of threads.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace offtake {

inline constexpr std::int64_t kBlockPaths = 256;

inline std::int64_t block_count(std::int64_t items, std::int64_t block = kBlockPaths) {
  return (items + block - 1) / block;
}

// Calls body(block) once for every block in [0, blocks), on up to `threads` threads (0: all cores).
// `stop` is asked before each block; once it says true no new block starts and the call returns
// false. Any exception in body is rethrown here. `body` and `stop` are called on many threads at
// once.
bool for_each_block(std::int64_t blocks, int threads, const std::function<void(std::int64_t)>& body,
                    const std::function<bool()>& stop = {});

// Pairwise sum in index order: ((a0+a1)+(a2+a3))+…
double ordered_sum(const std::vector<double>& values);

}  // namespace offtake
