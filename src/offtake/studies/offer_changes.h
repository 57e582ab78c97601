// An offer on other terms. Each changes the offer itself and what the strategy makes of it.
#pragma once

#include <optional>

#include "offtake/model/model.h"

namespace offtake {

// What an offer's price is: of capacity per MW-month, per H100e-month or in total; of a build, and
// of chips and power that are bought, capex; of chips that are leased the lease; of power the
// charge.
enum class PriceOf { price, capex, lease, charge };
struct OfferPrice {
  PriceOf of{};
  Price::Basis basis = Price::Basis::per_mw_month;  // of price and lease
  double usd = 0.0;                                 // at the date
};
// Nothing: it has none.
std::optional<OfferPrice> price_of_offer(const Agreement& offer, double month);

// All of them do nothing where there is nothing to change.
Model with_price(Model model, StrategyId strategy, AgreementId offer, double factor);
// No more of it than the strategy signs already, at the same price per MW; a whole one closed.
Model without_offer(Model model, StrategyId strategy, AgreementId offer);
// Every delivery so many months earlier; what would be delivered before signing, at signing.
Model with_earlier(Model model, StrategyId strategy, AgreementId offer, double months);
// To be signed so much later: its window is moved.
Model with_later_window(Model model, StrategyId strategy, AgreementId offer, double months);

enum class Clause { exit, step_down, expansion, extension };
bool has_clause(const Model& model, StrategyId strategy, AgreementId offer, Clause clause);
Model without_clause(Model model, StrategyId strategy, AgreementId offer, Clause clause);
// All of it may be given up without a fee: first notice a year after the first delivery, half a
// year's notice.
inline constexpr double kExitAfterMonths = 12.0, kExitNoticeMonths = 6.0;
Model with_free_exit(Model model, StrategyId strategy, AgreementId offer);

}  // namespace offtake
