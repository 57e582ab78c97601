// When what is signed, ready, in full and over, and until when what may still be decided.
#include "offtake/base/text.h"
#include "offtake/report/shown.h"

namespace offtake {
namespace {

GanttChart gantt() {
  GanttChart chart;
  chart.row = "agreement";
  chart.group = "state";
  chart.spans = {
      {"signed_month", "first_month", {"Until the first delivery", "첫 인도까지"}, Tone::muted},
      {"first_month", "full_month", {"Delivery rises", "인도 증가"}, Tone::supply},
      {"full_month", "end_month", {"In full", "전량"}, Tone::accent}};
  chart.events = {{"window_end_month", {"Last date to sign", "체결 기한"}, Tone::bad},
                  {"expand_until_month", {"Last date to expand", "증설 기한"}, Tone::good},
                  {"extend_notice_month", {"Last date to extend", "연장 통지 기한"}, Tone::good},
                  {"exit_from_month", {"Exit may be told from", "해지 통지 시작"}, Tone::bad}};
  chart.delay_low = "late_low_month";
  chart.delay_high = "late_high_month";
  return chart;
}

std::size_t count_of(const Table& dates, std::string_view state) {
  std::size_t n = 0;
  for (std::size_t r = 0; r < dates.rows.size(); ++r) n += text_at(dates, r, "state") == state;
  return n;
}

}  // namespace

Section timeline_section(const Shown& shown) {
  Section section = section_of("timeline", "Timeline", "일정");
  const Table dates = shown.model_table("dates");
  if (dates.rows.empty()) return section;
  const std::size_t signed_ = count_of(dates, "signed"), planned = count_of(dates, "planned"),
                    open = count_of(dates, "offer");
  section.lead.push_back(
      {fmt::format("{} agreements are signed, {} are planned, {} offers stay open. Whiskers: the "
                   "first delivery, but for the earliest and the latest tenth of futures.",
                   signed_, planned, open),
       fmt::format(
           "체결된 계약 {}건, 계획한 계약 {}건, 남는 제안 {}건. 가로 막대: 가장 이른 10%와 가장 "
           "늦은 10%를 뺀 미래의 첫 인도 시점.",
           signed_, planned, open)});
  add_panel(section, dates, gantt());
  return section;
}

}  // namespace offtake
