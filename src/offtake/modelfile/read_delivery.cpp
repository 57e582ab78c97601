// Ramps and uses of resources: what has a grammar of its own.
#include <algorithm>
#include <cmath>

#include "offtake/base/date.h"
#include "offtake/base/text.h"
#include "offtake/modelfile/objects.h"

namespace offtake {
namespace {

const KeyInfo kMonths{.name = "ramp",
                      .form = Form::quantity,
                      .dimension = dim::time,
                      .least = 0,
                      .most = 1200,
                      .example = "12 months"};
const KeyInfo kShare{.name = "ramp", .form = Form::share, .least = 0, .most = 1};

const ObjectOf<Ramp>& ramp_keys() {
  static const ObjectOf<Ramp> keys = [] {
    ObjectOf<Ramp> o("ramp", "How much is installed when", "설치 일정");
    const auto add = [&](const char* name, const char* en, double Ramp::*member) {
      KeyInfo key = kMonths;
      key.name = name;
      key.en = en;
      o.add(std::move(key), member);
    };
    add("first", "Nothing before, since signing", &Ramp::first_months);
    add("full", "All of it from here, since signing", &Ramp::full_months);
    return o;
  }();
  return keys;
}

// The month since signing at which a share holds.
std::optional<double> step_month(Reader& r, const Entry& e, std::optional<double> signed_month) {
  Node key;
  key.text = e.name;
  key.mark = e.mark;
  const Result<Quantity> q = parse_quantity(e.name);
  if (q.ok() && q->dimension == dim::time) {
    double months = -1.0;
    read_value(r, key, kMonths, months);
    return months < 0.0 ? std::nullopt : std::optional(months);
  }
  const auto date = r.date(key, false);
  if (date && !signed_month) {
    r.error("E0320", e.mark, "an offer has no signing date yet, so its ramp has no dates",
            "write months since signing, as in `12 months: 50 %`");
    return std::nullopt;
  }
  return date ? std::optional(*date - *signed_month) : std::nullopt;
}

void read_steps(Reader& r, const Node& node, std::optional<double> signed_month, Ramp& out) {
  std::vector<Mark> marks;
  for (const Entry& e : node.entries) {
    const auto month = step_month(r, e, signed_month);
    double share = -1.0;
    const Reader::Scope scope(r, e.name, e.mark);
    if (!r.refuse_empty(e.value)) read_value(r, e.value, kShare, share);
    if (!month || share < 0.0) return;
    if (out.steps.empty() && share == 0.0) {
      r.error("E0319", e.mark, "a ramp begins with something: the term runs from here",
              "delete this entry");
      return;
    }
    if (!out.steps.empty() &&
        (*month <= out.steps.back().month || share < out.steps.back().share)) {
      r.error("E0319", e.mark, "a ramp's dates and shares rise from line to line",
              "put them in order; a ramp never falls");
      return;
    }
    out.steps.push_back({*month, share});
    marks.push_back(e.mark);
  }
  if (out.steps.back().share != 1.0) {
    r.error("E0318", marks.back(),
            fmt::format("the ramp ends at {:g} %", 100 * out.steps.back().share),
            "end it with 100 %, and set `capacity` to what is installed then");
  }
}

constexpr std::string_view kWhen[] = {"while active", "at ready", "at signing"};

std::optional<ResourceUse> read_use(Reader& r, const Node& node) {
  const auto text = r.scalar(node, "1.3 MW/MW while active");
  if (!text) return std::nullopt;
  for (int i = 0; i < 3; ++i) {
    if (!text->ends_with(kWhen[i])) continue;
    Node amount = node;
    amount.text = text->substr(0, text->size() - kWhen[i].size());
    while (amount.text.ends_with(' ')) amount.text.pop_back();
    ResourceUse use;
    use.when = static_cast<ResourceUse::When>(i);
    use.mw_per_mw = -1.0;
    const KeyInfo key{.name = "uses", .form = Form::number, .least = 0, .example = "1.3 MW/MW"};
    read_value(r, amount, key, use.mw_per_mw);
    return use.mw_per_mw < 0.0 ? std::nullopt : std::optional(use);
  }
  r.error("E0115", node.mark, fmt::format("{} does not say when it is used", quote(*text)),
          "write `1.3 MW/MW while active`, `1 MW/MW at ready` or `1 MW/MW at signing`");
  return std::nullopt;
}

}  // namespace

Ramp read_ramp(Reader& r, const Node& node, std::optional<double> signed_month) {
  Ramp out;
  if (node.kind == Node::Kind::scalar && parse_date(node.text)) {
    r.error("E0101", node.mark, fmt::format("a date stands where a ramp belongs"),
            fmt::format("write `{{{}: 100 %}}`", node.text));
    return out;
  }
  if (node.kind == Node::Kind::scalar) {
    read_value(r, node, kMonths, out.first_months);
    out.full_months = out.first_months;
    return out;
  }
  if (!r.expect(node, Node::Kind::map, kMonths.example) || node.entries.empty()) return out;
  const bool steps = std::any_of(node.entries.begin(), node.entries.end(), [](const Entry& e) {
    return !e.name.empty() && e.name[0] >= '0' && e.name[0] <= '9';
  });
  if (steps) {
    read_steps(r, node, signed_month, out);
    return out;
  }
  ramp_keys().read(r, node, out);
  if (!node.entry("full")) out.full_months = out.first_months;
  return out;
}

std::vector<ResourceUse> read_uses(Reader& r, const Node& node) {
  std::vector<ResourceUse> out;
  if (!r.expect(node, Node::Kind::map, "`us-power: 1.3 MW/MW while active`")) return out;
  for (const Entry& e : node.entries) {
    const Reader::Scope scope(r, e.name, e.mark);
    Node name;
    name.text = e.name;
    name.mark = e.mark;
    const auto resource = r.reference(name, Table::resources);
    if (r.refuse_empty(e.value)) continue;
    auto use = read_use(r, e.value);
    if (!resource || !use) continue;
    use->resource = ResourceId{*resource};
    out.push_back(*use);
  }
  return out;
}

}  // namespace offtake
