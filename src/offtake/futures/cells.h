// What a path looks like at an epoch.
#pragma once

#include "offtake/futures/futures.h"
#include "offtake/model/model.h"

namespace offtake {

// The cell of each of the block's kLanes paths, by (1) of Epoch in model.h, or its node. A path
// that no node fits (another tree) takes the node nearest to it.
void cells_of(const Epoch& epoch, const Clock& clock, const FuturesBlock& block, int* cell);

}  // namespace offtake
