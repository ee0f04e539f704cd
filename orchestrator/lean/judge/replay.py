"""The replay: the kernel checks every declaration below the target, in a process without the submission's code.

The data is the exported one that was compared and audited; the kernel generates recursors itself. Afterwards every
declaration is read back from the kernel's environment and must be the one that was exported, so what was compared and
audited is what was checked.
"""

from __future__ import annotations

from typing import Any, Final

from orchestrator.lean.judge.axioms import Closure
from orchestrator.lean.judge.data import Declaration, Export, Kind, Name, show_name
from orchestrator.lean.judge.digest import Digests
from orchestrator.lean.judge.rejection import Rejection
from orchestrator.vocabulary import Code

_FAMILY_KINDS: Final = frozenset({Kind.INDUCTIVE, Kind.CONSTRUCTOR, Kind.RECURSOR})


def plan(export: Export, below: Closure) -> list[dict[str, Any]]:
    """The declarations below the target as the kernel takes them, each after those it uses.

    Raises:
        Rejection: E_EXPORT where they refer to each other in a circle or a family is not whole.
    """
    groups = {name: _group(export, export.declarations[name]) for name in below.own}
    members: dict[Name, list[Name]] = {}
    for name, group in groups.items():
        members.setdefault(group, []).append(name)
    needs = {
        group: {groups[used] for name in names for used in export.used[name] if used in groups} - {group}
        for group, names in members.items()
    }
    ids = export.name_ids
    return [_declaration(export, group, ids) for group in _in_order(needs)]


def _group(export: Export, declaration: Declaration) -> Name:
    """What is declared together goes by one name: an inductive family by its first type's."""
    if declaration.kind not in _FAMILY_KINDS:
        return declaration.name
    parent = export.declarations.get(declaration.family[0]) if declaration.family else None
    if parent is None or parent.kind is not Kind.INDUCTIVE or not parent.family:
        raise Rejection(Code.E_EXPORT, f"{show_name(declaration.name)} belongs to no inductive type")
    return parent.family[0]


def _in_order(needs: dict[Name, set[Name]]) -> list[Name]:
    order: list[Name] = []
    state: dict[Name, bool] = {}  # False while its needs are being placed, True when it is placed
    for root in needs:
        stack = [root]
        while stack:
            group = stack[-1]
            if state.get(group) is True:
                stack.pop()
                continue
            if group not in state:
                state[group] = False
                for need in sorted(needs[group], key=repr):
                    if state.get(need) is False:
                        raise Rejection(Code.E_EXPORT, f"{show_name(group)} and {show_name(need)} use each other")
                    if need not in state:
                        stack.append(need)
                continue
            state[group] = True
            order.append(group)
            stack.pop()
    return order


def _declaration(export: Export, group: Name, ids: dict[Name, int]) -> dict[str, Any]:
    first = export.declarations[group]
    common = {"name": ids[first.name], "levels": [ids[level] for level in first.levels]}
    if first.kind is not Kind.INDUCTIVE:
        return {**common, "kind": first.kind.value, "type": first.type, "value": first.value, "hints": first.hints}
    types = []
    for name in first.family:
        declared = _member(export, name, Kind.INDUCTIVE, first)
        constructors = [_member(export, each, Kind.CONSTRUCTOR, first) for each in declared.constructors]
        types.append(
            {
                "name": ids[name],
                "type": declared.type,
                "constructors": [{"name": ids[each.name], "type": each.type} for each in constructors],
            }
        )
    return {**common, "kind": first.kind.value, "params": first.numbers[0], "types": types}


def _member(export: Export, name: Name, kind: Kind, first: Declaration) -> Declaration:
    member = export.declarations.get(name)
    if member is None or member.kind is not kind or member.levels != first.levels:
        raise Rejection(Code.E_EXPORT, f"{show_name(name)} is not declared as its family says")
    return member


def check_read_back(export: Export, below: Closure, kernel: Export) -> dict[Name, str]:
    """The kernel holds every declaration below the target, and each is the exported one; returns their digests.

    Raises:
        Rejection: E_KERNEL.
    """
    exported, held = Digests(export), Digests(kernel)
    digests: dict[Name, str] = {}
    for name in below.own:
        declaration = kernel.declarations.get(name)
        if declaration is None:
            raise Rejection(Code.E_KERNEL, f"the kernel has no {show_name(name)} after the replay")
        digests[name] = exported.declaration(export.declarations[name])
        if held.declaration(declaration) != digests[name]:
            raise Rejection(Code.E_KERNEL, f"the kernel's {show_name(name)} is another one than was exported")
    return digests


def request(export: Export, declarations: list[dict[str, Any]], below: Closure, max_nodes: int) -> dict[str, Any]:
    """The fields of the host's ``replay`` request; ``max_nodes`` bounds what is read back."""
    ids = export.name_ids
    read = [ids[name] for name in below.own]
    return {**export.tables, "declarations": declarations, "read": read, "max_nodes": max_nodes}
