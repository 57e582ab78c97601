#!/usr/bin/env python3
"""What shocks do to a plan: held and made again, who carries them, what breaks it."""

import json
import math
import pathlib
import signal
import sqlite3
import tempfile
import time
import unittest

from cli_test import SOURCE, Program

CLOUDS = str(SOURCE / "examples/two-clouds")
FEW = ["--paths", "200", "--results", "none"]
TABLES = ["shocks", "measures", "agreements", "signed_now", "tornado", "breaking", "limits"]

# All 100 MW are used whatever happens, so the value is linear in the price X: with hours h in the clock,
# V = R·X − F, R = 100 MW · 1000 · h · $2 (discount 0), F = 100 MW · $10B/GW-year · 2 years = $2B.
LINEAR = """offtake: 1
clock: {start: 2025-01, end: 2026-12, step: year}
planner: {party: lab}
parties:
  lab: {discount: 0 %, cash: $10B}
  cloud: {}
accelerators:
  chip: {h100e_per_mw: 1000}
workloads:
  serving: {party: lab, volume: 500k H100e, revenue: {value: $2/H100e-hour, driver: price}}
agreements:
  base: {kind: capacity, tenant: lab, provider: cloud, signed: 2024-01, capacity: 100 MW, ramp: {first: 6 months, full: 6 months}, term: 30 months, price: $10B/GW-year, accelerator: chip}
offers:
  dear: {kind: capacity, tenant: lab, provider: cloud, window: {from: 2025-01, until: 2025-01}, quantity: {most: 10 MW}, term: 1 year, price: $900B/GW-year, accelerator: chip}
drivers:
  price: {kind: lognormal, median: 1x, p90: 1.5x}
  other: {kind: gbm, volatility: 20 %}
shocks:
  broken: {set: ['agreements.base.price=abc']}
  strange: {set: ['workloads.serving.revenue.value=$1/H100e-hour']}
"""
REVENUE = 100 * 1000 * 2 * 8760 * 2.0
FEES = 2e9


