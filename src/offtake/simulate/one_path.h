// A group of paths that are all the same one.
#pragma once

#include "offtake/futures/futures.h"

namespace offtake {

// Path number `path` of the futures on every lane.
FuturesBlock only_path(const Futures& futures, std::int64_t path);

// Every driver at its mean over the first `paths`, step by step; an event when it happens on the
// median path, or never.
FuturesBlock mean_path(const Futures& futures, std::int64_t paths);

}  // namespace offtake
