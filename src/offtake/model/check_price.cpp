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

}  // namespace

void check_price_clauses(const Model& model, const Agreement&, const CapacityTerms& c,
                         const std::string& path, Problems& problems) {
  if (c.price.reset) check_reset(model, c, path + ".reset", problems);
}

}  // namespace offtake
