"""Two-stage programs in SMPS files (smps/, whose README says where they come from), held against
published figures and against brute force that shares nothing with the program: where the recourse is
simple its cost is a formula, and an optimum lies at a breakpoint of it.
"""

import itertools
import json
import os
import pathlib
import subprocess
import unittest

BIN = os.environ["OFFTAKE_BIN"]
CASES = pathlib.Path(os.environ["OFFTAKE_SOURCE"]) / "tests/golden/smps"
WITHIN = 1e-6  # relative
TAIL = ["--tail-weight", "2", "--tail", "0.2"]

PUBLISHED = [
    ("farmer", [], {"value": -108390, "ev": -118600, "eev": -107240, "vss": 1150,
                    "ws": -115405.0 - 5 / 9, "evpi": 7015 + 5 / 9,
                    "first_stage": {"ACRESW": 170, "ACRESC": 80, "ACRESB": 250}}),
    ("farmer", TAIL, {"value": -220700, "mean": -107100, "cvar": -56800,
                      "first_stage": {"ACRESW": 100, "ACRESC": 100, "ACRESB": 300}}),
    ("lands", [], {"value": 381.85333333}),
    ("dakota", [], {"value": 1730, "ev": 4165,
                    "first_stage": {"BUYL": 1300, "BUYF": 540, "BUYC": 325}}),
    ("l-shaped", [], {"value": -855 - 5 / 6, "first_stage": {"X1": 46 + 2 / 3, "X2": 36.25}}),
]


