#include "offtake/model/driver.h"

namespace offtake {
namespace {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

}  // namespace

bool is_duration(const Driver& driver) {
  return std::visit(
      Overloaded{[](const Lognormal& x) { return x.duration; },
                 [](const Triangular& x) { return x.duration; },
                 [](const Pert& x) { return x.duration; },
                 [](const Empirical& x) { return x.duration; }, [](const Delay&) { return true; },
                 [](const auto&) { return false; }},
      driver.process);
}

bool is_event(const Driver& driver) {
  return std::visit(
      Overloaded{[](const Bernoulli&) { return true; }, [](const Hazard&) { return true; },
                 [](const RatedDefault&) { return true; }, [](const auto&) { return false; }},
      driver.process);
}

std::string kind_name(const Process& process) {
  struct Name {
    const char* operator()(const Gbm&) const { return "gbm"; }
    const char* operator()(const Ou&) const { return "ou"; }
    const char* operator()(const Jumps&) const { return "jumps"; }
    const char* operator()(const Regimes&) const { return "regimes"; }
    const char* operator()(const Lognormal&) const { return "lognormal"; }
    const char* operator()(const Triangular&) const { return "triangular"; }
    const char* operator()(const Pert&) const { return "pert"; }
    const char* operator()(const Delay&) const { return "delay"; }
    const char* operator()(const Bernoulli&) const { return "bernoulli"; }
    const char* operator()(const Hazard&) const { return "hazard"; }
    const char* operator()(const RatedDefault&) const { return "default"; }
    const char* operator()(const Empirical&) const { return "empirical"; }
    const char* operator()(const Given&) const { return "given"; }
  };
  return std::visit(Name{}, process);
}

}  // namespace offtake
