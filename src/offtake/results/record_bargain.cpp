#include "offtake/results/record_bargain.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "offtake/base/text.h"
#include "offtake/results/columns.h"

namespace offtake {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

class Reporter {
 public:
  Reporter(const Model& model, const Bargain& bargain, const BargainFacts& facts)
      : model_(model), b_(bargain), facts_(facts) {
    for (std::size_t s = 0; s < 2; ++s) name_[s] = model.at(b_.sides[s].party).name;
  }

  StudyReport report() const {
    StudyReport out;
    out.tables = {sides(), zones(), break_even(), points(), risk()};
    out.failures = b_.failures;
    out.whole = b_.whole;
    out.sentence = sentence();
    out.sentence_ko = sentence_ko();
    out.more["lever"] = {{"key", facts_.key},
                         {"unit", facts_.unit},
                         {"from", facts_.from},
                         {"to", facts_.to},
                         {"tolerance", b_.tolerance}};
    out.more["strategies"] = {{"disagreement", strategy(facts_.disagreement)},
                              {"agreement", strategy(facts_.agreement)}};
    out.more["tail"] = b_.tail;
    return out;
  }

 private:
  static std::string strategy(const std::string& name) { return name.empty() ? "as-signed" : name; }

  Column lever_column(const char* key, const char* label, const char* label_ko) const {
    const std::string unit = facts_.unit.empty() ? "" : "\n(" + facts_.unit + ")";
    Column c = quantity_column(key, label + unit, label_ko + unit, dim::ratio);
    c.digits = 4;
    return c;
  }
  Column of_side(const char* key, std::size_t s, const char* what, const char* what_ko) const {
    return quantity_column(fmt::format("{}_{}", s == 0 ? "first" : "second", key),
                           fmt::format("{}\n{}", name_[s], what),
                           fmt::format("{}\n{}", name_[s], what_ko), dim::money);
  }

  Table sides() const {
    Table t{"sides", "Who bargains", "협상 당사자", {}, {}, ""};
    t.columns = {
        text_column("party", "Party", "당사자"),
        word_column("plans", "Plans", "계획 주체", yes_or_no()),
        share_column("weight", "Weight of\nthe tail", "꼬리\n가중치"),
        quantity_column("disagreement_usd", "Without\nagreement", "합의가\n없을 때", dim::money)};
    for (std::size_t s = 0; s < 2; ++s) {
      const BargainSide& side = b_.sides[s];
      t.rows.push_back(
          row_of(name_[s], side.plans ? "yes" : "no", side.weight, side.disagreement_usd));
    }
    const std::string tail = format_quantity(b_.tail, dim::ratio);
    const std::string tail_ko = format_quantity(b_.tail, dim::ratio, Language::ko);
    t.note = fmt::format(
        "Risk-adjusted on fresh paths: (1 − w) · mean + w · mean of the worst {}. Without it: {}, "
        "{} as it stands. With it: {}.",
        tail, strategy(facts_.disagreement), facts_.key, strategy(facts_.agreement));
    t.note_ko = fmt::format(
        "새 경로에서 위험을 반영한 값: (1 − w) · 평균 + w · 최악 {}의 평균. 합의 없음: {}({}은(는) "
        "현재 값). 합의: {}.",
        tail_ko, strategy(facts_.disagreement), facts_.key, strategy(facts_.agreement));
    return t;
  }

  std::string end_name(const Zones& zones, int end) const {
    if (end == -1) return "range ends";
    if (end < 0) return "no value";
    const BreakEven& e = zones.break_even[std::size_t(end)];
    return name_[std::size_t(e.side)];
  }

  Table zones() const {
    Table t{"zones", "Where both gain", "양측이 모두 이득인 구간", {}, {}, ""};
    const std::map<std::string, std::string> ends = {{"range ends", "범위 끝"},
                                                     {"no value", "값 없음"}};
    t.columns = {lever_column("from", "From", "시작"),
                 word_column("from_end", "Below it\nno gain to", "미만에서\n손해", ends),
                 lever_column("to", "To", "끝"),
                 word_column("to_end", "Above it\nno gain to", "초과에서\n손해", ends),
                 lever_column("nash", "Nash\npoint", "내시\n해"),
                 of_side("gain_usd", 0, "gains there", "이득"),
                 of_side("gain_usd", 1, "gains there", "이득")};
    if (!b_.cases.empty()) {
      const Zones& found = b_.cases.front().zones;
      for (const Zone& z : found.zones) {
        t.rows.push_back(row_of(z.from, end_name(found, z.from_end), z.to,
                                end_name(found, z.to_end), z.nash, z.nash_gain[0], z.nash_gain[1]));
      }
      t.note = fmt::format("Ends and Nash points to {:.3g} {}.", b_.tolerance, facts_.unit);
      t.note_ko = fmt::format("끝점과 내시 해의 정밀도: {:.3g} {}.", b_.tolerance, facts_.unit);
      if (found.zones.empty() && found.whole) {
        t.note = "There is none. " + t.note;
        t.note_ko = "그런 구간이 없습니다. " + t.note_ko;
      }
    }
    return t;
  }

