// Ranks work on one thing: the same program, the same model, the same options.
#pragma once

#include <string>

#include "offtake/base/communicator.h"
#include "offtake/base/result.h"

namespace offtake::cli {

// What must be the same on every rank, bit for bit.
struct Agreed {
  std::string program;  // version, and a hash of the executable file
  std::string library;  // of C, whose exp() and log() the values hang on
  std::string model;    // hash
  std::string options;  // as they were given
};
Agreed agreed_here(const std::string& model_hash, int argc, const char* const* argv);

// Every rank calls it, and all get the same answer: those of the first rank that has errors, or
// E1340 where two differ.
Status agree(Communicator& ranks, const Result<Agreed>& here);

}  // namespace offtake::cli
