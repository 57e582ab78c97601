#include "offtake/plan/extensive_model.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "offtake/base/text.h"
#include "offtake/model/sides.h"
#include "offtake/model/use.h"
#include "offtake/plan/extensive_pools.h"

namespace offtake::extensive {
namespace {

// oracle-4.5gw,2027Q1 or oracle-4.5gw,2026Q1,expansion,2027Q1
std::string signed_label(const Model& model, const Signing& s) {
  const auto date = [&](double month) { return model.clock.label(model.clock.step_of(month)); };
  std::string of = model.at(s.offer).name + ",";
  if (s.exercise != Exercise::none && model.at(s.offer).is_offer) of += date(s.base_month) + ",";
  if (s.exercise != Exercise::none) of += std::string(key_of(s.exercise)) + ",";
  return of + date(s.month);
}

// Two signings of one offer in one step are told apart.
void tell_apart(std::vector<Commitment>& commitments) {
  std::set<std::string> taken;
  for (Commitment& c : commitments) {
    const std::string first = c.label;
    for (int i = 2; !taken.insert(c.label).second; ++i) c.label = fmt::format("{},{}", first, i);
  }
}

int base_of(const std::vector<Commitment>& all, std::size_t exercise) {
  const auto is_base = [&](const Commitment& c) {
    return c.agreement == all[exercise].agreement && c.exercise == Exercise::none &&
           std::abs(c.month - all[exercise].base_month) < 1e-6;
  };
  int base = -1;
  for (std::size_t i = 0; i < exercise; ++i) base = is_base(all[i]) ? static_cast<int>(i) : base;
  return base;
}

std::vector<Commitment> commitments_of(const ExtensiveProblem& problem) {
  const Model& model = problem.model;
  std::vector<Commitment> all;
  for (std::size_t i = 0; i < model.agreements.size(); ++i) {
    const Agreement& a = model.agreements[i];
    if (a.is_offer || a.signed_month >= model.clock.end()) continue;
    const double mw = a.delivery() ? a.delivery()->capacity_mw : 1.0;
    all.push_back({AgreementId{i}, a.signed_month, false, -1, {mw}, -1, a.name});
  }
  for (const Signing& s : problem.signed_already.signings) {
    std::vector<double> mw{model.at(s.offer).delivery() ? s.mw : 1.0};  // or signed whole
    if (s.epoch >= 0) mw = s.mw_by_cell;
    all.push_back({s.offer, s.month, true, s.epoch, std::move(mw), -1, signed_label(model, s),
                   s.exercise, s.base_month});
  }
  const int before = static_cast<int>(problem.signed_already.epochs.size());
  for (const Slot& s : problem.columns.slots) {
    all.push_back({s.offer,
                   s.month,
                   true,
                   before + s.epoch,
                   {},
                   s.first_column,
                   signed_label(model, signing_of(s, 0.0)),
                   s.exercise,
                   s.base_month});
  }
  tell_apart(all);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (gives_up(all[i].exercise)) all[i].gives_up = base_of(all, i);
  }
  return all;
}

bool runs_at(const Model& model, const Workload& w, SiteId site) {
  if (w.jurisdictions.empty() && w.sites.empty()) return true;
  if (!site.valid()) return false;
  const auto has = [](const auto& all, const auto& one) {
    return all.empty() || std::find(all.begin(), all.end(), one) != all.end();
  };
  return has(w.jurisdictions, model.at(site).jurisdiction) && has(w.sites, site);
}

}  // namespace

Parts parts_of(const ExtensiveProblem& problem) {
  const Model& model = problem.model;
  Parts parts;
  parts.epochs = problem.signed_already.epochs;
  parts.epochs.insert(parts.epochs.end(), problem.columns.epochs.begin(),
                      problem.columns.epochs.end());
  parts.commitments = commitments_of(problem);
  for (const Workload& w : model.workloads) {
    if (w.party == model.planner.party) parts.work.push_back({w});
  }
  for (const Agreement& a : model.agreements) {
    if (a.kind != AgreementKind::backstop || a.is_offer || a.second != model.planner.party)
      continue;
    parts.work.push_back({work_of(a), a.first, a.from_month, a.until_month});
  }
  const PartyId planner = model.planner.party;
  for (std::size_t i = 0; i < parts.commitments.size(); ++i) {
    const Agreement& a = model.at(parts.commitments[i].agreement);
    if (from_fleet(a) && a.second == planner) parts.sold.push_back(i);
  }
  for (const Commitment& c : parts.commitments) {
    const Agreement& a = model.at(c.agreement);
    std::vector<bool> may(parts.work.size(), false);
    const bool layer = is_layer(model, a);
    bool soaked = false;
    for (std::size_t j = 0; j < may.size(); ++j) {
      const Workload& w = parts.work[j].terms;
      // At a site that is put together work runs on its power, and pays for what it uses.
      may[j] = a.delivery() && a.first == model.planner.party &&
               runs_at(model, w, a.delivery()->site) && (!layer || a.kind == AgreementKind::power);
      soaked |= may[j] && !w.earns_cash && !layer;
    }
    for (const std::size_t i : parts.sold) {
      const SiteId at = model.at(parts.commitments[i].agreement).delivery()->site;
      may.push_back(a.delivery() && a.first == planner &&
                    (!at.valid() || at == a.delivery()->site));
    }
    parts.may_run.push_back(std::move(may));
    parts.soaked.push_back(soaked);
  }
  return parts;
}

