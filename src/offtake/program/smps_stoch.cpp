#include "offtake/program/smps_stoch.h"

#include <cmath>

#include "offtake/base/text.h"

namespace offtake::smps {
namespace {

// The changes of a realisation, each number once; a later value stands in for an earlier one.
struct Draft {
  std::vector<Change> changes;
  std::unordered_map<Spot, std::size_t, SpotHash> at;
  std::unordered_map<Spot, int, SpotHash> own;  // given here, not inherited: the line

  void inherit(const std::vector<Change>& from) {
    changes = from;
    for (std::size_t i = 0; i < from.size(); ++i) at.emplace(from[i].spot, i);
  }
  bool set(const Change& change) {
    if (!own.emplace(change.spot, change.line).second) return false;
    const auto [there, added] = at.emplace(change.spot, changes.size());
    if (added) {
      changes.push_back(change);
    } else {
      changes[there->second] = change;
    }
    return true;
  }
};

class StochReader {
 public:
  StochReader(const SmpsText& source, const Core& core, const Periods& periods, Diagnostics& found)
      : core_(core),
        periods_(periods),
        lines_(source, {{"STOCH", 100}, {"INDEP", 3}, {"BLOCKS", 3}, {"SCENARIOS", 3}}, found) {}

  std::vector<Group> run() {
    while (lines_.next()) {
      if (lines_.at_section()) {
        begin_section();
      } else if (section_ == "INDEP") {
        read_independent();
      } else if (section_ == "BLOCKS" && lines_[0] == "BL") {
        begin_block();
      } else if (section_ == "SCENARIOS" && lines_[0] == "SC") {
        begin_scenario();
      } else if (section_ == "BLOCKS" || section_ == "SCENARIOS") {
        read_changes();
      } else if (!skipping_) {
        lines_.fail("E1101", 0, "a line that belongs to no section",
                    "begin with STOCH, then INDEP, BLOCKS or SCENARIOS");
        skipping_ = true;
      }
    }
    end_realisation();
    finish();
    return std::move(groups_);
  }

 private:
  void begin_section() {
    end_realisation();
    section_ = lines_.section();
    skipping_ = section_ != "INDEP" && section_ != "BLOCKS" && section_ != "SCENARIOS";
    if (section_ == "STOCH") return;
    if (skipping_) {
      lines_.fail("E1101", 0, fmt::format("unknown section {}", quote(section_)),
                  "INDEP, BLOCKS and SCENARIOS are read");
      return;
    }
    if (lines_.fields() > 1 && lines_[1] != "DISCRETE") {
      refuse(1, "is no distribution that is read", "DISCRETE: list the values");
    } else if (lines_.fields() > 2 && lines_[2] != "REPLACE") {
      refuse(2, "is no way to change the core that is read", "REPLACE: list the values themselves");
    }
  }

  void refuse(std::size_t field, const char* what, const char* mend) {
    lines_.fail("E1106", field, fmt::format("{} {}", quote(lines_[field]), what), mend);
    section_.clear();
    skipping_ = true;
  }

  std::optional<double> read_probability(std::size_t field) {
    const auto p = lines_.read_number(field);
    if (!p || (*p >= 0.0 && *p <= 1.0 + 1e-9)) return p;
    lines_.fail("E1110", field, fmt::format("{} is no probability", quote(lines_[field])),
                "a number from 0 to 1");
    return {};
  }

  void check_period(std::size_t field) {
    if (periods_.has(lines_[field])) return;
    lines_.fail("E1104", field, fmt::format("there is no period {}", quote(lines_[field])),
                "name one of the time file");
  }

  // column row value [period] probability, or, for a bound, its type, set and column before.
  void read_independent() {
    const bool bound = is_bound(6) || is_bound(5);
    const std::size_t least = bound ? 5 : 4;
    if (!lines_.has_fields({least, least + 1},
                           "a column, a row, a value, a period, a probability")) {
      return;
    }
    const std::size_t last = lines_.fields() - 1, at = bound ? 3 : 2;
    if (lines_.fields() > least) check_period(last - 1);
    const auto probability = read_probability(last);
    std::vector<Change> changes;
    if (!read_change(bound, bound ? 0 : 1, at, changes) || !probability) return;
    const Spot first = changes.front().spot;
    const auto [group, added] = independent_.emplace(first, groups_.size());
    if (added) groups_.emplace_back();
    claim(changes, group->second);
    groups_[group->second].realisations.push_back({"", *probability, std::move(changes)});
  }

