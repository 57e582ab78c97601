#include "offtake/report/workbook.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <set>

#include "offtake/base/date.h"
#include "offtake/base/hash.h"
#include "offtake/base/text.h"
#include "offtake/report/shown.h"
#include "offtake/report/workbook_parts.h"
#include "offtake/results/columns.h"
#include "offtake/results/run_tables.h"
#include "offtake/results/table_json.h"

namespace offtake {
namespace {

// A sheet of tables: of the run, or of the model where they are `model.KEY`.
struct Group {
  const char *en, *ko;
  std::vector<const char*> keys;
  const char* made_by;  // where none is there
};
const std::vector<Group>& groups() {
  static const std::vector<Group> all = {
      {"Decide now",
       "지금 결정",
       {"now", "later", "cells", "violations", "left_out"},
       "offtake plan"},
      {"Timeline",
       "일정",
       {"by_year", "years", "model.dates", "resources", "covenants"},
       "offtake simulate"},
      {"Agreements",
       "계약",
       {"returns", "model.agreements", "model.offers", "ledger"},
       "offtake simulate"},
      {"Assumptions",
       "가정",
       {"model.assumptions", "model.parties", "model.workloads", "model.drivers",
        "model.strategies"},
       "offtake export"},
  };
  return all;
}
// Shown elsewhere: on Summary, the cash sheets, Risk and Log.
const std::set<std::string> kElsewhere = {"parties", "npv_parts", "unpaid",       "brings",
                                          "proof",   "worth",     "conservation", "asked"};

// "2025-03-15T09:30:00Z" as seconds since 1970; 0: it is no such time.
std::int64_t seconds_of(const std::string& time) {
  if (time.size() != 20) return 0;
  const auto number = [&](std::size_t at, std::size_t digits) {
    int value = 0;
    for (std::size_t i = at; i < at + digits; ++i) {
      if (time[i] < '0' || time[i] > '9') return -1;
      value = 10 * value + (time[i] - '0');
    }
    return value;
  };
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  const int hour = number(11, 2), minute = number(14, 2), second = number(17, 2);
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{unsigned(std::max(0, month))},
                                         std::chrono::day{unsigned(std::max(0, day))}};
  if (!date.ok() || std::min({hour, minute, second}) < 0) return 0;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return ((std::int64_t(days) * 24 + hour) * 60 + minute) * 60 + second;
}

class Writer {
 public:
  Writer(const RunRecord& run, const std::vector<Table>& model_tables, Language language)
      : run_(run),
        model_(model_tables),
        book_({run.head.title, "offtake " + run.head.version,
               seconds_of(run.head.ended.empty() ? run.head.started : run.head.ended)},
              language),
        summary_(book_.add(book_.in("Summary", "요약"))) {}

  Result<std::string> write() {
    put_group(groups()[0]);
    put_group(groups()[1]);
    const std::vector<CashSheet> cash = put_cash_sheets(book_, run_);
    if (cash.empty())
      missing_.push_back(say("Cash flow", "현금흐름") + ": offtake simulate, offtake plan");
    put_group(groups()[2]);
    if (!put_risk(book_, run_)) {
      missing_.push_back(say("Risk", "위험") + ": offtake simulate, offtake plan");
    }
    put_group(groups()[3]);
    put_rest();
    put_log();
    put_summary(cash);
    return book_.bytes();
  }

 private:
  const std::string& say(const std::string& en, const std::string& ko) const {
    return book_.in(en, ko);
  }

  const Table* model_table(std::string_view key) const {
    const auto at =
        std::find_if(model_.begin(), model_.end(), [&](const Table& t) { return t.key == key; });
    return at == model_.end() ? nullptr : &*at;
  }

  std::vector<Table> tables_among(const std::vector<const char*>& keys) const {
    std::vector<Table> out;
    for (const std::string_view key : keys) {
      if (key.starts_with("model.")) {
        if (const Table* table = model_table(key.substr(6))) out.push_back(*table);
      } else if (auto table = stored_table(run_, std::string(key))) {
        out.push_back(std::move(*table));
      }
    }
    std::erase_if(out, [](const Table& t) { return t.rows.empty() && t.note.empty(); });
    return out;
  }

  void put_tables(Sheet& sheet, int row, const std::vector<Table>& tables) {
    for (const Table& table : tables) row = put_table(sheet, row, table, book_);
    fit_columns(sheet, tables, book_);
    sheet.print_setup(-1);
  }

  void put_group(const Group& group) {
    const std::vector<Table> tables = tables_among(group.keys);
    if (tables.empty()) {
      missing_.push_back(say(group.en, group.ko) + ": " + group.made_by);
      return;
    }
    Sheet sheet = book_.add(say(group.en, group.ko));
    put_tables(sheet, 0, tables);
    if (tables.size() == 1) sheet.freeze(2, 0);
  }

  // Every other table has its own sheet.
  void put_rest() {
    std::set<std::string> shown = kElsewhere;
    for (const Group& group : groups()) shown.insert(group.keys.begin(), group.keys.end());
    for (const auto& [key, json] : run_.tables.items()) {
      const Table table = table_from_json(json);
      if (shown.contains(key) || table.rows.empty()) continue;
      Sheet sheet = book_.add(say(table.title, table.title_ko));
      put_tables(sheet, 0, {table});
      sheet.freeze(2, 1);
    }
  }

