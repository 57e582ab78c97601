#include "offtake/simulate/returns.h"

#include <cmath>
#include <limits>

#include "offtake/base/quantity.h"

namespace offtake {
namespace {

double npv_at(double rate, const std::vector<double>& flow, double months) {
  double sum = 0.0;
  for (std::size_t k = 0; k < flow.size(); ++k) {
    sum += flow[k] * std::pow(1.0 + rate, -(double(k) + 0.5) * months / kMonthsPerYear);
  }
  return sum;
}

int sign_changes(const std::vector<double>& flow) {
  int changes = 0;
  double last = 0.0;
  for (const double usd : flow) {
    if (std::abs(usd) < kCent) continue;
    changes += last * usd < 0.0;
    last = usd;
  }
  return changes;
}

}  // namespace

double internal_rate(const std::vector<double>& flow, double months) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  if (sign_changes(flow) != 1) return kNone;
  double low = -0.999, high = 100.0;
  const bool falls = npv_at(low, flow, months) > 0.0;
  if (falls == (npv_at(high, flow, months) > 0.0)) return kNone;  // beyond what anybody means
  for (int i = 0; i < 200; ++i) {
    const double middle = 0.5 * (low + high);
    ((npv_at(middle, flow, months) > 0.0) == falls ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

std::vector<AgreementReturn> measure_returns(const Compiled& c, const BlockSums& sums,
                                             const std::vector<double>& line_usd) {
  const auto all = std::size_t(c.all_steps);
  std::vector<AgreementReturn> out(c.sides.size());
  std::vector<std::vector<double>> flow(c.sides.size(), std::vector<double>(all, 0.0));
  for (std::size_t l = 0; l < c.lines.size(); ++l) {
    for (std::size_t k = 0; k < all; ++k) {
      const double usd = line_usd[l * all + k];
      const auto add = [&](int side, double signed_usd) {
        if (side < 0) return;
        const auto s = std::size_t(side);
        flow[s][k] += signed_usd;
        const double worth = signed_usd * c.discount[c.sides[s].party.index()][k];
        (worth > 0.0 ? out[s].received_usd : out[s].paid_usd) += std::abs(worth);
      };
      add(c.line_sides[l].payer, -usd);
      add(c.line_sides[l].payee, usd);
    }
  }
  for (std::size_t s = 0; s < out.size(); ++s) {
    out[s].agreement = c.sides[s].agreement;
    out[s].party = c.sides[s].party;
    out[s].npv_usd = sums.side_npv_usd[s].estimate();
    out[s].per_year = internal_rate(flow[s], c.clock.months_per_step);
  }
  return out;
}

}  // namespace offtake