  Table break_even() const {
    Table t{"break_even", "Where either breaks even", "손익분기점", {}, {}, ""};
    t.columns = {
        text_column("party", "Party", "당사자"),
        lever_column("at", "At", "값"),
        lever_column("low", "95 %\nfrom", "95%\n하한"),
        lever_column("high", "95 %\nto", "95%\n상한"),
        word_column("gains", "Gains", "이득", {{"above", "초과에서"}, {"below", "미만에서"}}),
        word_column("jumps", "Jumps", "도약", yes_or_no()),
        lever_column("bracket_from", "Found\nbetween", "탐색\n하한"),
        lever_column("bracket_to", "and", "탐색\n상한")};
    if (b_.cases.empty()) return t;
    const BargainCase& base = b_.cases.front();
    for (std::size_t i = 0; i < base.break_even.size(); ++i) {
      const BreakEven& e = base.zones.break_even[i];
      const auto& sure = base.break_even[i];
      t.rows.push_back(row_of(name_[std::size_t(e.side)], e.at, sure ? sure->low : kNone,
                              sure ? sure->high : kNone, e.rises ? "above" : "below",
                              e.jumps ? "yes" : "no", e.from, e.to));
    }
    return t;
  }

  Table points() const {
    Table t{"points", "Gains against the disagreement", "합의가 없을 때 대비 이득", {}, {}, ""};
    t.columns = {lever_column("lever", "Lever", "변수")};
    for (std::size_t s = 0; s < 2; ++s) {
      t.columns.push_back(of_side("value_usd", s, "has", "가치"));
      t.columns.push_back(of_side("gain_usd", s, "gains", "이득"));
      t.columns.push_back(of_side("gain_low_usd", s, "95 % from", "95% 하한"));
      t.columns.push_back(of_side("gain_high_usd", s, "95 % to", "95% 상한"));
    }
    t.columns.push_back(
        word_column("point", "Point", "점", {{"nash", "내시 해"}, {"grid", "격자점"}}));
    t.columns.push_back(word_column("proven", "Proven", "증명", yes_or_no()));
    const bool turns = std::any_of(b_.points.begin(), b_.points.end(),
                                   [](const BargainPoint& p) { return p.turns > 0; });
    if (turns) t.columns.push_back(count_column("turns", "Turns", "차례"));
    for (const BargainPoint& p : b_.points) {
      const bool nash = b_.best && b_.best->lever == p.lever;
      if (!p.on_grid && !nash) continue;
      std::vector<Cell> row = row_of(p.lever);
      for (std::size_t s = 0; s < 2; ++s) {
        const Estimate& g = p.gain_usd[s];
        for (const double usd : {p.value_usd[s], g.mean, g.low(), g.high()}) row.emplace_back(usd);
      }
      row.emplace_back(std::string(nash ? "nash" : "grid"));
      row.emplace_back(std::string(p.proven ? "yes" : "no"));
      if (turns) row.emplace_back(std::int64_t{p.turns});
      t.rows.push_back(std::move(row));
    }
    return t;
  }

  static bool jumps_at(const Zones& zones, int end) {
    return end >= 0 && zones.break_even[std::size_t(end)].jumps;
  }

  Table risk() const {
    Table t{"risk",
            "Where both gain when a side weighs its tail otherwise",
            "꼬리 가중치를 바꾼 구간",
            {},
            {},
            ""};
    t.columns = {share_column("first_weight", "Weight of\n" + name_[0], name_[0] + "\n가중치"),
                 share_column("second_weight", "Weight of\n" + name_[1], name_[1] + "\n가중치"),
                 lever_column("from", "From", "시작"),
                 lever_column("to", "To", "끝"),
                 lever_column("nash", "Nash\npoint", "내시\n해"),
                 word_column("jumps", "An end\njumps", "끝점\n도약", yes_or_no())};
    for (const BargainCase& c : b_.cases) {
      if (c.zones.zones.empty() && c.zones.whole) {
        t.rows.push_back(row_of(c.weight[0], c.weight[1], kNone, kNone, kNone, "no"));
      }
      for (const Zone& z : c.zones.zones) {
        const bool jumps = jumps_at(c.zones, z.from_end) || jumps_at(c.zones, z.to_end);
        t.rows.push_back(
            row_of(c.weight[0], c.weight[1], z.from, z.to, z.nash, jumps ? "yes" : "no"));
      }
    }
    return t;
  }

