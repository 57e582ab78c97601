// For tests: a year in which a MW earns $17.52M where it is used, as many MW as demand on the path
// (a line of `demand_mw` each), and offers that cost so much a year. All is paid in the middle of
// the year.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "offtake/base/quantity.h"
#include "offtake/studies/study.h"

namespace offtake {

inline constexpr double kEarnedUsd = 17.52e6;  // $2/H100e-hour · 8760 h · 1000 H100e/MW
inline const double kMidYear = std::pow(1.1, -0.5);
inline constexpr double kYearStart = 12.0 * 55;

struct SmallWorld {
  Model model;

  explicit SmallWorld(const std::vector<double>& demand_mw) {
    model.clock = {kYearStart, 12, 1};
    for (const char* name : {"outside", "lab", "cloud"}) {
      Party p;
      p.name = name;
      model.parties.push_back(p);
    }
    model.planner.party = PartyId{1};
    model.drivers.push_back(
        {"demand", "", "", Given{{kYearStart}, demand_mw, static_cast<int>(demand_mw.size())}});
    Accelerator chip;
    chip.h100e_per_mw = Series::constant(1000.0);
    model.accelerators.push_back(chip);
    Site site;
    site.name = "site";
    model.sites.push_back(site);
    Workload w;
    w.name = "serving";
    w.party = PartyId{1};
    w.volume_h100e = Series::constant(1000.0);
    w.volume_h100e.drivers = {DriverId{0}};
    w.revenue_usd_per_h100e_month = Series::constant(2.0 * kHoursPerMonth);
    model.workloads.push_back(w);
  }

  CapacityTerms& offer(const std::string& name, double usd_per_mw_year, double most_mw) {
    Agreement a;
    a.name = name;
    a.is_offer = true;
    a.first = PartyId{1};
    a.second = PartyId{2};
    a.from_month = kYearStart;
    a.until_month = model.clock.end();
    a.most_mw = most_mw;
    CapacityTerms terms;
    terms.delivery.term_months = 12.0;
    terms.delivery.accelerator = AcceleratorId{0};
    terms.delivery.site = SiteId{0};
    terms.price.amount = Series::constant(usd_per_mw_year / 12.0);
    a.terms = terms;
    model.agreements.push_back(a);
    return std::get<CapacityTerms>(model.agreements.back().terms);
  }

  StudyOptions options(std::int64_t paths) const {
    StudyOptions o;
    o.plan.cells = 1;
    o.plan.paths = o.plan.fresh_paths = paths;
    o.plan.threads = 1;
    o.plan.method.continuous = true;
    o.plan.method.gap = 1e-9;
    return o;
  }
};

}  // namespace offtake
