#include "findings.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/text.h"
#include "offtake/results/columns.h"

namespace offtake::cli {
namespace {

std::string called(const Party& party) {
  return escape_controls(party.label.empty() ? party.name : party.label);
}

PartyId partner_of(const Model& model) {
  for (const Agreement& a : model.agreements) {
    if (a.kind == AgreementKind::exclusivity && !a.is_offer && a.first == model.planner.party) {
      return a.second;
    }
  }
  return {};
}

// Of the best accelerator that can be had in the middle of the year.
double best_h100e_per_gw(const Model& model, int year) {
  const double month = 12.0 * (year - 1970) + 6.0;
  double best = 0.0;
  for (const Accelerator& a : model.accelerators) {
    if (a.from_month <= month) best = std::max(best, base_value(a.h100e_per_mw, month));
  }
  return 1000.0 * best;
}

Shortage shortage_of(const Model& model, const YearMeasures& y) {
  const double h100e_per_gw = best_h100e_per_gw(model, y.year);
  return {y.year, ratio(y.short_h100e.mean, h100e_per_gw),
          ratio(y.short_h100e.mean, y.demand_h100e.mean), y.shortage_probability.mean,
          ratio(y.idle_h100e.mean, h100e_per_gw)};
}

Finding finding_of(const Outcome& outcome, PartyId planner, PartyId partner) {
  Finding out;
  out.strategy = outcome.facts.strategy;
  for (const YearMeasures& y : outcome.simulation.years) {
    out.years.push_back(shortage_of(outcome.model, y));
  }
  for (const Shortage& s : out.years) {
    if (!out.first_short && s.share > kShortMark) out.first_short = s;
    if (!out.first_likely && s.probability > kLikelyMark) out.first_likely = s;
  }
  out.planner_npv_usd = outcome.simulation.values[planner.index()].npv_usd;
  if (partner.valid()) out.partner_npv_usd = outcome.simulation.values[partner.index()].npv_usd;
  return out;
}

std::string gw(double value) { return format_quantity(1000.0 * value, dim::power); }
std::string share(double value, Language language = Language::en) {
  return format_quantity(value, dim::ratio, 2, language);
}
std::string usd(double value, Language language) {
  return format_quantity(value, dim::money, language);
}

// "$12B ± $0.4B"; of one path "$12B ± –".
std::string with_interval(const Estimate& e, Language language = Language::en) {
  const double half = e.mean - e.low();
  return usd(e.mean, language) + " ± " + (std::isfinite(half) ? usd(half, language) : "–");
}

// Every third year and the last.
std::vector<Shortage> picked(const std::vector<Shortage>& years) {
  std::vector<Shortage> out;
  for (std::size_t i = 0; i < years.size(); ++i) {
    const bool pick = (years.size() - 1 - i) % 3 == 0;
    if (pick && years[i].share > kShortMark) out.push_back(years[i]);
  }
  return out;
}

const Shortage* most_idle(const Finding& f) {
  const auto at =
      std::max_element(f.years.begin(), f.years.end(),
                       [](const Shortage& a, const Shortage& b) { return a.idle_gw < b.idle_gw; });
  return at == f.years.end() || !(at->idle_gw > 0.0) ? nullptr : &*at;
}

struct English {
  const Findings& f;

  std::string when_short(const std::string& head, const Finding& x) const {
    std::string out =
        x.first_short
            ? fmt::format(
                  "{}, {} first falls short in {}: the expected shortage is then {} of "
                  "demand, or {} of that year's best chips.",
                  head, f.planner, x.first_short->year, share(x.first_short->share),
                  gw(x.first_short->gw))
            : fmt::format("{}, the expected shortage stays within {} of demand in every year.",
                          head, share(kShortMark));
    if (!x.first_likely) return out + " In no year is being short likelier than not.";
    return out + fmt::format(
                     " Being short at some time of the year is first likelier than not in {} ({}).",
                     x.first_likely->year, share(x.first_likely->probability));
  }
  std::string by_how_much(const Finding& x) const {
    std::vector<std::string> parts;
    for (const Shortage& s : picked(x.years)) {
      parts.push_back(fmt::format("{} in {} ({} of demand)", gw(s.gw), s.year, share(s.share)));
    }
    return fmt::format("{}: the expected shortage is {}.", x.strategy, join_names(parts));
  }
  std::string idle() const {
    const Shortage* a = most_idle(f.exclusive);
    const Shortage* b = most_idle(f.announced);
    if (!b) return "As announced, no capacity stands idle.";
    return fmt::format("The price of it: as announced up to {} stand idle ({}){}.", gw(b->idle_gw),
                       b->year, a ? ", with one partner up to " + gw(a->idle_gw) : std::string());
  }
  std::string value(const std::string& who, const Estimate& a, const Estimate& b) const {
    return fmt::format(
        "Net present value of {}: {} with one partner, {} as announced (95 % intervals).", who,
        with_interval(a), with_interval(b));
  }
  std::string alone() const {
    return f.partner.empty() ? "With one partner" : "With " + f.partner + " alone";
  }
  std::string announced() const { return "As announced"; }
};

struct Korean {
  const Findings& f;

