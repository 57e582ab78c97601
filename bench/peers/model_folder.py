"""Reads the keys of a model folder that examples/federation uses, for the NumPy program beside it.

Canonical units as in offtake: USD, MW, MWh, H100e, months; a date is months since 1970-01.
"""

import pathlib
import re
from dataclasses import dataclass

import numpy as np
import yaml

UNITS = {"": 1.0, "%": 0.01, "x": 1.0, "MW": 1.0, "GW": 1e3, "MWh": 1.0, "H100e": 1.0,
         "hour": 1 / 730, "day": 24 / 730, "days": 24 / 730, "month": 1.0, "months": 1.0,
         "year": 12.0, "years": 12.0}
MAGNITUDES = {"": 1.0, "k": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
DATE = re.compile(r"(\d{4})(?:Q([1-4])|-(\d{2}))?$")


def quantity(text):
    """`$12.8B/GW-year`, `1.3 MW/MW while active`, `30 %`; growth (`1.35x/year`) stays per year."""
    text = re.split(r" (?:while|at) ", str(text))[0]
    sign, number, magnitude, unit = re.match(
        r"(-?)\$?([\d.]+)((?:[kMBT](?![A-Za-z]))?)\s*(.*)$", text).groups()
    above, _, below = unit.replace(" ", "").partition("/")
    value = float(sign + number) * MAGNITUDES[magnitude] * UNITS[above]
    if above == "x":
        return value
    for name in below.split("-"):
        value /= UNITS[name]
    return value


def begin(date):
    """The first instant of a year, quarter or month."""
    year, quarter, month = DATE.match(str(date)).groups()
    return (int(year) - 1970) * 12 + (3 * int(quarter) - 3 if quarter else int(month or 1) - 1)


def end(date):
    year, quarter, month = DATE.match(str(date)).groups()
    return begin(date) + (3 if quarter else 1 if month else 12)


@dataclass(eq=False)
class Series:
    months: list
    values: list
    rule: str = "step"
    growth: float = 1.0
    drivers: tuple = ()

    def at(self, month):
        """The base value, without drivers."""
        if month >= self.months[-1]:
            return self.values[-1] * self.growth ** ((month - self.months[-1]) / 12)
        if self.rule == "linear":
            return np.interp(month, self.months, self.values)
        if self.rule == "geometric":
            return np.exp(np.interp(month, self.months, np.log(self.values)))
        return self.values[max(0, np.searchsorted(self.months, month, side="right") - 1)]

    def means(self, begin, months):
        """Means over the steps that begin so, from 48 points in each."""
        if np.isinf(self.months[0]):
            return np.full(len(begin), self.values[0])
        t = begin[:, None] + (np.arange(48) + 0.5) * months / 48
        if self.rule == "geometric":
            value = np.exp(np.interp(t, self.months, np.log(self.values)))
        elif self.rule == "linear":
            value = np.interp(t, self.months, self.values)
        else:
            value = np.asarray(self.values)[np.maximum(np.searchsorted(self.months, t, side="right") - 1, 0)]
        return np.mean(value * self.growth ** (np.maximum(t - self.months[-1], 0.0) / 12), axis=1)


def series(what, start=0.0):
    if what is None:
        return None
    if not isinstance(what, dict):
        return Series([-np.inf], [quantity(what)])
    points = {start: what["value"]} if "value" in what else {
        begin(key): value for key, value in what.items() if DATE.match(str(key))}
    drivers = what.get("driver", ())
    return Series(list(points), [quantity(value) for value in points.values()],
                  what.get("interpolate", "step"), quantity(what.get("growth", 1.0)),
                  (drivers,) if isinstance(drivers, str) else tuple(drivers))


def read(folder):
    """Every *.yaml of the folder merged by top-level key."""
    model = {}
    for path in sorted(pathlib.Path(folder).glob("*.yaml")):
        for key, value in yaml.load(path.read_text(), yaml.CSafeLoader).items():
            if isinstance(value, dict):
                model.setdefault(key, {}).update(value)
            else:
                model[key] = value
    return model


def signed(model, strategy):
    """Name, terms, month and MW of all that is in force under a strategy."""
    chosen = model["strategies"][strategy]
    for name, terms in model.get("agreements", {}).items():
        if name in chosen.get("drop", []):
            continue
        terms = {**terms, **chosen.get("change", {}).get(name, {})}
        capacity = quantity(terms.get("capacity", 1))
        yield name, terms, begin(terms["signed"]) if "signed" in terms else -np.inf, capacity
    for sign in chosen.get("sign", []):
        offer, capacity = sign["offer"], quantity(sign.get("quantity", 1))
        yield offer, model["offers"][offer], begin(sign["date"]), capacity
