#include <algorithm>

#include "offtake/base/quantity.h"
#include "offtake/simulate/compile_parts.h"

namespace offtake {

using Is = PoolPart::Is;

bool is_own(const Agreement& a) {
  if (const auto* s = std::get_if<SupplyTerms>(&a.terms)) return !s->lease;
  if (const auto* p = std::get_if<PowerTerms>(&a.terms))
    return p->from == PowerTerms::From::on_site;
  return a.kind == AgreementKind::build;
}

namespace {

Is layer_of(AgreementKind kind) {
  switch (kind) {
    case AgreementKind::supply:
      return Is::chips;
    case AgreementKind::power:
      return Is::power;
    case AgreementKind::build:
      return Is::shell;
    default:
      return Is::none;
  }
}

Pool make_pool(const Model& model, SiteId site, Compiled& out) {
  Pool pool;
  const Site& at = model.at(site);
  for (std::size_t i = 0; i < out.positions.size(); ++i) {
    Position& p = out.positions[i];
    if (p.site != site) continue;
    const Agreement& a = model.at(p.agreement);
    p.pool.is = layer_of(a.kind);
    if (p.pool.is == Is::none) continue;
    pool.owner = p.user;
    std::vector<int>& layer = p.pool.is == Is::chips   ? pool.chips
                              : p.pool.is == Is::shell ? pool.shells
                                                       : pool.power;
    layer.push_back(static_cast<int>(i));
    pool.layers.push_back(static_cast<int>(i));
    if (const auto* power = std::get_if<PowerTerms>(&a.terms)) {
      p.pool.it_mw_per_mw = power->availability / at.pue;
    }
  }
  return pool;
}

// What can run on the power of `power`, as if it were a build of its own.
Position make_source(const Pool& pool, const Position& power, const Compiled& c) {
  Position p = power;
  p.signing = -1;
  p.provider = p.user;
  p.build = true;
  p.pool = {Is::source, power.pool.it_mw_per_mw, {}, -1};
  p.h100e_per_mw = 0.0;
  if (pool.chips.empty()) return p;
  const Position& chips = c.positions[std::size_t(pool.chips.front())];
  p.accelerator = chips.accelerator;  // one at a site, and always as dense (check)
  p.h100e_per_mw = chips.h100e_per_mw;
  return p;
}

}  // namespace

void compile_pools(const Model& model, Compiled& out) {
  for (std::size_t i = 0; i < model.sites.size(); ++i) {
    if (!model.sites[i].assembled) continue;
    Pool pool = make_pool(model, SiteId{i}, out);
    if (!pool.layers.empty()) out.pools.push_back(std::move(pool));
  }
  for (Pool& pool : out.pools) {
    for (const int i : pool.power) {
      pool.sources.push_back(static_cast<int>(out.positions.size()));
      out.positions.push_back(make_source(pool, out.positions[std::size_t(i)], out));
    }
  }
}

namespace {

void add_lease(const Agreement& a, const Price& lease, Position& p, Compiled& out) {
  p.price_usd_per_mw_month = base_value(lease.amount, p.signed_month);
  if (p.signed_step >= 0) p.price_drivers = lease.amount.drivers;
  compile_price(lease, *a.delivery(), p, out);
  p.fee_line = add_line(out, {p.agreement, {}, Account::fee, a.first, a.second});
}

// Energy goes to who sells it, or at the site's own price to its utility.
void add_energy(const Model& model, const Agreement& a, const PowerTerms& terms, Position& p,
                Compiled& out) {
  const Site& site = model.at(p.site);
  const bool own_price = terms.energy_usd_per_mwh.given();
  p.mwh_per_mw_month = site.pue * kHoursPerMonth;
  p.power_usd_per_mwh =
      tabulate(own_price ? terms.energy_usd_per_mwh : site.power_price_usd_per_mwh, out);
  if (!p.power_usd_per_mwh.given()) return;
  const PartyId seller = own_price ? a.second : site.utility;
  p.power_line = add_line(out, {p.agreement, {}, Account::power, a.first, seller});
  p.user_power = 1.0;
}

}  // namespace

void add_pool_tables(const Model& model, Position& p, Compiled& out) {
  const Agreement& a = model.at(p.agreement);
  if (const auto* supply = std::get_if<SupplyTerms>(&a.terms); supply && supply->lease) {
    add_lease(a, *supply->lease, p, out);
  }
  const auto* power = std::get_if<PowerTerms>(&a.terms);
  if (!power) return;
  if (p.pool.is == Is::source) return add_energy(model, a, *power, p, out);
  if (!power->charge_usd_per_mw_month.given()) return;
  p.pool.charge_usd_per_mw_month = tabulate(power->charge_usd_per_mw_month, out);
  p.pool.charge_line = add_line(out, {p.agreement, {}, Account::fee, a.first, a.second});
}

namespace {

bool same_table(const StepTable& a, const StepTable& b) {
  return a.drivers == b.drivers && a.base == b.base;
}

}  // namespace

void order_sources(Compiled& out) {
  for (Pool& pool : out.pools) {
    const auto source = [&](int j) -> const Position& {
      return out.positions[std::size_t(pool.sources[std::size_t(j)])];
    };
    std::vector<int> order;
    bool varies = false, moves = false;
    pool.first_step = out.all_steps;
    for (int j = 0; j < static_cast<int>(pool.sources.size()); ++j) {
      order.push_back(j);
      pool.first_step = std::min(pool.first_step, source(j).first_step);
      pool.last_step = std::max(pool.last_step, source(j).last_step);
      varies |= !same_table(source(j).power_usd_per_mwh, source(0).power_usd_per_mwh);
      moves |= !source(j).power_usd_per_mwh.drivers.empty();
    }
    if (varies && moves) {
      pool.price_row = out.power_price_rows;
      out.power_price_rows += static_cast<int>(order.size());
    }
    for (int k = 0; k < out.all_steps; ++k) {
      const auto price = [&](int j) {
        const StepTable& usd = source(j).power_usd_per_mwh;
        return usd.given() ? usd.base[std::size_t(k)] : 0.0;
      };
      std::stable_sort(order.begin(), order.end(),
                       [&](int x, int y) { return price(x) < price(y); });
      pool.order.push_back(order);
    }
  }
}

}  // namespace offtake
