"""frictionless as an independent reader of the built package, before it is published."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kabul_ties.finding import Finding, Place
from kabul_ties.package.descriptor import DESCRIPTOR

RULE = "frictionless-agrees"
"""Id under which frictionless's errors are reported."""


class RejectedError(Exception):
    """frictionless finds fault with a package; carries the findings."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(f"frictionless finds {len(findings)} faults in the package.")
        self.findings = findings


def accept(folder: Path) -> None:
    """Returns if frictionless finds the package valid and reads every row of it.

    Raises:
        RejectedError: It does not.
    """
    findings = list(frictionless_findings(folder))
    if findings:
        raise RejectedError(findings)


def frictionless_findings(folder: Path) -> Iterator[Finding]:
    """What frictionless finds in a package that we have just written.

    Only for our own folders: frictionless follows links and fetches addresses that a foreign
    descriptor may name.
    """
    from frictionless import validate  # noqa: PLC0415  (half a second)

    report = validate(str(folder / DESCRIPTOR))
    for error in report.errors:
        yield _finding(DESCRIPTOR, error)
    for task in report.tasks:
        for error in task.errors:
            yield _finding(task.place, error)
    yield from _unread_rows(folder, report)


def _unread_rows(folder: Path, report: Any) -> Iterator[Finding]:
    """An unclosed quote can swallow rows without an error, so they are counted."""
    document = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    read = {task.name: task.stats.get("rows", 0) for task in report.tasks if not task.errors}
    for resource in document["resources"]:
        rows = read.get(resource["name"], resource["rows"])
        if rows != resource["rows"]:
            message = f"frictionless reads {rows} rows, and {resource['rows']} were written."
            yield Finding(Place(resource["path"]), RULE, message, layer="package")


def _finding(file: str, error: Any) -> Finding:
    line = getattr(error, "row_number", 0) or 0
    value = getattr(error, "cell", None)
    message = f"{error.message} ({error.type})"
    return Finding(Place(file, line), RULE, message, value, layer="package")
