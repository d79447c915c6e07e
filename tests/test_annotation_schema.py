"""JSON Schemas for editors."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kabul_ties.annotations import yaml_tree
from kabul_ties.annotations.kinds import annotation_kinds
from kabul_ties.annotations.text_files import TextFile
from kabul_ties.check import check_annotations
from kabul_ties.paths import Project
from kabul_ties.schemas.annotation_schema import annotation_schemas
from kabul_ties.schemas.table_schema import load_schemas

REPOSITORY = Path(__file__).resolve().parent.parent
SCHEMAS = load_schemas(REPOSITORY / "schema")
KINDS = annotation_kinds(SCHEMAS)
SAMPLE = REPOSITORY / "tests" / "sample"


def as_an_editor_reads(text: str) -> Any:
    """The file by YAML 1.2's core schema."""

    def value(node: yaml_tree.Node) -> Any:
        if isinstance(node, yaml_tree.Mapping):
            return {key: value(entry.value) for key, entry in node.entries.items()}
        if isinstance(node, yaml_tree.Sequence):
            return [value(item) for item in node.items]
        if node.text in {"", "true", "false"}:
            return {"": None, "true": True, "false": False}[node.text]
        if re.fullmatch(r"[-+]?[0-9]+", node.text):
            return int(node.text)
        if re.fullmatch(r"[-+]?[0-9]+\.[0-9]*", node.text):
            return float(node.text)
        return node.text

    return value(yaml_tree.parse(TextFile("a.yaml", text)))


@pytest.fixture
def editor_schemas(sample_project: Project) -> dict[str, Any]:
    checked = check_annotations(sample_project)
    assert checked.findings == []
    texts = annotation_schemas(checked.schemas, checked.tables)
    return {name: json.loads(text) for name, text in texts.items()}


@pytest.mark.parametrize("kind", ["article", "action", "coding"])
def test_valid_files_fit_the_schema_that_they_name(
    kind: str, editor_schemas: dict[str, Any], sample_project: Project
) -> None:
    schema = editor_schemas[KINDS[kind].schema_file]
    jsonschema.Draft202012Validator.check_schema(schema)
    files = list(sample_project.root.glob(KINDS[kind].files))
    assert files
    for path in files:
        text = path.read_text(encoding="utf-8")
        jsonschema.Draft202012Validator(schema).validate(as_an_editor_reads(text))
        named = text.split("\n")[0].removeprefix("# yaml-language-server: $schema=")
        target = sample_project.dataset / "package/annotation" / KINDS[kind].schema_file
        assert (path.parent / named).resolve() == target.resolve()


def test_the_schema_knows_the_ids_of_hand_kept_tables(editor_schemas: dict[str, Any]) -> None:
    row = editor_schemas["article.schema.json"]["properties"]["evidence"]["items"]
    properties = row["properties"]
    assert properties["country_id"]["enum"][:2] == ["AFG", "AZE"]
    assert properties["country_id"]["enumDescriptions"][0] == "Afghanistan"
    assert "delisting" in properties["claimed_type"]["enum"]
    assert None in properties["verified_by"]["enum"]
    assert None not in properties["coder"]["enum"]
    assert "enum" not in properties["action_id"]
    assert len(properties["stance"]["enumDescriptions"][0]) > 10


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("country_id: RUS", "country_id: RU"),
        ("stance: reports", "stance: report"),
        ("published_start: 2024-04-16", "published_start: 16 April"),
        ("passage_length: 112", "passage_length: long"),
        ("language: en", "tongue: en"),
        ("headline_agrees: true", "headline_agrees: yes"),
        ("  title: Embassy in Moscow handed over\n", "  evidence_id: x\n"),
    ],
)
def test_what_is_wrong_does_not_fit_the_schema(
    old: str, new: str, editor_schemas: dict[str, Any]
) -> None:
    path = SAMPLE / "dataset/articles/herald-2024-embassy-moscow.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    broken = as_an_editor_reads(text.replace(old, new, 1))
    schema = editor_schemas["article.schema.json"]
    assert not jsonschema.Draft202012Validator(schema).is_valid(broken)
