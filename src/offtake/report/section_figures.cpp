// The figures of one simulation that are looked at first.
#include "offtake/report/shown.h"
#include "offtake/results/columns.h"

namespace offtake {

Section figures_section(const Shown& shown) {
  Section section = section_of("figures", "Key figures", "핵심 수치");
  const RunRecord* run = shown.main();
  if (!run) return section;
  const Table parties = table_of(*run, "parties");
  Table own = without_rows(parties, [&](const Table& t, std::size_t r) {
    return text_at(t, r, "party") != shown.planner();
  });
  own =
      pick(own, {"npv_usd", "npv_low_usd", "npv_high_usd", "npv_cvar_usd", "cash_flow_at_risk_usd",
                 "cash_flow_at_risk_year", "emergency_usd", "cash_end_usd"});
  own.as_list = true;
  add_panel(section,
            named(std::move(own), "planner_figures",
                  {"Value and risk of " + shown.planner(), shown.planner() + "의 가치와 위험"}));
  // The last year of the clock says where it ends.
  Table years = pick(table_of(*run, "by_year"),
                     {"year", "demand_h100e", "served_h100e", "short_h100e", "shortage_probability",
                      "idle_h100e", "spend_usd", "provider_hhi"});
  if (!years.rows.empty()) years.rows.erase(years.rows.begin(), years.rows.end() - 1);
  years.as_list = true;
  add_panel(section, named(std::move(years), "last_year", {"In the last year", "마지막 해"}));
  return section;
}

}  // namespace offtake
