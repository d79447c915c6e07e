"""A rule switched off where its findings are made: the statements that make them are taken out."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from contextlib import AbstractContextManager
from copy import deepcopy

from kabul_ties.rules.application import ALL_RULES
from mutation.swap import Place, changed, functions, modules, source_tree

_ONLY_TEXTS = ("kabul_ties.rules.catalogue",)

_PLACED_ELSEWHERE = {
    "value-is-given": (
        "kabul_ties.schemas.pandera_schema", "_column", "not (field.required or is_key)", "True"
    ),
    "value-is-unique": (
        "kabul_ties.schemas.pandera_schema", "_column", "field.unique or is_key", "False"
    ),
    "resource-is-the-versions": (
        "kabul_ties.package.schema_checks", "_altered_resources",
        '("resource-is-the-versions", "resource", given[name][0], own[name][0]),', "",
    ),
    "schema-is-the-versions": (
        "kabul_ties.package.schema_checks", "_altered_resources",
        '("schema-is-the-versions", "schema", given[name][1], own[name][1]),', "",
    ),
}  # fmt: skip
"""Rules that no statement of their own makes: module, function, text, and what stands instead."""


def switched_off(rule: str) -> AbstractContextManager[None]:
    """Runs the program without a rule.

    A named rule finds no row. Any other loses each ``yield``, ``raise``, ``return`` or call that
    names its id.

    Raises:
        LookupError: No statement makes findings of this rule.
    """
    if rule in _PLACED_ELSEWHERE:
        changes = [_by_text(*_PLACED_ELSEWHERE[rule])]
    else:
        changes = list(_named(rule) if rule in ALL_RULES else _unnamed(rule))
    if not changes:
        raise LookupError(f"Nothing makes findings of {rule}.")
    return changed(changes)


def _by_text(module_name: str, function: str, old: str, new: str) -> tuple[Place, ast.Module]:
    module = importlib.import_module(module_name)
    source = inspect.getsource(module)
    if source.count(old) != 1:
        raise LookupError(f"{old} does not stand once in {module_name}.")
    return Place(module, function), ast.parse(source.replace(old, new))


def _named(rule: str) -> Iterator[tuple[Place, ast.Module]]:
    search = ALL_RULES[rule].broken_rows
    for module in modules():
        if module.__name__ == search.__module__:
            tree = deepcopy(source_tree(module))
            for name, function in functions(tree):
                if name == search.__name__:
                    _Empty().visit(function)
            yield Place(module, search.__name__), tree


class _Empty(ast.NodeTransformer):
    """Takes all rows out of what is returned."""

    def visit_Return(self, node: ast.Return) -> ast.Return:
        clear = ast.Attribute(node.value or ast.Constant(None), "clear", ast.Load())
        return ast.copy_location(ast.Return(ast.Call(clear, [], [])), node)


def _unnamed(rule: str) -> Iterator[tuple[Place, ast.Module]]:
    for module in modules():
        if module.__name__ in _ONLY_TEXTS:
            continue
        tree = deepcopy(source_tree(module))
        without = _Without(rule, _constants(tree, rule))
        for name, function in functions(tree):
            before = without.taken
            without.visit(function)
            if without.taken > before:
                yield Place(module, name), tree


def _constants(tree: ast.Module, rule: str) -> set[str]:
    """Names of the module that stand for the rule's id."""
    return {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and _says(node.value, {rule}, set())
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value, ast.Constant)
    }


def _says(node: ast.AST, ids: set[str], names: set[str]) -> bool:
    return any(
        (isinstance(each, ast.Constant) and each.value in ids)
        or (isinstance(each, ast.Name) and each.id in names)
        for each in ast.walk(node)
        if not isinstance(each, ast.Constant) or isinstance(each.value, str)
    )


class _Without(ast.NodeTransformer):
    """Takes out statements that name a rule, other than those that only compare with it."""

    def __init__(self, rule: str, names: set[str]) -> None:
        self.rule, self.names, self.taken = rule, names, 0

    def _gone(self, node: ast.stmt, instead: ast.stmt) -> ast.stmt:
        if not _says(node, {self.rule}, self.names) or any(
            isinstance(each, ast.Compare) and _says(each, {self.rule}, self.names)
            for each in ast.walk(node)
        ):
            return node
        self.taken += 1
        return ast.copy_location(instead, node)

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        is_yield = isinstance(node.value, ast.Yield | ast.YieldFrom)
        never = ast.If(ast.Constant(False), [node], [])  # a generator stays one
        return self._gone(node, never if is_yield else ast.Pass())

    def visit_Raise(self, node: ast.Raise) -> ast.stmt:
        return self._gone(node, ast.Pass())

    def visit_Return(self, node: ast.Return) -> ast.stmt:
        in_list = isinstance(node.value, ast.List)
        return self._gone(
            node, ast.Return(ast.List([], ast.Load()) if in_list else ast.Constant(None))
        )

    def visit_Assign(self, node: ast.Assign) -> ast.stmt:
        return self._gone(node, ast.Assign(node.targets, ast.Constant(None)))
