#include "offtake/results/results_file.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "offtake/base/text.h"
#include "offtake/results/database.h"
#include "offtake/results/results_schema.h"

namespace offtake {
namespace {

using Access = ResultsFile::Access;

// A folder of its own for each test, gone afterwards.
class ResultsFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "offtake-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    path_ = (folder_ / "offtake.db").string();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // Only while no handle is open: closing the stream would drop SQLite's locks.
  std::string bytes() const {
    std::ifstream in(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void put(const std::string& bytes) const {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << bytes;
  }
  ResultsFile opened(Access access = Access::write) const {
    Result<ResultsFile> file = ResultsFile::open(path_, access);
    EXPECT_TRUE(file.ok()) << (file.ok() ? "" : render(file.errors().front()));
    return std::move(file).value();
  }
  // Refused for both, and not a byte of it changed.
  void expect_refused(const std::string& code) const {
    const std::string before = bytes();
    for (const Access access : {Access::read, Access::write}) {
      const Result<ResultsFile> file = ResultsFile::open(path_, access);
      ASSERT_FALSE(file.ok());
      const Diagnostic& d = file.errors().front();
      EXPECT_EQ(d.code, code) << render(d);
      EXPECT_FALSE(d.what.empty() || d.mend.empty());
    }
    EXPECT_EQ(bytes(), before);
  }
  void change(const std::vector<std::string>& statements) const {
    const Result<Database> database = Database::open(path_, true, 1000);
    ASSERT_TRUE(database.ok());
    for (const std::string& sql : statements) ASSERT_TRUE(database->run(sql).ok()) << sql;
  }

  std::filesystem::path folder_;
  std::string path_;
};

RunRecord example(int paths = 3) {
  RunRecord r;
  r.head = {0, "simulate", "Federation ✓", "multicloud", "ab12", {"a=1"},
            0, paths,      "sobol",        "0.1.0",      {},     {}};
  r.head.seed = 18446744073709551615u;
  r.head.started = "2025-03-15T09:30:00Z";
  r.head.ended = "2025-03-15T09:30:02Z";
  r.inputs = {{"data/d.csv", "date,volume [H100e]\n"}, {"model.yaml", "offtake: 1\n"}};
  r.steps = {"2025Q1", "2025Q2"};
  r.runoff_steps = {"2025Q3"};
  r.probabilities = {0.05, 0.5, 0.95};
  r.series = {{"cash_usd", "lab", {1e9, 0.1}, {0.0, 1e-300}, {1, 2, 3, 4, 5, 6}, {1, 2, 3, 4}},
              {"short_h100e", "lab", {1, 2}, {3, 4}, {1, 2, 3, 4, 5, 1.0 / 3.0}, {}}};
  r.values = {{"cloud", std::vector<double>(size_t(paths), 2.5)},
              {"lab", std::vector<double>(size_t(paths), -1.0)}};
  r.ledger = {{"oracle", "", "fee", "lab", "cloud", {1, 2, 3}},
              {"", "serving", "revenue", "outside", "lab", {}}};
  r.tables = {{"by_year", {{"rows", {{{"year", 2025}, {"spend_usd", 22.4e9}}}}}}};
  return r;
}

void expect_equal(const RunRecord& a, const RunRecord& b) {
  EXPECT_EQ(a.head.title, b.head.title);
  EXPECT_EQ(a.head.set, b.head.set);
  EXPECT_EQ(a.head.seed, b.head.seed);
  EXPECT_EQ(a.head.paths, b.head.paths);
  EXPECT_EQ(a.head.started, b.head.started);
  EXPECT_EQ(a.steps, b.steps);
  EXPECT_EQ(a.runoff_steps, b.runoff_steps);
  EXPECT_EQ(a.probabilities, b.probabilities);
  EXPECT_EQ(a.tables, b.tables);
  ASSERT_EQ(a.inputs.size(), b.inputs.size());
  for (std::size_t i = 0; i < a.inputs.size(); ++i) {
    EXPECT_EQ(a.inputs[i].name, b.inputs[i].name);
    EXPECT_EQ(a.inputs[i].text, b.inputs[i].text);
  }
  ASSERT_EQ(a.series.size(), b.series.size());
  for (std::size_t i = 0; i < a.series.size(); ++i) {
    EXPECT_EQ(a.series[i].measure, b.series[i].measure);
    EXPECT_EQ(a.series[i].party, b.series[i].party);
    EXPECT_EQ(a.series[i].mean, b.series[i].mean);
    EXPECT_EQ(a.series[i].standard_error, b.series[i].standard_error);
    EXPECT_EQ(a.series[i].quantile, b.series[i].quantile);
    EXPECT_EQ(a.series[i].sampled, b.series[i].sampled);
  }
  ASSERT_EQ(a.values.size(), b.values.size());
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    EXPECT_EQ(a.values[i].party, b.values[i].party);
    EXPECT_EQ(a.values[i].npv_usd, b.values[i].npv_usd);
  }
  ASSERT_EQ(a.ledger.size(), b.ledger.size());
  for (std::size_t i = 0; i < a.ledger.size(); ++i) {
    EXPECT_EQ(a.ledger[i].agreement, b.ledger[i].agreement);
    EXPECT_EQ(a.ledger[i].workload, b.ledger[i].workload);
    EXPECT_EQ(a.ledger[i].account, b.ledger[i].account);
    EXPECT_EQ(a.ledger[i].mean_usd, b.ledger[i].mean_usd);
  }
}

TEST_F(ResultsFileTest, ReadsBackWhatWasWritten) {
  {
    ResultsFile file = opened();
    const Result<std::int64_t> run = file.write(example());
    ASSERT_TRUE(run.ok()) << render(run.errors().front());
    EXPECT_EQ(*run, 1);
  }
  const ResultsFile again = opened(Access::read);
  const Result<RunRecord> back = again.read(1);
  ASSERT_TRUE(back.ok()) << render(back.errors().front());
  EXPECT_EQ(back->head.run, 1);
  expect_equal(*back, example());
}

TEST_F(ResultsFileTest, LongVectorsComeBackWhole) {
  RunRecord r = example(int(kPathsPerRow) + 17);
  for (std::size_t i = 0; i < r.values[0].npv_usd.size(); ++i) {
    r.values[0].npv_usd[i] = 0.5 * double(i);
  }
  ResultsFile file = opened();
  ASSERT_TRUE(file.write(r).ok());
  const Result<RunRecord> back = file.read(1);
  ASSERT_TRUE(back.ok());
  expect_equal(*back, r);
}

// As long as a CSV input may be.
TEST_F(ResultsFileTest, LongInputsComeBackWhole) {
  RunRecord r = example();
  r.inputs[0].text.assign(std::size_t{256} << 20, 'x');
  ResultsFile file = opened();
  ASSERT_TRUE(file.write(r).ok());
  EXPECT_EQ(file.read(1)->inputs[0].text, r.inputs[0].text);
}

TEST_F(ResultsFileTest, NanComesBackAsNan) {
  RunRecord r = example();
  r.series[0].mean[1] = std::nan("");
  ResultsFile file = opened();
  ASSERT_TRUE(file.write(r).ok());
  EXPECT_TRUE(std::isnan(file.read(1)->series[0].mean[1]));
}

TEST_F(ResultsFileTest, EqualTextsAreStoredOnce) {
  {
    ResultsFile file = opened();
    RunRecord r = example();
    ASSERT_TRUE(file.write(r).ok());
    r.inputs[1].text += "title: changed\n";
    ASSERT_TRUE(file.write(r).ok());
    EXPECT_EQ(file.read(1)->inputs[1].text, "offtake: 1\n");
    EXPECT_EQ(file.read(2)->inputs[1].text, "offtake: 1\ntitle: changed\n");
  }
  EXPECT_EQ(*Database::open(path_, false, 0)->integer("SELECT count(*) FROM texts"), 3);
}

TEST_F(ResultsFileTest, ListsRunsInOrder) {
  ResultsFile file = opened();
  EXPECT_TRUE(file.list()->empty());
  for (const char* strategy : {"exclusive", "multicloud"}) {
    RunRecord r = example();
    r.head.strategy = strategy;
    ASSERT_TRUE(file.write(r).ok());
  }
  const Result<std::vector<RunHead>> runs = file.list();
  ASSERT_EQ(runs->size(), 2u);
  EXPECT_EQ(runs->at(0).strategy, "exclusive");
  EXPECT_EQ(runs->at(1).strategy, "multicloud");
  EXPECT_EQ(runs->at(1).run, 2);
  EXPECT_EQ(file.read(3).errors().front().code, "E1009");
}

TEST_F(ResultsFileTest, SeveralWritersAtOnce) {
  constexpr int kWriters = 4, kRuns = 10;
  std::vector<std::thread> writers;
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([this] {
      ResultsFile file = opened();  // all of them may create it
      for (int i = 0; i < kRuns; ++i) {
        const Result<std::int64_t> run = file.write(example());
        EXPECT_TRUE(run.ok()) << render(run.errors().front());
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  const ResultsFile file = opened(Access::read);
  ASSERT_EQ(file.list()->size(), std::size_t(kWriters * kRuns));
  for (int run = 1; run <= kWriters * kRuns; ++run) expect_equal(*file.read(run), example());
}

// Whoever writes is killed at some moment: every run that is there is whole.
TEST_F(ResultsFileTest, KilledWriterLeavesWholeRuns) {
  const RunRecord record = example(20000);
  std::size_t whole = 0;
  for (int kills = 1; kills <= 16 || (whole == 0 && kills <= 200); ++kills) {
    const pid_t child = fork();
    if (child == 0) {
      Result<ResultsFile> file = ResultsFile::open(path_, Access::write);
      while (file.ok() && file->write(record).ok()) {
      }
      _exit(1);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5 * kills));
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
    ResultsFile file = opened();
    const std::vector<RunHead> runs = file.list().value();
    EXPECT_GE(runs.size(), whole);
    whole = runs.size();
    for (const RunHead& head : runs) {
      const Result<RunRecord> back = file.read(head.run);
      ASSERT_TRUE(back.ok()) << render(back.errors().front());
      ASSERT_EQ(back->values.size(), 2u);
      ASSERT_EQ(back->ledger.size(), 2u);
    }
  }
  EXPECT_GT(whole, 0u);
  ResultsFile file = opened();
  EXPECT_TRUE(file.write(record).ok());
  EXPECT_EQ(file.list()->size(), whole + 1);
}

TEST_F(ResultsFileTest, BusyForTooLong) {
  { opened(); }
  const Result<Database> other = Database::open(path_, false, 0);
  ASSERT_TRUE(other->run("BEGIN EXCLUSIVE").ok());
  EXPECT_EQ(ResultsFile::open(path_, Access::write, 50).errors().front().code, "E1007");
  ASSERT_TRUE(other->run("ROLLBACK").ok());
  EXPECT_TRUE(ResultsFile::open(path_, Access::write, 50).ok());
}

TEST_F(ResultsFileTest, RandomBytesAreRefused) {
  for (const std::size_t size : {1u, 15u, 100u, 511u, 5000u, 70000u}) {
    std::string bytes;
    std::uint32_t state = 12345;
    for (std::size_t i = 0; i < size; ++i) {
      bytes += static_cast<char>((state = state * 1664525u + 1013904223u) >> 24);
    }
    put(bytes);
    expect_refused("E1002");
  }
}

TEST_F(ResultsFileTest, TextIsRefused) {
  put("offtake: 1\ntitle: not a results file\n");
  expect_refused("E1002");
}

TEST_F(ResultsFileTest, AnotherProgramsDatabaseIsRefused) {
  change({"CREATE TABLE theirs (a INTEGER)", "PRAGMA user_version=1"});
  expect_refused("E1002");
  std::filesystem::remove(path_);
  change({"PRAGMA application_id=7", "CREATE TABLE runs (a INTEGER)"});
  expect_refused("E1002");
}

TEST_F(ResultsFileTest, NewerVersionIsRefused) {
  { ASSERT_TRUE(opened().write(example()).ok()); }
  change({"PRAGMA user_version=3"});
  expect_refused("E1003");
}

TEST_F(ResultsFileTest, ForgedTablesAreRefused) {
  { ASSERT_TRUE(opened().write(example()).ok()); }
  change({"ALTER TABLE npv RENAME TO gone", "CREATE TABLE npv (run INTEGER)"});
  expect_refused("E1001");
}

TEST_F(ResultsFileTest, TablesThatAreNoneAreRefused) {
  { ASSERT_TRUE(opened().write(example()).ok()); }
  for (const char* tables : {"7", "[]", R"({"by_year": 7})", R"({"by_year": [1]})"}) {
    change({fmt::format("UPDATE runs SET tables = '{}'", tables)});
    EXPECT_EQ(opened(Access::read).read(1).errors().front().code, "E1001") << tables;
  }
}

TEST_F(ResultsFileTest, CutOffFilesAreRefused) {
  { ASSERT_TRUE(opened().write(example()).ok()); }
  const std::string whole = bytes();
  for (const double share : {0.2, 0.5, 0.9}) {
    put(whole.substr(0, std::size_t(share * double(whole.size()))));
    expect_refused("E1001");
  }
  put(whole.substr(0, whole.size() - 1));
  expect_refused("E1001");
}

// Bytes overwritten in the middle: refused, or what is read is what was written.
TEST_F(ResultsFileTest, DamagedPagesNeverCrash) {
  { ASSERT_TRUE(opened().write(example(2000)).ok()); }
  const std::string whole = bytes();
  int refused = 0;
  for (std::size_t at = 0; at < whole.size(); at += 997) {
    std::string damaged = whole;
    for (std::size_t i = at; i < std::min(at + 16, whole.size()); ++i) {
      damaged[i] = static_cast<char>(~damaged[i]);
    }
    put(damaged);
    const Result<ResultsFile> file = ResultsFile::open(path_, Access::read);
    if (!file.ok()) {
      ++refused;
    } else if (const Result<RunRecord> back = file->read(1); back.ok()) {
      EXPECT_EQ(back->values.size(), 2u);
    }
  }
  EXPECT_GT(refused, 0);
}

TEST_F(ResultsFileTest, EmptyFileIsANewOne) {
  put("");
  EXPECT_EQ(ResultsFile::open(path_, Access::read).errors().front().code, "E1006");
  EXPECT_TRUE(opened().write(example()).ok());
}

TEST_F(ResultsFileTest, NotThereOrNoFile) {
  EXPECT_EQ(ResultsFile::open(path_, Access::read).errors().front().code, "E1006");
  EXPECT_FALSE(std::filesystem::exists(path_));
  const std::string in_no_folder = (folder_ / "none" / "offtake.db").string();
  EXPECT_EQ(ResultsFile::open(in_no_folder, Access::write).errors().front().code, "E1006");
  EXPECT_EQ(ResultsFile::open(folder_.string(), Access::write).errors().front().code, "E1006");
  EXPECT_EQ(ResultsFile::open("/dev/null", Access::write).errors().front().code, "E1006");
}

// Who is root may write everywhere, so the test lays that down for a while.
class WithoutRights {
 public:
  WithoutRights() : was_root_(geteuid() == 0) {
    if (was_root_) {
      EXPECT_EQ(seteuid(65534), 0);
    }
  }
  ~WithoutRights() {
    if (was_root_) {
      EXPECT_EQ(seteuid(0), 0);
    }
  }

 private:
  bool was_root_;
};

TEST_F(ResultsFileTest, WhatMayNotBeWrittenMayBeRead) {
  { ASSERT_TRUE(opened().write(example()).ok()); }
  ASSERT_EQ(chmod(path_.c_str(), 0444), 0);
  ASSERT_EQ(chmod(folder_.c_str(), 0555), 0);
  {
    const WithoutRights now;
    EXPECT_EQ(ResultsFile::open(path_, Access::write).errors().front().code, "E1004");
    const std::string other = (folder_ / "new.db").string();
    EXPECT_EQ(ResultsFile::open(other, Access::write).errors().front().code, "E1004");
    EXPECT_TRUE(opened(Access::read).read(1).ok());
  }
  ASSERT_EQ(chmod(folder_.c_str(), 0755), 0);
}

TEST_F(ResultsFileTest, ReaderCannotWrite) {
  { opened(); }
  EXPECT_EQ(opened(Access::read).write(example()).errors().front().code, "E1004");
}

// Files may not grow past so many bytes, while it lives.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(signal(SIGXFSZ, SIG_IGN)) {
    EXPECT_EQ(getrlimit(RLIMIT_FSIZE, &old_), 0);
    const rlimit small{bytes, old_.rlim_max};
    EXPECT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  }
  ~FileSizeLimit() {
    EXPECT_EQ(setrlimit(RLIMIT_FSIZE, &old_), 0);
    signal(SIGXFSZ, handler_);
  }

 private:
  rlimit old_{};
  void (*handler_)(int);
};

TEST_F(ResultsFileTest, NoSpaceLeavesEarlierRuns) {
  ResultsFile file = opened();
  ASSERT_TRUE(file.write(example()).ok());
  const RunRecord large = example(100'000);
  for (rlim_t kib = 48; kib <= 1536; kib += 62) {
    const FileSizeLimit now(kib * 1024);
    const Result<std::int64_t> run = file.write(large);
    ASSERT_FALSE(run.ok());
    const Diagnostic& d = run.errors().front();
    EXPECT_EQ(d.code, "E1005") << kib << " KiB: " << render(d);
    EXPECT_NE(d.what.find("needs about 1.6 MiB"), std::string::npos) << d.what;
    EXPECT_EQ(file.list()->size(), 1u);
  }
  expect_equal(*file.read(1), example());
  EXPECT_TRUE(file.write(large).ok());
}

TEST_F(ResultsFileTest, NoSpaceForTheTables) {
  {
    const FileSizeLimit now(10'000);
    const Result<ResultsFile> file = ResultsFile::open(path_, Access::write);
    ASSERT_FALSE(file.ok());
    EXPECT_EQ(file.errors().front().code, "E1005");
  }
  EXPECT_TRUE(opened().write(example()).ok());
}

RunRecord example_plan() {
  RunRecord r = example();
  r.series.clear();
  r.values.clear();
  r.ledger.clear();
  r.steps.clear();
  r.runoff_steps.clear();
  r.probabilities.clear();
  r.head.command = "plan";
  r.plan = RunPlan{kUnfinished, "problem", {}};
  return r;
}

TEST_F(ResultsFileTest, APlanGrowsAndEnds) {
  ResultsFile file = opened();
  RunRecord plan = example_plan();
  const Result<std::int64_t> run = file.begin(plan);
  ASSERT_TRUE(run.ok()) << render(run.errors().front());
  EXPECT_EQ(file.list()->front().state, kUnfinished);
  EXPECT_EQ(file.list()->front().ended, "");
  EXPECT_TRUE(file.read(*run)->plan->document.empty());

  const double tiny = -0.0, odd = 0.1 + 0.2;
  ASSERT_TRUE(file.keep(*run, {{1.0, tiny}, odd, 1e300, tiny, {odd, -1.0}}, {}).ok());
  ASSERT_TRUE(file.keep(*run, {{2.0, 3.0}, 4, 5, 6, {7, 8}},
                        {{"continuous", 0, 1, INFINITY, INFINITY, 0.5}})
                  .ok());
  ASSERT_TRUE(file.keep(*run, {}, {{"integer", 1, 2, 3, 0.5, 0.75}}).ok());
  const Result<std::vector<RunEvaluation>> kept = file.evaluations(*run);
  ASSERT_EQ(kept->size(), 2u);
  EXPECT_TRUE(std::signbit((*kept)[0].x[1]) && std::signbit((*kept)[0].cvar));
  EXPECT_EQ((*kept)[0].value, odd);
  EXPECT_EQ((*kept)[1].slope, (std::vector<double>{7, 8}));

  plan.head.ended = "2025-03-15T09:30:02Z";
  plan.plan->state = "proven";
  plan.plan->document = "{}";
  const RunRecord played = example();
  plan.steps = played.steps;
  plan.probabilities = played.probabilities;
  plan.series = played.series;
  plan.values = played.values;
  plan.ledger = played.ledger;
  ASSERT_TRUE(file.end(*run, plan).ok());
  const Result<RunRecord> back = file.read(*run);
  EXPECT_EQ(back->steps, played.steps);
  ASSERT_EQ(back->series.size(), played.series.size());
  EXPECT_EQ(back->values.size(), played.values.size());
  EXPECT_EQ(back->ledger.size(), played.ledger.size());
  EXPECT_EQ(back->head.state, "proven");
  EXPECT_EQ(back->plan->document, "{}");
  EXPECT_EQ(back->tables, plan.tables);
  ASSERT_EQ(back->iterations.size(), 2u);
  EXPECT_EQ(back->iterations[0].bound, INFINITY);
  EXPECT_EQ(back->iterations[1].phase, "integer");

  const Result<std::int64_t> next = file.begin(plan, *run);
  EXPECT_EQ(file.evaluations(*next)->size(), 2u);
  EXPECT_EQ(*file.plans_of("problem"), (std::vector<std::int64_t>{*next, *run}));
  EXPECT_TRUE(file.plans_of("another")->empty());
  EXPECT_EQ(file.read(*next)->head.state, kUnfinished);
}

// A file of format 1 has no plans.
TEST_F(ResultsFileTest, AnOlderFormatIsReadAndUpgraded) {
  {
    ResultsFile file = opened();
    ASSERT_TRUE(file.write(example()).ok());
  }
  change({"DROP TABLE plans", "DROP TABLE evaluations", "DROP TABLE iterations",
          "PRAGMA user_version=1"});
  const std::string before = bytes();
  {
    const ResultsFile file = opened(Access::read);
    EXPECT_EQ(file.list()->size(), 1u);
    EXPECT_TRUE(file.plans_of("problem")->empty());
    EXPECT_FALSE(file.read(1)->plan.has_value());
  }
  EXPECT_EQ(bytes(), before);
  {
    ResultsFile file = opened();
    EXPECT_EQ(*file.begin(example_plan()), 2);
  }
  const ResultsFile file = opened(Access::read);
  expect_equal(*file.read(1), example());
  EXPECT_EQ(file.list()->back().state, kUnfinished);
}

}  // namespace
}  // namespace offtake
