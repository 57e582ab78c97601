// The ranks of an MPI job (mpirun, srun) as a Communicator.
//
// Each rank sends a beat every second, from a thread of its own: to rank 0, and rank 0 to all.
// Who is silent for kNamedAfter beats is named; after kLostAfter it is lost, and every call fails
// with E1341. Beats are counted, not clocked: a job that is suspended as a whole, or a clock that
// jumps, loses nobody. The death of a process is MPI's to notice: mpirun and srun end the job.
//
// Waiting sleeps between looks, so that a rank that waits leaves its core to others.
#pragma once

#include <functional>
#include <memory>

#include "offtake/base/communicator.h"

namespace offtake {

struct MpiWatch {
  static constexpr int kNamedAfter = 10, kLostAfter = 45;  // beats, about a second each
  std::function<void(const std::string&)> say;             // of a silent rank; on another thread
  // A rank whose `stop` is true makes `stop_all` be called on the others: a scheduler signals
  // some ranks or all.
  std::function<bool()> stop;
  std::function<void()> stop_all;
};

class MpiRanks : public Communicator {
 public:
  // One for a process, once.
  explicit MpiRanks(MpiWatch watch);
  ~MpiRanks() override;
  MpiRanks(const MpiRanks&) = delete;
  MpiRanks& operator=(const MpiRanks&) = delete;

  int rank() const override;
  int size() const override;
  std::string name(int rank) const override;
  int on_this_machine() const override;
  Result<std::string> broadcast(std::string bytes) override;
  Result<std::vector<std::string>> gather(std::string bytes) override;

  // Ranks on this machine that may run on the same cores, this one too.
  int on_these_cores() const;

  // The last call. Waits until all ranks are here; where one is lost it ends the job at once, with
  // this exit code.
  void end(int exit_code);
  // Ends the job at once: the others may wait for what will not come.
  [[noreturn]] void abandon(int exit_code);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace offtake
