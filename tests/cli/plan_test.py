#!/usr/bin/env python3
"""`offtake plan`: what it prints, what it promises, and how it ends."""

import json
import re
import signal
import time
import unittest

from cli_test import SANITIZED, SOURCE, Program

PATHS = "64" if SANITIZED else "300"
FEDERATION = str(SOURCE / "examples/federation")
KEYS = ["format", "version", "model", "options", "value", "penalty", "bound", "gap", "certified", "claimed_bound",
        "claimed_gap", "end", "verified", "worst_violation", "relaxed_value", "violations", "first_stage", "decisions",
        "epochs", "in_sample", "out_of_sample", "nothing", "agreements_alone", "here_and_now", "expected_value", "vss",
        "value_of_adapting", "perfect_information", "size", "iterations", "integer_rounds", "evaluations", "brings",
        "years", "left_out", "incidents", "seconds"]


class Plan(Program):
    def plan(self, *arguments, model="m", exit=0, paths=PATHS, **how):
        return self.run_("plan", model, "--paths", paths, *arguments, exit=exit, **how)

    def document(self, *arguments, **how):
        document = json.loads(self.plan("--format", "json", *arguments, **how).out)
        self.assertEqual(list(document), KEYS)
        return document


class Answers(Plan):
    def test_document(self):
        d = self.document()
        self.assertEqual((d["format"], d["version"], d["end"]), ("offtake.plan", 1, "proven"))
        self.assertTrue(d["certified"] and d["verified"])
        self.assertLessEqual(d["gap"], 5e-3)
        self.assertAlmostEqual(d["gap"], (d["bound"] - d["value"]) / max(1, abs(d["value"])), delta=1e-12)
        self.assertEqual(d["value"], d["in_sample"]["objective"])
        self.assertLess(d["out_of_sample"]["low"], d["out_of_sample"]["high"])
        self.assertAlmostEqual(d["value_of_adapting"], d["value"] - d["here_and_now"]["objective"],
                               delta=1e-9 * abs(d["value"]))
        self.assertAlmostEqual(d["vss"], d["value"] - d["expected_value"]["objective"], delta=1e-9 * abs(d["value"]))
        self.assertGreaterEqual(d["value"], d["nothing"]["objective"])
        # In tranches, within the offer.
        for decision in d["decisions"]:
            self.assertAlmostEqual(decision["mw"] % 50.0, 0.0)
            self.assertLessEqual(decision["mw"], 500.0)
            self.assertIn(decision["if"], d["epochs"][decision["epoch"]]["cells"])
        self.assertEqual(d["first_stage"], [x for x in d["decisions"] if x["epoch"] == 0])
        self.assertGreater(sum(d["seconds"].values()), 0.0)
        # What is drawn afresh is another sample: it can not be the same to the last digit.
        self.assertNotEqual(d["in_sample"]["mean"], d["out_of_sample"]["mean"])

    def test_same_bits_on_any_number_of_threads(self):
        one, two = (self.document("--threads", n, "--strategy", "multicloud", "--results", "none", model=FEDERATION)
                    for n in "12")
        one.pop("seconds"), two.pop("seconds")
        self.assertEqual(one, two)

    def test_options_change_the_problem(self):
        base = self.document("--results", "none")
        here = self.document("--cells", "1", "--quick", "--results", "none")
        self.assertEqual({x["cell"] for x in here["decisions"]}, {0})
        self.assertEqual(here["vss"], None)
        self.assertLessEqual(here["value"], base["bound"] * (1 + 1e-9))
        smooth = self.document("--continuous", "--gap", "0.1 %", "--quick", "--results", "none")
        self.assertTrue(smooth["options"]["continuous"])
        self.assertLessEqual(smooth["gap"], 1e-3)
        twice = self.document("--epochs", "half-yearly", "--quick", "--results", "none")
        months = self.document("--epochs", "6 months", "--quick", "--results", "none")
        self.assertEqual([x["month"] for x in twice["epochs"]], [x["month"] for x in months["epochs"]])
        self.assertEqual(twice["epochs"][1]["month"] - twice["epochs"][0]["month"], 6)
        bold = self.document("--risk", "0", "--quick", "--results", "none")
        self.assertEqual(bold["value"], bold["in_sample"]["mean"])
        cheap = self.document("--set", "offers.next-500mw.price=$3B/GW-year", "--quick", "--results", "none")
        self.assertGreater(cheap["value"], base["value"])
        other = self.document("--seed", "2", "--sampling", "sobol", "--quick", "--results", "none")
        self.assertEqual(other["options"]["sampling"], "sobol")
        extensive = self.document("--method", "extensive", "--quick", "--results", "none", paths="20", exit=7)
        bundle = self.document("--gap", "2 %", "--quick", "--results", "none", paths="20")
        self.assertEqual((extensive["end"], extensive["certified"]), ("claimed", False))
        self.assertAlmostEqual(extensive["value"], bundle["value"], delta=0.02 * abs(bundle["value"]))

    def test_tables_for_people(self):
        for language, says in (("en", ["Decide now", "Decide later, if", "What it brings", "How sure", "Proven:",
                                       "Checked:", "certified", "claimed by the solver", "What it is worth"]),
                               ("ko", ["지금 결정할 것", "가져오는 것", "얼마나 확실한가", "증명됨:", "확인됨:"])):
            out = self.plan("--lang", language).out
            for text in says:
                self.assertIn(text, out)
            self.assertNotIn("nan", out)
        stored = self.run_("runs", "m", "2", "--lang", "ko", exit=0).out
        self.assertIn("지금 결정할 것", stored)
        self.assertIn("증명됨:", stored)
        rows = self.plan("--table", "decisions,times", "--format", "csv", "--results", "none").out
        self.assertIn("offer,date,epoch,cell,mw\r\n", rows)
        listed = self.stored_runs()
        self.assertEqual([(r["command"], r["state"]) for r in listed], [("plan", "proven")] * 2)

    def test_nothing_to_sign_is_said_plainly(self):
        out = self.plan("--set", "offers.next-500mw.price=$99B/GW-year").out
        self.assertIn("Sign nothing, now or later", out)
        out = self.plan("--set", "offers.next-500mw.window={from: 2028Q1, until: 2028Q4}", "--set",
                        "strategies.sign-it.sign=[]").out
        self.assertIn("no offer is open before 2028Q1", out)


