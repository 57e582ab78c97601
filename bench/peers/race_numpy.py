"""offtake simulate against a NumPy program of the same model."""

import json
import sys

from answers import numpy_answers, offtake_answers
from racing import Answer, Contest, Program, Race, shown

MODEL, STRATEGY = "examples/federation", "as-announced"
TEXT = """
Monte Carlo of `examples/federation` under `as-announced`. `bench/peers/numpy_federation.py` is one process of NumPy over
arrays of all paths, with every measure and quantile that offtake has. Answers: the net present value of every party and
the shortage of every year, which may lie four combined standard errors apart, because the two draw numbers of their own.

Unfair to NumPy: it works on one core and offtake on all, so offtake runs on one thread too; and its program is written for this one
model. Unfair to
offtake: it checks the model, and reads a language of which the NumPy program knows only what the federation uses.
"""


def read_offtake(output):
    return Answer(offtake_answers(output))


def read_numpy(output):
    result = json.loads(output)
    return Answer(numpy_answers(output), {"NumPy": result["numpy"], "Python": result["python"]})


def race(setup):
    contests, commands = [], []
    for paths in [1_000] if setup.small else [10_000, 100_000]:
        ours = [setup.offtake, "simulate", MODEL, "--strategy", STRATEGY, "--paths", paths,
                "--results", "none", "--format", "json"]
        theirs = [sys.executable, "bench/peers/numpy_federation.py", MODEL, "--strategy", STRATEGY,
                  "--paths", paths]
        alone = [*ours, "--threads", 1]
        contests.append(Contest(
            f"{paths:,} paths", Program("offtake simulate", ours, read_offtake),
            [Program("NumPy", theirs, read_numpy, limit=setup.limit, target="≥ 20"),
             Program("offtake simulate, one thread", alone, read_offtake)], standard_errors=4))
        commands = [shown(ours), shown(theirs)]
    return Race("numpy", "NumPy: simulating the federation", TEXT, contests, commands)
