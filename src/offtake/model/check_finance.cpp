// Agreements about money: what contradicts itself, and what a plan's bound cannot hold for.
#include "offtake/base/quantity.h"
#include "offtake/base/text.h"
#include "offtake/model/check_parts.h"

namespace offtake {
namespace {

std::string money(double usd) { return format_quantity(usd, dim::money); }

void check_cap(const Model& model, const Agreement& a, const RevenueShareTerms& terms,
               const std::string& path, Problems& problems) {
  if (!is_capped(terms)) {
    if (terms.paid_before_usd <= 0.0) return;
    problems.warn("W1221", path + ".paid_before", "without a cap it has no effect",
                  "give `most`, or delete this key");
    return;
  }
  if (terms.paid_before_usd >= terms.most_usd) {
    problems
        .error("E1220", path + ".most",
               fmt::format("the cap of {} is no more than the {} that are already paid",
                           money(terms.most_usd), money(terms.paid_before_usd)),
               "give a higher `most`, or delete the agreement")
        .related_path = path + ".paid_before";
  }
  if (a.first == model.planner.party) {
    problems.warn("W1222", path + ".most",
                  "the planner owes it until a cap: its value is not concave in the plan, and a "
                  "plan's bound no proof",
                  "compare with `plan --method extensive` on a sample, which is exact");
  }
}

}  // namespace

void check_finance(const Model& model, const Agreement& a, const std::string& path,
                   Problems& problems) {
  if (const auto* r = std::get_if<RevenueShareTerms>(&a.terms)) {
    check_cap(model, a, *r, path, problems);
  }
}

}  // namespace offtake
