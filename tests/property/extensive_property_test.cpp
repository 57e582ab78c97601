// The extensive form is written from the reference, the simulator too, and they share no
// arithmetic: what the one says of a plan the other must say.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "offtake/plan/extensive.h"
#include "offtake/simulate/simulation.h"
#include "support/random_model.h"
#include "support/random_sides.h"

namespace offtake {
namespace {

using testing::random_model;
using testing::RandomModel;

constexpr int kModels = 300;
constexpr std::int64_t kPaths = 4;

// The first half of the signings as they are, of the rest each a column whose bounds are its MW.
struct Split {
  Plan signed_already;
  Columns columns;
  PlanDomain domain;
};

Split split(const Plan& plan) {
  Split s;
  for (std::size_t i = 0; i < plan.signings.size(); ++i) {
    const Signing& sign = plan.signings[i];
    if (2 * i < plan.signings.size()) {
      s.signed_already.signings.push_back(sign);
      continue;
    }
    const int column = static_cast<int>(s.columns.columns.size());
    s.columns.epochs.push_back({sign.month, {}, {}, {}});
    s.columns.slots.push_back(
        {sign.offer, column, sign.month, column, 1, sign.exercise, -1, sign.base_month});
    s.columns.columns.push_back({column, 0, sign.mw, sign.mw, 0.0, false});
    s.domain.domain.lower.push_back(sign.mw);
    s.domain.domain.upper.push_back(sign.mw);
  }
  return s;
}

bool is_backstop(const Agreement& a) { return a.kind == AgreementKind::backstop; }

// What random models do not have by themselves.
class Variation {
 public:
  Variation(RandomModel& r, std::uint64_t seed)
      : m_(r.model), plan_(r.plan), random_(seed + 1000) {}

  void make() {
    for (const int party : {1, 2, 4}) {
      if (chance(0.2)) m_.parties[std::size_t(party)].default_event = DriverId{3};
    }
    m_.parties[1].other_income_usd_per_month = Series::constant(1e6);
    if (chance(0.2)) m_.planner.discount_per_year = 0.2;
    m_.drivers.push_back({"slow", "", "", Lognormal{6.0, uniform(8.0, 300.0), true}});
    for (Agreement& a : m_.agreements) vary(a);
    work();
    const std::size_t before = m_.agreements.size();
    others();
    for (std::size_t i = before; i < m_.agreements.size(); ++i) {
      if (!m_.agreements[i].is_offer || chance(0.2)) continue;
      plan_.signings.push_back({AgreementId{i}, start() + uniform(0, 12), 1.0});
    }
  }

 private:
  double uniform(double a, double b) { return std::uniform_real_distribution<>(a, b)(random_); }
  bool chance(double p) { return uniform(0, 1) < p; }
  double start() const { return m_.clock.start_month; }

  void maybe(Agreement& a) {
    if (!chance(0.3)) return;
    a.binding = Binding::option;
    a.converts = uniform(0.2, 0.9);
  }

  void vary(Agreement& a) {
    if (auto* share = std::get_if<RevenueShareTerms>(&a.terms)) {
      share->share = 0.2;
      a.from_month = start() + uniform(-5, 10);
      a.until_month = chance(0.5) ? 1e9 : start() + uniform(11, 60);
    }
    auto* d = const_cast<Delivery*>(a.delivery());
    if (!d) return;
    if (chance(0.2)) d->delay = DriverId{4};
    // A layer of a site that is put together stays there.
    const bool layer = d->site.valid() && m_.at(d->site).assembled;
    if (chance(0.1) && !layer) d->site = SiteId{};
    if (chance(0.1) && !a.is_offer) a.signed_month = m_.clock.end() - uniform(0, 3);
    if (a.kind == AgreementKind::build) maybe(a);
    if (!d->cost) return;
    if (chance(0.3)) d->cost->capex_usd_per_mw.drivers = {DriverId{1}};
    if (chance(0.3)) d->cost->opex_usd_per_mw_month.growth_per_year = 1.2;
    if (chance(0.3)) d->cost->opex_usd_per_mw_month.drivers = {DriverId{1}};
  }

