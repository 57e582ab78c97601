// Parts of a simulation, and a run too large to be kept whole (docs/reference/simulation.md, "Many
// paths", "Many machines").
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "offtake/results/record_simulation.h"
#include "offtake/simulate/clauses.h"
#include "offtake/simulate/part.h"
#include "support/random_model.h"

namespace offtake {
namespace {

using testing::random_model;
using testing::RandomModel;

struct Case {
  RandomModel of;
  Futures futures;
  SimulateOptions options;
};

Case case_of(std::uint64_t seed, std::int64_t paths, Sampling sampling = Sampling::plain) {
  Case c{random_model(seed, {false}), {}, {}};
  c.futures = *Futures::make(c.of.model, {7, sampling});
  c.options.paths = paths;
  c.options.threads = 1;
  return c;
}

// All that is kept of a run, as text: equal where every bit is.
std::string text_of(const Case& c, const Simulation& s) {
  const RunRecord r = run_record(s, c.of.model, {});
  std::string out = simulation_json(s, c.of.model, {}).dump() + r.tables.dump();
  for (const RunSeries& series : r.series) out += Json(series.sampled).dump();
  for (const RunValue& v : r.values) out += Json(v.npv_usd).dump();
  return out;
}

std::string text_of(const Case& c) {
  return text_of(c, *simulate(c.of.model, c.of.plan, c.futures, c.options));
}

Result<Simulation> merged(const Case& c, std::vector<SimulationPart> parts) {
  return merge_parts(c.of.model, c.of.plan, c.futures, c.options, std::move(parts));
}

// Through bytes and back, in some other order.
std::vector<SimulationPart> parts_of(const Case& c, std::int64_t count) {
  std::vector<SimulationPart> parts;
  for (std::int64_t i = 0; i < count; ++i) {
    SimulationPart part =
        simulate_part(c.of.model, c.of.plan, c.futures, c.options, {i, count}).value();
    Result<SimulationPart> read =
        part_of_bytes(bytes_of(part), c.of.model, c.of.plan, c.futures, c.options);
    EXPECT_TRUE(read.ok()) << "part " << i << " of " << count;
    if (read) parts.push_back(std::move(read).value());
  }
  std::shuffle(parts.begin(), parts.end(), std::mt19937(std::uint32_t(count)));
  return parts;
}

TEST(Parts, TogetherAreTheRun) {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const Sampling sampling =
        std::array{Sampling::plain, Sampling::antithetic, Sampling::sobol}[seed % 3];
    Case c = case_of(seed, 1001, sampling);
    if (seed % 2 == 0) c.options.may_fail = std::vector<PartyId>{PartyId{1}};
    const std::string whole = text_of(c);
    for (const std::int64_t count : {1, 2, 3, 4, 9}) {  // of 4 blocks
      const Result<Simulation> s = merged(c, parts_of(c, count));
      ASSERT_TRUE(s.ok()) << s.errors()[0].what;
      EXPECT_EQ(text_of(c, *s), whole) << "seed " << seed << ", parts " << count;
    }
  }
}

// Four batches, the last of 4,000 paths.
constexpr std::int64_t kMany = 3 * kBatchPaths + 4000;

TEST(Parts, TogetherAreTheRunInBatches) {
  Case c = case_of(5, kMany, Sampling::antithetic);
  c.options.may_fail = std::vector<PartyId>{PartyId{1}};
  const std::string whole = text_of(c);
  c.options.threads = 2;
  EXPECT_EQ(text_of(c), whole);
  for (const std::int64_t count : {2, 3, 5}) {
    const Result<Simulation> s = merged(c, parts_of(c, count));
    ASSERT_TRUE(s.ok()) << s.errors()[0].what;
    EXPECT_EQ(text_of(c, *s), whole) << "parts " << count;
  }
}

TEST(Parts, ThatAreNotTheRunAreNamed) {
  const Case c = case_of(1, 1000);
  const auto said = [&](std::vector<SimulationPart> parts) {
    const Result<Simulation> s = merged(c, std::move(parts));
    std::string all;
    for (const Diagnostic& d : s.errors()) all += d.code + " " + d.what + "\n";
    return all;
  };
  std::vector<SimulationPart> parts = parts_of(c, 3);
  std::sort(parts.begin(), parts.end(), [](const SimulationPart& a, const SimulationPart& b) {
    return a.range.index < b.range.index;
  });
  std::vector<SimulationPart> wrong;
  EXPECT_EQ(said({}), "E1360 there are no parts\n");
  wrong.push_back(std::move(parts[1]));
  wrong.push_back(std::move(parts_of(c, 3)[0]));
  const std::int64_t twice = wrong[1].range.index;
  wrong.push_back(simulate_part(c.of.model, c.of.plan, c.futures, c.options, {twice, 3}).value());
  const std::string text = said(std::move(wrong));
  EXPECT_NE(text.find("missing"), std::string::npos) << text;
  EXPECT_NE(text.find("twice"), std::string::npos) << text;
  const Case other = case_of(1, 500);
  EXPECT_NE(said(parts_of(other, 2)).find("is of 500 paths"), std::string::npos);
}

// No bytes make the reader read beyond them, or take what is no part.
TEST(Parts, BytesThatAreNoneAreRefused) {
  Case c = case_of(2, 600);
  SimulationPart part = simulate_part(c.of.model, c.of.plan, c.futures, c.options, {0, 2}).value();
  const std::string bytes = bytes_of(part);
  const auto refused = [&](const std::string& text) {
    const auto read = part_of_bytes(text, c.of.model, c.of.plan, c.futures, c.options);
    return !read && read.errors()[0].code == "E1361";
  };
  for (std::size_t length = 0; length < bytes.size(); length += 1 + length / 3) {
    EXPECT_TRUE(refused(bytes.substr(0, length))) << length;
  }
  EXPECT_TRUE(refused(bytes + "x"));
  for (const std::size_t at : {0, 7, 8, 15}) {  // of the range
    std::string changed = bytes;
    changed[at] = '\x7f';
    EXPECT_TRUE(refused(changed)) << at;
  }
  c.options.paths = 1200;  // other blocks
  EXPECT_TRUE(refused(bytes));
}

// The very paths of a streamed run, all kept: its means are theirs, and its quantiles have their
// rank but for what part.h grants.
class InBatches : public ::testing::Test {
 protected:
  InBatches() : c_(case_of(5, kMany)), compiled_(compile(c_.of.model, c_.of.plan)) {}

