#include "agree.h"

#include <gnu/libc-version.h>

#include <fstream>
#include <iterator>

#include "offtake/base/hash.h"
#include "offtake/base/json.h"
#include "offtake/base/text.h"
#include "offtake/base/version.h"

namespace offtake::cli {
namespace {

Result<std::string> message_of(const Result<Agreed>& here) {
  if (!here) return here.errors();
  const Json json = {here->program, here->library, here->model, here->options};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Diagnostic differ(const char* what, const std::string& first, const std::string& other,
                  const std::string& who) {
  constexpr const char* kMend = "give every rank the same program, model folder and options";
  Diagnostic d;
  d.code = "E1340";
  d.what = fmt::format("{} has another {} than rank 0", who, what);
  d.expected = fmt::format("{} as on rank 0, not {}", first, other);
  d.mend = kMend;
  return d;
}

// Of rank 0 its own errors, of another those with its name.
Result<std::string> verdict(const Communicator& ranks, const std::vector<std::string>& all) {
  constexpr const char* kParts[] = {"program", "C library", "model", "command line"};
  Json first;
  for (std::size_t r = 0; r < all.size(); ++r) {
    const Result<std::string> one = unpacked(all[r]);
    const std::string name = ranks.name(static_cast<int>(r));
    if (!one) {
      Diagnostics errors = one.errors();
      for (Diagnostic& d : errors) {
        if (r > 0) d.what = name + ": " + d.what;
      }
      return errors;
    }
    const Json json = Json::parse(*one);
    if (r == 0) first = json;
    for (std::size_t i = 0; i < json.size(); ++i) {
      if (json[i] != first[i]) return differ(kParts[i], first[i], json[i], name);
    }
  }
  return std::string();
}

}  // namespace

Agreed agreed_here(const std::string& model_hash, int argc, const char* const* argv) {
  std::ifstream file("/proc/self/exe", std::ios::binary);
  const std::string program((std::istreambuf_iterator<char>(file)),
                            std::istreambuf_iterator<char>());
  Agreed here;
  here.program = fmt::format("offtake {} {}", kVersion, sha256_hex(program).substr(0, 16));
  here.library = fmt::format("glibc {}", gnu_get_libc_version());
  here.model = model_hash;
  for (int i = 1; i < argc; ++i) here.options += (i > 1 ? " " : "") + quote(argv[i]);
  return here;
}

Status agree(Communicator& ranks, const Result<Agreed>& here) {
  const auto all = ranks.gather(packed(message_of(here)));
  if (!all) return all.errors();
  std::string said;
  if (ranks.rank() == 0) said = packed(verdict(ranks, *all));
  const Result<std::string> heard = ranks.broadcast(said);
  if (!heard) return heard.errors();
  const Result<std::string> same = unpacked(*heard);
  if (!same) return same.errors();
  return ok_status();
}

}  // namespace offtake::cli
