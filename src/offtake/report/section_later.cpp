// What is decided later and on which sign: as sentences in a tree, and as the plan's own table.
#include <algorithm>
#include <cmath>

#include "offtake/base/text.h"
#include "offtake/report/said.h"
#include "offtake/report/shown.h"
#include "offtake/results/columns.h"

namespace offtake {
namespace {

std::string cell_ko(const std::string& cell) {
  return cell == "low" ? "낮음" : cell == "middle" ? "중간" : cell == "high" ? "높음" : cell;
}

// A date of decision as the plan's document has it: all its cases, also those that sign nothing.
struct Epoch {
  std::string date;
  std::vector<std::string> cells;
};

std::vector<Epoch> epochs_of(const RunRecord& plan) {
  const Json document = Json::parse(plan.plan ? plan.plan->document : "", nullptr, false);
  std::vector<Epoch> out;
  if (!document.is_object() || !document.contains("epochs")) return out;
  const auto text = [](const Json& json) {
    return json.is_string() ? json.get<std::string>() : std::string();
  };
  for (const Json& json : document.at("epochs")) {
    Epoch& epoch = out.emplace_back();
    if (!json.is_object()) continue;
    epoch.date = json.contains("date") ? text(json.at("date")) : "";
    if (!json.contains("cells")) continue;
    for (const Json& cell : json.at("cells")) epoch.cells.push_back(text(cell));
  }
  return out;
}

// All that is signed at one date in one case.
struct Branch {
  std::string date, cell;
  std::string epoch;  // the date at which the case is told, which may be earlier
  std::vector<std::string> en, ko;
};

// Who is on the other side of an offer, and whether it is signed as a whole.
struct Offer {
  std::string party;
  bool whole = false;
};

std::map<std::string, Offer> offers_of(const Table& later) {
  std::map<std::string, Offer> out;
  for (std::size_t r = 0; r < later.rows.size(); ++r) {
    Offer& offer = out[text_at(later, r, "offer")];
    offer.party = text_at(later, r, "party");
    for (const Cell& cell : later.rows[r]) {
      const auto* text = std::get_if<std::string>(&cell);
      if (text && *text == "✓") offer.whole = true;
    }
  }
  return out;
}

void add_signing(const std::string& name, const Offer& offer, double mw, Branch& branch) {
  const Text size = number_text(mw, dim::power);
  const std::string with = offer.party.empty() ? "" : " with " + offer.party;
  const std::string with_ko = offer.party.empty() ? "" : offer.party + " ";
  if (offer.whole) {
    branch.en.push_back(name + with);
    branch.ko.push_back(with_ko + name);
  } else {
    branch.en.push_back(fmt::format("{}{} ({})", size.en, with, name));
    branch.ko.push_back(fmt::format("{}{}({})", with_ko, size.ko, name));
  }
}

// The branches of one date: every case once, or all in one where they sign alike.
std::vector<Branch> branches_of(const std::string& date, const Epoch& epoch,
                                const std::vector<Branch>& found) {
  std::vector<Branch> out;
  for (const std::string& cell : epoch.cells) {
    Branch branch{date, cell, epoch.date, {}, {}};
    for (const Branch& b : found) {
      if (b.cell == cell) branch = b;
    }
    branch.epoch = epoch.date;
    out.push_back(std::move(branch));
  }
  if (out.empty()) return found;  // a document of another version
  const bool alike =
      std::all_of(out.begin(), out.end(), [&](const Branch& b) { return b.en == out.front().en; });
  if (alike) {
    out.resize(1);
    out.front().cell.clear();
  }
  return out;
}

std::vector<Branch> branches_of(const RunRecord& plan) {
  const Table decisions = table_of(plan, "decisions");
  const auto offers = offers_of(table_of(plan, "later"));
  const std::vector<Epoch> epochs = epochs_of(plan);
  std::map<std::pair<std::size_t, std::string>, std::vector<Branch>> by_date;
  for (std::size_t r = 0; r < decisions.rows.size(); ++r) {
    const double epoch = number_at(decisions, r, "epoch");
    if (!(epoch > 0.0 && epoch < 1e6)) continue;  // the first is now
    const std::string date = text_at(decisions, r, "date"), cell = text_at(decisions, r, "cell"),
                      name = text_at(decisions, r, "offer");
    std::vector<Branch>& branches = by_date[{std::size_t(epoch), date}];
    auto at = std::find_if(branches.begin(), branches.end(),
                           [&](const Branch& b) { return b.cell == cell; });
    if (at == branches.end()) at = branches.insert(at, Branch{date, cell, date, {}, {}});
    const auto offer = offers.find(name);
    add_signing(name, offer == offers.end() ? Offer{} : offer->second,
                number_at(decisions, r, "mw"), *at);
  }
  std::vector<Branch> out;
  for (const auto& [when, found] : by_date) {
    const Epoch epoch = when.first < epochs.size() ? epochs[when.first] : Epoch{};
    for (Branch& branch : branches_of(when.second, epoch, found)) {
      out.push_back(std::move(branch));
    }
  }
  return out;
}

// "under 2.19M H100e", of the one signal that a date looks at; empty where there are several.
Text range_of(const Table& cells, const Branch& branch, std::string& signal) {
  std::vector<std::size_t> rows;
  for (std::size_t r = 0; r < cells.rows.size(); ++r) {
    if (text_at(cells, r, "date") == branch.epoch) rows.push_back(r);
  }
  if (rows.size() != 1) return {};
  signal = text_at(cells, rows[0], "signal");
  std::vector<double> from;
  std::vector<std::string> bands = {"low"};
  Dimension dimension = dim::compute;
  for (const Column& column : cells.columns) {
    if (!column.key.starts_with("from_") || !column.key.ends_with("_h100e")) continue;
    const std::string band = column.key.substr(5, column.key.size() - 11);
    double v = number_at(cells, rows[0], column.key);
    if (!std::isfinite(v)) {  // no volume stands behind the driver: what it is multiplied with
      v = number_at(cells, rows[0], "from_" + band);
      dimension = dim::ratio;
    }
    from.push_back(v);
    bands.push_back(band);
  }
  const auto at = std::find(bands.begin(), bands.end(), branch.cell);
  if (at == bands.end() || from.empty() || !std::isfinite(from.front())) return {};
  const auto said = [&](double v) {
    if (dimension != dim::ratio) return number_text(v, dimension);
    const std::string text = fmt::format("{:.3g}×", v);
    return Text{text, text};
  };
  const std::size_t i = std::size_t(at - bands.begin());
  if (i == 0) return {"under " + said(from[0]).en, said(from[0]).ko + " 미만"};
  if (i == from.size()) return {"over " + said(from[i - 1]).en, said(from[i - 1]).ko + " 이상"};
  return {said(from[i - 1]).en + " to " + said(from[i]).en,
          said(from[i - 1]).ko + " ~ " + said(from[i]).ko};
}

// "If demand is low (under 2.19M H100e): sign …"
Text sentence(const Table& cells, const Branch& branch) {
  std::string signal;
  const Text range = range_of(cells, branch, signal);
  const Text what = branch.en.empty() ? Text{"sign nothing", "체결 없음"}
                                      : Text{"sign " + join_names(branch.en, 20),
                                             fmt::format("{} 체결", fmt::join(branch.ko, ", "))};
  if (branch.cell.empty()) {
    return {"In any case: " + what.en, "어느 경우든: " + what.ko};
  }
  const std::string in = range.en.empty() ? "" : " (" + range.en + ")";
  const std::string in_ko = range.ko.empty() ? "" : "(" + range.ko + ")";
  const std::string is = signal.empty() ? branch.cell : signal + " is " + branch.cell;
  const std::string is_ko = (signal.empty() ? "" : signal + " ") + "‘" + cell_ko(branch.cell) + "’";
  return {fmt::format("If {}{}: {}", is, in, what.en),
          fmt::format("{}{}인 경우: {}", is_ko, in_ko, what.ko)};
}

Table tree_of(const RunRecord& plan, const std::vector<Branch>& branches) {
  Table table{"decision_tree", "What comes later", "나중의 결정", {}, {}, ""};
  table.columns = {text_column("date", "Date", "날짜"), text_column("case", "If", "경우"),
                   text_column("what", "Then", "내용"),
                   text_column("what_ko", "In Korean", "한국어")};
  const Table cells = table_of(plan, "cells");
  for (const Branch& branch : branches) {
    const Text text = sentence(cells, branch);
    table.rows.push_back(row_of(branch.date, branch.cell.empty() ? std::string("–") : branch.cell,
                                text.en, text.ko));
  }
  return table;
}

}  // namespace

Section later_section(const Shown& shown) {
  Section section = section_of("later", "Later, if", "나중에, 경우에 따라");
  const RunRecord* plan = shown.study("plan");
  if (!plan) {
    section.missing.push_back(
        {{"What to sign later, and on which sign", "나중에 체결할 것과 그 조건"},
         shown.command("plan")});
    return section;
  }
  const std::vector<Branch> branches = branches_of(*plan);
  const Table later = table_of(*plan, "later"), cells = table_of(*plan, "cells");
  if (branches.empty()) {
    section.lead.push_back({later.note, later.note_ko});
    return section;
  }
  // The first date at which the cases part, as it would be said at the table.
  const auto parts = std::find_if(branches.begin(), branches.end(),
                                  [](const Branch& b) { return !b.cell.empty(); });
  const std::string date = parts == branches.end() ? branches.front().date : parts->date;
  for (const Branch& branch : branches) {
    if (branch.date != date) continue;
    const Text text = sentence(cells, branch);
    section.lead.push_back({fmt::format("{}. {}.", branch.date, text.en),
                            fmt::format("{}. {}.", branch.date, text.ko)});
  }
  TreeChart tree;
  tree.levels = {"date"};
  tree.leaf = "what";
  tree.leaf_ko = "what_ko";
  add_panel(section, tree_of(*plan, branches), tree);
  add_panel(section, later);
  add_panel(section, cells);
  return section;
}

}  // namespace offtake
