// One HiGHS instance with our settings (one thread, no output), and the little that all its users
// ask of it. Not for use outside of this folder.
#pragma once

#include <memory>

#include "offtake/base/result.h"
#include "offtake/program/linear_program.h"
#include "offtake/solve/highs.h"

namespace offtake {

Diagnostic solver_failure(const char* code, std::string what, std::string mend);
// E0954.
Diagnostic broken_answer(const std::string& how);

class HighsHandle {
 public:
  HighsHandle();

  void* get() const { return handle_.get(); }
  void set(const char* option, int value);
  void set(const char* option, double value);
  void set(const char* option, const char* value);
  // Replaces whatever the instance held. E0953 if it refuses.
  Status pass(const LinearProgram& program);
  // ok where HiGHS calls its answer optimal; else E0951, E0952 or E0953.
  Status run(double time_limit_seconds);
  double run_seconds() const;  // of the last run
  double objective() const;
  bool has_point() const;  // one that HiGHS calls feasible
  int count(const char* info) const;
  double number(const char* info) const;
  std::vector<double> point() const;  // [column]
  std::vector<double> duals() const;  // [row]

 private:
  struct Destroy {
    void operator()(void* handle) const;
  };
  std::unique_ptr<void, Destroy> handle_;
};

}  // namespace offtake
