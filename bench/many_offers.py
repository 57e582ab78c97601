"""Writes a model of as many offers as asked: one tenant, 20 clouds, 10 sites, 120 months."""

import pathlib

CLOUDS, SITES = 20, 10
FRAME = """offtake: 1
title: Many offers
clock: {start: 2026-01, end: 2035-12, step: month}
planner: {party: lab, epochs: 4 months, risk: {weight: 30 %, tail: 10 %}}
parties:
  lab: {discount: 10 %, cash: $5B, emergency_funding: {premium: 12 %}, other_cost: $2B/year}
"""
WORLD = """accelerators:
  chip: {h100e_per_mw: {2026-01: 1000, growth: 1.3x/year}}
workloads:
  compute:
    party: lab
    volume: {2026-01: 1M H100e, 2031-01: 12M H100e, 2036-01: 60M H100e, interpolate: geometric, driver: demand}
    revenue: {value: $1.5/H100e-hour, growth: 0.85x/year}
drivers:
  demand: {kind: gbm, volatility: 30 %, trend_sd: 8 %/year}
  slip: {kind: delay, none: 50 %, mean: 3 months}
resources:
  grid: {limit: {2026-01: 4 GW, 2036-01: 40 GW, interpolate: linear}}
"""
OFFER = """  offer-{i}:
    kind: capacity
    tenant: lab
    provider: cloud-{cloud}
    window: {{from: {opens}-01, until: {closes}-12}}
    quantity: {{least: 10 MW, most: {most} MW, tranche: 10 MW}}
    ramp: {{first: {first} months, full: {full} months}}
    term: {term} years
    price: ${price:.1f}M/MW-year
    take_or_pay: {take} %
    delay: slip
    accelerator: chip
    site: site-{site}
    uses: {{grid: 1.2 MW/MW while active}}
"""


def offer(i):
    # Multipliers without a common factor, so that no two offers are alike.
    opens = 2026 + i % 5
    first = 3 + i * 7 % 22
    return OFFER.format(i=i, cloud=i % CLOUDS, site=i * 3 % SITES, opens=opens,
                        closes=min(2035, opens + 4 + i % 6), most=50 + 10 * (i * 13 % 46),
                        first=first, full=first + 3 + i * 5 % 19, term=3 + i * 11 % 8,
                        price=7.0 + i * 37 % 61 / 10, take=70 + i * 17 % 31)


def write(folder, offers):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    clouds = "".join(f"  cloud-{c}: {{discount: 8 %}}\n" for c in range(CLOUDS))
    sites = "sites:\n" + "".join(f"  site-{s}: {{jurisdiction: US, power_price: ${40 + 3 * s}/MWh}}\n"
                                 for s in range(SITES))
    text = FRAME + clouds + sites + WORLD + "offers:\n" + "".join(map(offer, range(offers)))
    (folder / "offtake.yaml").write_text(text, encoding="utf-8")
