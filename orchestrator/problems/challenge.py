"""Challenges: what is to be proved, where a prover may write, and how a submission becomes a Lean file.

The file format is described by example in docs/challenges.md.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Self

from orchestrator.errors import ChallengeError, SourceError
from orchestrator.problems.identity import sketch_digest, statement_digest
from orchestrator.problems.lexical import Scan, import_header, scan
from orchestrator.problems.metadata import AnswerGrammar, Metadata, parse_metadata
from orchestrator.problems.regions import Region, RegionKind, Template, canonical_region
from orchestrator.problems.text import MAX_SOURCE_BYTES, check_text
from orchestrator.vocabulary import Direction

_SORRY: Final = re.compile(r"(?<![\w.'«])sorry(?![\w'!?.»])")
_DECLARATION: Final = re.compile(
    r"^[ ]*(?:@\[[^\]\n]*\]\s*|(?:private|protected|noncomputable|unsafe|partial|nonrec|public|local|scoped)\s+)*"
    r"(?:theorem|lemma|def|abbrev|instance|example|axiom|opaque|structure|inductive|class|namespace|section|end"
    r"|variable|universe|mutual)(?![\w'!?.])",
    re.MULTILINE,
)
_PROOF_FOLLOWS: Final = re.compile(r":=\s*(?:by\s*)?\Z")
_END_LINES: Final = re.compile(r"(?:\s*end(?:\s+[\w.'«»]+)?(?=\s|\Z))*\s*")


@dataclass(frozen=True, slots=True)
class Submission:
    """What a prover hands in: the regions' texts for one challenge, and which of the two statements they prove."""

    challenge_sha256: str
    direction: Direction
    regions: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Content address of this sketch, see `sketch_digest`."""
        return sketch_digest(self.challenge_sha256, self.direction, self.regions)


@dataclass(frozen=True)
class Challenge:
    """One challenge file, parsed. Equal texts give equal challenges; nothing here runs Lean.

    Two directions (after Epoch's prove-or-disprove contract): a submission *proves* by filling the regions of the
    file itself, or *disproves* by filling the regions of a second file made from it. There the target keeps its frozen
    statement with ``sorry`` for a proof, and right after it, in the same scope, stands ::

        theorem <target>_disproof : ¬ (type_of% @<target>) := by

    whose proof is the proof region. ``type_of%`` uses only the target's type, so its ``sorry`` does not reach the
    axioms of the disproof, and no negation is ever written by hand. Region for region both files correspond; the
    disproof's region always holds tactics, also where the target's holds a term. A
    challenge with value regions offers no disproof: choosing ``False`` is the disproof, and refuting one chosen
    witness would say nothing about the problem.
    """

    text: str
    """The file, line ends normalised to ``\\n``."""
    metadata: Metadata
    template: Template
    """The file's frozen strings and regions."""
    proof_region: int
    """Index of the block that holds the target's proof."""

    @classmethod
    def parse(cls, data: bytes | str, max_bytes: int = MAX_SOURCE_BYTES) -> Self:
        """Read a challenge file.

        Raises:
            SourceError: the text cannot be taken at all (encoding, size, forbidden characters).
            ChallengeError: it breaks the format; with the line.
        """
        text = check_text(data, max_bytes)
        metadata, header_lines = parse_metadata(text)
        template = Template.parse(text)
        scanned = scan(text)
        _check_imports(scanned, template, header_lines)
        _check_markers_in_code(template)
        _check_frozen_words(metadata.target, template, scanned)
        proof_region = _find_proof(metadata.target, template, scanned)
        _check_answers(metadata, template)
        return cls(text, metadata, template, proof_region)

    @property
    def id(self) -> str:
        """``<source>/<slug>``."""
        return self.metadata.id

    @cached_property
    def sha256(self) -> str:
        """SHA-256 (hex) of the frozen file: its UTF-8 bytes, with ``\\n`` line ends in any checkout."""
        return statement_digest(self.text)

    @property
    def target(self) -> str:
        """Name of the theorem to prove."""
        return self.metadata.target

    @property
    def disproof_target(self) -> str:
        """Name of the theorem that a disproof proves."""
        return disproof_name(self.target)

    @property
    def disproof(self) -> bool:
        """Whether a disproof is offered."""
        return all(region.kind is RegionKind.BLOCK for region in self.regions)

    @property
    def regions(self) -> tuple[Region, ...]:
        """The editable regions, in order."""
        return self.template.regions

    @property
    def initial(self) -> tuple[str, ...]:
        """The regions' initial texts."""
        return self.template.initial

    @property
    def imports(self) -> tuple[str, ...]:
        """Modules that the file imports, in order."""
        return self.template.imports

    @cached_property
    def answers(self) -> tuple[tuple[int, AnswerGrammar], ...]:
        """Index and grammar of each value region; `AnswerGrammar.REVIEW` where the header declares none."""
        values = [index for index, region in enumerate(self.regions) if region.kind is RegionKind.VALUE]
        return tuple(zip(values, self.metadata.answers or (AnswerGrammar.REVIEW,) * len(values), strict=True))

    def template_for(self, direction: Direction) -> Template:
        """The template that a submission in this direction fills.

        Raises:
            SourceError: a disproof of a challenge that offers none.
        """
        if direction == Direction.PROVE:
            return self.template
        if not self.disproof:
            raise SourceError(f"{self.id} offers no disproof; its answer is the value to choose")
        return self._disproof_template

    def splice(self, regions: Sequence[str], direction: Direction = Direction.PROVE) -> str:
        """The whole Lean file with these regions; errors as `Template.splice`."""
        return self.template_for(direction).splice(regions)

    def extract(self, text: bytes | str, direction: Direction = Direction.PROVE) -> tuple[str, ...]:
        """The regions of an edited whole file, the inverse of `splice`; errors as `Template.extract`."""
        return self.template_for(direction).extract(text)

    def source_with(self, replacements: Mapping[int, str], direction: Direction = Direction.PROVE) -> str:
        """The whole Lean file with some regions replaced, by index, and the others as they are initially."""
        template = self.template_for(direction)
        return template.splice([replacements.get(index, text) for index, text in enumerate(template.initial)])

    def submission(self, regions: Sequence[str], direction: Direction = Direction.PROVE) -> Submission:
        """A submission to this challenge, its regions made canonical."""
        return Submission(self.sha256, direction, tuple(map(canonical_region, regions)))

    def render(self, submission: Submission) -> str:
        """The Lean file of a submission.

        Raises:
            SourceError: it is for another challenge or for a direction that is not offered; else as `splice`.
        """
        if submission.challenge_sha256 != self.sha256:
            raise SourceError(f"the submission is for another version of {self.id} or for another challenge")
        return self.splice(submission.regions, submission.direction)

    @cached_property
    def _disproof_template(self) -> Template:
        proof = self.regions[self.proof_region]
        marker_line = proof.start_line
        lines = self.text.split("\n")
        # What the region holds at first is a beginning of the proof: a disproof begins with nothing.
        lines[marker_line : marker_line + proof.initial.count("\n")] = [f"{' ' * proof.indent}sorry"]
        root = "_root_." if re.search(rf"theorem\s+_root_\.{re.escape(self.target)}", self.text) else ""
        statement = f"theorem {root}{self.disproof_target} : ¬ (type_of% @{root}{self.target}) := by"
        lines[marker_line - 1 : marker_line - 1] = ["  sorry", "", statement]
        return Template.parse("\n".join(lines))


def disproof_name(target: str) -> str:
    """The name of the theorem that refutes ``target``."""
    return f"{target[:-1]}_disproof»" if target.endswith("»") else f"{target}_disproof"


def _check_imports(scanned: Scan, template: Template, header_lines: int) -> None:
    header = import_header(scanned.code)
    if header.unsupported:
        raise ChallengeError(f"only plain 'import' lines are possible, not {header.unsupported!r}", header.line)
    if not template.regions:
        raise ChallengeError("the challenge has no EVOLVE-BLOCK region, so nothing could be proved", header_lines)
    first = template.regions[0].start_line
    if _line_of(scanned.code, header.end) > first:
        raise ChallengeError("imports must come before the first region", first)


def _check_markers_in_code(template: Template) -> None:
    """A marker within a comment or string would let a region change what the frozen text means."""
    for end, what in [(start, "runs into an EVOLVE marker") for start, _ in template.spans] + [
        (len(template.text), "is never closed")
    ]:
        # Up to a region the text ends in its start marker, itself a line comment and so never left open.
        before = scan(template.text[:end])
        if before.sure and before.unclosed:
            raise ChallengeError(f"the {before.unclosed} that starts here {what}", before.unclosed_line)


def _check_frozen_words(target: str, template: Template, scanned: Scan) -> None:
    reserved = re.compile(rf"(?<![\w.'«]){re.escape(target)}_disproof(?![\w'!?])")
    frozen = _blank_spans(scanned.code, template.spans)
    if found := _SORRY.search(frozen):
        line = _line_of(frozen, found.start())
        raise ChallengeError("frozen text holds 'sorry'; prove it or move it into a region", line)
    if found := reserved.search(frozen):
        raise ChallengeError(f"the name {found[0]!r} is reserved for the disproof", _line_of(frozen, found.start()))


def _find_proof(target: str, template: Template, scanned: Scan) -> int:
    """Index of the region with the target's proof; refuses every layout in which that is not plain to see."""
    code, spans = scanned.code, template.spans
    # `.{u}` after the name declares universe parameters; any other dot makes it another name.
    declared = list(
        re.finditer(rf"(?<![\w.'«»])theorem\s+(?:_root_\.)?{re.escape(target)}(?![\w'!?«]|\.(?!\{{))", code)
    )
    if len(declared) != 1:
        found, line = _found_instead(code)
        if declared:
            found, line = f"found {len(declared)}", _line_of(code, declared[1].start())
        raise ChallengeError(f"there must be exactly one 'theorem {target}', {found}", line)
    start, end = declared[0].span()
    line = _line_of(code, start)
    if any(first <= start < last for first, last in spans):
        raise ChallengeError(f"'theorem {target}' stands inside a region; its statement must be frozen", line)
    if "_root_." not in declared[0][0]:
        _check_no_namespace(code[:start], line)
    blocks = (i for i, region in enumerate(template.regions) if region.kind is RegionKind.BLOCK and spans[i][0] > end)
    proof = next(blocks, None)
    before = code[end : spans[proof][0]] if proof is not None else ""
    if proof is None or not _PROOF_FOLLOWS.search(before) or _DECLARATION.search(before):
        raise ChallengeError(f"the proof of {target} must be an EVOLVE-BLOCK right after ':= by'", line)
    marker = template.regions[proof].start_line
    if not _SORRY.search(code[slice(*spans[proof])]):
        raise ChallengeError(f"the proof of {target} has no 'sorry', so there is nothing to prove", marker)
    rest = code[spans[proof][1] :]
    if not _END_LINES.fullmatch(rest) or proof != len(spans) - 1:
        offset = spans[proof][1] + len(rest) - len(rest.lstrip())
        raise ChallengeError(f"{target} must be the last declaration; move this up", _line_of(code, offset))
    return proof


def _found_instead(code: str) -> tuple[str, int | None]:
    """What a file without its target has in its place, and where: the last theorem, or another declaration."""
    declared = list(re.finditer(r"^[ ]*(theorem|lemma|def|example|instance)\b[ ]*([\w.'«»]*)", code, re.MULTILINE))
    if not declared:
        return "found no declaration at all", None
    last = next((each for each in reversed(declared) if each[1] in ("theorem", "lemma")), declared[-1])
    line = _line_of(code, last.start(1))
    rename = f"; rename it, or put 'target: {last[2]}' in the header" if last[1] == "theorem" else ""
    return f"found '{f'{last[1]} {last[2]}'.strip()}' in line {line} instead{rename}", line


def _check_no_namespace(code: str, line: int) -> None:
    opened = Counter(re.findall(r"^[ ]*namespace[ ]+(\S+)", code, re.MULTILINE))
    closed = Counter(re.findall(r"^[ ]*end[ ]+(\S+)", code, re.MULTILINE))
    if still_open := opened - closed:
        name = next(iter(still_open))
        raise ChallengeError(
            f"the target is inside namespace {name}; end it first, or write 'theorem _root_.NAME'", line
        )


def _check_answers(metadata: Metadata, template: Template) -> None:
    values = sum(region.kind is RegionKind.VALUE for region in template.regions)
    if metadata.answers and len(metadata.answers) != values:
        raise ChallengeError(f"'answer' declares {len(metadata.answers)} grammars for {values} EVOLVE-VALUE regions")


def _blank_spans(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
    return text


def _line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