  // Bound to a place, or all or the least of it without cash.
  void work() {
    const bool unpaid = chance(0.2), last_unpaid = chance(0.2), bound = chance(0.3);
    for (Workload& w : m_.workloads) {
      if (unpaid) w.earns_cash = w.shortage_is_cash = false;
      if (bound && chance(0.5)) w.jurisdictions = {"north"};
      if (bound && chance(0.3)) w.sites = {SiteId{1}};
    }
    // Before a backstop, which pays cash, it would not come where cash is short.
    for (Agreement& a : m_.agreements) {
      if (!unpaid || !is_backstop(a)) continue;
      a.is_offer = true;  // whose window is closed
      a.from_month = 1e9;
      a.until_month = -1e9;
    }
    if (!last_unpaid) return;
    // It takes what is idle, and is worth too little to stand before any other.
    Workload& last = m_.workloads.back();
    last.earns_cash = last.shortage_is_cash = false;
    last.revenue_usd_per_h100e_month = Series::constant(1.0);
    last.shortage_usd_per_h100e_month = {};
  }

  Agreement& add(AgreementKind kind, int first, int second) {
    Agreement a;
    a.name = "b" + std::to_string(m_.agreements.size());
    a.kind = kind;
    a.first = PartyId{first};
    a.second = PartyId{second};
    a.is_offer = chance(0.5);
    a.signed_month = start() + uniform(-12, 6);
    a.from_month = start() + (a.is_offer ? 0.0 : uniform(-6, 6));
    a.until_month = chance(0.5) ? 1e9 : start() + uniform(12, 60);
    maybe(a);
    m_.agreements.push_back(a);
    return m_.agreements.back();
  }

  // The planner invests, takes and gives licences, sells chips, serves one who has no work.
  void others() {
    if (chance(0.5)) {
      const double first = uniform(0, 12);
      add(AgreementKind::investment, 1, 3).terms =
          InvestmentTerms{uniform(1e7, 1e9), first, first + (chance(0.5) ? 0 : uniform(1, 40)), 0};
    }
    if (chance(0.5)) {
      add(AgreementKind::investment, 4, 1).terms = InvestmentTerms{uniform(1e7, 1e9), 0, 0, 0.1};
    }
    LicenceTerms l{Series::constant(uniform(0, 1e7)), Series::constant(uniform(0, 1e6))};
    l.worth_usd_per_month.drivers = {DriverId{0}};
    if (chance(0.5)) add(AgreementKind::licence, 1, 3).terms = l;
    if (chance(0.5)) add(AgreementKind::licence, 2, 1).terms = l;
    if (chance(0.2)) m_.accelerators[0].vendor = PartyId{1};
    if (chance(0.3)) m_.accelerators[0].price_usd_per_mw = Series::constant(4e7);
    if (chance(0.5)) serve_another();
    if (chance(0.5)) go_on_for_another();
  }

  void serve_another() {
    const Agreement like = m_.agreements.front();
    Agreement& a = add(AgreementKind::capacity, 2, 1);
    a.terms = like.terms;
    a.most_mw = like.delivery()->capacity_mw;
  }

  // The planner takes over where another's provider fails.
  void go_on_for_another() {
    const Agreement like = m_.agreements.front();
    Agreement& a = add(AgreementKind::capacity, 2, 3);
    auto terms = std::get<CapacityTerms>(like.terms);
    terms.delivery.step_in = StepIn{PartyId{1}, uniform(0, 9), uniform(0.3, 1)};
    a.terms = terms;
    a.most_mw = like.delivery()->capacity_mw;
    m_.parties[3].default_event = DriverId{3};
  }

