"""Whether a package of this code's version says and runs what that version says and runs.

Digests do not tell: whoever alters a licence or a script signs the altered one.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from kabul_ties.finding import Finding
from kabul_ties.package.descriptor import DESCRIPTOR, resource_form
from kabul_ties.package.r_recipe import R_RECIPE, r_recipe
from kabul_ties.package.reader import PackageFiles
from kabul_ties.package.schema_checks import COUNTED
from kabul_ties.schemas.table_schema import Schemas

_AGAIN = "Get the package anew, or build it with `kabul-ties build`."


def version_findings(
    files: PackageFiles, schemas: Schemas, static: Mapping[str, Any]
) -> Iterator[Finding]:
    """What a package says otherwise than its version; nothing, if that is not this code's.

    Args:
        files: The package; its files are those that it lists.
        schemas: The schemas of this code.
        static: What its version says of itself: ``schema/descriptor.json``.
    """
    if files.version != static["version"]:
        return
    for name, value in static.items():
        if _text(files.descriptor.get(name)) != _text(value):
            yield _finding(files, DESCRIPTOR, "descriptor-is-the-versions", name)
    for entry in files.descriptor["resources"]:
        own = resource_form(schemas[entry["name"]])
        if _text(_uncounted(entry)) != _text(_uncounted(own)):
            name = f"a title, description or example of {entry['name']}"
            yield _finding(files, DESCRIPTOR, "descriptor-is-the-versions", name)
    if files.archive.read(R_RECIPE) != r_recipe(schemas).encode():
        yield _finding(files, R_RECIPE, "script-is-the-versions", "the script")


def _uncounted(resource: Mapping[str, Any]) -> dict[str, Any]:
    """A resource without what follows from its rows."""
    kept = {name: value for name, value in resource.items() if name not in COUNTED}
    twin = {name: value for name, value in resource["parquet"].items() if name not in COUNTED}
    return {**kept, "parquet": twin}


def _text(document: Any) -> str:
    return json.dumps(document, sort_keys=True)


def _finding(files: PackageFiles, path: str, rule: str, what: str) -> Finding:
    message = f"{what[0].upper()}{what[1:]} is not what version {files.version} has."
    return Finding(files.archive.place(path), rule, message, mend=_AGAIN, layer="package")
