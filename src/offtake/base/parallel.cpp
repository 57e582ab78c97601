#include "offtake/base/parallel.h"

#include <tbb/blocked_range.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/partitioner.h>
#include <tbb/task_arena.h>
#include <tbb/task_group.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>

#include "offtake/base/result.h"
#include "offtake/base/text.h"

// TBB is not built for the thread sanitizer, which therefore does not see that work is handed to
// other threads and back. These two say so; elsewhere they are nothing.
#ifdef __SANITIZE_THREAD__
extern "C" void __tsan_acquire(void* address);
extern "C" void __tsan_release(void* address);
#endif

namespace offtake {
namespace {

struct HandOver {
  void give() {
#ifdef __SANITIZE_THREAD__
    __tsan_release(this);
#endif
  }
  void take() {
#ifdef __SANITIZE_THREAD__
    __tsan_acquire(this);
#endif
  }
};

}  // namespace

bool for_each_block(std::int64_t blocks, int threads, const std::function<void(std::int64_t)>& body,
                    const std::function<bool()>& stop) {
  OFFTAKE_CHECK(blocks >= 0 && threads >= 0, fmt::format("{} blocks, {} threads", blocks, threads));
  if (threads == 1 || blocks <= 1) {
    for (std::int64_t block = 0; block < blocks; ++block) {
      if (stop && stop()) return false;
      body(block);
    }
    return true;
  }
  std::atomic<bool> stopped{false};
  HandOver start, end;
  tbb::task_group_context context;
  const auto run = [&](const tbb::blocked_range<std::int64_t>& range) {
    start.take();
    for (std::int64_t block = range.begin(); block != range.end(); ++block) {
      if (stopped.load(std::memory_order_relaxed)) return;
      if (stop && stop()) {
        stopped.store(true, std::memory_order_relaxed);
        context.cancel_group_execution();
        return;
      }
      body(block);
    }
    end.give();
  };
  // An arena of our own caps the threads for this call alone; a global_control would cap every
  // other user of TBB in the process (and of Python's). Which thread runs a block cannot matter:
  // blocks are the unit of work, so the finest partition (one block) is also the fairest.
  const int cores = tbb::info::default_concurrency();  // TBB warns on stderr when asked for more
  tbb::task_arena arena(threads == 0 ? cores : std::min(threads, cores));
  start.give();
  arena.execute([&] {
    tbb::parallel_for(tbb::blocked_range<std::int64_t>(0, blocks, 1), run,
                      tbb::simple_partitioner(), context);
  });
  end.take();
  return !stopped.load();
}

// A binary counter of partial sums: slot k holds the sum of 2^k values in a row, exactly the tree
// that adding neighbours level by level makes, without a second array.
double ordered_sum(const std::vector<double>& values) {
  std::array<double, 64> slots{};
  std::uint64_t count = 0;
  for (const double value : values) {
    double sum = value;
    int level = 0;
    for (; (count >> level & 1u) != 0; ++level) sum = slots[static_cast<std::size_t>(level)] + sum;
    slots[static_cast<std::size_t>(level)] = sum;
    ++count;
  }
  if (count == 0) return 0.0;
  int level = std::countr_zero(count);
  double sum = slots[static_cast<std::size_t>(level)];
  for (++level; level < 64; ++level) {
    if ((count >> level & 1u) != 0) sum = slots[static_cast<std::size_t>(level)] + sum;
  }
  return sum;
}

}  // namespace offtake
