#include "offtake/results/record_compare.h"

#include <cmath>

#include "offtake/base/text.h"
#include "offtake/results/columns.h"

namespace offtake {
namespace {

constexpr Language kKo = Language::ko;

std::string usd(double v, Language language = Language::en) {
  return format_quantity(v, dim::money, language);
}

Table contenders_table(const CompareResult& r) {
  Table table{"contenders", "What the planner has of each", "계획자가 얻는 것", {}, {}, ""};
  table.columns = {
      text_column("contender", "Contender", "비교 대상"),
      quantity_column("risk_adjusted_usd", "Risk-\nadjusted", "위험 조정\n가치", dim::money),
      share_column("short_share", "Demand\nnot met", "충족 못한\n수요"),
      share_column("shortage_probability", "Short in the\nworst year", "최악 연도\n부족 확률"),
      share_column("idle_share", "Stands\nidle", "유휴"),
      quantity_column("stranded_usd", "Paid for\nidle", "좌초\n비용", dim::money),
      quantity_column("spend_usd", "Spend\nin all", "총\n지출", dim::money),
      quantity_column("provider_hhi", "HHI of\nproviders", "공급자\nHHI", dim::ratio),
      quantity_column("jurisdiction_hhi", "of\njurisdictions", "관할권\nHHI", dim::ratio),
      quantity_column("vendor_hhi", "of chip\nvendors", "칩 제조사\nHHI", dim::ratio),
      quantity_column("spend_usd_per_h100e_month", "Spend per\nserved work", "충족 작업당\n지출",
                      dim::money_per_compute_time),
      quantity_column("served_h100e_hours_per_mwh", "H100e-hours\nper MWh", "MWh당\nH100e-시간",
                      dim::ratio),
      share_column("gap", "Gap of\nits plan", "계획의\n격차")};
  for (const Played& p : r.contenders) {
    const PlannerOutcome& o = p.planner;
    table.rows.push_back(row_of(p.name, o.risk_adjusted_usd, o.short_share, o.shortage_probability,
                                o.idle_share, o.stranded_usd, o.spend_usd, o.provider_hhi,
                                o.jurisdiction_hhi, o.vendor_hhi, o.spend_usd_per_h100e_month,
                                o.served_h100e_hours_per_mwh));
    if (p.plan)
      table.rows.back().emplace_back(p.plan->method.gap);
    else
      table.rows.back().emplace_back();
  }
  table.note = "Over the clock; a contender with a gap was planned here, the others were given.";
  table.note_ko = "계획 기간 전체. 격차가 있는 대상은 여기서 계획했고, 나머지는 주어진 것.";
  return table;
}

Table parties_table(const CompareResult& r) {
  Table table{"parties", "What every party has of each", "당사자별 결과", {}, {}, ""};
  table.columns = {
      text_column("party", "Party", "당사자"),
      text_column("contender", "Contender", "비교 대상"),
      quantity_column("npv_usd", "Value", "가치", dim::money),
      quantity_column("npv_low_usd", "95 % low", "95% 하한", dim::money),
      quantity_column("npv_high_usd", "95 % high", "95% 상한", dim::money),
      quantity_column("npv_cvar_usd", "In the worst\nfutures", "최악의\n미래에서", dim::money),
      quantity_column("cash_flow_at_risk_usd", "Cash-flow-\nat-risk", "현금흐름\n위험", dim::money),
      count_column("cash_flow_at_risk_year", "in", "연도"),
      quantity_column("stranded_capital_usd", "Stranded\ncapital", "좌초\n자본", dim::money),
      quantity_column("emergency_usd", "Emergency\nfunding", "긴급\n조달", dim::money)};
  if (r.contenders.empty()) return table;
  for (const PartyOutcome& first : r.contenders.front().parties) {
    for (const Played& p : r.contenders) {
      for (const PartyOutcome& o : p.parties) {
        if (o.party != first.party) continue;
        table.rows.push_back(row_of(o.party, p.name, o.npv_usd.mean, o.npv_usd.low(),
                                    o.npv_usd.high(), o.npv_cvar_usd.mean,
                                    o.cash_flow_at_risk_usd));
        auto& row = table.rows.back();
        if (o.cash_flow_at_risk_year > 0)
          row.emplace_back(std::int64_t{o.cash_flow_at_risk_year});
        else
          row.emplace_back();
        row.emplace_back(o.stranded_capital_usd.mean);
        row.emplace_back(o.emergency_usd.mean);
      }
    }
  }
  return table;
}

Table gains_table(const CompareResult& r) {
  Table table{"gains", "Who gains", "누가 이득을 보는가", {}, {}, ""};
  table.columns = {
      text_column("party", "Party", "당사자"),
      text_column("contender", "With", "대상"),
      quantity_column("gain_usd", "Gain", "이득", dim::money),
      quantity_column("gain_low_usd", "95 % low", "95% 하한", dim::money),
      quantity_column("gain_high_usd", "95 % high", "95% 상한", dim::money),
      quantity_column("gain_cvar_usd", "of the worst\nfutures", "최악의\n미래에서", dim::money),
      quantity_column("unpaired_ratio", "Interval, if\nunpaired", "짝짓지 않은\n구간", dim::ratio)};
  for (const Gain& g : r.gains) {
    table.rows.push_back(row_of(g.party, r.contenders[g.contender].name, g.usd.mean, g.usd.low(),
                                g.usd.high(), g.cvar_usd,
                                ratio(g.unpaired_usd.standard_error, g.usd.standard_error)));
  }
  if (r.contenders.empty()) return table;
  const Played& first = r.contenders.front();
  table.note = fmt::format(
      "Over {}, path by path on the same {} fresh futures. Last column: how many times as wide the "
      "interval would be if each had drawn its own.",
      first.name, first.simulation.paths);
  table.note_ko = fmt::format(
      "{} 대비, 같은 새 미래 {}개에서 경로별로 비교. 마지막 열: 각자 따로 추출했다면 구간이 몇 배 "
      "넓었을지.",
      first.name, first.simulation.paths);
  return table;
}

Table by_agreement_table(const CompareResult& r) {
  Table table{"by_agreement", "Where it comes from", "이득의 출처", {}, {}, ""};
  table.columns = {text_column("party", "Party", "당사자"),
                   text_column("contender", "With", "대상"),
                   word_column("agreement", "Agreement", "계약", {{"(no agreement)", "(계약 외)"}}),
                   quantity_column("gain_usd", "Gain", "이득", dim::money)};
  for (const GainPart& p : r.parts) {
    table.rows.push_back(row_of(p.party, r.contenders[p.contender].name,
                                p.agreement.empty() ? "(no agreement)" : p.agreement, p.usd));
  }
  table.note =
      "What each agreement is worth to the party, there less here. No agreement: revenue, its own "
      "business, emergency funding.";
  table.note_ko = "각 계약이 당사자에게 갖는 가치의 차이. (계약 외): 매출, 자체 사업, 긴급 조달.";
  return table;
}

Table by_driver_table(const CompareResult& r) {
  Table table{
      "by_driver", "What the planner's gain hangs on", "이득을 좌우하는 불확실 요인", {}, {}, ""};
  table.columns = {text_column("contender", "With", "대상"),
                   text_column("driver", "Driver", "요인"),
                   quantity_column("usd_per_sd", "Gain per standard\ndeviation more",
                                   "표준편차당\n이득", dim::money),
                   share_column("share", "Of its\nspread", "분산 중\n비중")};
  for (const GainDriver& d : r.drivers) {
    table.rows.push_back(row_of(r.contenders[d.contender].name, d.driver, d.usd_per_sd, d.share));
  }
  table.note = "Each driver's mean over the clock, alone; drivers that go together share.";
  table.note_ko = "계획 기간 평균 기준, 요인별로 따로. 함께 움직이는 요인은 몫이 겹칩니다.";
  return table;
}

const Gain* gain_of(const CompareResult& r, std::size_t contender, const std::string& party) {
  for (const Gain& g : r.gains) {
    if (g.contender == contender && g.party == party) return &g;
  }
  return nullptr;
}

// Of the contender that the planner gains most by.
void say(const CompareResult& r, StudyReport& out) {
  if (r.contenders.size() < 2) {
    out.sentence = "There is nothing to compare.";
    out.sentence_ko = "비교할 것이 없습니다.";
    return;
  }
  const Played& first = r.contenders.front();
  const std::string planner = first.model.at(first.model.planner.party).name;
  const Gain* best = nullptr;
  for (std::size_t i = 1; i < r.contenders.size(); ++i) {
    const Gain* g = gain_of(r, i, planner);
    if (g && (!best || g->usd.mean > best->usd.mean)) best = g;
  }
  if (!best) {
    out.sentence = "The contenders have no planner in common.";
    out.sentence_ko = "비교 대상의 계획자가 서로 다릅니다.";
    return;
  }
  std::vector<std::string> win, lose;
  for (const Gain& g : r.gains) {
    if (g.contender != best->contender || g.party == planner) continue;
    if (g.usd.low() > 0.0) win.push_back(g.party);
    if (g.usd.high() < 0.0) lose.push_back(g.party);
  }
  const Played& other = r.contenders[best->contender];
  const auto list = [](const std::vector<std::string>& names, const char* none) {
    return names.empty() ? std::string(none) : fmt::format("{}", fmt::join(names, ", "));
  };
  const bool is_less = best->usd.mean < 0.0;
  const double sign = is_less ? -1.0 : 1.0;
  out.sentence = fmt::format(
      "To {}, {} is worth {} {} than {} (95 %: {} to {}); with it {} of demand is not met instead "
      "of {}. Of the others, these gain: {}; these lose: {}.",
      planner, other.name, usd(std::abs(best->usd.mean)), is_less ? "less" : "more", first.name,
      usd(sign * (is_less ? best->usd.high() : best->usd.low())),
      usd(sign * (is_less ? best->usd.low() : best->usd.high())),
      format_quantity(other.planner.short_share, dim::ratio),
      format_quantity(first.planner.short_share, dim::ratio), list(win, "none"),
      list(lose, "none"));
  out.sentence_ko = fmt::format(
      "{}에게 {}은(는) {}보다 가치가 {} {}(95%: {} ~ {}). 충족하지 못한 수요는 {}에서 {}로 "
      "바뀝니다. 이득을 보는 다른 당사자: {}; 손해를 보는 당사자: {}.",
      planner, other.name, first.name, usd(std::abs(best->usd.mean), kKo),
      is_less ? "작습니다" : "큽니다",
      usd(sign * (is_less ? best->usd.high() : best->usd.low()), kKo),
      usd(sign * (is_less ? best->usd.low() : best->usd.high()), kKo),
      format_quantity(first.planner.short_share, dim::ratio, kKo),
      format_quantity(other.planner.short_share, dim::ratio, kKo), list(win, "없음"),
      list(lose, "없음"));
}

}  // namespace

StudyReport compare_report(const CompareResult& result) {
  StudyReport out;
  out.tables = {contenders_table(result), parties_table(result), gains_table(result),
                by_agreement_table(result), by_driver_table(result)};
  out.failures = result.failures;
  out.whole = result.whole;
  say(result, out);
  return out;
}

}  // namespace offtake
