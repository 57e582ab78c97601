// Random small models for property tests: every kind and clause with some probability, numbers in
// round ranges, reproducible from the seed.
#pragma once

#include <cstdint>

#include "offtake/model/model.h"

namespace offtake::testing {

struct RandomModel {
  Model model;
  Plan plan;  // signs some of the offers and exercises some options
};

struct RandomOptions {
  bool exact_domain = true;  // the slope is exact: no work without cash, no cap on where it runs
  // Something to plan: tranches, least sizes, windows, offers of a licence and of money.
  bool decisions = false;
  bool tenant_options = true;  // to exercise: many more decisions
};

// Clauses on late delivery, on capacity that is there. random_late.cpp
void add_late(RandomModel& model, std::uint64_t seed);

RandomModel random_model(std::uint64_t seed, const RandomOptions& options = {});

// Its parts, one file each: caps, milestones, loans and warrants.
void add_finance(RandomModel& of, std::uint64_t seed, const RandomOptions& options);

}  // namespace offtake::testing