  bool is_bound(std::size_t fields) const {
    return lines_.fields() == fields && is_bound_type(lines_[0]) &&
           core_.find_column(lines_[0]) == kNone && core_.find_column(lines_[2]) != kNone;
  }

  // BL block [period] probability
  void begin_block() {
    end_realisation();
    skipping_ = true;  // until the line proves right
    if (!lines_.has_fields({3, 4}, "BL, a block, a period and a probability")) return;
    if (lines_.fields() == 4) check_period(2);
    const auto probability = read_probability(lines_.fields() - 1);
    const auto [block, added] = blocks_.emplace(lines_[1], groups_.size());
    if (added) groups_.emplace_back();
    if (probability) begin_realisation(block->second, "", *probability);
    const auto& all = groups_[block->second].realisations;
    // What is not listed again keeps the first realisation's value.
    if (!all.empty()) draft_.inherit(all.front().changes);
  }

  // SC scenario parent probability [period]
  void begin_scenario() {
    end_realisation();
    skipping_ = true;  // until the line proves right
    if (!lines_.has_fields({4, 5}, "SC, a scenario, its parent, a probability and a period"))
      return;
    if (lines_.fields() == 5) check_period(4);
    const auto probability = read_probability(3);
    if (scenario_group_ == kNoGroup) {
      scenario_group_ = groups_.size();
      groups_.emplace_back();
    }
    const auto& all = groups_[scenario_group_].realisations;
    const std::string_view parent = lines_[2];
    const auto at = scenarios_.find(parent);
    const bool root = parent == "ROOT" || parent == "'ROOT'" || parent == "\"ROOT\"";
    if (!scenarios_.emplace(lines_[1], all.size()).second) {
      lines_.fail("E1105", 1, fmt::format("scenario {} stands twice", quote(lines_[1])),
                  "give it another name");
      return;
    }
    if (!root && at == scenarios_.end()) {
      lines_.fail("E1104", 2, fmt::format("there is no scenario {} above", quote(parent)),
                  "name one above, or ROOT for the core");
    }
    const std::string name(lines_[1]);
    const std::size_t from = root || at == scenarios_.end() ? all.size() : at->second;
    begin_realisation(scenario_group_, name, probability.value_or(0.0));
    if (from < all.size()) draft_.inherit(all[from].changes);
  }

  void begin_realisation(std::size_t group, std::string name, double probability) {
    open_ = group;
    skipping_ = false;
    draft_ = {};
    name_ = std::move(name);
    probability_ = probability;
  }

  void end_realisation() {
    if (open_ == kNoGroup) return;
    total_changes_ += double(draft_.changes.size());
    if (total_changes_ > kMostSmpsChanges) {
      if (!too_many_) {
        lines_.fail_at(lines_.number(), "E1111",
                       fmt::format("more than {:.0f} random numbers in all", kMostSmpsChanges),
                       "take fewer scenarios");
      }
      too_many_ = true;
      draft_.changes.clear();
    }
    groups_[open_].realisations.push_back({name_, probability_, std::move(draft_.changes)});
    open_ = kNoGroup;
  }

  // column row value [row value], or the type, set, column and value of a bound.
  void read_changes() {
    const bool bound = is_bound(4) || (is_bound(3) && !bound_needs_value(lines_[0]));
    if (!bound && !lines_.has_fields({3, 5}, "a column, a row and a value")) return;
    if (open_ == kNoGroup) {
      if (!skipping_) {
        lines_.fail("E1101", 0, "a change outside a block or scenario", "begin one with BL or SC");
      }
      skipping_ = true;
      return;
    }
    std::vector<Change> changes;
    for (std::size_t field = 1; field < (bound ? 2 : lines_.fields()); field += 2) {
      read_change(bound, bound ? 0 : field, bound ? 3 : field + 1, changes);
    }
    claim(changes, open_);
    for (const Change& change : changes) {
      if (!draft_.set(change)) {
        lines_.fail("E1105", 0, "this number is given twice in one realisation", "delete one");
      }
    }
  }

