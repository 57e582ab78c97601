#include "offtake/results/database.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>

#include "offtake/base/text.h"

namespace offtake {
namespace {

static_assert(std::endian::native == std::endian::little, "vectors are stored as they lie");

bool no_space(int system_error) {
  return system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG;
}

// `reason` is the system's errno.
Diagnostic error_of(sqlite3* database, const std::string& path, int code, int reason) {
  const char* said = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code);
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_ERROR:  // our statements are sound, so the tables are not ours
    case SQLITE_MISMATCH:
      return results_error("E1001", path, fmt::format("the results file is damaged ({})", said),
                           "restore it from a copy, or name another file with --results");
    case SQLITE_NOTADB:
      return results_error("E1002", path, "this is not a results file, or its head is damaged",
                           "name another file with --results; this one was left as it is");
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return results_error("E1004", path, "the results file may not be written",
                           "allow writing to it and its folder, or name another file with "
                           "--results");
    case SQLITE_FULL:
      break;
    case SQLITE_IOERR:
      if (no_space(reason)) break;
      return results_error(
          "E1008", path,
          fmt::format("the results file could not be read or written ({}{}{})", said,
                      reason != 0 ? ": " : "", reason != 0 ? std::strerror(reason) : ""),
          "look at the disk, or name a file elsewhere with --results");
    case SQLITE_CANTOPEN:
      if (reason == ENOENT && std::filesystem::exists(std::filesystem::path(path).parent_path())) {
        return results_error("E1006", path, "there is no results file yet",
                             "`offtake simulate` or `offtake plan` makes it; or name another with "
                             "--results");
      }
      return results_error("E1006", path,
                           fmt::format("the results file cannot be opened ({})",
                                       reason != 0 ? std::strerror(reason) : said),
                           "make its folder, or name another file with --results");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return results_error("E1007", path, "another process has kept the results file for too long",
                           "wait for it to end, or name another file with --results");
    default:
      return results_error("E1008", path,
                           fmt::format("the results file could not be used ({})", said),
                           "name another file with --results");
  }
  return results_error("E1005", path, "no space is left for the results file",
                       "make room, or name a file elsewhere with --results; earlier runs are "
                       "unharmed");
}

// Neither a device nor a folder: those block, or are changed by being opened. Nor a file of one
// byte, which SQLite takes for an empty one. A new file needs a folder that may be written.
Status check_kind(const std::string& path, bool create) {
  struct stat info {};
  if (stat(path.c_str(), &info) == 0) {
    if (!S_ISREG(info.st_mode)) {
      return results_error("E1006", path, "this is a folder or a device", "name a file");
    }
    if (info.st_size == 1) return error_of(nullptr, path, SQLITE_NOTADB, 0);
    return ok_status();
  }
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const char* in = folder.empty() ? "." : folder.c_str();
  if (create && faccessat(AT_FDCWD, in, F_OK, AT_EACCESS) == 0 &&
      faccessat(AT_FDCWD, in, W_OK | X_OK, AT_EACCESS) != 0) {
    return error_of(nullptr, path, SQLITE_READONLY, errno);
  }
  return ok_status();
}

