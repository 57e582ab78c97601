#include "offtake/simulate/path_values.h"

#include <cmath>
#include <mutex>

#include "offtake/base/parallel.h"
#include "offtake/base/text.h"
#include "offtake/simulate/clauses.h"
#include "offtake/simulate/dispatch.h"
#include "offtake/simulate/one_path.h"

namespace offtake {
namespace {

void install_all(const Compiled& c, KeptPaths& out) {
  out.shapes.resize(std::size_t(c.shape_row.back()) * kLanes);
  std::vector<char> done(c.shape_row.size(), 0);
  for (const Position& p : c.positions) {
    if (p.step_in.failed.valid()) continue;
    const auto shape = std::size_t(p.shape);
    if (done[shape]++) continue;
    Lanes delay;
    set_delay(out.drawn, p, delay);
    install(c, p, delay, out.shapes.data() + std::size_t(c.shape_row[shape]) * kLanes);
  }
}

void draw_group(const Compiled& c, const Futures& futures, std::int64_t first, KeptPaths& out) {
  futures.draw(first, out.drawn);
  install_all(c, out);
}

// Of what a group of paths keeps between plans.
double kept_bytes(const Compiled& c, std::size_t drivers) {
  return sizeof(Lanes) * (double(drivers) * (c.steps + 1) + c.shape_row.back() +
                          2.0 * double(c.workloads.size()) * c.all_steps) +
         Fixed::bytes(c);
}

Diagnostic not_finite(std::int64_t path) {
  Diagnostic d;
  d.code = "E0608";
  d.what = fmt::format("the planner's value is not finite on path {}", path);
  d.mend = "a driver or a growth rule explodes: look at `offtake show MODEL drivers`";
  return d;
}

Status finite(const std::vector<double>& value, std::int64_t first_path) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (!std::isfinite(value[i])) return not_finite(first_path + std::int64_t(i));
  }
  return ok_status();
}

// What one thread works with.
struct Desk {
  Desk(const Compiled& c, const Futures& futures, const PathValuesOptions& options)
      : w(c, futures, Purpose::value), s(c) {
    w.only_path = options.only_path;
    w.expects = options.mean_path;
  }
  Workspace w;
  Slopes s;
};

}  // namespace

struct PathValues::Impl {
  Compiled c;
  Futures futures;
  PathValuesOptions options;
  std::vector<KeptPaths> groups;  // empty: drawn anew in each call
  double group_bytes = 0.0;       // of one of them
  // Of the x that was played last, on every path.
  std::vector<double> x;
  std::vector<Lanes> size_slope;              // [group][signing]
  std::vector<std::array<int, kLanes>> cell;  // [group][epoch]
  std::mutex mutex;
  std::vector<std::unique_ptr<Desk>> desks;

  Impl(Compiled compiled, const Futures& f, const PathValuesOptions& o)
      : c(std::move(compiled)), futures(f), options(o) {}

  std::int64_t group_count() const { return (options.paths + kLanes - 1) / kLanes; }

  void set_sizes(const std::vector<double>& x_) {
    x = x_;
    std::size_t column = 0;
    for (SignedSize& s : c.signings) {
      for (double& mw : s.mw_by_cell) mw = x[column++];
    }
    OFFTAKE_CHECK(column == x.size(), fmt::format("{} columns, {} given", column, x.size()));
  }

  std::unique_ptr<Desk> take_desk() {
    const std::lock_guard lock(mutex);
    if (desks.empty()) return std::make_unique<Desk>(c, futures, options);
    std::unique_ptr<Desk> desk = std::move(desks.back());
    desks.pop_back();
    return desk;
  }

  // Adds Σ weight · slope [column] of the group of paths from `first` on.
  void add_slope(std::int64_t first, const std::vector<double>& weight,
                 std::vector<double>& sum) const;

  // Calls body(desk, first path of the group − first_path, paths in it).
  template <class Body>
  void for_each_group(Body body) {
    for_each_block(block_count(options.paths), options.threads, [&](std::int64_t block) {
      std::unique_ptr<Desk> desk = take_desk();
      Workspace& w = desk->w;
      KeptPaths fresh;
      const std::int64_t end = std::min(options.paths, (block + 1) * kBlockPaths);
      for (std::int64_t first = block * kBlockPaths; first < end; first += kLanes) {
        if (groups.empty()) draw_group(c, futures, options.first_path + first, fresh);
        const KeptPaths& g = groups.empty() ? fresh : groups[std::size_t(first / kLanes)];
        const int counted = static_cast<int>(std::min<std::int64_t>(kLanes, end - first));
        w.start(options.first_path + first, counted, g);
        body(*desk, first, counted);
      }
      const std::lock_guard lock(mutex);
      desks.push_back(std::move(desk));
    });
  }
};

PathValues::PathValues(const Model& model, const Plan& plan, const Futures& futures,
                       const PathValuesOptions& options)
    : impl_(std::make_unique<Impl>(compile(model, plan), futures, options)) {
  keep_value_of_planner(impl_->c);
  const Compiled& c = impl_->c;
  if (options.only_path >= 0 || options.mean_path) {
    impl_->options.paths = 1;
    impl_->groups.resize(1);
    impl_->groups[0].drawn = options.mean_path ? mean_path(futures, options.paths)
                                               : only_path(futures, options.only_path);
    install_all(c, impl_->groups[0]);
    return;
  }
  const std::int64_t groups = impl_->group_count();
  impl_->group_bytes = kept_bytes(c, model.drivers.size());
  if (impl_->group_bytes * double(groups) > options.memory_bytes) return;
  impl_->groups.resize(std::size_t(groups));
  for_each_block(block_count(groups, 16), options.threads, [&](std::int64_t block) {
    std::unique_ptr<Desk> desk = impl_->take_desk();
    for (std::int64_t g = block * 16; g < std::min(groups, (block + 1) * 16); ++g) {
      KeptPaths& kept = impl_->groups[std::size_t(g)];
      const std::int64_t first = options.first_path + g * kLanes;
      draw_group(c, futures, first, kept);
      desk->w.start(first, kLanes, kept);
      keep_needs(desk->w, kept);
      keep_fixed(desk->w, kept);
    }
  });
}

