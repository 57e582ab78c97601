#include "lever.h"

#include <charconv>

#include "offtake/base/text.h"

namespace offtake::cli {
namespace {

constexpr std::int64_t kMostValues = 1000;

Diagnostic refused(std::string what, std::string expected) {
  Diagnostic d;
  d.code = "E0902";
  d.what = std::move(what);
  d.expected = std::move(expected);
  return d;
}

// One end of a range: what is before its number, the number, what comes after.
struct End {
  std::string before, after;
  double number = 0.0;
  bool ok = false;
};

End read_end(std::string_view text) {
  End out;
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  if (text.starts_with('$')) {
    out.before = "$";
    text.remove_prefix(1);
  }
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, out.number);
  out.ok = error == std::errc();
  if (out.ok) out.after.assign(at, end);
  return out;
}

std::vector<std::string_view> split(std::string_view text, char by) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0;;) {
    const std::size_t next = text.find(by, at);
    parts.push_back(text.substr(at, next == std::string_view::npos ? next : next - at));
    if (next == std::string_view::npos) return parts;
    at = next + 1;
  }
}

}  // namespace

std::string Lever::text(double number) const {
  return fmt::format("{}{:.12g}{}", before, number, after);
}

Result<Lever> read_lever(const std::string& key, const std::string& range) {
  const char* expected = "two ends with one unit, as 0:30 % or $8B/GW-year:$14B/GW-year";
  const auto ends = split(range, ':');
  if (ends.size() != 2) return refused(fmt::format("{} is not a range", quote(range)), expected);
  const End a = read_end(ends[0]), b = read_end(ends[1]);
  const bool alike = a.ok && b.ok &&
                     ((a.before == b.before && a.after == b.after) ||
                      (a.after.empty() && (a.before.empty() || a.before == b.before)));
  if (!alike) return refused(fmt::format("{} is not a range", quote(range)), expected);
  if (!(a.number < b.number)) {
    return refused(fmt::format("the range {} is empty", quote(range)),
                   "the first end below the second");
  }
  return Lever{key, a.number, b.number, b.before, b.after};
}

Result<Axis> read_axis(const std::string& text) {
  const char* expected = "key=a:b:n (n values from a to b) or key=a,b,c";
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == std::string::npos || equals + 1 == text.size()) {
    return refused(fmt::format("{} is no axis", quote(text)), expected);
  }
  Axis axis{text.substr(0, equals), {}};
  const std::string values = text.substr(equals + 1);
  const auto parts = split(values, ':');
  if (parts.size() != 3) {
    for (const std::string_view part : split(values, ',')) axis.values.emplace_back(part);
    return axis;
  }
  std::int64_t count = 0;
  const std::string_view n = parts[2];
  const auto [at, error] = std::from_chars(n.data(), n.data() + n.size(), count);
  if (error != std::errc() || at != n.data() + n.size() || count < 2 || count > kMostValues) {
    return refused(fmt::format("{} is not a number of values", quote(std::string(n))),
                   fmt::format("2 to {}, as in {}=1:2:5", kMostValues, axis.key));
  }
  const Result<Lever> lever =
      read_lever(axis.key, fmt::format("{}:{}", std::string(parts[0]), std::string(parts[1])));
  if (!lever) return lever.errors();
  for (std::int64_t i = 0; i < count; ++i) {
    const double share = double(i) / double(count - 1);
    axis.values.push_back(
        lever->text(i + 1 == count ? lever->to : lever->from + share * (lever->to - lever->from)));
  }
  return axis;
}

Result<LoadedModel> with_set(const LoadedModel& loaded, const std::vector<std::string>& set) {
  LoadOptions options{loaded.set};
  options.set.insert(options.set.end(), set.begin(), set.end());
  return load_sources(loaded.sources, options);
}

}  // namespace offtake::cli
