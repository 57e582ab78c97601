"""A model of the shape of examples/first-model as the cells of a spreadsheet that draws its demand.

One row a quarter for the studio's side of what is signed, a random walk by RAND, the net present
value and the last year's shortage. The figures are the model's own.
"""

import csv
import pathlib

import numpy as np

from model_folder import Series, begin, end, quantity, read

HOURS = 730  # in a month
STEP = 3  # months
COLUMNS = ("middle", "base", "shock", "walk", "demand", "capacity", "served", "short", "revenue",
           "fee", "other", "emergency", "cash", "value")
FIRST_ROW = 3  # of the quarters; the sheet's rows count from 1


def letter(column):
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[COLUMNS.index(column)]


def volume(model, folder):
    """What the CSV of the workload says, as a series."""
    terms = model["workloads"]["rendering"]["volume"]
    with open(pathlib.Path(folder) / terms["csv"], encoding="utf-8") as file:
        rows = [[cell.strip() for cell in row] for row in csv.reader(file)][1:]
    return Series([begin(date) for date, _ in rows], [quantity(value) for _, value in rows],
                  terms["interpolate"])


def cells(folder):
    """Formulas by row, the cells of the answers by name."""
    model = read(folder)
    clock, studio, base = model["clock"], model["parties"]["studio"], model["agreements"]["base"]
    work, driver = model["workloads"]["rendering"], model["drivers"]["demand"]
    start = begin(clock["start"])
    steps = int(end(clock["end"]) - start) // STEP
    begins = start + STEP * np.arange(steps)
    demand = volume(model, folder).means(begins, STEP)
    revenue = Series([start], [quantity(work["revenue"]["value"])], "step",
                     quantity(work["revenue"]["growth"])).means(begins, STEP)
    other = quantity(studio["other_cost"]) * STEP
    lead = begin(base["signed"]) - start
    first, full = (lead + quantity(base["ramp"][key]) for key in ("first", "full"))
    mw, density = quantity(base["capacity"]), next(iter(model["accelerators"]["chip"]["h100e_per_mw"].values()))
    last = first + quantity(base["term"])
    sd, trend = quantity(driver["volatility"]) * (STEP / 12) ** 0.5, quantity(driver["trend_sd"]) * 12
    rate = quantity(studio["discount"])
    premium, least = quantity(studio["emergency_funding"]["premium"]), quantity(studio["minimum_cash"])
    normal = "NORMSINV(MAX(RAND();1E-16))"  # RAND may be 0

    rows = [[*COLUMNS], ["trend", f"={normal}*{trend / 12!r}", *[""] * (len(COLUMNS) - 2)]]
    for k in range(steps):
        row = FIRST_ROW + k
        at = {name: f"{letter(name)}{row}" for name in COLUMNS}
        before = {name: f"{letter(name)}{row - 1}" for name in COLUMNS}
        cash = before["cash"] if k else repr(quantity(studio["cash"]))
        net = f"{at['revenue']}-{at['fee']}-{at['other']}"
        rows.append([
            repr(STEP * (k + 0.5)),
            repr(float(demand[k])),
            f"={normal}",
            f"={before['walk']}+{sd!r}*{before['shock']}" if k else "0",
            f"={at['base']}*EXP({at['walk']}+B2*{STEP * k!r})",
            f"={mw * density!r}*MIN(1;MAX(0;({at['middle']}-{first!r})/{full - first!r}))*({at['middle']}<{last!r})",
            f"=MIN({at['demand']};{at['capacity']})",
            f"={at['demand']}-{at['served']}",
            f"={at['served']}*{float(revenue[k]) * STEP!r}",
            f"={at['capacity']}*{quantity(base['price']) / density * STEP!r}",
            repr(other),
            f"=MAX(0;{least!r}-({cash}+{net}))",
            f"={cash}+{net}+{at['emergency']}",
            f"=({net}-{at['short']}*{quantity(work['shortage_cost']) * STEP!r}-{premium!r}*{at['emergency']})"
            f"*{1 + rate!r}^(-{at['middle']}/12)"])
    final = FIRST_ROW + steps - 1
    year = f"{letter('short')}{final - 3}:{letter('short')}{final}"
    rows.append([f"=SUM({letter('value')}{FIRST_ROW}:{letter('value')}{final})", f"=AVERAGE({year})",
                 *[""] * (len(COLUMNS) - 2)])
    return rows
