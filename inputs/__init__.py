"""Files to domain values, and every message about a file."""

from inputs.build import Loaded, load_scenario
from inputs.findings import Finding, InputError
from inputs.schema_files import write_schemas
from inputs.template import template, write_template
from inputs.validate import Report, validate

__all__ = [
    "Finding",
    "InputError",
    "Loaded",
    "Report",
    "load_scenario",
    "template",
    "validate",
    "write_schemas",
    "write_template",
]
