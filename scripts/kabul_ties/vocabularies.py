"""Whether every code of the schemas is defined, and every defined code used."""

from collections.abc import Iterator

import polars as pl

from kabul_ties.finding import Finding, Place, nearest_first
from kabul_ties.schemas.table_schema import Schemas


def vocabulary_findings(schemas: Schemas, codes: pl.DataFrame) -> Iterator[Finding]:
    """Holds the enums of the Table Schemas against the code tables that define them.

    Args:
        schemas: The Table Schemas; a field names its code table as ``vocabulary``.
        codes: The typed table ``codes``.
    """
    for vocabulary, enum in sorted(_enums(schemas)):
        defined = codes.filter(pl.col("vocabulary") == vocabulary)["code"].to_list()
        for code in dict.fromkeys((*enum, *defined)):
            if code not in defined:
                yield _finding(vocabulary, code, "stands in the schemas, but is not defined here")
            elif code not in enum:
                yield _finding(vocabulary, code, "is defined here, but stands in no schema", enum)


def _enums(schemas: Schemas) -> set[tuple[str, tuple[str, ...]]]:
    return {
        (field.vocabulary, field.enum)
        for schema in schemas.values()
        for field in schema.fields
        if field.vocabulary
    }


def _finding(vocabulary: str, code: str, what: str, enum: tuple[str, ...] = ()) -> Finding:
    return Finding(
        Place(f"schema/vocabularies/{vocabulary}.csv"),
        "vocabulary-defines-every-code",
        f"The code {what}.",
        code,
        nearest_first(code, enum) if enum else (),
        "Give the enum of the fields and the code table the same codes.",
        "structure",
    )
