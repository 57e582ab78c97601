#!/usr/bin/env python3
"""What the plan signs now becomes part of the model: nothing else changes, and nothing by halves."""

import json
import os
import pathlib
import time
import unittest

from cli_test import Program

# Two offers of which one has a value for all of it, an option to sign more later, comments, Korean, CRLF.
MODEL = """# 모델: comments stay
offtake: 1
title: What is signed now
clock: {start: 2025Q1, end: 2028Q4, step: quarter}
planner: {party: lab, epochs: 12 months}
parties:
  lab: {discount: 10 %, cash: $2B}   # the planner
  cloud: {discount: 8 %}
  harbor: {label: "Harbor, Inc.: \\"north\\""}
accelerators:
  chip: {h100e_per_mw: 1000}
workloads:
  serving: {party: lab, volume: {value: 150k H100e, driver: demand}, revenue: $2/H100e-hour}
agreements:
  base: {kind: capacity, tenant: lab, provider: cloud, signed: 2024-01, capacity: 50 MW, term: 8 years, price: $10B/GW-year, accelerator: chip}
offers:
  part:
    label: 'Part: "of it", 일부'
    kind: capacity
    tenant: lab
    provider: harbor
    window: {from: 2025-02-10, until: 2027-12}
    quantity: {least: 10 MW, most: 300 MW}
    ramp: {first: 3 months, full: 9 months}
    term: 4 years
    value: $10.5B    # of all of it
    take_or_pay: 90 %
    delay: slip
    accelerator: chip
    source: >-
      two lines
      of text
  steps: {kind: capacity, tenant: lab, provider: cloud, window: {from: 2025-01, until: 2026-12}, quantity: {most: 20 MW, tranche: 10 MW}, ramp: {6 months: 50 %, 12 months: 100 %}, term: 3 years, price: {2025-01: $8B/GW-year, 2026-01: $9B/GW-year}, accelerator: chip}
drivers:
  demand: {kind: gbm, volatility: 30 %}
  slip: {kind: delay, none: 50 %, mean: 2 months, most: 12 months}
"""
FEW = ["--paths", "200"]