namespace {

bool earns(const Model& model, PartyId party) {
  return sells_to_backstop(model, party) ||
         std::any_of(model.workloads.begin(), model.workloads.end(),
                     [&](const Workload& w) { return w.party == party && w.earns_cash; });
}

// Why a commitment is beyond the form; empty if it is not.
std::string beyond(const Model& model, const Commitment& c) {
  const PartyId planner = model.planner.party;
  const Agreement& a = model.at(c.agreement);
  if (a.kind == AgreementKind::backstop && a.first == planner) {
    return "what the planner buys comes of the seller's own dispatch";
  }
  const auto passes = [&](AgreementId of, double per_mw, double most) {
    return of.valid() && model.at(of).is_offer && may_pass(model, of, per_mw, most);
  };
  if (const auto* i = std::get_if<InvestmentTerms>(&a.terms)) {
    if (a.first == planner && i->stake > 0.0) return "it gives the planner a stake, max(0, value)";
    if (a.first == planner && passes(i->milestone, i->usd_per_mw, i->amount_usd)) {
      return "what the planner invests by milestone ends at its amount";
    }
  }
  if (const auto* w = std::get_if<WarrantTerms>(&a.terms)) {
    if ((a.first == planner || a.second == planner) &&
        passes(w->on, w->shares / w->full_mw, w->shares)) {
      return "more may be signed than its shares vest by";
    }
  }
  if (a.kind == AgreementKind::revenue_share) {
    if (c.first_column >= 0) return "a revenue share that may be signed multiplies two decisions";
    if (a.second == planner && earns(model, a.first))
      return "its payer's revenue comes of dispatch";
  }
  const Delivery* d = a.delivery();
  if (const auto* x = std::get_if<CapacityTerms>(&a.terms)) {
    const double month = c.exercise == Exercise::none ? c.month : c.base_month;
    const Agreement* right = first_refusal_of(model, c.agreement, month);
    const bool provides = a.second == planner || (right && right->second == planner);
    const bool powered =
        !x->from_fleet && d->site.valid() && model.at(d->site).power_price_usd_per_mwh.given();
    if (provides && has_use(model, a.first) && (x->price.take_or_pay < 1.0 || powered)) {
      return "what its tenant uses comes of the tenant's own dispatch";
    }
    if (provides && right && x->from_fleet)
      return "whose fleet serves it hangs on a right of first refusal";
    if (a.first == planner && x->from_fleet) {
      return "what its provider's fleet delivers comes of the provider's own dispatch";
    }
  }
  if (d && d->step_in && d->step_in->by == planner && has_use(model, a.first)) {
    return "what is used of what the planner takes over comes of the tenant's own dispatch";
  }
  if (const auto* p = std::get_if<PowerTerms>(&a.terms);
      p && a.second == planner && p->energy_usd_per_mwh.given() && has_use(model, a.first)) {
    return "what its buyer uses comes of the buyer's own dispatch";
  }
  if (d && d->site.valid() && model.at(d->site).utility == planner &&
      model.at(d->site).power_price_usd_per_mwh.given()) {
    return "the planner sells the power that is drawn at its site";
  }
  return {};
}

}  // namespace

Diagnostics refusals(const Model& model, const Parts& parts) {
  Diagnostics all;
  const auto refuse = [&](std::string key_path, std::string why) {
    Diagnostic d;
    d.code = "E0963";
    d.key_path = std::move(key_path);
    d.what = "the extensive form does not hold this: " + std::move(why);
    d.mend = "plan it with `--method bundle`, whose values come from the simulator";
    all.push_back(std::move(d));
  };
  for (const Commitment& c : parts.commitments) {
    const std::string why = beyond(model, c);
    if (why.empty()) continue;
    const Agreement& a = model.at(c.agreement);
    refuse((a.is_offer ? "offers." : "agreements.") + a.name, why);
  }
  for (const Parts::Work& w : parts.work) {
    if (w.terms.least_site_mw <= 0.0) continue;
    refuse("workloads." + w.terms.name + ".least_site",
           "a site that counts from a least size on is a step, not a line");
  }
  sort_diagnostics(all);
  return all;
}

}  // namespace offtake::extensive
