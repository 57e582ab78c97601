"""`offtake simulate examples/federation --strategy as-announced`, as a NumPy program.

Vectorized over paths; loops run over steps and agreements only. It draws its own numbers from the
same laws, so its expected values agree with offtake's within statistical error. bench/run compares
answers and times.
"""

import argparse
import json
import math
import platform
import time
from functools import reduce
from types import SimpleNamespace

started = time.perf_counter()

import numpy as np  # noqa: E402

from draws import draw  # noqa: E402
from model_folder import begin, end, quantity, read, series, signed  # noqa: E402

HOURS = 730
QUANTILES = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95]
NOT_VALUE = {"cash_yield", "emergency_funding"}
PLANNER = ["demand_h100e", "delivered_h100e", "served_h100e", "short_h100e", "idle_h100e",
           "delivered_mw", "used_mw", "power_mwh", "revenue_usd", "spend_usd", "stranded_usd"]
PARTY = ["cash_usd", "net_cash_usd", "emergency_usd"]


# ---- Agreements -------------------------------------------------------------------------------

def ramp_knots(ramp):
    """(month since signing, jump, change of slope)."""
    if ramp and "first" in ramp:
        first, full = quantity(ramp["first"]), quantity(ramp["full"])
        return [(first, 0.0, 1 / (full - first)), (full, 0.0, -1 / (full - first))]
    before, knots = 0.0, []
    for month, share in ramp.items():
        knots.append((month, share - before, 0.0))
        before = share
    return knots


def installed(knots, t):
    return sum(jump + slope * (t - at) for at, jump, slope in knots if t >= at)


def integral(knots, t):
    """∫ of the installed share up to t, per MW."""
    total = 0.0
    for at, jump, slope in knots:
        past = np.maximum(t - at, 0.0)
        total = total + (past * jump if slope == 0 else past * (jump + 0.5 * slope * past))
    return total


def compute_per_mw(model, terms, ramp, month):
    """H100e per MW, the mean over the ramp."""
    per_mw = series(model["accelerators"][terms["accelerator"]]["h100e_per_mw"])
    if any(jump for _, jump, _ in ramp):
        return sum(jump * per_mw.at(month + at) for at, jump, _ in ramp)
    first, full = ramp[0][0], ramp[-1][0]
    return np.mean([per_mw.at(month + first + (i + 0.5) * (full - first) / 24) for i in range(24)])


def make_position(model, name, terms, month, mw, drivers, clock, default):
    dates = terms["ramp"]
    if "first" not in dates:
        dates = {begin(date) - month: quantity(share) for date, share in dates.items()}
    ramp, cost = ramp_knots(dates), terms["provider_cost"]
    last = ramp[0][0] + quantity(terms["term"])
    slope = sum(s for at, _, s in ramp if at < last)
    delay = terms.get("delay")
    sides = (terms["tenant"], terms["provider"])
    stop = reduce(np.minimum, [default[p] for p in sides if p in default], math.inf) - month
    site, chip = model["sites"][terms["site"]], model["accelerators"][terms["accelerator"]]
    p = SimpleNamespace(name=name, user=terms["tenant"], provider=terms["provider"],
                        vendor=chip["vendor"], utility=site["utility"], month=month, ramp=ramp)
    p.term = [k for k in ramp if k[0] < last] + [(last, -installed(ramp, last), -slope)]
    p.last, p.stop = last, stop
    p.most = quantity(model["drivers"][delay]["most"]) if delay else 0.0
    p.delay = drivers[delay] if delay else 0.0
    p.mw = np.where(stop > 0, mw, 0.0)
    p.h100e = compute_per_mw(model, terms, ramp, month)
    contracted = integral(p.term, last)
    most = quantity(terms["quantity"]["most"]) if "quantity" in terms else mw
    p.price = (quantity(terms["value"]) / (most * contracted) if "value" in terms
               else quantity(terms["price"]))
    p.owed = quantity(terms.get("take_or_pay", 1))
    p.prepaid = quantity(terms.get("prepayment", 0))
    p.prepayment_months = p.prepaid * contracted
    p.capex, p.chips = quantity(cost["capex"]), quantity(chip["price"])
    p.spend, p.opex = quantity(cost["spend"]), quantity(cost["opex"])
    p.residual = quantity(cost.get("residual", 0))
    p.mwh, p.power = quantity(site["pue"]) * HOURS, series(site["power_price"], clock.start)
    step = lambda since: (month + since - clock.start) / clock.months  # noqa: E731
    p.signed_step = math.floor(step(0))
    p.first_step = max(0, math.floor(step(ramp[0][0])))
    p.last_step = max(0, math.ceil(step(last + p.most) - 1e-9))
    p.spend_steps = (max(0, math.floor(step(ramp[0][0] - p.spend))),
                     math.floor(step(ramp[-1][0] + p.most)) + 1)
    p.at_start = clock.start - month
    return p


