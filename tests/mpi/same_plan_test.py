#!/usr/bin/env python3
"""The plan of several ranks is that of one process, bit for bit; what differs between ranks is said."""

import pathlib
import shutil
import unittest

from cli_test import without_seconds
from mpi_job import MPI_BIN, FEDERATION, Job


class SamePlan(Job):
    def of_one_process(self, *arguments):
        return without_seconds(self.run_(*arguments, "--results", "none").out)

    def test_for_any_number_of_ranks(self):
        # 1,000 paths are four blocks, the last one in part.
        for asked in ([FEDERATION, "--strategy", "multicloud"], ["m", "--sampling", "antithetic", "--seed", "3"]):
            plan = ["plan", *asked, "--paths", "1k", "--format", "json"]
            wanted = self.of_one_process(*plan, "--threads", "1")
            self.assertEqual(self.of_one_process(*plan, "--threads", "2"), wanted)
            for ranks in (1, 2, 3, 4):
                job = self.finish(self.mpirun(ranks, *plan, "--threads", "1", "--results", "none"))
                self.assertEqual(without_seconds(job.out), wanted, f"{ranks} ranks")
                self.assertIn(job.returncode, (0, 7), job.err)

    def test_two_threads_each(self):
        plan = ["plan", "m", "--paths", "1k", "--threads", "2", "--format", "json"]
        job = self.finish(self.mpirun(2, *plan, "--results", "none"))
        self.assertEqual(without_seconds(job.out), self.of_one_process(*plan))

    def test_more_ranks_than_blocks(self):
        plan = ["plan", "m", "--paths", "100", "--quick", "--format", "json"]
        job = self.finish(self.mpirun(4, *plan, "--results", "none"))
        self.assertEqual(without_seconds(job.out), self.of_one_process(*plan))


class Refused(Job):
    def refused(self, job, code, *says, exit):
        self.finish(job, exit=exit, seconds=60)
        self.assertEqual(job.out, "")
        self.assertEqual(job.err.count(f"error[{code}]"), 1, job.err)
        for text in says:
            self.assertIn(text, job.err)

    def test_options(self):
        self.refused(self.mpirun(3, *self.plan(paths="0")), "E0902", "--paths", exit=2)
        self.refused(self.mpirun(2, *self.plan("--threads", "1000000")), "E0902", "--threads", exit=2)
        self.refused(self.mpirun(2, *self.plan("--strategy", "none-such")), "E0907", exit=2)
        self.refused(self.mpirun(2, "simulate", "m"), "E0903", "offtake-mpi has no command `simulate`", exit=2)
        self.refused(self.mpirun(2, *self.plan(model="none-such")), "E0001", exit=3)
        self.refused(self.mpirun(2, *self.plan("--results", "/none/such.db")), "E1006", exit=6)

    def test_another_model_on_a_rank(self):
        shutil.copytree(self.top / "m", self.top / "other/m")
        changed = self.top / "other/m/offtake.yaml"
        changed.write_text(changed.read_text() + "\n# another\n")
        plan = [MPI_BIN, *self.plan()]
        job = self.mpirun_of(["-n", "1", *plan, ":", "-n", "1", "--wdir", str(self.top / "other"), *plan])
        self.refused(job, "E1340", "rank 1 on ", "another model than rank 0", exit=6)

    def test_no_model_on_a_rank(self):
        (self.top / "empty").mkdir()
        plan = [MPI_BIN, *self.plan()]
        job = self.mpirun_of(["-n", "2", *plan, ":", "-n", "1", "--wdir", str(self.top / "empty"), *plan])
        self.refused(job, "E0001", "rank 2 on ", exit=3)

    def test_another_program_on_a_rank(self):
        other = self.top / "other-mpi"
        other.write_bytes(pathlib.Path(MPI_BIN).read_bytes() + b"\0")
        other.chmod(0o755)
        plan = self.plan()
        job = self.mpirun_of(["-n", "1", MPI_BIN, *plan, ":", "-n", "1", str(other), *plan])
        self.refused(job, "E1340", "rank 1 on ", "another program than rank 0", exit=6)

    def test_other_options_on_a_rank(self):
        job = self.mpirun_of(["-n", "1", MPI_BIN, *self.plan(), ":", "-n", "1", MPI_BIN, *self.plan("--seed", "2")])
        self.refused(job, "E1340", "rank 1 on ", "another command line than rank 0", "'2'", exit=6)

    def test_a_wrong_option_on_a_rank(self):
        job = self.mpirun_of(["-n", "1", MPI_BIN, *self.plan(), ":", "-n", "1", MPI_BIN, *self.plan("--pats")])
        self.refused(job, "E0903", "rank 1 on ", exit=2)

    def test_no_memory_on_a_rank(self):
        # Enough to begin with, not enough for its paths.
        plan = [MPI_BIN, *self.plan(paths="400k")]
        job = self.mpirun_of(["-n", "1", *plan, ":", "-n", "1", "sh", "-c", 'ulimit -v 900000; exec "$0" "$@"', *plan])
        self.refused(job, "E1342", "rank 1 on ", "not enough memory", exit=6)

    def test_help_and_version_are_said_once(self):
        for asked in ("--help", "--version"):
            job = self.finish(self.mpirun(3, asked), exit=0)
            self.assertEqual(job.out.count("mpirun -n RANKS offtake-mpi plan MODEL"), 1 if asked == "--help" else 0)
            self.assertEqual(job.err, "")


if __name__ == "__main__":
    unittest.main()
