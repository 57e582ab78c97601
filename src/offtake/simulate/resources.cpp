#include "offtake/simulate/resources.h"

#include <algorithm>

namespace offtake {
namespace {

// Taken from a flow in step k by one position.
double taken(const Compiled& c, const ExpectedUse& expected, const Position& p,
             ResourceUse::When when, int k) {
  const double mw =
      p.expected() * (p.signing < 0 ? p.mw : expected.size_mw[std::size_t(p.signing)]);
  if (when == ResourceUse::When::at_signing) {
    return p.signed_step == k && p.release.of < 0 ? mw : 0.0;
  }
  return mw * ready_share(c.clock, p, k);
}

struct Use {
  double stock = 0.0, flow = 0.0;
};

Use use_in_step(const Model& model, const Compiled& c, const ExpectedUse& expected,
                ResourceId resource, int k) {
  Use use;
  for (std::size_t p = 0; p < c.positions.size(); ++p) {
    if (c.positions[p].pool.is == PoolPart::Is::source) continue;  // its layers use it
    for (const ResourceUse& u : model.at(c.positions[p].agreement).delivery()->uses) {
      if (u.resource != resource) continue;
      if (u.when == ResourceUse::When::while_active) {
        use.stock +=
            u.mw_per_mw * expected.delivered_mw[p * std::size_t(c.all_steps) + std::size_t(k)];
      } else {
        use.flow += u.mw_per_mw * taken(c, expected, c.positions[p], u.when, k);
      }
    }
  }
  return use;
}

}  // namespace

std::vector<ResourceYear> measure_resources(const Model& model, const Compiled& c,
                                            const ExpectedUse& expected) {
  std::vector<ResourceYear> out;
  for (std::size_t r = 0; r < model.resources.size(); ++r) {
    const Resource& resource = model.resources[r];
    const ResourceId id{r};
    for (int first = 0; first < c.steps;) {
      ResourceYear stock{id, c.clock.year_of(first), 0.0, 0.0, true};
      ResourceYear flow{id, c.clock.year_of(first), 0.0, 0.0, false};
      int k = first;
      for (; k < c.steps && c.clock.year_of(k) == stock.year; ++k) {
        const Use use = use_in_step(model, c, expected, id, k);
        const double limit = base_value(resource.stock_mw, c.clock.begin_of(k));
        stock.used_mw = std::max(stock.used_mw, use.stock);
        stock.limit_mw = k == first ? limit : std::min(stock.limit_mw, limit);
        flow.used_mw += use.flow;
        flow.limit_mw +=
            c.clock.months_per_step *
            mean_value(resource.flow_mw_per_month, c.clock.begin_of(k), c.clock.begin_of(k + 1));
      }
      if (resource.stock_mw.given()) out.push_back(stock);
      if (resource.flow_mw_per_month.given()) out.push_back(flow);
      first = k;
    }
  }
  return out;
}

}  // namespace offtake
