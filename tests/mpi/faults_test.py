#!/usr/bin/env python3
"""Ranks that are killed, stopped or asked to end: the job ends or goes on, nobody is left, the file is whole."""

import json
import os
import random
import signal
import sqlite3
import time
import unittest

from cli_test import without_seconds
from mpi_job import Job

RANKS = 3
KILLS = 6
LONG = "200k"
NEVER_DONE = ("--continuous", "--gap", "1e-9")


class Faults(Job):
    def setUp(self):
        super().setUp()
        self.wanted = without_seconds(self.run_("plan", "m", "--paths", "20k", "--quick", "--format", "json",
                                                "--results", "none").out)

    def plan(self, *more, paths="20k"):
        return super().plan("--quick", *more, paths=paths)

    def assert_resumes(self):
        job = self.finish(self.mpirun(2, *self.plan("--resume")))
        self.assertEqual(without_seconds(job.out), self.wanted)
        with sqlite3.connect(self.mark()) as file:
            self.assertEqual(file.execute("PRAGMA integrity_check").fetchone()[0], "ok")
            self.assertIn(file.execute("SELECT state FROM plans ORDER BY run DESC").fetchone()[0],
                          ("proven", "unproven"))
        file.close()

    def test_a_rank_is_killed(self):
        begun = time.monotonic()
        self.finish(self.mpirun(RANKS, *self.plan()))
        seconds = time.monotonic() - begun
        os.unlink(self.mark())
        rng = random.Random(7)
        met = 0
        for kill in range(KILLS):
            job = self.mpirun(RANKS, *self.plan())
            pids = self.ranks_up(RANKS)
            time.sleep(rng.uniform(0.0, 0.9) * seconds)
            try:
                os.kill(pids[kill % RANKS], signal.SIGKILL)
            except ProcessLookupError:
                continue  # done already
            begun = time.monotonic()
            self.finish(job, seconds=60)
            self.assertLess(time.monotonic() - begun, 30)
            self.assertNotEqual(job.returncode, 0)
            self.assert_nobody_left()
            met += 1
            self.assert_resumes()
            os.unlink(self.mark())
        self.assertGreater(met, 0)

    def test_mpirun_is_killed(self):
        job = self.mpirun(RANKS, *self.plan())
        self.ranks_up(RANKS)
        time.sleep(1)
        job.kill()
        job.communicate()
        self.assert_nobody_left(seconds=30)
        self.assert_resumes()

    def stopped(self, job):
        self.assertEqual(job.returncode, 130, job.err)
        plan = json.loads(job.out)
        self.assertEqual(plan["end"], "stopped")
        self.assertGreater(plan["value"], 0.0)
        self.assertIn("run 1 is kept", job.err)
        self.assert_nobody_left()
        with sqlite3.connect(self.mark()) as file:
            self.assertEqual(file.execute("SELECT state FROM plans").fetchall(), [("stopped",)])
        file.close()

    def begun(self, job, ranks=2):
        """Waits for the first plan that is kept."""
        pids = self.ranks_up(ranks)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                with sqlite3.connect(f"file:{self.mark()}?mode=ro", uri=True) as file:
                    if file.execute("SELECT count(*) FROM evaluations").fetchone()[0] > 2:
                        return pids
            except sqlite3.Error:
                pass
            time.sleep(0.02)
        self.fail("no plan is kept")

    def test_a_rank_is_asked_to_stop(self):
        for rank in (0, 1):
            if os.path.exists(self.mark()):
                os.unlink(self.mark())
            job = self.mpirun(2, *self.plan(*NEVER_DONE, paths=LONG))
            os.kill(self.begun(job)[rank], signal.SIGTERM)
            self.stopped(self.finish(job, seconds=60))

    def test_mpirun_is_asked_to_stop(self):
        job = self.mpirun(2, *self.plan(*NEVER_DONE, paths=LONG))
        self.begun(job)
        job.send_signal(signal.SIGUSR1)
        self.stopped(self.finish(job, seconds=60))

    def test_mpirun_is_ended(self):
        # It waits, sends SIGTERM, waits again, kills: nothing better than a resume is promised.
        job = self.mpirun(2, *self.plan())
        self.begun(job)
        job.send_signal(signal.SIGTERM)
        begun = time.monotonic()
        self.finish(job, seconds=60)
        self.assertLess(time.monotonic() - begun, 30)
        self.assert_nobody_left()
        self.assert_resumes()

    def test_a_rank_sleeps_and_wakes(self):
        job = self.mpirun(2, *self.plan())
        pid = self.begun(job)[1]
        os.kill(pid, signal.SIGSTOP)
        time.sleep(13)
        os.kill(pid, signal.SIGCONT)
        self.finish(job, seconds=120)
        self.assertIn("rank 1 on ", job.err)
        self.assertIn("has been silent for 10 s", job.err)
        self.assertEqual(without_seconds(job.out), self.wanted)

    def test_a_rank_sleeps_for_ever(self):
        for rank in (0, 1):
            if os.path.exists(self.mark()):
                os.unlink(self.mark())
            job = self.mpirun(2, *self.plan())
            pid = self.begun(job)[rank]
            begun = time.monotonic()
            os.kill(pid, signal.SIGSTOP)
            self.finish(job, seconds=120)
            self.assertLess(time.monotonic() - begun, 60 + 15)
            self.assertNotEqual(job.returncode, 0)
            self.assertIn("error[E1341]", job.err)
            self.assertIn(f"rank {rank} on ", job.err)
            self.assert_nobody_left()
            self.assert_resumes()


if __name__ == "__main__":
    unittest.main()
