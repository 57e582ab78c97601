#include "offtake/report/said.h"

namespace offtake {

Text number_text(double value, Dimension dimension, int digits) {
  return {format_quantity(value, dimension, digits, Language::en),
          format_quantity(value, dimension, digits, Language::ko)};
}

Text share_text(double value, int digits) { return number_text(value, dim::ratio, digits); }

}  // namespace offtake
