#include "offtake/studies/compare.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "offtake/plan/problem.h"
#include "offtake/studies/driver_levels.h"

namespace offtake {
namespace {

// Of the party with this name in the model; none.
std::optional<std::size_t> party_of(const Model& model, const std::string& name) {
  for (std::size_t p = 1; p < model.parties.size(); ++p) {
    if (model.parties[p].name == name) return p;
  }
  return std::nullopt;
}

std::vector<PartyOutcome> party_outcomes(const Model& model, const Simulation& s) {
  std::vector<PartyOutcome> all;
  for (std::size_t p = 1; p < model.parties.size(); ++p) {
    const PartyValue& v = s.values[p];
    PartyOutcome out{
        model.parties[p].name,  v.npv_usd,      {v.npv_cvar_usd, v.npv_cvar_error_usd}, 0.0, 0,
        v.stranded_capital_usd, v.emergency_usd};
    for (const YearMeasures& y : s.years) {
      if (y.cash_flow_at_risk_usd[p] <= out.cash_flow_at_risk_usd) continue;
      out.cash_flow_at_risk_usd = y.cash_flow_at_risk_usd[p];
      out.cash_flow_at_risk_year = y.year;
    }
    all.push_back(std::move(out));
  }
  return all;
}

Result<Played> play(const Contender& contender, const StudyOptions& options) {
  Played out;
  out.name = contender.name;
  out.model = under(*contender.model, contender.strategy);
  Plan plan =
      signed_under(*contender.model, contender.strategy, contender.plan ? *contender.plan : Plan{});
  if (!contender.plan) {
    Result<PlanResult> made = plan_of_study(
        options, {contender.variant, *contender.model, contender.strategy, options.plan});
    if (made) {
      out.plan = std::move(*made);
      plan = out.plan->plan;
    } else if (made.errors().front().code != "E0965") {  // with nothing to decide it is played so
      return made.errors();
    }
  }
  if (out.plan && out.plan->played) {
    out.simulation = std::move(*out.plan->played);
    out.plan->played.reset();
  } else {
    Result<Simulation> played = play_of_study(options, out.model, plan);
    if (!played) return played.errors();
    out.simulation = std::move(*played);
  }
  out.planner = planner_outcome(out.model, out.simulation, risk_of(out.model, options.plan));
  out.parties = party_outcomes(out.model, out.simulation);
  return out;
}

// [agreement's name] what it is worth to the party, expected.
std::map<std::string, double> worth_by_agreement(const Played& played, std::size_t party) {
  std::map<std::string, double> worth;
  for (const AgreementReturn& r : played.simulation.returns) {
    if (r.party.index() == party) worth[played.model.at(r.agreement).name] += r.npv_usd.mean;
  }
  return worth;
}

void add_parts(const Played& first, std::size_t p, const Played& other, std::size_t q,
               const Gain& gain, std::vector<GainPart>& out) {
  std::map<std::string, double> part = worth_by_agreement(other, q);
  for (const auto& [name, usd] : worth_by_agreement(first, p)) part[name] -= usd;
  std::vector<GainPart> parts;
  double carried = 0.0;
  for (const auto& [name, usd] : part) {
    if (usd == 0.0) continue;
    parts.push_back({gain.contender, gain.party, name, usd});
    carried += usd;
  }
  // What rounding leaves is no business of its own.
  const double rest = gain.usd.mean - carried;
  if (std::abs(rest) > 1e-9 * std::abs(carried)) {
    parts.push_back({gain.contender, gain.party, "", rest});
  }
  std::stable_sort(parts.begin(), parts.end(), [](const GainPart& a, const GainPart& b) {
    return std::abs(a.usd) > std::abs(b.usd);
  });
  out.insert(out.end(), parts.begin(), parts.end());
}

Status add_drivers(const Played& first, const Played& other, std::size_t contender,
                   const StudyOptions& options, std::vector<GainDriver>& out) {
  const auto q = party_of(other.model, first.model.at(first.model.planner.party).name);
  if (!q) return ok_status();
  const Result<Futures> futures = Futures::make(first.model, fresh_futures(options.plan.futures));
  if (!futures) return futures.errors();
  const auto level =
      driver_levels(first.model, *futures, first.simulation.paths, options.plan.threads);
  const std::vector<double>& a = other.simulation.npv_usd[*q];
  std::vector<double> d = first.simulation.npv_usd[first.model.planner.party.index()];
  for (std::size_t i = 0; i < d.size(); ++i) d[i] = a[i] - d[i];
  const double sd = spread(d);
  std::vector<GainDriver> all;
  for (std::size_t s = 0; s < level.size(); ++s) {
    const double r = correlation(d, level[s]);
    if (r != 0.0) all.push_back({contender, first.model.drivers[s].name, r * sd, r * r});
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const GainDriver& x, const GainDriver& y) { return x.share > y.share; });
  out.insert(out.end(), all.begin(), all.end());
  return ok_status();
}

Status add_gains(std::size_t contender, const StudyOptions& options, CompareResult& out) {
  const Played &first = out.contenders.front(), &other = out.contenders[contender];
  const FuturesOptions& futures = options.plan.futures;
  for (std::size_t p = 1; p < first.model.parties.size(); ++p) {
    const auto q = party_of(other.model, first.model.parties[p].name);
    if (!q) continue;
    const auto &a = other.simulation.npv_usd[*q], &b = first.simulation.npv_usd[p];
    Gain gain{contender, first.model.parties[p].name, paired_difference(a, b, futures),
              unpaired_difference(a, b, futures),
              other.simulation.values[*q].npv_cvar_usd - first.simulation.values[p].npv_cvar_usd};
    add_parts(first, p, other, *q, gain, out.parts);
    out.gains.push_back(std::move(gain));
  }
  return add_drivers(first, other, contender, options, out.drivers);
}

}  // namespace

CompareResult compare_contenders(const std::vector<Contender>& contenders,
                                 const StudyOptions& options) {
  CompareResult out;
  for (std::size_t i = 0; i < contenders.size() && out.whole; ++i) {
    if (options.progress) {
      options.progress(contenders[i].name, double(i) / double(contenders.size()));
    }
    Result<Played> played = play(contenders[i], options);
    if (played) {
      out.contenders.push_back(std::move(*played));
    } else if (stop_asked(options)) {
      out.whole = false;
    } else {
      out.failures.push_back({contenders[i].name, played.errors()});
    }
  }
  for (std::size_t i = 1; i < out.contenders.size(); ++i) {
    if (Status added = add_gains(i, options, out); !added) {
      out.failures.push_back({out.contenders[i].name + ", by driver", added.errors()});
    }
  }
  return out;
}

}  // namespace offtake
