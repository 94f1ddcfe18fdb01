"""`python run.py new NAME`: a commented scenario to start from."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import wrap

from inputs.levers import lever_keys

NAME = re.compile(r"[a-z][a-z0-9_]{1,60}")

TEXT = """\
# yaml-language-server: $schema=../schemas/scenario.schema.json
# Question: say here, in one sentence, what this scenario is to answer.
extends: {parent}
question: Say here, in one sentence, what this scenario is to answer.
name:
  zh: {name}
  en: {name}

# Everything below is an example: take away the # of what you need. Keys left out are as in the
# parent. Maps merge key by key, lists replace. `python run.py validate` prints what differs.
# Measures of the zones' plans (docs/levers.md) are laid over a scenario with `--lever KEY`:
{levers}

# period_days: 30                      # days that count; warm_up_days and drain_days beside them

# demand:
#   scale:
#     M20*: 1.3                        # 30 % more of every flow that begins with M20

# functions:                           # a facility that begins later, or never
#   HZ_COLD:
#     stuffing: {{begins: 2026-12-01}}
#     cold_store: {{begins: never}}

# tariffs:
#   carbon_cny_per_t: 80               # items of data/tariffs.csv
#   subsidy_cny_per_feu: 800           # for every box by rail, without a budget

# subsidies:                           # with a budget, in the order of departures
#   - {{name: rail fund, services: ["RHZ*"], cny_per_feu: 600, budget_cny: 200000,
#      ends: 2026-12-01}}

# block_space:                         # space bought ahead, paid whether used or not
#   - {{name: port train, services: [RHZ01], teu: 20, cny_per_teu: 900, take_or_pay_share: 0.8,
#      release_hours: 72}}

# services_set:                        # rows of data/services.csv
#   RXA02: {{status: active}}            # open a service that is only an option
#   RSX02: {{thin_to_per_week: 3}}       # keep three departures a week

# processes:                           # rows of data/processes.csv
#   B041: {{capacity_per_day: 6}}        # Erenhot takes six trains a day

# background: {{scale: 1.1}}             # a tenth more of others' traffic at gates and yards

# regimes:
#   - {{node: BP_ERC, regime: crisis, slow_factor: 2, begins: 2026-05-01, ends: 2026-05-15}}

# faults:
#   - {{kind: late_plug_in, node: GX_QZP, hours: 24, ambient_c: 35, begins: 2026-11-10}}

# planning: {{hold_max_h: 240}}          # what every policy plans by

overrides: {{}}                          # named sets of keys for `--override NAME`
"""


def template(name: str, parent: str) -> str:
    """Text of a new scenario that extends another; `ValueError` for a name that is no file name.

    Parameters
    ----------
    parent
        File name of the parent, as written from the folder of the new file.
    """
    if not NAME.fullmatch(name):
        message = f'"{name}" is not a scenario name; use lower-case letters, digits and _'
        raise ValueError(message)
    keys = " ".join(lever_keys())
    levers = "\n".join(wrap(keys, 96, initial_indent="#   ", subsequent_indent="#   "))
    return TEXT.format(name=name, parent=parent, levers=levers)


def write_template(name: str, folder: Path, parent: str) -> Path:
    """Write a new scenario; `FileExistsError` where the name is taken."""
    path = folder / f"{name}.yaml"
    text = template(name, parent)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
    return path
