#include "offtake/results/record_bottleneck.h"

#include <algorithm>
#include <limits>

#include "offtake/base/text.h"
#include "offtake/plan/columns.h"
#include "offtake/results/columns.h"
#include "offtake/results/record_plan_parts.h"

namespace offtake {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kWorthNothingMw = 1e-6;  // per MW, or per million USD

constexpr Language kKo = Language::ko;

std::string mw(double value) { return format_quantity(value, dim::power); }  // in both languages
std::string usd(double value, Language language = Language::en) {
  return format_quantity(value, dim::money, language);
}

// "2033Q4" where it is a step's end, else the month.
std::string end_name(const Clock& clock, double month) {
  const int step = clock.step_of(month - 1e-6);
  if (std::abs(clock.begin_of(step + 1) - month) < 1e-6) return clock.label(step);
  return to_string(month_date(month - 1e-6));
}

bool same(const LimitGroup& a, const LimitGroup& b) {
  return a.kind == b.kind && a.key_path == b.key_path && a.year == b.year;
}

// USD per MW, or per USD; NaN where no plan says so.
double worth_usd(const Bottleneck& found, const LimitGroup& group) {
  if (!found.price) return kNone;
  for (const GroupWorth& w : found.price->worth) {
    if (same(w.group, group)) return w.usd;
  }
  return 0.0;
}

double worth_per_million(const GroupUse& use) {
  return use.worth_mw * (use.group.unit == LimitUnit::usd ? 1e6 : 1.0);
}

std::string when(const LimitGroup& group) {
  return group.year > 0 ? fmt::to_string(group.year) : "";
}

Table answer_table(const Bottleneck& f, const Model& model) {
  Table t{"answer", "Is it possible?", "가능한가?", {}, {}, ""};
  t.as_list = true;
  std::vector<Cell> row;
  const auto add = [&](Column column, Cell cell) {
    t.columns.push_back(std::move(column));
    row.push_back(std::move(cell));
  };
  const Clock& clock = model.clock;
  add(quantity_column("target_mw", "Asked for, MW of IT", "목표(IT 전력)", dim::power),
      f.target.mw);
  add(text_column("by", "By the end of", "시한"), end_name(clock, f.target.month));
  add(word_column("possible", "Possible", "가능 여부", {{"yes", "가능"}, {"no", "불가능"}}),
      std::string(f.possible ? "yes" : "no"));
  add(quantity_column("reach_mw", "The most that can be installed by then",
                      "그때까지 설치 가능한 최대", dim::power),
      f.at_target.mw);
  add(quantity_column("in_force_mw", "Of it in force already", "그중 이미 유효", dim::power),
      f.at_target.in_force_mw);
  add(quantity_column("shortfall_mw", "Short by", "부족", dim::power),
      std::max(0.0, f.target.mw - f.at_target.mw));
  add(word_column("earliest", "First possible by the end of", "가장 이른 날짜",
                  {{"not in the clock", "계획 기간에 없음"}}),
      f.earliest_step ? clock.label(*f.earliest_step) : std::string("not in the clock"));
  add(quantity_column("pue", "PUE of it", "PUE", dim::ratio), f.pue);
  add(quantity_column("facility_mw", "Asked for, at the facility (IT × PUE)", "목표(시설 전력)",
                      dim::power),
      f.target.mw * f.pue);
  if (f.price) {
    const TargetPrice& p = *f.price;
    const auto money = [&](const char* key, const char* en, const char* ko, double value) {
      add(quantity_column(key, en, ko, dim::money), value);
    };
    money("cost_usd", "It costs, of risk-adjusted value", "위험 조정 가치에서의 비용",
          p.cost_usd.mean);
    money("cost_low_usd", "  95 % low", "  95% 하한", p.cost_usd.low());
    money("cost_high_usd", "  95 % high", "  95% 상한", p.cost_usd.high());
    add(quantity_column("last_mw_usd", "Its last MW costs", "마지막 MW의 비용",
                        dim::money / dim::power),
        p.usd_per_mw);
    money("value_usd", "Value of the plan that keeps it", "목표를 지키는 계획의 가치",
          p.with_target.objective_usd);
    money("free_value_usd", "Without it", "목표 없는 계획의 가치", p.without.objective_usd);
  }
  t.rows.push_back(std::move(row));
  return t;
}

std::vector<const GroupUse*> binding(const Bottleneck& f) {
  std::vector<const GroupUse*> out;
  for (const GroupUse& u : f.at_target.uses) {
    const double w = worth_usd(f, u.group);
    if (f.price ? w > 0.0 : worth_per_million(u) > kWorthNothingMw) out.push_back(&u);
  }
  std::stable_sort(out.begin(), out.end(), [&](const GroupUse* a, const GroupUse* b) {
    const bool money_a = a->group.unit == LimitUnit::usd, money_b = b->group.unit == LimitUnit::usd;
    if (money_a != money_b) return money_b;
    const double x = f.price ? worth_usd(f, a->group) : a->worth_mw;
    const double y = f.price ? worth_usd(f, b->group) : b->worth_mw;
    return x > y;
  });
  return out;
}

std::string worth_said(const Bottleneck& f, const GroupUse& u, Language language) {
  const bool money = u.group.unit == LimitUnit::usd, ko = language == kKo;
  if (f.price) {
    const double w = worth_usd(f, u.group);
    if (ko) return money ? fmt::format("1달러당 {:.3g}달러", w) : "MW당 " + usd(w, kKo);
    return money ? fmt::format("${:.3g} per $", w) : usd(w) + " per MW";
  }
  if (money) return ko ? "10억 달러당 " + mw(1e9 * u.worth_mw) : mw(1e9 * u.worth_mw) + " per $1B";
  return fmt::format(fmt::runtime(ko ? "MW당 {:.3g} MW" : "{:.3g} MW per MW"), u.worth_mw);
}

Table bottlenecks_table(const Bottleneck& f) {
  Table t{"bottlenecks", "What limits it", "제약", {}, {}, ""};
  t.columns = {text_column("what", "Limit", "제약"), text_column("year", "In", "연도"),
               text_column("limit", "Is", "크기"),
               text_column("worth", "A unit more is worth", "한 단위의 가치"),
               text_column("key", "Key", "키")};
  for (const GroupUse* u : binding(f)) {
    const bool money = u->group.unit == LimitUnit::usd;
    const bool share = u->group.kind == LimitGroup::Kind::option;
    t.rows.push_back(
        row_of(u->group.name, when(u->group),
               share ? std::string()
                     : quantity_in(t.columns[2], u->limit, money ? dim::money : dim::power),
               say_in(t.columns[3], worth_said(f, *u, Language::en), worth_said(f, *u, kKo)),
               u->group.key_path));
  }
  if (f.price) {
    add_line(t, "Worth: of the plan's risk-adjusted value, for a small change throughout the year.",
             "가치: 해당 연도 내내 조금 늘렸을 때 계획의 위험 조정 가치.");
  } else {
    add_line(
        t,
        "Worth: MW more that could be installed by the date, for a small change throughout the "
        "year.",
        "가치: 해당 연도 내내 조금 늘렸을 때 추가로 설치 가능한 MW.");
  }
  return t;
}

const Way* cheapest(const Bottleneck& f) {
  if (!f.remedy) return nullptr;
  const Way* least = nullptr;
  for (const Way& way : f.remedy->ways) {
    const bool allows = way.which == Way::Which::allow_more;
    if (allows && (!least || way.size < least->size)) least = &way;
  }
  return least;
}

// How much more of it the smallest changes need, at the date at which most; NaN where there are
// none.
double more_needed(const Bottleneck& f, const LimitGroup& group) {
  const Way* way = cheapest(f);
  if (!way) return kNone;
  double most = 0.0;
  for (const LimitChange& c : way->changes) {
    if (c.limit.key_path == group.key_path && c.limit.year == group.year) {
      most = std::max(most, c.by);
    }
  }
  return most;
}

// Of one kind. In MW or USD, by year or (offers) without.
Table uses_table(const Bottleneck& f, Table t, LimitGroup::Kind kind) {
  using Kind = LimitGroup::Kind;
  const bool money = kind == Kind::budget, by_year = kind != Kind::offer;
  const Dimension unit = money ? dim::money : dim::power;
  const std::string suffix = money ? "usd" : "mw";
  if (by_year) t.columns.push_back(count_column("year", "Year", "연도"));
  t.columns.push_back(text_column("what", "What", "항목"));
  t.columns.push_back(quantity_column("used_" + suffix, "Used", "사용", unit));
  t.columns.push_back(quantity_column("limit_" + suffix, "Limit", "한도", unit));
  t.columns.push_back(share_column("share", "Of it", "비율"));
  t.columns.push_back(money ? quantity_column("worth_mw_per_usd", "$1 more is\nworth, MW",
                                              "1달러당\nMW", dim::power / dim::money)
                            : quantity_column("worth_mw_per_mw", "1 MW more\nis worth, MW",
                                              "1 MW당\nMW", dim::ratio));
  t.columns.push_back(
      money ? quantity_column("worth_usd_per_usd", "In $ of\nthe plan", "계획\n가치", dim::ratio)
            : quantity_column("worth_usd_per_mw", "In $ of\nthe plan", "계획\n가치",
                              dim::money / dim::power));
  if (f.remedy) {
    t.columns.push_back(quantity_column("more_" + suffix, "More is\nneeded", "추가\n필요", unit));
  }
  std::vector<const GroupUse*> uses;
  for (const GroupUse& u : f.at_target.uses) {
    if (u.group.kind == kind) uses.push_back(&u);
  }
  std::stable_sort(uses.begin(), uses.end(), [](const GroupUse* a, const GroupUse* b) {
    return a->group.year < b->group.year;
  });
  for (const GroupUse* u : uses) {
    std::vector<Cell> row;
    if (by_year) row.emplace_back(std::int64_t{u->group.year});
    row.emplace_back(u->group.name);
    for (const double v :
         {u->used, u->limit, ratio(u->used, u->limit), u->worth_mw, worth_usd(f, u->group)}) {
      row.emplace_back(v);
    }
    if (f.remedy) row.emplace_back(more_needed(f, u->group));
    t.rows.push_back(std::move(row));
  }
  return t;
}

Table reach_table(const Bottleneck& f, const Model& model) {
  Table t{"reach", "The most that can be installed", "설치 가능한 최대", {}, {}, ""};
  t.columns = {text_column("date", "By the\nend of", "시한"),
               quantity_column("reach_mw", "At most", "최대", dim::power),
               quantity_column("in_force_mw", "In force\nalready", "이미\n유효", dim::power)};
  for (const Bottleneck::AtDate& d : f.by_date) {
    t.rows.push_back(row_of(model.clock.label(d.step), d.mw, d.in_force_mw));
  }
  return t;
}

Table relax_table(const Bottleneck& f) {
  Table t{"relax", "What would make it possible", "가능하게 하는 변화", {}, {}, ""};
  t.columns = {text_column("limit", "Limit", "한도"), text_column("is", "Is", "현재"),
               text_column("to", "Would be", "변경"), text_column("by", "More by", "증가"),
               text_column("key", "Key", "키")};
  const Way* way = cheapest(f);
  if (!way) return t;
  for (const LimitChange& c : way->changes) {
    const bool money = c.limit.unit == LimitUnit::usd;
    const auto said = [&](std::size_t column, double v) {
      return quantity_in(t.columns[column], v, money ? dim::money : dim::power);
    };
    t.rows.push_back(row_of(c.limit.name, said(1, c.limit.value), said(2, c.to), said(3, c.by),
                            c.limit.key_path));
  }
  add_line(
      t,
      "The smallest changes: the sum over the keys of the largest change relative to the limit. "
      "The model gives no cost of a unit more.",
      "가장 작은 변화: 키마다 한도 대비 최대 변화의 합. 모델에는 한 단위의 비용이 없습니다.");
  return t;
}

Table context_table(const Bottleneck& f) {
  Table t{"context", "How much that is", "얼마나 큰가", {}, {}, ""};
  const double facility = f.target.mw * f.pue;
  t.columns = {text_column("what", "Beside", "비교 대상"),
               quantity_column("size_mw", "Which is", "크기", dim::power),
               text_column("is", "Is", "비교"), quantity_column("ratio", "Ratio", "비", dim::ratio),
               text_column("source", "Source", "출처")};
  for (const ContextLine& line : bottleneck_context(f.jurisdiction)) {
    const double times = facility / line.size_mw;
    const std::string is = line.count
                               ? say_in(t.columns[2], fmt::format("{:.0f} of them", times),
                                        fmt::format("그 {:.0f}배", times))
                               : say_in(t.columns[2], fmt::format("{:.0f} % of it", 100.0 * times),
                                        fmt::format("그 {:.0f}%", 100.0 * times));
    t.rows.push_back(row_of(say_in(t.columns[0], line.what, line.what_ko), line.size_mw, is, times,
                            line.source));
  }
  add_line(
      t,
      fmt::format("{} of IT power is {} at the facility (PUE {:.3g}). Sources: docs/facts.csv.",
                  mw(f.target.mw), mw(facility), f.pue),
      fmt::format("IT 전력 {}는 시설 전력 {}입니다(PUE {:.3g}). 출처: docs/facts.csv.",
                  mw(f.target.mw), mw(facility), f.pue));
  return t;
}

constexpr std::size_t kMostSaid = 3;

// "turbines (2030: 0.77 MW per MW), crews (2033: 0.62 MW per MW)": of each limit its best year.
std::string first_limits(const Bottleneck& f, Language language) {
  std::vector<std::string> said, names;
  for (const GroupUse* u : binding(f)) {
    if (said.size() == kMostSaid) break;
    if (std::find(names.begin(), names.end(), u->group.name) != names.end()) continue;
    names.push_back(u->group.name);
    const std::string year = u->group.year > 0 ? when(u->group) + ": " : "";
    said.push_back(fmt::format("{} ({}{})", u->group.name, year, worth_said(f, *u, language)));
  }
  return fmt::format("{}", fmt::join(said, ", "));
}

void say(const Bottleneck& f, const Model& model, StudyReport& report) {
  const std::string target = mw(f.target.mw), by = end_name(model.clock, f.target.month);
  const std::string limits = first_limits(f, Language::en), limits_ko = first_limits(f, kKo);
  if (!f.possible) {
    report.sentence = fmt::format(
        "{} by {} is not possible under the limits of the model: at most {} can be installed by "
        "then, {} less.",
        target, by, mw(f.at_target.mw), mw(f.target.mw - f.at_target.mw));
    report.sentence_ko =
        fmt::format("모델의 한도로는 {}까지 {}가 불가능합니다: 최대 {}, {} 부족.", by, target,
                    mw(f.at_target.mw), mw(f.target.mw - f.at_target.mw));
    if (!limits.empty()) {
      report.sentence += " What one unit more would bring: " + limits + ".";
      report.sentence_ko += " 한 단위 늘릴 때의 효과: " + limits_ko + ".";
    }
    return;
  }
  report.sentence = fmt::format("{} by {} is possible, first by {} (at most {} by {})", target, by,
                                f.earliest_step ? model.clock.label(*f.earliest_step) : by,
                                mw(f.at_target.mw), by);
  report.sentence_ko =
      fmt::format("{}까지 {}는 가능합니다(최대 {})", by, target, mw(f.at_target.mw));
  if (f.price) {
    const Estimate& c = f.price->cost_usd;
    report.sentence += fmt::format("; it costs {} of the risk-adjusted value ({} to {})",
                                   usd(c.mean), usd(c.low()), usd(c.high()));
    report.sentence_ko += fmt::format("; 위험 조정 가치 {}가 듭니다({}~{})", usd(c.mean, kKo),
                                      usd(c.low(), kKo), usd(c.high(), kKo));
    if (!limits.empty()) {
      report.sentence += "; what one unit more is worth: " + limits;
      report.sentence_ko += "; 한 단위 늘릴 때의 가치: " + limits_ko;
    }
  }
  report.sentence += ".";
  report.sentence_ko += ".";
}

}  // namespace

StudyReport bottleneck_report(const Bottleneck& f, const Model& model) {
  using Kind = LimitGroup::Kind;
  StudyReport report;
  report.tables.push_back(answer_table(f, model));
  report.tables.push_back(bottlenecks_table(f));
  report.tables.push_back(
      uses_table(f, {"resources", "Resources by year", "연도별 자원", {}, {}, ""}, Kind::resource));
  report.tables.push_back(
      uses_table(f, {"budgets", "Capital by year", "연도별 자본", {}, {}, ""}, Kind::budget));
  report.tables.push_back(uses_table(f, {"offers", "Offers", "제안", {}, {}, ""}, Kind::offer));
  report.tables.push_back(reach_table(f, model));
  report.tables.push_back(relax_table(f));
  report.tables.push_back(context_table(f));
  for (Table& t : report.tables) {
    const bool of_reach = t.key == "resources" || t.key == "budgets" || t.key == "offers";
    if (!of_reach || t.rows.empty()) continue;
    add_line(t, "Used: where the most is installed by the date, as contracted.",
             "사용: 그 날짜에 최대로 설치할 때, 계약 기준.");
  }
  report.failures = f.failures;
  report.whole = f.whole;
  say(f, model, report);
  return report;
}

}  // namespace offtake
