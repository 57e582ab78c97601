// Each kind of driver in one line of text.
#include <cmath>

#include "offtake/base/date.h"
#include "offtake/base/text.h"
#include "offtake/results/columns.h"
#include "offtake/results/record_model.h"

namespace offtake {
namespace {

std::string percent(double share) { return format_quantity(share, dim::ratio); }

std::string months(double m) { return format_quantity(m, dim::time); }

std::string number(double value, bool duration) {
  return duration ? months(value) : fmt::format("{:.4g}", value);
}

std::string effect(double value) {
  return value == 0.0 ? std::string() : fmt::format(", effect {:.4g}", value);
}

std::string growth(double per_year) {
  return per_year == 1.0 ? std::string() : fmt::format("growth {:.4g}x/year, ", per_year);
}

struct Describe {
  std::string operator()(const Gbm& p) const {
    std::string out =
        growth(p.growth_per_year) + "volatility " + percent(p.volatility_per_sqrt_year);
    if (p.trend_sd_per_year > 0.0) out += ", trend " + percent(p.trend_sd_per_year) + "/year";
    return out;
  }
  std::string operator()(const Ou& p) const {
    return fmt::format("{}volatility {}, half-life {}", growth(p.growth_per_year),
                       percent(p.volatility_per_sqrt_year), months(p.half_life_months));
  }
  std::string operator()(const Jumps& p) const {
    return (*this)(p.diffusion) +
           fmt::format(", {:.3g} jumps a year of {:.4g}x", p.per_year, p.size);
  }
  std::string operator()(const Regimes& p) const {
    std::vector<std::string> names;
    for (const Regimes::State& s : p.states) names.push_back(s.name);
    return fmt::format("{}", fmt::join(names, " / "));
  }
  std::string operator()(const Lognormal& p) const {
    return fmt::format("median {}, p90 {}", number(p.median, p.duration),
                       number(p.p90, p.duration));
  }
  std::string operator()(const Triangular& p) const { return three(p); }
  std::string operator()(const Pert& p) const { return three(p); }
  template <class Three>
  static std::string three(const Three& p) {
    return fmt::format("{}, {}, {}", number(p.least, p.duration), number(p.mode, p.duration),
                       number(p.most, p.duration));
  }
  std::string operator()(const Delay& p) const {
    std::string out = fmt::format("none {}, mean {}", percent(p.none), months(p.mean_months));
    if (p.p90_months > 0.0) out += ", p90 " + months(p.p90_months);
    return out + ", most " + months(p.most_months);
  }
  std::string operator()(const Bernoulli& p) const {
    return percent(p.probability) + effect(p.effect);
  }
  std::string operator()(const Hazard& p) const {
    return percent(p.per_year) + "/year" + effect(p.effect);
  }
  std::string operator()(const RatedDefault& p) const {
    constexpr const char* kRatings[] = {"AAA", "AA", "A", "BBB", "BB", "B", "CCC"};
    return fmt::format("{}, {}{}", kRatings[static_cast<int>(p.rating)],
                       p.measure == DefaultMeasure::real_world ? "real world" : "market-implied",
                       effect(p.effect));
  }
  std::string operator()(const Empirical& p) const {
    return fmt::format("{} values, drawn {}", p.values.size(),
                       p.each_step ? "each step" : "once a path");
  }
  std::string operator()(const Given& p) const {
    return fmt::format("{} paths over {} dates", p.rows, p.months.size());
  }
};

std::string correlated_with(const Model& model, DriverId driver) {
  std::vector<std::string> parts;
  for (const Correlation& c : model.correlations) {
    if (c.a != driver && c.b != driver) continue;
    const DriverId other = c.a == driver ? c.b : c.a;
    parts.push_back(fmt::format("{} {:+.2g}", model.at(other).name, c.rho));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace

Table model_drivers_table(const Model& model) {
  Table table{"drivers", "Drivers", "불확실 요인", {}, {}, ""};
  table.columns = {text_column("driver", "Driver", "요인"), text_column("kind", "Kind", "종류"),
                   text_column("parameters", "Parameters", "모수"),
                   text_column("correlated", "Correlated with", "상관"),
                   text_column("label", "Label", "이름")};
  for (std::size_t i = 0; i < model.drivers.size(); ++i) {
    const Driver& d = model.drivers[i];
    table.rows.push_back(row_of(d.name, kind_name(d.process), std::visit(Describe{}, d.process),
                                correlated_with(model, DriverId{i}), d.label));
  }
  return table;
}

}  // namespace offtake
