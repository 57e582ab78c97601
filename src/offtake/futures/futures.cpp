#include "offtake/futures/futures.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <variant>

#include "offtake/base/random.h"
#include "offtake/base/text.h"
#include "offtake/futures/correlation.h"
#include "offtake/futures/sampler.h"
#include "offtake/futures/shocks.h"

namespace offtake {

struct Futures::Impl {
  FuturesOptions options;
  int steps = 0;
  std::vector<std::shared_ptr<const Sampler>> samplers;  // by driver, as all below
  std::vector<std::optional<HeldPath>> held;
  std::vector<int> normals;    // drawn per path
  std::vector<int> mixed_row;  // row in the mixing, −1 for none
  ShockSource source;
  Mixing mixing;
  std::size_t most_extras = 0;
};

namespace {

// Memory of one thread for one draw.
struct Scratch {
  std::vector<double> mixed;   // [row of the mixing][step][lane]
  std::vector<double> normal;  // [step][lane] of one driver
  std::vector<double> uniform;
  std::vector<double> once;  // [lane]
};

// One N(0,1) per path out of those of all steps: Σ_t Z_t/√T.
void whole_clock(const double* z, int steps, double* sum) {
  std::fill_n(sum, kLanes, 0.0);
  for (int k = 0; k < steps; ++k) {
    for (int l = 0; l < kLanes; ++l) sum[l] += z[k * kLanes + l];
  }
  for (int l = 0; l < kLanes; ++l) sum[l] /= std::sqrt(double(steps));
}

void hold(const HeldPath& path, double* value, double* event) {
  for (const double v : path.value) {
    std::fill_n(value, kLanes, v);
    value += kLanes;
  }
  std::fill_n(event, kLanes, path.event_month);
}

// Drivers without shocks cannot be correlated.
Diagnostics correlation_errors(const Model& model,
                               const std::vector<std::shared_ptr<const Sampler>>& samplers) {
  Diagnostics errors;
  for (std::size_t i = 0; i < model.correlations.size(); ++i) {
    const Correlation& c = model.correlations[i];
    for (const DriverId id : {c.a, c.b}) {
      if (samplers[id.index()]->shocks() != Shocks::none || c.rho == 0.0) continue;
      Diagnostic d;
      d.code = "E0602";
      d.key_path = fmt::format("correlations[{}].between", i);
      d.what = fmt::format("the paths of '{}' are given: there is no shock to correlate",
                           model.at(id).name);
      d.mend = "delete this correlation; what goes together can stand in the rows of both tables";
      errors.push_back(d);
    }
  }
  return errors;
}

}  // namespace

Futures::Futures() : impl_(std::make_shared<Impl>()) {}

const FuturesOptions& Futures::options() const { return impl_->options; }
double Futures::words_per_path() const { return impl_->source.words_per_path(); }

Result<Futures> Futures::make(const Model& model, const FuturesOptions& options) {
  auto impl = std::make_shared<Impl>();
  impl->options = options;
  impl->steps = model.clock.steps;

  Diagnostics errors;
  for (const Driver& driver : model.drivers) {
    const SamplerContext context{driver.name, model.clock};
    SamplerResult sampler = std::visit(
        [&](const auto& process) { return make_sampler(process, context); }, driver.process);
    if (sampler) {
      impl->samplers.push_back(*sampler);
    } else {
      errors.insert(errors.end(), sampler.errors().begin(), sampler.errors().end());
    }
  }
  if (!errors.empty()) return errors;
  errors = correlation_errors(model, impl->samplers);
  if (!errors.empty()) return errors;

  Result<Mixing> mixing = mixing_of(model);
  if (!mixing) return mixing.errors();
  impl->mixing = *mixing;
  impl->mixed_row.assign(model.drivers.size(), -1);
  for (std::size_t row = 0; row < mixing->drivers.size(); ++row) {
    impl->mixed_row[mixing->drivers[row]] = int(row);
  }

  for (const Driver& driver : model.drivers) impl->held.push_back(driver.held);

  std::vector<ShockSource::Request> requests;
  for (std::size_t i = 0; i < model.drivers.size(); ++i) {
    const Sampler& s = *impl->samplers[i];
    const bool all = s.shocks() == Shocks::every_step || impl->mixed_row[i] >= 0;
    impl->normals.push_back(s.shocks() == Shocks::none ? 0 : all ? impl->steps : 1);
    requests.push_back({model.drivers[i].name, impl->normals[i], s.extras()});
    impl->most_extras = std::max(impl->most_extras, std::size_t(s.extras()));
  }
  impl->source = ShockSource(options, requests);

  Futures futures;
  futures.impl_ = std::move(impl);
  return futures;
}

void Futures::draw(std::int64_t first, FuturesBlock& out) const {
  OFFTAKE_CHECK(first >= 0 && first % kLanes == 0, fmt::format("first path {}", first));
  const Impl& m = *impl_;
  const std::size_t row = std::size_t(m.steps) * kLanes;
  out.steps = m.steps;
  out.drivers = int(m.samplers.size());
  out.value.resize(m.samplers.size() * row);
  out.event.assign(m.samplers.size() * kLanes, std::numeric_limits<double>::infinity());
  if (m.steps == 0) return;

  thread_local Scratch scratch;
  scratch.mixed.resize(m.mixing.drivers.size() * row);
  scratch.normal.resize(row);
  scratch.uniform.resize(m.most_extras * kLanes);
  scratch.once.resize(kLanes);

  for (std::size_t c = 0; c < m.mixing.drivers.size(); ++c) {
    m.source.normals(m.mixing.drivers[c], first, scratch.mixed.data() + c * row);
  }
  mix(m.mixing, row, scratch.mixed.data());

  for (std::size_t i = 0; i < m.samplers.size(); ++i) {
    const Sampler& sampler = *m.samplers[i];
    Noise noise{first, scratch.normal.data(), scratch.uniform.data()};
    if (m.mixed_row[i] < 0) {
      m.source.normals(i, first, scratch.normal.data());
    } else {
      noise.normal = scratch.mixed.data() + std::size_t(m.mixed_row[i]) * row;
      if (sampler.shocks() == Shocks::once) {
        whole_clock(noise.normal, m.steps, scratch.once.data());
        noise.normal = scratch.once.data();
      }
    }
    m.source.extras(i, first, scratch.uniform.data());
    sampler.fill(noise, out.value.data() + i * row, out.event.data() + i * kLanes);
    if (m.held[i]) hold(*m.held[i], out.value.data() + i * row, out.event.data() + i * kLanes);
  }
}

double Futures::uniform_of(std::uint64_t stream, std::int64_t path) const {
  const StreamKey key{impl_->options.seed, stream};
  if (impl_->options.sampling != Sampling::antithetic) {
    return uniform(key, std::uint64_t(path), 0);
  }
  const double u = uniform(key, std::uint64_t(path) / 2, 0);
  return path % 2 == 0 ? u : 1.0 - u;
}

}  // namespace offtake
