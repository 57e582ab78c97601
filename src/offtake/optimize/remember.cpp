#include "offtake/optimize/remember.h"

#include <algorithm>
#include <cmath>

namespace offtake {
namespace {

std::string bytes(const std::vector<double>& x) {
  return {reinterpret_cast<const char*>(x.data()), x.size() * sizeof(double)};
}

bool finite(const Evaluation& e) {
  return std::isfinite(e.value) &&
         std::all_of(e.slope.begin(), e.slope.end(), [](double g) { return std::isfinite(g); });
}

Diagnostic no_number() {
  Diagnostic d;
  d.code = "E0961";
  d.what = "the value of a plan, or its slope, is no finite number";
  d.mend = "look for quantities that grow beyond all bounds; else report this";
  return d;
}

}  // namespace

Remember::Remember(Oracle& oracle, const Risk& risk, const BundleOptions& options)
    : oracle_(oracle), risk_(risk), options_(options) {
  for (const Evaluation& e : options.known) stored_.emplace(bytes(e.x), &e);
}

Result<Evaluation> Remember::at(std::vector<double> x) {
  for (double& v : x) v += 0.0;  // −0 is 0
  if (const auto found = stored_.find(bytes(x)); found != stored_.end()) {
    ++known_;
    return *found->second;
  }
  const double before = options_.clock ? options_.clock() : 0.0;
  auto made = evaluate(oracle_, risk_, x);
  if (options_.clock) seconds_ += options_.clock() - before;
  if (!made) return made;
  if (!finite(*made)) return no_number();
  ++asked_;
  if (options_.keep) {
    if (Status kept = options_.keep(*made); !kept) return kept.errors();
  }
  return made;
}

}  // namespace offtake
