"""Small scenario files to spoil, and what their reader is told."""

from inputs.build import load_scenario
from inputs.findings import InputError

PLAIN = """\
period_h: 100
streams:
  trucks: {per_h: 1, path: [gate]}
steps:
  gate: {work_h: 0.5}
"""


def gate(keys):
    return PLAIN.replace("work_h: 0.5", keys)


def trucks(keys):
    return PLAIN.replace("per_h: 1", keys)


def says(folder, text, lang="en", **options):
    """Findings of a file, errors or else warnings."""
    path = folder / "small.yaml"
    path.write_text(text, encoding="utf-8", newline="\n")
    try:
        found = load_scenario(path, **options).warnings
    except InputError as wrong:
        found = wrong.findings
    return [item.text(lang).replace(f"{folder}/", "") for item in found]
