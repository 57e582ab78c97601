#!/usr/bin/env python3
"""The report: its document is what the schema says, its figures are those of the results file, nothing breaks out."""

import base64
import html.parser
import json
import math
import os
import pty
import re
import sqlite3
import struct
import subprocess
import sys
import time
import unittest

from cli_test import COMMANDS, SANITIZED, SOURCE, Program

SCHEMA = SOURCE / "web/schema/page.schema.json"
FEDERATION = str(SOURCE / "examples/federation")
HOSTILE = ["</script><script>window.hit=1</script>", "<img src=x onerror=alert(1)>", "<!--<script>", "&lt;b&gt;",
           "=HYPERLINK(\"http://x\")", "'\"`{{7*7}}${7}"]


class Elements(html.parser.HTMLParser):
    """The elements of a page with their text, as a browser cuts them."""

    def __init__(self, text):
        super().__init__(convert_charrefs=False)
        self.found, self.open = [], False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append([tag, dict(attributes), ""])
        self.open = True

    def handle_endtag(self, tag):
        self.open = False

    def handle_data(self, data):
        if self.open:
            self.found[-1][2] += data

    def one(self, name):
        return next(text for _, attributes, text in self.found if attributes.get("id") == name)


class Document:
    def __init__(self, text):
        self.text = text
        elements = Elements(text)
        self.elements = [tag for tag, _, _ in elements.found]
        self.page = json.loads(elements.one("offtake-page"))
        block = base64.b64decode(elements.one("offtake-numbers"), validate=True)
        self.numbers = struct.unpack(f"<{len(block) // 8}d", block)
        self.sections = {s["key"]: s for s in self.page["sections"]}

    def table(self, section, key):
        return next(p["table"] for p in self.sections[section]["panels"] if p["table"]["key"] == key)

    def rows(self, section, key):
        table = self.table(section, key)
        columns = {}
        for column, data in zip(table["columns"], table["data"]):
            if "text" in data:
                columns[column["key"]] = data["text"]
            else:
                values = self.numbers[data["at"]:data["at"] + data["count"]]
                columns[column["key"]] = [None if math.isnan(v) else v for v in values]
        return [dict(zip(columns, row)) for row in zip(*columns.values())]


