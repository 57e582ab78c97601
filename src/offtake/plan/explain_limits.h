// Limits in the model's words. Only for explain*.cpp.
#pragma once

#include "offtake/plan/explain.h"
#include "offtake/plan/limits.h"

namespace offtake {

inline constexpr double kUsdPerBudgetUnit = 1e6;  // rows of budgets are in $M

// Its value is a share, its rows are in MW.
inline bool is_share(const Limit& limit) {
  return limit.of == Limit::Of::concentration || limit.of == Limit::Of::exercise;
}

inline NamedLimit named_limit(const Limit& limit) {
  NamedLimit out{limit.name,     limit.key_path, LimitUnit::mw,
                 limit.at_least, limit.written,  limit.year};
  if (is_share(limit)) out.unit = LimitUnit::share;
  if (limit.of == Limit::Of::budget) {
    out.unit = LimitUnit::usd;
    out.value *= kUsdPerBudgetUnit;
  }
  return out;
}

}  // namespace offtake
