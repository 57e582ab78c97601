#include "offtake/program/smps.h"

#include <algorithm>

#include "offtake/base/text.h"
#include "offtake/program/smps_stoch.h"

namespace offtake {
namespace {

using namespace smps;

Diagnostic about(const SmpsText& file, int line, const char* code, std::string what,
                 std::string mend) {
  Diagnostic d;
  d.code = code;
  d.severity = code[0] == 'W' ? Severity::warning : Severity::error;
  d.place = {file.name, line, 0, 1, ""};
  d.what = std::move(what);
  d.mend = std::move(mend);
  return d;
}

// The scenarios are the product of the groups' realisations; those of probability zero are left
// out, since nothing hangs on them.
class Product {
 public:
  Product(const SmpsText& source, const Core& core, std::vector<Group> groups)
      : source_(source), core_(core), groups_(std::move(groups)) {
    for (Group& group : groups_) {
      std::erase_if(group.realisations, [](const auto& r) { return r.probability == 0.0; });
    }
    std::erase_if(groups_, [](const Group& group) { return group.realisations.empty(); });
  }

  Status check() const {
    double scenarios = 1.0, changes = 0.0;
    for (const Group& group : groups_) {
      std::size_t most = 0;
      for (const auto& r : group.realisations) most = std::max(most, r.changes.size());
      scenarios *= double(group.realisations.size());
      changes += double(most);
    }
    if (scenarios <= kMostSmpsScenarios && scenarios * changes <= kMostSmpsChanges) {
      return ok_status();
    }
    return about(
        source_, 0, "E1111",
        fmt::format("{:.6g} scenarios with up to {:.0f} random numbers each", scenarios, changes),
        fmt::format("at most {:.0f} scenarios and {:.0f} numbers in all are read: draw a "
                    "sample of them",
                    kMostSmpsScenarios, kMostSmpsChanges));
  }

  // Entries that are random but zero in the core.
  std::vector<Core::Triplet> missing() const {
    std::unordered_map<Spot, char, SpotHash> there;
    for (const Core::Triplet& t : core_.entries) there.emplace(Spot{t.row, t.column}, 0);
    std::vector<Core::Triplet> out;
    for_each_change([&](const Change& c) {
      const bool entry = c.spot.row >= 0 && c.spot.column >= 0;
      if (entry && there.emplace(c.spot, 0).second) {
        out.push_back({c.spot.row, c.spot.column, 0.0});
      }
    });
    return out;
  }

  // The core's matrix must stand. Crossed bounds are appended to `found`.
  std::vector<TwoStage::Scenario> scenarios(Diagnostics& found) {
    std::vector<TwoStage::Scenario> out;
    std::vector<std::size_t> pick(groups_.size(), 0);
    for (bool more = true; more;) {
      TwoStage::Scenario s;
      s.probability = 1.0;
      bounds_.clear();
      for (std::size_t g = 0; g < groups_.size(); ++g) {
        const Group::Realisation& r = groups_[g].realisations[pick[g]];
        s.probability *= r.probability;
        s.name += r.name;
        for (const Change& change : r.changes) apply(change, s);
      }
      take_bounds(s, found);
      out.push_back(std::move(s));
      more = false;
      for (std::size_t g = groups_.size(); g-- > 0 && !more;) {
        more = ++pick[g] < groups_[g].realisations.size();
        if (!more) pick[g] = 0;
      }
    }
    return out;
  }

 private:
  template <class Body>
  void for_each_change(const Body& body) const {
    for (const Group& group : groups_) {
      for (const auto& r : group.realisations) {
        for (const Change& change : r.changes) body(change);
      }
    }
  }