def spent(p, t):
    """Share of the capex that is spent by t, spread evenly over the months before installation."""
    t = np.minimum(t, p.stop) - p.delay
    return (integral(p.ramp, t + p.spend) - integral(p.ramp, t)) / p.spend


def delivered_until(p, t):
    return integral(p.term, np.minimum(t, p.stop) - p.delay)


# ---- The run ----------------------------------------------------------------------------------

class Books:
    """Both sides of every payment of one step, and the expected ledger."""

    def __init__(self, parties, paths):
        self.index = {name: i for i, name in enumerate(["outside", *parties])}
        self.net = np.zeros((len(self.index), paths))
        self.value = np.zeros_like(self.net)
        self.ledger = {}

    def new_step(self, k):
        self.step = k
        self.net[:] = 0.0
        self.value[:] = 0.0

    def pay(self, line, account, payer, payee, usd):
        a, b = self.index[payer], self.index[payee]
        self.net[a] -= usd
        self.net[b] += usd
        if account not in NOT_VALUE:
            self.value[a] -= usd
            if account != "investment":
                self.value[b] += usd
        self.ledger.setdefault((line, account), {})[self.step] = np.mean(usd)


def part_of_step(clock, k, first, last):
    at = clock.start + k * clock.months
    return max(0.0, min(at + clock.months, last) - max(at, first)) / clock.months


def paid_in_step(clock, k, month, terms):
    """Share of an investment that is paid in step k."""
    t = clock.start + k * clock.months - month
    if "paid" not in terms:
        return 1.0 if t <= 0 < t + clock.months else 0.0
    first, full = quantity(terms["paid"]["first"]), quantity(terms["paid"]["full"])
    by = lambda t: min(max((t - first) / (full - first), 0.0), 1.0)  # noqa: E731
    return by(t + clock.months) - by(t)


