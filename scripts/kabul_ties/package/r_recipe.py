"""The package's ``load.R``: reads every table into R with the types of its schema.

Readers that guess take Namibia's code ``NA`` for a missing value, ``034`` for a number, and a column
without values for a logical one. The script therefore states every column's type for readr. It is
ASCII, so that no locale of R reads it differently.
"""

import re
import textwrap
from collections.abc import Mapping

from kabul_ties.schemas.table_schema import Field, FieldType, Schemas, TableSchema

R_RECIPE = "load.R"
"""Name of the script in the package."""

_COLLECTORS: Mapping[FieldType, str] = {
    "string": "readr::col_character()",
    "integer": "readr::col_integer()",
    "number": "readr::col_double()",
    "boolean": "readr::col_logical()",
    "date": 'readr::col_date("%Y-%m-%d")',
}

_SYNTACTIC = re.compile(r"[a-zA-Z][a-zA-Z0-9_]*")
_RESERVED = frozenset(
    "if else repeat while function for next break in TRUE FALSE NULL Inf NaN NA".split()
)
_ESCAPES = {"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t"}
_PRINTABLE_ASCII = range(0x20, 0x7F)


def r_recipe(schemas: Schemas) -> str:
    """The script; it follows from the schemas alone.

    Args:
        schemas: The Table Schemas, in the order of their tables.

    Returns:
        R code for R 4.0 and readr 2, in ASCII.
    """
    tables = ",\n".join(_table(schema) for schema in schemas.values())
    return f"{_HEAD}\nkabul_ties_types <- list(\n{tables}\n)\n{_FUNCTIONS}"


def _table(schema: TableSchema) -> str:
    columns = ",\n".join(f"    {_name(field.name)} = {_collector(field)}" for field in schema.fields)
    return f"  {_name(schema.name)} = readr::cols(\n{columns}\n  )"


def _collector(field: Field) -> str:
    """A code becomes a factor whose levels stand in the schema's order."""
    if field.type != "string" or not field.enum:
        return _COLLECTORS[field.type]
    levels = ", ".join(_text(code) for code in field.enum)
    # codes hold no space, so that a line ends between two of them
    lines = textwrap.fill(levels, 80, break_long_words=False, break_on_hyphens=False)
    return f"readr::col_factor(c(\n{textwrap.indent(lines, '      ')}\n    ))"


def _name(name: str) -> str:
    if _SYNTACTIC.fullmatch(name) and name not in _RESERVED:
        return name
    return f"`{_escaped(name)}`".replace("`", "\\`")[1:-2] + "`" if "`" in name else f"`{name}`"


def _text(value: str) -> str:
    return f'"{_escaped(value)}"'


def _escaped(value: str) -> str:
    return "".join(_character(character) for character in value)


def _character(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if ord(character) in _PRINTABLE_ASCII:
        return character
    return f"\\U{{{ord(character):x}}}"