  PathStore all_paths() const {
    PathStore store(compiled_, kMany);
    Workspace w(compiled_, c_.futures);
    for (std::int64_t first = 0; first < kMany; first += kLanes) {
      w.start(first, kLanes);
      play(w);
      store.keep(w);
    }
    return store;
  }

  Case c_;
  Compiled compiled_;
};

// Whether q is the p-quantile of the sorted values, give or take a share of them.
void expect_quantile(double q, double p, const std::vector<double>& sorted) {
  // Three batches: their middle rank scatters by 0.67 of that of one, √(p(1 − p)/65,536), here
  // taken five times; a mean of values passes it by far where there is a gap.
  const double off = 5.0 * 0.67 * std::sqrt(p * (1.0 - p) / double(kBatchPaths));
  const double tiny = 1e-9 * std::abs(q);
  const auto share = [&](auto at) { return double(at - sorted.begin()) / double(sorted.size()); };
  EXPECT_LE(share(std::lower_bound(sorted.begin(), sorted.end(), q - tiny)), p + off);
  EXPECT_GE(share(std::upper_bound(sorted.begin(), sorted.end(), q + tiny)), p - off);
}

TEST_F(InBatches, MeasuresAreThoseOfAllPaths) {
  const Simulation s = *simulate(c_.of.model, c_.of.plan, c_.futures, c_.options);
  const PathStore store = all_paths();
  for (std::size_t i = 0; i < s.series.size(); ++i) {
    for (std::size_t k = 0; k < s.series[i].estimate.size(); ++k) {
      std::vector<double> values = store.copy(store.column(i, int(k)));
      const Estimate exact = estimate(values.data(), kMany, {});
      const Estimate& streamed = s.series[i].estimate[k];
      ASSERT_NEAR(streamed.mean, exact.mean, 1e-10 * std::abs(exact.mean) + 1e-12);
      ASSERT_NEAR(streamed.standard_error, exact.standard_error,
                  1e-8 * exact.standard_error + 1e-9 * std::abs(exact.mean));
      std::sort(values.begin(), values.end());
      for (int q = 0; q < kQuantileCount; ++q) {
        SCOPED_TRACE(key_of(s.series[i].measure) + " in step " + std::to_string(k));
        expect_quantile(s.series[i].quantile[k * kQuantileCount + std::size_t(q)], kQuantiles[q],
                        values);
      }
    }
  }
  for (std::size_t p = 1; p < s.values.size(); ++p) {
    // Kept of every path: exact.
    const std::vector<double> npv = store.copy(store.npv_column(p));
    ASSERT_EQ(s.npv_usd[p], npv);
    EXPECT_EQ(s.values[p].npv_usd.mean, estimate(npv.data(), kMany, {}).mean);
    EXPECT_EQ(s.values[p].npv_cvar_usd, cvar_low(npv, c_.of.model.planner.risk_tail));
  }
}

}  // namespace
}  // namespace offtake
