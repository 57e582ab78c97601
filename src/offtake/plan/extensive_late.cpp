#include "offtake/plan/extensive_late.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "offtake/base/quantity.h"

namespace offtake::extensive {
namespace {

class Writer {
 public:
  Writer(const Path& path, const CapacityTerms& terms, const Lateness& of, Terms& out)
      : clock_(path.model.clock), terms_(terms), of_(of), out_(out) {
    promised_ = of.signed_month + terms.delivery.ramp.first();
    came_ = promised_ + path.delay_months(terms.delivery.delay);
    ended_ = long_stop_month(path, terms.delivery, of.signed_month);
  }

  void write() {
    if (terms_.delivery.damages) damages(*terms_.delivery.damages);
    if (terms_.deposit && !of_.given_up_month) deposit(terms_.deposit->share * of_.contracted);
    if (ended_ > of_.failed_month || of_.given_up_month.value_or(-1e9) >= ended_) return;
    tenant(-terms_.price.prepayment * of_.contracted, ended_);
  }

 private:
  // From the tenant, in the step that ends at `month` or holds it.
  void tenant(double money, double month) {
    const double steps = (month - clock_.start_month) / clock_.months_per_step;
    const double k = std::ceil(steps - 1e-9) - 1.0;  // infinite where it never happens
    if (steps <= 0.0 || k >= double(out_.steps.size())) return;
    out_.steps[std::size_t(std::max(0.0, k))].paid += of_.sign * money;
  }

  // At the same rate for each month until it comes, is given up or one side fails, up to the cap.
  void damages(const LateDamages& d) {
    const double year = of_.price * kMonthsPerYear;
    const double until = std::min({came_, ended_, of_.failed_month});
    const auto owed = [&](double begin) {
      const double month = std::max(begin, of_.given_up_month.value_or(begin));
      const double late = std::max(0.0, std::min(month, until) - promised_);
      return year * std::min(d.most, d.rate_per_month * late);
    };
    for (std::size_t k = 0; k < out_.steps.size(); ++k) {
      const int step = static_cast<int>(k);
      out_.steps[k].paid -=
          of_.sign * (owed(clock_.begin_of(step + 1)) - owed(clock_.begin_of(step)));
    }
  }

  void deposit(double money) {
    if (of_.signed_month >= clock_.start_month && of_.signed_month < of_.failed_month) {
      out_.steps.at(std::size_t(clock_.step_of(of_.signed_month))).paid += of_.sign * money;
    }
    const double end = std::min(ended_, of_.end_month);
    if (end <= of_.failed_month) tenant(-money, end);
  }

  const Clock& clock_;
  const CapacityTerms& terms_;
  const Lateness& of_;
  Terms& out_;
  double promised_ = 0.0, came_ = 0.0, ended_ = 0.0;
};

}  // namespace

double long_stop_month(const Path& path, const Delivery& delivery, double signed_month) {
  const auto& stop = delivery.long_stop;
  if (!stop || path.delay_months(delivery.delay) <= stop->after_months) {
    return std::numeric_limits<double>::infinity();
  }
  return signed_month + delivery.ramp.first() + stop->after_months;
}

void add_late(const Path& path, const CapacityTerms& terms, const Lateness& of, Terms& out) {
  Writer(path, terms, of, out).write();
}

std::vector<double> taken_over(const Path& path, const Agreement& a, const TakenOver& of,
                               std::size_t steps) {
  std::vector<double> mw(steps, 0.0);
  const Clock& clock = path.model.clock;
  const StepIn& x = *a.delivery()->step_in;
  const double until = std::min({of.end_month, path.stop_month(a.first), path.stop_month(x.by)});
  for (std::size_t k = 0; k < steps; ++k) {
    const double months = overlap_months(clock, static_cast<int>(k), of.from_month, until);
    mw[k] = x.share * of.standing * months / clock.months_per_step;
  }
  return mw;
}

}  // namespace offtake::extensive
