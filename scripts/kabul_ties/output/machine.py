"""Findings for machines: workflow commands of GitHub, JSON, SARIF 2.1.0."""

import json
from collections.abc import Sequence
from typing import Any

from kabul_ties.finding import Finding
from kabul_ties.output.text import choices, shortened
from kabul_ties.terminal import visible

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def to_github(findings: Sequence[Finding]) -> str:
    """One workflow command per finding, which GitHub shows on the line of the pull request."""
    return "".join(f"{_workflow_command(finding)}\n" for finding in findings)


def _workflow_command(finding: Finding) -> str:
    properties = {"file": finding.place.file, "title": finding.rule}
    if finding.place.line:
        properties["line"] = str(finding.place.line)
    if finding.place.column:
        properties["col"] = str(finding.place.column)
    listed = ",".join(f"{name}={_escaped_property(text)}" for name, text in properties.items())
    return f"::error {listed}::{_escaped_data(_whole_message(finding))}"


def _escaped_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped_data(visible(text)).replace(":", "%3A").replace(",", "%2C")


def _whole_message(finding: Finding) -> str:
    parts = [visible(finding.message)]
    if finding.value is not None:
        parts.append(f"Found: {shortened(visible(finding.value))}")
    if finding.allowed:
        parts.append(f"Allowed: {choices(finding)}")
    if finding.mend:
        parts.append(visible(finding.mend))
    return "\n".join(parts)


def to_json(findings: Sequence[Finding]) -> str:
    """An object with ``valid`` and the list of ``findings``, each with all its parts."""
    document = {"valid": not findings, "findings": [_as_object(finding) for finding in findings]}
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _as_object(finding: Finding) -> dict[str, Any]:
    return {
        "file": finding.place.file,
        "line": finding.place.line or None,
        "column": finding.place.column or None,
        "rule": finding.rule,
        "layer": finding.layer,
        "message": finding.message,
        "value": finding.value,
        "allowed": list(finding.allowed),
        "mend": finding.mend or None,
    }


def to_sarif(findings: Sequence[Finding], version: str) -> str:
    """A SARIF 2.1.0 log (OASIS) with one run."""
    rules = sorted({finding.rule for finding in findings})
    run = {
        "tool": {
            "driver": {
                "name": "kabul-ties",
                "version": version,
                "informationUri": "https://github.com/kabul-ties/kabul-ties",
                "rules": [{"id": rule} for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, rules.index(finding.rule)) for finding in findings],
    }
    log = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=True) + "\n"


def _result(finding: Finding, rule_index: int) -> dict[str, Any]:
    from urllib.parse import quote  # noqa: PLC0415  (used by this format alone)

    path = finding.place.file.encode("utf-8", "surrogateescape")
    location: dict[str, Any] = {"artifactLocation": {"uri": quote(path)}}
    if finding.place.line:
        region = {"startLine": finding.place.line}
        if finding.place.column:
            region["startColumn"] = finding.place.column
        location["region"] = region
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": "error",
        "message": {"text": _whole_message(finding)},
        "locations": [{"physicalLocation": location}],
    }
