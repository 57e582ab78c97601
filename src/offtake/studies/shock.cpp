#include "offtake/studies/shock.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/quantity.h"
#include "offtake/base/text.h"

namespace offtake {
namespace {

// Growth of the driver per year, as it moves the median or mean of a multiplier.
double growth_of(const Driver& driver) {
  if (const auto* g = std::get_if<Gbm>(&driver.process)) return g->growth_per_year;
  if (const auto* o = std::get_if<Ou>(&driver.process)) return o->growth_per_year;
  if (const auto* j = std::get_if<Jumps>(&driver.process)) return j->diffusion.growth_per_year;
  return 1.0;
}

// (3) and (4) of one workload.
class Volume {
 public:
  Volume(const Model& model, const Workload& w, const Shock& shock)
      : clock_(model.clock), series_(w.volume_h100e) {
    if (shock.demand && concerns(shock.demand->party, w)) demand_ = shock.demand;
    if (shock.growth && concerns(shock.growth->party, w)) growth_ = shock.growth;
    for (const DriverId d : series_.drivers) driver_growth_ *= growth_of(model.at(d));
    if (growth_) growth_->from_month = std::max(growth_->from_month, clock_.start_month);
    for (const Series::Point& p : series_.points) bends_.push_back(p.month);
    const auto bends_at = [&](const auto& effect) {
      if (!effect) return;
      bends_.push_back(effect->from_month);
      bends_.push_back(effect->until_month);
    };
    bends_at(demand_);
    bends_at(growth_);
    std::sort(bends_.begin(), bends_.end());
  }

  bool changes() const { return series_.given() && (demand_ || growth_); }

  Series by_step() const {
    Series out;
    out.drivers = series_.drivers;
    for (int k = 0; k < clock_.steps; ++k) {
      const double begin = clock_.begin_of(k), end = clock_.begin_of(k + 1);
      out.points.push_back({begin, mean(begin, end)});
    }
    return out;
  }

 private:
  static bool concerns(PartyId party, const Workload& w) {
    return !party.valid() || party == w.party;
  }
  double grown(double month) const {
    const double years = (month - clock_.start_month) / kMonthsPerYear;
    return base_value(series_, month) * std::pow(driver_growth_, years);
  }
  double times(double month) const {
    double out = 1.0;
    if (demand_ && demand_->from_month <= month && month < demand_->until_month) {
      out *= demand_->times;
    }
    if (growth_ && month > growth_->from_month) {
      const double until = std::min(month, growth_->until_month);
      const double before = grown(growth_->from_month), now = grown(until);
      if (before > 0.0 && now > 0.0) out *= std::pow(now / before, growth_->times - 1.0);
    }
    return out;
  }
  double mean(double begin, double end) const {
    // Nodes and weights on [−1, 1] of the rule that is exact for polynomials of degree 7.
    constexpr double kNode[] = {0.3399810435848563, 0.8611363115940526};
    constexpr double kWeight[] = {0.6521451548625461, 0.3478548451374538};
    double area = 0.0;
    const auto add = [&](double from, double until) {
      const double half = 0.5 * (until - from), middle = 0.5 * (from + until);
      for (int i = 0; i < 2; ++i) {
        for (const double side : {-1.0, 1.0}) {
          const double t = middle + side * kNode[i] * half;
          area += half * kWeight[i] * base_value(series_, t) * times(t);
        }
      }
    };
    double from = begin;
    for (const double bend : bends_) {
      if (bend <= from || bend >= end) continue;
      add(from, bend);
      from = bend;
    }
    add(from, end);
    return area / (end - begin);
  }

