"""The package layer of ``validate``: a built package from anywhere, from its bytes to the rules."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from kabul_ties.finding import Finding, in_order
from kabul_ties.languages import language_findings
from kabul_ties.occasion import Occasion, occasion_findings
from kabul_ties.package.archive import BadPackageError
from kabul_ties.package.csv_reader import read_csv
from kabul_ties.package.file_checks import file_findings
from kabul_ties.package.reader import PackageFiles, Resource, open_package
from kabul_ties.package.schema_checks import schema_findings
from kabul_ties.package.version_checks import version_findings
from kabul_ties.paths import Project, own_project
from kabul_ties.rows import ROW, RawTable
from kabul_ties.schemas.table_schema import Schemas, load_schemas, read_json


def package_findings(
    path: Path, project: Project | None = None, *, today: date | None = None
) -> list[Finding]:
    """What is wrong with a package: each layer on what the one before accepted, all of a layer.

    Files and descriptor; tables and schemas; sizes and digests; CSV against Parquet; every value
    against the schemas; computed values against what they are computed from; the rules.

    Args:
        path: Folder or zip of the package.
        project: Whose schemas are normative; those of this code if None.
        today: The day that no work is dated after; see ``Occasion.of``.

    Returns:
        The findings in order; none if the package is valid.
    """
    project = project or own_project()
    schemas = load_schemas(project.schema)
    static = read_json(project.schema / "descriptor.json")
    try:
        files = open_package(path)
        findings = (
            schema_findings(files, schemas, static["version"])
            or list(file_findings(files, schemas))
            or list(version_findings(files, schemas, static))
        )
        if not findings:
            findings = _table_findings(files, schemas, Occasion.of(project, today))
    except BadPackageError as error:
        findings = error.findings
    return in_order(findings)


def _table_findings(files: PackageFiles, schemas: Schemas, occasion: Occasion) -> list[Finding]:
    from kabul_ties.package.computed_checks import computed_findings  # noqa: PLC0415  (heavy)
    from kabul_ties.rules.application import apply_rules  # noqa: PLC0415
    from kabul_ties.structure import check_structure  # noqa: PLC0415
    from kabul_ties.vocabularies import vocabulary_findings  # noqa: PLC0415

    raw_tables: dict[str, RawTable] = {}
    findings: list[Finding] = []
    for name, schema in schemas.items():
        resource = files.resources[name]
        try:
            raw_tables[name] = read_csv(files.archive, resource.path, schema)
        except BadPackageError as error:
            findings.extend(error.findings)
        else:
            findings.extend(_twin_findings(files, resource, raw_tables[name]))
    if findings:
        return findings
    structure = check_structure(raw_tables, computed=True)
    vocabularies = vocabulary_findings(schemas, structure.tables["codes"])
    codes = files.archive.place(files.resources["codes"].path)
    findings = [*structure.findings, *(replace(found, place=codes) for found in vocabularies)]
    if findings:
        return findings
    return computed_findings(structure.tables, raw_tables) or [
        *apply_rules(structure.tables, raw_tables),
        *language_findings(raw_tables),
        *occasion_findings(structure.tables, raw_tables, occasion),
    ]


def _twin_findings(files: PackageFiles, resource: Resource, raw: RawTable) -> Iterator[Finding]:
    from kabul_ties.package.parquet_checks import parquet_findings  # noqa: PLC0415  (heavy)

    if (rows := raw.frame[ROW].len()) != resource.rows:
        yield Finding(
            files.archive.place(resource.path),
            "row-count-is-right",
            f"The file has {rows} rows; the descriptor says {resource.rows}.",
            mend="Get the package anew, or build it with `kabul-ties build`.",
            layer="package",
        )
    yield from parquet_findings(files, resource, raw)