  // "--target 10 GW by 2030Q4  --quick"
  std::string asked() const {
    const auto table = stored_table(run_, "asked");
    std::vector<std::string> words;
    for (std::size_t r = 0; table && r < table->rows.size(); ++r) {
      const std::string option = text_at(*table, r, "option"), value = text_at(*table, r, "value");
      words.push_back(option + (option.empty() || value.empty() ? "" : " ") + value);
    }
    return fmt::format("{}", fmt::join(words, "  "));
  }

  Table facts_table() const {
    const RunHead& h = run_.head;
    Table t{"run", "Run", "실행", {}, {}, "", "", true};
    std::vector<Cell> row;
    const auto add = [&](const char* key, const char* en, const char* ko, std::string value) {
      t.columns.push_back(text_column(key, en, ko));
      row.emplace_back(std::move(value));
    };
    add("run", "Run", "실행", fmt::to_string(h.run));
    add("command", "Command", "명령", h.command);
    add("asked", "Options", "옵션", asked());
    add("strategy", "Strategy", "전략", h.strategy.empty() ? "as-signed" : h.strategy);
    add("set", "Changed", "바꾼 값", fmt::format("{}", fmt::join(h.set, "  ")));
    add("paths", "Futures", "미래 수", fmt::to_string(h.paths));
    add("seed", "Seed", "시드", fmt::to_string(h.seed));
    add("sampling", "Sampling", "표본 추출", h.sampling);
    if (run_.plan) add("state", "Ended", "종료", run_.plan->state);
    add("started", "Started", "시작", h.started);
    add("ended", "Ended at", "종료 시각", h.ended);
    add("version", "Version", "버전", "offtake " + h.version);
    add("model_hash", "Model, SHA-256", "모델, SHA-256", h.model_hash);
    t.rows.push_back(std::move(row));
    return t;
  }

  void put_log() {
    Table inputs{"inputs", "Files of the model", "모델 파일", {}, {}, ""};
    inputs.columns = {text_column("file", "File", "파일"),
                      text_column("sha256", "SHA-256", "SHA-256")};
    for (const RunInput& input : run_.inputs) {
      inputs.rows.push_back(row_of(input.name, sha256_hex(input.text)));
    }
    std::vector<Table> tables = {facts_table(), inputs};
    for (Table& table : tables_among({"conservation"})) tables.push_back(std::move(table));
    const Table log = log_table(run_);
    if (!log.rows.empty()) tables.push_back(log);
    Sheet sheet = book_.add(say("Log", "기록"));
    put_tables(sheet, 0, tables);
  }

  // Every party's value, as its own sheet has it.
  int put_values(int row, const std::vector<CashSheet>& cash) {
    if (cash.empty()) return row;
    summary_.text(row++, 0, say("Net present value, with the run-off", "순현재가치, 잔여기간 포함"),
                  Look::bold);
    summary_.text(row, 0, say("Party", "당사자"), Look::header);
    summary_.text(row, 1, say("NPV", "순현재가치"), Look::header);
    summary_.text(row++, 2, say("Sheet", "시트"), Look::header);
    for (const CashSheet& c : cash) {
      summary_.text(row, 0, c.party);
      summary_.formula(row, 1, "'" + c.sheet + "'!" + c.cell, c.npv_usd, kCents);
      summary_.text(row++, 2, c.sheet);
    }
    return row + 1;
  }

  void put_summary(const std::vector<CashSheet>& cash) {
    std::vector<Table> tables = tables_among({"brings", "proof", "worth", "parties"});
    summary_.text(0, 0, run_.head.title, Look::title);
    int row = put_values(put_table(summary_, 2, facts_table(), book_), cash);
    for (const Table& table : tables) row = put_table(summary_, row, table, book_);
    if (!missing_.empty()) {
      summary_.text(row++, 0,
                    say("Not in this run, and what makes it", "이 실행에 없는 것과 만드는 명령"),
                    Look::bold);
      for (const std::string& line : missing_) summary_.text(row++, 0, line, Look::note);
    }
    tables.push_back(facts_table());
    fit_columns(summary_, tables, book_);
    summary_.print_setup(-1);
  }

  const RunRecord& run_;
  const std::vector<Table>& model_;
  Book book_;
  Sheet summary_;
  std::vector<std::string> missing_;
};

}  // namespace

std::optional<Table> stored_table(const RunRecord& run, const std::string& key) {
  if (!run.tables.is_object() || !run.tables.contains(key)) return std::nullopt;
  return table_from_json(run.tables[key]);
}

double number_of(const Cell& cell) {
  if (const auto* count = std::get_if<std::int64_t>(&cell)) return double(*count);
  if (const auto* number = std::get_if<double>(&cell)) return *number;
  return std::numeric_limits<double>::quiet_NaN();
}

std::size_t column_of(const Table& table, const std::string& key) {
  const auto at = std::find_if(table.columns.begin(), table.columns.end(),
                               [&](const Column& c) { return c.key == key; });
  return std::size_t(at - table.columns.begin());
}

Result<std::string> workbook(const RunRecord& run, const std::vector<Table>& model_tables,
                             Language language) {
  return Writer(run, model_tables, language).write();
}

}  // namespace offtake
