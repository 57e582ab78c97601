// Every number of a model as it is written, where `--set` can give it another value: what a slider
// moves.
#pragma once

#include <string>
#include <vector>

#include "offtake/modelfile/modelfile.h"

namespace offtake {

struct WrittenNumber {
  std::string key;            // "offers.oracle-1gw.price"
  std::string group;          // the first two parts of its parent: "offers.oracle-1gw"
  std::string text;           // "$13.3B/GW-year"
  std::string before, after;  // before + number + after is a value for `--set`
  double number = 0.0;
  double low = 0.0, high = 0.0;  // a range to look at, within what the key allows: all of a share,
                                 // else from nothing to double; of a date two years back and three
                                 // on
  bool is_date = false;          // then the number is a month since 1970-01, written as 2025-03
  Place place;
};

// The value for `--set`: the number between its texts, or the month.
std::string set_text(const WrittenNumber& written, double number);

// In the order of the tree. The clock, counts, `--set` options and what CSV files hold are none of
// them.
std::vector<WrittenNumber> written_numbers(const LoadedModel& loaded);

}  // namespace offtake