  const Clock& clock_;
  const Series& series_;
  std::optional<DemandShock> demand_;
  std::optional<GrowthShock> growth_;
  double driver_growth_ = 1.0;
  std::vector<double> bends_;
};

void scale(Series& series, const PriceShock& shock) {
  if (series.given()) series.changes.push_back({shock.from_month, shock.times});
}

// (7)
void reprice(Agreement& a, const PriceShock& shock) {
  if (!a.is_offer) return;
  const auto costs = [&](Delivery& d) {
    if (d.cost) scale(d.cost->capex_usd_per_mw, shock);
  };
  if (auto* c = std::get_if<CapacityTerms>(&a.terms)) {
    costs(c->delivery);
    scale(c->price.amount, shock);
    if (c->expansion) scale(c->expansion->amount, shock);
  }
  if (auto* b = std::get_if<BuildTerms>(&a.terms)) costs(b->delivery);
  if (auto* s = std::get_if<SupplyTerms>(&a.terms)) {
    costs(s->delivery);
    if (s->lease) scale(s->lease->amount, shock);
  }
  if (auto* p = std::get_if<PowerTerms>(&a.terms)) {
    costs(p->delivery);
    scale(p->charge_usd_per_mw_month, shock);
  }
}

// (6), at the beginnings of steps, where limits are looked at.
Series capped(const Clock& clock, const Series& limit, const ResourceCap& cap) {
  Series out;
  for (int k = 0; k < clock.steps; ++k) {
    const double month = clock.begin_of(k), most = base_value(limit, month);
    out.points.push_back({month, month < cap.from_month ? most : std::min(most, cap.most_mw)});
  }
  return out;
}

bool takes_machines(const Model& model, const Agreement& a, const std::string& jurisdiction) {
  const Delivery* d = a.delivery();
  if (!d || !d->site.valid() || !d->accelerator.valid()) return false;
  return model.at(d->site).jurisdiction == jurisdiction;
}

Disruption disruption_of(const Model& model, const Shock& shock) {
  Disruption out;
  if (shock.fails) {
    out.fails_month.assign(model.parties.size(), kForever);
    for (const PartyId p : shock.fails->parties) out.fails_month[p.index()] = shock.fails->month;
  }
  if (shock.slips) {
    out.slips = {*shock.slips};
    out.slips.front().from_month = std::max(shock.slips->from_month, model.clock.start_month);
    out.slips_of.resize(model.agreements.size());
    for (std::size_t i = 0; i < model.agreements.size(); ++i) {
      if (slip_hits(*shock.slips, model.agreements[i])) out.slips_of[i].push_back(0);
    }
  }
  if (shock.embargo) {
    const double from = std::max(shock.embargo->from_month, model.clock.start_month);
    out.last_install_month.assign(model.agreements.size(), kForever);
    for (std::size_t i = 0; i < model.agreements.size(); ++i) {
      if (!takes_machines(model, model.agreements[i], shock.embargo->jurisdiction)) continue;
      out.last_install_month[i] = from;
    }
  }
  if (shock.funding) out.funding_stop = *shock.funding;
  return out;
}

}  // namespace

Model shocked(const Model& model, StrategyId strategy, const Shock& shock) {
  Model out = model;
  out.disruption = disruption_of(under(model, strategy), shock);
  for (std::size_t i = 0; i < out.workloads.size(); ++i) {
    const Volume volume(model, model.workloads[i], shock);
    if (volume.changes()) out.workloads[i].volume_h100e = volume.by_step();
  }
  if (shock.cap) {
    Series& limit = out.resources[shock.cap->resource.index()].stock_mw;
    limit = capped(model.clock, limit, *shock.cap);
  }
  if (shock.new_capacity) {
    for (Agreement& a : out.agreements) reprice(a, *shock.new_capacity);
    for (Strategy& s : out.strategies) {
      for (Strategy::Change& c : s.change) reprice(c.agreement, *shock.new_capacity);
    }
    for (Accelerator& a : out.accelerators) scale(a.price_usd_per_mw, *shock.new_capacity);
  }
  return out;
}

namespace {

double offered_mw(const Agreement& a) {
  const Delivery* d = a.delivery();
  return !d ? 0.0 : a.is_offer ? a.most_mw : d->capacity_mw;
}

// Names and MW, the largest first.
using Ranked = std::vector<std::pair<double, std::size_t>>;
Ranked ranked(const std::vector<double>& mw) {
  Ranked out;
  for (std::size_t i = 0; i < mw.size(); ++i) {
    if (mw[i] > 0.0) out.emplace_back(mw[i], i);
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  return out;
}

std::string label_of(const Party& p) { return p.label.empty() ? p.name : p.label; }

class BuiltIn {
 public:
  explicit BuiltIn(const Model& model)
      : model_(model),
        early_(model.clock.begin_of(model.clock.steps / 4)),
        middle_(model.clock.begin_of(model.clock.steps / 2)) {}

  std::vector<ListedShock> all() {
    failures();
    Shock slip = named("slip-a-year", "Everything slips a year", "모든 인도가 1년 지연");
    slip.slips = Slip{12.0, {}, {}, kLongAgo, kForever};
    add(slip, !ranked(party_mw()).empty());
    if (!model_.workloads.empty()) {
      Shock halves = named("demand-halves", "Demand halves", "수요가 절반으로");
      halves.demand = DemandShock{0.5, {}, early_, kForever};
      add(halves);
      Shock doubles =
          named("growth-doubles", "Growth doubles for two years", "2년간 성장률이 두 배");
      doubles.growth = GrowthShock{2.0, {}, early_, early_ + 24.0};
      add(doubles);
    }
    embargoes();
    caps();
    money();
    return std::move(out_);
  }

 private:
  static Shock named(std::string name, std::string label, std::string label_ko) {
    Shock s;
    s.name = std::move(name);
    s.label = std::move(label);
    s.label_ko = std::move(label_ko);
    return s;
  }
  void add(Shock shock, bool common = true) { out_.push_back({std::move(shock), false, common}); }

  std::vector<double> party_mw() const {
    std::vector<double> mw(model_.parties.size());
    for (const Agreement& a : model_.agreements) {
      const PartyId planner = model_.planner.party;
      if (a.first != planner && a.second != planner) continue;
      const PartyId other = a.first == planner ? a.second : a.first;
      if (other != kOutside && other != planner) mw[other.index()] += offered_mw(a);
    }
    return mw;
  }
  void failures() {
    std::size_t n = 0;
    for (const auto& [mw, i] : ranked(party_mw())) {
      const Party& p = model_.parties[i];
      Shock s = named(p.name + "-fails", label_of(p) + " fails", label_of(p) + " 부도");
      s.fails = ProviderFailure{{PartyId{i}}, middle_};
      add(s, n++ < 3);
    }
  }
  void embargoes() {
    std::vector<std::string> names;
    std::vector<double> mw;
    for (const Agreement& a : model_.agreements) {
      const Delivery* d = a.delivery();
      if (!d || !d->site.valid() || !d->accelerator.valid()) continue;
      const std::string& j = model_.at(d->site).jurisdiction;
      if (j.empty()) continue;
      const auto at = std::find(names.begin(), names.end(), j);
      if (at == names.end()) {
        names.push_back(j);
        mw.push_back(offered_mw(a));
      } else {
        mw[std::size_t(at - names.begin())] += offered_mw(a);
      }
    }
    std::size_t n = 0;
    for (const auto& [size, i] : ranked(mw)) {
      Shock s =
          named(names[i] + "-embargo", "No more chips for " + names[i], names[i] + " 칩 공급 중단");
      s.embargo = Embargo{names[i], middle_};
      add(s, n++ < 1);
    }
  }
  void caps() {
    std::vector<double> mw(model_.resources.size());
    const double last = model_.clock.begin_of(model_.clock.steps - 1);
    for (std::size_t i = 0; i < mw.size(); ++i) {
      const Series& limit = model_.resources[i].stock_mw;
      if (!limit.given()) continue;
      const double now = base_value(limit, early_);
      if (base_value(limit, last) > now) mw[i] = now;
    }
    std::size_t n = 0;
    for (const auto& [most, i] : ranked(mw)) {
      const Resource& r = model_.resources[i];
      const std::string label = r.label.empty() ? r.name : r.label;
      Shock s = named(r.name + "-capped", "No more of it: " + label, label + " 동결");
      s.cap = ResourceCap{ResourceId{i}, most, early_};
      add(s, n++ < 1);
    }
  }
  void money() {
    bool priced = false, funded = false;
    for (const Agreement& a : model_.agreements) {
      priced |= a.is_offer && a.delivery();
      funded |= a.kind == AgreementKind::investment || a.kind == AgreementKind::loan;
    }
    if (priced) {
      Shock s = named("new-capacity-halves", "New capacity at half the price",
                      "신규 용량 가격이 절반으로");
      s.new_capacity = PriceShock{0.5, early_};
      add(s);
    }
    if (funded) {
      Shock s = named("funding-closes", "Nobody invests or lends for two years",
                      "2년간 투자와 대출 중단");
      s.funding = FundingStop{early_, early_ + 24.0};
      add(s);
    }
  }

  const Model& model_;
  const double early_, middle_;
  std::vector<ListedShock> out_;
};

}  // namespace

std::vector<ListedShock> list_shocks(const Model& model) {
  std::vector<ListedShock> all = BuiltIn(model).all();
  std::erase_if(all, [&](const ListedShock& s) {
    return std::any_of(model.shocks.begin(), model.shocks.end(),
                       [&](const Shock& own) { return own.name == s.shock.name; });
  });
  for (const Shock& own : model.shocks) all.push_back({own, true, true});
  return all;
}

std::string describe(const Model& model, const Shock& shock) {
  std::string out;
  const auto party = [&](PartyId id) { return id.valid() ? model.at(id).name : "all"; };
  const auto add = [&](const std::string& text) { out += (out.empty() ? "" : "; ") + text; };
  if (shock.fails) {
    for (const PartyId p : shock.fails->parties) {
      add(fmt::format("{} fails at {}", party(p), shock.fails->month));
    }
  }
  if (const auto& s = shock.slips) {
    add(fmt::format("slip {} of {} at {} in [{}, {})", s->months, party(s->provider),
                    s->site.valid() ? model.at(s->site).name : "all", s->from_month,
                    s->until_month));
  }
  if (const auto& s = shock.demand) {
    add(fmt::format("demand {} of {} in [{}, {})", s->times, party(s->party), s->from_month,
                    s->until_month));
  }
  if (const auto& s = shock.growth) {
    add(fmt::format("growth {} of {} in [{}, {})", s->times, party(s->party), s->from_month,
                    s->until_month));
  }
  if (const auto& s = shock.embargo) {
    add(fmt::format("embargo {} from {}", s->jurisdiction, s->from_month));
  }
  if (const auto& s = shock.cap) {
    add(fmt::format("{} at most {} from {}", model.at(s->resource).name, s->most_mw,
                    s->from_month));
  }
  if (const auto& s = shock.new_capacity) {
    add(fmt::format("new capacity {} from {}", s->times, s->from_month));
  }
  if (const auto& s = shock.funding) {
    add(fmt::format("no funding in [{}, {})", s->from_month, s->until_month));
  }
  for (const std::string& s : shock.set) add("set " + s);
  return out;
}

}  // namespace offtake
