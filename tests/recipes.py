"""Recipes of the gallery: broken inputs that cannot lie in git, made when a test asks for them.

A recipe is a YAML file, ``broken*.yaml`` or ``passes*.yaml``, of ``from`` and ``steps``. The first
key of a step is its verb, with what it works on; tests/bad/README.md lists the verbs.
"""

import os
import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from kabul_ties.package.zip_file import zip_bytes
from packages import (
    Files,
    describe,
    holder,
    named,
    signed,
    vouched,
    with_content,
    with_parquet,
    with_twin,
    write,
)

Step = Mapping[str, Any]
_KEYS = {"from", "steps", "texts"}


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one input is made.

    Attributes:
        source: What it is made from.
        steps: What is done to it, in order.
        texts: Whether the texts of the sample's articles are at hand.
    """

    source: Literal["sample", "package", "zip", "built"]
    steps: tuple[Step, ...]
    texts: bool = False

    @property
    def locked(self) -> list[str]:
        """Paths that nobody may read."""
        return [step["lock"] for step in self.steps if "lock" in step]


def read_recipe(path: Path) -> Recipe:
    """Reads a recipe; ValueError if it has a key that means nothing."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    if unknown := set(document) - _KEYS:
        raise ValueError(f"{path}: no recipe has {', '.join(sorted(unknown))}")
    steps = tuple(document["steps"])
    return Recipe(document.get("from", "sample"), steps, document.get("texts", False))


def lay(recipe: Recipe, root: Path) -> None:
    """Does the steps of a recipe to the files below ``root``."""
    for step in recipe.steps:
        verb = next(iter(step))
        _VERBS[verb](root, step)


def pack(recipe: Recipe, package: Files, target: Path) -> Path:
    """Lays a recipe over a package at ``target``, a folder; returns that folder or its zip."""
    folder = write(package, target)
    of_zip = [step for step in recipe.steps if next(iter(step)) in _ZIP_VERBS]
    lay(Recipe(recipe.source, tuple(s for s in recipe.steps if s not in of_zip)), folder)
    if recipe.source != "zip":
        return folder
    zipped = target.with_suffix(".zip")
    zipped.write_bytes(zip_bytes(_files(folder)))
    for step in of_zip:
        _ZIP_VERBS[next(iter(step))](zipped, step)
    return zipped


def _files(folder: Path) -> Files:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _content(step: Step) -> bytes:
    """The text of a step as bytes, as often as it says."""
    if "hex" in step:
        return bytes.fromhex(step["hex"])
    text: str = step.get("text", "")
    return text.encode(step.get("encoding", "utf-8")) * int(step.get("times", 1))


def _replace(root: Path, step: Step) -> None:
    path = root / step["replace"]
    content, old = path.read_bytes(), step["text"].encode()
    if old not in content:
        raise ValueError(f"{step['text']!r} does not stand in {path}")
    path.write_bytes(content.replace(old, step["with"].encode(step.get("encoding", "utf-8")), 1))


def _append(root: Path, step: Step) -> None:
    with (root / step["append"]).open("ab") as file:
        file.write(_content(step))


def _write(root: Path, step: Step) -> None:
    path = root / step["write"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_content(step))


def _delete(root: Path, step: Step) -> None:
    path = root / step["delete"]
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def _move(root: Path, step: Step) -> None:
    (root / step["to"]).parent.mkdir(parents=True, exist_ok=True)
    (root / step["move"]).rename(root / step["to"])


def _copy(root: Path, step: Step) -> None:
    (root / step["to"]).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(root / step["copy"], root / step["to"])


def _link(root: Path, step: Step) -> None:
    (root / step["link"]).unlink(missing_ok=True)
    (root / step["link"]).symlink_to(step["to"])


def _pipe(root: Path, step: Step) -> None:
    (root / step["pipe"]).unlink(missing_ok=True)
    os.mkfifo(root / step["pipe"])


def _encode(root: Path, step: Step) -> None:
    path = root / step["encode"]
    path.write_bytes(path.read_text(encoding="utf-8").encode(step["as"]))


def _grow(root: Path, step: Step) -> None:
    os.truncate(root / step["grow"], step["bytes"])  # sparse: it takes no room on the disk


def _lock(root: Path, step: Step) -> None:
    (root / step["lock"]).chmod(0)


def _insert(zipped: Path, step: Step) -> None:
    """Adds a member to a zip as it is named, wherever that leads."""
    member = zipfile.ZipInfo(step["insert"])
    member.external_attr = int(step.get("mode", 0o100644)) << 16
    member.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(zipped, "a") as opened:
        opened.writestr(member, _content(step))


def _overwrite(zipped: Path, step: Step) -> None:
    zipped.write_bytes(_content(step))


def _encrypt(zipped: Path, _step: Step) -> None:
    """Says of the last member that it is encrypted."""
    content = bytearray(zipped.read_bytes())
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    zipped.write_bytes(content)


def _set(files: Files, step: Step) -> None:
    *_, key = step["set"]

    def change(document: dict[str, Any]) -> None:
        place = holder(document, step["set"])
        if key == "+":
            place.append(step["to"])
        else:
            place[key] = step["to"]

    describe(files, change)


def _unset(files: Files, step: Step) -> None:
    *_, key = step["unset"]

    def change(document: dict[str, Any]) -> None:
        place = holder(document, step["unset"])
        if isinstance(place, list):
            place.remove(named(place, key))
        else:
            del place[key]

    describe(files, change)


def _repeat(files: Files, step: Step) -> None:
    """Appends a copy of an entry of a list to the list."""

    def change(document: dict[str, Any]) -> None:
        place = holder(document, step["repeat"])
        place.append({**named(place, step["repeat"][-1]), **step.get("with", {})})

    describe(files, change)


def _parquet(files: Files, step: Step) -> None:
    def change(table: Any) -> Any:
        if "drop" in step:
            return table.drop_columns([step["drop"]])
        if "rows" in step:
            return table.slice(0, step["rows"])
        at = table.column_names.index(step["column"])
        values = [None if each is None else str(each) for each in table[at].to_pylist()]
        values[0] = step.get("with", values[0])
        return table.set_column(at, step["column"], [values])

    with_parquet(files, step["parquet"], change)


def _on_package(change: Callable[[Files, Step], None]) -> Callable[[Path, Step], None]:
    def lay_on(root: Path, step: Step) -> None:
        files = _files(root)
        change(files, step)
        write(files, root)

    return lay_on


_VERBS: Mapping[str, Callable[[Path, Step], None]] = {
    "replace": _replace,
    "append": _append,
    "write": _write,
    "delete": _delete,
    "move": _move,
    "copy": _copy,
    "link": _link,
    "pipe": _pipe,
    "encode": _encode,
    "grow": _grow,
    "lock": _lock,
    "set": _on_package(_set),
    "unset": _on_package(_unset),
    "repeat": _on_package(_repeat),
    "sign": _on_package(lambda files, step: signed(files, step["sign"])),
    "vouch": _on_package(lambda files, step: vouched(files, step["vouch"])),
    "twin": _on_package(lambda files, step: with_twin(files, step["twin"])),
    "parquet": _on_package(_parquet),
    "content": _on_package(lambda files, step: with_content(files, step["content"])),
}

_ZIP_VERBS: Mapping[str, Callable[[Path, Step], None]] = {
    "insert": _insert,
    "encrypt": _encrypt,
    "overwrite": _overwrite,
}
