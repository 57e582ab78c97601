#include "offtake/studies/circularity.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>

#include "offtake/simulate/ledger.h"
#include "offtake/simulate/leontief.h"

namespace offtake {
namespace {

// What an account is in a circle of money.
enum class Kind {
  revenue,       // for what a party delivers or allows
  less_revenue,  // of the agreement's fee
  financing,     // for a claim on who receives it
  other,
  no_money,  // moves value alone
};
Kind kind_of(std::string_view account) {
  static const std::map<std::string_view, Kind> kinds = {
      {key_of(Account::investment), Kind::financing},
      {key_of(Account::loan_draw), Kind::financing},
      {key_of(Account::warrant), Kind::financing},
      {key_of(Account::credit), Kind::less_revenue},
      {key_of(Account::prepayment_return), Kind::less_revenue},
      {key_of(Account::residual), Kind::other},
      {key_of(Account::guarantee), Kind::other},
      {key_of(Account::cash_yield), Kind::other},
      {key_of(Account::emergency_funding), Kind::other},
      {key_of(Account::loan_repayment), Kind::other},
      {key_of(Account::deposit), Kind::other},
      {key_of(Account::deposit_return), Kind::other},
      {key_of(Account::late_damages), Kind::other},
      {key_of(Account::shortfall), Kind::other},
      {key_of(Account::loan_loss), Kind::no_money},
      {key_of(Account::dilution), Kind::no_money}};
  const auto at = kinds.find(account);
  return at == kinds.end() ? Kind::revenue : at->second;
}

struct Payment {
  std::size_t payer = 0, payee = 0;
  Kind kind = Kind::other;
  std::size_t giver = 0;    // of financing
  std::vector<double> usd;  // [step]
};

// Of each ledger line; what is credited is less of the agreement's fee.
std::vector<Payment> payments_of(const Model& model, const Simulation& simulation) {
  std::vector<Payment> all;
  std::map<std::tuple<AgreementId, PartyId, PartyId>, std::size_t> fees;
  for (const LedgerLine& l : simulation.ledger) {
    const Kind kind = kind_of(l.account);
    const auto fee = fees.find({l.agreement, l.payee, l.payer});
    if (kind == Kind::less_revenue && fee != fees.end()) {
      std::vector<double>& usd = all[fee->second].usd;
      for (std::size_t k = 0; k < usd.size(); ++k) usd[k] -= l.mean_usd[k];
      continue;
    }
    if (kind == Kind::no_money) continue;
    if (l.account == key_of(Account::fee)) fees[{l.agreement, l.payer, l.payee}] = all.size();
    // Shares of a warrant are sold outside, but it is their issuer who gave them away.
    const PartyId giver =
        l.account == key_of(Account::warrant) ? model.at(l.agreement).first : l.payer;
    all.push_back({l.payer.index(), l.payee.index(), kind, giver.index(), l.mean_usd});
  }
  return all;
}

struct Step {
  PartyMatrix paid, revenue, financed;
  std::vector<double> sources;  // S, where something is paid from it
  std::vector<double> kept;     // S − O
};

// Purses and sources (1) step by step: the same for all that is attributed.
std::vector<Step> steps_of(const Model& model, const Simulation& simulation) {
  const std::size_t n = model.parties.size();
  const std::vector<Payment> payments = payments_of(model, simulation);
  std::vector<double> purse(n);
  for (std::size_t q = 1; q < n; ++q) purse[q] = std::max(0.0, model.parties[q].cash_usd);
  std::vector<Step> steps;
  for (int k = 0; k < simulation.steps + simulation.runoff_steps; ++k) {
    Step s{PartyMatrix(n), PartyMatrix(n), PartyMatrix(n), std::vector<double>(n),
           std::vector<double>(n)};
    for (const Payment& p : payments) {
      const double usd = p.usd[std::size_t(k)];
      if (p.payer == p.payee) continue;
      // A yield may be owed, a fee less than what is credited.
      usd < 0.0 ? s.paid.at(p.payee, p.payer) -= usd : s.paid.at(p.payer, p.payee) += usd;
      if (p.kind == Kind::revenue) s.revenue.at(p.payer, p.payee) += usd;
      if (p.kind == Kind::financing) s.financed.at(p.giver, p.payee) += usd;
    }
    for (std::size_t q = 1; q < n; ++q) {
      double received = 0.0, spent = 0.0;
      for (std::size_t u = 0; u < n; ++u) {
        received += s.paid.at(u, q);
        spent += s.paid.at(q, u);
      }
      s.sources[q] = std::max(purse[q] + received, spent);
      s.kept[q] = purse[q] = s.sources[q] - spent;
    }
    steps.push_back(std::move(s));
  }
  return steps;
}

using Shares = std::vector<std::array<double, kHops>>;  // [party][payments so far] φ

// (2) for what v gave.
Shares shares_of(std::size_t v, const Step& s, const Shares& in_purse_usd) {
  const std::size_t n = s.sources.size();
  // Of each dollar that q pays from, what u paid.
  PartyMatrix part(n);
  for (std::size_t q = 1; q < n; ++q) {
    for (std::size_t u = 1; u < n; ++u) {
      if (q != v && u != v && s.sources[q] > 0.0) {
        part.at(q, u) = s.paid.at(u, q) / s.sources[q];
      }
    }
  }
  Shares share(n);
  for (std::size_t h = 0; h < kHops; ++h) {
    std::vector<double> given(n);
    for (std::size_t q = 1; q < n; ++q) {
      if (q == v || s.sources[q] <= 0.0) continue;
      const double usd = in_purse_usd[q][h] + (h == 0 ? s.financed.at(v, q) : 0.0);
      given[q] = usd / s.sources[q];
      for (std::size_t u = 1; u < n && h > 0; ++u) given[q] += part.at(q, u) * share[u][h - 1];
    }
    if (h + 1 == kHops) given = solve_leontief(part, given);
    for (std::size_t q = 1; q < n; ++q) share[q][h] = given[q];
  }
  return share;
}

}  // namespace

std::vector<Circularity> circularity(const Model& model, const Simulation& simulation) {
  const std::vector<Step> steps = steps_of(model, simulation);
  std::vector<Circularity> all;
  for (std::size_t v = 1; v < model.parties.size(); ++v) {
    Circularity out;
    out.party = PartyId{v};
    Shares purse_usd(model.parties.size());
    int year = 0;
    for (std::size_t k = 0; k < steps.size(); ++k) {
      const Step& s = steps[k];
      if (k == 0 || model.clock.year_of(int(k)) != year) {
        year = model.clock.year_of(int(k));
        out.revenue_usd.push_back(0.0);
        out.own_usd.push_back({});
      }
      const Shares share = shares_of(v, s, purse_usd);
      for (std::size_t u = 0; u < model.parties.size(); ++u) {
        out.financed_usd += s.financed.at(v, u);
        out.revenue_usd.back() += s.revenue.at(u, v);
        for (std::size_t h = 0; h < kHops; ++h) {
          out.own_usd.back()[h] += s.revenue.at(u, v) * share[u][h];  // (3)
          purse_usd[u][h] = s.kept[u] * share[u][h];
        }
      }
    }
    if (out.financed_usd > 0.0) all.push_back(std::move(out));
  }
  return all;
}

}  // namespace offtake
