// What dispatch works with, kept in the Workspace so that nothing is allocated between paths.
#pragma once

#include <array>
#include <vector>

#include "offtake/futures/futures.h"

namespace offtake {

struct Segment {
  int source = 0;         // index into the fleet's positions
  double capacity = 0.0;  // H100e
  double cost = 0.0;      // USD per H100e-month
};
struct Need {
  double demand = 0.0;  // H100e
  double worth = 0.0;   // USD per H100e-month
};
struct DispatchResult {
  std::vector<double> worked;  // [source], H100e
  std::vector<double> served;  // [need], H100e
};

struct DispatchScratch {
  using Lanes = std::array<double, kLanes>;
  std::vector<Segment> segments;
  std::vector<Need> needs;
  std::vector<std::vector<char>> may;  // [need][source]; empty: all
  DispatchResult result;
  std::vector<Lanes> use_cost;       // [source] USD per H100e-month beyond what is owed
  std::vector<Lanes> worth, volume;  // [need]
  std::vector<int> order;            // needs by falling worth

  // of the network method
  struct Hop {
    int next = -1;     // need that gains what this one gives
    int segment = -1;  // segment that is handed over
  };
  std::vector<double> spare, unmet, flow;  // [segment], [need], [need][segment]
  std::vector<Hop> hops, best_hops;
  std::vector<int> queue;
  std::vector<char> seen;
};

}  // namespace offtake
