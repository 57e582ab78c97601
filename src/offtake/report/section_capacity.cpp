// Capacity against demand, step by step, for the plan and for every strategy that was played.
#include <algorithm>

#include "offtake/base/text.h"
#include "offtake/report/said.h"
#include "offtake/report/shown.h"
#include "offtake/results/columns.h"

namespace offtake {
namespace {

using Mark = XyChart::Series::Mark;

std::string delivered_key(const std::string& provider) { return "delivered." + provider; }

// Everyone who delivers in any of the runs, the largest first, so that a colour keeps its owner.
std::vector<std::string> providers_of(const std::vector<PlayedRun>& played) {
  std::map<std::string, double> sum;
  for (const PlayedRun& p : played) {
    const Table capacity = table_of(*p.run, "capacity");
    for (std::size_t r = 0; r < capacity.rows.size(); ++r) {
      sum[text_at(capacity, r, "provider")] += number_at(capacity, r, "delivered_h100e");
    }
  }
  std::vector<std::pair<double, std::string>> order;
  for (const auto& [name, h100e] : sum) {
    if (h100e > 0.0) order.emplace_back(-h100e, name);
  }
  std::sort(order.begin(), order.end());
  std::vector<std::string> names;
  for (const auto& [h100e, name] : order) names.push_back(name);
  return names;
}

// The columns: what is drawn of whom, as [measure, probability or mean].
struct Line {
  const char *key, *en, *ko, *measure;
  double probability;  // below 0: the mean
};
constexpr Line kLines[] = {
    {"demand_h100e", "Demand, mean", "수요 평균", "demand_h100e", -1.0},
    {"demand_q05_h100e", "Demand, 5 %", "수요 5 %", "demand_h100e", 0.05},
    {"demand_q25_h100e", "25 %", "25 %", "demand_h100e", 0.25},
    {"demand_q75_h100e", "75 %", "75 %", "demand_h100e", 0.75},
    {"demand_q95_h100e", "95 %", "95 %", "demand_h100e", 0.95},
    {"delivered_h100e", "Delivered", "인도", "delivered_h100e", -1.0},
    {"served_h100e", "Served", "충족", "served_h100e", -1.0},
    {"short_h100e", "Short", "부족", "short_h100e", -1.0},
    {"idle_h100e", "Idle", "유휴", "idle_h100e", -1.0},
};

double value_at(const RunRecord& run, const Line& line, std::size_t step) {
  const RunSeries* series = series_of(run, line.measure);
  return series ? at_step(run, *series, line.probability, step) : kNothing;
}

Table steps_table(const std::vector<PlayedRun>& played, const std::vector<std::string>& providers) {
  Table table{"capacity_steps", "Capacity and demand", "용량과 수요", {}, {}, ""};
  table.columns = {text_column("who", "Plan or strategy", "계획 또는 전략"),
                   text_column("step", "Step", "기간")};
  for (const Line& line : kLines) {
    table.columns.push_back(quantity_column(line.key, line.en, line.ko, dim::compute));
  }
  for (const std::string& name : providers) {
    table.columns.push_back(quantity_column(delivered_key(name), name, name, dim::compute));
  }
  for (const PlayedRun& p : played) {
    const Table capacity = table_of(*p.run, "capacity");
    std::map<std::pair<std::string, std::string>, double> delivered;
    for (std::size_t r = 0; r < capacity.rows.size(); ++r) {
      delivered[{text_at(capacity, r, "step"), text_at(capacity, r, "provider")}] =
          number_at(capacity, r, "delivered_h100e");
    }
    for (std::size_t k = 0; k < p.run->steps.size(); ++k) {
      std::vector<Cell> row = row_of(p.name, p.run->steps[k]);
      for (const Line& line : kLines) row.emplace_back(value_at(*p.run, line, k));
      for (const std::string& name : providers) {
        const auto at = delivered.find({p.run->steps[k], name});
        row.emplace_back(at == delivered.end() ? kNothing : at->second);
      }
      table.rows.push_back(std::move(row));
    }
  }
  table.note =
      "Means over the futures; the fan is what demand is in 90 % and in 50 % of them. Delivered "
      "capacity by provider is what was expected.";
  table.note_ko =
      "모든 미래의 평균. 띠는 미래의 90%와 50%에서의 수요입니다. 공급자별 인도 용량은 "
      "기댓값입니다.";
  return table;
}

XyChart fan(const std::vector<PlayedRun>& played, const std::vector<std::string>& providers) {
  XyChart chart;
  chart.x = "step";
  if (played.size() > 1) chart.facet = "who";
  auto& s = chart.series;
  for (const std::string& name : providers) {
    s.push_back(
        {Mark::area, delivered_key(name), "", "", "", "delivered", {name, name}, Tone::plain});
  }
  s.push_back({Mark::band,
               "",
               "demand_q05_h100e",
               "demand_q95_h100e",
               "",
               "",
               {"Demand, 90 % of futures", "수요, 미래의 90 %"},
               Tone::demand});
  s.push_back({Mark::band,
               "",
               "demand_q25_h100e",
               "demand_q75_h100e",
               "",
               "",
               {"Demand, 50 % of futures", "수요, 미래의 50 %"},
               Tone::demand});
  s.push_back({Mark::line, "demand_h100e", "", "", "", "", {"Demand", "수요"}, Tone::demand});
  s.push_back({Mark::line, "delivered_h100e", "", "", "", "", {"Delivered", "인도"}, Tone::supply});
  return chart;
}

XyChart gaps(const std::vector<PlayedRun>& played) {
  XyChart chart;
  chart.x = "step";
  if (played.size() > 1) chart.facet = "who";
  auto& s = chart.series;
  s.push_back({Mark::area, "served_h100e", "", "", "", "work", {"Served", "충족"}, Tone::served});
  s.push_back({Mark::area, "short_h100e", "", "", "", "work", {"Short", "부족"}, Tone::shortage});
  s.push_back({Mark::line, "delivered_h100e", "", "", "", "", {"Delivered", "인도"}, Tone::supply});
  s.push_back({Mark::band,
               "",
               "served_h100e",
               "delivered_h100e",
               "",
               "",
               {"Stands idle", "유휴"},
               Tone::stranded});
  return chart;
}

// The year in which most is wanting.
std::optional<Text> worst_year(const PlayedRun& played) {
  const Table years = table_of(*played.run, "by_year");
  std::optional<std::size_t> worst;
  const auto share = [&](std::size_t r) {
    return number_at(years, r, "short_h100e") / number_at(years, r, "demand_h100e");
  };
  for (std::size_t r = 0; r < years.rows.size(); ++r) {
    if (share(r) > 0.0 && (!worst || share(r) > share(*worst))) worst = r;
  }
  if (!worst) return std::nullopt;
  const std::string year = text_at(years, *worst, "year");
  const Text part = share_text(share(*worst)),
             likely = share_text(number_at(years, *worst, "shortage_probability"));
  return Text{
      fmt::format("With {}, supply is farthest behind in {}: {} of demand is not met, and "
                  "there is a shortage in {} of futures.",
                  played.name, year, part.en, likely.en),
      fmt::format("{}: 공급이 가장 부족한 해는 {}년입니다. 수요의 {}가 충족되지 않고, 미래의 "
                  "{}에서 부족이 생깁니다.",
                  played.name, year, part.ko, likely.ko)};
}

}  // namespace

Section capacity_section(const Shown& shown) {
  Section section = section_of("capacity", "Capacity and demand", "용량과 수요");
  const std::vector<PlayedRun>& played = shown.played();
  if (played.empty()) {
    section.missing.push_back({{"Capacity against demand, step by step", "기간별 용량과 수요"},
                               shown.command("simulate")});
    return section;
  }
  for (const PlayedRun& p : played) {
    if (const auto said = worst_year(p)) section.lead.push_back(*said);
  }
  const std::vector<std::string> providers = providers_of(played);
  const Table steps = steps_table(played, providers);
  add_panel(section, steps, fan(played, providers));
  Table short_steps = pick(steps, {"who", "step", "demand_h100e", "served_h100e", "short_h100e",
                                   "delivered_h100e", "idle_h100e"});
  short_steps.note = "Means over the futures.";
  short_steps.note_ko = "모든 미래의 평균.";
  add_panel(section,
            named(std::move(short_steps), "shortage_steps",
                  {"Shortage and idle capacity", "부족과 유휴 용량"}),
            gaps(played));
  add_panel(section,
            named(pick(table_of(*played.front().run, "by_year"),
                       {"year", "demand_h100e", "delivered_h100e", "served_h100e", "short_h100e",
                        "short_low_h100e", "short_high_h100e", "shortage_probability",
                        "short_cvar_h100e", "idle_h100e", "delivered_mw"}),
                  "capacity_years",
                  {"By year: " + played.front().name, "연도별: " + played.front().name}));
  return section;
}

}  // namespace offtake
