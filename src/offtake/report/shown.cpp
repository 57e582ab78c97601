#include "offtake/report/shown.h"

#include <algorithm>
#include <cmath>

#include "offtake/base/text.h"
#include "offtake/report/said.h"
#include "offtake/results/columns.h"
#include "offtake/results/table_json.h"

namespace offtake {
namespace {

constexpr const char* kPart = ": plan";  // behind the command of a study: a plan on its way
constexpr const char* kWithPlan = " --plan ";

std::string name_of(const RunRecord& run) {
  if (verb(run.head) == "plan") return "plan";
  const std::string& strategy = run.head.strategy;
  const std::string name = strategy.empty() ? "as-signed" : strategy;
  const std::size_t plan = run.head.command.find(kWithPlan);
  return plan == std::string::npos
             ? name
             : name + " + " + run.head.command.substr(plan + std::string_view(" --").size());
}

bool is_simulation(const RunHead& head) { return verb(head) == "simulate" || verb(head) == "demo"; }

}  // namespace

std::string_view verb(const RunHead& head) {
  const std::string_view command = head.command;
  if (command.ends_with(kPart)) return command;
  return command.substr(0, command.find(' '));
}

std::vector<std::int64_t> newest_runs(const std::vector<RunHead>& heads) {
  const auto shown = [](const RunHead& h) {
    return !h.command.ends_with(kPart) && !h.ended.empty();
  };
  const auto last = std::find_if(heads.rbegin(), heads.rend(), shown);
  if (last == heads.rend()) return {};
  std::map<std::pair<std::string, std::string>, std::int64_t> chosen;
  for (const RunHead& h : heads) {
    if (!shown(h) || h.model_hash != last->model_hash) continue;
    // A demo is simulations of several strategies too.
    const bool simulation = is_simulation(h);
    const std::size_t plan = std::min(h.command.find(kWithPlan), h.command.size());
    chosen[{simulation ? "simulate" : std::string(verb(h)),
            simulation ? h.strategy + h.command.substr(plan) : ""}] = h.run;
  }
  std::vector<std::int64_t> runs;
  for (const auto& [what, run] : chosen) runs.push_back(run);
  std::sort(runs.begin(), runs.end());
  return runs;
}

Shown::Shown(const PageSource& source) : source_(source) {
  for (const RunRecord& run : source.runs) {
    const bool plays = is_simulation(run.head) || verb(run.head) == "plan";
    if (plays && !run.series.empty()) played_.push_back({&run, name_of(run)});
  }
  // A plan is what the page is about; without one the last simulation.
  std::stable_sort(played_.begin(), played_.end(), [](const PlayedRun& a, const PlayedRun& b) {
    const bool a_plan = a.run->plan.has_value(), b_plan = b.run->plan.has_value();
    return a_plan != b_plan ? a_plan : a.run->head.run > b.run->head.run;
  });
  // Two runs of one name are told apart by their numbers.
  std::map<std::string, int> count;
  for (const PlayedRun& p : played_) ++count[p.name];
  for (PlayedRun& p : played_) {
    if (count[p.name] > 1) p.name += fmt::format(" ({})", p.run->head.run);
  }
  if (const RunRecord* run = main()) {
    const RunSeries* demand = series_of(*run, "demand_h100e");
    if (demand) planner_ = demand->party;
  }
}

const RunRecord* Shown::study(std::string_view command) const {
  const auto& runs = source_.runs;
  const auto at = std::find_if(runs.rbegin(), runs.rend(),
                               [&](const RunRecord& r) { return verb(r.head) == command; });
  return at == runs.rend() ? nullptr : &*at;
}

Table Shown::model_table(std::string_view key) const {
  for (const Table& table : source_.model) {
    if (table.key == key) return table;
  }
  return {};
}

std::string Shown::command(std::string_view name, std::string_view rest) const {
  std::string out = fmt::format("offtake {} {}", name, shell_word(source_.model_argument));
  if (!rest.empty()) out += fmt::format(" {}", rest);
  if (!source_.results.empty()) out += " --results " + shell_word(source_.results);
  return out;
}

Table table_of(const RunRecord& run, const std::string& key) {
  const auto at = run.tables.find(key);
  return at == run.tables.end() ? Table{} : table_from_json(*at);
}

const RunSeries* series_of(const RunRecord& run, std::string_view measure, std::string_view party) {
  for (const RunSeries& s : run.series) {
    if (s.measure == measure && (party.empty() || s.party == party)) return &s;
  }
  return nullptr;
}

double at_step(const RunRecord& run, const RunSeries& series, double probability,
               std::size_t step) {
  if (probability < 0.0) return step < series.mean.size() ? series.mean[step] : kNothing;
  const auto& all = run.probabilities;
  const auto at = std::find_if(all.begin(), all.end(),
                               [&](double p) { return std::abs(p - probability) < 1e-9; });
  const std::size_t i = step * all.size() + std::size_t(at - all.begin());
  return at == all.end() || i >= series.quantile.size() ? kNothing : series.quantile[i];
}

std::optional<std::size_t> find_column(const Table& table, std::string_view key) {
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (table.columns[c].key == key) return c;
  }
  return std::nullopt;
}

