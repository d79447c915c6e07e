"""The layers that take any text: passages, and reports of findings."""

import json
from collections.abc import Mapping
from io import StringIO

from rich.console import Console

from fuzz.ground import Ground
from fuzz.layers import FooledError, Input, Layer, mutation_of
from kabul_ties.finding import Finding, Place, nearest_first
from kabul_ties.output.machine import to_github, to_json, to_sarif
from kabul_ties.output.text import print_findings
from kabul_ties.passages import find_passage, normalise, passage_of
from kabul_ties.text import HIDDEN_CHARACTERS


def read_passage(_ground: Ground, given: Input) -> str:
    """A text: normalising twice changes nothing, and its own passage is found in it."""
    text = given.content.decode("utf-8", "replace")[:4000]
    normal = normalise(text)
    if normalise(normal) != normal:
        raise FooledError("normalising again gives another text")
    passage = passage_of(normal[len(normal) // 3 : len(normal) // 2])
    if passage.length and find_passage(normal, passage.sha256, passage.length) is None:
        raise FooledError("a passage of a text is not found in it")
    return "valid"


def report(_ground: Ground, given: Input) -> str:
    """A finding whose parts are hostile, in all forms: nothing leaves its line or its place."""
    text = given.content[:2000].decode("utf-8", "surrogateescape")
    near = nearest_first(text, (text[:40], "good", text[::-1]))
    place = Place(f"dataset/{text[:80]}.yaml", 1, 3)
    found = [Finding(place, "value-is-a-code", f"Wrong: {text}.", text, near, text)]
    command = to_github(found)
    if command.count("\n") != 1 or "\r" in command or HIDDEN_CHARACTERS.search(command):
        raise FooledError("a workflow command leaves its line")
    if json.loads(to_json(found))["findings"][0]["value"] != text:
        raise FooledError("JSON gives another value")
    json.loads(to_sarif(found, "0.1.0"))
    console = Console(file=StringIO(), soft_wrap=True, highlight=False)
    print_findings(found, console)
    assert isinstance(console.file, StringIO)
    if len(console.file.getvalue().splitlines()) != (8 if text else 7):
        raise FooledError("a part of a finding leaves its line")
    return "valid"


TEXT_LAYERS: Mapping[str, Layer] = {
    "passage": Layer(mutation_of("text"), read_passage),
    "report": Layer(mutation_of("annotation"), report),
}
"""Layers that refuse nothing, and must bear all."""
