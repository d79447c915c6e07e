"""The schemas themselves: form, examples, vocabularies, keys, countries, and what explain tells."""

import ast
import csv
import re
from collections.abc import Iterator
from typing import Any

import iso3166
import polars as pl
import pytest

from kabul_ties.check import check_annotations
from kabul_ties.conclusions import STAGES
from kabul_ties.finding import Place
from kabul_ties.paths import Project
from kabul_ties.rows import RawTable, RowCollector
from kabul_ties.rules.catalogue import catalogue
from kabul_ties.schemas.table_schema import (
    TABLES,
    Field,
    TableSchema,
    load_schemas,
    parse_schema,
    read_json,
)
from kabul_ties.structure import check_structure
from samples import REPOSITORY

SCHEMA = REPOSITORY / "schema"
SCHEMAS = load_schemas(SCHEMA)
FIELDS = [(table, field) for table in SCHEMAS.values() for field in table.fields]
IDS = [f"{table.name}.{field.name}" for table, field in FIELDS]
EACH_FIELD = pytest.mark.parametrize(("table", "field"), FIELDS, ids=IDS)
EACH_TABLE = pytest.mark.parametrize("table", SCHEMAS.values(), ids=SCHEMAS)

CONSTRAINTS = {
    "string": {"required", "unique", "enum", "pattern", "minLength", "maxLength"},
    "integer": {"required", "unique", "enum", "minimum", "maximum"},
    "number": {"required", "unique", "enum", "minimum", "maximum"},
    "boolean": {"required", "enum"},
    "date": {"required", "unique", "enum", "minimum", "maximum"},
}
"""What Table Schema 2.0 lets a field of each type be held to."""

TABLE_PROPERTIES = {
    "$schema", "name", "title", "description", "files", "fields", "primaryKey", "foreignKeys",
    "missingValues", "sources",
}  # fmt: skip
FIELD_PROPERTIES = {
    "name", "type", "title", "description", "example", "origin", "nested_in", "vocabulary",
    "constraints", "trueValues", "falseValues",
}  # fmt: skip


def documents(table: TableSchema) -> dict[str, dict[str, Any]]:
    """The fields' JSON by name."""
    return {document["name"]: document for document in table.document["fields"]}


def test_every_schema_file_is_a_table() -> None:
    files = {path.stem for path in SCHEMA.glob("*.json")} - {"descriptor"}
    assert files == set(TABLES)
    assert all(SCHEMAS[name].name == name for name in TABLES)


@EACH_TABLE
def test_a_table_has_the_form_of_table_schema_2(table: TableSchema) -> None:
    assert table.document["$schema"] == "https://datapackage.org/profiles/2.0/tableschema.json"
    assert set(table.document) <= TABLE_PROPERTIES
    assert table.document["missingValues"] == [""]
    assert len(table.names) == len(set(table.names))
    assert table.primary_key
    assert set(table.primary_key) <= set(table.names)
    assert table.title
    assert table.description.endswith(".")


@EACH_TABLE
def test_frictionless_finds_no_fault_with_a_table(table: TableSchema) -> None:
    from frictionless import Schema  # noqa: PLC0415  (half a second)

    document = {name: value for name, value in table.document.items() if name != "foreignKeys"}
    assert Schema.from_descriptor(document).to_dict()["primaryKey"] == list(table.primary_key)


@EACH_FIELD
def test_a_field_is_described_in_full(table: TableSchema, field: Field) -> None:
    document = documents(table)[field.name]
    assert set(document) <= FIELD_PROPERTIES
    assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", field.name)
    assert document["type"] in CONSTRAINTS
    assert document["origin"] in {"typed", "from_file", "computed"}
    assert field.title[0].isupper()
    assert not field.title.endswith(".")
    assert field.description.endswith((".", ".)"))
    assert field.example
    assert field.description.rstrip(".") != field.title


@EACH_FIELD
def test_constraints_are_those_of_the_type(table: TableSchema, field: Field) -> None:
    constraints = documents(table)[field.name].get("constraints", {})
    assert set(constraints) <= CONSTRAINTS[field.type]
    if field.enum:
        assert len(field.enum) == len(set(field.enum))
        assert set(constraints) <= {"required", "enum"}
    if field.pattern:
        assert field.pattern.startswith("^")
        assert field.pattern.endswith("$")
        assert re.fullmatch(field.pattern, field.example)
        # in Python and Rust, \d is any digit of any script
        assert r"\d" not in field.pattern
        assert r"\w" not in field.pattern
    if field.type == "boolean":
        document = documents(table)[field.name]
        assert (document["trueValues"], document["falseValues"]) == (["true"], ["false"])


