#include "offtake/plan/columns.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "offtake/base/parallel.h"
#include "offtake/base/text.h"
#include "offtake/futures/cells.h"
#include "offtake/plan/epochs.h"
#include "offtake/plan/exercise.h"

namespace offtake {
namespace {

using Why = Columns::LeftOut::Why;

std::optional<Why> why_not(const Model& model, const Agreement& offer) {
  const PartyId planner = model.planner.party;
  if (offer.first != planner && offer.second != planner) return Why::not_a_party;
  const bool binds =
      offer.kind == AgreementKind::exclusivity || offer.kind == AgreementKind::first_refusal;
  if (binds) return Why::exclusivity;
  // What it takes is a share of what the rest of the plan earns: a product of decisions.
  if (offer.kind == AgreementKind::revenue_share) return Why::not_concave;
  return {};
}

// The first month ≥ `month` at which no other provider has the exclusive right to the tenant.
double after_exclusivity(const Model& model, const Agreement& offer, double month) {
  if (offer.kind != AgreementKind::capacity) return month;
  for (bool moved = true; moved;) {
    moved = false;
    for (const Agreement& a : model.agreements) {
      if (a.kind != AgreementKind::exclusivity || a.is_offer || a.first != offer.first ||
          a.second == offer.second || month < a.from_month || month >= a.until_month) {
        continue;
      }
      month = a.until_month;
      moved = true;
    }
  }
  return month;
}

// When an offer can first be signed: its window is open and its accelerator delivered once it is
// ready.
double opens(const Model& model, const Agreement& offer) {
  const Delivery* d = offer.delivery();
  if (!d || !d->accelerator.valid()) return offer.from_month;
  return std::max(offer.from_month, model.at(d->accelerator).from_month - d->ramp.first());
}

void add_slots(const Model& model, AgreementId id, Columns& out) {
  const Agreement& offer = model.at(id);
  for (std::size_t e = 0; e < out.epochs.size(); ++e) {
    const double month =
        after_exclusivity(model, offer, std::max(out.epochs[e].month, opens(model, offer)));
    const double next = e + 1 < out.epochs.size() ? out.epochs[e + 1].month : model.clock.end();
    if (month >= std::min(next, offer.until_month)) continue;
    Slot slot{id, static_cast<int>(e), month, static_cast<int>(out.columns.size()),
              out.epochs[e].cells()};
    PlanColumn column{static_cast<int>(out.slots.size()), 0, 1.0, 1.0, 1.0, true};
    if (offer.delivery()) {
      column = {column.slot, 0, offer.least_mw, offer.most_mw, offer.tranche_mw, false};
    }
    for (; column.cell < slot.cells; ++column.cell) out.columns.push_back(column);
    out.slots.push_back(slot);
  }
}

// The cells of all epochs on paths first … first + kLanes − 1: [epoch][lane].
std::vector<std::vector<int>> cells_by_epoch(const std::vector<Epoch>& epochs, const Clock& clock,
                                             const FuturesBlock& block) {
  std::vector<std::vector<int>> cells;
  for (const Epoch& epoch : epochs) {
    cells.emplace_back(kLanes);
    cells_of(epoch, clock, block, cells.back().data());
  }
  return cells;
}

}  // namespace

std::string date_name(const Clock& clock, double month) {
  const int step = clock.step_of(month + 1e-6);
  return std::abs(clock.begin_of(step) - month) < 1e-6 ? clock.label(step)
                                                       : to_string(month_date(month));
}

std::string band_name(int band, std::size_t thresholds) {
  if (thresholds == 1) return band == 0 ? "low" : "high";
  if (thresholds == 2) return band == 0 ? "low" : band == 1 ? "middle" : "high";
  return fmt::format("cell{}", band + 1);
}

std::string cell_name(const Epoch& epoch, int cell) {
  if (epoch.cells() == 1) return "";
  if (!epoch.nodes.empty()) return fmt::format("node{}", cell + 1);
  std::string name;
  for (const std::vector<double>& cuts : epoch.thresholds) {
    const int bands = static_cast<int>(cuts.size()) + 1;
    if (bands > 1) name += (name.empty() ? "" : "·") + band_name(cell % bands, cuts.size());
    cell /= bands;
  }
  return name;
}

std::string Columns::name(const Model& model, int column) const {
  const PlanColumn& c = columns[std::size_t(column)];
  const Slot& slot = slots[std::size_t(c.slot)];
  const std::string cell = cell_name(epochs[std::size_t(slot.epoch)], c.cell);
  constexpr const char* kVerbs[] = {"sign", "expand", "extend", "exit", "step_down"};
  std::string of = model.at(slot.offer).name + ",";
  if (slot.base >= 0) of += date_name(model.clock, slot.base_month) + ",";
  of += date_name(model.clock, slot.month);
  if (!cell.empty()) of += "," + cell;
  return fmt::format("{}[{}]", kVerbs[static_cast<int>(slot.exercise)], of);
}

Signing signing_of(const Slot& slot, double mw) {
  return {slot.offer, slot.month, mw, -1, {}, slot.exercise, slot.base_month};
}

Signing signing_of(const Slot& slot, std::vector<double> mw_by_cell) {
  return {slot.offer,    slot.month,     0.0, slot.epoch, std::move(mw_by_cell),
          slot.exercise, slot.base_month};
}

Columns make_columns(const Model& model, const Futures& futures, const CellOptions& options) {
  Columns out;
  out.epochs = make_epochs(model, futures, options);
  for (std::size_t i = 0; i < model.agreements.size(); ++i) {
    const Agreement& offer = model.agreements[i];
    // A window that ends before it begins: closed by the strategy.
    if (!offer.is_offer || offer.until_month < offer.from_month) continue;
    if (const std::optional<Why> why = why_not(model, offer)) {
      out.left_out.push_back({AgreementId{i}, *why});
      continue;
    }
    const std::size_t before = out.slots.size();
    add_slots(model, AgreementId{i}, out);
    if (out.slots.size() == before) out.left_out.push_back({AgreementId{i}, Why::outside_clock});
  }
  add_exercises(model, out);
  return out;
}

Plan plan_of(const Columns& columns, const Plan& signed_already, const std::vector<double>& x) {
  Plan plan = signed_already;
  plan.epochs = columns.epochs;
  for (const Slot& slot : columns.slots) {
    const auto first = x.begin() + slot.first_column;
    Signing s = signing_of(slot, std::vector<double>(first, first + slot.cells));
    const bool any =
        std::any_of(s.mw_by_cell.begin(), s.mw_by_cell.end(), [](double mw) { return mw > 0.0; });
    if (any) plan.signings.push_back(std::move(s));
  }
  return plan;
}

std::vector<double> point_of(const Columns& columns, const Plan& plan) {
  std::vector<double> x(columns.columns.size(), 0.0);
  for (const Signing& s : plan.signings) {
    for (const Slot& slot : columns.slots) {
      const Signing own = signing_of(slot, 0.0);
      if (slot.offer != s.offer || slot.epoch != s.epoch || slot.exercise != s.exercise ||
          own.base_month != s.base_month) {
        continue;
      }
      const std::size_t cells = std::min(s.mw_by_cell.size(), std::size_t(slot.cells));
      std::copy_n(s.mw_by_cell.begin(), cells, x.begin() + slot.first_column);
    }
  }
  return x;
}

std::vector<std::vector<int>> cell_sequences(const Columns& columns, const Clock& clock,
                                             const Futures& futures, std::int64_t paths,
                                             int threads) {
  using Sequence = std::vector<int>;
  const bool one = std::all_of(columns.epochs.begin(), columns.epochs.end(),
                               [](const Epoch& epoch) { return epoch.cells() == 1; });
  if (one) return {Sequence(columns.epochs.size(), 0)};
  std::vector<std::map<Sequence, std::int64_t>> first_path(std::size_t(block_count(paths)));
  for_each_block(block_count(paths), threads, [&](std::int64_t b) {
    FuturesBlock block;
    Sequence sequence(columns.epochs.size());
    const std::int64_t end = std::min((b + 1) * kBlockPaths, paths);
    for (std::int64_t first = b * kBlockPaths; first < end; first += kLanes) {
      futures.draw(first, block);
      const auto cells = cells_by_epoch(columns.epochs, clock, block);
      for (std::int64_t p = first; p < std::min(first + kLanes, end); ++p) {
        for (std::size_t e = 0; e < cells.size(); ++e) {
          sequence[e] = cells[e][std::size_t(p - first)];
        }
        first_path[std::size_t(b)].emplace(sequence, p);
      }
    }
  });
  std::map<Sequence, std::int64_t> all;
  for (const auto& block : first_path) all.insert(block.begin(), block.end());
  std::vector<std::pair<std::int64_t, Sequence>> ordered;
  for (const auto& [sequence, path] : all) ordered.emplace_back(path, sequence);
  std::sort(ordered.begin(), ordered.end());
  std::vector<Sequence> out;
  for (auto& [path, sequence] : ordered) out.push_back(std::move(sequence));
  return out;
}

}  // namespace offtake
