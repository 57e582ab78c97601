#include "offtake/modelfile/modelfile.h"

namespace offtake {

std::vector<SourceText> starter_model() {
  return {{"offtake.yaml", R"(# A lab, a cloud and one offer. Change a figure and run
#   offtake check .
#   offtake simulate . --strategy sign-it
offtake: 1
title: A lab and a cloud

clock: {start: 2026Q1, end: 2030Q4, step: quarter}
planner: {party: lab, risk: {weight: 30 %, tail: 10 %}}

parties:
  lab: {label: The lab, cash: $2B, minimum_cash: $100M, emergency_funding: {premium: 12 %}}
  cloud: {label: The cloud, discount: 8 %}

accelerators:
  chips: {h100e_per_mw: {2026Q1: 1100, growth: 1.35x/year}}

sites:
  campus: {jurisdiction: US, pue: 1.2, power_price: $50/MWh}

drivers:
  demand: {kind: gbm, volatility: 30 %}
  slip: {kind: delay, none: 50 %, mean: 2 months}

workloads:
  serving:
    party: lab
    volume: {value: 150k H100e, growth: 1.6x/year, driver: demand}
    revenue: {value: $1.50/H100e-hour, growth: 0.85x/year}

agreements:
  first-100mw:
    kind: capacity
    tenant: lab
    provider: cloud
    signed: 2025-07
    capacity: 100 MW
    ramp: {first: 6 months, full: 9 months}
    term: 5 years
    price: $10B/GW-year
    accelerator: chips
    site: campus
    provider_cost: {capex: $38B/GW, spend: 6 months, opex: $0.3B/GW-year, residual: 15 %}

offers:
  next-500mw:
    kind: capacity
    tenant: lab
    provider: cloud
    window: {from: 2026Q1, until: 2028Q4}
    quantity: {least: 50 MW, most: 500 MW, tranche: 50 MW}
    ramp: {first: 12 months, full: 18 months}
    term: 5 years
    price: $9B/GW-year
    take_or_pay: 90 %
    prepayment: 10 %
    delay: slip
    accelerator: chips
    site: campus
    provider_cost: {capex: $38B/GW, spend: 6 months, opex: $0.3B/GW-year, residual: 15 %}

strategies:
  as-is: {label: Nothing more is signed}
  sign-it:
    label: The offer is taken twice
    sign:
      - {offer: next-500mw, date: 2026Q2, quantity: 200 MW}
      - {offer: next-500mw, date: 2027Q3, quantity: 300 MW}
)"}};
}

}  // namespace offtake