std::string text_at(const Table& table, std::size_t row, std::string_view key) {
  const auto c = find_column(table, key);
  if (!c || *c >= table.rows[row].size()) return {};
  const Cell& cell = table.rows[row][*c];
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* count = std::get_if<std::int64_t>(&cell)) return fmt::format("{}", *count);
  return {};
}

double number_at(const Table& table, std::size_t row, std::string_view key) {
  const auto c = find_column(table, key);
  if (c && *c < table.rows[row].size()) {
    const Cell& cell = table.rows[row][*c];
    if (const auto* count = std::get_if<std::int64_t>(&cell)) return double(*count);
    if (const auto* number = std::get_if<double>(&cell)) return *number;
  }
  return kNothing;
}

Table pick(const Table& table, const std::vector<std::string>& keys) {
  Table out = table;
  out.columns.clear();
  std::vector<std::size_t> from;
  for (const std::string& key : keys) {
    if (const auto c = find_column(table, key)) {
      from.push_back(*c);
      out.columns.push_back(table.columns[*c]);
    }
  }
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    out.rows[r].clear();
    for (const std::size_t c : from) {
      out.rows[r].push_back(c < table.rows[r].size() ? table.rows[r][c] : Cell());
    }
  }
  return out;
}

Table without_rows(Table table, const std::function<bool(const Table&, std::size_t)>& drop) {
  std::vector<std::vector<Cell>> kept;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    if (!drop(table, r)) kept.push_back(table.rows[r]);
  }
  table.rows = std::move(kept);
  return table;
}

Table named(Table table, std::string key, Text title) {
  table.key = std::move(key);
  table.title = std::move(title.en);
  table.title_ko = std::move(title.ko);
  return table;
}

Table together(const std::vector<std::pair<std::string, Table>>& parts, Column first) {
  Table out;
  for (const auto& [name, part] : parts) {
    if (part.columns.empty()) continue;
    if (out.columns.empty()) {
      out = part;
      out.rows.clear();
      out.columns.insert(out.columns.begin(), first);
    }
    std::vector<std::optional<std::size_t>> from;
    for (std::size_t c = 1; c < out.columns.size(); ++c) {
      from.push_back(find_column(part, out.columns[c].key));
    }
    for (const std::vector<Cell>& row : part.rows) {
      std::vector<Cell>& added = out.rows.emplace_back();
      added.emplace_back(name);
      for (const auto& c : from) added.push_back(c && *c < row.size() ? row[*c] : Cell());
    }
  }
  return out;
}

Table years_as_text(Table table) {
  const auto c = find_column(table, "year");
  if (!c) return table;
  table.columns[*c].kind = Column::Kind::text;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    table.rows[r][*c] = Cell(text_at(table, r, "year"));
  }
  return table;
}

std::optional<Text> sentence_of(const RunRecord& run) {
  const Table table = table_of(run, "sentence");
  if (table.rows.empty()) return std::nullopt;
  Text text{text_at(table, 0, "en"), text_at(table, 0, "ko")};
  if (text.en.empty()) return std::nullopt;
  return text;
}

void add_panel(Section& section, Table table, Chart chart, std::optional<Detail> detail) {
  if (table.rows.empty()) return;
  section.panels.push_back({std::move(table), std::move(chart), std::move(detail)});
}

Section section_of(std::string key, std::string en, std::string ko) {
  Section out;
  out.key = std::move(key);
  out.title = {std::move(en), std::move(ko)};
  return out;
}

}  // namespace offtake