  void apply(const Change& change, TwoStage::Scenario& s) {
    const auto [row, column] = change.spot;
    const LinearProgram& p = core_.program;
    if (row == kObjective && column == kRhs) {
      s.offset = -change.value - p.offset;
    } else if (row == kObjective) {
      s.costs.push_back({column, change.value});
    } else if (row == kLowerBound || row == kUpperBound) {
      bounds_.push_back(change);
    } else if (column == kRhs) {
      s.rows.push_back(core_.row_bounds(row, change.value));
    } else {
      const auto first = p.column.begin() + p.start[std::size_t(row)];
      const auto last = p.column.begin() + p.start[std::size_t(row) + 1];
      s.entries.push_back({std::lower_bound(first, last, column) - p.column.begin(), change.value});
    }
  }

  void take_bounds(TwoStage::Scenario& s, Diagnostics& found) {
    std::sort(bounds_.begin(), bounds_.end(),
              [](const Change& a, const Change& b) { return a.spot.column < b.spot.column; });
    const LinearProgram& p = core_.program;
    for (std::size_t i = 0; i < bounds_.size();) {
      const int column = bounds_[i].spot.column, line = bounds_[i].line;
      TwoStage::Bounds b{column, p.lower[std::size_t(column)], p.upper[std::size_t(column)]};
      for (; i < bounds_.size() && bounds_[i].spot.column == column; ++i) {
        (bounds_[i].spot.row == kLowerBound ? b.least : b.most) = bounds_[i].value;
      }
      if (!(b.least <= b.most) || b.least == kInfinity || b.most == -kInfinity) {
        found.push_back(
            about(source_, line, "E1107",
                  fmt::format("the bounds of column {} are crossed: {} to {}",
                              quote(p.column_names[std::size_t(column)]), b.least, b.most),
                  "correct one of them"));
      }
      s.columns.push_back(b);
    }
  }

  const SmpsText& source_;
  const Core& core_;
  std::vector<Group> groups_;
  std::vector<Change> bounds_;  // of the scenario in the making
};

// First-stage rows that hold later columns, at most one.
Status check_stages(const SmpsText& source, const Core& core, const Periods& periods) {
  for (const Core::Triplet& t : core.entries) {
    const bool wrong = t.value != 0.0 && !periods.second_row[std::size_t(t.row)] &&
                       periods.second_column[std::size_t(t.column)];
    if (!wrong) continue;
    return about(source, 0, "E1108",
                 fmt::format("row {} of the first period holds column {} of a later one",
                             quote(core.program.row_names[std::size_t(t.row)]),
                             quote(core.program.column_names[std::size_t(t.column)])),
                 "begin the second period at or above that row");
  }
  return ok_status();
}

void append(Diagnostics& to, const Diagnostics& more) {
  to.insert(to.end(), more.begin(), more.end());
}

}  // namespace

Result<SmpsProgram> read_smps(const SmpsText& core_text, const SmpsText& time,
                              const SmpsText& stoch) {
  Diagnostics found;
  Core core = read_core(core_text, found);
  const Periods periods = read_time(time, core, found);
  std::vector<Group> groups = read_stoch(stoch, core, periods, found);
  if (const Status stages = check_stages(time, core, periods); periods.sure && !stages) {
    append(found, stages.errors());
  }
  Product product(stoch, core, std::move(groups));
  if (const Status size = product.check(); !size) append(found, size.errors());
  SmpsProgram out;
  if (!has_error(found)) {
    for (const Core::Triplet& t : product.missing()) core.entries.push_back(t);
    matrix_by_rows(core);
    out.program.scenarios = product.scenarios(found);
  }
  sort_diagnostics(found);
  if (has_error(found)) return found;

  out.name = core.name;
  out.periods = static_cast<int>(periods.names.size());
  out.program.core = std::move(core.program);
  out.program.second_column = periods.second_column;
  out.program.second_row = periods.second_row;
  if (out.periods > 2) {
    found.push_back(
        about(time, 0, "W1116",
              fmt::format("{} periods: those after the second are merged into it", out.periods),
              "the value is that of the two-stage relaxation, a bound on the problem"));
  }
  out.warnings = std::move(found);
  if (Status valid = validate(out.program); !valid) return valid.errors();
  return out;
}

}  // namespace offtake
