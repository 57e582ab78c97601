// What a group of kLanes paths needs while it is simulated, and the sums over a block of paths.
// Arrays are [entity][step][lane]. One per thread; nothing is allocated between groups.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "offtake/futures/futures.h"
#include "offtake/simulate/compile.h"
#include "offtake/simulate/dispatch_scratch.h"
#include "offtake/simulate/lanes.h"
#include "offtake/simulate/statistics.h"

namespace offtake {

// A smaller draw is rounding: after a draw cash stands at its minimum, and where nothing is paid it
// stays.
inline constexpr double kCent = 0.01;

class LaneArray {
 public:
  void resize(std::size_t entities, int steps) {
    steps_ = std::size_t(steps);
    data_.assign(entities * steps_ * kLanes, 0.0);
  }
  void clear() { std::fill(data_.begin(), data_.end(), 0.0); }
  double* at(std::size_t entity, int step) {
    return data_.data() + (entity * steps_ + std::size_t(step)) * kLanes;
  }
  const double* at(std::size_t entity, int step) const {
    return data_.data() + (entity * steps_ + std::size_t(step)) * kLanes;
  }

 private:
  std::size_t steps_ = 0;
  std::vector<double> data_;
};

// Sums over the paths of one block, added up in block order afterwards.
struct BlockSums {
  std::vector<double> line_usd;       // [line][step]
  std::vector<double> delivered_mw;   // [position][step]
  std::vector<double> used_mw;        // [position][step]
  std::vector<double> gross_usd;      // [step]
  std::vector<double> imbalance_usd;  // [step], a maximum
  std::vector<double> size_mw;        // [signing]
  std::vector<Moments> side_npv_usd;  // [side]
  std::vector<double> unpaid_usd;     // [party][step] value that nobody pays for
  std::vector<double> stakes_usd;     // [party] in others, discounted
  std::vector<double> breaches;       // [covenant][step], paths
};

// One position on these paths.
struct PositionLanes {
  Lanes delay{};  // months
  Lanes alive{};  // 1, or 0 where a letter of intent does not convert or one side has failed before
  Lanes mw{};     // size · alive
  Lanes stop{};   // months since signing at which one side has failed, +inf if never
  Lanes price{};  // USD per MW-month before escalation and other moves
  const double* share = nullptr;  // [step − first_step][lane], installed per MW signed
  bool idle = false;              // nothing signed on any of these paths
};

// What pools work with where the order of their sources differs by path.
struct PoolScratch {
  std::vector<int> order;    // sources, by rising price
  std::vector<Lanes> power;  // [source], MW of IT load that its power carries
  std::vector<Lanes> more;   // [source], of the slope
};

// What no plan moves of what a plan is played with on some paths; filled by set_fixed().
struct Fixed {
  bool known = false;
  LaneArray use_cost;          // [TierShare::cost_row], USD per H100e-month
  std::vector<LaneSet> apart;  // [fleet][step], paths on which the merit order does not hold
  std::vector<Lanes> spent;    // of CostTables::spend_row, share of the capex spent in the step
  std::vector<Lanes> ramps;    // of Accrual::ramp_row, per MW since the accrual was signed
  static double bytes(const Compiled& compiled);
};

// What paths keep between plans: nothing of it hangs on what is signed.
struct KeptPaths {
  FuturesBlock drawn;
  std::vector<double> shapes;         // [shape_row][lane]
  std::vector<double> demand, worth;  // [workload][step][lane]
  Fixed fixed;
};

// `measure` keeps all sums; `value` only what parties are worth, and takes any sizes as they are.
enum class Purpose { measure, value };

struct Workspace {
  Workspace(const Compiled& compiled, const Futures& futures, Purpose purpose = Purpose::measure);
  // Draws the paths and clears what the last group left; `counted` of them enter the sums.
  void start(std::int64_t first_path, int counted);
  // The same with paths that were kept.
  void start(std::int64_t first_path, int counted, const KeptPaths& kept);

  // From now on `posted` has every payment.
  void keep_lines();

  // Pays `usd` [lane] in this step, from the line's payer to its payee.
  void post(int line, int step, const double* usd);
  // The same in each of the steps [first, last), `usd` [step − first][lane].
  void post(int line, int first, int last, const double* usd);

  // Ends the measuring of these paths: puts what the sides of agreements are worth into the sums.
  void sum_sides();

  // Adds sign · usd [step − first][lane] to the value of the party, which is no payment.
  void value_alone(PartyId party, int first, int last, const double* usd, double sign);
  // Adds factor · usd [lane] to what the party pays for compute, which is measured only.
  void spent(PartyId party, int step, const double* usd, double factor);
  void spent(PartyId party, int first, int last, const double* usd, double factor);

