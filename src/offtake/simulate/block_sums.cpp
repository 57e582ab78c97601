#include "offtake/simulate/block_sums.h"

#include <algorithm>
#include <utility>

#include "offtake/base/result.h"

namespace offtake {
namespace {

void add_plain(const BlockSums& more, BlockSums& sums) {
  for (const auto member : kPlainSums) {
    const std::vector<double>& from = more.*member;
    std::vector<double>& to = sums.*member;
    OFFTAKE_CHECK(from.size() == to.size(), "sums of two plans");
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
  }
  for (std::size_t k = 0; k < sums.imbalance_usd.size(); ++k) {
    sums.imbalance_usd[k] = std::max(sums.imbalance_usd[k], more.imbalance_usd[k]);
  }
}

void add_moments(const BlockSums& more, BlockSums& sums) {
  for (std::size_t s = 0; s < sums.side_npv_usd.size(); ++s) {
    sums.side_npv_usd[s].add(more.side_npv_usd[s]);
  }
}

}  // namespace

void add(const BlockSums& more, BlockSums& sums) {
  add_plain(more, sums);
  add_moments(more, sums);
}

BlockSums ordered_sum(std::vector<BlockSums> blocks) {
  OFFTAKE_CHECK(!blocks.empty(), "sums of no paths");
  for (std::size_t b = 1; b < blocks.size(); ++b) add_moments(blocks[b], blocks[0]);
  for (std::size_t apart = 1; apart < blocks.size(); apart *= 2) {
    for (std::size_t b = 0; b + apart < blocks.size(); b += 2 * apart) {
      add_plain(blocks[b + apart], blocks[b]);
    }
  }
  return std::move(blocks[0]);
}

}  // namespace offtake