def run(case, *options):
    done = subprocess.run([BIN, "smps", str(CASES / case), "--format", "json", *options],
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(f"{case} {options} ended with {done.returncode}: {done.stderr}")
    return json.loads(done.stdout)


def product(*groups):
    """(probability, realisations) of independent groups of (probability, realisation)."""
    for combination in itertools.product(*groups):
        probability = 1.0
        for p, _ in combination:
            probability *= p
        yield probability, [value for _, value in combination]


class Stock:
    """Good i: x units at `cost`; of a demand d that `made` units miss, each costs `short`, and of what
    is left each earns `sold`."""

    def __init__(self, cost, sold):
        self.cost, self.sold = cost, sold

    def value(self, x, states):
        """states: (probability, demand, short, yield of x)."""
        expected = self.cost * x
        for p, demand, short, made in states:
            missing = demand - made * x
            expected += p * (short * missing if missing > 0 else self.sold * missing)
        return expected

    def best(self, states, most=100.0):
        points = [0.0, most] + [min(most, max(0.0, d / y)) for _, d, _, y in states if y]
        return min(self.value(x, states) for x in points)


def stocks(costs, sold, scenarios):
    """Least expected cost of goods that share nothing; scenarios: (probability, a state each)."""
    return sum(
        Stock(c, r).best([(p, *states[i]) for p, states in scenarios])
        for i, (c, r) in enumerate(zip(costs, sold)))


def indep():
    return stocks([2, 3], [0.5, 1], list(product(
        [(.2, (10, 5, 1)), (.5, (20, 5, 1)), (.3, (40, 5, 1))],
        [(.5, (5, 7, 1)), (.25, (30, 7, 1)), (.25, (60, 7, 1))])))


def blocks():
    pair = [(.25, (10, 20, 4)), (.25, (30, 20, 4)), (.5, (10, 0, 9))]
    third = [(.5, 8), (.5, 16)]
    return stocks([2, 3, 1], [0.5, 1, 0], [
        (p, [(d1, q1, 1), (d2, 7, 1), (d3, 4, 1)]) for p, ((d1, d2, q1), d3) in product(pair, third)])


def scenarios():
    return stocks([2, 3], [0.5, 1], [
        (.5, [(12, 6, 1), (9, 7, 1)]), (.3, [(12, 6, 1), (20, 7, 1)]), (.2, [(15, 6, .5), (9, 7, 1)])])


def mixed():
    return 100 + stocks([2, 3, 1], [0.5, 1, 0], [
        (p, [(d1, 6, 1), (20, q2, 1), (d3, 4, 1)]) for p, (d1, q2, d3) in product(
            [(.4, 10), (.6, 30)], [(.5, 5), (.5, 12)], [(.7, 4), (.3, 40)])])


def thirds():
    return stocks([2], [0.5], [(.3333, [(d, 5, 1)]) for d in (10, 20, 40)])


def integer_first():
    return min(
        20 * a + 24 * b + sum(p * 5 * max(0, d - 7 * a - 9 * b)
                              for p, d in ((.3, 20), (.4, 40), (.3, 70)))
        for a in range(11) for b in range(11) if 3 * a + 4 * b <= 23)


def integer_recourse():
    demands = ((.3, 5), (.4, 18), (.3, 33))
    def value(x):
        return 3 * x + 11 + sum(p * 30 * max(0, -((x - d) // 8)) for p, d in demands)
    return min(value(x) for x in {max(0, d - 8 * k) for _, d in demands for k in range(6)})


def random_recourse():
    demands, worth = ((.5, 10), (.5, 30)), ((.5, 1), (.3, .5), (.2, 0))
    def recourse(x, demand, per_unit):
        """Y at 3 each is worth per_unit while x + y ≤ 40, what it leaves costs 50."""
        missing = max(0, demand - x)
        y = min(missing / per_unit, 40 - x) if per_unit and 3 / per_unit < 50 else 0
        return 3 * y + 50 * (missing - per_unit * y)
    points = {0, 10, 30, 40} | {(d - 40 * w) / (1 - w) for _, d in demands for _, w in worth if w < 1}
    return min(
        2 * x + sum(p * r * recourse(x, d, w) for p, d in demands for r, w in worth)
        for x in points if 0 <= x <= 40)


def three_periods():
    states = list(product([(.5, 10), (.5, 20)], [(.5, 0), (.5, 15)]))
    def recourse(x, d1, d2):
        """What is left of the first demand serves the second; it may be bought for that at 5."""
        best = None
        for kept in {max(0, x - d1), max(x - d1, d2), max(0, x - d1, d2)}:
            buy = d1 + kept - x
            if kept < 0 or buy < 0:
                continue
            last = 8 * (d2 - kept) if kept < d2 else 0.1 * (kept - d2)
            cost = 5 * buy + 0.1 * kept + last
            best = cost if best is None else min(best, cost)
        return best
    points = {d1 + d2 for _, (d1, d2) in states} | {d1 for _, (d1, _) in states} | {0}
    return min(2 * x + sum(p * recourse(x, *d) for p, d in states) for x in points)


BRUTE_FORCE = {
    "indep": indep, "blocks": blocks, "scenarios": scenarios, "mixed": mixed, "thirds": thirds,
    "integer-first": integer_first, "integer-recourse": integer_recourse,
    "random-recourse": random_recourse, "three-periods": three_periods,
}


class Smps(unittest.TestCase):
    def compare(self, expected, found, what):
        if isinstance(expected, dict):
            self.assertEqual(set(expected), set(found), what)
            for key in expected:
                self.compare(expected[key], found[key], f"{what} {key}")
        else:
            self.assertLessEqual(abs(expected - found), WITHIN * max(1, abs(expected)), what)

    def test_published_figures(self):
        for case, options, figures in PUBLISHED:
            for method in ("bundle", "extensive"):
                document = run(case, "--method", method, *options)
                self.assertEqual(document["method"], method)
                self.assertTrue(document["certified"], case)
                self.assertFalse(document["at_limit"], case)
                for key, figure in figures.items():
                    self.compare(figure, document[key], f"{case} {method} {key}")

    def test_brute_force(self):
        for case, optimum in BRUTE_FORCE.items():
            for method in ("bundle", "extensive"):
                with self.subTest(case=case, method=method):
                    document = run(case, "--method", method)
                    self.compare(optimum(), document["value"], case)
                    self.compare(document["value"], document["bound"], case)

    def test_every_case_is_compared(self):
        compared = set(BRUTE_FORCE) | {case for case, _, _ in PUBLISHED}
        self.assertEqual({p.name for p in CASES.iterdir() if p.is_dir()}, compared)

    def test_bundle_and_extensive_form_agree_in_everything(self):
        for case in sorted(p.name for p in CASES.iterdir() if p.is_dir()):
            for options in ([], TAIL, ["--mean-weight", "0.7", "--tail-weight", "0.3"]):
                bundle = run(case, "--method", "bundle", *options)
                extensive = run(case, "--method", "extensive", *options)
                for key in ("value", "bound", "ev", "eev", "vss", "ws", "evpi"):
                    with self.subTest(case=case, options=options, key=key):
                        self.compare(extensive[key], bundle[key], key)

    def test_same_bits_for_any_number_of_threads(self):
        for case in ("farmer", "mixed", "random-recourse"):
            self.assertEqual(run(case, "--threads", "1"), run(case, "--threads", "2"))

    def test_inequalities(self):
        for case in ("indep", "lands", "mixed", "integer-first"):  # costs and coefficients are certain
            d = run(case)
            slack = WITHIN * abs(d["value"])
            for low, high in itertools.pairwise([d["ev"], d["ws"], d["value"], d["eev"]][case == "mixed":]):
                self.assertLessEqual(low, high + slack, case)


class Refused(unittest.TestCase):
    def test_exit_codes(self):
        import shutil
        import tempfile
        with tempfile.TemporaryDirectory() as folder:
            case = pathlib.Path(folder) / "case"

            def refused(exit_code, says, change=None, *options):
                shutil.rmtree(case, ignore_errors=True)
                shutil.copytree(CASES / "farmer", case)
                if change:
                    name, old, new = change
                    text = (case / name).read_text(encoding="utf-8")
                    self.assertIn(old, text)
                    (case / name).write_text(text.replace(old, new, 1), encoding="utf-8")
                done = subprocess.run([BIN, "smps", "case", *options], cwd=folder, capture_output=True,
                                      text=True)
                self.assertEqual((done.returncode, done.stdout), (exit_code, ""), done.stderr)
                self.assertIn(says, done.stderr)

            refused(3, "farmer.sto:4:15: error[E1104]", ("farmer.sto", "WHEAT", "WHEET"))
            refused(3, "farmer.cor:17:30: error[E1103]", ("farmer.cor", "238.0", "238,0"))
            refused(3, "farmer.tim:4:", ("farmer.tim", "BUYW ", "BUYV "))
            refused(4, "E1120", ("farmer.cor", "LAND           500.0", "LAND           -1"))
            refused(4, "E1120", ("farmer.cor", "LAND           500.0", "LAND           -1"),
                    "--method", "extensive")
            refused(3, "E1121", ("farmer.cor", "SELLW     COST          -170.0",
                                 "SELLW     COST          -370.0"))
            refused(2, "E0902", None, "--tail", "2")
            refused(2, "E0903", None, "--method", "bundel")
            shutil.rmtree(case)
            (pathlib.Path(folder) / "case").mkdir()
            done = subprocess.run([BIN, "smps", "case"], cwd=folder, capture_output=True, text=True)
            self.assertEqual(done.returncode, 3)
            self.assertIn("E1100", done.stderr)


if __name__ == "__main__":
    unittest.main()
