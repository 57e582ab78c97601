// The independent random numbers of all drivers: which sequence, which dimension, in what order.
//
// Streams: the normals of the driver `name` come from stream_of(name), its further uniforms from
// stream_of(name + "\x1fextra"); number i of a path stands at step i/2, half i mod 2 of Philox. So
// the numbers of a driver depend on its name and the path alone.
//
// With Sobol a driver's normals are those of a Brownian bridge over the steps of the clock: number
// 0 sets the sum, number 1 the middle, and so on. Dimensions are dealt by rank: all numbers 0 of
// all drivers by name, then all numbers 1 …; those beyond Sobol's limit stay with Philox.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "offtake/base/random.h"
#include "offtake/futures/futures.h"
#include "offtake/futures/sobol.h"

namespace offtake {

// Maps n independent N(0,1) to n independent N(0,1), the increments of a Brownian motion at 1..n
// whose values are set in the order end, middle, quarters … (Glasserman 2004, section 3.1).
class Bridge {
 public:
  explicit Bridge(int n = 0);
  // In place; z is [n][lane].
  void apply(double* z) const;

 private:
  // W[at] = left·W[from] + right·W[to] + sd·Z; W[n] = √n·Z comes first, and W[0] = 0.
  struct Point {
    int at = 0, from = 0, to = 0;
    double left = 0.0, right = 0.0, sd = 0.0;
  };
  int n_;
  std::vector<Point> points_;
};

class ShockSource {
 public:
  struct Request {
    std::string name;
    int normals = 0;  // 1 or the steps of the clock; 0 for none
    int extras = 0;
  };
  ShockSource() = default;
  ShockSource(const FuturesOptions& options, const std::vector<Request>& requests);

  // z [normals][lane] of driver i.
  void normals(std::size_t i, std::int64_t first, double* z) const;
  // u [extras][lane] of driver i.
  void extras(std::size_t i, std::int64_t first, double* u) const;

  // Random words of 32 bits for one path: two for each number; antithetic pairs share theirs, and
  // what comes from a Sobol sequence needs none.
  double words_per_path() const;

 private:
  struct Stream {
    StreamKey key;
    int count = 0;
    std::vector<int> dimension;  // of the first numbers; the rest are Philox
    Bridge bridge;
  };
  void deal_dimensions(const std::vector<Request>& requests);
  void uniforms(const Stream& stream, std::int64_t first, double* u) const;

  FuturesOptions options_;
  std::vector<Stream> normals_, extras_;  // by driver
  Sobol sobol_;
};

}  // namespace offtake
