// What is decided later and on which sign: as sentences in a tree, and as the plan's own table.
#include <algorithm>
#include <cmath>

#include "offtake/base/text.h"
#include "offtake/report/shown.h"
#include "offtake/report/units.h"
#include "offtake/results/columns.h"

namespace offtake {
namespace {

std::string cell_ko(const std::string& cell) {
  return cell == "low" ? "낮음" : cell == "middle" ? "중간" : cell == "high" ? "높음" : cell;
}

// All that is signed at one date in one case.
struct Branch {
  std::string date, cell;
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

std::vector<Branch> branches_of(const RunRecord& plan) {
  const Table decisions = table_of(plan, "decisions");
  const auto offers = offers_of(table_of(plan, "later"));
  std::vector<Branch> out;
  for (std::size_t r = 0; r < decisions.rows.size(); ++r) {
    if (number_at(decisions, r, "epoch") == 0.0) continue;  // that is now
    const std::string date = text_at(decisions, r, "date"), cell = text_at(decisions, r, "cell"),
                      name = text_at(decisions, r, "offer");
    auto at = std::find_if(out.begin(), out.end(),
                           [&](const Branch& b) { return b.date == date && b.cell == cell; });
    if (at == out.end()) at = out.insert(out.end(), Branch{date, cell, {}, {}});
    const auto offer = offers.find(name);
    add_signing(name, offer == offers.end() ? Offer{} : offer->second,
                number_at(decisions, r, "mw"), *at);
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Branch& a, const Branch& b) { return a.date < b.date; });
  return out;
}

// "under 2.19M H100e", of the one signal that a date looks at; empty where there are several.
Text range_of(const Table& cells, const Branch& branch, std::string& signal) {
  std::vector<std::size_t> rows;
  for (std::size_t r = 0; r < cells.rows.size(); ++r) {
    if (text_at(cells, r, "date") == branch.date) rows.push_back(r);
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

// "if demand is low (under 2.19M H100e): sign …"
Text sentence(const Table& cells, const Branch& branch) {
  std::string signal;
  const Text range = range_of(cells, branch, signal);
  const std::string what = join_names(branch.en, 20);
  const std::string what_ko = fmt::format("{}", fmt::join(branch.ko, ", "));
  if (branch.cell.empty())
    return {"In any case: sign " + what, "어느 경우든: " + what_ko + " 체결"};
  const std::string in = range.en.empty() ? "" : " (" + range.en + ")";
  const std::string in_ko = range.ko.empty() ? "" : "(" + range.ko + ")";
  if (signal.empty()) {
    return {fmt::format("If {}{}: sign {}", branch.cell, in, what),
            fmt::format("{}{}: {} 체결", cell_ko(branch.cell), in_ko, what_ko)};
  }
  return {fmt::format("If {} is {}{}: sign {}", signal, branch.cell, in, what),
          fmt::format("{} {}{}: {} 체결", signal, cell_ko(branch.cell), in_ko, what_ko)};
}

Table tree_of(const RunRecord& plan, const std::vector<Branch>& branches) {
  Table table{"decision_tree", "What comes later", "나중의 결정", {}, {}, ""};
  table.columns = {text_column("date", "Date", "날짜"), text_column("case", "If", "경우"),
                   text_column("what", "Then", "내용"),
                   text_column("what_ko", "In Korean", "한국어")};
  const Table cells = table_of(plan, "cells");
  for (const Branch& branch : branches) {
    const Text text = sentence(cells, branch);
    table.rows.push_back(
        row_of(branch.date, branch.cell.empty() ? "–" : branch.cell, text.en, text.ko));
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
  for (const Branch& branch : branches) {
    if (branch.date != branches.front().date) break;
    const Text text = sentence(cells, branch);
    section.lead.push_back(
        {branch.date + ". " + text.en + ".", branch.date + ". " + text.ko + "."});
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
