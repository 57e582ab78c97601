#include "offtake/futures/cells.h"

#include <gtest/gtest.h>

namespace offtake {
namespace {

// Two drivers over two yearly steps; lane l has the values l and 10·l in step 1, 0 in step 0.
FuturesBlock two_drivers() {
  FuturesBlock block{2, 2, std::vector<double>(2 * 2 * kLanes), {}};
  for (std::size_t l = 0; l < kLanes; ++l) {
    block.value[kLanes + l] = double(l);
    block.value[3 * kLanes + l] = 10.0 * double(l);
  }
  return block;
}

constexpr Clock kClock{600.0, 12, 2};

TEST(Cells, CountsTheThresholdsThatAreReached) {
  const Epoch epoch{612.0, {DriverId{0}, DriverId{1}}, {{2.0, 5.0}, {40.0}}, {}};
  ASSERT_EQ(epoch.cells(), 6);
  int cell[kLanes];
  cells_of(epoch, kClock, two_drivers(), cell);
  const int expected[] = {0, 0, 1, 1, 4, 5, 5};
  for (int l = 0; l < 7; ++l) EXPECT_EQ(cell[l], expected[l]) << l;
}

TEST(Cells, AnEpochWithoutSignalsHasOneCell) {
  int cell[kLanes] = {7, 7};
  cells_of({600.0, {}, {}, {}}, kClock, two_drivers(), cell);
  for (const int c : cell) EXPECT_EQ(c, 0);
}

TEST(Cells, APathTakesItsOwnNodeOrTheNearest) {
  const Epoch epoch{612.0, {DriverId{0}, DriverId{1}}, {}, {{0, 3, 0, 30}, {0, 1, 0, 10}}};
  int cell[kLanes];
  cells_of(epoch, kClock, two_drivers(), cell);
  const int expected[] = {1, 1, 0, 0, 0};  // lane 2 is as near to both: the first
  for (int l = 0; l < 5; ++l) EXPECT_EQ(cell[l], expected[l]) << l;
}

}  // namespace
}  // namespace offtake
