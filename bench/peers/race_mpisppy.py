"""offtake smps against mpi-sppy on its own farmer."""

import json
import math
import re
import sys
from importlib.metadata import version

from measure import run_well
from racing import Answer, Contest, Program, Race, shown

GAP = 1e-4
AT_THREE = -108390.0  # Birge and Louveaux, section 1.1
MODULE = "mpisppy.tests.examples.farmer"
MPI = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
       "OMPI_MCA_plm": "isolated"}  # ranks on this machine alone need no ssh
MPIEXEC = ["mpiexec", "--oversubscribe", "--mca", "mpi_yield_when_idle", "1", "-n"]
TEXT = """
The farmer of Birge and Louveaux, as mpi-sppy brings it: three crops, three scenarios, then more with yields drawn by mpi-sppy.
`bench/peers/farmer_smps.py` reads those yields out of its Pyomo models and writes them as SMPS for `offtake smps`, so
both have the same numbers; with three scenarios both must find the book's −108390. mpi-sppy runs its own program, `generic_cylinders`, with
HiGHS: the extensive form in one process; the L-shaped method, a hub and a spoke on two ranks; and, where there are three cores, progressive
hedging as its documentation starts with it, a hub with Lagrangian bounds and the shuffled incumbent finder, on three ranks. (On two
cores its three ranks wait for each other busily, which says nothing of the method, so there it is left out.) All end at a
gap of 1e-4 or better, and values may differ by 1e-4. (The L-shaped hub ends where no cut is left, though its spoke may not have come so
far; there its bound is compared.)

Unfair to mpi-sppy: it is made for large scenario models on many machines and for integers, and this linear program with three first-stage
columns is the smallest of its examples; its time is mostly Python's, Pyomo's and MPI's start. Unfair to offtake: by itself it also computes the solution of means, wait-and-see and
what follows from them, which the others do not.
"""
PH = ["--max-iterations", 1000, "--default-rho", 1, "--lagrangian", "--xhatshuffle"]
LSHAPED = ["--max-iterations", 1000, "--lshaped-hub", "--xhatlshaped"]


def versions():
    return {name: version(name) for name in ("mpi-sppy", "Pyomo", "mpi4py", "highspy")}


def read_offtake(output):
    result = json.loads(output)
    if not (result["certified"] and result["gap"] <= GAP):
        sys.exit(f"offtake smps: gap {result['gap']}, certified: {result['certified']}")
    return Answer({"cost": (result["value"], 0.0)})


def read_extensive(output):
    found = re.search(r"EF objective: (\S+)", output.decode())
    return Answer({"cost": (float(found[1]), 0.0)} if found else {}, versions())


def last_line(output):
    """Bound, incumbent and gap in percent, of the table of iterations."""
    lines = re.findall(r"^\[ *[\d.]+\] +\d+ [ *A-Z]+ (\S+) +(\S+) +(\S+)% +\S+$", output.decode(), re.M)
    return [float(word) for word in lines[-1]] if lines else [math.nan, math.nan, math.inf]


def read_lshaped(output):
    """The bound: the hub ends where no cut is left, even if the other rank has not yet come so far."""
    return Answer({"cost": (last_line(output)[0], 0.0)}, versions())


def read_hedging(output):
    """The best incumbent, if the gap was met."""
    _, incumbent, percent = last_line(output)
    return Answer({"cost": (incumbent, 0.0)} if percent <= 100 * GAP else {}, versions())


def peers(setup, scenarios):
    module = ["-m", "mpisppy.generic_cylinders", "--module-name", MODULE, "--num-scens", scenarios]
    ranks = lambda n: [*MPIEXEC, n, sys.executable, "-m", "mpi4py", *module,  # noqa: E731
                       "--solver-name", "highs", "--max-solver-threads", 1, "--rel-gap", GAP]
    alone = [sys.executable, *module, "--EF", "--EF-solver-name", "appsi_highs"]
    made = lambda name, command, read: Program(  # noqa: E731
        f"mpi-sppy, {name}", command, read, MPI, setup.limit, setup.folder)  # it leaves logs where it runs
    programs = [made("extensive form", alone, read_extensive),
                made("L-shaped, 2 ranks", [*ranks(2), *LSHAPED], read_lshaped)]
    if setup.threads >= 3 and not setup.small:
        programs.append(made("progressive hedging, 3 ranks", [*ranks(3), *PH], read_hedging))
    return programs


def race(setup):
    contests, commands = [], []
    for scenarios in [3] if setup.small else [3, 30, 300]:
        folder = setup.folder / f"farmer-{scenarios}"
        write = [sys.executable, "bench/peers/farmer_smps.py", folder, "tests/golden/smps/farmer", scenarios]
        run_well([str(word) for word in write])
        ours = Program("offtake smps", [setup.offtake, "smps", folder, "--gap", GAP, "--threads",
                                        setup.threads, "--format", "json"], read_offtake)
        if scenarios == 3:
            ours.play()
            if abs(ours.answers.pop().values["cost"][0] - AT_THREE) > GAP * abs(AT_THREE):
                sys.exit(f"offtake smps: the farmer's answer is {AT_THREE:g}")
            ours.runs.clear()
        others = peers(setup, scenarios)
        contests.append(Contest(f"{scenarios} scenarios", ours, others, relative=GAP))
        commands = [shown(c) for c in (write, ours.command, *(p.command for p in others))]
    return Race("mpisppy", "mpi-sppy: the farmer", TEXT, contests, commands)
