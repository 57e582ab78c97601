#include "offtake/report/sections.h"

#include <algorithm>

#include "offtake/report/shown.h"

namespace offtake {
namespace {

Page page_of(const PageSource& source) {
  Page page;
  page.model = source.model_argument;
  for (const RunRecord& run : source.runs) {
    page.title = run.head.title;
    page.version = run.head.version;
    page.made = std::max(page.made, run.head.ended);
  }
  return page;
}

}  // namespace

Page report_page(const PageSource& source) {
  Page page = page_of(source);
  const Shown shown(source);
  for (const auto& make :
       {decision_section, later_section, timeline_section, capacity_section, money_section,
        parties_section, bargain_section, flows_section, bottlenecks_section, worth_section,
        stress_section, frontier_section, variants_section, concentration_section, trust_section,
        assumptions_section, reproduce_section}) {
    Section section = make(shown);
    const bool empty = section.lead.empty() && section.panels.empty() && section.missing.empty();
    if (!empty) page.sections.push_back(std::move(section));
  }
  page.sections.push_back(glossary_section());
  return page;
}

Page live_page(const RunRecord& run, const PageSource& source) {
  PageSource one{{run}, source.model, source.model_argument};
  Page page = page_of(one);
  const Shown shown(one);
  for (const auto& make : {figures_section, capacity_section, money_section, parties_section,
                           flows_section, bottlenecks_section, concentration_section}) {
    Section section = make(shown);
    section.missing.clear();  // no study moves with a slider
    page.sections.push_back(std::move(section));
  }
  return page;
}

}  // namespace offtake
