#include "plan_progress.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/text.h"
#include "output.h"
#include "progress.h"

namespace offtake::cli {
namespace {

constexpr const char* kClear = "\r\x1b[K";

std::string usd(double value) { return format_quantity(value, dim::money, 5); }
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

}  // namespace

PlanProgress::PlanProgress(const Options& options) : mode_(chosen(options.progress)) {}

PlanProgress::~PlanProgress() {
  if (bar_is_up_) say(kClear);
}

void PlanProgress::show(Line line, const std::string& text, const Json& event) {
  if (mode_ == ProgressMode::none) return;
  if (mode_ == ProgressMode::json) {
    return say(event.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
  }
  const bool bar = mode_ == ProgressMode::bar && line == Line::passes;
  say((mode_ == ProgressMode::bar ? kClear : "") + text + (bar ? "" : "\n"));
  bar_is_up_ = bar;
}

void PlanProgress::sizes(const PlanSizes& s) {
  show(Line::lasts,
       fmt::format("{} decisions: {} offers, {} dates, {} cases; {} sequences of cases, {} limits, "
                   "{} futures",
                   s.columns, s.offers, s.epochs, s.cells, s.sequences, s.rows, s.paths),
       {{"event", "sizes"},
        {"columns", s.columns},
        {"offers", s.offers},
        {"epochs", s.epochs},
        {"cells", s.cells},
        {"sequences", s.sequences},
        {"rows", s.rows},
        {"paths", s.paths}});
}

void PlanProgress::ranges(const Evaluation& e) {
  if (told_ranges_) return;
  told_ranges_ = true;
  double least = kInfinity, most = 0.0;
  for (const double slope : e.slope) {
    if (slope == 0.0) continue;
    least = std::min(least, std::abs(slope));
    most = std::max(most, std::abs(slope));
  }
  show(Line::lasts,
       fmt::format("value of the first plan {:.0e} $, slopes from {:.0e} to {:.0e} $/MW", e.value,
                   most > 0.0 ? least : 0.0, most),
       {{"event", "ranges"},
        {"value", number(e.value)},
        {"least_slope", number(least)},
        {"most_slope", number(most)}});
}

void PlanProgress::iteration(const BundleProgress& p) {
  const char* phase = p.phase == BundleProgress::Phase::continuous ? "continuous" : "tranches";
  show(
      Line::passes,
      fmt::format("{:<10} {:>4}  value {:>9}  bound {:>9}  gap {:>8}  {:.1f} s", phase, p.iteration,
                  usd(p.best), usd(p.bound), format_quantity(p.gap, dim::ratio, 2), p.seconds),
      {{"event", "iteration"},
       {"phase", phase},
       {"iteration", p.iteration},
       {"value", number(p.best)},
       {"bound", number(p.bound)},
       {"gap", number(p.gap)},
       {"seconds", number(p.seconds)}});
}

void PlanProgress::phase(const std::string& name) {
  show(Line::passes, name + " …", {{"event", "phase"}, {"phase", name}});
}

}  // namespace offtake::cli
