// A model as tables: what `show` prints, and what a report says of the model that it is about.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "offtake/futures/futures.h"
#include "offtake/model/model.h"
#include "offtake/modelfile/modelfile.h"
#include "offtake/results/table.h"

namespace offtake {

// All that a report needs: parties, agreements, offers, workloads, drivers, strategies, dates,
// assumptions. `decided` is signed on top of what the strategy signs.
std::vector<Table> model_tables(const LoadedModel& loaded, StrategyId strategy,
                                const Plan& decided);

Table model_parties_table(const Model& model);
Table model_workloads_table(const Model& model);
Table model_strategies_table(const Model& model);
Table model_drivers_table(const Model& model);
Table model_agreements_table(const Model& model);
Table model_offers_table(const Model& model);

// One row per value of the model's files: key, value as written, source, file and line.
Table assumptions_table(const LoadedModel& loaded);

// "capacity", "revenue_share": as in the model file.
std::string kind_text(AgreementKind kind);
std::map<std::string, std::string> kind_words();  // and their Korean
// "firm", "option 40 %".
std::string binding_text(const Agreement& agreement, Language language = Language::en);
// "2025-03"; "–" for a date that never comes.
std::string date_text(double month);
// The last month before `until`, the first instant after.
std::string last_month_text(double until);
// ", long stop 9 months, deposit 5 %"; empty without such clauses.
std::string late_text(const CapacityTerms& terms, Language language = Language::en);
// "$10B/GW-year", "20 % of revenue", "$13B for 27 %" …
std::string terms_text(const Agreement& agreement, Language language = Language::en);
// All that is paid under it, as far as it is fixed at signing (before escalation); NaN if it is
// not.
double contracted_usd(const Model& model, const Agreement& agreement, double signed_month,
                      double mw);

// What is signed and what may be, in time.
struct Stretch {
  std::string name, kind;
  std::string state;  // "offer", "signed", "option 40 %"
  std::string when;   // the signing date, or the window
  std::string state_ko, when_ko;
  bool is_signed = false;
  double mw = 0.0;                                                // 0: without capacity
  double signed_month = 0.0, first = 0.0, full = 0.0, end = 0.0;  // months since 1970-01
  double money_usd = 0.0;                                         // NaN: not fixed
};
// Agreements, what `plan` signs, and the offers that are open; an offer as if signed as early as
// can be and at its most.
std::vector<Stretch> timeline(const Model& model, const Plan& plan);
Table timeline_table(const std::vector<Stretch>& stretches);
// Text by year: window ·, signed ░, delivery rises ▒, in full █.
std::string timeline_text(const std::vector<Stretch>& stretches, const Clock& clock,
                          Language language);

// The same with dates as numbers, for a chart: what is signed, what `plan` decides (by date, at the
// most of its cells) and what is open; signing or window, first delivery, full, end; the 10 % and
// 90 % quantiles of the first delivery where there is a delay (of `drawn`); the last dates of
// options.
Table dates_table(const Model& model, const Plan& plan, const FuturesOptions& drawn);

}  // namespace offtake