  std::string when_short(const std::string& head, const Finding& x) const {
    std::string out =
        x.first_short ? fmt::format(
                            "{}: 공급이 {}년에 처음으로 부족해집니다. 그해 예상 부족은 수요의 {}, "
                            "그해 가장 좋은 칩으로 {}입니다.",
                            head, x.first_short->year, share(x.first_short->share, Language::ko),
                            gw(x.first_short->gw))
                      : fmt::format("{}: 예상 부족은 모든 해에 수요의 {} 이내입니다.", head,
                                    share(kShortMark, Language::ko));
    if (!x.first_likely) return out + " 부족할 확률이 절반을 넘는 해는 없습니다.";
    return out + fmt::format(" 한 해 중 부족할 확률은 {}년에 처음으로 절반을 넘습니다({}).",
                             x.first_likely->year,
                             share(x.first_likely->probability, Language::ko));
  }
  std::string by_how_much(const Finding& x) const {
    std::vector<std::string> parts;
    for (const Shortage& s : picked(x.years)) {
      parts.push_back(
          fmt::format("{}년 {}(수요의 {})", s.year, gw(s.gw), share(s.share, Language::ko)));
    }
    return fmt::format("{}의 예상 부족: {}.", x.strategy, fmt::join(parts, ", "));
  }
  std::string idle() const {
    const Shortage* a = most_idle(f.exclusive);
    const Shortage* b = most_idle(f.announced);
    if (!b) return "발표대로라면 유휴 용량이 없습니다.";
    return fmt::format("그 대가: 발표대로라면 유휴 용량이 최대 {}입니다({}년){}.", gw(b->idle_gw),
                       b->year,
                       a ? fmt::format(". 독점일 때는 최대 {}입니다", gw(a->idle_gw)) : "");
  }
  std::string value(const std::string& who, const Estimate& a, const Estimate& b) const {
    return fmt::format("{}의 순현재가치: 독점일 때 {}, 발표대로일 때 {}(95% 구간).", who,
                       with_interval(a, Language::ko), with_interval(b, Language::ko));
  }
  std::string alone() const { return f.partner.empty() ? "독점" : f.partner + " 독점"; }
  std::string announced() const { return "발표대로"; }
};

template <class Words>
std::vector<std::string> told(const Words& words, const Findings& f) {
  std::vector<std::string> out = {words.when_short(words.alone(), f.exclusive)};
  if (!picked(f.exclusive.years).empty()) out.push_back(words.by_how_much(f.exclusive));
  out.push_back(words.when_short(words.announced(), f.announced));
  if (!picked(f.announced.years).empty()) out.push_back(words.by_how_much(f.announced));
  out.push_back(words.idle());
  out.push_back(words.value(f.planner, f.exclusive.planner_npv_usd, f.announced.planner_npv_usd));
  if (!f.partner.empty()) {
    out.push_back(words.value(f.partner, f.exclusive.partner_npv_usd, f.announced.partner_npv_usd));
  }
  return out;
}

}  // namespace

Findings find(const Outcome& exclusive, const Outcome& announced) {
  const PartyId planner = exclusive.model.planner.party;
  const PartyId partner = partner_of(exclusive.model);
  Findings out;
  out.planner = called(exclusive.model.at(planner));
  if (partner.valid()) out.partner = called(exclusive.model.at(partner));
  out.exclusive = finding_of(exclusive, planner, partner);
  out.announced = finding_of(announced, planner, partner);
  return out;
}

Table shortage_table(const Findings& findings) {
  Table table{"shortage", "Expected shortage", "예상 부족", {}, {}, ""};
  table.columns = {count_column("year", "Year", "연도")};
  for (const Finding* f : {&findings.exclusive, &findings.announced}) {
    const std::string& s = f->strategy;
    table.columns.push_back(
        quantity_column(s + ".short_mw", "Short\n" + s, "부족\n" + s, dim::power));
    table.columns.push_back(share_column(s + ".short_share", "of demand\n" + s, "수요 대비\n" + s));
    table.columns.push_back(
        share_column(s + ".shortage_probability", "Probability\n" + s, "확률\n" + s));
  }
  for (std::size_t i = 0; i < findings.exclusive.years.size(); ++i) {
    const Shortage& a = findings.exclusive.years[i];
    const Shortage& b = findings.announced.years[i];
    table.rows.push_back(row_of(std::int64_t{a.year}, 1000.0 * a.gw, a.share, a.probability,
                                1000.0 * b.gw, b.share, b.probability));
  }
  table.note = "short: the missing work as power of the year's best chips";
  table.note_ko = "부족: 모자라는 작업을 그해 가장 좋은 칩의 전력으로 환산";
  return table;
}

std::vector<std::string> sentences(const Findings& findings, Language language) {
  return language == Language::ko ? told(Korean{findings}, findings)
                                  : told(English{findings}, findings);
}

}  // namespace offtake::cli
