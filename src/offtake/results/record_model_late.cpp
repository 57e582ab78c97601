// What an agreement says of lateness and failure, in a few words.
#include "offtake/base/quantity.h"
#include "offtake/results/record_model.h"

namespace offtake {

std::string late_text(const CapacityTerms& terms, Language language) {
  const bool ko = language == Language::ko;
  const auto share = [=](double value) { return format_quantity(value, dim::ratio, language); };
  const auto months = [=](double value) { return format_quantity(value, dim::time, language); };
  const Delivery& d = terms.delivery;
  std::string out;
  if (d.long_stop) {
    out += (ko ? ", 최종 기한 " : ", long stop ") + months(d.long_stop->after_months);
  }
  if (d.damages) {
    out += (ko ? ", 지체 배상 " : ", damages ") +
           format_quantity(d.damages->rate_per_month, dim::per_time, language) +
           (ko ? ", 최대 " : " to ") + share(d.damages->most);
  }
  if (terms.deposit) out += (ko ? ", 보증금 " : ", deposit ") + share(terms.deposit->share);
  if (d.step_in) {
    out +=
        ko ? ", " + months(d.step_in->after_months) + " 뒤 개입 " + share(d.step_in->share)
           : ", step-in " + share(d.step_in->share) + " after " + months(d.step_in->after_months);
  }
  return out;
}

}  // namespace offtake