  // The driver-moved value of a table at a step.
  void value(const StepTable& table, int step, double* out) const {
    value(table, step, step + 1, out);
  }
  // [step − first][lane] of the steps [first, last).
  void value(const StepTable& table, int first, int last, double* out) const;
  // Π drivers at a step, 1 without drivers.
  void factor(const std::vector<DriverId>& drivers, int step, double* out) const;
  double factor(const DriversAt& at, int lane) const;
  // Part of the step that the party is alive.
  void alive(PartyId party, int step, double* out) const;
  // 1 or 0: whether a letter of intent has converted on this path; its probability where a path
  // stands for the mean.
  double converted(double probability, std::uint64_t stream, int lane) const;
  // The same with a probability that follows drivers, never above 1.
  template <class T>
  double converted(const T& of, int lane) const {
    const double moved = of.converts_by.drivers.empty() ? 1.0 : factor(of.converts_by, lane);
    return converted(of.converts * moved, of.conversion_stream, lane);
  }
  // 1 or 0: whether the path's number lies within; the probability of that in the mean.
  double falls(const Refusal& within, int lane) const;

  // Of a signing on each path; 1 for an agreement (−1).
  const Lanes& size_of(int signing) const { return signing < 0 ? one : size[std::size_t(signing)]; }
  // Demand and worth came with the paths.
  bool knows_needs() const { return kept && !kept->demand.empty(); }
  const double* demand_at(std::size_t workload, int step) const {
    return need_at(kept ? &kept->demand : nullptr, demand, workload, step);
  }
  const double* worth_at(std::size_t workload, int step) const {
    return need_at(kept ? &kept->worth : nullptr, worth, workload, step);
  }
  const Fixed& fixed() const { return kept && kept->fixed.known ? kept->fixed : own; }
  double* own_share(std::size_t index) { return shares.at(index, 0); }

  const Compiled& c;
  const Futures& futures;
  const Purpose purpose;
  std::int64_t only_path = -1;  // all lanes are this one
  bool expects = false;         // all lanes are the mean path
  FuturesBlock drawn;
  const FuturesBlock* block = nullptr;
  const KeptPaths* kept = nullptr;
  std::int64_t first = 0;
  int counted = kLanes;

  Lanes one{};
  std::vector<Lanes> size;                    // [signing]
  std::vector<std::array<int, kLanes>> cell;  // [epoch]
  std::vector<PositionLanes> position;
  LaneArray shares;                  // [position], what PositionLanes::share points to
  LaneArray delivered;               // MW, mean over the step
  LaneArray due;                     // [FromFleet::index], MW that a fleet owes
  LaneArray worked;                  // MW that workloads used
  LaneArray taken;                   // MW used and let on, of positions that may be let on
  LaneArray demand, served;          // [workload], H100e
  LaneArray revenue;                 // [party], USD earned in cash
  LaneArray share;                   // [party], part of it owed on
  LaneArray owed;                    // [capped revenue share], USD until the end of the step
  LaneArray borrowed, debt_service;  // [party as the borrower], USD, where there are covenants
  LaneArray net, value_flow;         // [party], USD
  LaneArray cash, emergency;         // [party], USD
  LaneArray spend, stranded, power;  // [party as the user], USD, USD, MWh
  std::vector<Lanes> default_month;  // [party]
  std::vector<Lanes> npv;            // [party]
  LaneArray posted;                  // [line], USD; only with keep_lines()
  LaneArray worth;                   // [workload], USD per H100e-month, as dispatch sees it
  LaneArray prices;                  // [PriceMoves::row], USD per MW-month of what moves
  LaneArray marginal;                // [fleet with merit], index into its merit order
  Fixed own;                         // where it did not come with the paths
  std::vector<Lanes> side_npv;       // [side], of its lines; measured only
  // [party], USD, with the run-off; measured only
  std::vector<Lanes> stranded_capital;
  DispatchScratch dispatch;
  LaneArray power_price;  // of Pool::price_row, USD per MWh
  PoolScratch pool;
  std::array<LaneArray, 2> scratch;  // [0][step − first] of what a clause works out
  BlockSums sums;

 private:
  const double* need_at(const std::vector<double>* known, const LaneArray& own_need,
                        std::size_t workload, int step) const {
    if (!known || known->empty()) return own_need.at(workload, step);
    return known->data() + (workload * std::size_t(c.all_steps) + std::size_t(step)) * kLanes;
  }
  void begin(std::int64_t first_path, int counted);
  void set_sizes();
  void move(const Line& line, int step, std::size_t steps, const double* usd);
  void open(int room);
  bool keeps_lines_ = false;
  std::vector<Lanes> left;  // [room], by the signings before
};

}  // namespace offtake
