#include "offtake/simulate/contagion.h"

#include <algorithm>
#include <cmath>

#include "offtake/simulate/clearing.h"

namespace offtake {
namespace {

// Yields and emergency funding follow from cash, which is another where not all is paid.
bool is_due(Account a) {
  return moves_cash(a) && a != Account::cash_yield && a != Account::emergency_funding;
}

// One path, from step to step.
class Path {
 public:
  Path(const Workspace& w, int lane, ContagionSums& sums)
      : w_(w),
        c_(w.c),
        lane_(std::size_t(lane)),
        sums_(sums),
        n_(sums.parties),
        cash_(c_.opening_cash_usd),
        due_(n_),
        owed_(n_),
        own_(n_),
        failed_(n_, 0),
        failed_in_(n_, -1) {}

  void play() {
    for (int k = 0; k < c_.all_steps; ++k) {
      earn_yield();
      set_due(k);
      const Clearing clearing = clear(owed_, own_, sums_.may_fail, kCent);
      count_failures(clearing, k);
      count_stranded(clearing, k);
      settle(clearing);
      draw(k);
      check_sum();
      const bool ends_year = k + 1 == c_.all_steps || sums_.year_at[std::size_t(k) + 1] != year(k);
      if (ends_year) count_owed(k);
    }
    for (std::size_t i = 0; i < n_ * n_; ++i) sums_.owed_usd[i] += owed_.usd[i];
  }

 private:
  int year(int k) const { return sums_.year_at[std::size_t(k)]; }
  std::size_t of_year(int k, std::size_t party) const { return std::size_t(year(k)) * n_ + party; }

  void pay(std::size_t from, std::size_t to, double usd) {
    cash_[from] -= usd;
    cash_[to] += usd;
  }

  void earn_yield() {
    for (std::size_t p = 1; p < n_; ++p) pay(0, p, cash_[p] * c_.yield_per_step[p]);
    for (std::size_t p = 0; p < n_; ++p) own_[p] = std::max(0.0, cash_[p]);
  }

  // What is due anew, on top of what is still owed.
  void set_due(int k) {
    std::fill(due_.usd.begin(), due_.usd.end(), 0.0);
    for (const std::size_t l : sums_.lines) {
      const Line& line = c_.lines[l];
      const double usd = w_.posted.at(l, k)[lane_];
      const std::size_t payer = line.payer.index(), payee = line.payee.index();
      usd < 0.0 ? due_.at(payee, payer) -= usd : due_.at(payer, payee) += usd;
    }
    for (std::size_t i = 0; i < n_ * n_; ++i) {
      sums_.due_usd[i] += due_.usd[i];
      owed_.usd[i] += due_.usd[i];
    }
  }

  void count_failures(const Clearing& clearing, int k) {
    if (clearing.all_pay) return;
    for (std::size_t p = 0; p < n_; ++p) {
      if (clearing.round[p] == 0) continue;
      if (!failed_[p]) sums_.fails[p] += 1.0;
      if (!failed_[p] && clearing.round[p] > 1) sums_.by_contagion[p] += 1.0;
      failed_[p] = 1;
      if (failed_in_[p] != year(k)) sums_.fails_in[of_year(k, p)] += 1.0;
      failed_in_[p] = year(k);
    }
  }

  // What stands ready for those who do not pay for it.
  void count_stranded(const Clearing& clearing, int k) {
    if (clearing.all_pay) return;
    for (std::size_t i = 0; i < c_.positions.size(); ++i) {
      const Position& p = c_.positions[i];
      const std::size_t user = p.user.index(), provider = p.provider.index();
      if (user == provider || p.pool.is_layer() || clearing.round[user] == 0) continue;
      const double mw = w_.delivered.at(i, k)[lane_] * (1.0 - clearing.share[user]);
      sums_.stranded_mw_months[user * n_ + provider] += mw * c_.clock.months_per_step;
      sums_.stranded_in[of_year(k, provider)] += mw * c_.clock.months_per_step;
    }
  }

  void settle(const Clearing& clearing) {
    for (std::size_t i = 0; i < n_; ++i) {
      const double share = clearing.share[i];
      for (std::size_t j = 0; j < n_; ++j) {
        pay(i, j, share * owed_.at(i, j));
        sums_.late_usd[i * n_ + j] += (1.0 - share) * due_.at(i, j);
        owed_.at(i, j) *= 1.0 - share;
      }
    }
  }

  void draw(int k) {
    for (std::size_t p = 1; p < n_; ++p) {
      if (c_.emergency_line[p] < 0) continue;
      double more = -w_.emergency.at(p, k)[lane_];
      if (!sums_.may_fail[p]) {
        const double usd = std::max(0.0, c_.minimum_cash_usd[p] - cash_[p]);
        pay(0, p, usd);
        more += usd;
      }
      sums_.more_emergency_usd[p] += more;
    }
  }

  // All purses, with that of the outside, hold what they held at first.
  void check_sum() {
    double sum = 0.0;
    for (std::size_t p = 0; p < n_; ++p) sum += cash_[p] - c_.opening_cash_usd[p];
    sums_.worst_imbalance_usd = std::max(sums_.worst_imbalance_usd, std::abs(sum));
  }

