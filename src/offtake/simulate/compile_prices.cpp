// Prices along the term, by step.
#include <algorithm>
#include <cmath>

#include "offtake/base/quantity.h"
#include "offtake/simulate/compile_parts.h"

namespace offtake {
namespace {

constexpr double kRounding = 1e-9;

// An extension keeps what its base asks when it ends.
void add_resets(const PriceReset& reset, const Delivery& d, Position& p, Compiled& out) {
  const Clock& clock = out.clock;
  const auto driver_step = [&](double month) {
    return month < clock.start_month ? -1 : std::min(clock.step_of(month), clock.steps - 1);
  };
  ResetTables& t = p.moves.reset;
  t.drivers = reset.index.drivers;
  t.signed_step = driver_step(p.signed_month);
  t.weight = reset.weight;
  t.least = reset.least;
  t.most = reset.most;
  const double at_signing = base_value(reset.index, p.signed_month);
  const bool extends = p.exercise == Exercise::extension;
  for (int k = 0; k < out.all_steps; ++k) {
    const double since =
        extends ? d.ramp.first() + d.term_months : clock.begin_of(k) - p.signed_month;
    const double dates = std::floor(since / reset.every_months + kRounding);
    ResetTables::At at{1.0, t.signed_step};
    if (dates >= 1.0) {
      // The index stands still when the clock ends.
      const double month = std::min(p.signed_month + dates * reset.every_months, clock.end());
      at = {base_value(reset.index, month) / at_signing, driver_step(month)};
    }
    t.at.push_back(at);
    p.escalation[std::size_t(k)] *= t.factor(at.ratio);
  }
}

}  // namespace

double escalation_at(double rate, double months_since_signing) {
  if (rate == 0.0) return 1.0;
  return std::pow(1.0 + rate,
                  std::max(0.0, std::floor(months_since_signing / kMonthsPerYear + kRounding)));
}

void compile_price(const Price& price, const Delivery& delivery, Position& p, Compiled& out) {
  p.escalation.resize(std::size_t(out.all_steps));
  for (int k = 0; k < out.all_steps; ++k) {
    const double since = out.clock.begin_of(k) - p.signed_month;
    p.escalation[std::size_t(k)] = escalation_at(price.escalator_per_year, since);
  }
  if (!price.reset) return;
  p.moves.escalation = p.escalation;
  p.moves.row = p.moves.asked_row = out.price_rows++;
  add_resets(*price.reset, delivery, p, out);
}

namespace {

// Delivered by the same provider to others, or those that are named. Peers are agreements: what a
// plan signs is none, so a price hangs on no decision.
bool is_peer(const Agreement& a, const MostFavoured& clause, const Position& own,
             const Position& other) {
  const bool whole = !other.build && other.pool.is == PoolPart::Is::none;
  if (other.signing >= 0 || !whole || other.agreement == own.agreement) return false;
  if (other.step_in.failed.valid()) return false;
  if (clause.peers.empty()) return other.provider == a.second && other.user != a.first;
  return std::find(clause.peers.begin(), clause.peers.end(), other.agreement) != clause.peers.end();
}

// The escalation that keeps to the peers' prices, where all drivers are 1 and nothing is late.
std::vector<double> favoured(const Compiled& c, const Position& p) {
  std::vector<double> out = p.escalation;
  for (const PriceMoves::Peer& peer : p.moves.peers) {
    const Position& q = c.positions[std::size_t(peer.position)];
    for (int k = 0; k < c.all_steps && p.price_usd_per_mw_month > 0.0; ++k) {
      const double t = c.clock.begin_of(k) - q.signed_month;
      if (t < -kRounding || t >= q.end_months) continue;
      const double price = q.price_usd_per_mw_month * q.escalation[std::size_t(k)] * peer.times;
      double& escalation = out[std::size_t(k)];
      escalation -= q.converts * std::max(0.0, escalation - price / p.price_usd_per_mw_month);
    }
  }
  return out;
}

}  // namespace

void compile_most_favoured(const Model& model, Compiled& out) {
  std::vector<std::pair<Position*, std::vector<double>>> all;
  for (Position& p : out.positions) {
    const Agreement& a = model.at(p.agreement);
    const auto* terms = std::get_if<CapacityTerms>(&a.terms);
    if (!terms || !terms->most_favoured || p.release.of >= 0) continue;
    const bool by_compute = terms->price.basis == Price::Basis::per_h100e_month;
    for (std::size_t i = 0; i < out.positions.size(); ++i) {
      const Position& q = out.positions[i];
      if (!is_peer(a, *terms->most_favoured, p, q)) continue;
      p.moves.peers.push_back(
          {static_cast<int>(i), by_compute ? p.h100e_per_mw / q.h100e_per_mw : 1.0});
    }
    if (p.moves.peers.empty()) continue;
    if (p.moves.asked_row < 0) {
      p.moves.escalation = p.escalation;
      p.moves.asked_row = out.price_rows++;
    }
    p.moves.row = out.price_rows++;
    all.emplace_back(&p, favoured(out, p));
  }
  // After all, for peers may be favoured themselves.
  for (auto& [p, escalation] : all) p->escalation = std::move(escalation);
}

}  // namespace offtake
