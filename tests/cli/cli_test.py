#!/usr/bin/env python3
"""The program as a user, a script and a bad day meet it."""

import csv
import io
import json
import os
import pathlib
import pty
import random
import re
import resource
import select
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest

BIN = os.environ["OFFTAKE_BIN"]
SOURCE = pathlib.Path(os.environ["OFFTAKE_SOURCE"])
SANITIZED = os.environ.get("OFFTAKE_SANITIZED", "") not in ("", "0")
COMMANDS = ["demo", "init", "check", "show", "simulate", "plan", "explain", "compare", "bargain", "sweep", "frontier",
            "bottleneck", "value", "stress", "commit", "flows", "calibrate", "backtest", "export", "report", "serve", "runs",
            "schema", "keys", "bench", "doctor",
            "smps", "completion"]
SUBJECTS = ["parties", "agreements", "offers", "drivers", "workloads", "strategies", "timeline"]
KILLS = 20
LONG = "400k"  # paths that take some seconds


def environment(**changes):
    env = {"PATH": os.environ.get("PATH", ""), "HOME": "/"}
    env.update({k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")})
    env.update(changes)
    return env


def without_seconds(text):
    """The document of a command but for how long it took."""
    document = json.loads(text)
    document.pop("seconds")
    return document


class Program(unittest.TestCase):
    """A folder of its own, with the starter model in `m`."""

    def setUp(self):
        made = tempfile.TemporaryDirectory(prefix="offtake-cli-")
        self.addCleanup(made.cleanup)
        self.top = pathlib.Path(made.name)
        self.run_("init", "m", exit=0)

    def start(self, *arguments, **how):
        how = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
               "env": environment(), "cwd": self.top, **how}
        return subprocess.Popen([BIN, *arguments], **how)

    def run_(self, *arguments, exit=None, **how):
        process = self.start(*arguments, **how)
        out, err = process.communicate(timeout=120)
        process.out = (out or b"").decode("utf-8")
        process.err = (err or b"").decode("utf-8")
        if exit is not None:
            self.assertEqual(process.returncode, exit, f"{arguments}: {process.err}")
        return process

    def refused(self, *arguments, exit, says):
        done = self.run_(*arguments, exit=exit)
        self.assertEqual(done.out, "")
        for text in says:
            self.assertIn(text, done.err, arguments)

    def simulate(self, *arguments, exit=0, **how):
        return self.run_("simulate", "m", "--paths", "500", *arguments, exit=exit, **how)

    def stored_runs(self):
        return json.loads(self.run_("runs", "m", "--format", "json", exit=0).out)["runs"]

    def assert_whole(self):
        with sqlite3.connect(self.top / "m/offtake.db") as file:
            self.assertEqual(file.execute("PRAGMA integrity_check").fetchone()[0], "ok")
        file.close()


class Usage(Program):
    def test_mistakes_say_what_was_expected(self):
        for arguments, says in [
            ([], ["E0905", "no command", "offtake --help"]),
            (["simulat", "m"], ["E0903", "did you mean 'simulate'?"]),
            (["simulate"], ["E0905", "needs MODEL"]),
            (["simulate", ""], ["E0905", "needs MODEL"]),
            (["show", "m"], ["E0905", "timeline"]),
            (["show", "m", "partys"], ["E0903", "did you mean 'parties'?"]),
            (["simulate", "m", "n"], ["E0906", "'n'"]),
            (["simulate", "m", "--pats", "5"], ["E0903", "did you mean '--paths'?"]),
            (["simulate", "m", "--strateg=x"], ["E0903", "did you mean '--strategy'?"]),
            (["simulate", "m", "--seed"], ["E0902", "--seed needs a value", "18446744073709551615"]),
            (["simulate", "m", "--format", "jsn"], ["E0903", "did you mean 'json'?", "csv"]),
            (["simulate", "m", "--sampling", "sobl"], ["E0903", "did you mean 'sobol'?"]),
            (["simulate", "m", "--lang", "de"], ["E0903", "en and ko"]),
            (["completion", "fis"], ["E0903", "did you mean 'fish'?"]),
            (["runs", "m", "x"], ["E0902", "'x'"]),
            (["simulate", "m", "--table", "by_yaer"], ["did you mean 'by_year'?", "ledger"]),
            (["show", "m", "offers", "--table", "agreements"], ["E0903", "offers"]),
            (["demo", "m", "--table", "by_year"], ["E0903", "shortage", "values"]),
            (["runs", "m", "1", "--table", "partys"], ["did you mean 'parties'?", "ledger"]),
            (["-q"], ["E0903", "'-q'"]),
        ]:
            if arguments[:1] == ["runs"] and not (self.top / "m/offtake.db").exists():
                self.simulate()
            self.refused(*arguments, exit=2, says=says)

    def test_numbers(self):
        for option, wrong in {
            "--paths": ["0", "-1", "1.5", "1,000", "1_000", "1e10", "0x10", "10K", "ten", "1e", "e5",
                        "99999999999999999999", "1 000", "+5", "k", "１０"],
            "--threads": ["-1", "1025", "100000", "2.0", "all"],
            "--seed": ["-1", "18446744073709551616", "1e3", "abc", "1k"],
        }.items():
            for text in wrong:
                self.refused("simulate", "m", f"{option}={text}", exit=2, says=["E0902", option])
        for paths in ["1", "0010", "1e2", "1k"]:
            self.run_("simulate", "m", "--paths", paths, "--results", "none", exit=0)
        for seed in ["0", "18446744073709551615"]:
            done = self.simulate("--seed", seed, "--format", "json", "--results", "none")
            self.assertEqual(json.loads(done.out)["options"]["seed"], int(seed))

    def test_unknown_strategy_names_the_nearest_and_lists_all(self):
        shown = json.loads(self.run_("show", "m", "strategies", "--format", "json").out)
        names = [row["strategy"] for row in shown["strategies"]]
        self.assertTrue(names)
        for command in (["simulate", "m"], ["check", "m"], ["show", "m", "offers"]):
            self.refused(*command, "--strategy", names[0] + "x", exit=2,
                         says=["E0907", f"did you mean '{names[0]}'?", *names])

    def test_help(self):
        whole = self.run_("--help", exit=0)
        self.assertEqual(whole.err, "")
        self.assertEqual(whole.out, self.run_("-h", exit=0).out)
        for command in COMMANDS:
            self.assertIn(f"\n  {command} ", whole.out)
            for arguments in ([command, "--help"], ["--help", command]):
                own = self.run_(*arguments, exit=0).out
                self.assertIn(f"usage: offtake {command}", own)
                self.assertIn("examples:", own)
                self.assertLessEqual(max(map(len, own.splitlines())), 100)
        self.assertRegex(self.run_("--version", exit=0).out, r"^offtake \d+\.\d+\.\d+")

    def test_options_stand_anywhere(self):
        first = self.run_("--paths", "50", "--seed=3", "simulate", "m", "--format", "json",
                          "--results", "none", exit=0)
        last = self.run_("simulate", "--format=json", "--results=none", "m", "--seed", "3",
                         "--paths", "50", exit=0)
        self.assertEqual(first.out, last.out)

    def test_a_folder_may_be_called_like_a_command_or_an_option(self):
        for name in ("check", "--help"):
            (self.top / "m").rename(self.top / name)
            self.run_("check", "--", name, exit=0)
            (self.top / name).rename(self.top / "m")

    def test_any_command_line_ends_in_a_known_way(self):
        rng = random.Random(7)
        words = [*COMMANDS, *SUBJECTS, "m", "--", "-", "--set", "--set=a.b=c", "--paths=5", "--lang",
                 "ko", "--format", "json", "", "\x1b[31m", "\xff", "--=", "---", "-h", "=", "[a,b]",
                 "--results=none", "--color=always", "--all", "日本", "'", "{}"]
        for _ in range(60):
            arguments = [rng.choice(words).encode("utf-8" if rng.random() < 0.8 else "latin-1",
                                                  "replace") for _ in range(rng.randint(0, 5))]
            if b"demo" in arguments or b"doctor" in arguments:
                continue
            done = self.start(*arguments)
            _, err = done.communicate(timeout=60)
            self.assertIn(done.returncode, (0, 2, 3, 6), (arguments, err))
            self.assertNotIn(b"internal", err)

    def test_names_cannot_steer_a_terminal(self):
        done = self.run_("check", "\x1b]0;x\x07\u202e")
        self.assertNotRegex(done.err, "[\x00-\x09\x0b-\x1f\u202e]")


class Completion(Program):
    def test_scripts(self):
        for shell in ("bash", "zsh", "fish"):
            script = self.run_("completion", shell, exit=0).out
            for word in [*COMMANDS, *SUBJECTS, "sobol", "paths"]:
                self.assertIn(word, script)

    def test_bash(self):
        script = self.run_("completion", "bash", exit=0).out
        subprocess.run(["bash", "-n"], input=script.encode(), check=True)
        for words, wanted in [
            (["offtake", "sim"], ["simulate"]),
            (["offtake", "simulate", "m", "--sam"], ["--sampling"]),
            (["offtake", "simulate", "m", "--sampling", "s"], ["sobol"]),
            (["offtake", "show", "m", "time"], ["timeline"]),
            (["offtake", "check", "m"], ["m"]),
        ]:
            ask = (f"{script}\nCOMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}; "
                   "_offtake; printf '%s\\n' \"${COMPREPLY[@]}\"")
            done = subprocess.run(["bash", "-c", ask], cwd=self.top, capture_output=True, text=True)
            self.assertEqual(done.stdout.split(), wanted, words)


class Commands(Program):
    def test_export(self):
        for form, head in (("mps", "NAME"), ("lp", "\\")):
            ask = ["export", "m", "--to", form, "--paths", "3", "--cells", "2", "--epochs", "yearly"]
            done = self.run_(*ask, exit=0)
            self.assertTrue(done.out.startswith(head))
            self.assertRegex(done.out, r"[ :]sign[\[(]")
            self.assertRegex(done.out, r"value[\[(]2[\])]")
            self.assertRegex(done.err, r"3 paths, \d+ decisions; \d+ columns, \d+ rows")
            self.assertEqual(self.run_(*ask, "-o", "out", exit=0).out, "")
            self.assertEqual((self.top / "out").read_text(encoding="utf-8"), done.out)
        self.assertLess(len(self.run_("export", "m", "--paths", "1", "--continuous").out),
                        len(self.run_("export", "m", "--paths", "1").out))
        self.refused("export", "m", "--paths", "20k", exit=2, says=["E0902", "10000"])
        self.refused("export", "m", "--cells", "0", exit=2, says=["E0902", "--cells"])
        self.refused("export", "m", "--epochs", "daily", exit=2, says=["E0902", "yearly"])
        self.refused("export", "m", "-o", "no/such/folder", exit=6, says=["E1011"])
        # A device is written to; what is no ordinary file is not replaced.
        self.assertEqual(self.run_(*ask, "-o", "/dev/stdout", exit=0).out, done.out)
        self.run_(*ask, "-o", "/dev/null", exit=0)
        self.assertTrue(pathlib.Path("/dev/null").is_char_device())
        (self.top / "link").symlink_to("out")
        (self.top / "out").write_text("old")
        self.run_(*ask, "-o", "link", exit=0)
        self.assertTrue((self.top / "link").is_symlink())
        self.assertEqual((self.top / "out").read_text(encoding="utf-8"), done.out)
        self.assertEqual([p.name for p in self.top.iterdir() if p.name.endswith(".tmp")], [])

    def test_init_check_simulate(self):
        checked = self.run_("check", "m", exit=0)
        self.assertRegex(checked.out, r"\Avalid: [^\n]+\n\Z")
        for what in ("part", "agreement", "offer", "driver", "strateg", "step"):
            self.assertIn(what, checked.out)
        self.assertIn("conserv", self.simulate().out.lower() + self.simulate("--format", "json").out)

    def test_init_overwrites_nothing(self):
        before = {p: p.read_bytes() for p in (self.top / "m").iterdir()}
        self.refused("init", "m", exit=2, says=["E1011", "not empty"])
        self.refused("init", str(next(iter(before))), exit=2, says=["E1011", "not a folder"])
        self.assertEqual(before, {p: p.read_bytes() for p in (self.top / "m").iterdir()})
        (self.top / "empty").mkdir()
        self.run_("init", "empty", exit=0)
        self.run_("check", "empty", exit=0)

    def test_a_wrong_model(self):
        with open(self.top / "m/offtake.yaml", "a", encoding="utf-8") as file:
            file.write("\npartys: {}\n")
        self.refused("check", "m", exit=3, says=["E0107", "^", "parties", "mend:"])
        for command in (["simulate", "m"], ["show", "m", "parties"], ["demo", "m"]):
            self.refused(*command, exit=3, says=["E0107"])
        done = self.run_("check", "m", "--format", "json", exit=3)
        self.assertEqual(done.err, "")
        self.assertEqual(
            list(json.loads(done.out)[0]),
            ["code", "severity", "file", "line", "column", "utf16_column", "length", "key", "what",
             "expected", "mend"])
        self.assertFalse((self.top / "m/offtake.db").exists())

    def test_results_on_stdout_everything_else_on_stderr(self):
        done = self.simulate()
        self.assertIn("run 1 is kept in m/offtake.db", done.err)
        self.assertNotIn("kept in", done.out)
        self.assertEqual(self.simulate("--results", "none").err, "")
        self.assertNotIn("\x1b", done.out + done.err)

    def test_every_format(self):
        for arguments in [["simulate", "m", "--paths", "50", "--results", "none"],
                          *(["show", "m", s] for s in SUBJECTS)]:
            for form in ("table", "csv", "md", "json"):
                out = self.run_(*arguments, "--format", form, exit=0).out
                self.assertTrue(out.strip(), arguments)
            document = json.loads(out)
            self.assertEqual(document["version"], 1)
            self.assertTrue(document["format"].startswith("offtake."))
        for command in ("schema",):
            json.loads(self.run_(command, exit=0).out)
        self.assertIn("\n| ", self.run_("keys", exit=0).out)

    def test_korean(self):
        hangul = re.compile("[가-힣]")
        for subject in SUBJECTS:
            self.assertRegex(self.run_("show", "m", subject, "--lang", "ko", exit=0).out, hangul)
        self.assertRegex(self.simulate("--lang", "ko").out, hangul)

    def rows_of(self, *arguments):
        return json.loads(self.run_("show", "m", *arguments, "--format", "json", exit=0).out)

    def test_timeline_is_drawn(self):
        out = self.run_("show", "m", "timeline", exit=0).out
        self.assertRegex(out, "[▒█]")
        self.assertIn("offers as if signed", out)
        signed = ["show", "m", "timeline", "--strategy", "sign-it"]
        self.assertNotIn("offers as if signed", self.run_(*signed, exit=0).out)

    def test_what_ends_is_shown_with_its_last_month(self):
        offer = self.rows_of("offers")["offers"][0]  # until: 2028Q4
        self.assertEqual((offer["from"], offer["until"]), ("2026-01", "2028-12"))
        signed, offered = self.rows_of("timeline")["timeline"]
        self.assertEqual((signed["first"], signed["end"]), ("2026-01", "2030-12"))
        self.assertEqual(offered["when"], "2026-01 to 2028-12")
        self.assertEqual(self.rows_of("agreements")["agreements"][0]["until"], "2030-12")

    def test_timeline_says_how_binding_it_is(self):
        self.assertEqual([r["state"] for r in self.rows_of("timeline")["timeline"]],
                         ["signed", "offer"])
        model = (self.top / "m/offtake.yaml").read_text("utf-8")
        (self.top / "m/offtake.yaml").write_text(model.replace(
            "signed: 2025-07", "signed: 2025-07\n    binding: loi\n    converts: 40 %"), "utf-8")
        self.assertEqual(self.rows_of("timeline")["timeline"][0]["state"], "loi 40 %")

    def test_the_discount_is_the_one_that_is_used(self):
        changed = ["--set", "planner.discount=13 %"]
        shown = {r["party"]: r["discount_per_year"]
                 for r in self.rows_of("parties", *changed)["parties"]}
        self.assertEqual(shown, {"lab": 0.13, "cloud": 0.08})
        used = json.loads(self.simulate("--format", "json", *changed).out)["parties"]
        self.assertEqual({r["party"]: r["discount_per_year"] for r in used}, shown)

    def test_one_path_has_no_interval(self):
        one = ["simulate", "m", "--paths", "1", "--results", "none"]
        party = json.loads(self.run_(*one, "--format", "json", exit=0).out)["parties"][0]
        self.assertIsNotNone(party["npv_usd"])
        self.assertIsNone(party["npv_low_usd"])
        self.assertIsNone(party["npv_high_usd"])
        out = self.run_(*one, exit=0).out
        self.assertIn("–", out)
        self.assertNotRegex(out, "not a number|nan")

    def test_unit_prices_have_their_unit(self):
        table = ["--table", "by_year", "--results", "none"]
        self.assertRegex(self.simulate(*table).out, r"\$\d+(\.\d+)?/H100e-hour")
        rows = json.loads(self.simulate(*table, "--format", "json").out)["by_year"]
        for row in rows:
            months = row["spend_usd"] / row["served_h100e"] / row["spend_usd_per_h100e_month"]
            self.assertAlmostEqual(months, 12.0)

    def test_tables_that_are_asked_for(self):
        run = ["--results", "none", "--format", "csv", "--table"]
        for key in ("by_year", "parties", "party_years", "returns", "resources", "ledger",
                    "ledger_by_year", "covenants", "conservation"):
            head, *rows = csv.reader(io.StringIO(self.simulate(*run, key).out, newline=""))
            self.assertGreater(len(head), 1, "a head, not a title")
            self.assertEqual([len(row) for row in rows], [len(head)] * len(rows))
            self.assertEqual(rows == [], key in ("resources", "covenants"), key)
        rows = csv.DictReader(io.StringIO(self.simulate(*run, "by_year").out, newline=""))
        self.assertEqual([row["year"] for row in rows], ["2026", "2027", "2028", "2029", "2030"])
        several = self.simulate(*run, "parties,by_year").out
        self.assertEqual(several, self.simulate(*run, "by_year", "--table", "parties").out)
        self.assertEqual(re.findall(r"^[a-z_]+(?=\r$)", several, re.M), ["by_year", "parties"])
        document = json.loads(self.simulate("--table", "parties,ledger", "--format", "json").out)
        self.assertEqual(list(document), ["format", "version", "parties", "ledger"])
        stored = self.run_("runs", "m", "1", "--table", "parties", "--format", "csv", exit=0).out
        self.assertEqual(stored, self.simulate(*run, "parties").out)

    def test_warnings_are_told(self):
        for count, says in ((1, []), (7, ["and 2 more: offtake check m"])):
            drivers = "".join(f"  spare-{n}: {{kind: gbm, volatility: 20 %}}\n"
                              for n in range(count))
            (self.top / "m/more.yaml").write_text("drivers:\n" + drivers, "utf-8")
            err = self.simulate("--results", "none").err
            self.assertEqual(err.count("warning[W0405]"), min(count, 5))
            self.assertEqual(re.findall("and .* more.*", err), says)
        done = self.run_("show", "m", "parties", exit=0)
        self.assertEqual(done.err, "7 warnings: offtake check m\n")

    def test_set_and_strategy_change_the_result(self):
        plain = self.simulate("--format", "json", "--results", "none").out
        shown = json.loads(self.run_("show", "m", "strategies", "--format", "json").out)
        changed = []
        for row in shown["strategies"]:
            done = self.simulate("--format", "json", "--results", "none", "--strategy",
                                 row["strategy"])
            document = json.loads(done.out)
            self.assertEqual(document["model"]["strategy"], row["strategy"])
            changed.append(document["by_year"] != json.loads(plain)["by_year"])
        self.assertIn(True, changed)
        self.refused("simulate", "m", "--set", "clock.stat=2030Q1", exit=3, says=["--set:1:", "start"])

    def test_runs(self):
        nothing = self.run_("runs", "m", exit=0)
        self.assertEqual(nothing.out, "")
        self.assertIn("nothing was simulated yet: run `offtake simulate m`", nothing.err)
        self.assertEqual(self.stored_runs(), [])
        self.refused("runs", "m", "1", exit=6, says=["E1006"])
        self.refused("runs", "n", exit=6, says=["E1006"])
        self.refused("runs", "m", "--results", "n.db", exit=6, says=["E1006"])
        self.simulate("--seed", "5")
        self.simulate("--seed", "6")
        runs = self.stored_runs()
        self.assertEqual([(r["run"], r["seed"], r["paths"]) for r in runs],
                         [(1, "5", 500), (2, "6", 500)])
        again = self.run_("runs", "m", "2", exit=0).out
        table = [line for line in self.simulate("--seed", "6").out.splitlines() if "20" in line]
        self.assertTrue([line for line in table if line in again], "the same rows again")
        self.assertIn("Parties by year\n", again)
        self.assertNotIn("Resources\n", again, "the model has none")
        stored = json.loads(self.run_("runs", "m", "2", "--format", "json", exit=0).out)
        fresh = json.loads(self.simulate("--seed", "6", "--format", "json").out)
        self.assertEqual(stored["by_year"], fresh["by_year"])
        self.refused("runs", "m", "99", exit=2, says=["E1009"])

    def test_doctor(self):
        done = self.run_("doctor", exit=0)
        for what in ("HiGHS", "SQLite", "journal mode delete", "expected 11", "all is well"):
            self.assertIn(what, done.out)

    def test_demo(self):
        done = self.run_("demo", str(SOURCE / "examples/federation"), "--paths", "500", "--results",
                         "d.db", exit=0)
        for what in ("exclusive", "as-announced", "of demand", "Net present value of OpenAI",
                     "Net present value of Microsoft", "d.db", "offtake runs"):
            self.assertIn(what, done.out)
        self.assertRegex(done.out, r"first falls short in 20\d\d")
        self.assertFalse((SOURCE / "examples/federation/offtake.db-journal").exists())
        runs = json.loads(self.run_("runs", "m", "--results", "d.db", "--format", "json").out)
        self.assertEqual([r["strategy"] for r in runs["runs"]], ["exclusive", "as-announced", "exclusive", "multicloud"])
        report = (self.top / "d-report.html").read_text(encoding="utf-8")
        self.assertIn('"key":"decision"', report)
        self.assertIn("the report: d-report.html", done.err)
        self.refused("demo", "m", "--paths", "50", exit=2, says=["E0907", "exclusive"])

    def test_more_paths_than_memory(self):
        self.refused("simulate", "m", "--paths", "1000000000", exit=5, says=["E0314", "at most"])


class SameBits(Program):
    def documents(self, *variants):
        return {self.simulate("--results", "none", "--format", "json", *arguments, **how).out
                for arguments, how in variants}

    def test_threads(self):
        for sampling in ("plain", "antithetic", "sobol"):
            same = self.documents(*((["--paths", "2000", "--sampling", sampling, "--threads", n], {})
                                    for n in ("1", "2", "7")))
            self.assertEqual(len(same), 1, sampling)

    def test_locales(self):
        for arguments in ([], ["--format", "csv"], ["--format", "table"]):
            same = self.documents(*((arguments, {"env": environment(LC_ALL=name, LANG=name)})
                                    for name in ("C", "de_DE.UTF-8", "tr_TR.UTF-8", "nowhere")))
            self.assertEqual(len(same), 1)

    def test_seed(self):
        self.assertEqual(len(self.documents((["--seed", "1"], {}), ([], {}))), 1)
        self.assertEqual(len(self.documents((["--seed", "1"], {}), (["--seed", "2"], {}))), 2)


class Screens(Program):
    def on_terminal(self, *arguments, **env):
        """All that a terminal sees, of both streams."""
        ours, theirs = pty.openpty()
        process = self.start(*arguments, stdout=theirs, stderr=theirs,
                             env=environment(**{"TERM": "xterm", **env}))
        os.close(theirs)
        seen = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # how Linux says that the other side is closed
                break
            if not piece:
                break
            seen += piece
        os.close(ours)
        self.assertEqual(process.wait(timeout=60), 0)
        return seen.decode("utf-8")

    def test_color(self):
        command = ["show", "m", "parties"]
        self.assertIn("\x1b[1m", self.on_terminal(*command))
        self.assertNotIn("\x1b", self.on_terminal(*command, NO_COLOR="1"))
        self.assertNotIn("\x1b", self.on_terminal(*command, TERM="dumb"))
        self.assertNotIn("\x1b", self.on_terminal(*command, "--color", "never"))
        self.assertIn("\x1b[1m", self.run_(*command, "--color", "always", exit=0).out)
        self.assertNotIn("\x1b", self.run_(*command, exit=0).out)

    def test_bar(self):
        seen = self.on_terminal("simulate", "m", "--paths", "50k", "--results", "none")
        self.assertRegex(seen, "[█░]+")  # how full depends on how fast the machine is
        self.assertRegex(seen, r"\d+ %  \d+ s left")
        self.assertIn("\r\x1b[K", seen)
        quiet = self.on_terminal("simulate", "m", "--paths", "500", "--progress", "none",
                                 "--results", "none")
        self.assertNotIn("left", quiet)

    def test_json_progress(self):
        done = self.simulate("--progress", "json", "--results", "none", "--paths", "20k")
        events = [json.loads(line) for line in done.err.splitlines()]
        shares = [e["done"] for e in events]
        self.assertEqual(shares, sorted(shares))
        self.assertEqual(shares[-1], 1.0)
        self.assertEqual({e["event"] for e in events}, {"progress"})

    def test_plain_progress(self):
        err = self.simulate("--progress", "plain", "--results", "none", "--paths", "20k").err
        self.assertRegex(err, r"simulate: \d+ %, \d+ s left")


class BadDays(Program):
    def test_full_disk_is_no_success(self):
        for command in (["--help"], ["schema"], ["show", "m", "parties"],
                        ["simulate", "m", "--paths", "50", "--results", "none"]):
            with open("/dev/full", "wb") as full:
                done = self.run_(*command, stdout=full, exit=6)
            self.assertIn("No space left", done.err)

    def test_closed_stdout_ends_quietly(self):
        for command in ("schema", "show m parties", "simulate m --paths 50 --results none"):
            done = subprocess.run(["sh", "-c", f'exec "$0" {command} >&-', BIN], cwd=self.top,
                                  capture_output=True, env=environment())
            self.assertEqual((done.returncode, done.stderr), (6, b""), command)
            reader, writer = os.pipe()
            os.close(reader)  # nobody reads
            done = self.run_(*command.split(), stdout=writer, exit=6)
            os.close(writer)
            self.assertEqual(done.err, "")

    def test_closed_streams_do_not_write_into_the_results(self):
        done = subprocess.run(["sh", "-c", 'exec "$0" simulate m --paths 50 <&- >&- 2>&-', BIN],
                              cwd=self.top, env=environment())
        self.assertEqual(done.returncode, 6)
        self.assert_whole()
        self.assertEqual(len(self.stored_runs()), 1)

    def test_results_that_cannot_be_written(self):
        self.refused("simulate", "m", "--results", "nowhere/x.db", exit=6, says=["E10", "nowhere"])
        self.refused("simulate", "m", "--results", "m", exit=6, says=["E10"])
        (self.top / "text.db").write_text("not a database, and longer than a header " * 40)
        self.refused("simulate", "m", "--results", "text.db", exit=6, says=["E1002"])
        self.assertIn("not a database", (self.top / "text.db").read_text())

    def test_no_link_leads_out_of_the_model(self):
        self.simulate("--results", "other.db")
        (self.top / "m/offtake.db").symlink_to(self.top / "other.db")
        before = (self.top / "other.db").read_bytes()
        for command in ("simulate", "runs"):
            self.refused(command, "m", exit=6, says=["E1006", "symbolic link", "--results"])
        self.assertEqual((self.top / "other.db").read_bytes(), before)
        self.simulate("--results", "m/offtake.db")
        self.assertEqual(len(json.loads(self.run_("runs", "m", "--results", "other.db", "--format",
                                                  "json", exit=0).out)["runs"]), 2)

    def test_read_only_folder(self):
        user = None
        if os.geteuid() == 0:  # root writes everywhere
            user = 65534
            try:
                self.run_("--version", cwd="/", user=user)
            except OSError:
                self.skipTest("the program lies where only root may start it")
            os.chmod(self.top, 0o755)
        os.chmod(self.top / "m", 0o555)
        done = self.run_("simulate", "m", "--paths", "50", user=user, exit=6)
        os.chmod(self.top / "m", 0o755)
        self.assertEqual(done.out, "")
        self.assertRegex(done.err, r"E100[46]")
        self.assertIn("--results", done.err)

    def test_no_space_for_the_run(self):
        self.simulate()
        size = (self.top / "m/offtake.db").stat().st_size
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))  # noqa: E731
        done = self.run_("simulate", "m", "--paths", "20k", preexec_fn=limit, exit=6)
        self.assertIn("By year\n", done.out, "what was computed is shown all the same")
        self.assertIn("E1005", done.err)
        self.assert_whole()
        self.assertEqual(len(self.stored_runs()), 1)

    @unittest.skipIf(SANITIZED, "a sanitizer reserves terabytes of addresses")
    def test_little_memory(self):
        for megabytes in (48, 64, 96, 160):
            limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20,) * 2)  # noqa: E731,B023
            done = self.run_("simulate", "m", "--paths", "200k", "--threads", "1", preexec_fn=limit)
            if done.returncode == 127:  # too little to load the program's libraries
                continue
            self.assertIn(done.returncode, (0, 5, 6), done.err)
            self.assertNotRegex(done.err, "terminate called|internal")

    def test_several_at_once(self):
        started = [self.start("simulate", "m", "--paths", "2k", "--seed", str(n)) for n in range(4)]
        for process in started:
            _, err = process.communicate(timeout=120)
            self.assertEqual(process.returncode, 0, err)
        self.assert_whole()
        self.assertEqual({r["seed"] for r in self.stored_runs()}, {"0", "1", "2", "3"})

    def wait_for_progress(self, process):
        ready, _, _ = select.select([process.stderr], [], [], 60)
        self.assertTrue(ready, "no progress within a minute")
        self.assertIn(b"progress", process.stderr.readline())

    def test_interrupt(self):
        self.simulate()
        for sent in (signal.SIGINT, signal.SIGTERM):
            process = self.start("simulate", "m", "--paths", LONG, "--progress", "json")
            self.wait_for_progress(process)
            process.send_signal(sent)
            asked = time.monotonic()
            out, err = process.communicate(timeout=60)
            self.assertLess(time.monotonic() - asked, 10)
            self.assertEqual((process.returncode, out), (130, b""), err)
            self.assertIn(b"E0130", err)
        self.assert_whole()
        self.assertEqual(len(self.stored_runs()), 1)

    def test_killed_at_any_moment(self):
        rng = random.Random(11)
        began = time.monotonic()
        self.run_("simulate", "m", "--paths", "20k", exit=0)
        length = time.monotonic() - began
        acknowledged = 1
        for _ in range(KILLS):
            process = self.start("simulate", "m", "--paths", "20k", stdout=subprocess.DEVNULL)
            time.sleep(rng.uniform(0, 1.1 * length))
            process.kill()
            acknowledged += process.communicate()[1].count(b"is kept in")
        runs = self.stored_runs()
        self.assert_whole()
        self.assertGreaterEqual(len(runs), acknowledged)
        self.assertEqual([r["run"] for r in runs], sorted(r["run"] for r in runs))
        for row in runs:
            self.run_("runs", "m", str(row["run"]), exit=0)
        self.simulate()


if __name__ == "__main__":
    unittest.main()
