// Each kind of driver in one line of text.
#include <cmath>

#include "offtake/base/date.h"
#include "offtake/base/text.h"
#include "offtake/results/columns.h"
#include "offtake/results/record_model.h"

namespace offtake {
namespace {

// In one language.
struct Describe {
  Language language;

  bool ko() const { return language == Language::ko; }
  template <class... Args>
  std::string say(const char* en, const char* korean, const Args&... args) const {
    return fmt::format(fmt::runtime(ko() ? korean : en), args...);
  }
  std::string percent(double share) const { return format_quantity(share, dim::ratio, language); }
  std::string a_year(double share) const { return percent(share) + (ko() ? "/년" : "/year"); }
  std::string months(double m) const { return format_quantity(m, dim::time, language); }
  std::string number(double value, bool duration) const {
    return duration ? months(value) : fmt::format("{:.4g}", value);
  }
  std::string effect(double value) const {
    return value == 0.0 ? std::string() : say(", effect {:.4g}", ", 효과 {:.4g}", value);
  }
  std::string growth(double per_year) const {
    if (per_year == 1.0) return {};
    return say("growth {:.4g}x/year, ", "성장 연 {:.4g}배, ", per_year);
  }

  std::string operator()(const Gbm& p) const {
    std::string out = growth(p.growth_per_year) +
                      say("volatility {}", "변동성 {}", percent(p.volatility_per_sqrt_year));
    if (p.trend_sd_per_year > 0.0) {
      out += say(", trend {}", ", 추세 {}", a_year(p.trend_sd_per_year));
    }
    return out;
  }
  std::string operator()(const Ou& p) const {
    return growth(p.growth_per_year) + say("volatility {}, half-life {}", "변동성 {}, 반감기 {}",
                                           percent(p.volatility_per_sqrt_year),
                                           months(p.half_life_months));
  }
  std::string operator()(const Jumps& p) const {
    return (*this)(p.diffusion) + say(", {:.3g} jumps a year of {:.4g}x",
                                      ", 연 {:.3g}회 {:.4g}배 도약", p.per_year, p.size);
  }
  std::string operator()(const Regimes& p) const {
    std::vector<std::string> names;
    for (const Regimes::State& s : p.states) names.push_back(s.name);
    return fmt::format("{}", fmt::join(names, " / "));
  }
  std::string operator()(const Lognormal& p) const {
    return say("median {}, p90 {}", "중앙값 {}, p90 {}", number(p.median, p.duration),
               number(p.p90, p.duration));
  }
  std::string operator()(const Triangular& p) const { return three(p); }
  std::string operator()(const Pert& p) const { return three(p); }
  template <class Three>
  std::string three(const Three& p) const {
    return fmt::format("{}, {}, {}", number(p.least, p.duration), number(p.mode, p.duration),
                       number(p.most, p.duration));
  }
  std::string operator()(const Delay& p) const {
    std::string out =
        say("none {}, mean {}", "제때 {}, 평균 {}", percent(p.none), months(p.mean_months));
    if (p.p90_months > 0.0) out += ", p90 " + months(p.p90_months);
    return out + say(", most {}", ", 최대 {}", months(p.most_months));
  }
  std::string operator()(const Bernoulli& p) const {
    return percent(p.probability) + effect(p.effect);
  }
  std::string operator()(const Hazard& p) const { return a_year(p.per_year) + effect(p.effect); }
  std::string operator()(const RatedDefault& p) const {
    constexpr const char* kRatings[] = {"AAA", "AA", "A", "BBB", "BB", "B", "CCC"};
    const bool real = p.measure == DefaultMeasure::real_world;
    return fmt::format(
        "{}, {}{}", kRatings[static_cast<int>(p.rating)],
        real ? say("real world", "실제 확률") : say("market-implied", "시장 내재 확률"),
        effect(p.effect));
  }
  std::string operator()(const Empirical& p) const {
    return say("{} values, drawn ", "값 {}개, ", p.values.size()) +
           (p.each_step ? say("each step", "단계마다 추출")
                        : say("once a path", "경로마다 한 번 추출"));
  }
  std::string operator()(const Given& p) const {
    return say("{} paths over {} dates", "경로 {}개, 날짜 {}개", p.rows, p.months.size());
  }
};

std::map<std::string, std::string> process_words() {
  return {{"gbm", "기하 브라운 운동"},
          {"ou", "평균 회귀"},
          {"jumps", "도약 확산"},
          {"regimes", "국면 전환"},
          {"lognormal", "로그정규"},
          {"triangular", "삼각분포"},
          {"pert", "PERT"},
          {"delay", "지연"},
          {"bernoulli", "베르누이"},
          {"hazard", "위험률"},
          {"default", "부도"},
          {"empirical", "경험분포"},
          {"given", "주어진 경로"}};
}

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
  table.columns = {
      text_column("driver", "Driver", "요인"), word_column("kind", "Kind", "종류", process_words()),
      text_column("parameters", "Parameters", "모수"),
      text_column("correlated", "Correlated with", "상관"), text_column("label", "Label", "이름")};
  for (std::size_t i = 0; i < model.drivers.size(); ++i) {
    const Driver& d = model.drivers[i];
    table.rows.push_back(
        row_of(d.name, kind_name(d.process),
               say_in(table.columns[2], std::visit(Describe{Language::en}, d.process),
                      std::visit(Describe{Language::ko}, d.process)),
               correlated_with(model, DriverId{i}), d.label));
  }
  return table;
}

}  // namespace offtake