  // Appends what a line changes: one number, or the two of a FX or FR bound.
  bool read_change(bool bound, std::size_t row_field, std::size_t value_field,
                   std::vector<Change>& out) {
    const std::size_t before = out.size();
    if (bound) {
      read_bound(value_field, out);
    } else {
      const auto value = lines_.read_number(value_field);
      const Spot spot = find(row_field);
      if (value && spot.row != kNone) out.push_back({spot, *value, lines_.number()});
    }
    return out.size() > before;
  }

  Spot find(std::size_t row_field) {
    const std::string_view column_name = lines_[0], row_name = lines_[row_field];
    const int row = core_.find_row(row_name);
    if (row == kNone) {
      lines_.fail("E1104", row_field, fmt::format("the core has no row {}", quote(row_name)),
                  "name one of its rows");
      return {};
    }
    int column = core_.find_column(column_name);
    if (column == kNone) {
      if (column_name != core_.rhs_set && column_name != "RHS" && column_name != "RIGHT") {
        lines_.fail("E1104", 0, fmt::format("the core has no column {}", quote(column_name)),
                    "name one of its columns, or RHS");
        return {};
      }
      column = kRhs;
    }
    if (row != kObjective && periods_.sure && !periods_.second_row[std::size_t(row)]) {
      lines_.fail("E1109", row_field, fmt::format("row {} is of the first period", quote(row_name)),
                  "only the second stage is random, and costs");
      return {};
    }
    return {row, column};
  }

  void read_bound(std::size_t value_field, std::vector<Change>& out) {
    const std::string_view type = lines_[0];
    const int column = core_.find_column(lines_[2]), line = lines_.number();
    if (periods_.sure && !periods_.second_column[std::size_t(column)]) {
      lines_.fail("E1109", 2, fmt::format("column {} is of the first period", quote(lines_[2])),
                  "only the second stage is random, and costs");
      return;
    }
    if (!bound_needs_value(type)) {
      refuse_bound(type);
      return;
    }
    const auto value = lines_.read_number(value_field, Lines::Range::infinite_too);
    if (!value) return;
    if (type != "UP" && type != "UI") out.push_back({{kLowerBound, column}, *value, line});
    if (type != "LO" && type != "LI") out.push_back({{kUpperBound, column}, *value, line});
  }

  void refuse_bound(std::string_view type) {
    lines_.fail("E1106", 0, fmt::format("a random bound can not be of type {}", quote(type)),
                "UP, LO or FX with a value; 1e30 is infinite");
  }

  // One number may be random in one group only.
  void claim(const std::vector<Change>& changes, std::size_t group) {
    for (const Change& change : changes) {
      const auto [owner, added] = owners_.emplace(change.spot, group);
      if (added || owner->second == group) continue;
      lines_.fail("E1105", 0, "this number is random in two places",
                  "list it in one block, scenario or independent entry");
    }
  }

  void finish() {
    if (!lines_.ended()) {
      lines_.fail_at(lines_.number(), "E1112", "the file ends without ENDATA",
                     "is it whole? the last line is ENDATA");
    }
    for (const Group& group : groups_) check_sum(group);
  }

  void check_sum(const Group& group) {
    double sum = 0.0;
    for (const auto& r : group.realisations) sum += r.probability;
    if (group.realisations.empty() || std::abs(sum - 1.0) <= 1e-9) return;
    const auto& changes = group.realisations.front().changes;
    const int line = changes.empty() ? 0 : changes.front().line;
    if (sum == 0.0) {
      lines_.fail_at(line, "E1110", "all probabilities are zero", "give each its own");
      return;
    }
    lines_.warn_at(line, "W1115", fmt::format("the probabilities sum to {:.10g}", sum),
                   "they are used as they are; make them sum to 1");
  }

  static constexpr std::size_t kNoGroup = std::size_t(-1);
  const Core& core_;
  const Periods& periods_;
  Lines lines_;
  std::vector<Group> groups_;
  std::unordered_map<Spot, std::size_t, SpotHash> independent_, owners_;
  std::unordered_map<std::string_view, std::size_t> blocks_, scenarios_;
  std::string section_, name_;
  std::size_t scenario_group_ = kNoGroup, open_ = kNoGroup;
  Draft draft_;
  double probability_ = 0.0, total_changes_ = 0.0;
  bool skipping_ = false, too_many_ = false;
};

}  // namespace

std::vector<Group> read_stoch(const SmpsText& source, const Core& core, const Periods& periods,
                              Diagnostics& found) {
  return StochReader(source, core, periods, found).run();
}

}  // namespace offtake::smps
