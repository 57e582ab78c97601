"""offtake smps against StOpt's SDDP on a two-stage problem of storages."""

import json
import subprocess
import sys

import storage
from measure import ROOT
from racing import Answer, Contest, Program, Race, shown

GAP = 1e-4
PROGRAM = ROOT / "build/peers/stopt_storage"
TEXT = """
Five storages are filled today, at a cost, and serve a random demand tomorrow, with random inflows and a random price of what is
bought besides; what is left has a value. `bench/peers/storage.py` draws the scenarios once and writes them as SMPS for
`offtake smps` and as plain numbers for StOpt. `bench/peers/stopt_storage.cpp` states the problem for StOpt's `backwardForwardSDDP` as
StOpt's own examples do: one small program a step, solved by Clp, all scenarios in every backward sweep, the check on all scenarios every
fourth sweep, on all cores by OpenMP. Both end at a gap of 1e-4 between bound and value, and the values may differ by 2e-4.

Unfair to StOpt: it is made for many stages with regressions in between, and has two here, because offtake has no more; it
writes cuts to files, as runs of hours want. Unfair to offtake: it reads a general file, where StOpt's program is compiled for this
problem, certifies its bound by arithmetic of its own, and computes wait-and-see and the solution of means besides.
"""


def installed(package):
    told = subprocess.run(["dpkg-query", "-W", "-f=${Version}", package], capture_output=True,
                          text=True, check=True)
    return told.stdout


def read_offtake(output):
    result = json.loads(output)
    if not (result["certified"] and result["gap"] <= GAP):
        sys.exit(f"offtake smps: gap {result['gap']}, certified: {result['certified']}")
    return Answer({"cost": (result["value"], 0.0)})


def read_stopt(output):
    result = json.loads(output.splitlines()[-1])
    if not result["value"] - result["bound"] <= GAP * abs(result["value"]):
        sys.exit(f"StOpt: value {result['value']}, bound {result['bound']}")
    return Answer({"cost": (result["value"], 0.0)},
                  {"StOpt": installed("libstopt-dev"), "Clp": installed("coinor-libclp-dev")})


def race(setup):
    contests, commands = [], []
    for scenarios in [10] if setup.small else [100, 1_000]:
        folder = setup.folder / f"storages-{scenarios}"
        storage.write(folder, scenarios)
        ours = [setup.offtake, "smps", folder, "--gap", GAP, "--threads", setup.threads, "--format", "json"]
        theirs = [PROGRAM, folder / "storages.txt", folder, GAP]
        contests.append(Contest(
            f"{scenarios:,} scenarios", Program("offtake smps", ours, read_offtake),
            [Program("StOpt", theirs, read_stopt, {"OMP_NUM_THREADS": str(setup.threads)}, setup.limit)],
            relative=2 * GAP))
        commands = [shown(ours), shown(theirs)]
    return Race("stopt", "StOpt: storages", TEXT, contests, commands)
