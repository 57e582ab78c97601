// Agreements about money: what contradicts itself, and what a plan's bound cannot hold for.
#include "offtake/base/quantity.h"
#include "offtake/base/text.h"
#include "offtake/model/check_parts.h"

namespace offtake {
namespace {

class FinanceCheck {
 public:
  FinanceCheck(const Model& model, const Agreement& a, std::string path, Problems& problems)
      : model_(model), a_(a), path_(std::move(path)), problems_(problems) {}

  void operator()(const RevenueShareTerms& t) const {
    if (!is_capped(t)) {
      if (t.paid_before_usd <= 0.0) return;
      problems_.warn("W1221", path_ + ".paid_before", "without a cap it has no effect",
                     "give `most`, or delete this key");
      return;
    }
    if (t.paid_before_usd >= t.most_usd) {
      problems_
          .error("E1220", path_ + ".most",
                 fmt::format("the cap of {} is no more than the {} that are already paid",
                             money(t.most_usd), money(t.paid_before_usd)),
                 "give a higher `most`, or delete the agreement")
          .related_path = path_ + ".paid_before";
    }
    if (a_.first == model_.planner.party) {
      not_concave(".most", "the planner owes it until a cap",
                  "compare with `--method extensive` on a sample, which is exact");
    }
  }

  void operator()(const InvestmentTerms& t) const {
    by_mw("milestone", t.milestone, t.usd_per_mw, t.first_months + t.full_months);
    if (t.condition.valid() && !is_event(model_.at(t.condition))) {
      problems_
          .error("E0412", path_ + ".condition",
                 fmt::format("'{}' is no event", model_.at(t.condition).name),
                 "name a driver of kind bernoulli, hazard or default")
          .related_path = "drivers." + model_.at(t.condition).name;
    }
    if (is_tranche(t) && t.stake > 0.0) {
      problems_.error("E1226", path_ + ".stake",
                      "what is paid by milestone or condition cannot bring a stake: how much of it "
                      "is known only when all is paid",
                      "delete `stake`, or give the stake to an investment of its own");
    }
    if (a_.first == model_.planner.party)
      passes(t.milestone, t.usd_per_mw, t.amount_usd, ".amount");
  }

  void operator()(const LoanTerms& t) const {
    by_mw("funds", t.funds, t.usd_per_mw, t.first_months + t.full_months);
    check_multipliers(model_, t.base_rate_per_year, path_ + ".base_rate", problems_);
    if (t.full_months < t.first_months) {
      problems_.error("E0315", path_ + ".drawn.full", "the last draw comes before the first",
                      "give `full` of at least `first`");
    }
    if (t.full_months > t.grace_months) {
      problems_
          .error("E1227", path_ + ".grace",
                 fmt::format("it is drawn until {} after signing, but paid back from {} on",
                             months(t.full_months), months(t.grace_months)),
                 fmt::format("give a grace period of at least {}", months(t.full_months)))
          .related_path = path_ + ".drawn.full";
    }
    if (t.grace_months > t.term_months) {
      problems_
          .error("E1228", path_ + ".grace",
                 fmt::format("a grace period of {} is longer than the tenor of {}",
                             months(t.grace_months), months(t.term_months)),
                 fmt::format("give a grace period of at most {}", months(t.term_months)))
          .related_path = path_ + ".tenor";
    }
  }

  void operator()(const WarrantTerms& t) const {
    check_multipliers(model_, t.share_price_usd, path_ + ".share_price", problems_);
    delivers("on", t.on);
    passes(t.on, t.shares / t.full_mw, t.shares, ".full");
  }

  template <class T>
  void operator()(const T&) const {}

 private:
  static std::string money(double usd) { return format_quantity(usd, dim::money); }
  static std::string months(double value) { return format_quantity(value, dim::time); }
  bool planned() const {
    return a_.first == model_.planner.party || a_.second == model_.planner.party;
  }

  void not_concave(const char* key, const std::string& why, const char* mend) const {
    problems_.warn("W1222", path_ + key,
                   why + ": its value is not concave in the plan, and a plan's bound no proof",
                   mend);
  }

  // `key` and `per_mw` stand together, and instead of dates.
  void by_mw(const std::string& key, AgreementId of, double per_mw, double dates) const {
    if (of.valid() != (per_mw > 0.0)) {
      problems_.error("E1223", path_ + (of.valid() ? "." + key : ".per_mw"),
                      fmt::format("`{}` and `per_mw` go together", key),
                      of.valid() ? "say how much for each MW, `per_mw: $10B/GW`"
                                 : fmt::format("name the agreement, `{}: NAME`", key));
    }
    if (!of.valid()) return;
    delivers(key, of);
    if (dates > 0.0) {
      problems_.error("E1224", path_ + (key == "funds" ? ".drawn" : ".paid"),
                      fmt::format("it goes by the MW of `{}`, not by dates", key),
                      fmt::format("delete this key, or `{}` and `per_mw`", key));
    }
  }

  void delivers(const std::string& key, AgreementId of) const {
    if (!of.valid()) return;  // the reader has said so
    const Agreement& other = model_.at(of);
    if (!other.delivery()) {
      problems_
          .error("E1225", path_ + "." + key,
                 fmt::format("'{}' of kind {} installs no MW", other.name, key_of(other.kind)),
                 "name an agreement or offer of capacity or a build")
          .related_path = path_of(other);
    } else if (a_.is_offer && other.is_offer) {
      problems_
          .error("E1229", path_ + "." + key,
                 "both may be signed, and what one brings is a product of the two decisions",
                 "make one of them an agreement")
          .related_path = path_of(other);
    }
  }

  void passes(AgreementId of, double per_mw, double most, const char* key) const {
    if (!of.valid() || !model_.at(of).delivery() || !planned()) return;
    if (!model_.at(of).is_offer || !may_pass(model_, of, per_mw, most)) return;
    not_concave(key, fmt::format("more of '{}' may be signed than counts here", model_.at(of).name),
                "raise it to the most of the offer, or lower that");
  }

  const Model& model_;
  const Agreement& a_;
  const std::string path_;
  Problems& problems_;
};

}  // namespace

void check_finance(const Model& model, const Agreement& a, const std::string& path,
                   Problems& problems) {
  std::visit(FinanceCheck(model, a, path, problems), a.terms);
}

}  // namespace offtake
