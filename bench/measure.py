"""Runs a program and measures it; what the benchmarks share."""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
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


def run(command, environment=None):
    """The run of a command at the root of the repository, whatever its exit code."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE,
                               env={**os.environ, **(environment or {})})
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(output, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024,
               process.returncode)


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