@EACH_FIELD
def test_a_field_of_the_key_is_required(table: TableSchema, field: Field) -> None:
    if field.name in table.primary_key:
        assert field.required
        assert field.unique == (len(table.primary_key) == 1)


@EACH_FIELD
def test_a_value_comes_from_one_place(table: TableSchema, field: Field) -> None:
    is_yaml = bool(table.files and table.files.endswith(".yaml"))
    assert bool(field.nested_in) == (is_yaml and field.origin == "typed")
    if table.files is None:
        assert field.origin == "computed"
    if field.origin == "from_file":
        assert table.files
        assert "*" in table.files


def example_row(table: TableSchema) -> RawTable:
    collector = RowCollector(table)
    places = {name: Place(name) for name in table.names}
    collector.add({field.name: field.example for field in table.fields}, Place(""), places)
    return collector.table()


@EACH_TABLE
def test_every_example_satisfies_its_field(table: TableSchema) -> None:
    raw = {table.name: example_row(table)}
    structure = check_structure(raw, computed=True, references=False)
    assert [(f.place.file, f.rule, f.value) for f in structure.findings] == []


@EACH_TABLE
def test_foreign_keys_point_to_keys_of_the_same_type(table: TableSchema) -> None:
    for document in table.document.get("foreignKeys", []):
        assert set(document) == {"fields", "reference"}
        assert len(document["fields"]) == len(document["reference"]["fields"]) == 1
    for key in table.foreign_keys:
        target = SCHEMAS[key.table]
        assert target.primary_key == (key.reference,)
        assert target.by_name[key.reference].type == table.by_name[key.field].type


REFERENCES = {
    "country_id": "countries", "outlet_id": "outlets", "action_id": "actions",
    "source_id": "sources", "evidence_id": "evidence", "mission_id": "missions",
    "action_type": "action_types", "claimed_type": "action_types", "coder": "coders",
    "verified_by": "coders", "searcher": "coders",
}  # fmt: skip


@EACH_FIELD
def test_a_field_that_names_a_row_refers_to_its_table(table: TableSchema, field: Field) -> None:
    target = next((t for end, t in REFERENCES.items() if field.name.endswith(end)), None)
    is_own_key = table.primary_key == (field.name,)
    keys = {(key.field, key.table) for key in table.foreign_keys}
    if target and not is_own_key:
        assert (field.name, target) in keys


@pytest.mark.parametrize("property_name", ["title", "primaryKey", "fields"])
def test_a_schema_that_lacks_a_property_is_refused(property_name: str) -> None:
    document = dict(SCHEMAS["actions"].document)
    del document[property_name]
    with pytest.raises(ValueError, match=f"actions: the property '{property_name}' is missing"):
        parse_schema(document)


# Vocabularies


def vocabulary_rows(name: str) -> list[dict[str, str]]:
    path = SCHEMA / "vocabularies" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


VOCABULARIES = sorted(path.stem for path in (SCHEMA / "vocabularies").glob("*.csv"))


WITHOUT_VOCABULARY: set[str] = set()
"""Closed lists whose codes no table defines: names of tables, fields, formulas and groups."""


@EACH_FIELD
def test_codes_are_defined(table: TableSchema, field: Field) -> None:
    if field.vocabulary:
        assert [row["code"] for row in vocabulary_rows(field.vocabulary)] == list(field.enum)
    is_open = bool(field.enum) and not field.vocabulary
    assert is_open == (f"{table.name}.{field.name}" in WITHOUT_VOCABULARY)


@pytest.mark.parametrize("name", VOCABULARIES)
def test_a_code_has_definition_example_and_counter_example(name: str) -> None:
    rows = vocabulary_rows(name)
    assert len({row["code"] for row in rows}) == len({row["label"] for row in rows}) == len(rows)
    for row in rows:
        texts = [row["definition"], row["example"], row["counter_example"]]
        assert all(texts), row["code"]
        assert len(set(texts)) == 3, row["code"]


@pytest.mark.parametrize("name", VOCABULARIES)
def test_counter_examples_name_codes_that_exist(name: str) -> None:
    codes = {row["code"] for each in VOCABULARIES for row in vocabulary_rows(each)}
    for row in vocabulary_rows(name):
        for named in re.findall(r": ([a-z]+(?:[_-][a-z]+)+)\b", row["counter_example"]):
            assert named in codes, row["code"]
            assert named != row["code"]


