#include "offtake/report/units.h"

#include <cmath>

namespace offtake {

// Read off what format_quantity makes of the powers of ten.
std::vector<UnitScale> unit_scales(Dimension dimension, Language) {
  if (dimension == dim::time) return {{0.0, 1.0, "", " months"}};
  std::vector<UnitScale> out;
  for (int power = 15; power >= -6; --power) {
    const double value = std::pow(10.0, power);
    const std::string text = format_quantity(value, dimension, 6);
    const std::size_t from = text.find_first_of("0123456789");
    const std::size_t to = text.find_first_not_of("0123456789.e-", from);
    const double number = std::stod(text.substr(from, to - from));
    const UnitScale scale{value / number * 0.9995, value / number, text.substr(0, from),
                          to == std::string::npos ? "" : text.substr(to)};
    if (out.empty() || out.back().after != scale.after) out.push_back(scale);
  }
  out.back().least = 0.0;
  return out;
}

Text number_text(double value, Dimension dimension, int digits) {
  return {format_quantity(value, dimension, digits), format_quantity(value, dimension, digits)};
}

Text share_text(double value, int digits) { return number_text(value, dim::ratio, digits); }

}  // namespace offtake