class Replay(Plan):
    def test_a_stored_plan_is_played_again(self):
        text = self.plan("--format", "json").out
        (self.top / "plan.json").write_text(text)
        by_run = self.run_("simulate", "m", "--plan", "1", "--paths", PATHS, "--format", "json", exit=0)
        by_file = self.run_("simulate", "m", "--plan", "plan.json", "--paths", PATHS, "--format", "json", exit=0)
        self.assertEqual(by_run.out, by_file.out)
        # On the futures of the plan it is worth what the plan says.
        lab = next(p for p in json.loads(by_run.out)["parties"] if p["party"] == "lab")
        document = json.loads(text)
        self.assertAlmostEqual(lab["npv_usd"], document["in_sample"]["mean"], delta=1e-9 * abs(lab["npv_usd"]))
        other = self.run_("simulate", "m", "--plan", "1", "--seed", "8", "--paths", PATHS, "--format", "json", exit=0)
        self.assertNotEqual(other.out, by_run.out)
        self.assertEqual([r["command"] for r in self.stored_runs()][1:],
                         ["simulate --plan 1", "simulate --plan plan.json", "simulate --plan 1"])

    def test_what_does_not_fit(self):
        document = json.loads(self.plan("--format", "json").out)
        signing = next(x for x in document["decisions"])

        def refused(says, change, *arguments):
            changed = json.loads(json.dumps(document))
            change(changed)
            (self.top / "plan.json").write_text(json.dumps(changed))
            self.refused("simulate", "m", "--plan", "plan.json", *arguments, exit=3, says=["E0964", *says])

        def first(**values):
            return lambda d: d["decisions"][0].update(values)

        refused(["no offer of the model", "'gone'"], first(offer="gone"))
        refused(["outside its window"], first(month=signing["month"] + 480))
        refused(["more than its most"], first(mw=5000))
        refused(["no plan"], first(mw=-1))
        refused(["no plan"], first(cell=7))
        refused(["no plan"], first(epoch=-1))
        refused(["no plan"], lambda d: d.update(format="offtake.simulation"))
        refused(["version"], lambda d: d.update(version=2))
        refused(["driver"], lambda d: d["epochs"][1].update(signals=["gone"]))
        refused(["no plan"], lambda d: d["epochs"][1].update(thresholds=[]))
        refused(["clock"], lambda d: d["epochs"][1].update(month=d["epochs"][1]["month"] + 0.5))
        refused(["outside its window"], lambda d: None, "--set", "offers.next-500mw.window={from: 2026Q1, until: 2026Q1}",
                "--set", "strategies.sign-it.sign=[]")
        for text in ("", "{", "[]", "null", "\x00"):
            (self.top / "plan.json").write_text(text)
            self.refused("simulate", "m", "--plan", "plan.json", exit=3, says=["E0964"])
        self.refused("simulate", "m", "--plan", "nowhere.json", exit=3, says=["E0964", "nowhere.json"])
        self.refused("simulate", "m", "--plan", "9", exit=2, says=["E1009"])
        self.run_("simulate", "m", "--paths", "9", exit=0)
        self.refused("simulate", "m", "--plan", "2", exit=3, says=["E0964", "run 2 is no plan"])
        self.refused("simulate", "m", "--plan", "1", "--strategy", "sign-it", exit=2, says=["E0902", "another strategy"])


