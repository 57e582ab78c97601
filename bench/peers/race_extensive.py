"""offtake plan against the extensive form of the same columns in highspy."""

import json
import sys

from measure import run_well
from racing import Answer, Contest, Program, Race, shown

PROBLEM = ["examples/federation", "--strategy", "multicloud", "--epochs", "yearly", "--cells", "3"]
GAP = 1e-4
TEXT = """
The federation under `multicloud` with yearly decisions and three cells, 121 columns. `offtake export` writes all paths and steps
out as one linear program; highspy reads it and solves it by HiGHS's choice, the dual simplex method with presolve. (`--solver ipm`
of the peer takes its interior point method, which is slower here; `bench/plans` races both.) offtake must certify a gap of 1e-4; the
values may differ by 2e-4.

Unfair to HiGHS: the simplex method knows no gap to end at and goes to its own tolerance of 1e-7; it is a general solver, and
this problem is not what it is known for. Unfair to offtake: writing the program is left out, and offtake also plays its plan on
fresh paths.
"""


def read_offtake(output):
    plan = json.loads(output)
    if not (plan["certified"] and plan["gap"] <= GAP):
        sys.exit(f"offtake plan: gap {plan['gap']}, certified: {plan['certified']}")
    return Answer({"value, $": (plan["value"], 0.0)})


def read_highs(output):
    result = json.loads(output)
    return Answer({"value, $": (result["value_musd"] * 1e6, 0.0)}, result["versions"],
                  result["seconds"])


def race(setup):
    contests, commands = [], []
    for paths in [3] if setup.small else [30, 100, 300, 1_000]:
        file = setup.folder / f"federation-{paths}.mps"
        export = [setup.offtake, "export", *PROBLEM, "--paths", paths, "--continuous", "-o", file]
        run_well([str(word) for word in export])
        ours = [setup.offtake, "plan", *PROBLEM, "--paths", paths, "--gap", GAP, "--continuous",
                "--quick", "--threads", setup.threads, "--format", "json", "--results", "none",
                "--progress", "none"]
        theirs = [sys.executable, "bench/peers/extensive_form.py", file, "--threads", setup.threads]
        contests.append(Contest(
            f"{paths:,} paths", Program("offtake plan", ours, read_offtake),
            [Program("highspy", theirs, read_highs, limit=setup.limit,
                     target="≥ 100" if paths == 300 else "")], relative=2 * GAP))
        commands = [shown(c) for c in (export, ours, theirs)]
    return Race("extensive", "highspy: the extensive form of the federation", TEXT, contests, commands)
