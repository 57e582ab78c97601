#include "offtake/report/said.h"

namespace offtake {

Text number_text(double value, Dimension dimension, int digits) {
  return {format_quantity(value, dimension, digits, Language::en),
          format_quantity(value, dimension, digits, Language::ko)};
}

Text share_text(double value, int digits) { return number_text(value, dim::ratio, digits); }

std::string shell_word(const std::string& text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-=,:+@%";
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string::npos) return text;
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

}  // namespace offtake