PathValues::~PathValues() = default;
PathValues::PathValues(PathValues&&) noexcept = default;

std::int64_t PathValues::paths() const { return impl_->options.paths; }
PathWork PathValues::work() const { return path_work(impl_->c); }
bool PathValues::kept() const { return !impl_->groups.empty(); }
double PathValues::bytes_per_path() const {
  const Compiled& c = impl_->c;
  const double answers = double(c.signings.size()) * sizeof(Lanes) +
                         double(c.epochs.size()) * sizeof(std::array<int, kLanes>);
  return ((kept() ? impl_->group_bytes : 0.0) + answers) / kLanes + sizeof(double);
}
std::size_t PathValues::columns() const {
  std::size_t n = 0;
  for (const SignedSize& s : impl_->c.signings) n += s.mw_by_cell.size();
  return n;
}

// The backward pass follows on the forward one while that is at hand.
Status PathValues::values(const std::vector<double>& x, std::vector<double>& value) {
  Impl& at = *impl_;
  at.set_sizes(x);
  const std::size_t signings = at.c.signings.size(), epochs = at.c.epochs.size();
  at.size_slope.resize(std::size_t(at.group_count()) * signings);
  at.cell.resize(std::size_t(at.group_count()) * epochs);
  value.assign(std::size_t(paths()), 0.0);
  at.for_each_group([&](Desk& desk, std::int64_t first, int counted) {
    play(desk.w);
    std::copy_n(desk.w.npv[at.c.planner.index()].begin(), counted, value.begin() + first);
    slopes(desk.w, desk.s);
    const auto group = std::size_t(first / kLanes);
    std::copy_n(desk.s.size.begin(), signings, at.size_slope.begin() + group * signings);
    std::copy_n(desk.w.cell.begin(), epochs, at.cell.begin() + group * epochs);
  });
  return finite(value, at.options.first_path);
}

Status PathValues::values_alone(const std::vector<double>& x, std::vector<double>& value) {
  Impl& at = *impl_;
  at.set_sizes(x);
  at.size_slope.clear();  // those that are there are of another x
  value.assign(std::size_t(paths()), 0.0);
  at.for_each_group([&](Desk& desk, std::int64_t first, int counted) {
    play(desk.w);
    std::copy_n(desk.w.npv[at.c.planner.index()].begin(), counted, value.begin() + first);
  });
  return finite(value, at.options.first_path);
}

void PathValues::Impl::add_slope(std::int64_t first, const std::vector<double>& weight,
                                 std::vector<double>& sum) const {
  const auto group = std::size_t(first / kLanes);
  const std::int64_t counted = std::min<std::int64_t>(kLanes, options.paths - first);
  std::size_t column = 0;
  for (std::size_t n = 0; n < c.signings.size(); ++n) {
    const SignedSize& of = c.signings[n];
    if (of.epoch < 0) continue;
    const auto& slope = size_slope[group * c.signings.size() + n];
    const auto& at = cell[group * c.epochs.size() + std::size_t(of.epoch)];
    for (std::size_t i = 0; i < std::size_t(counted); ++i) {
      sum[column + std::size_t(at[i])] += weight[std::size_t(first) + i] * slope[i];
    }
    column += of.mw_by_cell.size();
  }
}

Status PathValues::block_slopes(const std::vector<double>& x, const std::vector<double>& weight,
                                std::vector<double>& out) {
  if (x != impl_->x || impl_->size_slope.empty()) {
    std::vector<double> value;
    if (Status done = values(x, value); !done) return done;
  }
  const std::int64_t blocks = block_count(paths());
  const std::size_t width = columns();
  out.assign(std::size_t(blocks) * width, 0.0);
  for_each_block(blocks, impl_->options.threads, [&](std::int64_t block) {
    std::vector<double> sum(width, 0.0);
    const std::int64_t end = std::min(paths(), (block + 1) * kBlockPaths);
    for (std::int64_t first = block * kBlockPaths; first < end; first += kLanes) {
      impl_->add_slope(first, weight, sum);
    }
    std::copy(sum.begin(), sum.end(), out.begin() + block * std::int64_t(width));
  });
  return ok_status();
}

Status PathValues::slope(const std::vector<double>& x, const std::vector<double>& weight,
                         std::vector<double>& out) {
  std::vector<double> blocks;
  if (Status done = block_slopes(x, weight, blocks); !done) return done;
  return add_block_slopes(blocks, columns(), out);
}

Status add_block_slopes(const std::vector<double>& blocks, std::size_t columns,
                        std::vector<double>& out) {
  out.assign(columns, 0.0);
  std::vector<double> parts(columns > 0 ? blocks.size() / columns : 0);
  for (std::size_t j = 0; j < columns; ++j) {
    for (std::size_t b = 0; b < parts.size(); ++b) parts[b] = blocks[b * columns + j];
    out[j] = ordered_sum(parts);
    if (!std::isfinite(out[j])) return not_finite(0);
  }
  return ok_status();
}

}  // namespace offtake
