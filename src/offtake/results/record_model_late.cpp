// What an agreement says of lateness and failure, in a few words.
#include "offtake/base/quantity.h"
#include "offtake/results/record_model.h"

namespace offtake {

std::string late_text(const CapacityTerms& terms) {
  const auto share = [](double value) { return format_quantity(value, dim::ratio); };
  const auto months = [](double value) { return format_quantity(value, dim::time); };
  const Delivery& d = terms.delivery;
  std::string out;
  if (d.long_stop) out += ", long stop " + months(d.long_stop->after_months);
  if (d.damages) {
    out += ", damages " + format_quantity(d.damages->rate_per_month, dim::per_time) + " to " +
           share(d.damages->most);
  }
  if (terms.deposit) out += ", deposit " + share(terms.deposit->share);
  if (d.step_in) {
    out += ", step-in " + share(d.step_in->share) + " after " + months(d.step_in->after_months);
  }
  return out;
}

}  // namespace offtake