// Limits that no run of ours reaches: an input has at most 256 MiB, long vectors are stored in
// parts (results_schema.h).
void harden(sqlite3* database) {
  for (const auto& [option, value] :
       {std::pair{SQLITE_DBCONFIG_DEFENSIVE, 1}, std::pair{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        std::pair{SQLITE_DBCONFIG_ENABLE_TRIGGER, 0}, std::pair{SQLITE_DBCONFIG_ENABLE_VIEW, 0},
        std::pair{SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0}, std::pair{SQLITE_DBCONFIG_DQS_DML, 0},
        std::pair{SQLITE_DBCONFIG_DQS_DDL, 0}, std::pair{SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1}}) {
    sqlite3_db_config(database, option, value, nullptr);
  }
  sqlite3_limit(database, SQLITE_LIMIT_LENGTH, 272 << 20);
  sqlite3_limit(database, SQLITE_LIMIT_SQL_LENGTH, 100'000);
  sqlite3_limit(database, SQLITE_LIMIT_EXPR_DEPTH, 50);
  sqlite3_limit(database, SQLITE_LIMIT_VDBE_OP, 25'000);
  sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 0);
}

}  // namespace

Diagnostic results_error(std::string code, const std::string& path, std::string what,
                         std::string mend) {
  Diagnostic d;
  d.code = std::move(code);
  d.place.file = path;
  d.what = std::move(what);
  d.mend = std::move(mend);
  return d;
}

Statement::Statement(sqlite3* database, const std::string& path, std::string_view sql)
    : database_(database), path_(path) {
  code_ = sqlite3_prepare_v2(database, sql.data(), int(sql.size()), &statement_, nullptr);
}

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement& Statement::bind(std::int64_t value) {
  if (code_ == SQLITE_OK) code_ = sqlite3_bind_int64(statement_, ++at_, value);
  return *this;
}

Statement& Statement::bind(double value) {
  if (code_ == SQLITE_OK) code_ = sqlite3_bind_double(statement_, ++at_, value);
  return *this;
}

Statement& Statement::bind(const std::string& text) {
  if (code_ == SQLITE_OK) {
    code_ = sqlite3_bind_text64(statement_, ++at_, text.data(), text.size(), SQLITE_TRANSIENT,
                                SQLITE_UTF8);
  }
  return *this;
}

Statement& Statement::bind(const double* values, std::size_t count) {
  // A null pointer would bind NULL, and an empty vector is not nothing.
  const void* data = count > 0 ? static_cast<const void*>(values) : "";
  if (code_ == SQLITE_OK) {
    code_ = sqlite3_bind_blob64(statement_, ++at_, data, count * sizeof(double), SQLITE_TRANSIENT);
  }
  return *this;
}

bool Statement::next() {
  if (code_ != SQLITE_OK && code_ != SQLITE_ROW) return false;
  at_ = 0;
  errno = 0;
  code_ = sqlite3_step(statement_);
  reason_ = errno;  // sqlite3_system_errno knows it of opening only
  return code_ == SQLITE_ROW;
}

Status Statement::finish() {
  if (code_ == SQLITE_OK || code_ == SQLITE_ROW || code_ == SQLITE_DONE) return ok_status();
  return error_of(database_, path_, code_, reason_);
}

Status Statement::run() {
  while (next()) {
  }
  Status status = finish();
  if (status) {
    sqlite3_reset(statement_);
    code_ = SQLITE_OK;
  }
  return status;
}

std::int64_t Statement::integer() { return sqlite3_column_int64(statement_, at_++); }

double Statement::real() {
  const int column = at_++;
  return sqlite3_column_type(statement_, column) == SQLITE_NULL
             ? std::numeric_limits<double>::quiet_NaN()
             : sqlite3_column_double(statement_, column);
}

std::string Statement::text() {
  const int column = at_++;
  const unsigned char* data = sqlite3_column_text(statement_, column);
  const int bytes = sqlite3_column_bytes(statement_, column);
  return data == nullptr ? "" : std::string(reinterpret_cast<const char*>(data), size_t(bytes));
}

std::vector<double> Statement::vector() {
  const int column = at_++;
  const void* data = sqlite3_column_blob(statement_, column);
  std::vector<double> out(std::size_t(sqlite3_column_bytes(statement_, column)) / sizeof(double));
  if (!out.empty()) std::memcpy(out.data(), data, out.size() * sizeof(double));
  return out;
}

void Database::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

Result<Database> Database::open(const std::string& path, bool create, int wait_ms) {
  if (Status kind = check_kind(path, create); !kind) return kind.errors();
  Database out;
  out.path_ = path;
  // Also to read: only a writer can undo what a killed one has left. Where the file may not be
  // written SQLite falls back to reading. With a folder in front no path means anything special.
  const int flags = SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0);
  const std::string plain = path.starts_with('/') ? path : "./" + path;
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(plain.c_str(), &raw, flags, nullptr);
  out.handle_.reset(raw);
  if (code != SQLITE_OK) return error_of(raw, path, code, sqlite3_system_errno(raw));
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, wait_ms);
  harden(raw);
  for (const char* sql : {"PRAGMA cell_size_check=ON", "PRAGMA mmap_size=0"}) {
    if (Status s = out.run(sql); !s) return s.errors();
  }
  return out;
}

Status Database::run(std::string_view sql) const { return prepare(sql).run(); }

Result<std::int64_t> Database::integer(std::string_view sql) const {
  Statement statement = prepare(sql);
  std::int64_t value = 0;
  if (statement.next()) value = statement.integer();
  if (Status s = statement.finish(); !s) return s.errors();
  return value;
}

bool Database::read_only() const { return sqlite3_db_readonly(handle(), "main") == 1; }
std::int64_t Database::bytes() const {
  struct stat info {};
  return stat(path_.c_str(), &info) == 0 ? std::int64_t(info.st_size) : 0;
}
std::int64_t Database::last_row() const { return sqlite3_last_insert_rowid(handle()); }

Transaction::Transaction(const Database& database)
    : database_(database), begun_(database.run("BEGIN IMMEDIATE")), open_(begun_.ok()) {}

Transaction::~Transaction() {
  // After some failures SQLite has rolled back by itself; then this one fails, and may.
  if (open_) (void)database_.run("ROLLBACK");
}

Status Transaction::commit() {
  Status done = database_.run("COMMIT");
  if (done) open_ = false;
  return done;
}

}  // namespace offtake
