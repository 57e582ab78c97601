"""Writes the two-stage problem that offtake and PyPSA can both state, as a model folder.

Leases and own builds, one offer for each date at which it can be signed, all decided before demand
is known; demand comes on given paths; what is not served costs. The figures are made for the race.
"""

import math
import random

YEARS = range(2026, 2037)
SIGNED = range(2026, 2031)
# $M/MW-year, months of lead time; a term of five years
LEASES = {"spot": (12.6, 3), "near": (11.8, 6), "far": (10.9, 12), "bulk": (10.2, 18)}
# $M/MW to build, $/MWh for power, months of lead time; a life of five years
BUILDS = {"city": (34, 78, 9), "plain": (37, 45, 15), "river": (40, 31, 18)}
CHEAPER = 0.96  # all of it, from one year's date of signing to the next
GROWTH, VOLATILITY = 1.03, 0.11  # of demand, by quarter

HEAD = """\
# Made for a race; no figure is about a real company.
offtake: 1
title: What a lab leases and builds before it knows its demand
clock: {start: 2026Q1, end: 2036Q4, step: quarter}
planner: {party: lab, epochs: 12 months, cells: 1, risk: {weight: 30 %, tail: 10 %}}
parties:
  lab: {discount: 10 %}
  cloud: {}
accelerators: {chip: {h100e_per_mw: 1000}}
workloads:
  serving: {party: lab, volume: {value: 60k H100e, driver: demand}, shortage_cost: $2.2/H100e-hour}
drivers: {demand: {kind: given, csv: demand.csv}}
"""
LEASE = ("  {}-{}: {{kind: capacity, tenant: lab, provider: cloud, window: {{from: {}-01, until: {}-01}}, "
         "quantity: {{most: 40 MW}}, ramp: {} months, term: 5 years, price: ${:.3f}M/MW-year, "
         "accelerator: chip}}\n")
BUILD = ("  {}-{}: {{kind: build, owner: lab, window: {{from: {}-01, until: {}-01}}, "
         "quantity: {{most: 50 MW}}, ramp: {} months, life: 5 years, capex: ${:.3f}M/MW, "
         "opex: $0.6M/MW-year, accelerator: chip, site: {}}}\n")


def model():
    text = HEAD + "sites:\n"
    for site, (_, power, _) in BUILDS.items():
        text += f"  {site}: {{jurisdiction: US, pue: 1.25, power_price: ${power}/MWh}}\n"
    text += "offers:\n"
    for year in SIGNED:
        cheaper = CHEAPER ** (year - SIGNED[0])
        for name, (price, lead) in LEASES.items():
            text += LEASE.format(name, year, year, year, lead, price * cheaper)
        for name, (capex, _, lead) in BUILDS.items():
            text += BUILD.format(name, year, year, year, lead, capex * cheaper, name)
    return text


def demand(paths):
    """A row for each path, a column for each quarter: factors of the first quarter's demand."""
    numbers = random.Random(7)
    rows = [",".join(f"{year}-{month:02}" for year in YEARS for month in (1, 4, 7, 10))]
    for _ in range(paths):
        factor, row = 1.0, []
        for _ in range(4 * len(YEARS)):
            row.append(f"{factor:.9f}")
            factor *= GROWTH * math.exp(VOLATILITY * numbers.gauss(0, 1) - VOLATILITY**2 / 2)
        rows.append(",".join(row))
    return "\n".join(rows) + "\n"


def write(folder, paths):
    folder.mkdir(parents=True)
    (folder / "offtake.yaml").write_text(model())
    (folder / "demand.csv").write_text(demand(paths))
