// Opening: nothing is written before the file is known to be ours, whole and of our version.
#include <sys/vfs.h>

#include <array>
#include <filesystem>

#include "offtake/base/text.h"
#include "offtake/results/results_impl.h"
#include "offtake/results/results_schema.h"

namespace offtake {
namespace {

constexpr std::int64_t kQuickCheckBytes = 32 << 20;  // larger files are checked as they are read

struct Head {
  std::int64_t pages = 0, page_bytes = 0, application = 0, version = 0;
};

Result<Head> read_head(const Database& database) {
  Statement s = database.prepare(
      "SELECT page_count, page_size, application_id, user_version "
      "FROM pragma_page_count, pragma_page_size, pragma_application_id, pragma_user_version");
  Head head;
  if (s.next()) {
    head.pages = s.integer();
    head.page_bytes = s.integer();
    head.application = s.integer();
    head.version = s.integer();
  }
  if (Status status = s.finish(); !status) return status.errors();
  return head;
}

Diagnostic damaged(const Database& database, const std::string& why) {
  return results_error("E1001", database.path(), "the results file is damaged: " + why,
                       "restore it from a copy, or name another file with --results");
}

Status check_head(const Database& database, const Head& head) {
  if (head.application != kApplicationId) {
    return results_error("E1002", database.path(), "this is a database of another program",
                         "name another file with --results; this one was left as it is");
  }
  if (head.version > kSchemaVersion) {
    return results_error(
        "E1003", database.path(),
        fmt::format("this file was written by a newer version of offtake (its format is {}, {} is "
                    "known here)",
                    head.version, kSchemaVersion),
        "use the newer version, or name another file with --results");
  }
  if (head.version < kOldestVersion) {
    return damaged(database, fmt::format("there is no format {}", head.version));
  }
  return ok_status();
}

// The statements that make a file of this format.
std::vector<std::string> schema_of(std::int64_t version) {
  std::vector<std::string> all(std::begin(kSchema), std::end(kSchema));
  if (version > 1) all.insert(all.end(), std::begin(kPlanSchema), std::end(kPlanSchema));
  return all;
}

// Every table reads as we would have made it.
Status check_schema(const Database& database, std::int64_t version) {
  for (const std::string& sql : schema_of(version)) {
    Statement s = database.prepare("SELECT count(*) FROM sqlite_schema WHERE sql = ?");
    s.bind(sql);
    const bool there = s.next() && s.integer() == 1;
    if (Status status = s.finish(); !status) return status;
    if (!there) return damaged(database, "its tables are not those of its format");
  }
  return ok_status();
}

Status check_pages(const Database& database, const Head& head) {
  const std::int64_t bytes = head.pages * head.page_bytes;
  if (database.bytes() != bytes) return damaged(database, "it is cut off");
  if (bytes > kQuickCheckBytes) return ok_status();
  Statement s = database.prepare("PRAGMA quick_check(1)");
  const std::string said = s.next() ? s.text() : "";
  if (Status status = s.finish(); !status) return status;
  return said == "ok" ? ok_status() : damaged(database, said);
}

// To be called inside a transaction: of one state of the file.
Status check_ours(const Database& database) {
  const Result<Head> head = read_head(database);
  if (!head) return head.errors();
  if (Status status = check_head(database, *head); !status) return status;
  if (Status status = check_schema(database, head->version); !status) return status;
  return check_pages(database, *head);
}

// Another process may do the same: the first makes the tables, the next finds them.
Status create_tables(const Database& database) {
  if (database.read_only()) {
    return results_error("E1004", database.path(), "the results file may not be written",
                         "allow it, or name another file with --results");
  }
  Transaction transaction(database);
  if (!transaction.begun()) return transaction.begun();
  const Result<std::int64_t> tables = database.integer("SELECT count(*) FROM sqlite_schema");
  if (!tables) return tables.errors();
  if (*tables > 0) return ok_status();
  std::vector<std::string> all{fmt::format("PRAGMA application_id={}", kApplicationId),
                               fmt::format("PRAGMA user_version={}", kSchemaVersion)};
  for (std::string& sql : schema_of(kSchemaVersion)) all.push_back(std::move(sql));
  for (const std::string& sql : all) {
    if (Status status = database.run(sql); !status) return status;
  }
  return transaction.commit();
}

Status check_file(const Database& database, ResultsFile::Access access) {
  const Result<Head> head = read_head(database);
  if (!head) return head.errors();
  if (head->pages == 0) {
    if (access == ResultsFile::Access::read) {
      return results_error("E1006", database.path(), "the results file is empty",
                           "run `offtake simulate` first");
    }
    if (Status made = create_tables(database); !made) return made;
  }
  if (Status status = database.run("BEGIN"); !status) return status;
  const Status checked = check_ours(database);
  const Status ended = database.run("ROLLBACK");
  return checked ? ended : checked;
}

// A file of format 1, to be written, gets what it lacks; another process may do the same.
Status upgrade(const Database& database) {
  Transaction transaction(database);
  if (!transaction.begun()) return transaction.begun();
  const Result<Head> head = read_head(database);
  if (!head) return head.errors();
  if (head->version == kSchemaVersion) return ok_status();
  for (const char* sql : kPlanSchema) {
    if (Status status = database.run(sql); !status) return status;
  }
  Status status = database.run(fmt::format("PRAGMA user_version={}", kSchemaVersion));
  return status ? transaction.commit() : status;
}

// To be read, it gets them for as long as it is open, beside the file.
Status fill_in(const Database& database) {
  for (const char* sql : kPlanSchema) {
    std::string temporary = sql;
    temporary.insert(std::string("CREATE ").size(), "TEMP ");
    if (Status status = database.run(temporary); !status) return status;
  }
  return ok_status();
}

Status set_access(const Database& database, ResultsFile::Access access) {
  const Result<Head> head = read_head(database);
  if (!head) return head.errors();
  const bool old = head->version < kSchemaVersion;
  if (access == ResultsFile::Access::read) {
    if (Status filled = old ? fill_in(database) : ok_status(); !filled) return filled;
    return database.run("PRAGMA query_only=ON");
  }
  if (database.read_only()) {
    return results_error("E1004", database.path(), "the results file may not be written",
                         "allow it, or name another file with --results");
  }
  // Not WAL: SQLite before 3.51.3 may lose writes of several processes in that mode.
  for (const char* sql :
       {"PRAGMA journal_mode=DELETE", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON"}) {
    if (Status status = database.run(sql); !status) return status;
  }
  return old ? upgrade(database) : ok_status();
}

bool on_network(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  struct statfs info {};
  if (statfs(folder.empty() ? "." : folder.c_str(), &info) != 0) return false;
  constexpr std::array<std::uint32_t, 9> kNetworks{
      0x6969,      0x517b,     0xff534d42,  // NFS, SMB,
      0xfe534d42,  0x5346414f, 0x01021997,  // AFS, 9P,
      0x00c36400u, 0x73757245, 0x564c};     // Ceph …
  for (const std::uint32_t magic : kNetworks) {
    if (static_cast<std::uint32_t>(info.f_type) == magic) return true;
  }
  return false;
}

}  // namespace

Result<ResultsFile> ResultsFile::open(const std::string& path, Access access, int wait_ms) {
  Result<Database> database = Database::open(path, access == Access::write, wait_ms);
  if (!database) return database.errors();
  if (Status status = check_file(*database, access); !status) return status.errors();
  if (Status status = set_access(*database, access); !status) return status.errors();
  ResultsFile out;
  out.impl_ = std::make_unique<Impl>();
  out.impl_->database = std::move(database).value();
  if (on_network(path)) {
    Diagnostic d = results_error(
        "W1010", path, "the results file is on a network file system, where locks may not hold",
        "name a file on a local disk with --results");
    d.severity = Severity::warning;
    out.impl_->warnings.push_back(std::move(d));
  }
  return out;
}

const Diagnostics& ResultsFile::warnings() const { return impl_->warnings; }

ResultsFile::ResultsFile() = default;
ResultsFile::ResultsFile(ResultsFile&&) noexcept = default;
ResultsFile& ResultsFile::operator=(ResultsFile&&) noexcept = default;
ResultsFile::~ResultsFile() = default;

}  // namespace offtake