class Commit(Program):
    def setUp(self):
        super().setUp()
        self.folder = pathlib.Path(self.top) / "model"
        self.folder.mkdir()
        self.bytes = MODEL.replace("\n", "\r\n").encode()
        (self.folder / "offtake.yaml").write_bytes(self.bytes)
        self.model = str(self.folder)

    def plan(self, *arguments):
        return json.loads(self.run_("plan", self.model, *FEW, "--format", "json", "--quick", *arguments, exit=0).out)

    def commit(self, *arguments, exit=0):
        return self.run_("commit", self.model, *arguments, exit=exit)

    def values(self, *arguments):
        out = self.run_("simulate", self.model, *FEW, "--format", "json", "--results", "none", *arguments, exit=0).out
        return {row["party"]: row["npv_usd"] for row in json.loads(out)["parties"]}

    def test_only_a_diff_without_yes(self):
        plan = self.plan()
        self.assertTrue(plan["first_stage"])
        shown = self.commit(exit=8)
        self.assertIn("+agreements:", shown.out)
        self.assertIn("--yes", shown.err)
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["offtake.db", "offtake.yaml"])
        self.assertEqual((self.folder / "offtake.yaml").read_bytes(), self.bytes)

    def test_the_model_after_it_is_the_plan_of_now(self):
        plan = self.plan()
        first = plan["first_stage"]
        self.assertEqual({row["offer"] for row in first}, {"part", "steps"})
        only_now = dict(plan, decisions=first)
        file = pathlib.Path(self.top) / "now.json"
        file.write_text(json.dumps(only_now), encoding="utf-8")
        before = self.values("--plan", str(file))
        self.commit("--yes")
        self.assertEqual((self.folder / "offtake.yaml").read_bytes(), self.bytes)
        self.run_("check", self.model, exit=0)
        after = self.values()
        for party in before:
            self.assertAlmostEqual(before[party], after[party], delta=1e-9 * (1e6 + abs(before[party])))
        text = (self.folder / "signed.yaml").read_text(encoding="utf-8")
        self.assertIn("from_offer: part", text)
        self.assertIn("2025-02-10", text)
        self.assertIn("일부", text)
        self.assertNotIn("window", text)
        self.assertEqual([p for p in self.folder.iterdir() if p.name.endswith(".tmp")], [])

    def test_an_offer_that_the_strategy_changes(self):
        changed = self.bytes + (b"strategies:\r\n  dearer:\r\n    change:\r\n      part: {price: $9B/GW-year, term: 3 years}\r\n"
                                b"    sign: [{offer: steps, date: 2025-01, quantity: 10 MW}]\r\n")
        (self.folder / "offtake.yaml").write_bytes(changed)
        plan = self.plan("--strategy", "dearer")
        self.assertIn("part", {row["offer"] for row in plan["first_stage"]})
        file = pathlib.Path(self.top) / "now.json"
        file.write_text(json.dumps(dict(plan, decisions=plan["first_stage"])), encoding="utf-8")
        before = self.values("--plan", str(file))
        self.commit("--yes")
        text = (self.folder / "signed.yaml").read_text(encoding="utf-8")
        self.assertIn("price: $9B/GW-year", text)
        self.assertNotIn("value:", text)
        after = self.values("--strategy", "dearer")
        for party in before:
            self.assertAlmostEqual(before[party], after[party], delta=1e-9 * (1e6 + abs(before[party])))

    def test_what_is_left_is_less_and_what_moved_is_told(self):
        plan = self.plan()
        signed = {row["offer"]: row["mw"] for row in plan["first_stage"]}
        self.commit("--yes")
        again = self.plan()
        # Nothing has changed: the plan is worth what it was, and there is nothing to regret.
        since = again["since_commit"]
        self.assertAlmostEqual(since["value_usd"] / since["value_then_usd"], 1.0, delta=0.01)
        self.assertEqual(since["causes"], [])
        for row in again["first_stage"]:
            most = {"part": 300.0, "steps": 20.0}[row["offer"]]
            self.assertLessEqual(row["mw"], most - signed[row["offer"]] + 1e-6)
        # Demand is lower than it was thought: what was signed is regretted.
        lower = self.bytes.replace(b"150k H100e", b"60k H100e")
        (self.folder / "offtake.yaml").write_bytes(lower)
        out = self.run_("plan", self.model, *FEW, "--format", "json", exit=0).out
        since = json.loads(out)["since_commit"]
        self.assertLess(since["value_usd"], since["value_then_usd"])
        self.assertGreater(since["regret_usd"], 0.0)
        self.assertEqual(since["causes"], ["workloads.serving.volume.value: 150k H100e → 60k H100e"])
        self.assertIn("Regret", self.run_("plan", self.model, *FEW, "--table", "since_commit", exit=0).out)

    def test_a_second_commit_comes_behind_the_first(self):
        self.plan()
        self.commit("--yes")
        first = (self.folder / "signed.yaml").read_bytes()
        (self.folder / "offtake.yaml").write_bytes(self.bytes.replace(b"150k H100e", b"400k H100e"))
        plan = self.plan()
        self.assertTrue(plan["first_stage"])
        self.commit("--yes")
        second = (self.folder / "signed.yaml").read_bytes()
        self.assertTrue(second.startswith(first))
        self.assertGreater(len(second), len(first))
        self.run_("check", self.model, exit=0)

    def test_the_mode_of_the_file_stays_and_a_locked_one_is_left_alone(self):
        self.plan()
        self.commit("--yes")
        signed = self.folder / "signed.yaml"
        signed.chmod(0o664)
        first = signed.read_bytes()
        (self.folder / "offtake.yaml").write_bytes(self.bytes.replace(b"150k H100e", b"400k H100e"))
        self.plan()
        if os.geteuid() != 0:  # root may write anything
            signed.chmod(0o444)
            self.assertIn("E0995", self.commit("--yes", exit=6).err)
            self.assertEqual(signed.read_bytes(), first)
            signed.chmod(0o664)
        before = os.umask(0o077)
        try:
            self.commit("--yes")
        finally:
            os.umask(before)
        self.assertNotEqual(signed.read_bytes(), first)
        self.assertEqual(signed.stat().st_mode & 0o777, 0o664)

    def test_texts_that_need_quotes_read_as_they_did(self):
        text = (rb'label: "part: \\ \"of it\" # ' + "일부".encode() + b'"\r\n'
                rb'    source: "two\nlines\tand a tab \U0001F600"' + b"\r\n")
        old = "label: 'Part: \"of it\", 일부'\r\n".encode()
        self.assertIn(old, self.bytes)
        changed = self.bytes.replace(old, text).replace(b"    source: >-\r\n      two lines\r\n      of text\r\n", b"")
        (self.folder / "offtake.yaml").write_bytes(changed)
        self.plan()
        self.commit("--yes")
        self.run_("check", self.model, exit=0)
        written = (self.folder / "signed.yaml").read_text(encoding="utf-8")
        self.assertIn(r'source: "two\nlines\tand a tab 😀"', written)
        self.assertIn(r'\"of it\" # 일부"', written)

    def test_the_last_commit_is_one_of_this_model(self):
        results = str(pathlib.Path(self.top) / "both.db")
        self.plan("--results", results)
        self.commit("--results", results, "--yes")
        mine = self.plan("--results", results)["since_commit"]
        other = pathlib.Path(self.top) / "other"
        other.mkdir()
        renamed = self.bytes.replace(b"  part:\r\n", b"  piece:\r\n").replace(b"  steps: {", b"  stairs: {")
        (other / "offtake.yaml").write_bytes(renamed)
        self.run_("plan", str(other), *FEW, "--quick", "--results", results, exit=0)
        self.run_("commit", str(other), "--results", results, "--yes", exit=0)
        again = self.plan("--results", results)["since_commit"]
        self.assertEqual((again["run"], again["date"]), (mine["run"], mine["date"]))

    def test_refused_when_the_model_is_another(self):
        self.plan()
        (self.folder / "offtake.yaml").write_bytes(self.bytes + b"# a remark\r\n")
        self.assertIn("E0964", self.commit("--yes", exit=3).err)  # no plan of this model
        self.assertIn("E0993", self.commit("--plan", "1", "--yes", exit=3).err)
        self.assertFalse((self.folder / "signed.yaml").exists())

    def test_a_file_of_the_users_is_left_alone(self):
        other = b"# mine\nparties:\n  third: {}\n"
        (self.folder / "signed.yaml").write_bytes(other)
        self.plan()
        self.commit("--yes")
        self.assertEqual((self.folder / "signed.yaml").read_bytes(), other)
        self.assertTrue((self.folder / "signed-2.yaml").exists())

    def test_killed_at_any_moment_it_is_there_whole_or_not_at_all(self):
        self.plan()
        kept = (self.folder / "offtake.db").read_bytes()
        begun = time.monotonic()
        self.commit("--yes")
        seconds = time.monotonic() - begun
        whole = (self.folder / "signed.yaml").read_bytes()
        seen = set()
        for n in range(25):
            (self.folder / "signed.yaml").unlink(missing_ok=True)
            for name in ("offtake.db-wal", "offtake.db-shm", "offtake.db-journal"):
                (self.folder / name).unlink(missing_ok=True)
            (self.folder / "offtake.db").write_bytes(kept)
            process = self.start("commit", self.model, "--yes")
            time.sleep(seconds * n / 12)  # up to twice as long as it takes
            process.kill()
            process.communicate()
            there = (self.folder / "signed.yaml").exists()
            seen.add(there)
            if there:
                self.assertEqual((self.folder / "signed.yaml").read_bytes(), whole)
            self.assertEqual((self.folder / "offtake.yaml").read_bytes(), self.bytes)
        self.assertIn(True, seen)


if __name__ == "__main__":
    unittest.main()