  Model& m_;
  Plan& plan_;
  std::mt19937_64 random_;
};

struct Compared {
  std::vector<double> simulated, program;  // [path]
};

Compared compare(const Model& model, const Plan& plan, std::int64_t paths, std::uint64_t seed) {
  const Futures futures = *Futures::make(model, {seed, static_cast<Sampling>(seed % 3)});
  SimulateOptions options;
  options.paths = paths;
  options.threads = 1;
  const Simulation simulation = *simulate(model, plan, futures, options);
  const Split s = split(plan);
  const Result<ExtensiveSolution> solved = solve_extensive(
      {model, s.signed_already, s.columns, s.domain, futures}, highs_solver(), {paths, true, {}});
  EXPECT_TRUE(solved.ok()) << (solved.ok() ? "" : render(solved.errors().front()));
  if (!solved.ok()) return {};
  return {simulation.npv_usd[model.planner.party.index()], solved->value_usd};
}

double worst_difference(const Compared& c) {
  double worst = c.simulated.empty() ? 1.0 : 0.0;
  for (std::size_t p = 0; p < c.simulated.size(); ++p) {
    worst =
        std::max(worst, std::abs(c.simulated[p] - c.program[p]) / (1.0 + std::abs(c.simulated[p])));
  }
  return worst;
}

// In the run-off a penalty that is spared is value and no cash, so one who must draw at a premium
// may do better than by the merit order: there the program's value is above the simulator's.
bool merit_order_is_best(const Model& model) {
  const Party& planner = model.at(model.planner.party);
  const bool premium = planner.emergency_funding && planner.emergency_premium > 0.0;
  // Nor does it ask where the money for energy comes from, for work that brings none.
  const bool pool = std::any_of(model.sites.begin(), model.sites.end(),
                                [](const Site& s) { return s.assembled; });
  return !premium ||
         std::none_of(model.workloads.begin(), model.workloads.end(), [&](const Workload& w) {
           return w.shortage_is_cash || (pool && !w.earns_cash);
         });
}

// True if the two say the same as it is; where the merit order may be beaten they need not, but
// then the program says more, and without the premium the same.
bool expect_same(const RandomModel& r, std::uint64_t seed) {
  const Compared as_is = compare(r.model, r.plan, kPaths, seed);
  const bool same = worst_difference(as_is) <= 1e-9;
  if (merit_order_is_best(r.model)) {
    EXPECT_LE(worst_difference(as_is), 1e-9) << "seed " << seed;
    return same;
  }
  for (std::size_t p = 0; p < as_is.simulated.size(); ++p) {
    const double tiny = 1e-9 * (1.0 + std::abs(as_is.simulated[p]));
    EXPECT_GE(as_is.program[p], as_is.simulated[p] - tiny) << "seed " << seed << " path " << p;
  }
  RandomModel cheap = r;
  cheap.model.parties[cheap.model.planner.party.index()].emergency_premium = 0.0;
  EXPECT_LE(worst_difference(compare(cheap.model, r.plan, kPaths, seed)), 1e-9) << "seed " << seed;
  return same;
}

constexpr int kFew = kModels / 50;

TEST(ExtensiveProperty, SaysOfAPlanWhatTheSimulatorSays) {
  int beaten = 0;
  for (std::uint64_t seed = 0; seed < kModels; ++seed)
    beaten += !expect_same(random_model(seed), seed);
  EXPECT_LE(beaten, kFew);
}

TEST(ExtensiveProperty, SaysSoOfFailuresPlacesAndUnpaidWork) {
  int beaten = 0;
  for (std::uint64_t seed = 0; seed < kModels; ++seed) {
    RandomModel r = random_model(seed);
    Variation(r, seed).make();
    beaten += !expect_same(r, seed);
  }
  EXPECT_LE(beaten, kFew);
}

// Whose fleet it is. What the form does not hold is left out: revenue that its tenant shares, and
// power by what its tenant uses.
TEST(ExtensiveProperty, SaysSoOfWhatIsServedFromAFleet) {
  int beaten = 0;
  for (std::uint64_t seed = 0; seed < kModels; ++seed) {
    RandomModel r = testing::random_sides(seed, {testing::Side::provider});
    for (Agreement& a : r.model.agreements) {
      if (a.kind == AgreementKind::revenue_share) a.second = PartyId{4};
      auto* c = std::get_if<CapacityTerms>(&a.terms);
      if (c && a.second == r.model.planner.party && !c->from_fleet) c->delivery.site = {};
    }
    beaten += !expect_same(r, seed);
  }
  EXPECT_LE(beaten, kFew);
}

}  // namespace
}  // namespace offtake
