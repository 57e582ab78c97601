// Investments by milestone or condition, loans and warrants of the planner, on a path. Private to
// extensive_*.cpp.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "offtake/plan/extensive_path.h"

namespace offtake::extensive {

// To the planner in a step, $M: `earned` is cash and value, `financed` cash alone, `value` no cash.
struct Flows {
  Sum earned, financed, value;
};

class Deal {
 public:
  // By MW it accrues with what `installed` are, each of its size.
  struct Part {
    Installed installed;
    Size size;
  };
  Deal(const Path& path, const Commitment& commitment, Size size, std::vector<Part> parts);

  // `name` is PATH,STEP.
  void add_step(int step, const std::string& name, Named& out, Flows& flows);

 private:
  void tranche(const InvestmentTerms& terms, int step, const std::string& name, Named& out,
               Flows& flows);
  void warrant(const WarrantTerms& terms, int step, Flows& flows) const;
  void loan(const LoanTerms& terms, int step, Flows& flows) const;
  // times · what has accrued since signing just before `until`, its mean from `from` on if that is
  // earlier.
  void accrue(double from, double until, double times, Sum& sum) const;
  void accrue(double month, double times, Sum& sum) const { accrue(month, month, times, sum); }
  double mean_known(double from, double until) const;
  Sum capped(double month, const std::string& name, Named& out) const;
  // +1 where the planner is on the second side, −1 on the first.
  double sign() const;

  const Path& path_;
  const Model& model_;
  const Agreement& a_;
  const Commitment& of_;
  Size size_;
  std::vector<Part> parts_;
  double stop_;          // one side has failed
  double most_ = 0.0;    // $M, or shares
  double per_mw_ = 0.0;  // 0: by dates
  Ramp dates_;           // months since signing
  Sum before_;           // what was paid of a tranche until the step before
  bool begun_ = false;
};

// Those of the planner that become firm.
std::vector<Deal> deals_of(const ExtensiveProblem& problem, const Parts& parts, const Path& path,
                           const std::vector<Terms>& terms, const std::vector<Size>& sizes);

}  // namespace offtake::extensive
