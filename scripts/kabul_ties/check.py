"""From annotations to complete tables: reads, types, computes and applies every rule."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from kabul_ties import conclusions
from kabul_ties.agreement import agreement_table
from kabul_ties.annotations.reader import Annotations, read_annotations
from kabul_ties.codebook import codebook_findings
from kabul_ties.evidence_dates import argument_findings, with_dates
from kabul_ties.finding import Finding, in_order
from kabul_ties.languages import language_findings
from kabul_ties.occasion import Occasion, occasion_findings
from kabul_ties.own_words import own_words_findings
from kabul_ties.passage_check import passage_findings, passages_without_text
from kabul_ties.paths import Project
from kabul_ties.rows import ROW, RawTable
from kabul_ties.rules.application import apply_rules
from kabul_ties.schemas.columns import polars_schema
from kabul_ties.schemas.table_schema import Schemas, TableSchema, load_schemas
from kabul_ties.structure import check_structure
from kabul_ties.texts import ArticleText, read_articles, text_folders
from kabul_ties.vocabularies import vocabulary_findings


@dataclass(frozen=True, slots=True)
class Checked:
    """All tables, complete and in order if there are no findings.

    Attributes:
        schemas: The Table Schemas they follow.
        tables: Typed tables with all columns of their schemas; empty where a finding of form or
            structure kept them from being computed.
        findings: What is wrong, in order.
        uncompared: How many passages no text was at hand for.
        complete: Whether all layers ran; without it, mending may bring up further findings.
    """

    schemas: Schemas
    tables: dict[str, pl.DataFrame]
    findings: list[Finding]
    uncompared: int = 0
    complete: bool = True


def check_annotations(
    project: Project, *, agreement: bool = True, today: date | None = None
) -> Checked:
    """Checks the annotations of a project and computes every table from them.

    Args:
        project: Where they stand.
        agreement: Whether the agreement of coders is computed too, which takes a while and which
            no rule needs; its table is empty otherwise.
        today: The day that no work is dated after; see ``Occasion.of``.
    """
    schemas = load_schemas(project.schema)
    annotations = read_annotations(project, schemas)
    typed, findings = _typed(annotations, schemas)
    if findings:
        return Checked(schemas, {}, in_order(findings), complete=False)
    tables, findings = compute(typed, annotations.tables)
    if findings:
        return Checked(schemas, {}, in_order(findings), complete=False)
    texts = read_articles(text_folders())
    uncompared = passages_without_text(tables, texts)
    findings = _rule_findings(project, tables, annotations.tables, texts)
    occasion = Occasion.of(project, today)
    findings.extend(occasion_findings(tables, annotations.tables, occasion))
    if findings:
        return Checked(schemas, {}, in_order(findings), uncompared)
    if agreement:
        tables["agreement"] = agreement_table(tables["codings"])
    ordered = {name: in_package_order(tables[name], schemas[name]) for name in schemas}
    return Checked(schemas, ordered, [], uncompared)


def _typed(
    annotations: Annotations, schemas: Schemas
) -> tuple[dict[str, pl.DataFrame], list[Finding]]:
    """Typed tables, and what form, structure and vocabularies have against them."""
    structure = check_structure(
        annotations.tables, computed=False, references=not annotations.findings
    )
    if annotations.findings:
        own = _own_defects(structure.findings, annotations.findings)
        return structure.tables, [*annotations.findings, *own]
    vocabularies = vocabulary_findings(schemas, structure.tables["codes"])
    return structure.tables, [*structure.findings, *vocabularies]


def _rule_findings(
    project: Project,
    tables: dict[str, pl.DataFrame],
    raw_tables: dict[str, RawTable],
    texts: list[ArticleText],
) -> list[Finding]:
    return [
        *apply_rules(tables, raw_tables),
        *codebook_findings(project, raw_tables),
        *language_findings(raw_tables),
        *passage_findings(tables, raw_tables, texts),
        *own_words_findings(raw_tables, texts),
    ]


def _own_defects(structure: list[Finding], form: list[Finding]) -> list[Finding]:
    """Findings of structure, but for values that are missing because their line is malformed."""
    malformed = {finding.place.file for finding in form}
    return [f for f in structure if f.rule != "value-is-given" or f.place.file not in malformed]


def compute(
    typed: dict[str, pl.DataFrame], raw_tables: dict[str, RawTable]
) -> tuple[dict[str, pl.DataFrame], list[Finding]]:
    """Adds all computed columns and tables to typed annotations.

    Returns:
        The tables, and a finding for each date argument that its rule cannot read.
    """
    tables = dict(typed)
    findings: list[Finding] = []
    for name in ("evidence", "codings"):
        tables[name], failures = with_dates(tables[name], tables["sources"])
        findings.extend(argument_findings(raw_tables[name], failures))
    dates = conclusions.dates_of_actions(tables["actions"], tables["evidence"], tables["choices"])
    evidence = conclusions.with_agreement(tables["evidence"], tables["actions"], dates)
    tables["evidence"], tables["dates"] = evidence, dates
    tables["actions"] = conclusions.with_stage(
        tables["actions"], evidence, dates, tables["sources"]
    )
    tables["agreement"] = agreement_table(tables["codings"].clear())
    return tables, findings


def in_package_order(frame: pl.DataFrame, schema: TableSchema) -> pl.DataFrame:
    """The schema's columns with its types; rows by key, vocabularies as in their files."""
    if not (schema.files or "").startswith("schema/"):
        frame = frame.sort(schema.primary_key)
    types = polars_schema(schema)
    return frame.drop(ROW, strict=False).select(
        pl.col(name).cast(kind) for name, kind in types.items()
    )
