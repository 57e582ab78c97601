// A bargain as tables, a document and a sentence: docs/reference/bargain.md.
#pragma once

#include <functional>
#include <string>

#include "offtake/results/record_study.h"
#include "offtake/studies/bargain.h"

namespace offtake {

struct BargainFacts {
  std::string key;                      // of the lever
  std::string unit;                     // "%", "$B/GW-year": of the numbers in the tables
  std::string disagreement, agreement;  // strategies; empty: the agreements alone
  double from = 0.0, to = 0.0;
  std::function<std::string(double)> text;  // "20 %"
};

// sides       the two, and what each has without the agreement   (`sides` in the document)
// zones       where both gain
// break_even  where either begins or ceases to
// points      the values of the grid, and the Nash point
// risk        the zones with other weights
StudyReport bargain_report(const Model& model, const Bargain& bargain, const BargainFacts& facts);

}  // namespace offtake
