"""Functions of the package under changed code, without reloading anything.

The code object of the function itself is exchanged, so that everything that refers to it, such as
a registered rule or an import by name, runs the changed code until it is changed back.
"""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

import kabul_ties

_NOT_OF_RULES = ("kabul_ties.commands", "kabul_ties.release", "kabul_ties.__main__")


@cache
def modules() -> tuple[ModuleType, ...]:
    """Every module of the package, apart from the edges."""
    found = pkgutil.walk_packages(kabul_ties.__path__, "kabul_ties.")
    names = [each.name for each in found if not each.name.startswith(_NOT_OF_RULES)]
    return tuple(importlib.import_module(name) for name in names)


@cache
def source_tree(module: ModuleType) -> ast.Module:
    """The syntax tree of a module as it stands."""
    return ast.parse(inspect.getsource(module))


@dataclass(frozen=True)
class Place:
    """A function of a module, by the name that Python gives it."""

    module: ModuleType
    name: str


def functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions and methods of a module with their qualified names, inner ones apart."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    yield f"{node.name}.{inner.name}", inner


def live(place: Place) -> FunctionType | None:
    """The function itself, below caches and properties; None if it cannot be had."""
    found: Any = place.module
    for part in place.name.split("."):
        found = inspect.getattr_static(found, part)
    for inside in ("__func__", "fget", "func", "__wrapped__"):
        found = getattr(found, inside, found)
    return found if isinstance(found, FunctionType) else None


@contextmanager
def changed(changes: list[tuple[Place, ast.Module]]) -> Iterator[None]:
    """Runs these functions as the changed trees of their modules have them."""
    with ExitStack() as stack:
        for place, tree in changes:
            function = live(place)
            code = _code(compile(ast.fix_missing_locations(tree), "<changed>", "exec"), place.name)
            if function is None or code is None:
                raise LookupError(f"{place.name} of {place.module.__name__} cannot be exchanged.")
            stack.callback(setattr, function, "__code__", function.__code__)
            function.__code__ = code
        yield


def _code(within: CodeType, name: str) -> CodeType | None:
    for constant in within.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_qualname == name:
                return constant
            if (found := _code(constant, name)) is not None:
                return found
    return None
