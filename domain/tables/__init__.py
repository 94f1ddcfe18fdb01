"""Every table of the project, declared once: columns, units, titles, meaning."""

from domain.tables.inputs import INPUT_TABLES
from domain.tables.registry import Column, Table, table

__all__ = ["INPUT_TABLES", "Column", "Table", "table"]
