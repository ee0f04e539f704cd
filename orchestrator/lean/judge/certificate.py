"""Proof certificates: everything that a judgement was made from and found, as one JSON file beside one Lean file.

`orchestrator verify` repeats the judgement from the certificate alone, on any machine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal, Self

from orchestrator.errors import SourceError, UserError
from orchestrator.lean.judge.certificate_file import MAX_BYTES, read_object
from orchestrator.lean.judge.data import Name, printable
from orchestrator.lean.judge.verdict import JUDGE_VERSION, Verdict
from orchestrator.problems.challenge import Challenge
from orchestrator.problems.identity import statement_digest
from orchestrator.problems.text import decoded, read_source
from orchestrator.problems.whole_file import write_whole
from orchestrator.vocabulary import Code, Direction, TrustLevel, VerdictKind

FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Inputs:
    """What was judged: a challenge and texts for its regions, or a file against a statement file."""

    mode: Literal["challenge", "file"]
    statement: str
    target: str
    direction: Direction
    regions: tuple[str, ...] | None = None
    text: str | None = None

    @property
    def statement_sha256(self) -> str:
        """SHA-256 (hex) of the frozen challenge or statement file; `Challenge.sha256` for a challenge."""
        return statement_digest(self.statement)

    def challenge(self) -> Challenge:
        """The challenge that was judged, for the mode of that name.

        Raises:
            SourceError, ChallengeError: it cannot be parsed, or ``target`` is another theorem than its own.
        """
        challenge = Challenge.parse(self.statement)
        if self.target != challenge.target:
            raise SourceError(f"the certificate is for {self.target!r}, its challenge for {challenge.target!r}")
        return challenge


@dataclass(frozen=True, slots=True)
class Certified:
    """One declaration that the proof rests on: its name's parts, its kind, the digest of its content."""

    name: Name
    kind: str
    digest: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """One accepted judgement (or one that needs a person only for its answers). ``source`` is the whole Lean file."""

    inputs: Inputs
    source: str
    verdict: VerdictKind
    code: Code
    trust: TrustLevel
    toolchain: str
    imports: tuple[str, ...]
    axioms: tuple[str, ...]
    values: tuple[str, ...]
    declarations: tuple[Certified, ...]
    judge_version: str = JUDGE_VERSION

    def to_json(self) -> dict[str, Any]:
        """As the JSON file has it."""
        inputs = self.inputs
        return {
            "format": FORMAT,
            "judge_version": self.judge_version,
            "verdict": self.verdict.value,
            "code": self.code.value,
            "trust": self.trust.value,
            "toolchain": self.toolchain,
            "mode": inputs.mode,
            "direction": inputs.direction,
            "target": inputs.target,
            "statement_sha256": inputs.statement_sha256,
            "statement": inputs.statement,
            "regions": None if inputs.regions is None else list(inputs.regions),
            "source_sha256": sha256(self.source.encode()).hexdigest(),
            "source": self.source,
            "imports": list(self.imports),
            "axioms": list(self.axioms),
            "values": list(self.values),
            "declarations": [
                {"name": list(each.name), "kind": each.kind, "digest": each.digest} for each in self.declarations
            ],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote.

        Raises:
            SourceError: it is no certificate of this format, or contradicts its own hashes.
        """
        if not isinstance(data, Mapping):
            raise SourceError("this is not a proof certificate: it is no JSON object")
        try:
            _only(data, _FIELDS)
            json.dumps(data, ensure_ascii=False).encode()  # no lone surrogates: those can be neither hashed nor shown
            certificate = cls._from_json(data)
            named = (data["statement_sha256"], data["source_sha256"])
            hashes = (certificate.inputs.statement_sha256, sha256(certificate.source.encode()).hexdigest())
        except KeyError as error:
            raise SourceError(f"this is not a proof certificate: it has no {error}") from error
        except UnicodeEncodeError as error:
            raise SourceError("this is not a proof certificate: it has a lone surrogate") from error
        except (TypeError, ValueError, AttributeError) as error:
            raise SourceError(f"this is not a proof certificate: {printable(str(error))}") from error
        if named != hashes:
            raise SourceError("the certificate's texts do not have the hashes it names; it was altered")
        return certificate

    @classmethod
    def _from_json(cls, data: Mapping[str, Any]) -> Self:
        if type(data["format"]) is not int or data["format"] != FORMAT:
            raise ValueError(f"format {data['format']!r} is not {FORMAT}")
        mode, direction = data["mode"], Direction(data["direction"])
        if mode not in ("challenge", "file"):
            raise ValueError(f"no such mode: {mode!r}")
        if (mode == "challenge") is not isinstance(data["regions"], list):
            raise ValueError("regions belong to a challenge, and to nothing else")
        return cls(
            inputs=Inputs(
                mode,
                _text(data["statement"]),
                _text(data["target"]),
                direction,
                None if data["regions"] is None else _texts(data["regions"]),
                _text(data["source"]) if mode == "file" else None,
            ),
            source=_text(data["source"]),
            verdict=VerdictKind(data["verdict"]),
            code=Code(data["code"]),
            trust=TrustLevel(data["trust"]),
            toolchain=_text(data["toolchain"]),
            imports=_texts(data["imports"]),
            axioms=_texts(data["axioms"]),
            values=_texts(data["values"]),
            declarations=_declarations(data["declarations"]),
            judge_version=_text(data["judge_version"]),
        )

    def write(self, path: Path) -> tuple[Path, ...]:
        """Write ``path`` (``.json``) and the Lean file beside it (``.lean``); returns what was written.

        Beside what is no file (``/dev/stdout``) nothing is written.

        Raises:
            UserError: one of them cannot be written, or the Lean file would take the place of somebody's own.
        """
        if path.exists() and not path.is_file():
            write_whole(path, json.dumps(self.to_json(), ensure_ascii=False, indent=1) + "\n")
            return (path,)
        lean = path.with_suffix(".lean")
        if lean == path:
            raise UserError(f"{str(path)!r} is the place of the certificate's Lean file: name one that ends in .json")
        if lean.exists() and not self._may_replace(path, lean):
            raise UserError(f"{str(lean)!r} is there and belongs to no certificate {path.name!r}: name another place")
        write_whole(path, json.dumps(self.to_json(), ensure_ascii=False, indent=1) + "\n")
        write_whole(lean, self.source)
        return path, lean

    def _may_replace(self, path: Path, lean: Path) -> bool:
        """Whether a Lean file has this very text, or that of the certificate at ``path``."""
        try:
            texts = (self.source, read_object(path)["source"] if path.exists() else None)
            return decoded(read_source(lean, MAX_BYTES), MAX_BYTES) in texts
        except (SourceError, ValueError, KeyError):
            return False

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a certificate and, where it is there, the Lean file beside it.

        Raises:
            SourceError: unreadable, no certificate, or the Lean file is another one.
        """
        try:
            certificate = cls.from_json(read_object(path))
        except ValueError as error:
            raise SourceError(f"{path} cannot be read as a certificate: {error}") from error
        lean = path.with_suffix(".lean")
        if lean.exists() and not lean.is_file():  # to read a pipe could take for ever
            raise SourceError(f"{lean} is no file, so not the one that {path.name} certifies")
        if lean.exists() and read_source(lean, MAX_BYTES).replace(b"\r\n", b"\n") != certificate.source.encode():
            raise SourceError(f"{lean} is not the file that {path.name} certifies")
        return certificate


_FIELDS: Final = frozenset(
    [
        "format",
        "judge_version",
        "verdict",
        "code",
        "trust",
        "toolchain",
        "mode",
        "direction",
        "target",
        "statement_sha256",
        "statement",
        "regions",
        "source_sha256",
        "source",
        "imports",
        "axioms",
        "values",
        "declarations",
    ]
)


def _only(data: Mapping[str, Any], known: frozenset[str]) -> None:
    """A key that nobody reads could tell a reader something else than what is verified."""
    unknown = sorted(map(str, data.keys() - known))
    if unknown:
        raise ValueError(f"it has the unknown key {unknown[0]!r}")


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """A repeated judgement and every way in which it differs from the certificate."""

    verdict: Verdict
    differences: tuple[str, ...]

    @property
    def confirmed(self) -> bool:
        """Whether the repetition came to the certified result.

        Another toolchain, judge version or a higher trust is told, not held against it.
        """
        return all(difference.startswith(_ENVIRONMENT) for difference in self.differences)


_ENVIRONMENT: Final = ("toolchain:", "judge version:", "trust raised:")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _texts(values: object) -> tuple[str, ...]:
    """A list of texts and nothing that only looks like one: of an object, the values would be read by nobody."""
    if not isinstance(values, list):
        raise TypeError(f"{values!r} is no list")
    return tuple(map(_text, values))


def _declarations(raw: Sequence[Mapping[str, Any]]) -> tuple[Certified, ...]:
    for each in raw:
        _only(each, frozenset({"name", "kind", "digest"}))
        if not isinstance(each["name"], list):
            raise TypeError(f"{each['name']!r} is no name")
    found = tuple(Certified(tuple(each["name"]), _text(each["kind"]), _text(each["digest"])) for each in raw)
    if len({each.name for each in found}) < len(found):
        raise ValueError("a declaration is certified twice")
    return found


def declared(digests: Mapping[Name, str], kinds: Mapping[Name, str]) -> tuple[Certified, ...]:
    """The declarations of a certificate, in a stable order."""
    return tuple(Certified(name, kinds[name], digests[name]) for name in sorted(digests, key=repr))


def outcome_differences(certificate: Certificate, verdict: Verdict) -> list[str]:
    """In which environment, verdict, code and trust a repeated judgement differs, one sentence each."""
    levels = list(TrustLevel)
    raised = levels.index(verdict.trust) > levels.index(certificate.trust)
    compared = (
        ("toolchain", certificate.toolchain, verdict.toolchain),
        ("judge version", certificate.judge_version, verdict.judge_version),
        ("verdict", certificate.verdict.value, verdict.kind.value),
        ("code", certificate.code.value, verdict.code.value),
        ("trust raised" if raised else "trust", certificate.trust.value, verdict.trust.value),
    )
    return [printable(f"{what}: certified {was}, found {now}") for what, was, now in compared if was != now]


def differences(certificate: Certificate, verdict: Verdict) -> tuple[str, ...]:
    """What a repeated judgement found otherwise, one sentence each; environment differences first."""
    repeated = verdict.certificate
    found = outcome_differences(certificate, verdict)

    def compare(what: str, was: object, now: object) -> None:
        if was != now:
            found.append(printable(f"{what}: certified {was}, found {now}"))

    if repeated is None:
        found.append(f"detail: {verdict.detail}")
        return tuple(found)
    compare("Lean file", sha256(certificate.source.encode()).hexdigest(), sha256(repeated.source.encode()).hexdigest())
    compare("imports", certificate.imports, repeated.imports)
    compare("axioms", certificate.axioms, repeated.axioms)
    compare("values", certificate.values, repeated.values)
    was, now = ({each.name: each for each in c.declarations} for c in (certificate, repeated))
    for name in sorted({*was, *now}, key=repr):
        compare(f"declaration {'.'.join(map(str, name))}", was.get(name), now.get(name))
    return tuple(found)
