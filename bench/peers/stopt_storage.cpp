// A two-stage problem of storages in StOpt: fill them today, serve a random demand out of them
// tomorrow.
//
//   stopt_storage DATA FOLDER GAP      DATA as bench/peers/storage.py writes it; FOLDER for StOpt's
//   archives
//
// The state is the level of each storage. StOpt's SDDP sweeps backward over all samples, which
// makes a cut, and forward, which makes the next level to cut at; every fourth sweep it plays all
// samples and stops when both values meet.
#include <ClpSimplex.hpp>
#include <Eigen/Dense>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "StOpt/core/utils/constant.h"
#include "StOpt/sddp/LocalConstRegressionForSDDPGeners.h"
#include "StOpt/sddp/OptimizerSDDPBase.h"
#include "StOpt/sddp/SDDPFinalCut.h"
#include "StOpt/sddp/SDDPLocalCut.h"
#include "StOpt/sddp/backwardForwardSDDP.h"

namespace {

struct Storage {
  double level, most, cost, rate, efficiency,
      value;  // of it now, at most, to fill, to empty, out of it, at the end
};

struct Sample {
  double demand, price;
  std::vector<double> inflow;
};

struct Data {
  double bought_most, unserved;
  std::vector<Storage> storages;
  std::vector<Sample> samples;
};

Data read(const std::string& path) {
  std::ifstream in(path);
  std::size_t storages = 0, samples = 0;
  Data data{};
  in >> storages >> samples >> data.bought_most >> data.unserved;
  data.storages.resize(storages);
  for (Storage& s : data.storages)
    in >> s.level >> s.most >> s.cost >> s.rate >> s.efficiency >> s.value;
  data.samples.resize(samples);
  for (Sample& s : data.samples) {
    s.inflow.resize(storages);
    in >> s.demand >> s.price;
    for (double& inflow : s.inflow) in >> inflow;
  }
  if (!in) {
    std::cerr << path << ": not what bench/peers/storage.py writes\n";
    std::exit(1);
  }
  return data;
}

// The samples are given and the same in every sweep; no value depends on an earlier one, so there
// is nothing to regress on.
class Samples : public StOpt::SimulatorSDDPBase {
 public:
  explicit Samples(int count) : count_(count) {}
  int getNbSimul() const override { return simulations_; }
  int getNbSample() const override { return count_; }
  void updateDateIndex(const int&) override {}
  Eigen::VectorXd getOneParticle(const int&) const override { return {}; }
  Eigen::MatrixXd getParticles() const override { return {}; }
  void resetTime() override {}
  void updateSimulationNumberAndResetTime(const int& simulations) override {
    simulations_ = simulations;
  }

 private:
  int count_;
  int simulations_ = 1;
};

// One linear program, put together column by column and row by row.
class Program {
 public:
  int column(double low, double high, double cost) {
    low_.push_back(low), high_.push_back(high), cost_.push_back(cost);
    return static_cast<int>(cost_.size()) - 1;
  }
  int row(double low, double high) {
    row_low_.push_back(low), row_high_.push_back(high);
    return static_cast<int>(row_low_.size()) - 1;
  }
  void entry(int row, int column, double value) {
    rows_.push_back(row), columns_.push_back(column), values_.push_back(value);
  }
  void solve(ClpSimplex& model) const {
    model.setLogLevel(0);
    const CoinPackedMatrix matrix(false, rows_.data(), columns_.data(), values_.data(),
                                  static_cast<CoinBigIndex>(values_.size()));
    model.loadProblem(matrix, low_.data(), high_.data(), cost_.data(), row_low_.data(),
                      row_high_.data());
    model.dual();
    if (!model.isProvenOptimal()) {
      std::cerr << "Clp did not solve a program of one step\n";
      std::exit(1);
    }
  }

 private:
  std::vector<double> low_, high_, cost_, row_low_, row_high_, values_;
  std::vector<int> rows_, columns_;
};

struct Solved {
  double value, cost;  // with what the cuts say of later, and without
  Eigen::ArrayXd slope, level;
};

class Optimizer : public StOpt::OptimizerSDDPBase {
 public:
  explicit Optimizer(Data data)
      : data_(std::move(data)),
        backward_(std::make_shared<Samples>(static_cast<int>(data_.samples.size()))),
        forward_(std::make_shared<Samples>(1)) {}

  // Backward the program of date_next is asked for, forward that of date.
  Eigen::ArrayXd oneStepBackward(const StOpt::SDDPCutOptBase& cuts,
                                 const std::tuple<std::shared_ptr<Eigen::ArrayXd>, int, int>& state,
                                 const Eigen::ArrayXd&, const int& sample) const override {
    const Eigen::ArrayXd& level = *std::get<0>(state);
    const Solved solved = date_next_ < 0.5 ? fill(cuts, level) : serve(level, sample);
    Eigen::ArrayXd out(1 + level.size());
    out << solved.value, solved.slope;
    return out;
  }

  double oneStepForward(const Eigen::ArrayXd&, Eigen::ArrayXd& state, Eigen::ArrayXd& stored,
                        const StOpt::SDDPCutOptBase& cuts, const int& sample) const override {
    const Solved solved = date_ < 0.5 ? fill(cuts, state) : serve(state, sample);
    state = stored = solved.level;
    return solved.cost;
  }

