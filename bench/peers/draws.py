"""Draws the drivers of a model folder: processes are [step][path], events and delays [path]."""

import math
from statistics import NormalDist

import numpy as np

from model_folder import quantity

# S&P Global, corporate defaults 1981-2024: after one year and five (docs/reference/drivers.md)
REAL_WORLD = {"AAA": (0.0, 0.0034), "AA": (0.0002, 0.0028), "A": (0.0005, 0.0039),
              "BBB": (0.0014, 0.0136), "BB": (0.0056, 0.0575), "B": (0.0293, 0.1560),
              "CCC": (0.2612, 0.4653)}


def correlated_normals(model, names, shape, random):
    z = {name: random.standard_normal(shape) for name in names}
    pairs = model.get("correlations", [])
    group = sorted({name for pair in pairs for name in pair["between"]})
    if not group:
        return z
    matrix = np.eye(len(group))
    for pair in pairs:
        i, j = (group.index(name) for name in pair["between"])
        matrix[i, j] = matrix[j, i] = quantity(pair["rho"])
    rows = np.linalg.cholesky(matrix)
    mixed = [sum(weight * z[name] for weight, name in zip(row, group) if weight) for row in rows]
    return {**z, **dict(zip(group, mixed))}


def walk(z, sd, decay=1.0, first=0.0):
    """Y' = decay·Y + sd·Z, at the beginnings of the steps."""
    y = np.empty_like(z)
    y[0] = first
    for k in range(len(z) - 1):
        y[k + 1] = decay * y[k] + sd * z[k]
    return y


def draw_delay(terms, paths, random):
    none, mean, most = (quantity(terms[key]) for key in ("none", "mean", "most"))
    late = random.random(paths) >= none
    if "p90" not in terms:
        tail = random.exponential(mean / (1 - none), paths)
    else:
        z = NormalDist().inv_cdf(1 - 0.1 / (1 - none))
        sigma = z + math.sqrt(z * z - 2 * math.log(quantity(terms["p90"]) * (1 - none) / mean))
        tail = random.lognormal(math.log(mean / (1 - none)) - sigma**2 / 2, sigma, paths)
    return np.where(late, np.minimum(tail, most), 0.0)


def draw_default(terms, z, clock, random):
    one, five = (-math.log1p(-p) for p in REAL_WORLD[terms["rating"]])
    month = np.full(z.shape[1], np.inf)
    for k in reversed(range(clock.steps)):
        # The first year ends with a step; from then on another intensity holds.
        rate = (one if k * clock.months < 12 else (five - one) / 4) / 12
        p = -math.expm1(-rate * clock.months)
        if p <= 0:
            continue
        inside = -np.log1p(-p * random.random(z.shape[1])) / rate
        threshold = NormalDist().inv_cdf(1 - p)
        month = np.where(z[k] > threshold, clock.begin[k] + inside, month)
    return month


def draw(model, clock, paths, random):
    years = clock.months / 12
    by_step = [n for n, d in model["drivers"].items() if d["kind"] in ("gbm", "ou", "default")]
    z = correlated_normals(model, by_step, (clock.steps, paths), random)
    out = {}
    for name, d in model["drivers"].items():
        growth = quantity(d.get("growth", 1)) ** (years * np.arange(clock.steps))[:, None]
        volatility = quantity(d.get("volatility", 0))
        if d["kind"] == "gbm":
            log = walk(z[name], volatility * math.sqrt(years))
            trend = quantity(d["trend_sd"]) * 12 * random.standard_normal(paths)
            out[name] = growth * np.exp(log + (years * np.arange(clock.steps))[:, None] * trend)
        elif d["kind"] == "ou":
            kappa = math.log(2) * 12 / quantity(d["half_life"])
            sd = volatility * math.sqrt(-math.expm1(-2 * kappa * years) / (2 * kappa))
            first = math.log(quantity(d.get("start", 1)))
            out[name] = growth * np.exp(walk(z[name], sd, math.exp(-kappa * years), first))
        elif d["kind"] == "delay":
            out[name] = draw_delay(d, paths, random)
        elif d["kind"] == "default":
            out[name] = draw_default(d, z[name], clock, random)
        else:
            raise SystemExit(f"{name}: this program knows no driver of kind {d['kind']}")
    return out
