// What was observed, as drivers are fitted to it. Plain data without gaps in meaning: whoever reads
// it from a file has checked it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "offtake/base/quantity.h"
#include "offtake/model/driver.h"

namespace offtake {

// Values above zero at dates that increase.
struct SeriesData {
  std::string name;            // of the group, empty when there is one
  std::vector<double> months;  // since 1970-01
  std::vector<double> values;  // in canonical units of `unit`
  Dimension unit = dim::ratio;
};

// Days since 1970-01-01; a month or quarter counts by its last day.
struct Milestone {
  std::string name;
  double planned_day = 0.0;
  std::optional<double> reached_day;  // nothing: not reached when the data end
};
struct MilestoneData {
  std::string name;
  std::vector<Milestone> milestones;
};

// Debtors at the beginning of a year, and how many of them failed in it.
struct Cohort {
  std::string label;
  double debtors = 0.0;
  double defaults = 0.0;
};
struct CohortData {
  std::string name;
  std::vector<Cohort> cohorts;
};

struct RatingData {
  std::string name;
  std::vector<Rating> ratings;  // one a debtor
};

}  // namespace offtake
