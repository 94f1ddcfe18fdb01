"""Plans from plain tables: pandas frames or CSV files in, a plan with its proof out."""

from optimize.tables.answer import Answer
from optimize.tables.plan import plan_tables
from optimize.tables.trouble import TableError, Trouble

__all__ = ["Answer", "TableError", "Trouble", "plan_tables"]