def test_every_vocabulary_is_used() -> None:
    used = {field.vocabulary for _, field in FIELDS if field.vocabulary}
    assert used | {"action_types"} == set(VOCABULARIES)


ACTION_TYPES = vocabulary_rows("action_types")


@pytest.mark.parametrize("row", ACTION_TYPES, ids=lambda row: row["code"])
def test_an_action_type_has_milestones_in_order_and_crosswalks(row: dict[str, str]) -> None:
    milestones = row["milestones"].split(" ")
    assert milestones == [stage for stage in STAGES if stage in milestones]
    assert len(set(milestones)) == len(milestones)
    assert re.fullmatch(r"[0-9]{2,4}( [0-9]{2,4})*|", row["cameo"])
    assert re.fullmatch(r"[A-Z]+( [A-Z]+)*|", row["plover"])


def test_milestones_are_those_of_the_schemas() -> None:
    assert list(SCHEMAS["dates"].by_name["milestone"].enum) == STAGES
    pattern = SCHEMAS["action_types"].by_name["milestones"].pattern
    assert pattern
    assert set(re.findall(r"[a-z]+", pattern)) == set(STAGES)


# Countries


@pytest.fixture(scope="module")
def countries() -> pl.DataFrame:
    checked = check_annotations(Project(REPOSITORY), agreement=False)
    assert checked.findings == []
    return checked.tables["countries"]


def test_states_have_their_iso_codes(countries: pl.DataFrame) -> None:
    official = countries.filter(pl.col("code_status") == "iso_official")
    expected = [iso3166.countries_by_alpha3[code].alpha2 for code in official["country_id"]]
    assert official["iso2"].to_list() == expected
    assert official["kind"].unique().to_list() == ["state"]


def test_other_codes_are_not_taken_by_iso(countries: pl.DataFrame) -> None:
    others = countries.filter(pl.col("code_status") != "iso_official")
    user_assigned = others.filter(pl.col("code_status") == "iso_user_assigned")["country_id"]
    made_here = set(others["country_id"]) - set(user_assigned)
    assert made_here.isdisjoint(iso3166.countries_by_alpha3)
    assert all(re.fullmatch(r"A[A-Z]{2}|Q[M-Z][A-Z]|X[A-Z]{2}|ZZ[A-Z]", c) for c in user_assigned)


def test_all_members_and_observers_of_the_united_nations_are_there(countries: pl.DataFrame) -> None:
    assert countries["un_member"].sum() == 193
    observers = countries.filter("un_observer")["country_id"]
    assert sorted(observers) == ["PSE", "VAT"]
    states = countries.filter(pl.col("un_member") | pl.col("un_observer"))
    assert states["kind"].unique().to_list() == ["state"]
    assert states["iso2"].null_count() == 0


def test_neighbours_are_the_six(countries: pl.DataFrame) -> None:
    neighbours = countries.filter("neighbour")["country_id"]
    assert sorted(neighbours) == ["CHN", "IRN", "PAK", "TJK", "TKM", "UZB"]


# What explain tells

NO_RULES = {
    "value-is-sound",  # all conditions of a column as one, which no finding names
}


def rule_ids() -> Iterator[str]:
    """Texts in the program that have the form of a rule's id and stand where a rule stands."""
    form = re.compile(
        r"[a-z0-9]+(-[a-z0-9]+)*-(is|are|has|stands|fits|equals|uses|hides|agrees)(-[a-z0-9]+)*"
    )
    for path in (REPOSITORY / "scripts" / "kabul_ties").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and form.fullmatch(text):
                yield text
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
                yield from (str(a.value) for a in node.args[1:2] if isinstance(a, ast.Constant))


def test_explain_knows_every_rule_that_a_finding_can_name() -> None:
    ids = set(rule_ids())
    assert len(ids) > 50
    assert ids - set(catalogue()) - NO_RULES == set()


def test_every_rule_is_told_in_a_sentence() -> None:
    for text in catalogue().values():
        assert text.sentence.endswith("."), text.id
        assert text.sentence[0].isupper() or text.sentence.startswith("`"), text.id
        assert not text.reason or text.reason.endswith("."), text.id


def test_the_descriptor_names_no_resource_by_hand() -> None:
    descriptor = read_json(SCHEMA / "descriptor.json")
    assert descriptor["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert "resources" not in descriptor
    assert re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", descriptor["version"])
