#include <algorithm>
#include <cmath>

#include "commands.h"
#include "lever.h"
#include "offtake/base/text.h"
#include "offtake/results/record_bargain.h"
#include "output.h"
#include "steps.h"
#include "stop.h"
#include "study_run.h"

namespace offtake::cli {
namespace {

constexpr int kPoints = 11;
constexpr int kShownDigits = 4;

std::vector<AgreementId> shares_of(const Model& model, const std::vector<PartyId>& sides) {
  std::vector<AgreementId> out;
  for (std::size_t i = 0; i < model.agreements.size(); ++i) {
    const Agreement& a = model.agreements[i];
    const auto is_side = [&](PartyId p) {
      return std::find(sides.begin(), sides.end(), p) != sides.end();
    };
    const bool of = sides.size() == 2 ? is_side(a.first) && is_side(a.second)
                                      : is_side(a.first) || is_side(a.second);
    if (a.kind == AgreementKind::revenue_share && of) out.emplace_back(i);
  }
  return out;
}

std::string list_of(const Model& model, const std::vector<AgreementId>& all) {
  std::vector<std::string> names;
  for (const AgreementId id : all) names.push_back(model.at(id).name);
  return fmt::format("{}", fmt::join(names, ", "));
}

// --between, or the two of the one revenue share that the planner has.
Result<std::array<PartyId, 2>> find_sides(const Model& model, const Options& options) {
  if (options.between.empty()) {
    const auto shares = shares_of(model, {model.planner.party});
    if (shares.size() == 1) {
      const Agreement& a = model.at(shares.front());
      return std::array<PartyId, 2>{a.first, a.second};
    }
    return refusal("E0970",
                   shares.empty()
                       ? "the planner has no revenue share to bargain about"
                       : "the planner has several revenue shares: " + list_of(model, shares),
                   "name the two parties: --between lab,cloud");
  }
  std::vector<std::string> names;
  for (std::size_t at = 0; at <= options.between.size();) {
    const std::size_t next = std::min(options.between.find(',', at), options.between.size());
    names.push_back(options.between.substr(at, next - at));
    at = next + 1;
  }
  if (names.size() != 2 || names[0] == names[1]) {
    return refusal("E0902", fmt::format("--between can not be {}", quote(options.between)),
                   "two parties, as --between lab,cloud");
  }
  const Result<std::vector<PartyId>> found = find_parties(model, names);
  if (!found) return found.errors();
  return std::array<PartyId, 2>{(*found)[0], (*found)[1]};
}

// --lever and --range, or the share of the first revenue share of the two, from nothing to twice
// what it is.
Result<Lever> find_lever(const Model& model, const std::array<PartyId, 2>& sides,
                         const Options& options) {
  if (!options.lever.empty()) {
    if (options.range.empty()) {
      return refusal("E0970", "no range is given for " + options.lever,
                     "--range A:B with its unit, as --range '$8B/GW-year:$14B/GW-year'");
    }
    return read_lever(options.lever, options.range);
  }
  const auto shares = shares_of(model, {sides[0], sides[1]});
  if (shares.empty()) {
    return refusal("E0970",
                   fmt::format("{} and {} have no revenue share", model.at(sides[0]).name,
                               model.at(sides[1]).name),
                   "name what they bargain about: --lever offers.NAME.price --range A:B");
  }
  const Agreement& a = model.at(shares.front());
  const std::string key = (a.is_offer ? "offers." : "agreements.") + a.name + ".share";
  if (!options.range.empty()) return read_lever(key, options.range);
  const double most = std::min(1.0, 2.0 * std::get<RevenueShareTerms>(a.terms).share);
  return read_lever(key, fmt::format("0:{:.12g} %", 100.0 * (most > 0.0 ? most : 1.0)));
}

// --strategy A --strategy B. One is B. A, or else: the first of the model that is not B; B, or
// else: the planner's, or the second of the model, or its only one.
Result<std::array<StrategyId, 2>> find_strategies(const Model& model, const Options& options) {
  std::vector<StrategyId> given;
  for (const std::string& name : options.strategies) {
    const Result<StrategyId> found = find_strategy(model, name);
    if (!found) return found.errors();
    given.push_back(*found);
  }
  if (given.size() > 2) {
    return refusal("E0902", "more than two strategies",
                   "--strategy A --strategy B: without the agreement, and with it");
  }
  if (given.size() == 2) return std::array<StrategyId, 2>{given[0], given[1]};
  const std::size_t n = model.strategies.size();
  StrategyId with = n == 0 ? StrategyId{} : StrategyId{std::min<std::size_t>(1, n - 1)};
  if (model.planner.strategy.valid()) with = model.planner.strategy;
  if (!given.empty()) with = given.front();
  StrategyId without;
  for (std::size_t i = n; i-- > 0;) {
    if (StrategyId{i} != with) without = StrategyId{i};
  }
  return std::array<StrategyId, 2>{without, with};
}

// In so many digits as are read.
double rounded(double number) {
  if (number == 0.0) return 0.0;
  const double power = std::pow(10.0, kShownDigits - 1 - std::floor(std::log10(std::abs(number))));
  return std::round(number * power) / power;
}

std::string unit_of(const Lever& lever) {
  std::string unit = lever.before + lever.after;
  unit.erase(0, unit.find_first_not_of(' '));
  return unit;
}

std::string name_of(const Model& model, StrategyId id) {
  return id.valid() ? model.at(id).name : std::string();
}

}  // namespace

int command_bargain(const Options& given) {
  Options options = given;
  options.continuous = true;  // where a gain is nothing is sought in plans of any size
  const Result<LoadedModel> loaded = read_model(options);
  if (!loaded) return fail(loaded.errors(), options);
  const auto strategies = find_strategies(loaded->model, options);
  if (!strategies) return fail(strategies.errors(), options);
  const auto sides = find_sides(loaded->model, options);
  if (!sides) return fail(sides.errors(), options);
  const Result<Lever> lever = find_lever(loaded->model, *sides, options);
  if (!lever) return fail(lever.errors(), options);

  const StopGuard guard;
  Result<StudyRun> run = StudyRun::begin(*loaded, options);
  if (!run) return fail(run.errors(), options);
  BargainQuestion question;
  question.sides = *sides;
  question.disagreement = (*strategies)[0];
  question.agreement = (*strategies)[1];
  question.from = lever->from;
  question.to = lever->to;
  question.points = options.points > 0 ? static_cast<int>(options.points) : kPoints;
  question.best_response = options.best_response;
  question.name = [&](double at) { return lever->key + "=" + lever->text(at); };
  question.at = [&](double at) -> Result<Model> {
    Result<LoadedModel> there = with_set(*loaded, {question.name(at)});
    if (!there) return there.errors();
    return std::move(there->model);
  };
  Result<Bargain> found = bargain(loaded->model, question, run->options());
  if (!found) return run->fail(found.errors());
  const BargainFacts facts{lever->key,
                           unit_of(*lever),
                           name_of(loaded->model, question.disagreement),
                           name_of(loaded->model, question.agreement),
                           lever->from,
                           lever->to,
                           [&](double at) { return lever->text(rounded(at)); }};
  return run->end(bargain_report(loaded->model, *found, facts));
}

}  // namespace offtake::cli