  // "11.2 %", and how sure that is.
  std::string end_text(std::size_t end, double at) const {
    const auto& sure = b_.cases.front().break_even[end];
    const std::string text = facts_.text(at);
    return sure ? fmt::format("{} (± {:.2g})", text, (sure->high - sure->low) / 2.0) : text;
  }
  std::string ends_text(const Zone& z, const char* to) const {
    const std::string from =
        z.from_end >= 0 ? end_text(std::size_t(z.from_end), z.from) : facts_.text(z.from);
    const std::string until =
        z.to_end >= 0 ? end_text(std::size_t(z.to_end), z.to) : facts_.text(z.to);
    return from + to + until;
  }
  // One zone that is all of the range.
  bool everywhere() const {
    const std::vector<Zone>& all = b_.cases.front().zones.zones;
    return all.size() == 1 && all[0].from_end == -1 && all[0].to_end == -1;
  }
  std::string zones_text(const char* to, const char* also) const {
    std::string out;
    for (const Zone& z : b_.cases.front().zones.zones) {
      out += (out.empty() ? "" : also) + ends_text(z, to);
    }
    return out;
  }

  static std::string money(const Estimate& e, Language language = Language::en) {
    return fmt::format("{} [{}{}{}]", format_quantity(e.mean, dim::money, language),
                       format_quantity(e.low(), dim::money, language),
                       language == Language::ko ? "~" : " to ",
                       format_quantity(e.high(), dim::money, language));
  }

  // What each side says where there is no zone.
  std::string alone(std::size_t s) const {
    std::string out;
    for (const BreakEven& e : b_.cases.front().zones.break_even) {
      if (std::size_t(e.side) != s) continue;
      out += fmt::format("{}{} {}", out.empty() ? "" : " and ", e.rises ? "above" : "below",
                         facts_.text(e.at));
    }
    if (!out.empty()) return fmt::format("{} gains {}", name_[s], out);
    const bool gains = !b_.points.empty() && b_.points.front().gain_usd[s].mean >= 0.0;
    return fmt::format("{} {} gains", name_[s], gains ? "always" : "never");
  }

  std::string sentence() const {
    if (b_.cases.empty() || !b_.cases.front().zones.whole) return "It was stopped before it knew.";
    const std::string over = strategy(facts_.disagreement);
    if (!b_.best) {
      return fmt::format(
          "Between {} and {} of {} there is no value at which both gain over {}: {}, {}.",
          facts_.text(facts_.from), facts_.text(facts_.to), facts_.key, over, alone(0), alone(1));
    }
    return fmt::format(
        "{} and {} both gain over {} {} {} is from {}; at {}, the Nash point, {} gains {} and {} "
        "{}.",
        name_[0], name_[1], over, everywhere() ? "in the whole range, where" : "where", facts_.key,
        zones_text(" to ", ", and from "), facts_.text(b_.best->lever), name_[0],
        money(b_.best->gain_usd[0]), name_[1], money(b_.best->gain_usd[1]));
  }

  std::string sentence_ko() const {
    if (b_.cases.empty() || !b_.cases.front().zones.whole) return "알아내기 전에 중단되었습니다.";
    const std::string over = strategy(facts_.disagreement);
    if (!b_.best) {
      return fmt::format(
          "{}이(가) {}~{}인 범위에서 {}보다 양측({}, {})이 모두 이득인 값은 없습니다.", facts_.key,
          facts_.text(facts_.from), facts_.text(facts_.to), over, name_[0], name_[1]);
    }
    return fmt::format(
        "{}이(가) {}이면 {}와(과) {} 모두 {}보다 이득입니다. 내시 해 {}에서 이득은 {} {}, {} "
        "{}입니다.",
        facts_.key, zones_text("~", ", "), name_[0], name_[1], over, facts_.text(b_.best->lever),
        name_[0], money(b_.best->gain_usd[0], Language::ko), name_[1],
        money(b_.best->gain_usd[1], Language::ko));
  }

  const Model& model_;
  const Bargain& b_;
  const BargainFacts& facts_;
  std::array<std::string, 2> name_;
};

}  // namespace

StudyReport bargain_report(const Model& model, const Bargain& bargain, const BargainFacts& facts) {
  return Reporter(model, bargain, facts).report();
}

}  // namespace offtake
