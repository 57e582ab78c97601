// What moves a price along the term.
#include "offtake/base/quantity.h"
#include "offtake/base/text.h"
#include "offtake/model/check_parts.h"

namespace offtake {
namespace {

void check_reset(const Model& model, const CapacityTerms& c, const std::string& path,
                 Problems& problems) {
  const PriceReset& reset = *c.price.reset;
  check_multipliers(model, reset.index, path + ".index", problems);
  const double end = c.delivery.ramp.first() + c.delivery.term_months;
  if (reset.every_months >= end) {
    problems
        .warn("W1260", path + ".every",
              fmt::format("the first reset, {} after signing, comes when the agreement has ended",
                          format_quantity(reset.every_months, dim::time)),
              fmt::format("give a time shorter than {}", format_quantity(end, dim::time)))
        .related_path = path;
  }
  const Series& index = reset.index;
  if (!index.uncertain() && index.points.size() <= 1 && index.growth_per_year == 1.0) {
    problems.warn("W1261", path + ".index", "the index never moves, so neither does the price",
                  "give it dates, a growth or a driver");
  }
}

// A named peer must be capacity in force of the same provider, and another agreement.
void check_peer(const Model& model, const Agreement& a, AgreementId id, const std::string& path,
                Problems& problems) {
  const Agreement& peer = model.at(id);
  const auto refuse = [&](std::string what, const char* mend) {
    problems.error("E1265", path, std::move(what), mend).related_path = path_of(peer);
  };
  if (peer.name == a.name) {
    refuse(fmt::format("'{}' is this agreement itself", peer.name), "name another one");
  } else if (peer.is_offer) {
    refuse(fmt::format("'{}' is an offer: only agreements that are signed are peers", peer.name),
           "name an agreement");
  } else if (peer.kind != AgreementKind::capacity || peer.second != a.second) {
    refuse(fmt::format("'{}' delivers no capacity in '{}'", model.at(a.second).name, peer.name),
           "name a capacity agreement of the same provider");
  }
}

void check_favoured(const Model& model, const Agreement& a, const MostFavoured& clause,
                    const std::string& path, Problems& problems) {
  for (const AgreementId id : clause.peers) check_peer(model, a, id, path, problems);
  bool peers = !clause.peers.empty();
  for (const Agreement& other : model.agreements) {
    if (other.kind != AgreementKind::capacity || other.second != a.second) continue;
    if (other.first == a.first) continue;
    if (other.is_offer) {
      problems
          .warn("W1266", path,
                fmt::format("what is signed of '{}' does not count: its price is not compared",
                            other.name),
                "write what is to be signed as an agreement, to see what it would move")
          .related_path = path_of(other);
    }
    peers |= !other.is_offer;
  }
  if (peers) return;
  problems.warn("W1267", path,
                fmt::format("'{}' delivers to nobody else, so there is no price to compare",
                            model.at(a.second).name),
                "delete it, or add what the provider delivers to others");
}

void check_guarantee(const Agreement& a, const CapacityTerms& c, const std::string& path,
                     Problems& problems) {
  if (!c.delivery.cost) {
    problems
        .error("E1270", path, "a share of a capex that is not given",
               "give `provider_cost` with `capex` and `residual`")
        .related_path = path_of(a);
    return;
  }
  const Series& residual = c.delivery.cost->residual;
  const bool moves =
      residual.uncertain() || residual.points.size() > 1 || residual.growth_per_year != 1.0;
  if (moves || base_value(residual, a.signed_month) < c.guarantee->share) return;
  problems
      .warn("W1271", path,
            fmt::format("the residual value of {} never falls short of it",
                        format_quantity(base_value(residual, a.signed_month), dim::ratio)),
            "give the residual value a driver, or guarantee more")
      .related_path = path_of(a);
}

}  // namespace

void check_price_clauses(const Model& model, const Agreement& a, const CapacityTerms& c,
                         const std::string& path, Problems& problems) {
  if (c.price.reset) check_reset(model, c, path + ".reset", problems);
  if (c.most_favoured) {
    check_favoured(model, a, *c.most_favoured, path + ".most_favoured", problems);
  }
  if (c.guarantee) check_guarantee(a, c, path + ".residual_guarantee", problems);
}

}  // namespace offtake
