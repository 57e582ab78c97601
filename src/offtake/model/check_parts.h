// The parts of check(), one file each. Only check.cpp and these parts include this header.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "offtake/model/check.h"

namespace offtake {

class Problems {
 public:
  // Returned so that a caller can add `expected` or `related_path`.
  Problem& error(std::string code, std::string path, std::string what, std::string mend) {
    return add(Severity::error, std::move(code), std::move(path), std::move(what), std::move(mend));
  }
  Problem& warn(std::string code, std::string path, std::string what, std::string mend) {
    return add(Severity::warning, std::move(code), std::move(path), std::move(what),
               std::move(mend));
  }
  std::vector<Problem> take() { return std::move(all_); }

 private:
  Problem& add(Severity severity, std::string code, std::string path, std::string what,
               std::string mend) {
    all_.push_back(
        {std::move(code), severity, std::move(path), std::move(what), "", std::move(mend), ""});
    return all_.back();
  }
  std::vector<Problem> all_;
};

void check_clock(const Model& model, Problems& problems);
void check_parties(const Model& model, Problems& problems);
void check_drivers(const Model& model, Problems& problems);
void check_planner(const Model& model, Problems& problems);
void check_workloads(const Model& model, Problems& problems);
void check_agreements(const Model& model, Problems& problems);
void check_options(const Model& model, const Agreement& agreement, const CapacityTerms& terms,
                   const std::string& path, Problems& problems);
void check_conversion(const Model& model, const Agreement& agreement, const std::string& path,
                      Problems& problems);
void check_late(const Model& model, const Agreement& agreement, const CapacityTerms& terms,
                const std::string& path, Problems& problems);
void check_price_clauses(const Model& model, const Agreement& agreement, const CapacityTerms& terms,
                         const std::string& path, Problems& problems);
void check_use(const Model& model, const Agreement& agreement, const CapacityTerms& terms,
               const std::string& path, Problems& problems);
void check_backstop(const Model& model, const Agreement& agreement, const std::string& path,
                    Problems& problems);
void check_finance(const Model& model, const Agreement& agreement, const std::string& path,
                   Problems& problems);
void check_fleet_terms(const Model& model, const Agreement& agreement, const CapacityTerms& terms,
                       const std::string& path, Problems& problems);
void check_fleets(const Model& model, Problems& problems);
// Of one agreement at a site that is put together, and of all such sites.
void check_pool_agreement(const Model& model, const Agreement& agreement, const std::string& path,
                          Problems& problems);
void check_pools(const Model& model, Problems& problems);
void check_stakes(const Model& model, Problems& problems);
void check_shares(const Model& model, Problems& problems);
void check_strategies(const Model& model, Problems& problems);
void check_shocks(const Model& model, Problems& problems);
void check_unused(const Model& model, Problems& problems);

// "agreements.NAME" or "offers.NAME".
std::string path_of(const Agreement& agreement);
// A driver that multiplies must not be a duration.
void check_multipliers(const Model& model, const Series& series, const std::string& path,
                       Problems& problems);

}  // namespace offtake
