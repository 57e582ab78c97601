// Processes that work on one task, each with its own memory. Rank 0 asks, all answer: a broadcast
// and a gather are all that it takes. Work that takes a communicator knows no other transport; one
// process alone is a communicator of size one.
//
// What arrives is in the order of the ranks, whichever answered first, so that results do not
// depend on their speed.
#pragma once

#include <string>
#include <vector>

#include "offtake/base/result.h"

namespace offtake {

class Communicator {
 public:
  virtual ~Communicator() = default;
  virtual int rank() const = 0;
  virtual int size() const = 0;
  // As people are told of it: "rank 2 on node7".
  virtual std::string name(int rank) const = 0;
  virtual int on_this_machine() const = 0;  // ranks that share its memory, this one too
  // Both are called by every rank, in the same order. Errors: a rank that is lost (E1341); nothing
  // can be said to the others from then on.
  //
  // The bytes of rank 0, on every rank; what the others give is ignored.
  virtual Result<std::string> broadcast(std::string bytes) = 0;
  // [rank] what each gives, on rank 0; nothing elsewhere.
  virtual Result<std::vector<std::string>> gather(std::string bytes) = 0;
};

class OneRank : public Communicator {
 public:
  int rank() const override { return 0; }
  int size() const override { return 1; }
  std::string name(int) const override { return "this process"; }
  int on_this_machine() const override { return 1; }
  Result<std::string> broadcast(std::string bytes) override { return bytes; }
  Result<std::vector<std::string>> gather(std::string bytes) override {
    return std::vector<std::string>{std::move(bytes)};
  }
};

// Numbers as the bytes that they are in memory: ranks are of one kind of machine.
std::string bytes_of(const std::vector<double>& numbers);
// Behind those that are in `out`.
void append_doubles(const std::string& bytes, std::vector<double>& out);

// An answer, or why there is none, in one message.
std::string packed(const Result<std::string>& answer);
Result<std::string> unpacked(const std::string& message);

}  // namespace offtake
