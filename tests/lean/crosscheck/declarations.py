"""Random declarations for both kernels: inductive families, claims of equality, and altered terms of honest ones.

Most are nearly right: a change or two of something that both kernels take.
"""

from __future__ import annotations

import random
from typing import Any

from judge_terms import Terms
from term_text import term

Json = dict[str, Any]
SORTS = ("Prop", "Type", "Type", "(sort 2)")


class Inductives:
    """Inductive declarations in the form of `orchestrator.lean.judge.replay`."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def declaration(self) -> tuple[Terms, Json]:
        chance, terms = self.chance, Terms()
        self.params = [chance.choice(["Type", "Nat", "(all Nat Type)"]) for _ in range(chance.choice([0, 0, 1, 1, 2]))]
        self.indices = [chance.choice(["Nat", "Bool"]) for _ in range(chance.choice([0, 0, 0, 1, 2]))]
        self.names = ["T", "S"][: chance.choice([1, 1, 1, 2])]
        sort = chance.choice(SORTS)
        types = []
        for name in self.names:
            made = [
                {"name": terms.name(name, f"c{i}"), "type": term(terms, self.constructor(name))}
                for i in range(chance.choice([0, 1, 1, 2, 2, 3]))
            ]
            type_ = self.over([*self.params, *self.indices], sort)
            types.append({"name": terms.name(name), "type": term(terms, type_), "constructors": made})
        params = len(self.params) + chance.choice([0] * 19 + [1])
        return terms, {"kind": "inductive", "name": types[0]["name"], "levels": [], "params": params, "types": types}

    def over(self, domains: list[str], body: str) -> str:
        for domain in reversed(domains):
            body = f"(all {domain} {body})"
        return body

    def constructor(self, name: str) -> str:
        fields: list[str] = []
        for _ in range(self.chance.choice([0, 1, 1, 2, 2, 3])):
            fields.append(self.field(fields))
        return self.over([*self.params, *fields], self.applied(name, len(fields), fields))

    def applied(self, name: str, depth: int, fields: list[str]) -> str:
        """A type of the family below ``depth`` binders after the parameters."""
        chance, count = self.chance, len(self.params)
        given = [f"#{depth + count - 1 - i}" for i in range(count)]
        if given and chance.random() < 0.04:
            given[chance.randrange(count)] = chance.choice(["Nat", "0", "#0"])
        given += [self.index(each, depth, fields) for each in self.indices]
        return f"({' '.join([name, *given])})" if given else name

    def index(self, type_: str, depth: int, fields: list[str]) -> str:
        chance = self.chance
        earlier = [f"#{depth - 1 - i}" for i, field in enumerate(fields[:depth]) if field == type_]
        if earlier and chance.random() < 0.6:
            one = chance.choice(earlier)
            return f"(Nat.succ {one})" if type_ == "Nat" and chance.random() < 0.4 else one
        return chance.choice(["0", "1", "(Nat.add 1 1)"] if type_ == "Nat" else ["Bool.true", "Bool.false"])

    def field(self, fields: list[str]) -> str:
        chance, depth = self.chance, len(fields)
        own = self.applied(chance.choice(self.names), depth, fields)
        under = self.applied(chance.choice(self.names), depth + 1, [*fields, "?"])
        parameters = [
            f"#{depth + len(self.params) - 1 - i}" if type_ == "Type" else f"(#{depth + len(self.params) - 1 - i} 3)"
            for i, type_ in enumerate(self.params)
            if type_ != "Nat"
        ]
        simple = ["Nat", "Bool", "Nat", "True", *parameters]
        positive = [own, own, f"(all Nat {under})", f"(all {chance.choice(simple)} {under})"]
        nested = [f"(List.{{0}} {own})", f"(Prod.{{0,0}} Nat {own})", f"(Option.{{0}} (List.{{0}} {own}))"]
        nested += [f"(all Nat (List.{{0}} {under}))", f"(id.{{2}} Type {own})", f"(And {own} True)"]
        odd = [f"(all {own} Nat)", f"(all (all {own} Nat) Nat)", "Type", "Prop", f"(Eq.{{1}} {own} #0 #0)", "#7"]
        odd += [f"((fun Type Nat) {own})", f"(Nonempty.{{1}} {own})", f"(List.{{0}} (all {own} Nat))"]
        return chance.choice(chance.choices([simple, positive, nested, odd], [8, 8, 4, 1])[0])


NUMBER_FUNCTIONS = ("add", "sub", "mul", "div", "mod", "gcd", "land", "lor", "xor", "shiftLeft", "shiftRight")


class Claims:
    """Equalities between computed values, proved by computing: some right, some wrong, most with variables around."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def declaration(self) -> tuple[Terms, Json]:
        chance = self.chance
        context = [chance.choice(["Nat", "Bool", "Prop", "Type", "PUnit.{1}", "(Prod.{0,0} Nat Nat)", "(all Nat Nat)"])]
        context = [each for each in context for _ in range(chance.choice([0, 1, 2]))]
        if chance.random() < 0.3:
            context.append("Nat")
        type_, level = chance.choice([("Nat", "1"), ("Nat", "1"), ("Bool", "1"), ("(Prod.{0,0} Nat Nat)", "1")])
        left = self.value(type_, context, 3)
        right = self.altered(left, type_, context)
        claim, proof = f"(Eq.{{{level}}} {type_} {left} {right})", f"(Eq.refl.{{{level}}} {type_} {left})"
        for each in reversed(context):
            claim, proof = f"(all {each} {claim})", f"(fun {each} {proof})"
        terms = Terms()
        ids = term(terms, claim), term(terms, proof)
        terms.declare("theorem", "claim", *ids)
        raw = terms.declarations[-1]
        return terms, {"kind": "theorem", "name": raw["name"], "levels": [], "type": ids[0], "value": ids[1]}

    def altered(self, left: str, type_: str, context: list[str]) -> str:
        """Another way to write ``left``, or something else."""
        chance = self.chance
        match chance.randrange(8):
            case 0 | 6 | 7:
                return self.value(type_, context, 3)
            case 1:
                return f"((fun {type_} #0) {left})"
            case 2:
                return f"(id.{{1}} {type_} {left})"
            case 3 if type_.startswith("(Prod"):
                return f"(Prod.mk.{{0,0}} Nat Nat (proj Prod 0 {left}) (proj Prod {chance.randrange(2)} {left}))"
            case 4 if type_ == "Nat":
                return f"(Nat.add {left} {chance.randrange(2)})"
        return f"(let {type_} {left} #0)"

    def value(self, type_: str, context: list[str], depth: int) -> str:
        chance = self.chance
        known = [f"#{len(context) - 1 - i}" for i, each in enumerate(context) if each == type_]
        if known and chance.random() < 0.4:
            return chance.choice(known)
        if type_ == "Nat":
            return self.number(context, depth)
        if type_ == "Bool":
            if depth == 0 or chance.random() < 0.2:
                return chance.choice(["Bool.true", "Bool.false"])
            two = [self.value("Nat", context, depth - 1) for _ in range(2)]
            return f"(Nat.{chance.choice(['ble', 'beq'])} {two[0]} {two[1]})"
        pair = [self.value("Nat", context, max(depth - 1, 0)) for _ in range(2)]
        return f"(Prod.mk.{{0,0}} Nat Nat {pair[0]} {pair[1]})"

    def number(self, context: list[str], depth: int) -> str:
        chance = self.chance
        if depth == 0 or chance.random() < 0.15:
            large = (0, 1, 2, 3, 7, 40, 2**31, 2**32 - 1, 2**64 + 1)
            return str(chance.choice(large) if depth > 1 else chance.randrange(5))
        below = depth - 1
        match chance.randrange(7):
            case 0:
                return f"(Nat.succ {self.number(context, below)})"
            case 1:
                return f"(proj Prod {chance.randrange(2)} {self.value('(Prod.{0,0} Nat Nat)', context, below)})"
            case 2:
                small, step = chance.randrange(5), chance.choice(["(Nat.succ #0)", "(Nat.add #0 #1)", "(Nat.mul 2 #0)"])
                start = self.number(context, 0)
                return f"(Nat.rec.{{1}} (fun Nat Nat) {start} (fun Nat (fun Nat {step})) {small})"
            case 3:
                parts = [self.number(context, below), self.number(context, below), self.value("Bool", context, below)]
                return f"(Bool.rec.{{1}} (fun Bool Nat) {' '.join(parts)})"
            case 4:
                functions = [f"#{len(context) - 1 - i}" for i, each in enumerate(context) if each == "(all Nat Nat)"]
                function = chance.choice([*functions, "(fun Nat (Nat.add #0 #0))", "Nat.succ", "(id.{1} Nat)"])
                return f"({function} {self.number(context, below)})"
        operation = chance.choice(NUMBER_FUNCTIONS)
        second = str(chance.randrange(40)) if operation.startswith("shift") else self.number(context, below)
        return f"(Nat.{operation} {self.number(context, below)} {second})"


def altered(data: Json, chance: random.Random) -> Json:
    """Exported data with one node changed: another constant, argument, variable, literal or universe."""
    exprs = [list(node) for node in data["exprs"]]
    at = chance.randrange(len(exprs))
    node = exprs[at]
    match node[0]:
        case "app" if chance.random() < 0.5:
            node[1], node[2] = node[2], node[1]
        case "app" | "lam" | "pi" | "let":
            place = chance.choice([i for i in range(1, len(node)) if node[0] == "app" or i in (2, 3)])
            node[place] = chance.randrange(at)
        case "const":
            others = [each for each in exprs if each[0] == "const" and len(each[2]) == len(node[2])]
            exprs[at] = list(chance.choice(others))
        case "bvar":
            node[1] = max(0, node[1] + chance.choice([-1, 1]))
        case "nat":
            node[1] = str(int(node[1]) + 1)
        case "sort":
            node[1] = chance.randrange(len(data["levels"]) + 1)
        case "proj":
            node[2] = 1 - min(node[2], 1)
    return {**data, "exprs": exprs}
