#include "offtake/modelfile/data_rows.h"

#include <algorithm>
#include <map>

#include "offtake/base/text.h"

namespace offtake {

Place DataRows::place(const CsvTable::Cell& cell) const {
  return file_.sources.place(mark_of(file_.sources, file_.table, cell));
}

Diagnostic& DataRows::say(std::string code, const CsvTable::Cell& cell, std::string what,
                          std::string mend) {
  Diagnostic d;
  d.severity = code[0] == 'W' ? Severity::warning : Severity::error;
  d.code = std::move(code);
  d.place = place(cell);
  d.what = std::move(what);
  d.mend = std::move(mend);
  return found_.emplace_back(std::move(d));
}

void DataRows::pass_on(const Diagnostics& errors, const CsvTable::Cell& cell) {
  for (Diagnostic d : errors) {
    d.place = place(cell);
    found_.push_back(std::move(d));
  }
}

int DataRows::column(const std::string& name) {
  const int at = file_.table.find(name);
  if (at >= 0) return at;
  std::vector<std::string> names;
  for (const auto& c : file_.table.columns) names.push_back(c.name);
  const auto near = nearest(name, names);
  say("E0981", file_.table.columns[0].cell, fmt::format("there is no column {}", quote(name)),
      near ? fmt::format("did you mean {}?", quote(*near))
           : "the columns are " + join_names(names, 30));
  return -1;
}

std::optional<Date> DataRows::date(const CsvTable::Cell& cell) {
  const Result<Date> read = parse_date(cell.text);
  if (read) return *read;
  pass_on(read.errors(), cell);
  return std::nullopt;
}

std::optional<Quantity> DataRows::number(const CsvTable::Cell& cell, const std::string& unit) {
  const Result<Quantity> read = parse_quantity(with_unit(cell.text, unit));
  if (read) return *read;
  pass_on(read.errors(), cell);
  return std::nullopt;
}

Selected select_rows(DataRows& rows, const DataSelection& which) {
  Selected out;
  std::vector<std::pair<int, const std::string*>> tests;
  bool known = true;
  for (const auto& [column, text] : which.where) {
    const int at = rows.column(column);
    known = known && at >= 0;
    tests.emplace_back(at, &text);
  }
  const int by = which.by.empty() ? -1 : rows.column(which.by);
  if (!known || (!which.by.empty() && by < 0)) return out;
  std::map<std::string, std::size_t> groups;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const bool asked = std::all_of(tests.begin(), tests.end(), [&](const auto& t) {
      return rows.at(r, t.first).text == *t.second;
    });
    if (!asked) continue;
    const std::string name = by < 0 ? std::string() : std::string(rows.at(r, by).text);
    const auto [at, added] = groups.emplace(name, out.names.size());
    if (added) out.names.push_back(name);
    out.rows.push_back(r);
    out.group.push_back(at->second);
  }
  if (out.rows.empty() && rows.size() > 0 && !tests.empty()) {
    std::vector<std::string> values;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const std::string text(rows.at(r, tests[0].first).text);
      if (std::find(values.begin(), values.end(), text) == values.end() && values.size() < 1000) {
        values.push_back(text);
      }
    }
    rows.say("E0981", rows.at(0, tests[0].first),
             fmt::format("no row has what --where asks for, {}", quote(*tests[0].second)),
             "the column holds " + join_names(values, 10));
  }
  return out;
}

void LeftOut::say(DataRows& rows) const {
  if (count_ == 0) return;
  rows.say("W0984", *first_,
           fmt::format("{} {} left out: {}", count_, count_ == 1 ? "row is" : "rows are", why_),
           mend_);
}

}  // namespace offtake
