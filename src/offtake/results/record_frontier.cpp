#include "offtake/results/record_frontier.h"

#include <limits>

#include "offtake/base/text.h"
#include "offtake/plan/columns.h"
#include "offtake/results/columns.h"
#include "offtake/results/record_plan.h"
#include "offtake/results/record_plan_parts.h"

namespace offtake {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

bool is_risk(const Frontier& f) { return f.over == FrontierOver::risk; }
bool is_shortage(const Frontier& f) { return f.over == FrontierOver::shortage; }
std::string usd(double value, Language language = Language::en) {
  return format_quantity(value, dim::money, language);
}
std::string percent(double share) { return fmt::format("{:.4g} %", 100.0 * share); }
std::string percent_ko(double share) { return fmt::format("{:.4g}%", 100.0 * share); }
std::string between(const Estimate& e) {
  return fmt::format("{} ({} to {})", usd(e.mean), usd(e.low()), usd(e.high()));
}
std::string between_ko(const Estimate& e) {
  return fmt::format("{}({}~{})", usd(e.mean, Language::ko), usd(e.low(), Language::ko),
                     usd(e.high(), Language::ko));
}

// What a point is, in a word.
std::string role(const Frontier& f, std::size_t i, Column& column) {
  const FrontierPoint& p = f.points[i];
  if (p.missed) return "cannot be kept";
  if (p.behind >= 0) {
    const double other = f.points[std::size_t(p.behind)].at;
    return say_in(column, (p.same ? "same as " : "dominated by ") + percent(other),
                  percent_ko(other) + (p.same ? "와 같음" : "보다 못함"));
  }
  if (f.knee == i) return "knee";
  if (f.boldest == f.safest) return "";
  return i == f.boldest ? "boldest" : i == f.safest ? "safest" : "";
}

// What the frontier runs along.
Column along(const Frontier& f) {
  return is_risk(f)       ? share_column("weight", "Weight of\nthe risk", "위험의\n가중치")
         : is_shortage(f) ? share_column("dearer", "Unmet work\ndearer by", "부족\n추가 비용")
                          : share_column("share", "Most of one\nprovider", "한 공급자의\n최대");
}

Table frontier_table(const Frontier& f, const Model& model, const StudyOptions& options) {
  Table table{"frontier", "Return against safety", "수익과 안전", {}, {}, ""};
  auto& columns = table.columns;
  columns.push_back(along(f));
  const auto money = [&](const char* key, const char* en, const char* ko) {
    columns.push_back(quantity_column(key, en, ko, dim::money));
  };
  money("mean_usd", "Expected\nvalue", "기대\n가치");
  money("mean_low_usd", "95 %\nlow", "95%\n하한");
  money("mean_high_usd", "95 %\nhigh", "95%\n상한");
  money("cvar_usd", "In the worst\nfutures", "최악의\n미래");
  money("cvar_low_usd", "95 %\nlow", "95%\n하한");
  money("cvar_high_usd", "95 %\nhigh", "95%\n상한");
  if (!is_risk(f)) money("objective_usd", "Risk-\nadjusted", "위험 조정\n가치");
  money("sample_mean_usd", "Expected,\non the sample", "기대,\n표본");
  money("sample_cvar_usd", "Worst,\non the sample", "최악,\n표본");
  columns.push_back(quantity_column("signed_now_mw", "Signed\nnow", "지금\n체결", dim::power));
  columns.push_back(share_column("short_share", "Demand\nnot met", "충족 못한\n수요"));
  columns.push_back(
      quantity_column("provider_hhi", "HHI of\nproviders", "공급자\nHHI", dim::ratio));
  columns.push_back(share_column("gap", "Gap", "격차"));
  columns.push_back(word_column("end", "Ended", "종료", end_words()));
  columns.push_back(word_column("is", "Is", "위치",
                                {{"cannot be kept", "지킬 수 없음"},
                                 {"knee", "무릎"},
                                 {"boldest", "가장 과감"},
                                 {"safest", "가장 안전"}}));
  for (std::size_t i = 0; i < f.points.size(); ++i) {
    const FrontierPoint& p = f.points[i];
    const Measured& m = p.fresh;
    std::vector<Cell> row = row_of(p.at, m.mean_usd.mean, m.mean_usd.low(), m.mean_usd.high(),
                                   m.cvar_usd.mean, m.cvar_usd.low(), m.cvar_usd.high());
    if (!is_risk(f)) row.emplace_back(m.objective_usd.mean);
    for (const double v : {p.sample.mean_usd, p.sample.cvar_usd, p.signed_now_mw,
                           m.outcome.short_share, m.outcome.provider_hhi, p.gap}) {
      row.emplace_back(v);
    }
    row.emplace_back(key_of(p.end));
    row.emplace_back(role(f, i, columns.back()));
    table.rows.push_back(std::move(row));
  }
  const std::string tail = format_quantity(model.planner.risk_tail, dim::ratio);
  const std::string tail_ko = format_quantity(model.planner.risk_tail, dim::ratio, Language::ko);
  add_line(
      table,
      fmt::format("Valued on the same {} fresh futures; worst: the mean of the worst {} of "
                  "them. Each plan is without lots and least sizes.",
                  options.plan.fresh_paths, tail),
      fmt::format("같은 새 미래 {}개에서 평가; 최악: 그중 최악 {}의 평균. 각 계획은 최소 단위가 "
                  "없습니다.",
                  options.plan.fresh_paths, tail_ko));
  if (is_shortage(f)) {
    add_line(table,
             "Dearer: of what the work brings where it is done. On the sample with that, on fresh "
             "futures without.",
             "추가 비용: 작업이 가져오는 가치에 대한 비율. 표본은 포함, 새 미래는 제외.");
  } else if (!is_risk(f)) {
    const std::string from = date_name(model.clock, f.from_month);
    add_line(table, fmt::format("The limit holds from {}.", from),
             fmt::format("한도는 {}부터 적용됩니다.", from));
  }
  if (f.knee) {
    add_line(table,
             fmt::format("Knee: farthest from the chord between boldest and safest, {:.3g} of the "
                         "ranges.",
                         f.knee_distance),
             fmt::format("무릎: 가장 과감한 점과 가장 안전한 점을 잇는 선에서 가장 먼 점, 범위의 "
                         "{:.3g}.",
                         f.knee_distance));
  }
  return table;
}

// All that the plan of each point decides.
Table plans_table(const Frontier& f) {
  Table table{"plans", "The plan of each point", "각 점의 계획", {}, {}, ""};
  table.columns = {along(f)};
  for (const FrontierPoint& p : f.points) {
    Table one = decisions_table(*p.plan);
    one.columns.insert(one.columns.begin(), along(f));
    if (table.rows.empty()) table.columns = one.columns;
    for (std::size_t c = 0; c < one.columns.size(); ++c) {
      table.columns[c].words.merge(one.columns[c].words);
    }
    for (std::vector<Cell>& row : one.rows) {
      row.insert(row.begin(), Cell(p.at));
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

Table steps_table(const Frontier& f) {
  Table table{"steps", "What safety costs", "안전의 대가", {}, {}, ""};
  table.columns.push_back(
      word_column("step", "From the boldest", "가장 과감한 계획에서",
                  {{"to the knee", "무릎까지"}, {"to the safest", "가장 안전한 계획까지"}}));
  table.columns.push_back(share_column("at", "At", "위치"));
  const auto money = [&](const char* key, const char* en, const char* ko) {
    table.columns.push_back(quantity_column(key, en, ko, dim::money));
  };
  money("given_up_usd", "Given up", "포기");
  money("given_up_low_usd", "95 %\nlow", "95%\n하한");
  money("given_up_high_usd", "95 %\nhigh", "95%\n상한");
  money("gained_usd", "Gained in\nthe worst", "최악에서\n이득");
  money("gained_low_usd", "95 %\nlow", "95%\n하한");
  money("gained_high_usd", "95 %\nhigh", "95%\n상한");
  const auto add = [&](const char* name, std::size_t at, const Frontier::Step& step) {
    const Estimate &a = step.given_up_usd, &b = step.gained_usd;
    const bool safety = is_risk(f);
    table.rows.push_back(row_of(name, f.points[at].at, a.mean, a.low(), a.high(),
                                safety ? b.mean : kNone, safety ? b.low() : kNone,
                                safety ? b.high() : kNone));
  };
  if (f.to_knee) add("to the knee", *f.knee, *f.to_knee);
  if (f.to_safest) add("to the safest", f.safest, *f.to_safest);
  return table;
}

void say(const Frontier& f, StudyReport& report) {
  if (!f.to_safest && !f.whole) {
    report.sentence = "It was stopped before it knew.";
    report.sentence_ko = "알아내기 전에 중단되었습니다.";
    return;
  }
  if (!f.to_safest) {
    report.sentence = f.points.empty() ? "No plan could be made."
                                       : "There is nothing to trade: no plan is safer than the one "
                                         "that is worth most.";
    report.sentence_ko = f.points.empty() ? "세울 수 있는 계획이 없습니다."
                                          : "맞바꿀 것이 없습니다: 가치가 가장 큰 계획이 가장 "
                                            "안전합니다.";
    return;
  }
  const std::size_t to = f.knee.value_or(f.safest);
  const Frontier::Step& step = f.knee ? *f.to_knee : *f.to_safest;
  const std::string at = percent(f.points[to].at), at_ko = percent_ko(f.points[to].at);
  if (is_risk(f)) {
    report.sentence = fmt::format(
        "Giving up {} of the expected value gains {} in the worst futures: that is the {}, at a "
        "weight of {}.",
        between(step.given_up_usd), between(step.gained_usd), f.knee ? "knee" : "safest plan", at);
    report.sentence_ko =
        fmt::format("기대 가치 {}를 포기하면 최악의 미래에서 {}를 얻습니다: {}, 가중치 {}.",
                    between_ko(step.given_up_usd), between_ko(step.gained_usd),
                    f.knee ? "무릎" : "가장 안전한 계획", at_ko);
  } else if (is_shortage(f)) {
    const double before = f.points[f.boldest].fresh.outcome.short_share;
    const double after = f.points[to].fresh.outcome.short_share;
    report.sentence = fmt::format(
        "To leave {} of demand unmet instead of {} costs {} of the risk-adjusted value{}.",
        percent(after), percent(before), between(step.given_up_usd),
        f.knee ? ": that is the knee" : "");
    report.sentence_ko =
        fmt::format("충족하지 못한 수요를 {}에서 {}로 줄이려면 위험 조정 가치 {}가 듭니다{}.",
                    percent_ko(before), percent_ko(after), between_ko(step.given_up_usd),
                    f.knee ? "(무릎)" : "");
  } else {
    report.sentence =
        fmt::format("That no provider has more than {} costs {} of the risk-adjusted value{}.", at,
                    between(step.given_up_usd), f.knee ? ": that is the knee" : "");
    report.sentence_ko =
        fmt::format("어느 공급자도 {}를 넘지 않게 하려면 위험 조정 가치 {}가 듭니다{}.", at_ko,
                    between_ko(step.given_up_usd), f.knee ? "(무릎)" : "");
  }
}

}  // namespace

StudyReport frontier_report(const Frontier& f, const Model& model, const StudyOptions& options) {
  StudyReport report;
  report.tables.push_back(frontier_table(f, model, options));
  report.tables.push_back(steps_table(f));
  report.tables.push_back(plans_table(f));
  report.failures = f.failures;
  report.whole = f.whole;
  say(f, report);
  return report;
}

}  // namespace offtake
