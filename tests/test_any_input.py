"""Any bytes in: findings, or valid with the same tables, or a documented error; never a crash.

Each layer is given arbitrary bytes, and mutations of real inputs; ``tests/fuzz/fuzz.py`` does the
same by the million. The layers themselves raise ``FooledError`` where something wrong passes.
"""

import json
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from fuzz.edit_layers import EDITS
from fuzz.ground import Ground, prepare
from fuzz.layers import LAYERS, Input, Layer
from fuzz.package_layers import PACKAGE_LAYERS, WHOLE_PACKAGE, WHOLE_PROJECT
from fuzz.text_layers import TEXT_LAYERS
from kabul_ties.cli import app

QUICK = {**LAYERS, **TEXT_LAYERS, **PACKAGE_LAYERS}
WHOLE = {"whole project": WHOLE_PROJECT, "whole package": WHOLE_PACKAGE, **EDITS}

EXAMPLES = settings(
    max_examples=40, deadline=None, database=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
FEW = settings(EXAMPLES, max_examples=6)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
WORDS = st.text(max_size=30).filter(lambda text: "\0" not in text)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return prepare(tmp_path_factory.mktemp("ground"))


def of_each(layers: dict[str, Layer]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("layer", layers.values(), ids=layers)


@of_each(QUICK)
@EXAMPLES
@given(content=st.binary(max_size=400), number=st.integers(0, 10**6))
def test_arbitrary_bytes_come_to_a_verdict(
    layer: Layer, content: bytes, number: int, ground: Ground
) -> None:
    origin = layer.make(ground, Random(number)).origin
    if origin != "date":  # whose input is made of typed values, and no file
        assert layer.read(ground, Input(origin, content))


@of_each(QUICK)
@EXAMPLES
@given(number=st.integers(0, 10**9))
def test_mutated_inputs_come_to_a_verdict(layer: Layer, number: int, ground: Ground) -> None:
    assert layer.read(ground, layer.make(ground, Random(number)))


@of_each(WHOLE)
@FEW
@given(number=st.integers(0, 10**9))
def test_mutated_wholes_come_to_a_verdict(layer: Layer, number: int, ground: Ground) -> None:
    assert layer.read(ground, layer.make(ground, Random(number)))


@FEW
@given(
    content=st.binary(max_size=300),
    origin=st.sampled_from(
        ["dataset/articles/steppe-2024-list.yaml", "dataset/actions/AZE/AZE-2024-01.yaml",
         "dataset/codings/steppe-2024-list/coder-1.yaml", "dataset/registry.csv",
         "schema/vocabularies/stance.csv", "schema/countries.json", "schema/codebook.md"]
    ),
)  # fmt: skip
def test_arbitrary_bytes_in_a_project_come_to_a_verdict(
    content: bytes, origin: str, ground: Ground
) -> None:
    assert WHOLE_PROJECT.read(ground, Input(origin, content)) != "valid"


def _places(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(document, dict | list):
        items = document.items() if isinstance(document, dict) else enumerate(document)
        for key, value in items:
            yield from _places(value, (*path, key))


@settings(EXAMPLES, max_examples=60)
@given(value=JSON, number=st.integers(0, 10**6))
def test_a_descriptor_with_any_value_anywhere_comes_to_a_verdict(
    value: Any, number: int, ground: Ground
) -> None:
    document = json.loads(ground.small["datapackage.json"])
    places = [path for path in _places(document) if path]
    *above, last = places[number % len(places)]
    inside = document
    for step in above:
        inside = inside[step]
    inside[last] = value
    text = json.dumps(document).encode()
    assert PACKAGE_LAYERS["package descriptor"].read(ground, Input("datapackage.json", text))


@settings(EXAMPLES, max_examples=60)
@given(
    command=st.sampled_from(
        [["explain"], ["new", "article"], ["new", "action"], ["validate"], ["validate", "--since"],
         ["passage", "--text"], ["format"], ["diff"], ["verify"], ["agreement"], ["release"],
         ["build", "--check", "--out"], ["validate", "--format"], []]
    ),
    words=st.lists(WORDS, max_size=3),
)  # fmt: skip
def test_any_words_on_the_command_line_end_in_0_1_or_2(
    command: list[str], words: list[str], ground: Ground, tmp_path: Path
) -> None:
    with chdir(tmp_path):
        result = CliRunner().invoke(app, [*command, *words])
    assert result.exit_code in {0, 1, 2}, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert not list(tmp_path.iterdir())
