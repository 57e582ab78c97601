#include "data_options.h"

#include <algorithm>

#include "offtake/base/quantity.h"
#include "offtake/base/text.h"
#include "options.h"

namespace offtake::cli {
namespace {

class DataReader {
 public:
  DataReader(const GivenOptions& given, Diagnostics& errors) : given_(given), errors_(errors) {}

  void text(const char* name, std::string& out) const {
    if (const std::string* value = given_.value(name)) out = *value;
  }

  template <class T>
  void choice(const char* name, T& out) {
    const std::string* value = given_.value(name);
    if (!value) return;
    const auto spec = std::find_if(option_specs().begin(), option_specs().end(),
                                   [&](const OptionSpec& o) { return o.name == name; });
    const auto at = std::find(spec->choices.begin(), spec->choices.end(), *value);
    if (at == spec->choices.end()) {
      errors_.push_back(unknown_name(std::string("value of ") + name, *value, spec->choices));
    } else {
      out = static_cast<T>(at - spec->choices.begin());
    }
  }

  void date(const char* name, std::optional<Date>& out) {
    const std::string* value = given_.value(name);
    if (!value) return;
    const Result<Date> read = parse_date(*value);
    if (read) {
      out = *read;
    } else {
      refuse(name, *value, "a date: " + read.errors().front().what, "2026-05-23");
    }
  }

  // In months, from 0 (or above it) to `most`.
  void time(const char* name, double least, double most, double& out) {
    const std::string* value = given_.value(name);
    if (!value) return;
    const Result<Quantity> q = parse_quantity(*value);
    if (q && q->dimension == dim::time && q->value >= least && q->value <= most) {
      out = q->value;
    } else {
      refuse(name, *value, fmt::format("a time of at most {:g} months", most), "'14 days'");
    }
  }

  void where(std::vector<std::pair<std::string, std::string>>& out) {
    for (const std::string& text : given_.list("--where")) {
      const std::size_t at = text.find('=');
      if (at == std::string::npos || at == 0) {
        refuse("--where", text, "COLUMN=TEXT", "'Company=A lab'");
      } else {
        out.emplace_back(text.substr(0, at), text.substr(at + 1));
      }
    }
  }

 private:
  void refuse(const std::string& name, const std::string& text, std::string expected,
              const std::string& example) {
    Diagnostic d;
    d.code = "E0902";
    d.what = fmt::format("{} can not be {}", name, quote(text));
    d.expected = std::move(expected);
    d.mend = fmt::format("{} {}", name, example);
    errors_.push_back(std::move(d));
  }

  const GivenOptions& given_;
  Diagnostics& errors_;
};

}  // namespace

DataOptions read_data_options(const GivenOptions& given, Diagnostics& errors) {
  DataOptions out;
  DataReader reader(given, errors);
  reader.choice("--kind", out.kind);
  reader.choice("--shape", out.shape);
  reader.choice("--trend", out.trend);
  reader.choice("--center", out.center);
  reader.choice("--measure", out.measure);
  reader.text("--date", out.date);
  reader.text("--value", out.value);
  reader.text("--planned", out.planned);
  reader.text("--actual", out.actual);
  if (!given.list("--with").empty()) out.with = given.list("--with").back();
  reader.text("--debtors", out.debtors);
  reader.text("--defaults", out.defaults);
  reader.text("--rating", out.rating);
  reader.text("--by", out.by);
  reader.text("--name", out.name);
  reader.text("--source", out.source);
  reader.date("--from", out.from);
  reader.date("--as-of", out.as_of);
  reader.date("--known-until", out.known_until);
  double grace_months = 0.0;
  reader.time("--grace", 0.0, 12.0, grace_months);
  out.grace_days = grace_months * kDaysPerMonth;
  reader.time("--most", 1e-3, 600.0, out.most_months);
  out.key = given.list("--key");
  reader.where(out.where);
  return out;
}

}  // namespace offtake::cli
