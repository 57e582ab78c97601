// SQLite with our habits: the only place that includes sqlite3.h. Failures are Diagnostics with the
// codes of results_file.h.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "offtake/base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace offtake {

// A prepared statement: bind in order, step through rows, read columns in order. After a failure
// nothing more happens, and finish() says what it was.
class Statement {
 public:
  Statement(sqlite3* database, const std::string& path, std::string_view sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(std::int64_t value);
  Statement& bind(double value);  // NaN becomes NULL
  Statement& bind(const std::string& text);
  Statement& bind(const double* values, std::size_t count);  // a BLOB of Float64, little-endian
  Statement& bind(const std::vector<double>& values) { return bind(values.data(), values.size()); }

  bool next();      // false: no more rows, or a failure
  Status run();     // to the end, then ready to be bound again
  Status finish();  // what failed, if anything did

  std::int64_t integer();
  double real();  // NULL becomes NaN
  std::string text();
  std::vector<double> vector();

 private:
  sqlite3* database_ = nullptr;
  sqlite3_stmt* statement_ = nullptr;
  const std::string& path_;
  int code_ = 0;
  int reason_ = 0;  // errno of the last step
  int at_ = 0;      // last index bound or column read
};

class Database {
 public:
  // The path must be a regular file, or (with `create`) not there yet. Waits up to `wait_ms` for
  // others. Foreign schemas can do no harm: no triggers, views, extensions, untrusted functions.
  static Result<Database> open(const std::string& path, bool create, int wait_ms);

  Status run(std::string_view sql) const;                    // one statement without rows
  Result<std::int64_t> integer(std::string_view sql) const;  // of one row
  Statement prepare(std::string_view sql) const { return Statement(handle(), path_, sql); }

  bool read_only() const;
  std::int64_t bytes() const;  // of the file
  std::int64_t last_row() const;
  const std::string& path() const { return path_; }
  sqlite3* handle() const { return handle_.get(); }

  Database() = default;

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  std::string path_;
  std::unique_ptr<sqlite3, Close> handle_;
};

// BEGIN IMMEDIATE … commit(), otherwise rolled back.
class Transaction {
 public:
  explicit Transaction(const Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  const Status& begun() const { return begun_; }
  Status commit();

 private:
  const Database& database_;
  Status begun_;
  bool open_ = false;
};

Diagnostic results_error(std::string code, const std::string& path, std::string what,
                         std::string mend);

}  // namespace offtake
