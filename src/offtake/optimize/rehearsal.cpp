#include "offtake/optimize/rehearsal.h"

#include <numeric>

#include "offtake/optimize/climb.h"

namespace offtake {
namespace {

constexpr int kMostSteps = 60;  // of one rehearsal

// V_i + d·x / (mean_weight + tail_weight), so that F gains d·x.
class Tilted : public Oracle {
 public:
  Tilted(Oracle& of, const Risk& risk, std::vector<double> d)
      : of_(of), share_(1.0 / (risk.mean_weight + risk.tail_weight)), d_(std::move(d)) {}
  std::size_t columns() const override { return of_.columns(); }
  const std::vector<double>& probability() const override { return of_.probability(); }
  Status values(const std::vector<double>& x, std::vector<double>& value) override {
    if (Status done = of_.values(x, value); !done) return done;
    const double by = share_ * std::inner_product(x.begin(), x.end(), d_.begin(), 0.0);
    for (double& v : value) v += by;
    return ok_status();
  }
  Status slope(const std::vector<double>& weight, std::vector<double>& out) override {
    if (Status done = of_.slope(weight, out); !done) return done;
    const double by = share_ * std::accumulate(weight.begin(), weight.end(), 0.0);
    for (std::size_t j = 0; j < out.size(); ++j) out[j] += by * d_[j];
    return ok_status();
  }

 private:
  Oracle& of_;
  double share_;
  std::vector<double> d_;
};

Evaluation tilted(Evaluation e, const std::vector<double>& d, double sign) {
  e.value += sign * std::inner_product(e.x.begin(), e.x.end(), d.begin(), 0.0);
  for (std::size_t j = 0; j < d.size(); ++j) e.slope[j] += sign * d[j];
  return e;
}

}  // namespace

Result<Evaluation> Rehearsal::at(const std::vector<double>& x) {
  for (const Evaluation& e : known_) {
    if (e.x == x) return e;
  }
  const BundleOptions none;
  auto made = Remember(few_, risk_, none).at(x);  // says so where it is no number
  if (made) known_.push_back(*made);
  return made;
}

Result<std::vector<double>> Rehearsal::next(const Evaluation& from, double gap) {
  const double began = all_.seconds();
  const Result<Evaluation> few = at(from.x);
  if (!few) return few.errors();
  std::vector<double> d(from.slope.size());
  for (std::size_t j = 0; j < d.size(); ++j) d[j] = from.slope[j] - few->slope[j];
  auto found = best(from.x, d, gap);
  seconds_ += all_.seconds() - began;
  return found;
}

Result<std::vector<double>> Rehearsal::best(const std::vector<double>& from,
                                            const std::vector<double>& d, double gap) {
  BundleOptions options;
  options.gap = gap;
  options.max_iterations = kMostSteps;
  options.time_limit_seconds = all_.options.time_limit_seconds - all_.seconds();
  options.clock = all_.options.clock;
  options.stop = all_.options.stop;
  options.start = {from};
  for (const Evaluation& e : known_) options.known.push_back(tilted(e, d, 1.0));
  options.keep = [&](const Evaluation& e) {
    known_.push_back(tilted(e, d, -1.0));
    return ok_status();
  };
  Tilted oracle(few_, risk_, d);
  Search search(oracle, risk_, all_.domain, all_.rows.separator(), all_.solver, options);
  for (const Evaluation& e : options.known) search.cuts.add(e);
  Climb climbed;
  const Status done = climb(search, climbed, nullptr);
  all_.incidents.insert(all_.incidents.end(), search.incidents.begin(), search.incidents.end());
  if (!done && !(search.interrupted() && !climbed.best.x.empty())) return done.errors();
  return climbed.best.x;
}

}  // namespace offtake
