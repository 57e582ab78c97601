#include "offtake/simulate/simulation.h"

namespace offtake {

std::string key_of(Measure measure) {
  switch (measure) {
    case Measure::demand_h100e:
      return "demand_h100e";
    case Measure::delivered_h100e:
      return "delivered_h100e";
    case Measure::served_h100e:
      return "served_h100e";
    case Measure::short_h100e:
      return "short_h100e";
    case Measure::idle_h100e:
      return "idle_h100e";
    case Measure::delivered_mw:
      return "delivered_mw";
    case Measure::used_mw:
      return "used_mw";
    case Measure::power_mwh:
      return "power_mwh";
    case Measure::revenue_usd:
      return "revenue_usd";
    case Measure::spend_usd:
      return "spend_usd";
    case Measure::stranded_usd:
      return "stranded_usd";
    case Measure::cash_usd:
      return "cash_usd";
    case Measure::net_cash_usd:
      return "net_cash_usd";
    case Measure::emergency_usd:
      return "emergency_usd";
  }
  return "";
}

const StepSeries* Simulation::find(Measure measure, PartyId party) const {
  for (const StepSeries& s : series) {
    if (s.measure == measure && s.party == party) return &s;
  }
  return nullptr;
}

}  // namespace offtake