class Stress(Program):
    def setUp(self):
        super().setUp()
        self.folder = tempfile.TemporaryDirectory()
        self.linear = pathlib.Path(self.folder.name)
        (self.linear / "offtake.yaml").write_text(LINEAR, encoding="utf-8")

    def tearDown(self):
        self.folder.cleanup()
        super().tearDown()

    def stress(self, *arguments, model=CLOUDS, exit=0):
        return json.loads(self.run_("stress", model, *arguments, "--format", "json", exit=exit).out)

    def test_the_document(self):
        found = self.stress(*FEW)
        self.assertEqual((found["format"], found["version"]), ("offtake.stress", 1))
        self.assertEqual(set(TABLES) - set(found), set())
        self.assertTrue(found["whole"])
        self.assertGreaterEqual(len(found["shocks"]), 6)
        again = self.stress(*FEW)
        for document in (found, again):
            del document["seconds"]
        self.assertEqual(found, again)

    def test_agreements_and_the_rest_are_the_whole_loss(self):
        found = self.stress(*FEW, "--shock", "demand-halves,slip-a-year")
        for row in found["shocks"]:
            parts = [a["change_usd"] for a in found["agreements"] if a["shock"] == row["shock"]]
            self.assertAlmostEqual(sum(parts), row["held_usd"], delta=1e-9 * abs(found["base"]["value_usd"]))
            # The rest is what the agreements leave, so that alone says little: see the next test.
            # To know it does not cost: the plan could have stayed (within its gap).
            self.assertLessEqual(row["held_usd"], row["again_usd"] + 2e-3 * abs(found["base"]["value_usd"]))

    def test_what_an_agreement_carries_and_what_belongs_to_none(self):
        # Of 500k H100e 100k are served, by the one agreement; of the others each costs $1 an hour, which is
        # no agreement's. At half the price that agreement loses, at half the demand the rest is less.
        found = self.stress(*FEW, "--shock", "strange,demand-halves", "--set",
                            "workloads.serving.shortage_cost=$1/H100e-hour", model=str(self.linear))
        rows = {(a["shock"], a["agreement"]): a for a in found["agreements"]}
        short, hours = 400e3, 2 * 8760
        earned = found["base"]["value_usd"] + FEES + short * hours
        self.assertEqual(set(rows), {("strange", "base"), ("strange", None), ("demand-halves", None)})
        near = lambda a, b: self.assertAlmostEqual(a, b, delta=1.0)
        near(rows["strange", "base"]["before_usd"], earned - FEES)
        near(rows["strange", "base"]["after_usd"], 0.5 * earned - FEES)
        near(rows["strange", None]["before_usd"], -short * hours)
        near(rows["strange", None]["after_usd"], -short * hours)
        near(rows["demand-halves", None]["before_usd"], -short * hours)
        near(rows["demand-halves", None]["after_usd"], -150e3 * hours)

    def test_the_tornado_of_a_price_and_its_breaking_point(self):
        found = self.stress("--paths", "2000", "--results", "none", "--shock", "strange",
                            "--limit", "value=$0", "--limit", "shortage=99 %", model=str(self.linear))
        bar, still = found["tornado"]
        self.assertEqual((bar["driver"], still["driver"]), ("price", "other"))
        self.assertAlmostEqual(bar["swing_usd"] / REVENUE, 1.5 - 1 / 1.5, delta=0.02)
        self.assertEqual(still["swing_usd"], 0.0)
        # V = 0 where X = F / R; ln X is normal with median 0 and a 90th percentile of ln 1.5.
        z = math.log(FEES / REVENUE) / (math.log(1.5) / 1.2815515655446004)
        point = found["breaking"][0]
        self.assertEqual((point["what"], point["direction"], point["limit"]), ("price", "down", "value"))
        self.assertAlmostEqual(point["deviations"], z, delta=0.05)
        # Half the price is half the revenue of every path.
        row, base = found["shocks"][0], found["base"]["value_usd"]
        self.assertAlmostEqual(row["held_usd"], -0.5 * (base + FEES), delta=1.0)

    def test_what_cannot_be_played_does_not_stop_the_rest(self):
        found = self.stress(*FEW, "--shock", "broken,strange", model=str(self.linear), exit=3)
        self.assertEqual([row["shock"] for row in found["shocks"]], ["strange"])
        self.assertEqual([(row["what"], row["code"]) for row in found["failed"]], [("broken", "E0110")])
        self.assertTrue(found["whole"])

    def test_what_was_planned_is_known_the_second_time(self):
        results = str(self.linear / "kept.db")
        arguments = ["--paths", "200", "--results", results, "--shock", "demand-halves"]
        first = self.stress(*arguments)
        second = self.stress(*arguments)
        self.assertEqual(first["shocks"], second["shocks"])
        runs = self.run_("runs", CLOUDS, "--results", results, exit=0).out
        self.assertIn("stress", runs)

    def test_what_was_done_before_a_stop_is_kept(self):
        results = self.linear / "stopped.db"
        federation = str(SOURCE / "examples/federation")
        arguments = ["--paths", "300", "--results", str(results), "--shock", "demand-halves,slip-a-year,oracle-fails"]
        process = self.start("stress", federation, *arguments, "--format", "json")
        until = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < until and self.plans_in(results) < 1:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, err)
        if out:  # stopped in the first plan it has nothing to show
            self.assertFalse(json.loads(out)["whole"])
        self.assertIn(b"goes on from here", err)
        again = self.stress(*arguments, model=federation)
        self.assertTrue(again["whole"])
        anew = self.stress("--paths", "300", "--results", "none", "--shock", "demand-halves,slip-a-year,oracle-fails",
                           model=federation)
        self.assertEqual(again["tornado"], anew["tornado"])
        self.assertEqual([r["shock"] for r in again["shocks"]], [r["shock"] for r in anew["shocks"]])

    def plans_in(self, results):
        try:
            with sqlite3.connect(f"file:{results}?mode=ro", uri=True) as file:
                return file.execute("SELECT count(*) FROM plans WHERE state = 'proven'").fetchone()[0]
        except sqlite3.Error:
            return 0

    def test_languages_and_tables(self):
        shown = self.run_("stress", CLOUDS, *FEW, "--lang", "ko", exit=0).out
        self.assertIn("충격이 계획에 미치는 영향", shown)
        shown = self.run_("stress", CLOUDS, *FEW, "--shock", "slip-a-year", "--table", "shocks", "--format", "csv",
                          exit=0).out
        self.assertTrue(shown.startswith("shock,held_usd"), shown)

    def test_usage(self):
        self.assertIn("E0991", self.run_("stress", CLOUDS, *FEW, "--shock", "demand-halfs", exit=2).err)
        for limit in ("cash=5", "speed=$5B", "shortage=$3", "cash"):
            self.assertIn("E0990", self.run_("stress", CLOUDS, *FEW, "--limit", limit, exit=2).err)
        self.assertIn("E0907", self.run_("stress", CLOUDS, *FEW, "--strategy", "none-such", exit=2).err)


if __name__ == "__main__":
    unittest.main()
