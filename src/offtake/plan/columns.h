// The policy space: which decisions there are.
//
//   column = (offer, epoch, cell): MW of the offer signed on paths that are in the cell at the
//   epoch
//
// and columns (option of an agreement or a signed offer, epoch, cell): MW exercised.
//
// An offer is decided at every epoch whose period (until the next epoch) meets its window, and is
// signed at the epoch or, where the window opens later in the period, on that date. On a path its
// MW is x[column of its cell], so the value of a path is concave in x where the simulator's is.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "offtake/base/result.h"
#include "offtake/futures/futures.h"
#include "offtake/model/model.h"

namespace offtake {

// An offer at an epoch. Its columns are first_column … first_column + cells − 1.
struct Slot {
  AgreementId offer;
  int epoch = 0;
  double month = 0.0;  // signed
  int first_column = 0;
  int cells = 1;
  // Or an option in `offer`: of an agreement (base −1), or of the offer as another slot signs it.
  Exercise exercise = Exercise::none;
  int base = -1;
  double base_month = 0.0;  // signed
};
// The slot as a signing of the plan.
Signing signing_of(const Slot& slot, double mw);
Signing signing_of(const Slot& slot, std::vector<double> mw_by_cell);

struct PlanColumn {
  int slot = 0;
  int cell = 0;
  double least_mw = 0.0, most_mw = 0.0, lot_mw = 0.0;  // 0 or at least `least`; lot 0: any size
  bool whole = false;                                  // a kind without capacity: 1 is all of it
};

struct Columns {
  std::vector<Epoch> epochs;
  std::vector<Slot> slots;
  std::vector<PlanColumn> columns;
  // What the planner cannot decide, and why: for the header of the output.
  struct LeftOut {
    AgreementId offer;
    enum class Why { not_a_party, exclusivity, not_concave, outside_clock } why{};
  };
  std::vector<LeftOut> left_out;

  // sign[oracle-4.5gw,2027Q1,high], expand[…] of an agreement, expand[oracle-4.5gw,2026Q1,2027Q1,…]
  // of what is signed in 2026Q1
  std::string name(const Model& model, int column) const;
};

// "high", "low·middle" (in the order of the signals), "cell4", "node2"; "" where there is one cell.
std::string cell_name(const Epoch& epoch, int cell);

struct CellOptions {
  int cells = 3;
  double epoch_months = 12.0;
  bool tree = false;           // cells are the nodes of the given paths
  std::int64_t paths = 10000;  // whose quantiles at the epoch divide the cells
  int threads = 0;
};

// `model` is under its strategy. The first epoch is the start of the clock and has one cell; later
// cells are divided at the quantiles i/cells of each signal over the futures' first paths.
Columns make_columns(const Model& model, const Futures& futures, const CellOptions& options);

// The strategy's signings, then those of x; slots that are 0 in every cell are left out.
Plan plan_of(const Columns& columns, const Plan& signed_already, const std::vector<double>& x);

// The way back: the x of a plan's decisions; those that have no column are left out.
std::vector<double> point_of(const Columns& columns, const Plan& plan);

// "2027Q1" where it is a step's begin, else "2025-09".
std::string date_name(const Clock& clock, double month);
// "low", "middle", "high"; "cell4" where there are more than two thresholds.
std::string band_name(int band, std::size_t thresholds);

// Sequences of cells that paths go through: [sequence][epoch], each once, in the order of the paths
// that show them first.
std::vector<std::vector<int>> cell_sequences(const Columns& columns, const Clock& clock,
                                             const Futures& futures, std::int64_t paths,
                                             int threads = 0);

}  // namespace offtake
