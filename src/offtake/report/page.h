// The page: what the report shows, and what `serve` sends to the browser. Plain data, whose every
// number is in a table; a chart only says which columns of the panel's table it draws, so each can
// be shown as that table too. The browser formats and draws; it computes nothing.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "offtake/results/table.h"

namespace offtake {

struct Text {
  std::string en, ko;
};

// What a colour means; the browser chooses it, for light and dark and for every eye.
enum class Tone { plain, accent, demand, supply, served, shortage, stranded, good, bad, muted };

// Lines, areas, bands, bars and points over one axis. With `split` a series is drawn once for each
// value of that text column (providers, contenders), each over its own rows.
struct XyChart {
  struct Series {
    enum class Mark { line, area, band, bar, point, range };
    Mark mark = Mark::line;
    std::string y;          // of a band or range the middle; empty: none
    std::string low, high;  // of a band or range
    std::string split;      // a text column; empty: one series
    std::string stack;      // series of one stack stand on each other; empty: from zero
    Text label;             // with `split` its value stands for it
    Tone tone = Tone::plain;
  };
  std::string x;  // a text column: in the order of its rows; else numbers
  std::vector<Series> series;
  std::string facet;  // a text column: one picture of each value, the reader chooses; may be empty
  bool horizontal = false;  // x goes down the page
};

// A row of bars in time for each row of the table. Dates are months since 1970-01 (a double).
struct GanttChart {
  struct Span {
    std::string from, to;
    Text label;
    Tone tone = Tone::plain;
  };
  struct Event {
    std::string at;
    Text label;
    Tone tone = Tone::plain;
  };
  std::string row, group;  // text columns; rows of one group stand together; group may be empty
  std::vector<Span> spans;
  std::vector<Event> events;
  std::string delay_low, delay_high;  // whiskers of a date; may be empty
};

struct HeatChart {
  std::string x, y, value;  // text, text, quantity
  std::string facet;
};

// Every source stands on the left, every target on the right, so that nothing goes in circles.
struct SankeyChart {
  std::string from, to, value;
  std::string facet;
};

// A bar from `low` to `high` through `base` for each row, in the order of the rows.
struct TornadoChart {
  std::string row, low, high, base;  // base may be empty: zero
};

// Nested headings from the text columns `levels`, with the sentence of each row below.
struct TreeChart {
  std::vector<std::string> levels;
  std::string leaf, leaf_ko;  // text columns: a sentence
};

using Chart = std::variant<std::monostate, XyChart, GanttChart, HeatChart, SankeyChart,
                           TornadoChart, TreeChart>;

// A second table, of which the rows are shown whose column `by` has the value of the row that was
// chosen in the chart or in the table (there the column of the same key).
struct Detail {
  Table table;
  std::string by;
};

struct Panel {
  Table table;  // its key, title and note are the panel's
  Chart chart;  // nothing: the table alone
  std::optional<Detail> detail;
};

// Something that the results file has no study of yet, and the command that makes it.
struct Missing {
  Text what;
  std::string command;  // "offtake value examples/federation"
};

struct Section {
  std::string key;  // "decision": stable, the anchor of a link
  Text title;
  std::vector<Text> lead;  // sentences before the panels
  std::vector<Panel> panels;
  std::vector<Missing> missing;
};

struct Page {
  std::string title;  // of the model: any text
  std::string model;  // its argument on the command line
  std::string version;
  std::string made;                  // RFC 3339, UTC: when the newest run ended; empty: nothing ran
  std::optional<Language> language;  // shown first; nothing: the reader's own
  std::vector<Section> sections;
};

}  // namespace offtake
