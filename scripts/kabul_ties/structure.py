"""The second layer: every table against its Table Schema, by pandera, and its references."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from kabul_ties.finding import Finding, nearest_first
from kabul_ties.rows import ROW, RawTable
from kabul_ties.schemas.columns import FORM_IN_WORDS, typed
from kabul_ties.schemas.table_schema import Field, TableSchema

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
    """Types the tables and holds them against their schemas.

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
        findings.extend(_table_findings(raw, tables[name], fields))
    if references:
        blamed = {(f.place, f.value) for f in findings}
        found = (
            finding for raw in raw_tables.values() for finding in _reference_findings(raw, tables)
        )
        findings.extend(f for f in found if (f.place, f.value) not in blamed)
    return Structure(tables, findings)


def _table_findings(raw: RawTable, frame: pl.DataFrame, fields: list[Field]) -> Iterator[Finding]:
    mistyped: set[tuple[int, str]] = set()
    for field in fields:
        written, value = raw.frame[field.name], frame[field.name]
        for row in frame[ROW].filter(written.is_not_null() & value.is_null()):
            mistyped.add((row, field.name))
            yield _cell_finding(raw, row, field, "value-has-its-type")
    for failure in _failures(raw.schema, frame.drop(ROW)).iter_rows(named=True):
        column, row, rule = failure["column"], failure["index"], failure["check"]
        if column is None:
            yield _repeated_key(raw, frame, row)
        elif (row, column) not in mistyped:
            yield _cell_finding(raw, row, raw.schema.by_name[column], rule)


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


def _cell_finding(raw: RawTable, row: int, field: Field, rule: str) -> Finding:
    value = raw.text(row, field.name)
    message, mend = _SENTENCES[rule]
    allowed = nearest_first(value, field.enum) if value and rule == "value-is-a-code" else ()
    if rule == "value-is-given":
        allowed = field.enum
    facts = {
        "name": field.name,
        "title": field.title,
        "form": FORM_IN_WORDS[field.type],
        "example": field.example,
        "pattern": field.pattern,
        "minimum": field.minimum,
        "maximum": field.maximum,
        "shortest": field.min_length,
        "longest": field.max_length,
    }
    place = raw.places.place(row, field.name)
    return Finding(
        place, rule, message.format(**facts), value, allowed, mend.format(**facts), "structure"
    )


_SENTENCES = {
    "value-is-given": ("{name} ({title}) is missing.", "Give it, for example: {example}"),
    "value-has-its-type": ("{name} must be {form}.", "For example: {example}"),
    "value-is-a-code": ("{name} must be one of the codes of its vocabulary.", ""),
    "value-fits-its-pattern": ("{name} does not have its form, {pattern}.", "Example: {example}"),
    "value-is-unique": ("Another row has the same {name}.", "Every {name} stands once."),
    "text-is-long-enough": ("{name} has fewer than {shortest} characters.", "Say it in full."),
    "text-is-short-enough": ("{name} has more than {longest} characters.", "Shorten it."),
    "number-is-large-enough": ("{name} is less than {minimum}.", "Example: {example}"),
    "number-is-small-enough": ("{name} is more than {maximum}.", "Example: {example}"),
    "text-hides-nothing": ("{name} holds a character that cannot be seen.", "Type it anew."),
    "cell-is-one-line": ("{name} holds a line break or a tab.", "Write it on one line."),
    "text-is-trimmed": ("{name} begins or ends with white space.", "Delete the white space."),
    "text-is-composed": (
        "{name} holds letters and accents typed apart (not in Unicode form NFC).",
        "Type the letter with its accent as one, or run `kabul-ties format`.",
    ),
    "cell-is-no-formula": (
        "{name} begins with a sign that a spreadsheet would run as a formula.",
        "Begin with a word.",
    ),
}


def _reference_findings(raw: RawTable, tables: Tables) -> Iterator[Finding]:
    frame = tables[raw.schema.name]
    for key in raw.schema.foreign_keys:
        if key.field not in frame.columns or key.table not in tables:
            continue
        known = tables[key.table].select(pl.col(key.reference).alias(key.field)).drop_nulls()
        dangling = frame.filter(pl.col(key.field).is_not_null()).join(known, key.field, "anti")
        choices = known[key.field].unique(maintain_order=True).to_list() if len(dangling) else []
        for row, value in dangling.sort(ROW).select(ROW, key.field).iter_rows():
            yield Finding(
                raw.places.place(row, key.field),
                "reference-exists",
                f"{key.field} names no row of {key.table}.",
                value,
                nearest_first(value, choices),
                f"Correct it, or add the row to {key.table} first.",
                "structure",
            )
