// What to sign, when, and on which sign.
#include <algorithm>
#include <cmath>
#include <limits>

#include "offtake/base/text.h"
#include "offtake/results/columns.h"
#include "offtake/results/record_plan_parts.h"

namespace offtake {
namespace {

constexpr double kNothingMw = 1e-6;
constexpr std::size_t kMostCellColumns = 5;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// A slot with what the plan signs there.
struct Decision {
  const Slot* slot = nullptr;
  const PlanColumn* column = nullptr;
  std::vector<double> mw;  // [cell]

  bool any() const {
    return std::any_of(mw.begin(), mw.end(), [](double v) { return v > kNothingMw; });
  }
};

std::vector<Decision> decisions_of(const PlanResult& result) {
  std::vector<Decision> all;
  for (const Slot& slot : result.columns.slots) {
    const auto first = result.method.x.begin() + slot.first_column;
    Decision d{&slot,
               &result.columns.columns[std::size_t(slot.first_column)],
               {first, first + slot.cells}};
    if (d.any()) all.push_back(std::move(d));
  }
  std::stable_sort(all.begin(), all.end(), [](const Decision& a, const Decision& b) {
    return a.slot->month < b.slot->month;
  });
  return all;
}

const Epoch& epoch_of(const PlanResult& result, const Decision& d) {
  return result.columns.epochs[std::size_t(d.slot->epoch)];
}

// What is signed as a whole has no size.
std::string amount(const Decision& d, std::size_t cell) {
  if (d.mw[cell] <= kNothingMw) return "–";
  if (d.column->whole) return "✓";
  return format_quantity(d.mw[cell], dim::power);
}

std::string tranches(const Decision& d, std::size_t cell) {
  const double lot = d.column->lot_mw;
  if (d.column->whole || lot <= 0.0 || d.mw[cell] <= kNothingMw) return "";
  const double count = d.mw[cell] / lot;
  if (std::abs(count - std::round(count)) > 1e-6) return "";
  return fmt::format("{:.0f} × {}", count, format_quantity(lot, dim::power));
}

std::string other_party(const Model& model, const Agreement& offer) {
  const PartyId other = offer.first == model.planner.party ? offer.second : offer.first;
  return other == kOutside ? "" : model.at(other).name;
}

// The strategy signs all there is of every offer by itself.
bool nothing_left(const PlanResult& result) {
  return std::all_of(result.columns.slots.begin(), result.columns.slots.end(),
                     [&](const Slot& slot) {
                       if (slot.exercise != Exercise::none) return false;
                       const Agreement& offer = result.model.at(slot.offer);
                       double left = offer.delivery() ? offer.most_mw : 1.0;
                       left -= taken_of(result.model, slot.offer);
                       for (const Signing& s : result.signed_already.signings) {
                         if (s.offer == slot.offer) left -= offer.delivery() ? s.mw : 1.0;
                       }
                       return left <= kNothingMw;
                     });
}

// The offer; or the option, in which agreement, or signed from which offer when.
std::string what(const Model& model, const Slot& slot) {
  const std::string& name = model.at(slot.offer).name;
  if (slot.exercise == Exercise::none) return name;
  const std::string when = slot.base < 0 ? "" : " of " + date_name(model.clock, slot.base_month);
  return fmt::format("{}{}: {}", name, when, key_of(slot.exercise));
}

std::vector<Cell> row_head(const PlanResult& result, const Decision& d) {
  const Agreement& offer = result.model.at(d.slot->offer);
  return row_of(date_name(result.model.clock, d.slot->month), what(result.model, *d.slot),
                offer.label, other_party(result.model, offer));
}

std::vector<Column> head_columns() {
  std::vector<Column> columns;
  columns.push_back(text_column("date", "Date", "날짜"));
  columns.push_back(text_column("offer", "Offer", "제안"));
  columns.push_back(text_column("label", "What it is", "내용"));
  columns.push_back(text_column("party", "With", "상대방"));
  return columns;
}

// Names of the cells in which anything is decided later, in their order.
std::vector<std::string> cell_names(const PlanResult& result, const std::vector<Decision>& all) {
  std::vector<std::string> names;
  for (const Decision& d : all) {
    for (int c = 0; c < d.slot->cells; ++c) {
      const std::string name = cell_name(epoch_of(result, d), c);
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  return names;
}

std::string band_ko(const std::string& band) {
  if (band == "low") return "낮음";
  if (band == "middle") return "중간";
  if (band == "high") return "높음";
  if (band.starts_with("cell")) return "구간 " + band.substr(4);
  if (band.starts_with("node")) return "노드 " + band.substr(4);
  return band;
}

// "high·low" of two signals; "node3" of a tree.
std::string cell_ko(const std::string& name) {
  constexpr std::string_view kDot = "·";
  const std::size_t dot = name.find(kDot);
  if (dot == std::string::npos) return band_ko(name);
  return band_ko(name.substr(0, dot)) + "·" + cell_ko(name.substr(dot + kDot.size()));
}

Column cell_column(const std::string& name) {
  if (name.empty()) return text_column("always", "In any case", "어느 경우든");
  const std::string ko = name == "low"      ? "낮으면"
                         : name == "middle" ? "중간이면"
                         : name == "high"   ? "높으면"
                                            : cell_ko(name) + "이면";
  return text_column(name, "If " + name, ko);
}

void add_wide(const PlanResult& result, const std::vector<Decision>& all,
              const std::vector<std::string>& names, Table& table) {
  for (const std::string& name : names) table.columns.push_back(cell_column(name));
  for (const Decision& d : all) {
    std::vector<Cell> row = row_head(result, d);
    row.resize(row.size() + names.size());
    for (std::size_t c = 0; c < d.mw.size(); ++c) {
      const std::string name = cell_name(epoch_of(result, d), int(c));
      const auto at = std::find(names.begin(), names.end(), name) - names.begin();
      row[row.size() - names.size() + std::size_t(at)].emplace<std::string>(amount(d, c));
    }
    table.rows.push_back(std::move(row));
  }
}

void add_long(const PlanResult& result, const std::vector<Decision>& all, Table& table) {
  table.columns.push_back(text_column("cell", "If", "경우"));
  table.columns.push_back(text_column("amount", "Sign", "계약"));
  for (const Decision& d : all) {
    for (std::size_t c = 0; c < d.mw.size(); ++c) {
      if (d.mw[c] <= kNothingMw) continue;
      std::vector<Cell> row = row_head(result, d);
      row.emplace_back(cell_in(table.columns[row.size()], cell_name(epoch_of(result, d), int(c))));
      row.emplace_back(amount(d, c));
      table.rows.push_back(std::move(row));
    }
  }
}

// Workloads of the planner whose volume moves with nothing but the signal.
double base_volume(const Model& model, DriverId signal, double month) {
  double sum = 0.0;
  for (const Workload& w : model.workloads) {
    const std::vector<DriverId>& drivers = w.volume_h100e.drivers;
    if (w.party != model.planner.party || drivers.size() != 1 || drivers[0] != signal) continue;
    sum += mean_value(w.volume_h100e, month, month + model.clock.months_per_step);
  }
  return sum > 0.0 ? sum : kNone;
}

std::size_t most_thresholds(const PlanResult& result) {
  std::size_t most = 0;
  for (const Epoch& epoch : result.columns.epochs) {
    for (const auto& cuts : epoch.thresholds) most = std::max(most, cuts.size());
  }
  return most;
}

void nothing_now(const PlanResult& result, const std::vector<Decision>& all, Table& table) {
  const auto open =
      std::min_element(result.columns.slots.begin(), result.columns.slots.end(),
                       [](const Slot& a, const Slot& b) { return a.month < b.month; });
  if (nothing_left(result)) {
    table.note = "Sign nothing: the strategy itself signs all there is of the offers it allows.";
    table.note_ko = "계약할 것이 없습니다. 허용된 제안은 전략이 이미 모두 계약합니다.";
    return;
  }
  if (all.empty()) {
    const auto& slope = result.method.best.slope;
    const bool wanted = std::any_of(slope.begin(), slope.end(), [](double s) { return s > 0.0; });
    table.note = wanted
                     ? "Sign nothing, now or later: what would be worth it does not fit the limits."
                     : "Sign nothing, now or later: no offer is worth what it costs.";
    table.note_ko =
        wanted
            ? "지금도 나중에도 아무것도 계약하지 않습니다. 가치 있는 제안은 한도에 맞지 않습니다."
            : "지금도 나중에도 아무것도 계약하지 않습니다. 값만큼의 가치가 있는 제안이 없습니다.";
    return;
  }
  const std::string next = date_name(result.model.clock, all.front().slot->month);
  if (open->epoch > 0) {
    const std::string first = date_name(result.model.clock, open->month);
    table.note = fmt::format("Sign nothing now: no offer is open before {}.", first);
    table.note_ko =
        fmt::format("지금은 아무것도 계약하지 않습니다. {} 전에는 열린 제안이 없습니다.", first);
  } else {
    table.note = fmt::format(
        "Sign nothing now, though offers are open: it is worth more to wait and to see first. The "
        "plan signs from {} on.",
        next);
    table.note_ko = fmt::format(
        "열린 제안이 있지만 지금은 아무것도 계약하지 않습니다. 기다리며 지켜보는 편이 더 가치 "
        "있습니다. "
        "계약은 {}부터입니다.",
        next);
  }
}

}  // namespace

std::string cell_in(Column& column, std::string cell) {
  std::string ko = cell_ko(cell);
  return say_in(column, std::move(cell), std::move(ko));
}

Table now_table(const PlanResult& result) {
  Table table{"now", "Decide now", "지금 결정할 것", head_columns(), {}, ""};
  table.columns.push_back(text_column("amount", "Sign", "계약"));
  table.columns.push_back(text_column("tranches", "In tranches", "물량 단위"));
  const std::vector<Decision> all = decisions_of(result);
  for (const Decision& d : all) {
    if (d.slot->epoch > 0) continue;
    std::vector<Cell> row = row_head(result, d);
    row.emplace_back(amount(d, 0));
    row.emplace_back(tranches(d, 0));
    table.rows.push_back(std::move(row));
  }
  if (!violations(result).empty()) {
    table.note =
        "No plan keeps all that is asked for. This one only comes near it: not to be signed.";
    table.note_ko =
        "요구를 모두 지키는 계획은 없습니다. 이 계획은 가까이 갈 뿐이니 계약하지 마십시오.";
  } else if (table.rows.empty()) {
    nothing_now(result, all, table);
  }
  return table;
}

Table later_table(const PlanResult& result) {
  Table table{"later", "Decide later, if", "나중에 경우에 따라 결정할 것", head_columns(), {}, ""};
  std::vector<Decision> all = decisions_of(result);
  std::erase_if(all, [](const Decision& d) { return d.slot->epoch == 0; });
  const std::vector<std::string> names = cell_names(result, all);
  if (names.size() <= kMostCellColumns) {
    add_wide(result, all, names, table);
  } else {
    add_long(result, all, table);
  }
  if (all.empty()) {
    table.note = "Nothing is signed later.";
    table.note_ko = "나중에 계약하는 것은 없습니다.";
  } else {
    table.note = "✓: the whole of it; –: nothing";
    table.note_ko = "✓: 전부; –: 없음";
  }
  return table;
}

Table cells_table(const PlanResult& result) {
  Table table{"cells", "What the cases mean", "경우의 뜻", {}, {}, ""};
  table.columns.push_back(text_column("date", "Date", "날짜"));
  table.columns.push_back(text_column("signal", "What is looked at", "보는 것"));
  const std::size_t most = most_thresholds(result);
  for (std::size_t i = 0; i < most; ++i) {
    const std::string band = band_name(int(i) + 1, most);
    table.columns.push_back(
        quantity_column("from_" + band, band + "\nfrom", cell_ko(band) + "\n기준", dim::ratio));
    table.columns.push_back(
        quantity_column("from_" + band + "_h100e", "in volume", "물량으로", dim::compute));
  }
  std::vector<bool> decided(result.columns.epochs.size(), false);
  for (const Decision& d : decisions_of(result)) decided[std::size_t(d.slot->epoch)] = true;
  for (std::size_t e = 0; e < decided.size(); ++e) {
    const Epoch& epoch = result.columns.epochs[e];
    for (std::size_t s = 0; s < epoch.thresholds.size() && decided[e]; ++s) {
      std::vector<Cell> row = row_of(date_name(result.model.clock, epoch.month),
                                     result.model.at(epoch.signals[s]).name);
      const double volume = base_volume(result.model, epoch.signals[s], epoch.month);
      for (std::size_t i = 0; i < most; ++i) {
        const double from = i < epoch.thresholds[s].size() ? epoch.thresholds[s][i] : kNone;
        row.emplace_back(from);
        row.emplace_back(from * volume);
      }
      table.rows.push_back(std::move(row));
    }
  }
  if (table.rows.empty()) return table;
  table.note = "Each case is about as likely as the others, seen from today.";
  table.note_ko = "오늘 보기에 각 경우의 확률은 거의 같습니다.";
  return table;
}

Table decisions_table(const PlanResult& result) {
  Table table{"decisions", "All decisions", "모든 결정", {}, {}, ""};
  table.columns.push_back(text_column("offer", "Offer", "제안"));
  table.columns.push_back(text_column("date", "Date", "날짜"));
  table.columns.push_back(count_column("epoch", "Epoch", "시점"));
  table.columns.push_back(text_column("cell", "If", "경우"));
  table.columns.push_back(quantity_column("mw", "Sign", "계약", dim::power));
  for (const Decision& d : decisions_of(result)) {
    for (std::size_t c = 0; c < d.mw.size(); ++c) {
      if (d.mw[c] <= kNothingMw) continue;
      table.rows.push_back(
          row_of(what(result.model, *d.slot), date_name(result.model.clock, d.slot->month),
                 std::int64_t{d.slot->epoch},
                 cell_in(table.columns[3], cell_name(epoch_of(result, d), int(c))), d.mw[c]));
    }
  }
  return table;
}

Table left_out_table(const PlanResult& result) {
  using Why = Columns::LeftOut::Why;
  Table table{"left_out", "Left out", "제외된 제안", {}, {}, ""};
  table.columns.push_back(text_column("offer", "Offer", "제안"));
  table.columns.push_back(word_column("why", "Why", "이유",
                                      {{"not_a_party", "당사자 아님"},
                                       {"exclusivity", "독점"},
                                       {"not_concave", "오목하지 않음"},
                                       {"outside_clock", "기간 밖"}}));
  const struct {
    Why why;
    const char *key, *note, *note_ko;
  } all[] = {
      {Why::not_a_party, "not_a_party", "not_a_party: the planner is no party to it",
       "당사자 아님: 계획자가 당사자가 아님"},
      {Why::exclusivity, "exclusivity", "exclusivity: it binds, and brings nothing by itself",
       "독점: 구속할 뿐 그 자체로는 가져오는 것이 없음"},
      {Why::not_concave, "not_concave",
       "not_concave: its worth is a product of decisions, for which there is no proof",
       "오목하지 않음: 가치가 결정들의 곱이라 증명할 수 없음"},
      {Why::outside_clock, "outside_clock",
       "outside_clock: its window never opens within the clock",
       "기간 밖: 계획 기간 안에 열리지 않음"}};
  for (const auto& reason : all) {
    bool any = false;
    for (const Columns::LeftOut& out : result.columns.left_out) {
      if (out.why != reason.why) continue;
      table.rows.push_back(row_of(result.model.at(out.offer).name, std::string(reason.key)));
      any = true;
    }
    if (!any) continue;
    table.note += std::string(table.note.empty() ? "" : "\n") + reason.note;
    table.note_ko += std::string(table.note_ko.empty() ? "" : "\n") + reason.note_ko;
  }
  return table;
}

}  // namespace offtake
