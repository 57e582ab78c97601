// What dispatch works with, kept in the Workspace so that nothing is allocated between paths.
#pragma once

#include <array>
#include <limits>
#include <vector>

#include "offtake/simulate/compile.h"
#include "offtake/simulate/lanes.h"

namespace offtake {

struct Segment {
  int source = 0;         // index into the fleet's positions
  double capacity = 0.0;  // H100e
  double cost = 0.0;      // USD per H100e-month
  double share = 1.0;     // of the position's capacity
  Tier tier{};
};
struct Need {
  double demand = 0.0;  // H100e
  double worth = 0.0;   // USD per H100e-month
};
// What one more H100e of a source is worth by the way in which the merit order or the network would
// take it up.
struct DispatchSlopes {
  std::vector<double> served;    // [need], in: of one H100e more served
  std::vector<double> used;      // [segment], in: of one H100e more of its use
  std::vector<double> capacity;  // [segment], out
  std::vector<double> gain;      // [segment], out: what dispatch sees of that
  std::vector<double> demand;    // [need], out: of one H100e more that is asked for
};
struct DispatchResult {
  std::vector<double> worked;  // [source], H100e
  std::vector<double> served;  // [need], H100e
};

struct DispatchScratch {
  std::vector<Segment> segments;
  std::vector<Need> needs;
  std::vector<std::vector<char>> may;  // [need][source]; empty: all
  DispatchResult result;
  DispatchSlopes slopes;
  std::vector<std::array<Lanes, 3>> use_cost;  // [source][Tier] USD per H100e-month
  std::vector<Lanes> worth, volume;            // [need]
  std::vector<int> order;                      // needs by falling worth
  std::size_t next = 0;                        // segment at which dispatch_merit() stopped,
  double left = 0.0;                           // and what it left of it

  // of the network method
  struct Hop {
    int next = -1;     // need that gains what this one gives
    int segment = -1;  // segment that is handed over
  };
  std::vector<double> spare, unmet, flow;  // [segment], [need], [need][segment]
  std::vector<Hop> hops, best_hops;
  std::vector<int> queue;
  std::vector<char> seen;
  struct Way {
    double gain = -std::numeric_limits<double>::infinity();
    double slope = 0.0;
  };
  std::vector<Way> ways;  // [need]
};

}  // namespace offtake
