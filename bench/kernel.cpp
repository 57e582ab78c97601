// The kernel alone, for tools that count instructions: kernel MODEL STRATEGY forward|slope CALLS.
//
// Two numbers of calls, subtracted, leave what the calls cost without what is done once. Prints the
// agreement-steps of all paths of one call.
#include <charconv>
#include <string>
#include <string_view>

#include "offtake/base/text.h"
#include "offtake/modelfile/modelfile.h"
#include "offtake/studies/speed.h"

namespace offtake {
namespace {

constexpr std::int64_t kPaths = 512;  // a plan of so few knows the same cells on any machine

int fail(const std::string& what) {
  fmt::print(stderr, "kernel: {}\n", what);
  return 2;
}

int run(const std::string& folder, std::string_view strategy, std::string_view pass, int calls) {
  const Result<LoadedModel> loaded = load_model(folder);
  if (!loaded) return fail(loaded.errors().front().what);
  StrategyId id;
  for (std::size_t i = 0; i < loaded->model.strategies.size(); ++i) {
    if (loaded->model.strategies[i].name == strategy) id = StrategyId{i};
  }
  if (!id.valid()) return fail(fmt::format("no strategy {}", strategy));
  PlanOptions options;
  options.paths = kPaths;
  options.threads = 1;
  Result<KernelCase> kernel = kernel_case(loaded->model, id, options);
  if (!kernel) return fail(kernel.errors().front().what);
  std::vector<double> value;
  for (int i = 0; i < calls; ++i) {
    const Status done = pass == "forward" ? kernel->values->values_alone(kernel->x, value)
                                          : kernel->values->values(kernel->x, value);
    if (!done) return fail(done.errors().front().what);
  }
  fmt::print("{}\n", kernel->values->work().agreement_steps * kPaths);
  return 0;
}

}  // namespace
}  // namespace offtake

int main(int argc, char** argv) {
  const std::string_view pass = argc == 5 ? argv[3] : "", count = argc == 5 ? argv[4] : "";
  int calls = 0;
  std::from_chars(count.data(), count.data() + count.size(), calls);
  if ((pass != "forward" && pass != "slope") || calls < 1) {
    return offtake::fail("usage: kernel MODEL STRATEGY forward|slope CALLS");
  }
  return offtake::run(argv[1], argv[2], pass, calls);
}