class Ends(Plan):
    def test_usage(self):
        for option, wrong in {"--gap": ["-1", "2", "x", "1 %%"], "--time": ["0", "-1", "5 weeks", "min"],
                              "--epochs": ["5 GW", "daily", "-1 month"], "--cells": ["0", "101", "1.5"],
                              "--risk": ["-0.1", "1.1", "x"], "--resume": ["m", "0", "-1"]}.items():
            for text in wrong:
                self.refused("plan", "m", f"{option}={text}", exit=2, says=["E0902", option])
        self.refused("plan", "m", "--epochs", "5 months", exit=3, says=["E0740", "6 months"])
        self.refused("plan", "m", "--table", "nwo", exit=2, says=["E0903", "'now'"])
        self.refused("plan", "m", "--set", "offers.next-500mw.tenant=cloud", exit=3, says=["E"])

    def test_impossible_request(self):
        done = self.plan("--set", "planner.limits.capacity={2029-12: 250 GW}", "--quick", exit=4)
        self.assertRegex(done.err, r"infeasible.*\n  capacity by 2029-12 \(planner.limits.capacity\) is missed by 2\d\d")
        self.assertIn("offtake explain m 1", done.err)
        self.assertIn("Cannot be kept", done.out)
        self.assertIn("not to be signed", done.out)
        d = self.document("--set", "planner.limits.capacity={2029-12: 250 GW}", "--quick", exit=4)
        self.assertGreater(d["violations"][0]["by_mw"], 2e5)
        self.assertGreater(d["penalty"], 0.0)

    def test_limit_of_time(self):
        d = self.document("--time", "0.001s", "--strategy", "multicloud", "--results", "none", model=FEDERATION, exit=7)
        self.assertEqual((d["end"], d["certified"]), ("time", False))
        self.assertGreater(d["gap"], 5e-3)
        out = self.plan("--time", "0.001s", "--strategy", "multicloud", "--results", "none", model=FEDERATION, exit=7).out
        self.assertIn("Not proven", out)
        self.assertNotIn("Proven:", out)

    def test_interrupted(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            process = self.start("plan", FEDERATION, "--strategy", "multicloud", "--paths", "500" if SANITIZED else "10k", "--gap", "0.00001 %",
                                 "--progress", "plain", "--results", "plans.db", "--format", "json")
            err = b""
            while b"continuous    3" not in err:  # some plans are evaluated
                line = process.stderr.readline()
                self.assertTrue(line, err)
                err += line
            process.send_signal(number)
            out, rest = process.communicate(timeout=120)
            self.assertEqual(process.returncode, 130, rest)
            d = json.loads(out)
            self.assertEqual(d["end"], "stopped")
            self.assertTrue(d["decisions"])
            self.assertGreater(d["value"], d["in_sample"]["cvar"])
        listed = json.loads(self.run_("runs", "x", "--results", "plans.db", "--format", "json").out)["runs"]
        self.assertEqual([r["state"] for r in listed], ["stopped", "stopped"])

    def test_progress(self):
        quiet = self.plan("--progress", "none", "--results", "none")
        self.assertEqual(quiet.err, "")
        plain = self.plan("--progress", "plain", "--results", "none").err
        self.assertRegex(plain, r"\d+ decisions: 1 offers, 5 dates, \d+ cases; \d+ sequences of cases, \d+ limits")
        self.assertRegex(plain, r"slopes from \S+ to \S+ \$/MW")
        self.assertRegex(plain, r"continuous +0 +value +\S+ +bound +\S+ +gap +\S+ % +\S+ s")
        events = [json.loads(line) for line in self.plan("--progress", "json", "--results", "none").err.splitlines()]
        self.assertLessEqual({"sizes", "ranges", "iteration", "phase"}, {e["event"] for e in events})
        self.assertEqual(quiet.out.split("\nTime\n")[0], self.plan("--results", "none").out.split("\nTime\n")[0])

    def test_a_plan_that_can_not_be_kept_is_printed(self):
        (self.top / "full").mkdir()
        done = self.run_("plan", "m", "--paths", PATHS, "--results", "full", exit=6)
        self.assertIn("E1006", done.err)


if __name__ == "__main__":
    unittest.main()
