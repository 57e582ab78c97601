// Where does the time of a model go?
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <system_error>

#include "commands.h"
#include "offtake/base/text.h"
#include "offtake/results/record_simulation.h"
#include "offtake/results/record_speed.h"
#include "output.h"
#include "plan_run.h"
#include "progress.h"
#include "steps.h"
#include "stop.h"
#include "ticks.h"

namespace offtake::cli {
namespace {

namespace fs = std::filesystem;

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Lasts as long as this does.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::error_code error;
    path_ = (fs::temp_directory_path(error) / "offtake-XXXXXX").string();
    if (error || !::mkdtemp(path_.data())) path_.clear();
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// A results file of its own each time, as a first `simulate` leaves it.
Status write_new_file(const std::string& folder, const Simulation& simulation, const Model& model,
                      const SimulationFacts& facts) {
  const std::string path = folder + "/offtake.db";
  std::error_code ignored;
  fs::remove(path, ignored);
  Result<ResultsFile> file = ResultsFile::open(path, ResultsFile::Access::write);
  if (!file) return file.errors();
  const Result<std::int64_t> run = file->write(run_record(simulation, model, facts));
  return run ? ok_status() : Status(run.errors());
}

}  // namespace

int command_bench(const Options& options) {
  if (Status known = check_tables({"machine", "work", "kernel", "simulate", "plan"}, options);
      !known) {
    return fail(known.errors(), options);
  }
  const Result<LoadedModel> loaded = read_model(options);
  if (!loaded) return fail(loaded.errors(), options);
  const Result<StrategyId> strategy = find_strategy(loaded->model, options.strategy);
  if (!strategy) return fail(strategy.errors(), options);
  const PlanFacts facts = plan_facts(*loaded, *strategy, options);
  if (Status fits = check_plan_options(*loaded, facts); !fits) return fail(fits.errors(), options);
  const TemporaryFolder folder;
  if (folder.path().empty()) {
    return fail({refusal("E1006", "there is no folder for temporary files",
                         "name one that can be written to in TMPDIR")},
                options);
  }

  const StopGuard guard;
  Progress progress("bench", options);
  const Model model = under(loaded->model, *strategy);
  const SimulationFacts kept{loaded->hash, facts.strategy, options.seed, options.sampling};
  SpeedOptions how;
  how.plan = facts.options;
  how.clock = {seconds_now, tick_counter()};
  how.write = [&](const Simulation& s) { return write_new_file(folder.path(), s, model, kept); };
  how.progress = [&](double done) { progress(done); };
  const Result<Speed> speed = measure_speed(loaded->model, *strategy, how);
  progress.clear();
  if (!speed) return fail(with_places(*loaded, speed.errors()), options);
  return print(render_tables(speed_tables(*speed), options));
}

}  // namespace offtake::cli
