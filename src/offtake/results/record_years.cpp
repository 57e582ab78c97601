#include "offtake/results/record_years.h"

#include "offtake/base/text.h"
#include "offtake/results/columns.h"

namespace offtake {
namespace {

// The months of the year that the clock covers.
double months_of(const Clock& clock, int year) {
  int steps = 0;
  for (int k = 0; k < clock.steps; ++k) steps += clock.year_of(k) == year ? 1 : 0;
  return steps * clock.months_per_step;
}

using Year = const YearMeasures&;

void add_compute(std::vector<YearField>& all, double tail) {
  const Dimension h100e = dim::compute;
  const std::string worst = fmt::format("{:g} %", 100.0 * tail);
  const std::string worst_ko = fmt::format("{:g}%", 100.0 * tail);
  all.push_back({quantity_column("demand_h100e", "Demand", "수요", h100e),
                 [](Year y) { return y.demand_h100e.mean; }});
  all.push_back({quantity_column("delivered_h100e", "Delivered", "인도", h100e),
                 [](Year y) { return y.delivered_h100e.mean; }});
  all.push_back({quantity_column("served_h100e", "Served", "충족", h100e),
                 [](Year y) { return y.served_h100e.mean; }});
  all.push_back({quantity_column("short_h100e", "Short", "부족", h100e),
                 [](Year y) { return y.short_h100e.mean; }});
  all.push_back({quantity_column("short_low_h100e", "Short,\n95 % low", "부족,\n95% 하한", h100e),
                 [](Year y) { return y.short_h100e.low(); }});
  all.push_back({quantity_column("short_high_h100e", "Short,\n95 % high", "부족,\n95% 상한", h100e),
                 [](Year y) { return y.short_h100e.high(); }});
  all.push_back({share_column("shortage_probability", "Shortage\nprobability", "부족\n확률"),
                 [](Year y) { return y.shortage_probability.mean; }});
  all.push_back({quantity_column("short_cvar_h100e", "Short,\nworst " + worst,
                                 "부족,\n최악 " + worst_ko, h100e),
                 [](Year y) { return y.short_cvar_h100e; }});
  all.push_back({quantity_column("idle_h100e", "Idle", "유휴", h100e),
                 [](Year y) { return y.idle_h100e.mean; }});
}

void add_power(std::vector<YearField>& all, const Clock& clock) {
  all.push_back(
      {quantity_column("delivered_mw", "Delivered,\nIT power", "인도,\nIT 전력", dim::power),
       [](Year y) { return y.delivered_mw.mean; }});
  all.push_back({quantity_column("power_mwh", "Energy\ndrawn", "소비\n전력량", dim::energy),
                 [](Year y) { return y.power_mwh.mean; }});
  all.push_back({quantity_column("served_h100e_hours_per_mwh", "H100e-hours\nper MWh",
                                 "MWh당\nH100e-시간", dim::ratio),
                 [clock](Year y) {
                   const double hours = months_of(clock, y.year) * kHoursPerMonth;
                   return ratio(y.served_h100e.mean * hours, y.power_mwh.mean);
                 }});
}

void add_money(std::vector<YearField>& all, const Clock& clock, PartyId planner) {
  const std::size_t p = planner.index();
  all.push_back({quantity_column("revenue_usd", "Revenue", "매출", dim::money),
                 [](Year y) { return y.revenue_usd.mean; }});
  all.push_back({quantity_column("spend_usd", "Spend", "지출", dim::money),
                 [](Year y) { return y.spend_usd.mean; }});
  all.push_back({quantity_column("spend_usd_per_h100e_month", "Spend per\nserved work",
                                 "충족 작업당\n지출", dim::money_per_compute_time),
                 [clock](Year y) {
                   return ratio(y.spend_usd.mean, y.served_h100e.mean * months_of(clock, y.year));
                 }});
  all.push_back({quantity_column("stranded_usd", "Paid for\nidle", "좌초\n비용", dim::money),
                 [](Year y) { return y.stranded_usd.mean; }});
  all.push_back({quantity_column("net_cash_usd", "Net cash\nflow", "순현금\n흐름", dim::money),
                 [p](Year y) { return y.net_cash_usd[p].mean; }});
  all.push_back({quantity_column("cash_usd", "Cash at\nyear end", "연말\n현금", dim::money),
                 [p](Year y) { return y.cash_usd[p].mean; }});
  all.push_back({quantity_column("cash_p05_usd", "Cash,\n5 % low", "현금,\n하위 5%", dim::money),
                 [p](Year y) { return y.cash_p05_usd[p]; }});
  all.push_back({quantity_column("emergency_usd", "Emergency\nfunding", "긴급\n조달", dim::money),
                 [p](Year y) { return y.emergency_usd[p].mean; }});
  all.push_back({quantity_column("cash_flow_at_risk_usd", "Cash-flow-\nat-risk", "현금흐름\n위험",
                                 dim::money),
                 [p](Year y) { return y.cash_flow_at_risk_usd[p]; }});
}

void add_concentration(std::vector<YearField>& all) {
  all.push_back({quantity_column("provider_hhi", "HHI of\nproviders", "공급자\nHHI", dim::ratio),
                 [](Year y) { return y.provider_hhi; }});
  all.push_back(
      {quantity_column("jurisdiction_hhi", "of\njurisdictions", "관할권\nHHI", dim::ratio),
       [](Year y) { return y.jurisdiction_hhi; }});
  all.push_back({quantity_column("vendor_hhi", "of chip\nvendors", "칩 제조사\nHHI", dim::ratio),
                 [](Year y) { return y.vendor_hhi; }});
}

}  // namespace

std::vector<YearField> year_fields(const Model& model) {
  std::vector<YearField> all;
  add_compute(all, model.planner.risk_tail);
  add_power(all, model.clock);
  add_money(all, model.clock, model.planner.party);
  add_concentration(all);
  return all;
}

YearField year_field(const Model& model, std::string_view key) {
  for (YearField& field : year_fields(model)) {
    if (field.column.key == key) return std::move(field);
  }
  OFFTAKE_CHECK(false, "no such field of a year: " + std::string(key));
}

}  // namespace offtake
