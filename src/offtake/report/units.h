// How a page writes numbers and says them in sentences.
#pragma once

#include <string>
#include <vector>

#include "offtake/report/page.h"

namespace offtake {

struct UnitScale {
  double least = 0.0, factor = 1.0;
  std::string before, after;
};
// From large to small, as in page.schema.json: the first with |v| >= least.
std::vector<UnitScale> unit_scales(Dimension dimension, Language language);

// A number in a sentence.
Text number_text(double value, Dimension dimension, int digits = 3);
Text share_text(double value, int digits = 3);  // 27.2 %

}  // namespace offtake
