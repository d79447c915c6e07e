"""The second layer: every table against its Table Schema, by pandera, and its references."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import polars as pl

from kabul_ties.cell_findings import Known, cell_finding, reference_finding, without_echoes
from kabul_ties.finding import MOST_FINDINGS, Finding
from kabul_ties.rows import ROW, RawTable
from kabul_ties.schemas.columns import typed
from kabul_ties.schemas.table_schema import TableSchema

Tables = Mapping[str, pl.DataFrame]
"""Typed tables by name; each holds its columns and ``row``."""


@dataclass(frozen=True, slots=True)
class Structure:
    """Typed tables and what is wrong with single cells, rows and references."""

    tables: dict[str, pl.DataFrame]
    findings: list[Finding]


def check_structure(
    raw_tables: Mapping[str, RawTable], *, computed: bool, references: bool = True
) -> Structure:
    """Types the tables and holds them against their schemas; tells ``MOST_FINDINGS`` of each table.

    Args:
        raw_tables: Tables as text.
        computed: Whether the computed columns are there already (in a built package) or not yet
            (in annotations).
        references: Whether all rows could be read, so that a missing reference is one.
    """
    tables: dict[str, pl.DataFrame] = {}
    findings: list[Finding] = []
    for name, raw in raw_tables.items():
        fields = [f for f in raw.schema.fields if computed or f.origin != "computed"]
        frame = raw.frame.with_columns(typed(field) for field in fields)
        tables[name] = frame.select(ROW, *(field.name for field in fields))
    misnamed: set[str] = set()
    for name, raw in raw_tables.items():
        each = _table_findings(raw, raw_tables, tables, in_files=not computed)
        found = list(islice(each, MOST_FINDINGS))
        findings.extend(found)
        if not computed and any(
            f.rule == "value-fits-its-pattern" and not f.place.line for f in found
        ):
            misnamed.add(name)  # what names its rows rightly would be blamed for the file's name
    if references:
        blamed = {(f.place, f.value) for f in findings}
        targets = {name: raw for name, raw in raw_tables.items() if name not in misnamed}
        for raw in raw_tables.values():
            each = _reference_findings(raw, targets, tables, in_files=not computed)
            found = list(islice(each, MOST_FINDINGS))
            findings.extend(f for f in found if (f.place, f.value) not in blamed)
    return Structure(tables, findings if computed else without_echoes(findings))


def _table_findings(
    raw: RawTable, raw_tables: Mapping[str, RawTable], tables: Tables, *, in_files: bool
) -> Iterator[Finding]:
    frame, known = tables[raw.schema.name], dict(_known(raw.schema, raw_tables, tables))
    mistyped: set[tuple[int, str]] = set()
    for field in (raw.schema.by_name[name] for name in frame.columns if name != ROW):
        written, value = raw.frame[field.name], frame[field.name]
        for row in frame[ROW].filter(written.is_not_null() & value.is_null()):
            mistyped.add((row, field.name))
            yield cell_finding(raw, row, field, "value-has-its-type", in_files=in_files)
    for failure in _failures(raw.schema, frame.drop(ROW)).iter_rows(named=True):
        column, row, rule = failure["column"], failure["index"], failure["check"]
        if column is None:
            yield _repeated_key(raw, frame, row)
        elif (row, column) not in mistyped:
            field = raw.schema.by_name[column]
            is_named = field.origin == "typed" or not in_files  # a file's name is told apart
            other = known.get(column) if is_named else None
            yield cell_finding(raw, row, field, rule, in_files=in_files, known=other)


def _known(
    schema: TableSchema, raw_tables: Mapping[str, RawTable], tables: Tables
) -> Iterator[tuple[str, Known]]:
    """What each foreign key may name; keys to tables that are not there are left out."""
    for key in schema.foreign_keys:
        if key.table in raw_tables:
            yield key.field, Known.of(raw_tables[key.table], tables[key.table], key)


def _failures(schema: TableSchema, frame: pl.DataFrame) -> pl.DataFrame:
    """Pandera's failure cases: column (null for the key), row index, rule id.

    Of values that stand more than once, the first is no failure.
    """
    nothing = pl.DataFrame(schema={"column": pl.String, "index": pl.Int32, "check": pl.String})
    if _failure_cases(schema, frame, one_check_per_column=True) is None:
        return nothing
    cases = _failure_cases(schema, frame, one_check_per_column=False)
    return nothing if cases is None else _without_first(cases, frame, schema)


def _failure_cases(
    schema: TableSchema, frame: pl.DataFrame, *, one_check_per_column: bool
) -> pl.DataFrame | None:
    import pandera.polars as pa  # noqa: PLC0415  (three quarters of a second, so only when needed)
    from pandera.config import ValidationDepth, config_context  # noqa: PLC0415

    from kabul_ties.schemas.pandera_schema import compile_schema  # noqa: PLC0415

    compiled = compile_schema(schema, one_check_per_column=one_check_per_column)
    compiled = compiled.remove_columns([c for c in compiled.columns if c not in frame.columns])
    depth = ValidationDepth.SCHEMA_AND_DATA
    try:
        with config_context(validation_enabled=True, validation_depth=depth):
            compiled.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        _raise_crashes(errors)
        of_a_key = pl.col("check") == "multiple_fields_uniqueness"
        column = pl.when(~of_a_key).then("column").cast(pl.String).alias("column")
        cases: pl.DataFrame = errors.failure_cases.select(column, "index", "check")
        return cases
    return None


def _raise_crashes(errors: Exception) -> None:
    """A check that crashed is our bug, not a defect of the data."""
    for error in errors.schema_errors:  # type: ignore[attr-defined]
        if error.reason_code is not None and error.reason_code.name == "CHECK_ERROR":
            raise RuntimeError(f"The check {error.check} crashed: {error}") from error


def _without_first(cases: pl.DataFrame, frame: pl.DataFrame, schema: TableSchema) -> pl.DataFrame:
    """Leaves out the first of equal values, and missing values, which pandera counts as equal."""
    from kabul_ties.schemas.pandera_schema import RULE_OF_REASON  # noqa: PLC0415

    innocent = {None: _rows(frame, pl.struct(schema.primary_key).is_first_distinct())}
    for column in cases.filter(pl.col("check") == "field_uniqueness")["column"].unique():
        first_or_missing = pl.col(column).is_first_distinct() | pl.col(column).is_null()
        innocent[column] = _rows(frame, first_or_missing)
    unique = pl.col("check").is_in(["field_uniqueness", "multiple_fields_uniqueness"])
    keep = [
        not (is_unique and index in innocent[column])
        for is_unique, column, index in cases.select(unique, "column", "index").iter_rows()
    ]
    named = cases.filter(pl.Series(keep, dtype=pl.Boolean))
    return named.with_columns(pl.col("check").replace(RULE_OF_REASON))


def _rows(frame: pl.DataFrame, condition: pl.Expr) -> set[int]:
    return set(frame.select(condition.arg_true()).to_series())


def _repeated_key(raw: RawTable, frame: pl.DataFrame, row: int) -> Finding:
    key = frame.select(raw.schema.primary_key).row(row)
    same = pl.struct(raw.schema.primary_key) == pl.struct(
        pl.lit(value).alias(name) for name, value in zip(raw.schema.primary_key, key, strict=True)
    )
    first = int(frame.filter(same)[ROW][0])
    names = ", ".join(raw.schema.primary_key)
    return Finding(
        raw.places.place(row, raw.schema.primary_key[-1]),
        "key-is-unique",
        f"Another row of {raw.schema.name} has the same {names}: {raw.places.place(first, None)}.",
        " / ".join(map(str, key)),
        mend="Delete one of the two, or correct what tells them apart.",
        layer="structure",
    )


def _reference_findings(
    raw: RawTable, targets: Mapping[str, RawTable], tables: Tables, *, in_files: bool
) -> Iterator[Finding]:
    frame = tables[raw.schema.name]
    for name, known in _known(raw.schema, targets, tables):
        if name not in frame.columns:
            continue
        values = pl.DataFrame({name: known.values}, schema={name: frame.schema[name]})
        dangling = frame.filter(pl.col(name).is_not_null()).join(values, name, "anti")
        for row, value in dangling.sort(ROW).select(ROW, name).iter_rows():
            yield reference_finding(raw, row, value, known, in_files=in_files)
