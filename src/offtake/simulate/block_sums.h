// Adding up the sums of blocks of paths, in an order that the number of paths alone decides.
#pragma once

#include <vector>

#include "offtake/simulate/workspace.h"

namespace offtake {

// All members of BlockSums that are plain sums over paths. imbalance_usd is a maximum, side_npv_usd
// moments.
inline constexpr std::vector<double> BlockSums::*kPlainSums[] = {
    &BlockSums::line_usd, &BlockSums::delivered_mw, &BlockSums::used_mw,    &BlockSums::gross_usd,
    &BlockSums::size_mw,  &BlockSums::unpaid_usd,   &BlockSums::stakes_usd, &BlockSums::breaches};

void add(const BlockSums& more, BlockSums& sums);
// Pairwise in their order, as ordered_sum() does it: a row of 2^k blocks from a multiple of 2^k on
// is a branch of that tree, so batches of so many can be added up one after another.
BlockSums ordered_sum(std::vector<BlockSums> blocks);

}  // namespace offtake
