// What all sections are made from, and the small steps from a stored table to a panel. Only for
// report/.
#pragma once

#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "offtake/report/sections.h"

namespace offtake {

// A simulation or a plan as it was played, with its name among them.
struct PlayedRun {
  const RunRecord* run = nullptr;
  std::string name;  // "plan", a strategy, "as-signed"
};

// The runs of a page by what made them.
class Shown {
 public:
  explicit Shown(const PageSource& source);

  const PageSource& source() const { return source_; }
  const RunRecord* study(std::string_view command) const;           // the last one; nullptr: none
  const std::vector<PlayedRun>& played() const { return played_; }  // the main one first
  const RunRecord* main() const { return played_.empty() ? nullptr : played_.front().run; }
  const std::string& planner() const { return planner_; }  // empty: not known

  Table model_table(std::string_view key) const;  // of the inputs; empty: none
  // "offtake compare MODEL" and what follows; the model as a word of the shell.
  std::string command(std::string_view name, std::string_view rest = {}) const;

 private:
  const PageSource& source_;
  std::vector<PlayedRun> played_;
  std::string planner_;
};

// What made a run: "simulate" of "simulate --plan 3".
std::string_view verb(const RunHead& head);

// A stored table, without columns where there is none of this key.
Table table_of(const RunRecord& run, const std::string& key);
const RunSeries* series_of(const RunRecord& run, std::string_view measure,
                           std::string_view party = {});  // nullptr; no party: the first

inline constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
// At a step its quantile of this probability, or its mean where that is below 0; NaN: not kept.
double at_step(const RunRecord& run, const RunSeries& series, double probability, std::size_t step);

// The number of a column of this key; nothing where there is none.
std::optional<std::size_t> find_column(const Table& table, std::string_view key);
std::string text_at(const Table& table, std::size_t row, std::string_view key);
double number_at(const Table& table, std::size_t row, std::string_view key);  // NaN: none

// These columns, in this order; those that are not there are left out.
Table pick(const Table& table, const std::vector<std::string>& keys);
Table without_rows(Table table, const std::function<bool(const Table&, std::size_t row)>& drop);
// Under another key and title.
Table named(Table table, std::string key, Text title);
// Tables of equal columns below each other, with a first column that says whose a row is.
Table together(const std::vector<std::pair<std::string, Table>>& parts, Column first);

// Years as texts: they name the places of bars and of a heat map.
Table years_as_text(Table table);

// The sentence that a study keeps.
std::optional<Text> sentence_of(const RunRecord& run);

// Nothing where the table has no rows.
void add_panel(Section& section, Table table, Chart chart = {}, std::optional<Detail> detail = {});
Section section_of(std::string key, std::string en, std::string ko);

// The sections, in their order on the page.
Section decision_section(const Shown& shown);
Section later_section(const Shown& shown);
Section timeline_section(const Shown& shown);
Section capacity_section(const Shown& shown);
Section money_section(const Shown& shown);
Section parties_section(const Shown& shown);
Section bargain_section(const Shown& shown);
Section flows_section(const Shown& shown);
Section bottlenecks_section(const Shown& shown);
Section worth_section(const Shown& shown);
Section stress_section(const Shown& shown);
Section frontier_section(const Shown& shown);
Section variants_section(const Shown& shown);
Section concentration_section(const Shown& shown);
Section trust_section(const Shown& shown);
Section assumptions_section(const Shown& shown);
Section reproduce_section(const Shown& shown);
Section glossary_section();
// Of one simulation, before all else of a live page.
Section figures_section(const Shown& shown);

}  // namespace offtake