class Report(Program):
    def report(self, *arguments, model="m", exit=0):
        self.run_("report", model, *arguments, "-o", "report.html", exit=exit)
        return Document((self.top / "report.html").read_text(encoding="utf-8"))

    def stored(self, run):
        return json.loads(self.run_("runs", "m", str(run), "--format", "json", exit=0).out)

    def assert_valid(self, document):
        (self.top / "page.json").write_text(json.dumps(document.page), encoding="utf-8")
        done = subprocess.run([sys.executable, "-m", "check_jsonschema", "--schemafile", SCHEMA, self.top / "page.json"],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_figures_are_those_of_the_runs(self):
        self.simulate()
        self.run_("plan", "m", "--paths", "64", exit=0)
        document = self.report()
        self.assert_valid(document)
        plan = self.stored(2)
        brings = next(r for r in plan["brings"] if r["what"] == "plan")
        figures = document.rows("decision", "decision_figures")[0]
        for key in ("objective_usd", "mean_usd", "cvar_usd", "spend_usd", "short_share"):
            self.assertEqual(figures[key], brings[key], key)
        parties = {r["party"]: r for r in document.rows("parties", "party_values")}
        for row in plan["parties"]:
            self.assertEqual(parties[row["party"]]["npv_usd"], row["npv_usd"])
        payoffs = document.rows("parties", "payoffs")
        for row in self.stored(1)["parties"]:
            shown = [r for r in payoffs if r["party"] == row["party"] and r["contender"] != "plan"]
            self.assertEqual([r["npv_usd"] for r in shown], [row["npv_usd"]])
        paid = sum(r["total_usd"] for r in plan["money"])
        self.assertAlmostEqual(sum(r["total_usd"] for r in document.rows("flows", "money_links")) / paid, 1.0, delta=1e-12)
        self.assertEqual([r["run"] for r in document.rows("reproduce", "runs")], [1, 2])

    def test_sentences_are_in_both_languages(self):
        self.simulate()
        self.run_("plan", "m", "--paths", "64", exit=0)
        document = self.report("--lang", "ko")
        self.assertEqual(document.page["language"], "ko")
        hangul = re.compile("[가-힣]")
        for section in document.page["sections"]:
            for text in [section["title"], *section["lead"], *(m["what"] for m in section["missing"]),
                         *(p["table"]["title"] for p in section["panels"])]:
                if not re.search("[a-z]{3}", text["en"]):
                    continue  # H100e, HHI
                self.assertRegex(text["ko"], hangul, text)

    def test_what_is_missing_is_named_by_a_command_that_runs(self):
        self.simulate()
        document = self.report()
        told = [m["command"] for s in document.page["sections"] for m in s["missing"]]
        self.assertGreater(len(told), 5)
        for line in told:
            program, name, model, *_ = line.split()
            self.assertEqual((program, model), ("offtake", "m"))
            self.assertIn(name, COMMANDS)
        plan = next(line for line in told if line.split()[1] == "plan")
        self.run_(*plan.split()[1:], "--paths", "64", "--quick", exit=0)
        told = [m["command"] for s in self.report().page["sections"] for m in s["missing"]]
        self.assertNotIn(plan, told)

    def test_the_runs_that_are_asked_for(self):
        for seed in ("1", "2", "3"):
            self.simulate("--seed", seed)
        self.simulate("--set", "clock.end=2034Q4")
        newest = self.report().rows("reproduce", "runs")
        self.assertEqual([r["run"] for r in newest], [4])
        two = self.report("3", "1")
        self.assertEqual([r["run"] for r in two.rows("reproduce", "runs")], [1, 3])
        self.assertIn("one and the same model", two.sections["trust"]["lead"][0]["en"])
        mixed = self.report("3", "4")
        self.assertIn("2 different models", mixed.sections["trust"]["lead"][0]["en"])

    def test_the_same_runs_make_the_same_bytes(self):
        self.simulate()
        first = self.report().text
        self.assertEqual(self.report().text, first)
        self.assertEqual(self.run_("report", "m", exit=0).out, first)  # without -o to stdout
        page = (SOURCE / "web/dist/index.html").stat().st_size
        self.assertLess(page, 2_000_000)
        self.assertNotIn(str(self.top), first)

    def test_names_of_a_model_never_become_markup(self):
        self.simulate()
        harmless = self.report()
        path = next((self.top / "m").glob("*.yaml"))
        text = path.read_text(encoding="utf-8")
        for label in re.findall(r"(?m)^ *label: .*$", text):
            text = text.replace(label, label.split("label:")[0] + "label: " + json.dumps(" ".join(HOSTILE[:3])))
        title = json.dumps("".join(HOSTILE))
        text = re.sub(r"(?m)^title: .*$", "title: " + title.replace("\\", "\\\\"), text)
        self.assertIn("title: " + title, text)
        path.write_text(text, encoding="utf-8")
        self.simulate()
        document = self.report()
        self.assert_valid(document)
        self.assertEqual(document.page["title"], "".join(HOSTILE))
        self.assertEqual(document.elements, harmless.elements)  # not one more
        self.assertNotIn("window.hit", re.sub(r'id="offtake-page">.*?</script>', "", document.text, flags=re.S))

    def test_what_can_not_be_done(self):
        self.refused("report", "m", exit=6, says=["E1006", "no results file yet", "offtake simulate"])
        self.refused("report", "m", "--results", "no/such.db", exit=6, says=["E1006", "make its folder"])
        self.simulate()
        self.refused("report", "m", "7", "-o", "r.html", exit=2, says=["E1009", "7"])
        self.refused("report", "m", "x", "0", "-o", "r.html", exit=2, says=["'x' is not the number", "'0' is not"])
        self.assertFalse((self.top / "r.html").exists())
        self.refused("report", "m", "-o", "nowhere/r.html", exit=6, says=["E1011"])
        if os.geteuid() == 0:
            self.refused("report", "m", "-o", "/proc/r.html", exit=6, says=["E1011"])
        self.refused("report", "m", "--results", "none", exit=2, says=["E0902"])

    def test_a_terminal_is_spared_the_page(self):
        self.simulate()
        ours, theirs = pty.openpty()
        process = self.start("report", "m", stdout=theirs)
        _, said = process.communicate(timeout=60)
        os.close(theirs)
        os.close(ours)
        self.assertEqual(process.returncode, 2)
        self.assertIn("-o report.html", str(said))

    def test_a_command_is_told_with_its_own_options(self):
        self.simulate()
        self.run_("frontier", "m", "--points", "2", "--paths", "64", "--strategy", "as-signed", "--over", "shortage",
                  exit=None)
        told = self.report().rows("reproduce", "runs")[-1]["command"]
        self.assertEqual(told, "offtake frontier m --strategy as-signed --over shortage --points 2 --paths 64")
        before = self.stored(int(self.report().rows("reproduce", "runs")[-1]["run"]))
        self.run_(*told.split()[1:], exit=None)
        after = self.stored(int(self.report().rows("reproduce", "runs")[-1]["run"]))
        self.assertGreater(after["run"], before["run"])
        for key in ("frontier", "steps", "plans", "asked"):
            self.assertEqual(after[key], before[key], key)

    def test_a_file_in_which_nothing_is_finished(self):
        self.simulate()
        with sqlite3.connect(self.top / "m/offtake.db") as file:
            file.execute("UPDATE runs SET ended = ''")
        file.close()
        self.refused("report", "m", "-o", "r.html", exit=6, says=["E1012", "offtake simulate m"])

    def test_it_is_fast(self):
        if SANITIZED:
            self.skipTest("measured on what ships")
        for strategy in ("exclusive", "multicloud"):
            self.run_("simulate", FEDERATION, "--strategy", strategy, "--paths", "2k", "--results", "f.db", exit=0)
        self.run_("plan", FEDERATION, "--paths", "500", "--results", "f.db", exit=0)
        begin = time.monotonic()
        self.run_("report", FEDERATION, "--results", "f.db", "-o", "f.html", exit=0)
        self.assertLess(time.monotonic() - begin, 2.0)


if __name__ == "__main__":
    unittest.main()
