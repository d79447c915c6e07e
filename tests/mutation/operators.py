"""Small changes of meaning to a piece of Python: each gives one mutant."""

import ast
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import takewhile

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt), ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
}  # fmt: skip
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
_METHODS = {
    "is_null": "is_not_null", "is_not_null": "is_null", "any": "all", "all": "any", "max": "min",
    "min": "max", "first": "last", "last": "first", "is_first_distinct": "is_last_distinct",
    "starts_with": "ends_with", "eq_missing": "ne_missing", "any_horizontal": "all_horizontal",
    "n_unique": "count",
}  # fmt: skip
_SHOWN = 40
_WORDS = {"anti": "semi", "semi": "anti", "left": "inner"}


@dataclass(frozen=True)
class Mutant:
    """A module in which one node is another.

    Attributes:
        line: Where.
        what: The old and the new text.
        tree: The whole module.
    """

    line: int
    what: str
    tree: ast.Module


def mutants(tree: ast.Module, inside: ast.AST) -> Iterator[Mutant]:
    """All mutants of a function or statement of a module."""
    nodes = list(ast.walk(tree))
    for number, node in enumerate(nodes):
        if node in _skipped(inside) or not _within(inside, node):
            continue
        for new in _changes(node):
            copy = deepcopy(tree)
            old = list(ast.walk(copy))[number]
            _replace(copy, old, new)
            yield Mutant(
                getattr(node, "lineno", 0), _what(ast.unparse(node), ast.unparse(new)), copy
            )


def _what(old: str, new: str) -> str:
    """Both texts from a little before they differ, shortened."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))
    same = sum(1 for _ in alike)
    start = 0 if same < _SHOWN else same - _SHOWN // 2
    shown = [" ".join(text[start : start + 2 * _SHOWN].split()) for text in (old, new)]
    return " -> ".join(shown)


def _within(inside: ast.AST, node: ast.AST) -> bool:
    return any(each is node for each in ast.walk(inside))


def _skipped(inside: ast.AST) -> set[ast.AST]:
    """Docstrings, decorators and annotations, which no test has to notice."""
    skipped: set[ast.AST] = set()
    for node in ast.walk(inside):
        if isinstance(node, ast.FunctionDef):
            parts = [*node.decorator_list, node.args, *([node.returns] if node.returns else [])]
            skipped.update(each for part in parts for each in ast.walk(part))
        if isinstance(node, ast.AnnAssign):
            skipped.update(ast.walk(node.annotation))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.update(ast.walk(node))
        if isinstance(node, ast.Raise | ast.JoinedStr):
            skipped.update(ast.walk(node))
    return skipped


def _replace(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list) and any(each is old for each in value):
                value[next(i for i, each in enumerate(value) if each is old)] = new


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for other in _COMPARISONS.get(type(node.ops[0]), ()):
            yield ast.Compare(node.left, [other()], node.comparators)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.BinOp):
        yield from _of_operands(node)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert | ast.USub):
        yield node.operand
    elif isinstance(node, ast.Constant):
        yield from _of_constant(node)
    elif isinstance(node, ast.List | ast.Tuple | ast.Set) and len(node.elts) > 1:
        yield from _without_one(node)
    elif isinstance(node, ast.Call):
        yield from _of_call(node)
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(node.test, node.orelse, node.body)


def _without_one(node: ast.List | ast.Tuple | ast.Set) -> Iterator[ast.AST]:
    """A table of constants that lacks one of them."""
    if all(isinstance(each, ast.Constant) for each in node.elts):
        for i in range(len(node.elts)):
            shorter = deepcopy(node)
            del shorter.elts[i]
            yield shorter


def _of_operands(node: ast.BinOp) -> Iterator[ast.AST]:
    if type(node.op) in _OPERATORS:
        yield ast.BinOp(node.left, _OPERATORS[type(node.op)](), node.right)
    if isinstance(node.op, ast.BitAnd | ast.BitOr):
        yield node.left
        yield node.right


def _of_constant(node: ast.Constant) -> Iterator[ast.AST]:
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield ast.Constant(node.value + 1)
        yield ast.Constant(node.value - 1)
    elif isinstance(node.value, str) and node.value in _WORDS:
        yield ast.Constant(_WORDS[node.value])


def _of_call(node: ast.Call) -> Iterator[ast.AST]:
    if not isinstance(node.func, ast.Attribute):
        return
    name, below = node.func.attr, node.func.value
    if name in _METHODS:
        yield ast.Call(ast.Attribute(below, _METHODS[name], ast.Load()), node.args, node.keywords)
    if name in {"filter", "sort", "sort_by", "drop_nulls", "unique", "fill_null", "not_", "over"}:
        yield below
    if name == "filter" and len(node.args) > 1:
        for i in range(len(node.args)):
            yield ast.Call(node.func, node.args[:i] + node.args[i + 1 :], node.keywords)
