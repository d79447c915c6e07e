"""Whether a package's tables and inline schemas are those that this code knows."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from kabul_ties.finding import Finding, nearest_first
from kabul_ties.occasion import version_numbers
from kabul_ties.package.descriptor import DESCRIPTOR, resource_form
from kabul_ties.package.reader import PackageFiles
from kabul_ties.schemas.table_schema import Schemas

_Essence = tuple[str, str]

_WORDS = {"title", "description", "example"}
COUNTED = {"bytes", "hash", "rows", "sha256", "content_sha256"}
"""Properties that follow from the rows; they are checked against the files themselves."""


def schema_findings(files: PackageFiles, schemas: Schemas, own_version: str) -> list[Finding]:
    """Tables and schemas of a package that are not this code's.

    Titles, descriptions and examples may differ: they change no verdict. Any other property, one
    that is unknown here too, may make some reader read other rows, or find them valid.

    Args:
        files: The package.
        schemas: The schemas of this code, the normative ones.
        own_version: Version that these schemas belong to.
    """
    given = {entry["name"]: _essence(entry) for entry in files.descriptor["resources"]}
    own = {name: _essence(resource_form(schema)) for name, schema in schemas.items()}
    if given == own:
        return []
    if files.version != own_version:
        return [_other_version(files, own_version)]
    return [
        *_missing_tables(files, schemas),
        *_unknown_tables(files, schemas),
        *_altered_resources(files, given, own),
    ]


def _essence(resource: Mapping[str, Any]) -> _Essence:
    """What decides which rows a reader sees and finds valid: of the resource, and of its schema.

    As JSON text, in which ``true`` is not 1, as in Python, and 1 is not 1.0.
    """
    schema, twin = resource["schema"], resource["parquet"]
    fields = [_without(_WORDS, field) for field in schema["fields"]]
    around = _without({*_WORDS, *COUNTED, "schema"}, resource)
    return (
        _text({**around, "parquet": _without(COUNTED, twin)}),
        _text({**_without(_WORDS, schema), "fields": fields}),
    )


def _without(names: Collection[str], document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in names}


def _text(document: Any) -> str:
    return json.dumps(document, sort_keys=True)


def _other_version(files: PackageFiles, own_version: str) -> Finding:
    newer = version_numbers(files.version) > version_numbers(own_version)
    return Finding(
        files.archive.place(DESCRIPTOR),
        "schema-version-is-known",
        f"The package is of version {files.version}, whose schemas are "
        f"{'newer' if newer else 'older'} than those of this kabul-ties, {own_version}.",
        files.version,
        (own_version,),
        f"Check it with its own version: pip install kabul-ties=={files.version}",
        "package",
    )


def _missing_tables(files: PackageFiles, schemas: Schemas) -> Iterator[Finding]:
    for name in schemas:
        if name not in files.resources:
            yield Finding(
                files.archive.place(DESCRIPTOR),
                "table-is-given",
                "The package lacks this table.",
                name,
                mend="Get the package anew, or build it with `kabul-ties build`.",
                layer="package",
            )


def _unknown_tables(files: PackageFiles, schemas: Schemas) -> Iterator[Finding]:
    for name in files.resources:
        if name not in schemas:
            yield Finding(
                files.archive.place(DESCRIPTOR),
                "table-is-known",
                "No table of the data set has this name.",
                name,
                nearest_first(name, [table for table in schemas if table not in files.resources]),
                "Take the resource out of the package.",
                "package",
            )


def _altered_resources(
    files: PackageFiles, given: Mapping[str, _Essence], own: Mapping[str, _Essence]
) -> Iterator[Finding]:
    for name in [name for name in own if name in given]:
        for rule, what, is_given, is_own in (
            ("resource-is-the-versions", "resource", given[name][0], own[name][0]),
            ("schema-is-the-versions", "schema", given[name][1], own[name][1]),
        ):
            if is_given != is_own:
                yield Finding(
                    files.archive.place(DESCRIPTOR),
                    rule,
                    f"The {what} of {name} is not the one that version {files.version} has"
                    f"{_where(json.loads(is_given), json.loads(is_own))}.",
                    name,
                    mend="Get the package anew, or build it with `kabul-ties build`.",
                    layer="package",
                )


def _where(given: Mapping[str, Any], own: Mapping[str, Any]) -> str:
    """The properties that differ, as the end of a sentence."""
    differing = [
        name
        for name in sorted({*given, *own})
        if name not in given or name not in own or _text(given[name]) != _text(own[name])
    ]
    return f" (see {', '.join(differing)})"
