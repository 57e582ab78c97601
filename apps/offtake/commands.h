// The commands. Each is a spine: its steps top to bottom, and the exit code.
#pragma once

#include "offtake/base/communicator.h"
#include "offtake/modelfile/modelfile.h"
#include "options.h"

namespace offtake::cli {

int command_init(const Options& options);
int command_check(const Options& options);
int command_show(const Options& options);
int command_simulate(const Options& options);
int command_merge(const Options& options);
int command_plan(const Options& options);
// The rest of it, of a model that is read. `ranks` as in PlanOptions.
int plan_loaded(const LoadedModel& loaded, const Options& options, Communicator* ranks);
int command_explain(const Options& options);
int command_compare(const Options& options);
int command_bargain(const Options& options);
int command_value(const Options& options);
int command_flows(const Options& options);
int command_sweep(const Options& options);
int command_frontier(const Options& options);
int command_bottleneck(const Options& options);
int command_calibrate(const Options& options);
int command_backtest(const Options& options);
int command_commit(const Options& options);
int command_stress(const Options& options);
int command_export(const Options& options);
int command_serve(const Options& options);
int command_runs(const Options& options);
int command_report(const Options& options);
int command_demo(const Options& options);
int command_smps(const Options& options);
int command_bench(const Options& options);
int command_doctor(const Options& options);

}  // namespace offtake::cli
