"""A two-stage problem of storages, written once as SMPS and once as plain numbers for StOpt.

    today:     fill_i at cost_i                        level_i + fill_i <= most_i
    tomorrow:  end_i + taken_i + spilt_i = level_i + fill_i + inflow_i
               sum efficiency_i taken_i + bought + unserved = demand
    least:     cost · fill + E[price · bought + 1000 · unserved - value · end]

Demand, price and inflows are random. The figures are made for the race.
"""

import random

BOUGHT_MOST, UNSERVED = 60.0, 1000.0
# level now, at most, cost to fill, at most taken, efficiency, value at the end
STORAGES = [(10, 60, 31, 30, 0.90, 24), (5, 40, 29, 16, 0.85, 21), (0, 80, 33, 25, 0.95, 27),
            (20, 50, 30, 40, 0.80, 22), (8, 30, 28, 12, 0.88, 20)]


def scenarios(count):
    """(demand, price, inflows) of each, equally likely."""
    numbers = random.Random(11)
    made = []
    for _ in range(count):
        demand = 90 * numbers.lognormvariate(0, 0.3)
        price = 45 * numbers.lognormvariate(0, 0.5) * (demand / 90) ** 1.5
        made.append((demand, price, [4 * numbers.random() for _ in STORAGES]))
    return made


def core():
    n = range(len(STORAGES))
    lines = ["NAME STORAGES", "ROWS", " N COST", *(f" L ROOM{i}" for i in n),
             *(f" E LEVEL{i}" for i in n), " E DEMAND", "COLUMNS"]
    for i, (_, _, cost, _, _, _) in enumerate(STORAGES):
        lines += [f" FILL{i} COST {cost} ROOM{i} 1", f" FILL{i} LEVEL{i} -1"]
    for i, (_, _, _, _, efficiency, value) in enumerate(STORAGES):
        lines += [f" END{i} COST {-value} LEVEL{i} 1", f" TAKEN{i} DEMAND {efficiency} LEVEL{i} 1",
                  f" SPILT{i} LEVEL{i} 1"]
    lines += [" BOUGHT COST 1 DEMAND 1", f" UNSERVED COST {UNSERVED} DEMAND 1", "RHS"]
    for i, (level, most, *_) in enumerate(STORAGES):
        lines += [f" RHS ROOM{i} {most - level} LEVEL{i} {level}"]
    lines += [" RHS DEMAND 1", "BOUNDS", f" UP BND BOUGHT {BOUGHT_MOST}"]
    for i, (_, most, _, rate, _, _) in enumerate(STORAGES):
        lines += [f" UP BND END{i} {most}", f" UP BND TAKEN{i} {rate}"]
    return "\n".join([*lines, "ENDATA", ""])


def periods():
    return "TIME STORAGES\nPERIODS LP\n FILL0 ROOM0 TODAY\n END0 LEVEL0 TOMORROW\nENDATA\n"


def stochastic(made):
    lines = ["STOCH STORAGES", "SCENARIOS DISCRETE"]
    for number, (demand, price, inflows) in enumerate(made):
        lines += [f" SC S{number} ROOT {1 / len(made)!r} TOMORROW", f" RHS DEMAND {demand!r}",
                  f" BOUGHT COST {price!r}"]
        lines += [f" RHS LEVEL{i} {storage[0] + inflow!r}"
                  for i, (storage, inflow) in enumerate(zip(STORAGES, inflows))]
    return "\n".join([*lines, "ENDATA", ""])


def plain(made):
    rows = [[len(STORAGES), len(made), BOUGHT_MOST, UNSERVED], *STORAGES,
            *([demand, price, *inflows] for demand, price, inflows in made)]
    return "\n".join(" ".join(map(repr, row)) for row in rows) + "\n"


def write(folder, count):
    made = scenarios(count)
    folder.mkdir(parents=True)
    for name, text in (("storages.cor", core()), ("storages.tim", periods()),
                       ("storages.sto", stochastic(made)), ("storages.txt", plain(made))):
        (folder / name).write_text(text)
