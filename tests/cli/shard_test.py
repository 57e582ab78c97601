#!/usr/bin/env python3
"""Parts of a simulation: simulate --shard and merge, and what goes wrong with them."""

import json
import os
import pathlib
import resource
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest

BIN = os.environ["OFFTAKE_BIN"]


class Shards(unittest.TestCase):
    def setUp(self):
        made = tempfile.TemporaryDirectory(prefix="offtake-shard-")
        self.addCleanup(made.cleanup)
        self.top = pathlib.Path(made.name)
        self.run_("init", "m", exit=0)

    def start(self, *arguments, **how):
        return subprocess.Popen([BIN, *arguments], cwd=self.top, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **how)

    def run_(self, *arguments, exit=None, **how):
        process = self.start(*arguments, **how)
        process.out, process.err = process.communicate(timeout=300)
        if exit is not None:
            self.assertEqual(process.returncode, exit, f"{arguments}: {process.err}")
        return process

    def refused(self, *arguments, exit, says):
        done = self.run_(*arguments, exit=exit)
        self.assertEqual(done.out, "")
        for text in says:
            self.assertIn(text, done.err, arguments)
        return done

    def parts(self, count, *options, name="part"):
        names = [f"{name}.{i}" for i in range(1, count + 1)]
        for i, part in enumerate(names, 1):
            done = self.run_("simulate", "m", *options, "--shard", f"{i}/{count}", "-o", part, exit=0)
            self.assertEqual(done.out, "")
            self.assertIn(f"part {i} of {count} is in {part}", done.err)
        self.assertFalse((self.top / "m/offtake.db").exists())
        return names

    def test_parts_are_the_run(self):
        for options in (["--paths", "1000"], ["--paths", "777", "--sampling", "antithetic", "--seed", "9"],
                        ["--paths", "600", "--strategy", "as-signed", "--sampling", "sobol"],
                        ["--paths", "500", "--contagion", "lab"],
                        ["--paths", "200k", "--set", "drivers.demand.volatility=50 %"]):
            how = ["--results", "none", "--format", "json"]
            whole = self.run_("simulate", "m", *options, *how, exit=0).out
            for count in (1, 3, 7):
                names = self.parts(count, *options)
                merged = self.run_("merge", *reversed(names), *how, exit=0).out
                self.assertEqual(merged, whole, options)

    def test_parts_of_a_plan(self):
        self.run_("plan", "m", "--paths", "100", "--quick", exit=0)
        whole = self.run_("simulate", "m", "--plan", "1", "--paths", "600", "--format", "json", exit=0).out
        names = [f"p.{i}" for i in (1, 2)]
        for i, name in enumerate(names, 1):
            self.run_("simulate", "m", "--plan", "1", "--paths", "600", "--shard", f"{i}/2", "-o", name, exit=0)
        self.assertEqual(self.run_("merge", *names, "--format", "json", exit=0).out, whole)
        listed = json.loads(self.run_("runs", "m", "--format", "json", exit=0).out)["runs"]
        self.assertEqual([r["command"] for r in listed[1:]], ["simulate --plan 1"] * 2)

    def test_kept_as_the_run_is(self):
        names = self.parts(2, "--paths", "300")
        self.run_("simulate", "m", "--paths", "300", "--results", "whole.db", exit=0)
        done = self.run_("merge", *names, "--results", "merged.db", exit=0)
        self.assertIn("run 1 is kept in merged.db", done.err)
        kept = []
        for name in ("whole.db", "merged.db"):
            with sqlite3.connect(self.top / name) as db:
                kept.append([db.execute(f"SELECT * FROM {table}").fetchall()
                             for table in ("series", "npv", "ledger", "inputs", "texts")])
                kept[-1].append(db.execute("SELECT command, model_hash, seed, paths, sampling, version, tables "
                                           "FROM runs").fetchall())
            db.close()
        self.assertEqual(*kept)
        self.assertIn("run 1 is kept in m/offtake.db", self.run_("merge", *names, exit=0).err)

    def test_wrong_parts_are_all_named(self):
        names = self.parts(4, "--paths", "600")
        other = self.parts(4, "--paths", "600", "--seed", "8", name="other")
        self.refused("merge", names[0], names[2], names[2], exit=6,
                     says=["E1360", "both part 3 of 4", "of 4 parts 2 and 4 are missing"])
        self.refused("merge", *names[:3], other[3], exit=6,
                     says=["E1360", "'other.4' is not of the run of 'part.1': the seed is another", "4 is missing"])
        model = self.top / "m/offtake.yaml"
        text = model.read_text(encoding="utf-8")
        model.write_text(text + "\n# another\n", encoding="utf-8")
        changed = self.parts(4, "--paths", "600", name="changed")
        self.refused("merge", *names[:3], changed[3], exit=6, says=["the model is another"])
        self.refused("merge", exit=2, says=["E0905", "needs PART"])

    def test_damaged_parts_are_all_named(self):
        names = self.parts(3, "--paths", "600")
        whole = (self.top / names[0]).read_bytes()
        (self.top / "short").write_bytes(whole[:len(whole) // 2])
        (self.top / "empty").write_bytes(b"")
        (self.top / "magic").write_bytes(whole[:15])
        for at in (16, 200, len(whole) // 2, len(whole) - 1):
            (self.top / f"bit{at}").write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:])
        bits = [path.name for path in self.top.glob("bit*")]
        done = self.refused("merge", "short", "empty", "magic", *bits, "gone", "m", *names[1:], exit=6, says=["E1361"])
        for name in ("short", "empty", "magic", *bits, "gone", "m"):
            self.assertIn(f"'{name}'", done.err)
        self.assertEqual(done.err.count("E1361"), 5 + len(bits))

    def test_mistakes(self):
        for shard in ("0/2", "3/2", "1", "/", "1/0", "a/b", "1/2/3", "-1/2", "1/2000000"):
            self.refused("simulate", "m", f"--shard={shard}", "-o", "x", exit=2, says=["E0902", "--shard", "I/N"])
        self.refused("simulate", "m", "--shard", "1/2", exit=2, says=["E0902", "needs a file"])
        self.refused("simulate", "m", "-o", "x", exit=2, says=["E0902", "--shard"])
        self.assertFalse((self.top / "x").exists())

    # A file that cannot be written whole leaves what was there, and nothing beside it.
    def test_no_room(self):
        (self.top / "part").write_text("before")
        small = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
        done = self.run_("simulate", "m", "--paths", "600", "--shard", "1/2", "-o", "part", exit=6, preexec_fn=small)
        self.assertIn("E1011", done.err)
        self.assertEqual((self.top / "part").read_text(), "before")
        self.refused("simulate", "m", "--paths", "600", "--shard", "1/2", "-o", "no/part", exit=6, says=["E1011"])
        self.assertEqual(sorted(path.name for path in self.top.iterdir()), ["m", "part"])

    def test_stopped_or_killed(self):
        (self.top / "part").write_text("before")
        for how, exit in ((signal.SIGINT, 130), (signal.SIGTERM, 130), (signal.SIGKILL, -9)):
            process = self.start("simulate", "m", "--paths", "1000M", "--shard", "1/2", "-o", "part")
            time.sleep(1.0)
            process.send_signal(how)
            process.communicate(timeout=60)
            self.assertEqual(process.returncode, exit)
            self.assertEqual((self.top / "part").read_text(), "before")


if __name__ == "__main__":
    unittest.main(verbosity=2)