class Run:
    def __init__(self, model, strategy, paths, seed):
        start, last = begin(model["clock"]["start"]), end(model["clock"]["end"])
        months = {"month": 1, "quarter": 3, "year": 12}[model["clock"]["step"]]
        steps = int(last - start) // months
        self.clock = SimpleNamespace(start=start, months=months, steps=steps,
                                     begin=start + months * np.arange(steps))
        self.model, self.paths, self.m = model, paths, months
        random = np.random.Generator(np.random.Philox(seed))
        self.drivers = draw(model, self.clock, paths, random)
        default = {name: self.drivers[p["default"]]
                   for name, p in model["parties"].items() if "default" in p}
        self.positions, self.others, self.converts = [], [], {}
        for name, terms, month, mw in signed(model, strategy):
            if terms["kind"] == "capacity":
                self.positions.append(make_position(model, name, terms, month, mw, self.drivers,
                                                    self.clock, default))
            else:
                self.others.append((name, terms, month))
                converts = quantity(terms.get("converts", 1))
                self.converts[name] = (random.random(paths) < converts) * 1.0
        self.all_steps = max([steps] + [p.last_step for p in self.positions])
        self.lab = model["planner"]["party"]
        self.books = Books(model["parties"], paths)
        self.means = {}  # series: by step
        self.planner = {key: np.zeros((steps, paths)) for key in PLANNER}
        self.party = {(key, name): np.zeros((steps, paths))
                      for key in PARTY for name in model["parties"]}

    def value_of(self, what, k):
        """A series at a step; the run-off keeps the last step of the clock."""
        k = min(k, self.clock.steps - 1)
        if what not in self.means:
            self.means[what] = what.means(self.clock.begin[:self.clock.steps], self.clock.months)
        value = self.means[what][k]
        for driver in what.drivers:
            value = value * self.drivers[driver][k]
        return value

    def deliver(self, p, k):
        if not p.first_step <= k < p.last_step:
            p.delivered = 0.0
            return
        t = p.at_start + k * self.m
        before = p.until if k > p.first_step else delivered_until(p, t)
        p.until = delivered_until(p, t + self.m)
        p.delivered = p.mw * np.maximum(p.until - before, 0.0) / self.m

    def dispatch(self, k, demand, worth):
        """What is owed anyway first, then what costs more when used, the cheapest first."""
        live = [p for p in self.positions if p.first_step <= k < p.last_step]
        missing = demand.copy()
        for p in self.positions:
            p.worked = 0.0
        extra = sorted((p for p in live if p.owed < 1), key=lambda p: p.price / p.h100e)
        for p in live:
            take = np.minimum(missing, p.owed * p.h100e * p.delivered)
            p.worked = p.worked + take
            missing -= take
        for p in extra:
            take = np.minimum(missing, (1 - p.owed) * p.h100e * p.delivered)
            take *= worth >= p.price / p.h100e
            p.worked = p.worked + take
            missing -= take
        for p in live:
            p.worked = p.worked / p.h100e
        return missing

    def pay_position(self, p, k, spend, stranded):
        pay, m = self.books.pay, self.m
        t = p.at_start + k * m
        if p.prepaid and k == p.signed_step:
            usd = p.price * p.prepayment_months * p.mw
            pay(p.name, "prepayment", p.user, p.provider, usd)
            spend += usd
        if p.spend_steps[0] <= k < p.spend_steps[1]:
            before = p.spent if k > p.spend_steps[0] else spent(p, t)
            p.spent = spent(p, t + m)
            mw = p.mw * (p.spent - before)
            pay(p.name, "capex_chips", p.provider, p.vendor, p.chips * mw)
            pay(p.name, "capex", p.provider, "outside", max(0.0, p.capex - p.chips) * mw)
        if not p.first_step <= k < p.last_step:
            return
        price = p.price * m
        fee = price * np.maximum(p.worked, p.owed * p.delivered)
        pay(p.name, "fee", p.user, p.provider, fee)
        spend += fee
        stranded += np.maximum(fee - price * p.worked, 0.0)
        if p.prepaid:
            credit = price * p.prepaid * p.delivered
            pay(p.name, "credit", p.provider, p.user, credit)
            spend -= credit
        pay(p.name, "power", p.provider, p.utility,
            self.value_of(p.power, k) * (p.mwh * m) * p.worked)
        pay(p.name, "opex", p.provider, "outside", p.opex * m * p.delivered)
        if p.residual and t + m >= p.last and t < p.last + p.most:
            late = p.last + p.delay
            here = (late > t) & (late <= t + m) & (late <= p.stop)
            pay(p.name, "residual", "outside", p.provider, p.residual * p.capex * p.mw * here)

    def pay_other(self, name, terms, month, k, revenue):
        pay, kind = self.books.pay, terms["kind"]
        if kind == "revenue_share":
            share = quantity(terms["share"]) * part_of_step(
                self.clock, k, begin(terms["from"]), end(terms["until"]))
            if share > 0:
                pay(name, kind, terms["payer"], terms["payee"], share * revenue)
        elif kind == "licence":
            part = part_of_step(self.clock, k, begin(terms["from"]), end(terms["until"]))
            if part > 0:
                usd = part * self.m * self.value_of(series(terms["worth"]), k)
                pay(name, "licence_worth", "outside", terms["licensee"], usd)
        elif kind == "investment":
            part = paid_in_step(self.clock, k, month, terms)
            if part > 0:
                usd = part * quantity(terms["amount"]) * self.converts[name]
                pay(name, kind, terms["investor"], terms["investee"], usd)

    def revenue_share(self, k):
        return sum(quantity(terms["share"]) * part_of_step(self.clock, k, begin(terms["from"]),
                                                           end(terms["until"]))
                   for _, terms, _ in self.others
                   if terms["kind"] == "revenue_share" and terms["payer"] == self.lab)

    def step(self, k, work):
        books, m = self.books, self.m
        books.new_step(k)
        for p in self.positions:
            self.deliver(p, k)
        demand = self.value_of(work.volume, k)
        price = self.value_of(work.revenue, k)
        missing = self.dispatch(k, demand, price * (1 - self.revenue_share(k)))
        missing[missing < 1e-6] = 0.0
        served = demand - missing
        revenue = price * m * served
        books.pay("compute", "revenue", "outside", self.lab, revenue)
        spend, stranded = np.zeros(self.paths), np.zeros(self.paths)
        for p in self.positions:
            self.pay_position(p, k, spend, stranded)
        for name, terms, month in self.others:
            self.pay_other(name, terms, month, k, revenue)
        if k < self.clock.steps:
            for name, party in self.model["parties"].items():
                if "other_cost" in party:
                    usd = m * self.value_of(series(party["other_cost"]), k)
                    books.pay(name, "other_cost", name, "outside", usd)
            self.keep(k, demand, missing, revenue, spend, stranded)
        self.fund(k)

    def keep(self, k, demand, missing, revenue, spend, stranded):
        out, positions = self.planner, self.positions
        served = demand - missing
        delivered = sum(p.h100e * p.delivered for p in positions)
        idle = delivered - served
        idle[idle < 1e-6] = 0.0
        kept = {"demand_h100e": demand, "delivered_h100e": delivered, "served_h100e": served,
                "short_h100e": missing, "idle_h100e": idle,
                "delivered_mw": sum(p.delivered for p in positions),
                "used_mw": sum(p.worked for p in positions),
                "power_mwh": sum(p.mwh * self.m * p.worked for p in positions),
                "revenue_usd": revenue, "spend_usd": spend, "stranded_usd": stranded}
        for key, value in kept.items():
            out[key][k] = value

    def fund(self, k):
        books = self.books
        for name, party in self.model["parties"].items():
            i = books.index[name]
            discount = self.discount[name] ** (-(k + 0.5) * self.m / 12)
            net = books.net[i].copy()
            self.cash[name] += net
            self.npv[name] += discount * books.value[i]
            if "emergency_funding" in party:
                least = quantity(party.get("minimum_cash", 0))
                drawn = np.maximum(least - self.cash[name], 0.0)
                self.cash[name] += drawn
                premium = quantity(party["emergency_funding"]["premium"])
                self.npv[name] -= discount * premium * drawn
                books.pay(name, "emergency_funding", "outside", name, drawn)
                if k < self.clock.steps:
                    self.party["emergency_usd", name][k] = drawn
            if k < self.clock.steps:
                self.party["cash_usd", name][k] = self.cash[name]
                self.party["net_cash_usd", name][k] = net

    def simulate(self):
        parties = self.model["parties"]
        self.cash = {n: np.full(self.paths, quantity(p.get("cash", 0))) for n, p in parties.items()}
        self.npv = {name: np.zeros(self.paths) for name in parties}
        self.discount = {n: 1 + quantity(p.get("discount", "10 %")) for n, p in parties.items()}
        (work,) = self.model["workloads"].values()
        work = SimpleNamespace(volume=series(work["volume"]), revenue=series(work["revenue"]))
        for k in range(self.all_steps):
            self.step(k, work)
        for name, terms, _ in self.others:
            if terms["kind"] == "investment" and "stake" in terms:
                self.npv[terms["investor"]] += (quantity(terms["stake"]) * self.converts[name] *
                                                np.maximum(self.npv[terms["investee"]], 0.0))


