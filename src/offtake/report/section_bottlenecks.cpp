// How much of every resource is used in which year, and what one unit more of it is worth.
#include <cmath>

#include "offtake/base/text.h"
#include "offtake/report/said.h"
#include "offtake/report/shown.h"
#include "offtake/results/columns.h"

namespace offtake {
namespace {

using Mark = XyChart::Series::Mark;

HeatChart heat(std::string y, std::string value) {
  HeatChart chart;
  chart.x = "year";
  chart.y = std::move(y);
  chart.value = std::move(value);
  return chart;
}

std::optional<Text> fullest(const Table& resources) {
  std::size_t most = resources.rows.size();
  for (std::size_t r = 0; r < resources.rows.size(); ++r) {
    const double share = number_at(resources, r, "used_share");
    if (std::isfinite(share) &&
        (most == resources.rows.size() || share > number_at(resources, most, "used_share"))) {
      most = r;
    }
  }
  if (most == resources.rows.size()) return std::nullopt;
  const std::string name = text_at(resources, most, "resource"),
                    year = text_at(resources, most, "year");
  const Text share = share_text(number_at(resources, most, "used_share"));
  return Text{fmt::format("Of all resources {} is nearest to its limit: {} of it is used in {}.",
                          name, share.en, year),
              fmt::format("한도에 가장 가까운 자원은 {}입니다. {}년에 {}가 쓰입니다.", name, year,
                          share.ko)};
}

}  // namespace

Section bottlenecks_section(const Shown& shown) {
  Section section = section_of("bottlenecks", "Bottlenecks", "병목");
  const RunRecord* run = shown.main();
  if (run) {
    const Table resources = table_of(*run, "resources");
    if (const auto said = fullest(resources)) section.lead.push_back(*said);
    add_panel(section,
              named(years_as_text(resources), "resources_used",
                    {"Used of each resource", "자원별 사용률"}),
              heat("resource", "used_share"));
  }
  const RunRecord* study = shown.study("bottleneck");
  if (!study) {
    section.missing.push_back(
        {{"What limits how much can be installed by a date, and what a unit more is worth",
          "기한까지의 설치 용량을 제한하는 것과 한 단위 더의 가치"},
         shown.command("bottleneck", run && !run->steps.empty()
                                         ? "--target '10 GW by " + run->steps.back() + "'"
                                         : "")});
    return section;
  }
  if (const auto said = sentence_of(*study)) section.lead.push_back(*said);
  add_panel(section, table_of(*study, "answer"));
  add_panel(section,
            named(years_as_text(table_of(*study, "resources")), "shadow_prices",
                  {"What one MW more of a resource is worth", "자원 1 MW 더의 가치"}),
            heat("what", "worth_usd_per_mw"));
  add_panel(section, table_of(*study, "bottlenecks"));
  add_panel(section, table_of(*study, "budgets"));
  XyChart reach;
  reach.x = "date";
  reach.series.push_back(
      {Mark::line, "reach_mw", "", "", "", "", {"At most", "최대"}, Tone::supply});
  reach.series.push_back(
      {Mark::area, "in_force_mw", "", "", "", "", {"In force already", "이미 유효"}, Tone::muted});
  add_panel(section, table_of(*study, "reach"), reach);
  add_panel(section, table_of(*study, "relax"));
  add_panel(section, table_of(*study, "context"));
  return section;
}

}  // namespace offtake