  void updateDates(const double& date, const double& date_next) override {
    date_ = date, date_next_ = date_next;
  }
  Eigen::ArrayXd oneAdmissibleState(const double&) override { return initial(); }
  int getStateSize() const override { return static_cast<int>(data_.storages.size()); }
  std::shared_ptr<StOpt::SimulatorSDDPBase> getSimulatorBackward() const override {
    return backward_;
  }
  std::shared_ptr<StOpt::SimulatorSDDPBase> getSimulatorForward() const override {
    return forward_;
  }

  Eigen::ArrayXd initial() const {
    Eigen::ArrayXd level(getStateSize());
    for (int i = 0; i < getStateSize(); ++i) level(i) = data_.storages[i].level;
    return level;
  }

 private:
  // Today: level' = level + filled; what comes later is at least every cut.
  Solved fill(const StOpt::SDDPCutOptBase& known, const Eigen::ArrayXd& level) const {
    const int count = getStateSize();
    Program program;
    for (const Storage& s : data_.storages) program.column(0, s.most, 0);  // level'
    for (const Storage& s : data_.storages) program.column(0, StOpt::infty, s.cost);
    const int later = program.column(-StOpt::infty, StOpt::infty, 1);
    for (int i = 0; i < count; ++i) {
      program.row(level(i), level(i));
      program.entry(i, i, 1);
      program.entry(i, count + i, -1);
    }
    const Eigen::ArrayXXd cuts = known.getCutsAssociatedToAParticle(Eigen::ArrayXd());
    for (int c = 0; c < cuts.cols(); ++c) {
      const int row = program.row(cuts(0, c), StOpt::infty);
      program.entry(row, later, 1);
      for (int i = 0; i < count; ++i) program.entry(row, i, -cuts(1 + i, c));
    }
    ClpSimplex model;
    program.solve(model);
    return outcome(model, model.objectiveValue() - model.primalColumnSolution()[later]);
  }

  // Tomorrow: level' + taken + spilt = level + inflow; what is taken, bought and unserved make the
  // demand.
  Solved serve(const Eigen::ArrayXd& level, int sample) const {
    const int count = getStateSize();
    const Sample& drawn = data_.samples[sample];
    Program program;
    for (const Storage& s : data_.storages) program.column(0, s.most, -s.value);  // level'
    for (const Storage& s : data_.storages) program.column(0, s.rate, 0);
    for (int i = 0; i < count; ++i) program.column(0, StOpt::infty, 0);
    const int bought = program.column(0, data_.bought_most, drawn.price);
    const int unserved = program.column(0, StOpt::infty, data_.unserved);
    for (int i = 0; i < count; ++i) {
      const double there = level(i) + drawn.inflow[i];
      program.row(there, there);
      for (int what = 0; what < 3; ++what) program.entry(i, what * count + i, 1);
    }
    const int demand = program.row(drawn.demand, drawn.demand);
    for (int i = 0; i < count; ++i) program.entry(demand, count + i, data_.storages[i].efficiency);
    program.entry(demand, bought, 1);
    program.entry(demand, unserved, 1);
    ClpSimplex model;
    program.solve(model);
    return outcome(model, model.objectiveValue());
  }

  Solved outcome(const ClpSimplex& model, double cost) const {
    const int count = getStateSize();
    const double* dual = model.dualRowSolution();
    const double* primal = model.primalColumnSolution();
    return {model.objectiveValue(), cost, Eigen::Map<const Eigen::ArrayXd>(dual, count),
            Eigen::Map<const Eigen::ArrayXd>(primal, count)};
  }

  Data data_;
  std::shared_ptr<Samples> backward_, forward_;
  double date_ = 0, date_next_ = 0;
};

}  // namespace

int main(int count, char** words) {
  if (count != 4) {
    std::cerr << "usage: stopt_storage DATA FOLDER GAP\n";
    return 2;
  }
  const std::string folder = words[2];
  const double gap = std::stod(words[3]);
  const Data data = read(words[1]);
  const auto samples = static_cast<int>(data.samples.size());
  const auto optimizer = std::make_shared<Optimizer>(data);
  const StOpt::SDDPFinalCut nothing_later(Eigen::ArrayXXd::Zero(1 + optimizer->getStateSize(), 1));
  int iterations = 1000;
  double accuracy = gap;
  std::ostringstream log;
  std::streambuf* shown = std::cout.rdbuf(log.rdbuf());  // StOpt prints its progress
  const auto [bound, value] = StOpt::backwardForwardSDDP<StOpt::LocalConstRegressionForSDDP>(
      optimizer, samples, optimizer->initial(), nothing_later, Eigen::ArrayXd::LinSpaced(3, 0., 2.),
      Eigen::ArrayXi(), folder + "/regressor", folder + "/cuts", folder + "/states", iterations,
      accuracy, 4, log);
  std::cout.rdbuf(shown);
  std::cout.precision(15);
  std::cout << "{\"value\": " << value << ", \"bound\": " << bound
            << ", \"iterations\": " << iterations << "}\n";
  return 0;
}