# ---- Measures ---------------------------------------------------------------------------------

def estimate(values):
    return {"mean": values.mean(), "standard_error": values.std(ddof=1) / math.sqrt(len(values))}


def by_year(run, values, how):
    years = 1970 + run.clock.begin // 12
    return {str(y): estimate(how(values[years == y], axis=0)) for y in np.unique(years)}


def measure(run):
    npv = {name: estimate(values) for name, values in run.npv.items()}
    by_step = {key: (v.mean(axis=1), v.std(axis=1, ddof=1) / math.sqrt(run.paths))
               for key, v in [*run.planner.items(), *run.party.items()]}
    return {"npv_usd": npv,
            "short_h100e": by_year(run, run.planner["short_h100e"], np.mean),
            "stranded_usd": by_year(run, run.planner["stranded_usd"], np.sum),
            "spend_usd": by_year(run, run.planner["spend_usd"], np.sum),
            "expected_shortage_h100e": float(by_step["short_h100e"][0].sum()),
            "ledger_usd": {" ".join(line): sum(steps.values())
                           for line, steps in run.books.ledger.items()}}


def quantiles(run):
    """Of every measure in every step, as offtake has them."""
    return {key: np.quantile(v, QUANTILES, axis=1)
            for key, v in [*run.planner.items(), *run.party.items()]}


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("model")
    options.add_argument("--strategy", default="as-announced")
    options.add_argument("--paths", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--no-quantiles", action="store_true", help="means and ledgers only")
    asked = options.parse_args()

    clock, seconds = time.perf_counter, {"import": time.perf_counter() - started}
    def timed(name, step):
        begun = clock()
        result = step()
        seconds[name] = clock() - begun
        return result

    model = timed("read", lambda: read(asked.model))
    run = timed("draw", lambda: Run(model, asked.strategy, asked.paths, asked.seed))
    timed("simulate", run.simulate)
    result = timed("measure", lambda: measure(run))
    if not asked.no_quantiles:
        timed("quantiles", lambda: quantiles(run))
    print(json.dumps({"numpy": np.__version__, "python": platform.python_version(),
                      "paths": asked.paths, "steps": run.all_steps,
                      **result, "seconds": seconds}, indent=1))


if __name__ == "__main__":
    main()
