// Prices along the term, by step.
#include <cmath>

#include "offtake/base/quantity.h"
#include "offtake/simulate/compile_parts.h"

namespace offtake {
namespace {

constexpr double kRounding = 1e-9;

// An extension keeps what its base asks when it ends.
void add_resets(const PriceReset& reset, const Delivery& d, Position& p, Compiled& out) {
  const Clock& clock = out.clock;
  const auto driver_step = [&](double month) {
    return month < clock.start_month ? -1 : std::min(clock.step_of(month), clock.steps - 1);
  };
  ResetTables& t = p.moves.reset;
  t.drivers = reset.index.drivers;
  t.signed_step = driver_step(p.signed_month);
  t.weight = reset.weight;
  t.least = reset.least;
  t.most = reset.most;
  const double at_signing = base_value(reset.index, p.signed_month);
  const bool extends = p.exercise == Exercise::extension;
  for (int k = 0; k < out.all_steps; ++k) {
    const double since =
        extends ? d.ramp.first() + d.term_months : clock.begin_of(k) - p.signed_month;
    const double dates = std::floor(since / reset.every_months + kRounding);
    ResetTables::At at{1.0, t.signed_step};
    if (dates >= 1.0) {
      // The index stands still when the clock ends.
      const double month = std::min(p.signed_month + dates * reset.every_months, clock.end());
      at = {base_value(reset.index, month) / at_signing, driver_step(month)};
    }
    t.at.push_back(at);
    p.escalation[std::size_t(k)] *= t.factor(at.ratio);
  }
}

}  // namespace

double escalation_at(double rate, double months_since_signing) {
  if (rate == 0.0) return 1.0;
  return std::pow(1.0 + rate,
                  std::max(0.0, std::floor(months_since_signing / kMonthsPerYear + kRounding)));
}

void compile_price(const Price& price, const Delivery& delivery, Position& p, Compiled& out) {
  p.escalation.resize(std::size_t(out.all_steps));
  for (int k = 0; k < out.all_steps; ++k) {
    const double since = out.clock.begin_of(k) - p.signed_month;
    p.escalation[std::size_t(k)] = escalation_at(price.escalator_per_year, since);
  }
  if (!price.reset) return;
  p.moves.escalation = p.escalation;
  p.moves.row = out.price_rows++;
  add_resets(*price.reset, delivery, p, out);
}

}  // namespace offtake
