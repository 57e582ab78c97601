"""offtake plan against PyPSA with scenarios and CVaR."""

import json
import sys

import core_model
from racing import Answer, Contest, Program, Race, shown

GAP = 1e-4
TEXT = """
What to lease and to build, all decided before demand is known: 35 offers (four leases and three builds at five dates), 44
quarters, demand on given paths, power paid for on use, a cost of what is not served; sought is 70 % of the mean and 30 % of
the mean of the worst tenth of the paths. `bench/peers/core_model.py` writes the model folder, with figures made for the race;
both programs read the same `offtake.yaml` and `demand.csv`. In PyPSA every offer is an extendable generator with `p_max_pu` for
when it is there, every path a scenario (`set_scenarios`), and the tail is `set_risk_preference`; HiGHS takes the model without
a file between (`io_api="direct"`) and chooses its method, which is PyPSA's default (the dual simplex method
here; `--solver ipm` of the peer takes its interior point method, which is slower). offtake plans it by `--cells 1 --continuous` and must certify a gap of
1e-4. The values may differ by 1e-4.

Unfair to PyPSA: it models whole energy systems, and this is a small part of what it can say; more than half of the
time of the small sizes is the loading of Python's packages. For that reason the last ratio counts its solver alone against
offtake's whole process. Unfair to offtake: PyPSA solves the problem once; offtake also plays its plan on fresh paths. PyPSA can put
storage, networks and unit commitment into such a problem; offtake cannot. offtake can put in contracts' clauses and decisions that
follow what was seen; PyPSA's scenarios have two stages.
"""


def read_offtake(output):
    plan = json.loads(output)
    if not (plan["certified"] and plan["gap"] <= GAP):
        sys.exit(f"offtake plan: gap {plan['gap']}, certified: {plan['certified']}")
    return Answer({"value, $": (plan["value"], 0.0)})


def read_pypsa(output):
    result = json.loads(output.splitlines()[-1])
    return Answer({"value, $": (result["value_usd"], 0.0)}, result["versions"],
                  result["seconds"]["solver"])


def race(setup):
    contests, commands = [], []
    for paths in [10] if setup.small else [10, 30, 100, 300]:
        folder = setup.folder / f"core-{paths}"
        core_model.write(folder, paths)
        ours = [setup.offtake, "plan", folder, "--continuous", "--cells", 1, "--paths", paths,
                "--gap", GAP, "--quick", "--threads", setup.threads, "--format", "json",
                "--results", "none", "--progress", "none"]
        theirs = [sys.executable, "-W", "ignore", "bench/peers/pypsa_core.py", folder,
                  "--threads", setup.threads]
        contests.append(Contest(
            f"{paths} scenarios", Program("offtake plan", ours, read_offtake),
            [Program("PyPSA", theirs, read_pypsa, limit=setup.limit,
                     target="≥ 20" if paths == 100 else "")], relative=GAP))
        commands = [shown(ours), shown(theirs)]
    return Race("pypsa", "PyPSA: leasing and building under uncertain demand", TEXT, contests, commands)
