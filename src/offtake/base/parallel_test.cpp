#include "offtake/base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

namespace offtake {
namespace {

TEST(Parallel, BlockCount) {
  EXPECT_EQ(block_count(0), 0);
  EXPECT_EQ(block_count(1), 1);
  EXPECT_EQ(block_count(256), 1);
  EXPECT_EQ(block_count(257), 2);
}

TEST(Parallel, EveryBlockOnce) {
  for (int threads : {0, 1, 2, 7}) {
    for (std::int64_t blocks : {0, 1, 2, 97}) {
      std::vector<int> calls(static_cast<std::size_t>(blocks), 0);
      EXPECT_TRUE(for_each_block(blocks, threads,
                                 [&](std::int64_t b) { ++calls[static_cast<std::size_t>(b)]; }));
      for (const int n : calls) EXPECT_EQ(n, 1);
    }
  }
}

TEST(Parallel, NotMoreThreadsThanAsked) {
  for (int threads : {1, 2, 3}) {
    std::atomic<int> inside{0}, most{0};
    for_each_block(64, threads, [&](std::int64_t) {
      const int now = ++inside;
      int seen = most.load();
      while (now > seen && !most.compare_exchange_weak(seen, now)) {
      }
      std::this_thread::sleep_for(std::chrono::microseconds(200));
      --inside;
    });
    EXPECT_LE(most.load(), threads);
  }
}

TEST(Parallel, SameBitsForAnyNumberOfThreads) {
  const auto total = [](int threads) {
    std::vector<double> slots(301);
    for_each_block(301, threads, [&](std::int64_t b) {
      double sum = 0.0;
      for (int i = 0; i < 256; ++i) sum += std::sin(static_cast<double>(b * 256 + i));
      slots[static_cast<std::size_t>(b)] = sum;
    });
    return ordered_sum(slots);
  };
  const double serial = total(1);
  EXPECT_EQ(serial, total(2));
  EXPECT_EQ(serial, total(0));
  EXPECT_EQ(serial, total(5));
}

TEST(Parallel, StopIsAskedBeforeEachBlock) {
  for (int threads : {1, 2}) {
    std::atomic<int> done{0};
    EXPECT_FALSE(for_each_block(
        10'000, threads, [&](std::int64_t) { ++done; }, [&] { return done.load() >= 10; }));
    EXPECT_GE(done.load(), 10);
    EXPECT_LE(done.load(), 10 + threads);
    EXPECT_FALSE(for_each_block(
        4, threads, [&](std::int64_t) { FAIL(); }, [] { return true; }));
    EXPECT_TRUE(for_each_block(
        4, threads, [](std::int64_t) {}, [] { return false; }));
    EXPECT_TRUE(for_each_block(
        0, threads, [](std::int64_t) {}, [] { return true; }));
  }
}

TEST(Parallel, ExceptionsReachTheCaller) {
  for (int threads : {1, 2}) {
    try {
      for_each_block(100, threads, [](std::int64_t b) {
        if (b == 37) throw std::runtime_error("block 37");
      });
      FAIL();
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "block 37");
    }
  }
}

TEST(Parallel, Nests) {
  std::atomic<int> calls{0};
  for_each_block(8, 2, [&](std::int64_t) { for_each_block(8, 2, [&](std::int64_t) { ++calls; }); });
  EXPECT_EQ(calls.load(), 64);
}

// Adding neighbours, level by level: the definition, slowly.
double by_levels(std::vector<double> values) {
  if (values.empty()) return 0.0;
  while (values.size() > 1) {
    std::vector<double> next;
    for (std::size_t i = 0; i + 1 < values.size(); i += 2)
      next.push_back(values[i] + values[i + 1]);
    if (values.size() % 2 == 1) next.push_back(values.back());
    values = std::move(next);
  }
  return values[0];
}

TEST(Parallel, OrderedSumIsPairwise) {
  std::vector<double> values;
  EXPECT_EQ(ordered_sum(values), 0.0);
  for (int i = 0; i < 300; ++i) {
    values.push_back(std::exp(10.0 * std::sin(i * 1.7)));
    EXPECT_EQ(ordered_sum(values), by_levels(values)) << i;
  }
  EXPECT_EQ(ordered_sum({1e16, 1.0, -1e16, 1.0}), (1e16 + 1.0) + (-1e16 + 1.0));
}

}  // namespace
}  // namespace offtake
