// How concentrated it is, and how much work comes of a MWh and of a dollar.
#include "offtake/base/text.h"
#include "offtake/report/said.h"
#include "offtake/report/shown.h"
#include "offtake/results/columns.h"

namespace offtake {
namespace {

using Mark = XyChart::Series::Mark;

// By year, of every plan and strategy that was played.
Table by_year(const Shown& shown, const std::vector<std::string>& keys) {
  std::vector<std::pair<std::string, Table>> parts;
  for (const PlayedRun& p : shown.played()) {
    parts.emplace_back(p.name, pick(years_as_text(table_of(*p.run, "by_year")), keys));
  }
  return together(parts, text_column("who", "Plan or strategy", "계획 또는 전략"));
}

XyChart lines(const Shown& shown, std::vector<XyChart::Series> series) {
  XyChart chart;
  chart.x = "year";
  chart.series = std::move(series);
  if (shown.played().size() > 1) chart.facet = "who";
  return chart;
}

}  // namespace

Section concentration_section(const Shown& shown) {
  Section section = section_of("concentration", "Concentration and efficiency", "집중도와 효율");
  if (!shown.main()) {
    section.missing.push_back(
        {{"How concentrated and how efficient it is", "집중도와 효율"}, shown.command("simulate")});
    return section;
  }
  Table hhi = named(by_year(shown, {"year", "provider_hhi", "jurisdiction_hhi", "vendor_hhi"}),
                    "hhi", {"Concentration (HHI)", "집중도(HHI)"});
  hhi.note = "1 is a single one, 1/n is n equal ones.";
  hhi.note_ko = "1이면 하나뿐이고, 1/n이면 같은 크기 n개입니다.";
  add_panel(
      section, std::move(hhi),
      lines(shown,
            {{Mark::line, "provider_hhi", "", "", "", "", {"Providers", "공급자"}, Tone::accent},
             {Mark::line,
              "jurisdiction_hhi",
              "",
              "",
              "",
              "",
              {"Jurisdictions", "관할권"},
              Tone::supply},
             {Mark::line,
              "vendor_hhi",
              "",
              "",
              "",
              "",
              {"Chip vendors", "칩 제조사"},
              Tone::demand}}));
  add_panel(section,
            named(by_year(shown, {"year", "served_h100e_hours_per_mwh", "power_mwh"}), "per_mwh",
                  {"Work done per MWh", "MWh당 작업량"}),
            lines(shown, {{Mark::line,
                           "served_h100e_hours_per_mwh",
                           "",
                           "",
                           "",
                           "",
                           {"H100e-hours per MWh", "MWh당 H100e-시간"},
                           Tone::served}}));
  add_panel(section,
            named(by_year(shown, {"year", "spend_usd_per_h100e_month", "spend_usd"}), "per_dollar",
                  {"What served work costs", "충족된 작업의 비용"}),
            lines(shown, {{Mark::line,
                           "spend_usd_per_h100e_month",
                           "",
                           "",
                           "",
                           "",
                           {"Spend per served work", "충족 작업당 지출"},
                           Tone::accent}}));
  return section;
}

}  // namespace offtake
