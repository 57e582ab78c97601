#include "offtake/plan/extensive_finance.h"

#include <algorithm>

#include "offtake/base/text.h"

namespace offtake::extensive {

CappedShare::CappedShare(const Commitment& of, const RevenueShareTerms& terms)
    : of_(&of), cap_((terms.most_usd - terms.paid_before_usd) / kUsdPerMoney) {}

void CappedShare::pay(const std::string& step, double share, const Sum& revenue, Named& out,
                      Sum& net) {
  if (share <= 0.0 || revenue.entries.empty()) return;
  const auto name = [&](const char* what) {
    return fmt::format("{}[{},{}]", what, step, of_->label);
  };
  most_owed_ += share * revenue.known;
  const int owed = out.column(name("owed"), 0.0, 0.0, kInfinity);
  Sum sum{0.0, {{owed, 1.0}}};
  for (const LinearProgram::Entry& e : revenue.entries) sum.add(e.column, -share * e.value);
  if (owed_ >= 0) sum.add(owed_, -1.0);
  out.row(name("owing"), 0.0, 0.0, sum.entries);  // (1)

  const int paid = out.column(name("paid"), 0.0, 0.0, cap_);
  int reached = -1;
  if (most_owed_ <= cap_) {
    out.row(name("all"), 0.0, 0.0, {{paid, 1.0}, {owed, -1.0}});
  } else {
    reached = out.whole(name("reached"), 0.0, 1.0);
    out.row(name("until"), 0.0, kInfinity, {{paid, 1.0}, {owed, -1.0}, {reached, most_owed_}});
    out.row(name("cap"), 0.0, kInfinity, {{paid, 1.0}, {reached, -cap_}});  // (2)
    if (reached_ >= 0) out.row(name("stays"), 0.0, 1.0, {{reached, 1.0}, {reached_, -1.0}});
  }
  net.add(paid, -1.0);
  if (paid_ >= 0) net.add(paid_, 1.0);
  owed_ = owed;
  paid_ = paid;
  reached_ = reached;
}

}  // namespace offtake::extensive
