// Whether the planner's value is concave in the plan on every path, as far as the model says so
// before anything is simulated (DESIGN: where the slope is exact).
#pragma once

#include "offtake/model/model.h"

namespace offtake {

// No, where it pays until a cap: a share of its revenue, an investment by milestone, a warrant (or
// holds one); where what an agreement brings hangs on how another party dispatches
// (hangs_on_another), or how it earns what is shared; nor where cash that is short costs a premium
// and
//   cash yields more than the discount rate, or
//   work is served ahead of other work, or of letting on, that brings more cash, or with energy
//   that costs more than the cash it brings: capacity then earns less at first and more later.
// By base values, at the steps of the clock: where drivers turn the order round on some paths, the
// cuts that points contradict say so (BundleResult::verified).
bool value_is_concave(const Model& model);

}  // namespace offtake
