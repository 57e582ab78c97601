// A driver as it is written to its process.
#include <algorithm>
#include <charconv>

#include "offtake/base/text.h"
#include "offtake/modelfile/objects.h"

namespace offtake {
namespace {

using Measure = DriverDraft::Measure;

int find_state(Reader& r, const DriverDraft& d, const std::string& name, const Mark& mark) {
  for (std::size_t i = 0; i < d.states.size(); ++i) {
    if (d.states[i].name == name) return static_cast<int>(i);
  }
  std::vector<std::string> names;
  for (const Regimes::State& s : d.states) names.push_back(s.name);
  const auto near = nearest(name, names);
  r.error("E0401", mark, fmt::format("there is no state {}", quote(name)),
          near ? fmt::format("did you mean `{}`?", *near) : "name one of the states")
      .expected = join_names(names);
  return -1;
}

Regimes make_regimes(Reader& r, const DriverDraft& d) {
  Regimes out;
  out.states = d.states;
  for (std::size_t i = 0; i < d.states.size(); ++i) {
    out.states[i].next.assign(d.states.size(), 0.0);
    if (!d.next[i] || !r.expect(*d.next[i], Node::Kind::map, "`{pause: 100 %}`")) continue;
    for (const Entry& e : d.next[i]->entries) {
      const int to = find_state(r, d, e.name, e.mark);
      const KeyInfo share{.name = e.name, .form = Form::share, .least = 0, .most = 1};
      double p = 0.0;
      read_value(r, e.value, share, p);
      if (to == static_cast<int>(i)) {
        r.error("E0601", e.mark, "a state does not follow itself: `mean` says how long it lasts",
                "name the states that follow");
      } else if (to >= 0) {
        out.states[i].next[std::size_t(to)] = p;
      }
    }
  }
  if (d.first_state) {
    out.first = std::max(0, find_state(r, d, d.first_state->text, d.first_state->mark));
  }
  return out;
}

double read_one(Reader& r, const Node& node, DriverDraft& d) {
  double value = 1.0;
  read_amount(r, node, KeyInfo{.least = 0, .example = "1.0"}, d, value);
  return value;
}

Empirical make_empirical(Reader& r, const Node& node, DriverDraft& d) {
  Empirical out;
  out.each_step = d.each_step;
  if ((d.values != nullptr) == (d.csv != nullptr)) {
    r.error(d.values ? "E0114" : "E0108", r.key_mark(),
            d.values ? "values and csv are both given" : "`values` is missing",
            "give `values: [...]` or `csv:` with `column:`");
    return out;
  }
  if (d.values) {
    for (const Node* item : r.items(*d.values)) out.values.push_back(read_one(r, *item, d));
  } else if (const CsvTable* table = r.csv(*d.csv)) {
    const int column = table->columns.size() == 1 && d.column.empty() ? 0 : table->find(d.column);
    if (column < 0) {
      r.error("E0514", d.csv->mark, fmt::format("the CSV file has no column {}", quote(d.column)),
              "name one in `column:`");
      return out;
    }
    for (std::size_t row = 0; row < table->rows(); ++row) {
      const CsvTable::Cell& cell = table->at(row, std::size_t(column));
      Node value;
      value.text = std::string(cell.text);
      const std::string& unit = table->columns[std::size_t(column)].unit;
      if (!unit.empty()) value.text += " " + unit;
      value.mark = mark_of(r.sources(), *table, cell);
      value.plain = false;
      out.values.push_back(read_one(r, value, d));
    }
  }
  if (out.values.empty()) {
    r.error("E0108", node.mark, "there are no values", "give at least one");
  }
  out.duration = d.measure == Measure::months;
  return out;
}

Given make_given(Reader& r, const DriverDraft& d) {
  Given out;
  if (!d.csv) {
    r.error("E0108", r.key_mark(), "`csv` is missing", "add it, for example `csv: data/paths.csv`");
    return out;
  }
  const CsvTable* table = r.csv(*d.csv);
  if (!table) return out;
  const auto node_of = [&](const CsvTable::Cell& cell) {
    Node node;
    node.text = std::string(cell.text);
    node.mark = mark_of(r.sources(), *table, cell);
    return node;
  };
  for (const CsvTable::Column& c : table->columns) {
    const auto month = r.date(node_of(c.cell), false);
    if (!month) return out;
    if (!out.months.empty() && *month <= out.months.back()) {
      r.error("E0511", mark_of(r.sources(), *table, c.cell),
              fmt::format("{} does not come after the column before", quote(c.cell.text)),
              "sort the columns by date, each date once");
      return out;
    }
    out.months.push_back(*month);
  }
  const KeyInfo number{.name = "csv", .form = Form::number, .least = 0};
  out.values.reserve(table->cells.size());
  for (const CsvTable::Cell& cell : table->cells) {
    double value = 0.0;
    const char* end = cell.text.data() + cell.text.size();
    const auto [last, error] = std::from_chars(cell.text.data(), end, value);
    const bool plain = error == std::errc{} && last == end && value >= 0.0 && value < 1e18;
    // Anything but a plain number goes the slow way, which says what is wrong with it and where.
    if (!plain) read_value(r, node_of(cell), number, value);
    out.values.push_back(value);
  }
  out.rows = static_cast<int>(table->rows());
  return out;
}

Process make_process(Reader& r, const Node& node, DriverDraft& d) {
  const bool months = d.measure == Measure::months;
  if (d.kind == "ou") {
    return Ou{d.gbm.growth_per_year, d.gbm.volatility_per_sqrt_year, d.half_life_months, d.start};
  }
  if (d.kind == "jumps") return Jumps{d.gbm, d.jumps_per_year, d.size, d.spread};
  if (d.kind == "regimes") return make_regimes(r, d);
  if (d.kind == "lognormal") return Lognormal{d.median, d.p90, months};
  if (d.kind == "triangular") return Triangular{d.least, d.mode, d.most, months};
  if (d.kind == "pert") return Pert{d.least, d.mode, d.most, months};
  if (d.kind == "delay") return d.delay;
  if (d.kind == "bernoulli") return Bernoulli{d.probability, d.effect};
  if (d.kind == "hazard") {
    d.hazard.effect = d.effect;
    return d.hazard;
  }
  if (d.kind == "default") {
    d.rated.effect = d.effect;
    return d.rated;
  }
  if (d.kind == "empirical") return make_empirical(r, node, d);
  if (d.kind == "given") return make_given(r, d);
  return d.gbm;
}

}  // namespace

void read_amount(Reader& r, const Node& node, const KeyInfo& key, DriverDraft& d, double& out) {
  const auto text = r.scalar(node, key.example);
  if (!text) return;
  const Result<Quantity> q = parse_quantity(*text);
  const bool months = q.ok() && q->dimension == dim::time;
  const Measure measure = months ? Measure::months : Measure::ratio;
  if (q.ok() && d.measure != Measure::none && d.measure != measure) {
    r.error("E0231", node.mark, "a number and a duration stand in one driver",
            "give all of them a unit of time, or none");
    return;
  }
  d.measure = measure;
  KeyInfo as = key;
  as.form = months ? Form::quantity : Form::number;
  as.dimension = months ? dim::time : dim::ratio;
  read_value(r, node, as, out);
}

Driver read_driver(Reader& r, const Entry& entry) {
  DriverDraft draft;
  const std::size_t before = r.errors();
  driver_keys().read(r, entry.value, draft);
  Driver driver{entry.name, draft.label, draft.source, Gbm{}};
  if (r.errors() == before || draft.kind == "regimes") {
    driver.process = make_process(r, entry.value, draft);
  }
  return driver;
}

}  // namespace offtake
