#!/usr/bin/env python3
"""The two-stage problem of a model folder (core_model.py) in PyPSA, with scenarios and CVaR.

Every offer is an extendable generator, every path a scenario, what is short a generator of its own.
Prints the value in USD and where the time went.
"""

import time

started = time.perf_counter()

import argparse  # noqa: E402
import json  # noqa: E402
import logging  # noqa: E402
import pathlib  # noqa: E402
from importlib.metadata import version  # noqa: E402

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import pypsa  # noqa: E402

from model_folder import begin, end, quantity, read  # noqa: E402

HOURS = 730.0  # in a month
MONTHS = 3  # in a step
M = 1e6  # sums are in $M


class Offer:
    """What one MW is there for and what it costs, by step."""

    def __init__(self, model, terms, begins):
        signed = begin(terms["window"]["from"])
        first = signed + quantity(terms["ramp"])
        last = first + quantity(terms["term" if terms["kind"] == "capacity" else "life"])
        self.there = (np.minimum(begins + MONTHS, last) - np.maximum(begins, first)).clip(0) / MONTHS
        self.most = quantity(terms["quantity"]["most"])
        self.energy = 0.0  # $M/MWh of IT power, of what is used
        if terms["kind"] == "capacity":
            self.fixed = quantity(terms["price"]) * MONTHS * self.there / M
        else:
            site = model["sites"][terms["site"]]
            capex = quantity(terms["capex"]) * (begins == first)
            self.fixed = (quantity(terms["opex"]) * MONTHS * self.there + capex) / M
            self.energy = quantity(site["pue"]) * quantity(site["power_price"]) / M


def build(folder):
    model = read(folder)
    start, steps = begin(model["clock"]["start"]), 0
    steps = int(end(model["clock"]["end"]) - start) // MONTHS
    begins = start + MONTHS * np.arange(steps)
    rate = quantity(model["parties"]["lab"]["discount"])
    factor = (1 + rate) ** (-(np.arange(steps) + 0.5) * MONTHS / 12)
    work, density = model["workloads"]["serving"], model["accelerators"]["chip"]["h100e_per_mw"]
    paths = pd.read_csv(pathlib.Path(folder) / "demand.csv")
    mw = paths.to_numpy() * quantity(work["volume"]["value"]) / density
    offers = {name: Offer(model, terms, begins) for name, terms in model["offers"].items()}

    n = pypsa.Network(snapshots=range(steps))
    n.snapshot_weightings["objective"] = factor * HOURS * MONTHS
    n.add("Bus", "compute")
    n.add("Load", "demand", bus="compute")
    n.add("Generator", list(offers), bus="compute", p_nom_extendable=True,
          p_nom_max=[o.most for o in offers.values()],
          capital_cost=[factor @ o.fixed for o in offers.values()],
          marginal_cost=[o.energy for o in offers.values()],
          p_max_pu=pd.DataFrame({name: o.there for name, o in offers.items()}, index=n.snapshots))
    n.add("Generator", "short", bus="compute", p_nom=mw.max(),
          marginal_cost=quantity(work["shortage_cost"]) / HOURS * density / M)
    names = [f"path-{p}" for p in range(len(mw))]
    n.set_scenarios({name: 1 / len(mw) for name in names})
    n.loads_t.p_set = pd.DataFrame(
        mw.T, index=n.snapshots,
        columns=pd.MultiIndex.from_product([names, ["demand"]], names=["scenario", "name"]))
    risk = model["planner"]["risk"]
    n.set_risk_preference(alpha=1 - quantity(risk["tail"]), omega=quantity(risk["weight"]))
    return n


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder")
    options.add_argument("--threads", type=int, required=True)
    options.add_argument("--solver", choices=["choose", "ipm"], default="choose")
    asked = options.parse_args()
    logging.disable(logging.WARNING)
    built = time.perf_counter()
    network = build(asked.folder)
    solving = time.perf_counter()
    settings = {"threads": asked.threads, "solver": asked.solver, "output_flag": False}
    status, condition = network.optimize(solver_name="highs", io_api="direct", log_to_console=False,
                                         include_objective_constant=False, **settings)
    ended = time.perf_counter()
    if condition != "optimal":
        raise SystemExit(f"PyPSA ended with {status}, {condition}")
    solver = network.model.solver_model.getRunTime()
    print(json.dumps({"value_usd": -network.objective * M,
                      "mw": network.generators.p_nom_opt.xs("path-0").drop("short").round(6).to_dict(),
                      "seconds": {"import": built - started, "network": solving - built,
                                  "optimize": ended - solving, "solver": solver},
                      "versions": {name: version(name) for name in ("pypsa", "linopy", "highspy")}}))


if __name__ == "__main__":
    main()
