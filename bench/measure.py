"""Runs a program and measures it; what the benchmarks share."""

import argparse
import contextlib
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import threading
import time
from typing import NamedTuple

ROOT = pathlib.Path(__file__).resolve().parent.parent
OFFTAKE = ROOT / "build/bench/apps/offtake/offtake"


class Run(NamedTuple):
    output: bytes
    seconds: float  # of wall clock
    processor_seconds: float  # of all threads
    memory_mb: float  # resident, at the peak
    exit_code: int
    in_time: bool = True


def run(command, environment=None, limit=None, folder=ROOT):
    """The run of a command, at the root of the repository by default, whatever its exit code.

    At the limit, in seconds, it is killed with all that it started.
    """
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, start_new_session=True,
                               env={**os.environ, **(environment or {})})
    late = threading.Event()
    timer = threading.Timer(limit or threading.TIMEOUT_MAX, end, [process.pid, late])
    timer.start()
    try:
        with process.stdout:
            output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
    except BaseException:
        end(process.pid, late)
        raise
    finally:
        timer.cancel()
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(output, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024,
               process.returncode, not late.is_set())


def end(group, late):
    """Asks first: mpiexec passes it on to its ranks."""
    late.set()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGTERM)
        for _ in range(50):
            time.sleep(0.1)
            os.killpg(group, 0)
        os.killpg(group, signal.SIGKILL)


def run_well(command):
    """The run of a command that must end well."""
    ended = run(command)
    if ended.exit_code != 0:
        sys.exit(f"{' '.join(command)}: exit code {ended.exit_code}")
    return ended


def spread(values, digits=3):
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:.{digits}f} | {low:.{digits}f} to {high:.{digits}f}"


def cores():
    return len(os.sched_getaffinity(0))


def parser_of(description):
    parser = argparse.ArgumentParser(description=description,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--offtake", default=OFFTAKE, type=pathlib.Path)
    return parser
