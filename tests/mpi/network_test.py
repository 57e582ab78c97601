#!/usr/bin/env python3
"""Ranks that see each other over a network alone: two network namespaces, each with a name of its own."""

import os
import shutil
import signal
import subprocess
import time
import unittest

from cli_test import environment, without_seconds
from mpi_job import MPI_BIN, MPIRUN, Job


# How soon mpirun's own daemons see that a machine is gone.
KEEPALIVE = ["--mca", "oob_tcp_keepalive_time", "10", "--mca", "oob_tcp_keepalive_intvl", "5",
             "--mca", "oob_tcp_keepalive_probes", "3"]


def ip(*arguments):
    return subprocess.run(["ip", *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True)


class TwoMachines(Job):
    def setUp(self):
        super().setUp()
        if not shutil.which("ip") or not shutil.which("unshare"):
            self.skipTest("needs ip (iproute2) and unshare (util-linux)")
        self.a, self.b = f"offtake-{os.getpid()}a", f"offtake-{os.getpid()}b"
        made = ip("netns", "add", self.a)
        if made.returncode:
            self.skipTest(f"this machine allows no network namespaces: {made.stderr.strip()}")
        self.addCleanup(ip, "netns", "del", self.a)
        for command in (["netns", "add", self.b],
                        ["link", "add", "va", "netns", self.a, "type", "veth", "peer", "name", "vb", "netns", self.b],
                        ["-n", self.a, "addr", "add", "10.99.0.1/24", "dev", "va"],
                        ["-n", self.b, "addr", "add", "10.99.0.2/24", "dev", "vb"],
                        ["-n", self.a, "link", "set", "va", "up"], ["-n", self.b, "link", "set", "vb", "up"],
                        ["-n", self.a, "link", "set", "lo", "up"], ["-n", self.b, "link", "set", "lo", "up"]):
            done = ip(*command)
            if command[0] == "netns":
                self.addCleanup(ip, "netns", "del", self.b)
            if done.returncode:
                self.skipTest(f"`ip {' '.join(command)}`: {done.stderr.strip()}")
        self.addCleanup(self.clear)
        # In place of ssh: starts what mpirun asks for on the other side.
        self.agent = self.top / "agent"
        self.agent.write_text("#!/bin/sh\nshift\nexec ip netns exec "
                              f"""{self.b} unshare --uts sh -c 'hostname machine-b; exec sh -c "$0"' "$*"\n""")
        self.agent.chmod(0o755)

    def clear(self):
        """mpirun's daemon on a machine that was cut off does not end by itself."""
        for space in (self.a, self.b):
            for pid in ip("netns", "pids", space).stdout.split():
                os.kill(int(pid), signal.SIGKILL)

    def across(self, *arguments):
        with (self.top / "out").open("w") as out, (self.top / "err").open("w") as err:
            job = subprocess.Popen(
                ["ip", "netns", "exec", self.a, "unshare", "--uts", "sh", "-c", 'hostname machine-a; exec "$0" "$@"', MPIRUN,
                 *KEEPALIVE, "--mca", "plm_rsh_agent", str(self.agent), "--mca", "btl", "tcp,self", "--oversubscribe",
                 "--host", "10.99.0.1:1,10.99.0.2:1", "-n", "2", "--wdir", str(self.top), MPI_BIN, *arguments],
                stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=self.top,
                env=environment(OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1", TMPDIR="/tmp"))
        self.addCleanup(self.end, job)
        return job

    def finish(self, job, exit=None, seconds=300):
        job.wait(timeout=seconds)
        job.out, job.err = (self.top / "out").read_text(), (self.top / "err").read_text()
        return job

    def test_the_same_plan(self):
        wanted = without_seconds(self.run_("plan", "m", "--paths", "1k", "--format", "json", "--results", "none").out)
        job = self.finish(self.across(*self.plan()))
        self.assertEqual(without_seconds(job.out), wanted)

    def test_the_network_goes(self):
        job = self.across(*self.plan("--quick", paths="200k"))
        self.ranks_up(2)
        time.sleep(2)
        begun = time.monotonic()
        self.assertEqual(ip("-n", self.b, "link", "set", "vb", "down").returncode, 0)
        self.finish(job, seconds=120)
        self.assertLess(time.monotonic() - begun, 75)
        self.assertNotEqual(job.returncode, 0)
        self.assertIn("rank 1 on machine-b has been silent", job.err)
        self.assert_nobody_left(seconds=60)


if __name__ == "__main__":
    unittest.main()
