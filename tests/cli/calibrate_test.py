#!/usr/bin/env python3
"""Drivers from data: what is fitted is written, read back and scored; hostile data are refused in their place."""

import csv
import filecmp
import io
import json
import os
import subprocess
import unittest

from cli_test import SOURCE, Program

DATA = SOURCE / "examples/calibrate"
PRICES = [str(DATA / "prices.csv"), "--value", "price"]
DEMAND = [str(DATA / "demand.csv"), "--value", "demand"]
SITES = [str(DATA / "milestones.csv"), "--planned", "planned", "--actual", "actual"]
WATCHED = [*SITES, "--as-of", "2025-12-31"]
PLANS = [str(DATA / "plans-2024-06.csv"), "--with", str(DATA / "plans-2025-06.csv"), "--key", "site", "--key", "phase",
         "--planned", "date"]
DEFAULTS = [str(DATA / "defaults.csv"), "--debtors", "debtors", "--defaults", "defaults"]
MODEL = """offtake: 1
clock: {start: 2026-01, end: 2027-12, step: month}
planner: {party: lab}
parties: {lab: {cash: $1B}}
"""


class Data(Program):
    def write(self, name, text):
        (self.top / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return name

    def json_of(self, command, *arguments, exit=0):
        return json.loads(self.run_(command, *arguments, "--format", "json", exit=exit).out)

    def fitted(self, *arguments):
        document = self.json_of("calibrate", *arguments)
        self.assertEqual((document["format"], document["version"]), ("offtake.calibrate", 1))
        return document["drivers"][0]


class Calibrate(Data):
    def test_the_examples_are_drawn_again(self):
        subprocess.run([str(DATA / "make_data"), str(self.top)], check=True)
        for name in sorted(p.name for p in DATA.glob("*.csv")):
            self.assertTrue(filecmp.cmp(DATA / name, self.top / name, shallow=False), name)

    def test_examples_are_recovered(self):
        """The laws that the examples were drawn from lie in the intervals."""
        for arguments, truth in [
            (PRICES + ["--kind", "ou"], {"growth": 0.8, "volatility": 0.30, "half_life": 3, "level": 2.5 * 730}),
            (DEMAND, {"growth": 1.6, "volatility": 0.20}),
            (WATCHED, {"none": 0.45, "mean": 0.55 * 90 * 1.6487 * 24 / 730}),
        ]:
            parameters = self.fitted(*arguments)["parameters"]
            for key, value in truth.items():
                low, high = parameters[key]["low"], parameters[key]["high"]
                self.assertLess(low, value, (arguments[0], key))
                self.assertTrue(high is None or high > value, (arguments[0], key))

    def test_kinds(self):
        self.assertEqual(self.fitted(*DEMAND)["kind"], "gbm")
        self.assertEqual(self.fitted(*PRICES)["kind"], "ou")
        self.assertEqual(self.fitted(*PRICES, "--kind", "gbm")["kind"], "gbm")
        self.assertEqual(self.fitted(*WATCHED)["kind"], "delay")
        self.assertEqual(self.fitted(*DEFAULTS)["kind"], "hazard")
        self.write("debtors.csv", "debtor,rating\na,BBB\nb,B+\nc,\n")
        document = self.json_of("calibrate", "debtors.csv", "--rating", "rating")
        self.assertEqual(document["drivers"][0]["kind"], "hazard")
        self.assertEqual([w["code"] for w in document["warnings"]], ["W0984"])
        self.assertIn("By the ratings 8.48 % fail", document["drivers"][0]["sentence"])
        self.write("debtors.csv", "debtor,rating\na,BBB\nb,BBB\n")
        self.assertEqual(self.fitted("debtors.csv", "--rating", "rating")["kind"], "default")

    def test_options_change_the_fit(self):
        flat = self.fitted(*DEMAND, "--trend", "flat")["parameters"]
        self.assertEqual(flat["growth"]["value"], 1)
        self.assertNotIn("trend_sd", flat)
        median, mean = (self.fitted(*DEMAND, "--center", c)["parameters"]["growth"]["value"] for c in ("median", "mean"))
        volatility = self.fitted(*DEMAND)["parameters"]["volatility"]["value"]
        self.assertAlmostEqual(mean / median, 2.718281828 ** (volatility**2 / 2), delta=1e-9)
        by_shape = [self.fitted(*WATCHED, "--shape", s) for s in ("exponential", "lognormal")]
        self.assertEqual([[law["law"] for law in f["laws"] if law["taken"]] for f in by_shape],
                         [["exponential"], ["lognormal"]])
        self.assertGreater(self.fitted(*WATCHED, "--grace", "30 days")["on_time"], self.fitted(*WATCHED)["on_time"])
        short = self.fitted(*WATCHED, "--from", "2024-01-01")
        self.assertLess(short["observations"], self.fitted(*WATCHED)["observations"])
        self.assertIn("most: 12 months", self.run_("calibrate", *WATCHED, "--most", "12 months", "--to", "yaml").out)

    def test_groups(self):
        document = self.json_of("calibrate", *WATCHED, "--by", "builder")
        self.assertEqual([d["name"] for d in document["drivers"]], ["delay-south", "delay-north"])
        south = self.fitted(*WATCHED, "--where", "builder=south")
        self.assertEqual(south["parameters"], document["drivers"][0]["parameters"])
        self.write("few.csv", "who,planned,actual\n" + "\n".join(
            f"{'a' if i < 9 else 'b'},2024-01-01,2024-0{1 + i % 9}-01" for i in range(10)))
        some = self.json_of("calibrate", "few.csv", "--planned", "planned", "--actual", "actual", "--by", "who")
        self.assertEqual([d["name"] for d in some["drivers"]], ["delay-a"])
        self.assertIn("W0984", [w["code"] for w in some["warnings"]])

    def test_what_is_written_is_read_back(self):
        """The YAML in a model folder passes `check`, and the model holds the numbers of the fit."""
        cases = [(PRICES, "price", ["growth", "volatility", "half_life", "start"]),
                 (DEMAND, "demand", ["growth", "volatility", "trend_sd"]),
                 ([*DEMAND, "--center", "mean"], "demand", ["growth"]),
                 (WATCHED, "delay", ["none", "mean"]),
                 ([*WATCHED, "--shape", "lognormal"], "delay", ["none", "mean", "p90"]),
                 (DEFAULTS, "default", ["per_year"])]
        for number, (arguments, name, keys) in enumerate(cases):
            folder = self.top / f"model-{number}"
            folder.mkdir()
            (folder / "offtake.yaml").write_text(MODEL, encoding="utf-8")
            source = 'A "table": page 3 # of 4\\'
            fit = self.fitted(*arguments, "--source", source, "-o", str(folder / "drivers.yaml"))
            checked = self.run_("check", str(folder), "--format", "json", exit=0)
            self.assertEqual([d for d in json.loads(checked.out) if d["severity"] == "error"], [])
            shown = self.json_of("show", str(folder), "drivers")
            row = shown["drivers"][0]
            self.assertEqual(row["driver"] if "driver" in row else row["name"], name)
            text = (folder / "drivers.yaml").read_text(encoding="utf-8")
            self.assertIn("source:", text)
            for key in keys:
                self.assertIn(f"    {key}: ", text)
            self.assertEqual(fit["name"], name)

    def test_yaml_after_the_table(self):
        out = self.run_("calibrate", *PRICES, "--to", "yaml", exit=0).out
        self.assertIn("Half-life", out)
        self.assertIn("drivers:\n", out)
        self.assertIn("    kind: ou\n", out)
        self.assertNotIn("drivers:\n", self.run_("calibrate", *PRICES, exit=0).out)

    def test_every_format_and_language(self):
        for arguments in (PRICES, WATCHED, DEFAULTS):
            english = self.run_("calibrate", *arguments, exit=0).out
            korean = self.run_("calibrate", *arguments, "--lang", "ko", exit=0).out
            self.assertIn("Intervals: 95 %.", english)
            self.assertIn("구간은 95%.", korean)
            self.assertTrue(english.rstrip().endswith(".") and korean.rstrip().endswith("."))
            for table in ("parameters", "laws", "goodness"):
                text = self.run_("calibrate", *arguments, "--table", table, "--format", "csv", exit=0).out
                rows = list(csv.DictReader(io.StringIO(text)))
                document = self.json_of("calibrate", *arguments, "--table", table)
                self.assertEqual(len(rows), len(document[table]))
            self.assertIn("| ", self.run_("calibrate", *arguments, "--format", "md", exit=0).out)
        row = json.loads(self.run_("calibrate", *DEMAND, "--table", "parameters", "--format", "json").out)["parameters"][0]
        self.assertEqual(row["parameter"], "growth")
        self.assertIsInstance(row["value"], float)

    def test_two_vintages(self):
        document = self.json_of("calibrate", *PLANS, "--from", "2024-06-01")
        driver = document["drivers"][0]
        self.assertEqual([w["code"] for w in document["warnings"] if w["code"] not in ("W0981", "W0982")], ["W0984"])
        self.assertEqual(driver["observations"], 23)
        # Without --from the past counts as on time, and is warned of.
        past = self.json_of("calibrate", *PLANS)
        self.assertIn("W0989", [w["code"] for w in past["warnings"]])
        self.assertEqual(past["drivers"][0]["on_time"], driver["on_time"] + 6)
        # With a date, announcements after it are not yet reached.
        watched = self.fitted(*PLANS, "--from", "2024-06-01", "--as-of", "2025-06-01")
        self.assertGreater(watched["not_reached"] + watched["not_due"], 0)

    def test_rows_in_any_order_and_cells_of_many_lines(self):
        rows = (DATA / "prices.csv").read_text(encoding="utf-8").splitlines()
        self.write("turned.csv", "\r\n".join([rows[0] + ",note", *(f'{r},"two\nlines, ""quoted"""' for r in reversed(rows[1:]))]))
        self.assertEqual(self.fitted("turned.csv", "--value", "price")["parameters"], self.fitted(*PRICES)["parameters"])


class Hostile(Data):
    def test_everything_at_once_in_its_place(self):
        self.write("bad.csv", "date,value\n2024-01,1\n2024-13,2\n2024-03,-1\n2024-04,abc\n2024-05,0\n2024-01,3\n2024-06,$5\n")
        done = self.run_("calibrate", "bad.csv", "--value", "value", exit=3)
        self.assertEqual(done.out, "")
        for place, code in [("3:1", "E0301"), ("4:9", "E0983"), ("5:9", "E0110"), ("6:9", "E0983"), ("7:1", "E0984"), ("8:9", "E0982")]:
            self.assertIn(f"bad.csv:{place}: error[{code}]", done.err)

    def test_columns_and_rows(self):
        self.write("a.csv", "date,price\n2024-01,1\n")
        self.refused("calibrate", "a.csv", "--value", "prise", exit=3, says=["E0981", "did you mean 'price'?"])
        self.refused("calibrate", "a.csv", "--value", "price", "--where", "who=x", exit=3, says=["E0981", "'who'"])
        self.refused("calibrate", "a.csv", "--value", "price", "--where", "price=2", exit=3, says=["E0981", "the column holds 1"])
        self.refused("calibrate", "a.csv", "--value", "price", exit=3, says=["E0985", "a.csv"])
        self.refused("calibrate", "a.csv", "--value", "price", "--from", "2025-01", exit=3, says=["E0985", "no row"])
        self.refused("calibrate", "a.csv", "--debtors", "date", "--defaults", "price", exit=3, says=["E0110", "a.csv:2:1"])
        self.write("c.csv", "n,d\n10,11\n10,1.5\n-1,0\n")
        self.refused("calibrate", "c.csv", "--debtors", "n", "--defaults", "d", exit=3, says=["c.csv:2:4: error[E0989]", "c.csv:3:4: error[E0982]", "c.csv:4:1: error[E0982]"])
        self.write("r.csv", "rating\nBBB\nZZ\n")
        self.refused("calibrate", "r.csv", "--rating", "rating", exit=3, says=["r.csv:3:1: error[E0982]"])
        self.write("r.csv", "rating\nAAA\n")
        self.refused("calibrate", "r.csv", "--rating", "rating", "--measure", "market-implied", exit=3, says=["E0615"])

    def test_milestones(self):
        self.refused("calibrate", *SITES, exit=3, says=["E0988", "--as-of"])
        self.refused("calibrate", *SITES, "--as-of", "2022-02-01", exit=3, says=["E0985", "not due"])
        self.write("e.csv", "id,date\na,2024-01-01\na,2024-02-01\n")
        self.write("l.csv", "id,date\na,\nb,2024-02-30\nb,2024-03-01\n")
        self.refused("calibrate", "e.csv", "--with", "l.csv", "--key", "id", "--planned", "date", exit=3,
                     says=["e.csv:3:1: error[E0984]", "l.csv:2:3: error[E0988]", "l.csv:4:1: error[E0984]"])
        self.write("on-time.csv", "planned,actual\n" + "2024-01-01,2023-12-01\n" * 9)
        self.refused("calibrate", "on-time.csv", "--planned", "planned", "--actual", "actual", exit=3, says=["E0986"])

    def test_files(self):
        self.refused("calibrate", "none.csv", "--value", "v", exit=3, says=["none.csv: error[E0980]"])
        self.refused("calibrate", "m", "--value", "v", exit=3, says=["E0980", "regular file"])
        os.mkfifo(self.top / "pipe.csv")
        self.refused("calibrate", "pipe.csv", "--value", "v", exit=3, says=["E0980"])
        for content, code in [(b"", "E0503"), (b"date,v\n", "E0504"), (b"date;v\n2024;1\n", "E0505"), (b"date,v\n1,2,3\n", "E0506"),
                              (b'date,v\n"2024-01,1\n', "E0507"), (b'date,v\n"a"b,1\n', "E0508"), (b"v,v\n1,1\n", "E0509"),
                              (b"\xff\xfed\x00", "E0005"), (b"date,v\n\xe9,1\n", "E0006"), (b"date,v\n\x00,1\n", "E0007"),
                              (b"date,v\n2024-01,\xe2\x80\xae1\n", "E0802")]:
            self.write("x.csv", content)
            self.refused("calibrate", "x.csv", "--value", "v", exit=3, says=[code])

    def test_no_number_breaks_it(self):
        """Extreme but valid numbers: a fit or a refusal, never a crash or a NaN in the YAML."""
        for values in (["1e-300", "1e300"] * 5, ["1"] * 10, ["1"] * 9 + ["1e300"], [f"1e{i}" for i in range(0, 300, 10)],
                       ["1.0000000001", "1"] * 10, [str(2 ** (i % 2)) for i in range(40)]):
            self.write("n.csv", "date,v\n" + "\n".join(f"{2000 + i // 12}-{i % 12 + 1:02},{v}" for i, v in enumerate(values)))
            for kind in ("auto", "gbm", "ou"):
                done = self.run_("calibrate", "n.csv", "--value", "v", "--kind", kind, "--format", "json")
                self.assertIn(done.returncode, (0, 3), done.err)
                if done.returncode == 0:
                    self.assertNotRegex(json.loads(done.out)["yaml"], r"nan|inf")

    def test_usage(self):
        self.refused("calibrate", exit=2, says=["E0905", "a CSV file"])
        self.refused("calibrate", "a.csv", exit=2, says=["E0905", "--value"])
        self.refused("calibrate", "a.csv", "--kind", "delay", exit=2, says=["E0905", "--planned"])
        self.refused("calibrate", "a.csv", "--planned", "p", exit=2, says=["E0905", "--actual or --with"])
        self.refused("calibrate", "a.csv", "--planned", "p", "--with", "b.csv", exit=2, says=["E0905", "--key"])
        self.refused("calibrate", "a.csv", "--kind", "default", exit=2, says=["E0905", "--rating"])
        self.refused("calibrate", "a.csv", "--kind", "gmb", exit=2, says=["E0903", "did you mean 'gbm'?"])
        self.refused("calibrate", *SITES, "--as-of", "soon", exit=2, says=["E0902", "--as-of"])
        self.refused("calibrate", *SITES, "--grace", "3 MW", exit=2, says=["E0902", "--grace"])
        self.refused("calibrate", *DEMAND, "--where", "x", exit=2, says=["E0902", "COLUMN=TEXT"])
        self.refused("calibrate", *DEMAND, "--to", "mps", exit=2, says=["E0902", "yaml"])
        self.refused("calibrate", *DEMAND, "--table", "paramters", exit=2, says=["E0903", "did you mean 'parameters'?"])
        self.refused("calibrate", *DEMAND, "-o", "no/such/folder.yaml", exit=6, says=["E1011"])
        self.refused("backtest", *DEMAND, exit=2, says=["E0905", "--known-until"])
        self.refused("backtest", *DEFAULTS, "--known-until", "2020", exit=2, says=["E0902"])
        self.refused("backtest", *DEFAULTS, "--known-until", "2020-12", exit=2, says=["E0902", "default"])
        self.refused("backtest", *DEMAND, "--known-until", "2026-12", exit=3, says=["E0987"])
        self.refused("backtest", *WATCHED, "--known-until", "2026-12", exit=2, says=["E0902", "--as-of"])

    def test_warnings(self):
        self.write("gap.csv", "date,v\n" + "\n".join(f"20{10 + i + (5 if i > 6 else 0)}-01,{2 + i % 3}" for i in range(12)) + "\n2040-01,\n")
        codes = {w["code"] for w in self.json_of("calibrate", "gap.csv", "--value", "v", "--kind", "gbm")["warnings"]}
        self.assertLessEqual({"W0980", "W0981", "W0984"}, codes)
        self.write("flat.csv", "planned,actual\n" + "".join(f"2020-01-01,2020-0{4 + i % 2}-0{1 + i % 7}\n" for i in range(30)))
        delay = ["flat.csv", "--planned", "planned", "--actual", "actual"]
        codes = [w["code"] for w in self.json_of("calibrate", *delay, "--shape", "lognormal")["warnings"]]
        self.assertIn("W0987", codes)
        shown = self.run_("calibrate", *WATCHED, exit=0)
        self.assertNotIn("warning", shown.out)


class Backtest(Data):
    def test_a_series(self):
        document = self.json_of("backtest", *PRICES, "--known-until", "2023-12")
        self.assertEqual((document["format"], document["version"]), ("offtake.backtest", 1))
        self.assertEqual(document["later"], 24)
        self.assertEqual(document["known"], 93)
        self.assertEqual(document["known_until"], "2023-12-31")  # the last day that was known
        self.assertEqual([(s["forecast"], s["origin"]) for s in document["scores"]],
                         [(f, o) for o in ("step", "date") for f in ("fitted", "last_value", "last_growth")])
        self.assertEqual(len(document["outcomes"]), 24)
        # What is known later changes no forecast: the fit is that of the rows until then.
        rows = (DATA / "prices.csv").read_text(encoding="utf-8").splitlines()
        self.write("past.csv", "\n".join(r for r in rows if r < "2024" or r.startswith("date")))
        self.assertEqual(document["fitted"]["parameters"], self.fitted("past.csv", "--value", "price", "--kind", document["fitted"]["kind"])["parameters"])

    def test_milestones(self):
        document = self.json_of("backtest", *WATCHED, "--known-until", "2024-06-30")
        self.assertEqual(document["value_unit"], "days")
        self.assertEqual(document["known_until"], "2024-06-30")
        self.assertEqual([s["forecast"] for s in document["scores"]], ["fitted", "as_planned", "as_before"])
        self.assertTrue(any(o["open"] for o in document["outcomes"]))
        self.assertIn("that were known by 2024-06-30", self.run_("backtest", *WATCHED, "--known-until", "2024-06-30").out)
        self.assertTrue(all(o["p5"] <= o["median"] <= o["p95"] for o in document["outcomes"]))
        covered = document["scores"][0]["covered"]
        self.assertTrue(covered["50"] <= covered["80"] <= covered["90"])

    def test_too_few_is_said(self):
        few = self.json_of("backtest", *DEMAND, "--known-until", "2025-01")
        self.assertEqual({c["verdict"] for c in few["comparisons"]}, {"too_few"})
        self.assertIn("too few", few["sentence"])
        self.assertIn("W0988", [w["code"] for w in few["warnings"]])
        shown = self.run_("backtest", *DEMAND, "--known-until", "2025-01", exit=0)
        self.assertIn("too few", shown.out)
        self.assertIn("W0988", shown.err)

    def test_every_format_and_language(self):
        for arguments in ([*PRICES, "--known-until", "2023-12"], [*WATCHED, "--known-until", "2024-06-30"]):
            self.assertIn("Against naive forecasts", self.run_("backtest", *arguments, exit=0).out)
            self.assertIn("단순 예측과 비교", self.run_("backtest", *arguments, "--lang", "ko", exit=0).out)
            document = self.json_of("backtest", *arguments)
            for table in ("scores", "comparisons", "outcomes"):
                text = self.run_("backtest", *arguments, "--table", table, "--format", "csv", exit=0).out
                self.assertEqual(len(list(csv.DictReader(io.StringIO(text)))), len(document[table]), table)
            self.assertEqual(self.run_("backtest", *arguments).out, self.run_("backtest", *arguments).out)


if __name__ == "__main__":
    unittest.main()
