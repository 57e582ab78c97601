#include <algorithm>
#include <cmath>

#include "offtake/base/quantity.h"
#include "offtake/base/text.h"
#include "offtake/model/check_parts.h"
#include "offtake/model/sides.h"

namespace offtake {
namespace {

std::string months(double value) { return format_quantity(value, dim::time); }

void check_window(const Agreement& a, const std::string& path, Problems& problems) {
  if (a.until_month > a.from_month) return;
  const std::string base = a.is_offer ? path + ".window" : path;
  problems
      .error("E0310", base + ".until",
             fmt::format("until {} is not after from {}", to_string(month_date(a.until_month)),
                         to_string(month_date(a.from_month))),
             "give an `until` that is later than `from`")
      .related_path = base + ".from";
}

void check_ramp(const Delivery& d, const std::string& path, Problems& problems) {
  const Ramp& ramp = d.ramp;
  const std::string full = path + (ramp.steps.empty() ? ".ramp.full" : ".ramp");
  if (ramp.full() < ramp.first()) {
    problems
        .error("E0315", full,
               fmt::format("full capacity after {} comes before the first after {}",
                           months(ramp.full()), months(ramp.first())),
               fmt::format("give `full` of at least {}", months(ramp.first())))
        .related_path = path + ".ramp.first";
    return;
  }
  if (ramp.first() < 0.0) {
    problems.error("E0317", path + ".ramp", "the ramp begins before the agreement is signed",
                   "move the first date of the ramp to the signing date or later, or sign earlier");
  }
  if (d.term_months > 0.0 && ramp.full() >= ramp.first() + d.term_months) {
    problems
        .error("E0316", full,
               fmt::format("full capacity comes {} after signing, when the term of {} from first "
                           "delivery is already over",
                           months(ramp.full()), months(d.term_months)),
               fmt::format("give a term longer than {}, or a shorter ramp",
                           months(ramp.full() - ramp.first())))
        .related_path = path + ".term";
  }
}

void check_cost(const Model& model, const Agreement& a, const Delivery& d, const std::string& path,
                Problems& problems) {
  const bool supplied = a.kind == AgreementKind::supply || a.kind == AgreementKind::power;
  if (!d.cost || supplied) return;  // check_pools.cpp
  const std::string base = a.kind == AgreementKind::build ? path : path + ".provider_cost";
  check_multipliers(model, d.cost->capex_usd_per_mw, base + ".capex", problems);
  check_multipliers(model, d.cost->opex_usd_per_mw_month, base + ".opex", problems);
  check_multipliers(model, d.cost->residual, base + ".residual", problems);
  const double date = a.is_offer ? a.from_month : a.signed_month;
  // What was signed before the clock may have been begun before it was signed.
  const bool begun =
      !a.is_offer && a.kind != AgreementKind::build && a.signed_month < model.clock.start_month;
  if (!begun && d.cost->spend_months > d.ramp.first()) {
    problems.error("E0711", base + ".spend",
                   fmt::format("capex is spent over {} before delivery, but the first delivery is "
                               "{} after signing",
                               months(d.cost->spend_months), months(d.ramp.first())),
                   fmt::format("spend over at most {}", months(d.ramp.first())));
  }
  if (!d.accelerator.valid()) return;
  const double chips = base_value(model.at(d.accelerator).price_usd_per_mw, date);
  const double capex = base_value(d.cost->capex_usd_per_mw, date);
  if (chips > capex) {
    problems
        .error("E0712", base + ".capex",
               fmt::format("capex of {} is less than the accelerator's own price of {}",
                           format_quantity(capex, dim::money_per_power),
                           format_quantity(chips, dim::money_per_power)),
               "capex holds chips and construction: raise it, or lower the accelerator's price")
        .related_path = "accelerators." + model.at(d.accelerator).name + ".price";
  }
}

void check_delivery(const Model& model, const Agreement& a, const Delivery& d,
                    const std::string& path, Problems& problems) {
  check_ramp(d, path, problems);
  check_cost(model, a, d, path, problems);
  if (d.delay.valid() && !is_duration(model.at(d.delay))) {
    problems
        .error("E0410", path + ".delay",
               fmt::format("'{}' is a driver of kind {}: it is no duration", model.at(d.delay).name,
                           kind_name(model.at(d.delay).process)),
               "name a driver of kind delay, or one whose values are durations")
        .related_path = "drivers." + model.at(d.delay).name;
  }
  if (d.accelerator.valid()) {
    const Accelerator& chip = model.at(d.accelerator);
    const double last_signing = a.is_offer ? a.until_month : a.signed_month;
    if (last_signing + d.ramp.first() < chip.from_month) {
      problems
          .error("E0713", path + ".accelerator",
                 fmt::format("'{}' is delivered from {}, but this agreement is ready by {}",
                             chip.name, to_string(month_date(chip.from_month)),
                             to_string(month_date(last_signing + d.ramp.first()))),
                 "name an earlier accelerator, or a later delivery")
          .related_path = "accelerators." + chip.name + ".from";
    }
  }
  for (const ResourceUse& use : d.uses) {
    const Resource& r = model.at(use.resource);
    const bool stock = use.when == ResourceUse::When::while_active;
    if (stock ? r.stock_mw.given() : r.flow_mw_per_month.given()) continue;
    problems.error("E0716", path + ".uses." + r.name,
                   fmt::format("resource '{}' has no {}", r.name, stock ? "limit" : "rate"),
                   stock ? "write `at ready` or `at signing`, or give the resource a `limit`"
                         : "write `while active`, or give the resource a `rate`");
  }
}

// The mean of (1 + escalator)^(whole years since signing) over the MW-months of the term.
double mean_escalation(const Delivery& d, double escalator) {
  double weighted = 0.0, months = 0.0;
  const double end = d.ramp.first() + d.term_months;
  for (double t = std::floor(d.ramp.first()); t < end; t += 1.0) {
    const double share = installed_share(d.ramp, t + 0.5);
    weighted += share * std::pow(1.0 + escalator, std::floor(t / kMonthsPerYear));
    months += share;
  }
  return months > 0.0 ? weighted / months : 1.0;
}

void check_price(const Model& model, const Agreement& a, const CapacityTerms& c,
                 const std::string& path, Problems& problems) {
  check_multipliers(model, c.price.amount, path + ".price", problems);
  // The credit is the same for every MW-month; what is owed is least at the lowest price of the
  // term.
  const double escalator = c.price.escalator_per_year;
  const double first = c.delivery.ramp.first();
  const double cheapest = escalator >= 0.0 ? first : first + c.delivery.term_months - 1e-6;
  const double owed =
      c.price.take_or_pay * std::pow(1.0 + escalator, std::floor(cheapest / kMonthsPerYear));
  const double credit = c.price.prepayment * mean_escalation(c.delivery, escalator);
  if (credit > owed * (1.0 + 1e-9)) {
    problems
        .error("E0701", path + ".prepayment",
               fmt::format("with a prepayment of {} the credit of a MW-month is more than the {} "
                           "of its lowest price that is owed whether used or not",
                           format_quantity(c.price.prepayment, dim::ratio),
                           format_quantity(c.price.take_or_pay, dim::ratio)),
               fmt::format("prepay at most {}",
                           format_quantity(c.price.prepayment * owed / credit, dim::ratio)))
        .related_path = path + ".take_or_pay";
  }
  const bool asked_again = c.expansion && !c.expansion->amount.given();
  if (!a.is_offer && a.signed_month < model.clock.start_month && c.price.amount.uncertain() &&
      !asked_again) {
    problems.warn("W0735", path + ".price.driver",
                  "it was signed before the clock, so its price is known: the driver has no effect",
                  "delete the driver");
  }
  if (!has_use(model, a.first)) {
    problems.warn("W0731", path + ".tenant",
                  fmt::format("'{}' has no workload: all of this capacity will stand idle",
                              model.at(a.first).name),
                  "give the tenant a workload");
  }
}

void check_sizes(const Agreement& a, const std::string& path, Problems& problems) {
  if (!a.is_offer || !a.delivery()) return;
  const auto mw = [](double v) { return format_quantity(v, dim::power); };
  if (a.least_mw > a.most_mw) {
    problems
        .error("E0242", path + ".quantity.least",
               fmt::format("least {} is above most {}", mw(a.least_mw), mw(a.most_mw)),
               fmt::format("give a least of at most {}", mw(a.most_mw)))
        .related_path = path + ".quantity.most";
  }
  if (a.tranche_mw <= 0.0) return;
  const double lots = a.most_mw / a.tranche_mw;
  if (std::abs(lots - std::round(lots)) > 1e-9 * std::max(1.0, lots)) {
    const double below = std::floor(lots) * a.tranche_mw;
    problems
        .error("E0241", path + ".quantity.most",
               fmt::format("most {} is no whole number of tranches of {}", mw(a.most_mw),
                           mw(a.tranche_mw)),
               fmt::format("write {} or {}", mw(below), mw(below + a.tranche_mw)))
        .related_path = path + ".quantity.tranche";
  }
}

void check_binding(const Agreement& a, const std::string& path, Problems& problems) {
  if (a.binding == Binding::firm) {
    if (a.converts < 1.0) {
      problems
          .error("E0714", path + ".converts", "a firm agreement needs no conversion: it is signed",
                 "delete `converts`, or write `binding: loi` or `binding: option`")
          .related_path = path + ".binding";
    }
    return;
  }
  if (a.converts >= 1.0) {
    problems.error("E0715", path + ".binding",
                   "an option or letter of intent that converts for certain is a firm agreement",
                   "say how probable it is, `converts: 40 %`, or write `binding: firm`");
  }
}

void check_dates(const Model& model, const Agreement& a, const std::string& path,
                 Problems& problems) {
  const Delivery* d = a.delivery();
  if (a.is_offer) {
    if (a.until_month <= model.clock.start_month || a.from_month >= model.clock.end()) {
      problems.warn("W0702", path + ".window",
                    "the window lies outside the clock: the offer can never be signed",
                    "move the window into the clock");
    }
    return;
  }
  if (d && a.signed_month + d->ramp.first() + d->term_months <= model.clock.start_month &&
      !d->delay.valid() && !is_funded(model, a.name)) {
    problems.warn("W0732", path + ".term", "it ends before the clock starts: it has no effect",
                  "delete it, or start the clock earlier");
  }
  if (d && a.signed_month >= model.clock.end()) {
    problems.warn("W0311", path + ".signed", "it is signed after the end of the clock",
                  "sign it earlier, or make it an offer");
  }
}

// A provider's exclusivity says that the tenant may sign with nobody else; a note says why it did.
void check_exclusive(const Model& model, const Agreement& a, const std::string& path,
                     Problems& problems) {
  if (a.is_offer || a.kind != AgreementKind::capacity || !a.note.empty()) return;
  for (const Agreement& x : model.agreements) {
    if (x.kind != AgreementKind::exclusivity || x.is_offer || x.first != a.first ||
        x.second == a.second || a.signed_month < x.from_month || a.signed_month >= x.until_month) {
      continue;
    }
    problems
        .warn("W0736", path + ".signed",
              fmt::format("it was signed while '{}' gave '{}' the exclusive right", x.name,
                          model.at(x.second).name),
              "correct a date, or say why in `note`")
        .related_path = path_of(x);
  }
}

// A right of first refusal that nothing which may be signed is subject to; with a note it is
// history.
void check_first_refusal(const Model& model, const Agreement& a, const std::string& path,
                         Problems& problems) {
  if (a.kind != AgreementKind::first_refusal || a.is_offer || !a.note.empty()) return;
  for (const Agreement& offer : model.agreements) {
    const bool subject = offer.is_offer && offer.kind == AgreementKind::capacity &&
                         offer.first == a.first && offer.second != a.second;
    if (subject && offer.from_month < a.until_month && a.from_month < offer.until_month) return;
  }
  problems.warn("W0754", path,
                fmt::format("nothing that '{}' may sign with others falls into its time: it has no "
                            "effect",
                            model.at(a.first).name),
                "correct its dates, or say in `note` that it is past");
}

// What was made of an offer is of its kind, and no more than it has.
void check_origin(const Model& model, const Agreement& a, const std::string& path,
                  Problems& problems) {
  if (!a.from_offer.valid() || a.is_offer) return;
  const Agreement& offer = model.at(a.from_offer);
  if (a.kind != offer.kind || a.first != offer.first || a.second != offer.second) {
    problems
        .error("E0788", path + ".from_offer",
               fmt::format("it is not between the same parties, or not of the kind, of '{}'",
                           offer.name),
               "name the offer that it was made of")
        .related_path = path_of(offer);
    return;
  }
  const double most = offer.delivery() ? offer.most_mw : 1.0;
  if (taken_of(model, a.from_offer) <= most * (1.0 + 1e-9)) return;
  problems
      .error("E0787", path + ".from_offer",
             fmt::format("with it more has been signed of '{}' than its most", offer.name),
             "raise the offer's `most`, or delete this key")
      .related_path = path_of(offer);
}

void check_agreement(const Model& model, const Agreement& a, const std::string& path,
                     Problems& problems) {
  check_origin(model, a, path, problems);
  const bool from_outside = a.kind == AgreementKind::investment || a.kind == AgreementKind::loan;
  if (a.first == kOutside && !from_outside) {
    problems.error("E0409", path, "the outside is no side that uses, builds or pays here",
                   "name a party of the model");
  }
  check_exclusive(model, a, path, problems);
  check_first_refusal(model, a, path, problems);
  if (a.first == a.second) {
    problems.error(
        "E0407", path,
        fmt::format("'{}' stands on both sides of this agreement", model.at(a.first).name),
        "name two different parties");
  }
  check_window(a, path, problems);
  check_sizes(a, path, problems);
  check_binding(a, path, problems);
  check_conversion(model, a, path, problems);
  check_dates(model, a, path, problems);
  if (const Delivery* d = a.delivery()) check_delivery(model, a, *d, path, problems);
  check_pool_agreement(model, a, path, problems);
  if (const auto* c = std::get_if<CapacityTerms>(&a.terms)) {
    check_price(model, a, *c, path, problems);
    check_price_clauses(model, a, *c, path, problems);
    check_options(model, a, *c, path, problems);
    check_late(model, a, *c, path, problems);
    check_use(model, a, *c, path, problems);
    check_fleet_terms(model, a, *c, path, problems);
  }
  if (const auto* i = std::get_if<InvestmentTerms>(&a.terms);
      i && i->full_months < i->first_months) {
    problems.error("E0315", path + ".paid.full", "the last payment comes before the first",
                   "give `full` of at least `first`");
  }
  check_backstop(model, a, path, problems);
  check_finance(model, a, path, problems);
  if (const auto* l = std::get_if<LicenceTerms>(&a.terms)) {
    check_multipliers(model, l->worth_usd_per_month, path + ".worth", problems);
    check_multipliers(model, l->fee_usd_per_month, path + ".fee", problems);
    if (!l->worth_usd_per_month.given() && !l->fee_usd_per_month.given()) {
      problems.warn("W0737", path, "a licence without worth and fee has no effect",
                    "give `worth` or `fee`");
    }
  }
}

}  // namespace

std::string path_of(const Agreement& agreement) {
  return (agreement.is_offer ? "offers." : "agreements.") + agreement.name;
}

void check_agreements(const Model& model, Problems& problems) {
  for (const Agreement& a : model.agreements) check_agreement(model, a, path_of(a), problems);
  // What a strategy changes is checked as it reads then, unless it was wrong before the change.
  for (const Strategy& s : model.strategies) {
    for (const Strategy::Change& c : s.change) {
      Problems before;
      check_agreement(model, model.at(c.which), "", before);
      const std::vector<Problem> known = before.take();
      if (std::any_of(known.begin(), known.end(),
                      [](const Problem& p) { return p.severity == Severity::error; })) {
        continue;
      }
      check_agreement(model, c.agreement, "strategies." + s.name + ".change." + c.agreement.name,
                      problems);
    }
  }
}

}  // namespace offtake