  void count_owed(int k) {
    for (std::size_t i = 0; i < n_; ++i) {
      for (std::size_t j = 0; j < n_; ++j) {
        sums_.owes_usd[of_year(k, i)] += owed_.at(i, j);
        sums_.is_owed_usd[of_year(k, j)] += owed_.at(i, j);
      }
    }
  }

  const Workspace& w_;
  const Compiled& c_;
  std::size_t lane_;
  ContagionSums& sums_;
  std::size_t n_;
  std::vector<double> cash_;
  PartyMatrix due_, owed_;
  std::vector<double> own_;
  std::vector<char> failed_;
  std::vector<int> failed_in_;  // year
};

}  // namespace

Result<std::vector<char>> who_may_fail(const Model& model, const std::vector<PartyId>& named) {
  std::vector<char> may(model.parties.size(), 0);
  for (const PartyId p : named) may[p.index()] = 1;
  for (std::size_t p = 1; p < may.size() && named.empty(); ++p) {
    may[p] = model.parties[p].cash_usd > 0.0 && !model.parties[p].emergency_funding;
  }
  if (std::count(may.begin(), may.end(), 1) > 0) return may;
  Diagnostic d;
  d.code = "E1300";
  d.what = "nobody can fail: who has no emergency funding has no `cash` either";
  d.mend = "name who may run out of money: --contagion PARTY,PARTY";
  return d;
}

ContagionSums::ContagionSums(const Compiled& c, std::vector<char> may)
    : may_fail(std::move(may)), parties(std::size_t(c.parties)) {
  for (int k = 0; k < c.all_steps; ++k) {
    const bool same = k > 0 && c.clock.year_of(k) == c.clock.year_of(k - 1);
    year_at.push_back(k == 0 ? 0 : year_at.back() + (same ? 0 : 1));
  }
  for (std::size_t l = 0; l < c.lines.size(); ++l) {
    if (is_due(c.lines[l].account)) lines.push_back(l);
  }
  const std::size_t years = year_at.empty() ? 0 : std::size_t(year_at.back()) + 1;
  for (auto* v : {&fails, &by_contagion, &more_emergency_usd}) v->resize(parties);
  for (auto* v : {&due_usd, &late_usd, &owed_usd, &stranded_mw_months}) {
    v->resize(parties * parties);
  }
  for (auto* v : {&fails_in, &owes_usd, &is_owed_usd, &stranded_in}) v->resize(years * parties);
}

void ContagionSums::add(const ContagionSums& o) {
  for (const auto member : kContagionSums) {
    std::vector<double>& mine = this->*member;
    for (std::size_t i = 0; i < mine.size(); ++i) mine[i] += (o.*member)[i];
  }
  worst_imbalance_usd = std::max(worst_imbalance_usd, o.worst_imbalance_usd);
}

void clear_paths(const Workspace& w, ContagionSums& sums) {
  for (int lane = 0; lane < w.counted; ++lane) Path(w, lane, sums).play();
}

Contagion measure_contagion(const Clock& clock, const ContagionSums& sums, std::int64_t paths) {
  const std::size_t n = sums.parties;
  const double mean = 1.0 / double(paths);
  Contagion out;
  out.worst_imbalance_usd = sums.worst_imbalance_usd;
  out.parties.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    ContagionParty& p = out.parties[i];
    p.may_fail = sums.may_fail[i] != 0;
    p.fails = sums.fails[i] * mean;
    p.by_contagion = sums.by_contagion[i] * mean;
    p.more_emergency_usd = sums.more_emergency_usd[i] * mean;
    for (std::size_t j = 0; j < n; ++j) {
      p.due_usd += sums.due_usd[i * n + j] * mean;
      p.unpaid_usd += sums.owed_usd[i * n + j] * mean;
      p.missing_usd += sums.owed_usd[j * n + i] * mean;
      const std::size_t at = i * n + j;
      if (sums.late_usd[at] <= 0.0 && sums.stranded_mw_months[at] <= 0.0) continue;
      out.links.push_back({PartyId{i}, PartyId{j}, sums.due_usd[at] * mean,
                           sums.late_usd[at] * mean, sums.owed_usd[at] * mean,
                           sums.stranded_mw_months[at] * mean});
    }
  }
  for (std::size_t k = 0; k < sums.year_at.size(); ++k) {
    const bool begins = k == 0 || sums.year_at[k] != sums.year_at[k - 1];
    if (begins) out.years.push_back({clock.year_of(int(k)), 0.0, {}});
    out.years.back().months += clock.months_per_step;
  }
  for (std::size_t y = 0; y < out.years.size(); ++y) {
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t at = y * n + i;
      out.years[y].parties.push_back({sums.fails_in[at] * mean, sums.owes_usd[at] * mean,
                                      sums.is_owed_usd[at] * mean,
                                      sums.stranded_in[at] * mean / out.years[y].months});
    }
  }
  return out;
}

}  // namespace offtake
