"""Terms written as text, for tables of tests: ``(fun Nat (Nat.add #0 1))`` with de Bruijn indices.

term  := NAME | NAME.{level,level} | #INDEX | NUMBER | "TEXT" | (FUNCTION ARGUMENT ...)
       | (fun TYPE BODY) | (all TYPE BODY) | (let TYPE VALUE BODY) | (proj NAME INDEX TERM)
           | (sort LEVEL) | Prop | Type
level := NUMBER | NAME | (succ LEVEL) | (max LEVEL LEVEL) | (imax LEVEL LEVEL)
"""

from __future__ import annotations

import re
from typing import Any

from judge_terms import Terms

_TOKEN = re.compile(r'"[^"]*"|[()]|[^\s()"]*\.\{[^}]*\}|[^\s()"]+')
Tree = str | list[Any]


def parse(text: str) -> Tree:
    """Nested lists of words."""
    stack: list[list[Any]] = [[]]
    for token in _TOKEN.findall(text):
        if token == "(":
            stack.append([])
        elif token == ")":
            done = stack.pop()
            stack[-1].append(done)
        else:
            stack[-1].append(token)
    (tree,) = stack[0]
    return tree


def level(terms: Terms, tree: Tree) -> int:
    """The id of a level."""
    if isinstance(tree, str):
        if not tree.isdigit():
            return terms.param(tree)
        result = 0
        for _ in range(int(tree)):
            result = terms.succ(result)
        return result
    kind, *rest = tree
    parts = [level(terms, each) for each in rest]
    return terms.succ(parts[0]) if kind == "succ" else terms.level(kind, *parts)


def term(terms: Terms, text: str | Tree) -> int:
    """The id of a term."""
    tree = parse(text) if isinstance(text, str) else text
    return _word(terms, tree) if isinstance(tree, str) else _list(terms, tree)


def _word(terms: Terms, word: str) -> int:
    if word.startswith("#"):
        return terms.bvar(int(word[1:]))
    if word.isdigit():
        return terms.expr("nat", word)
    if word.startswith('"'):
        return terms.expr("str", word[1:-1])
    if word in ("Prop", "Type"):
        return terms.sort(level(terms, "0" if word == "Prop" else "1"))
    name, _, levels = word.partition(".{")
    given = [level(terms, parse(each)) for each in levels[:-1].split(",")] if levels else []
    return terms.const(name, *given)


def _list(terms: Terms, tree: list[Any]) -> int:
    match tree:
        case ["fun", type_, body]:
            return terms.lam(_tree(terms, type_), _tree(terms, body))
        case ["all", type_, body]:
            return terms.pi(_tree(terms, type_), _tree(terms, body))
        case ["let", type_, value, body]:
            parts = [_tree(terms, each) for each in (type_, value, body)]
            return terms.expr("let", terms.name("x"), *parts, 0)
        case ["proj", name, index, value]:
            return terms.expr("proj", terms.name(*name.split(".")), int(index), _tree(terms, value))
        case ["sort", given]:
            return terms.sort(level(terms, given))
    function, *arguments = (_tree(terms, each) for each in tree)
    return terms.app(function, *arguments)


def _tree(terms: Terms, tree: Tree) -> int:
    return _word(terms, tree) if isinstance(tree, str) else _list(terms, tree)
