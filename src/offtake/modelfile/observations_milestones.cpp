// Milestones: planned and actual dates, in one file or in two vintages.
#include <algorithm>
#include <chrono>
#include <map>

#include "offtake/base/text.h"
#include "offtake/modelfile/data_rows.h"

namespace offtake {
namespace {

// The text of a milestone's key columns.
std::string key_of(const DataRows& rows, std::size_t row, const std::vector<int>& columns) {
  std::string out;
  for (const int c : columns) {
    if (!out.empty()) out += ", ";
    out += rows.at(row, c).text;
  }
  return out;
}

std::vector<int> key_columns(DataRows& rows, const MilestoneColumns& columns) {
  std::vector<int> out;
  for (const std::string& name : columns.key) out.push_back(rows.column(name));
  return out;
}

bool all_known(const std::vector<int>& columns) {
  return std::all_of(columns.begin(), columns.end(), [](int c) { return c >= 0; });
}

void say_twice(DataRows& rows, const CsvTable::Cell& cell, const CsvTable::Cell& first,
               const std::string& key) {
  rows.say("E0984", cell, fmt::format("the milestone {} stands twice", quote(key)),
           "name another --key column too, or keep one of them")
      .related.push_back({rows.place(first), "the first"});
}

const char* const kUnwatched =
    "say with --as-of until when the milestones were watched, or fill the date in";

// Planned dates row by row; `reached` gives the date that belongs to a row.
struct PlannedRow {
  std::size_t row;
  std::size_t group;
  Milestone milestone;
};
std::vector<PlannedRow> planned_rows(DataRows& rows, const DataSelection& which,
                                     const MilestoneColumns& columns) {
  std::vector<PlannedRow> out;
  const Selected selected = select_rows(rows, which);
  const int planned = rows.column(columns.planned);
  const std::vector<int> key = key_columns(rows, columns);
  if (planned < 0 || !all_known(key)) return out;
  LeftOut blank("they have no planned date", "fill it in");
  std::map<std::string, const CsvTable::Cell*> seen;
  for (std::size_t i = 0; i < selected.rows.size(); ++i) {
    const std::size_t r = selected.rows[i];
    const CsvTable::Cell& cell = rows.at(r, planned);
    if (cell.text.empty()) {
      blank.add(cell);
      continue;
    }
    const auto date = rows.date(cell);
    if (!date || (which.from_month && end_month(*date) <= *which.from_month)) continue;
    Milestone m;
    m.planned_day = last_day(*date);
    m.name = key.empty() ? fmt::format("line {}", cell.line) : key_of(rows, r, key);
    const auto [first, added] = seen.emplace(m.name, &rows.at(r, key.empty() ? planned : key[0]));
    if (!added) say_twice(rows, rows.at(r, key.empty() ? planned : key[0]), *first->second, m.name);
    out.push_back({r, selected.group[i], std::move(m)});
  }
  blank.say(rows);
  return out;
}

ObservedGroups<MilestoneData> grouped(DataRows& rows, const DataSelection& which,
                                      std::vector<PlannedRow> milestones) {
  ObservedGroups<MilestoneData> out;
  std::map<std::size_t, std::size_t> place;  // groups without a milestone are dropped
  const int by = which.by.empty() ? -1 : rows.column(which.by);
  for (PlannedRow& m : milestones) {
    const auto [at, added] = place.emplace(m.group, out.groups.size());
    if (added) {
      out.groups.emplace_back();
      if (by >= 0) out.groups.back().name = rows.at(m.row, by).text;
    }
    out.groups[at->second].milestones.push_back(std::move(m.milestone));
  }
  return out;
}

}  // namespace

double last_day(const Date& date) {
  using namespace std::chrono;
  const int months = date.precision == Date::Precision::quarter ? 3 : 1;
  const year_month_day ymd{year{date.year}, month{unsigned(date.month)}, day{unsigned(date.day)}};
  if (date.precision == Date::Precision::day) {
    return static_cast<double>(sys_days{ymd}.time_since_epoch().count());
  }
  const year_month last = year_month{ymd.year(), ymd.month()} + std::chrono::months{months - 1};
  return static_cast<double>(sys_days{last / std::chrono::last}.time_since_epoch().count());
}

Result<ObservedGroups<MilestoneData>> read_milestones(const DataFile& file,
                                                      const DataSelection& which,
                                                      const MilestoneColumns& columns) {
  Diagnostics found;
  DataRows rows(file, found);
  const int actual = rows.column(columns.actual);
  std::vector<PlannedRow> milestones = planned_rows(rows, which, columns);
  if (actual < 0) return found;
  for (PlannedRow& m : milestones) {
    const CsvTable::Cell& cell = rows.at(m.row, actual);
    if (!cell.text.empty()) {
      if (const auto date = rows.date(cell)) m.milestone.reached_day = last_day(*date);
    } else if (!columns.as_of_day) {
      rows.say("E0988", cell, "this milestone has no date at which it was reached", kUnwatched);
    }
  }
  ObservedGroups<MilestoneData> out = grouped(rows, which, std::move(milestones));
  return finished(std::move(out), std::move(found));
}

Result<ObservedGroups<MilestoneData>> read_vintages(const DataFile& earlier, const DataFile& later,
                                                    const DataSelection& which,
                                                    const MilestoneColumns& columns) {
  Diagnostics found;
  DataRows rows(earlier, found), others(later, found);
  const int revised = others.column(columns.actual.empty() ? columns.planned : columns.actual);
  const std::vector<int> key = key_columns(others, columns);
  std::vector<PlannedRow> milestones = planned_rows(rows, which, columns);
  if (revised < 0 || !all_known(key)) return found;
  std::map<std::string, std::size_t> at;
  for (std::size_t r = 0; r < others.size(); ++r) {
    const auto [first, added] = at.emplace(key_of(others, r, key), r);
    if (!added)
      say_twice(others, others.at(r, key[0]), others.at(first->second, key[0]), first->first);
  }
  const int planned = earlier.table.find(columns.planned);
  LeftOut alone("the later file has no milestone of that key",
                "correct the key where it is the same");
  std::vector<PlannedRow> both;
  for (PlannedRow& m : milestones) {
    const auto other = at.find(m.milestone.name);
    if (other == at.end()) {
      alone.add(rows.at(m.row, planned));
      continue;
    }
    const CsvTable::Cell& cell = others.at(other->second, revised);
    if (!cell.text.empty()) {
      if (const auto date = others.date(cell)) m.milestone.reached_day = last_day(*date);
    } else if (!columns.as_of_day) {
      others.say("E0988", cell, "this milestone has no date in the later file", kUnwatched);
    }
    both.push_back(std::move(m));
  }
  alone.say(rows);
  ObservedGroups<MilestoneData> out = grouped(rows, which, std::move(both));
  return finished(std::move(out), std::move(found));
}

}  // namespace offtake
