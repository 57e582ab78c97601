#include "offtake/results/record_stress.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/text.h"
#include "offtake/plan/columns.h"
#include "offtake/results/columns.h"

namespace offtake {
namespace {

const double kNone = std::nan("");
constexpr const char* kNoShock = "no shock";
constexpr double kNothing = 1e-9;  // rounding

constexpr Language kKo = Language::ko;

std::string money(double usd, Language language = Language::en) {
  return format_quantity(usd, dim::money, language);
}
// "$3.2B ± $0.1B"
std::string money(const Estimate& e, Language language = Language::en) {
  const double half = e.high() - e.mean;
  return money(e.mean, language) + " ± " +
         money(half < kNothing * std::abs(e.mean) ? 0.0 : half, language);
}

std::string label_of(const Shock& s) { return s.label.empty() ? s.name : s.label; }
std::string korean_of(const Shock& s) { return s.label_ko.empty() ? label_of(s) : s.label_ko; }

std::string joined(const std::vector<StressLimit::On>& limits) {
  std::vector<std::string> names;
  for (const StressLimit::On on : limits) names.emplace_back(key_of(on));
  return fmt::format("{}", fmt::join(names, ", "));
}

const char* korean_of(StressLimit::On on) {
  switch (on) {
    case StressLimit::On::cash:
      return "현금";
    case StressLimit::On::shortage:
      return "부족";
    case StressLimit::On::value:
      return "가치";
  }
  return "";
}
std::string said(const std::vector<StressLimit::On>& limits, Column& column) {
  std::vector<std::string> names;
  for (const StressLimit::On on : limits) names.emplace_back(korean_of(on));
  return say_in(column, joined(limits), fmt::format("{}", fmt::join(names, ", ")));
}

Column usd(std::string key, std::string label, std::string ko) {
  return quantity_column(std::move(key), std::move(label), std::move(ko), dim::money);
}

Table shocks_table(const Stress& stress) {
  Table table{"shocks", "What each shock does to the plan", "충격이 계획에 미치는 영향", {}, {},
              ""};
  table.note =
      "Changes of the planner's expected net present value against the plan without a shock, with "
      "95 % intervals of the paired difference. Planned again: knowing the shock from the start.";
  table.note_ko =
      "충격이 없는 계획 대비 기대 순현재가치의 변화, 짝지은 차이의 95% 신뢰구간. 다시 계획: "
      "처음부터 충격을 아는 경우.";
  table.columns = {text_column("shock", "Shock", "충격"),
                   usd("held_usd", "Plan held", "계획\n유지"),
                   usd("held_low_usd", "from", "하한"),
                   usd("held_high_usd", "to", "상한"),
                   usd("again_usd", "Planned\nagain", "다시\n계획"),
                   usd("again_low_usd", "from", "하한"),
                   usd("again_high_usd", "to", "상한"),
                   usd("saved_usd", "Saved by\nplanning", "계획으로\n회복"),
                   word_column("broken", "Limits\nbroken", "어긴 한도", {})};
  for (const ShockOutcome& o : stress.shocks) {
    const bool again = o.again_usd.has_value();
    const Estimate a = o.again_usd.value_or(Estimate{kNone, kNone});
    table.rows.push_back(row_of(o.shock.name, o.held_usd.mean, o.held_usd.low(), o.held_usd.high(),
                                a.mean, a.low(), a.high(), again ? o.saved_usd.mean : kNone,
                                said(o.broken, table.columns.back())));
  }
  return table;
}

Table measures_table(const Stress& stress) {
  Table table{"measures", "Shortage, cash and the worst futures", "부족, 현금, 최악의 미래", {}, {},
              ""};
  table.note =
      "Short: of the demand of the clock, expected. Cash needed: expected emergency funding, or "
      "what would keep cash at its minimum. Worst futures: mean value of the planner's tail.";
  table.note_ko =
      "부족: 기간 수요 중 기대 비율. 필요 현금: 기대 긴급 조달액, 또는 최소 현금을 지키는 데 "
      "필요한 "
      "금액. 최악의 미래: 꼬리의 평균 가치.";
  table.columns = {word_column("shock", "Shock", "충격", {{kNoShock, "충격 없음"}}),
                   share_column("held_shortage", "Short,\nheld", "부족,\n유지"),
                   share_column("again_shortage", "Short,\nagain", "부족,\n다시"),
                   usd("held_cash_usd", "Cash needed,\nheld", "필요 현금,\n유지"),
                   usd("again_cash_usd", "Cash needed,\nagain", "필요 현금,\n다시"),
                   usd("held_cvar_usd", "Worst\nfutures,\nheld", "최악,\n유지"),
                   usd("again_cvar_usd", "Worst\nfutures,\nagain", "최악,\n다시"),
                   share_column("delivered_share", "Of signings\ndelivered", "체결분 중\n인도")};
  const StressMeasures& base = stress.base;
  table.rows.push_back(row_of(std::string(kNoShock), base.shortage_share, Cell{},
                              base.cash_needed_usd, Cell{}, base.cvar_usd, Cell{}, Cell{}));
  for (const ShockOutcome& o : stress.shocks) {
    const bool again = o.again_usd.has_value();
    table.rows.push_back(row_of(o.shock.name, o.held.shortage_share,
                                again ? o.again.shortage_share : kNone, o.held.cash_needed_usd,
                                again ? o.again.cash_needed_usd : kNone, o.held.cvar_usd,
                                again ? o.again.cvar_usd : kNone, o.delivered_share));
  }
  return table;
}

Table agreements_table(const Stress& stress) {
  Table table{"agreements",
              "Which agreements carry it, the plan held",
              "계약별 손실 (계획 유지)",
              {},
              {},
              ""};
  table.note =
      "An agreement contributes what it pays and is paid, and of what the planner's work earns its "
      "share of the compute used. The rest belongs to none; what does not change is left out.";
  table.note_ko =
      "계약의 기여: 수취와 지급, 그리고 작업 수입 중 사용 연산량에 따른 몫. 나머지는 어느 계약에도 "
      "속하지 않음. 변화 없는 계약은 생략.";
  table.columns = {text_column("shock", "Shock", "충격"),
                   text_column("agreement", "Agreement", "계약"),
                   usd("before_usd", "Without it", "충격 전"),
                   usd("after_usd", "With it", "충격 후"), usd("change_usd", "Change", "변화")};
  for (const ShockOutcome& o : stress.shocks) {
    for (const Contribution& c : o.contributions) {
      if (std::abs(c.after_usd - c.before_usd) <= kNothing * std::abs(c.before_usd)) continue;
      table.rows.push_back(row_of(o.shock.name, stress.model.at(c.agreement).name, c.before_usd,
                                  c.after_usd, c.after_usd - c.before_usd));
    }
    table.rows.push_back(row_of(o.shock.name, Cell{}, o.rest_before_usd, o.rest_after_usd,
                                o.rest_after_usd - o.rest_before_usd));
  }
  return table;
}

Table first_table(const Stress& stress) {
  Table table{"signed_now",
              "What would be signed first, were it known",
              "충격을 안다면 지금 체결할 것",
              {},
              {},
              ""};
  table.columns = {text_column("shock", "Shock", "충격"), text_column("offer", "Offer", "제안"),
                   text_column("date", "Date", "날짜"),
                   quantity_column("before_mw", "Without it", "충격 전", dim::power),
                   quantity_column("after_mw", "With it", "충격 후", dim::power)};
  for (const ShockOutcome& o : stress.shocks) {
    for (const FirstSigning& f : o.first) {
      table.rows.push_back(row_of(o.shock.name, stress.model.at(f.offer).name,
                                  date_name(stress.model.clock, f.month), f.before_mw, f.after_mw));
    }
  }
  return table;
}

// A driver's value as people write it.
std::string shown(const Stress& stress, DriverId id, double value, Column& column) {
  const Driver& driver = stress.model.at(id);
  if (is_event(driver)) {
    if (!std::isfinite(value)) return say_in(column, "never", "없음");
    return to_string(month_date(value));
  }
  if (is_duration(driver)) return quantity_in(column, value, dim::time);
  return say_in(column, fmt::format("{:.3g}x", value), fmt::format("{:.3g}배", value));
}

Table tornado_table(const Stress& stress) {
  Table table{"tornado", "Every driver by itself", "불확실 요인별 영향", {}, {}, ""};
  table.note =
      "Change of the planner's expected value with the driver held on its 10th or 90th percentile "
      "of each step, all others drawn; `at` is its last step's.";
  table.note_ko =
      "해당 요인을 매 단계 10 또는 90 백분위수에 고정하고 나머지는 추출했을 때 기대 가치의 변화. "
      "값은 마지막 단계 기준.";
  table.columns = {text_column("driver", "Driver", "불확실 요인"),
                   text_column("low_at", "10 % at", "10%의 값"),
                   usd("low_usd", "Change", "변화"),
                   usd("low_low_usd", "from", "하한"),
                   usd("low_high_usd", "to", "상한"),
                   text_column("high_at", "90 % at", "90%의 값"),
                   usd("high_usd", "Change", "변화"),
                   usd("high_low_usd", "from", "하한"),
                   usd("high_high_usd", "to", "상한"),
                   usd("swing_usd", "Swing", "폭")};
  for (const TornadoBar& b : stress.tornado) {
    table.rows.push_back(
        row_of(stress.model.at(b.driver).name, shown(stress, b.driver, b.low_at, table.columns[1]),
               b.low_usd.mean, b.low_usd.low(), b.low_usd.high(),
               shown(stress, b.driver, b.high_at, table.columns[5]), b.high_usd.mean,
               b.high_usd.low(), b.high_usd.high(), b.swing_usd()));
  }
  return table;
}

std::string percent(double share, Language language = Language::en) {
  return fmt::format("{:.3g}{}", 100.0 * share, language == kKo ? "%" : " %");
}

std::string name_of(const Stress& stress, const BreakingPoint& p) {
  switch (p.what) {
    case BreakingPoint::What::driver:
      return stress.model.at(p.driver).name;
    case BreakingPoint::What::demand:
      return "all demand";
    case BreakingPoint::What::slip:
      return "all deliveries later";
  }
  return "";
}
std::string korean_of(const Stress& stress, const BreakingPoint& p) {
  if (p.what == BreakingPoint::What::driver) return name_of(stress, p);
  return p.what == BreakingPoint::What::demand ? "전체 수요" : "전체 인도 지연";
}
std::string where(const BreakingPoint& p, Language language = Language::en) {
  switch (p.what) {
    case BreakingPoint::What::driver:
      return percent(p.intensity, language);
    case BreakingPoint::What::demand:
      return fmt::format("{:.3g}{}", p.intensity, language == kKo ? "배" : "x");
    case BreakingPoint::What::slip:
      return format_quantity(p.intensity, dim::time, language);
  }
  return "";
}

std::string direction(const BreakingPoint& p) { return p.up ? "up" : "down"; }

// One row for the limits that the whole range of one thing leaves unbroken.
void add_unbroken(const Stress& stress, Table& table) {
  std::vector<std::pair<const BreakingPoint*, std::vector<StressLimit::On>>> all;
  for (const BreakingPoint& p : stress.breaking) {
    if (p.breaks) continue;
    const auto same = std::find_if(all.begin(), all.end(), [&](const auto& x) {
      return x.first->what == p.what && x.first->driver == p.driver && x.first->up == p.up;
    });
    if (same == all.end())
      all.push_back({&p, {p.limit}});
    else
      same->second.push_back(p.limit);
  }
  for (const auto& [p, limits] : all) {
    auto& c = table.columns;
    table.rows.push_back(
        row_of(say_in(c[0], name_of(stress, *p), korean_of(stress, *p)), direction(*p),
               said(limits, c[2]), std::string("no"),
               say_in(c[4], "not until " + where(*p), where(*p, kKo) + "까지 깨지지 않음"), kNone,
               p->intensity));
  }
}

Table breaking_table(const Stress& stress) {
  Table table{"breaking",
              "The least that breaks a limit, the plan held",
              "한도를 깨는 최소 충격 (계획 유지)",
              {},
              {},
              ""};
  table.note =
      "The nearest first. A driver is held on a percentile of its paths, 0.13 % to 99.87 % "
      "(3 standard deviations); demand between a tenth and ten times; deliveries up to 60 months. "
      "Looked for by halving, where the end of the range breaks the limit.";
  table.note_ko =
      "가까운 것부터. 요인은 0.13%에서 99.87% 백분위수까지, 수요는 1/10에서 10배, 인도는 "
      "60개월까지. 범위 끝에서 한도가 깨질 때 이분법으로 찾음.";
  table.columns = {
      text_column("what", "What", "무엇"),
      word_column("direction", "Direction", "방향", {{"up", "증가"}, {"down", "감소"}}),
      text_column("limit", "Limit", "한도"),
      word_column("breaks", "Breaks", "깨짐", yes_or_no()),
      text_column("at", "At", "지점"),
      quantity_column("deviations", "Standard\ndeviations", "표준\n편차", dim::ratio),
      quantity_column("intensity", "Intensity", "강도", dim::ratio)};
  for (const BreakingPoint& p : stress.breaking) {
    if (!p.breaks) continue;
    auto& c = table.columns;
    table.rows.push_back(row_of(say_in(c[0], name_of(stress, p), korean_of(stress, p)),
                                direction(p), said({p.limit}, c[2]), std::string("yes"),
                                say_in(c[4], where(p), where(p, kKo)), p.deviations, p.intensity));
  }
  add_unbroken(stress, table);
  return table;
}

double measured(const StressLimit& l, const StressMeasures& m) {
  switch (l.on) {
    case StressLimit::On::cash:
      return m.cash_needed_usd;
    case StressLimit::On::shortage:
      return m.shortage_share;
    case StressLimit::On::value:
      return m.mean_usd;
  }
  return kNone;
}

Table limits_table(const Stress& stress) {
  Table table{"limits", "Limits that were looked at", "검토한 한도", {}, {}, ""};
  table.columns = {text_column("limit", "Limit", "한도"),
                   text_column("is", "Without a shock", "충격 전"),
                   text_column("most", "Broken beyond", "한도값"),
                   word_column("broken", "Broken\nalready", "이미\n깨짐", yes_or_no())};
  for (const StressLimit& l : stress.limits) {
    const double is = measured(l, stress.base);
    const bool share = l.on == StressLimit::On::shortage;
    auto& c = table.columns;
    const auto amount = [&](Column& column, double v) {
      return say_in(column, share ? percent(v) : money(v), share ? percent(v, kKo) : money(v, kKo));
    };
    table.rows.push_back(row_of(said({l.on}, c[0]), amount(c[1], is), amount(c[2], l.most),
                                std::string(l.broken(stress.base) ? "yes" : "no")));
  }
  return table;
}

const ShockOutcome* worst_of(const Stress& stress) {
  const auto at = std::min_element(
      stress.shocks.begin(), stress.shocks.end(),
      [](const auto& a, const auto& b) { return a.held_usd.mean < b.held_usd.mean; });
  return at == stress.shocks.end() ? nullptr : &*at;
}

void add_sentence(const Stress& stress, StudyReport& out) {
  std::string& en = out.sentence;
  std::string& ko = out.sentence_ko;
  if (const ShockOutcome* worst = worst_of(stress)) {
    Estimate loss = worst->held_usd;
    loss.mean = -loss.mean;
    en = fmt::format("Of {} shocks the worst is '{}': it costs {}", stress.shocks.size(),
                     label_of(worst->shock), money(loss));
    ko = fmt::format("충격 {}개 중 가장 나쁜 것은 '{}': 손실 {}", stress.shocks.size(),
                     korean_of(worst->shock), money(loss, kKo));
    if (worst->again_usd) {
      en += fmt::format(", of which planning anew, knowing it, saves {}", money(worst->saved_usd));
      ko += fmt::format(", 미리 알고 다시 계획하면 {} 회복", money(worst->saved_usd, kKo));
    }
    const bool carried =
        !worst->contributions.empty() &&
        worst->contributions.front().after_usd < worst->contributions.front().before_usd;
    if (carried) {
      const Contribution& c = worst->contributions.front();
      en += fmt::format("; '{}' carries {} of it", stress.model.at(c.agreement).name,
                        money(c.before_usd - c.after_usd));
      ko += fmt::format("; 그중 '{}' 계약이 {}", stress.model.at(c.agreement).name,
                        money(c.before_usd - c.after_usd, kKo));
    }
    en += ".";
    ko += ".";
  }
  if (!stress.breaking.empty() && stress.breaking.front().breaks) {
    const BreakingPoint& p = stress.breaking.front();
    const std::string at = p.what == BreakingPoint::What::driver
                               ? "the " + percent(p.intensity) + " percentile"
                               : where(p);
    en += fmt::format(" The nearest to breaking a limit ({}) is '{}' at {}.", key_of(p.limit),
                      name_of(stress, p), at);
    ko += fmt::format(" 한도({})에 가장 가까운 것은 '{}', {}.", korean_of(p.limit),
                      korean_of(stress, p),
                      where(p, kKo) + (p.what == BreakingPoint::What::driver ? " 백분위수" : ""));
  } else if (!stress.breaking.empty()) {
    en += " Nothing within the range that was looked at breaks a limit.";
    ko += " 검토한 범위에서는 어떤 한도도 깨지지 않음.";
  }
}

}  // namespace

StudyReport stress_report(const Stress& stress) {
  StudyReport out;
  out.tables = {shocks_table(stress), measures_table(stress), agreements_table(stress),
                first_table(stress),  tornado_table(stress),  breaking_table(stress),
                limits_table(stress)};
  out.failures = stress.failures;
  out.whole = stress.whole;
  Json limits = Json::object();
  for (const StressLimit& l : stress.limits) {
    limits[std::string(key_of(l.on))] = {{"without_shock", measured(l, stress.base)},
                                         {"most", l.most},
                                         {"broken_already", l.broken(stress.base)}};
  }
  out.more["base"] = {{"value_usd", stress.base.mean_usd},
                      {"value_low_usd", stress.base_usd.low()},
                      {"value_high_usd", stress.base_usd.high()},
                      {"value_cvar_usd", stress.base.cvar_usd},
                      {"shortage", stress.base.shortage_share},
                      {"cash_needed_usd", stress.base.cash_needed_usd},
                      {"limits", std::move(limits)}};
  add_sentence(stress, out);
  return out;
}

}  // namespace offtake
