"""A job of several ranks on this machine, and what is left of it."""

import os
import pathlib
import signal
import subprocess
import time

from cli_test import SOURCE, Program, environment

MPI_BIN = os.environ["OFFTAKE_MPI_BIN"]
MPIRUN = os.environ["OFFTAKE_MPIRUN"]
FEDERATION = str(SOURCE / "examples/federation")


def processes(mark):
    """(pid, rank, is a solver's child) of the ranks whose command line holds `mark`."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            line = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
            env = (entry / "environ").read_bytes().decode(errors="replace").split("\0")
            state = (entry / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        rank = [v.partition("=")[2] for v in env if v.startswith("OMPI_COMM_WORLD_RANK=")]
        if rank and mark in line and state[0] != "Z":
            found.append((int(entry.name), int(rank[0]), int(state[1])))
    ranks = {pid for pid, _, _ in found}
    return [(pid, rank, parent in ranks) for pid, rank, parent in found]


class Job(Program):
    def mpirun(self, ranks, *arguments, mpi=(), program=MPI_BIN, **how):
        """Starts `ranks` of offtake-mpi; `mpi`: further options of mpirun."""
        return self.mpirun_of(["-n", str(ranks), program, *arguments], mpi=mpi, **how)

    def mpirun_of(self, what, mpi=(), **how):
        # In containers tests run as root; the session's folder must have a short name.
        env = environment(OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1", TMPDIR="/tmp")
        how = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": env,
               "cwd": self.top, **how}
        job = subprocess.Popen([MPIRUN, "--oversubscribe", *mpi, *what], **how)
        self.addCleanup(self.end, job)
        return job

    def end(self, job):
        if job.poll() is None:
            job.kill()
            job.communicate()
        for pid, _, _ in processes(self.mark()):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def mark(self):
        """In every command line of this test's jobs."""
        return str(self.top / "plans.db")

    def plan(self, *more, model="m", paths="1k"):
        return ["plan", model, "--paths", paths, "--threads", "1", "--format", "json", "--results", self.mark(), *more]

    def finish(self, job, exit=None, seconds=300):
        out, err = job.communicate(timeout=seconds)
        job.out, job.err = out.decode(), err.decode()
        if exit is not None:
            self.assertEqual(job.returncode, exit, job.err)
        return job

    def ranks_up(self, count, seconds=60):
        """The ranks once all of them run: [rank] pid."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            up = {rank: pid for pid, rank, child in processes(self.mark()) if not child}
            if len(up) == count:
                return [up[r] for r in range(count)]
            time.sleep(0.02)
        self.fail(f"{count} ranks did not come up")

    def assert_nobody_left(self, seconds=10):
        until = time.monotonic() + seconds
        while processes(self.mark()):
            self.assertLess(time.monotonic(), until, f"left behind: {processes(self.mark())}")
            time.sleep(0.1)
