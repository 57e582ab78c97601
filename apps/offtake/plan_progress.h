// How a plan is coming along, on stderr.
#pragma once

#include "offtake/base/json.h"
#include "offtake/plan/planner.h"
#include "options.h"

namespace offtake::cli {

// bar    sizes and ranges, then one line that is drawn anew at each iteration
// plain  a line at each iteration
// json   {"event": "sizes" | "ranges" | "iteration" | "phase", …}, a line each
class PlanProgress {
 public:
  explicit PlanProgress(const Options& options);
  ~PlanProgress();  // clears the bar
  PlanProgress(const PlanProgress&) = delete;
  PlanProgress& operator=(const PlanProgress&) = delete;

  void sizes(const PlanSizes& sizes);
  // Of the first plan that was evaluated; later ones say nothing.
  void ranges(const Evaluation& evaluation);
  void iteration(const BundleProgress& p);
  void phase(const std::string& name);

 private:
  // One of three, as the mode asks; `lasts`: a bar leaves it standing.
  enum class Line { lasts, passes };
  void show(Line line, const std::string& text, const Json& event);

  ProgressMode mode_;
  bool told_ranges_ = false;
  bool bar_is_up_ = false;
};

}  // namespace offtake::cli
