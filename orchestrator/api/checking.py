"""Wire formats of the check service: that of kimina-lean-server, and the shape of AXLE's ``verify_proof``.

Field names and spellings are those of the existing clients. Fields of theirs that this server has no use for are
accepted and ignored where they change nothing in the answer; where they would, the request is refused.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, Self

from pydantic import AliasChoices, BeforeValidator, ConfigDict, Field, model_validator

from orchestrator.api.base import Amount, Answer, Switch, Whole, whole

MAX_SNIPPETS: Final = 500
MAX_TIMEOUT_SECONDS: Final = 300

Source = Annotated[str, Field(max_length=1 << 20)]


SnippetId = Annotated[Annotated[str, Field(max_length=300)] | Whole, BeforeValidator(whole)]
Timeout = Annotated[Amount, Field(gt=0, le=MAX_TIMEOUT_SECONDS)]


class _Foreign(Answer):
    """A request in another project's format: fields that it does not have here are ignored, as its server does."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


def _no_info_tree(asked: object) -> None:
    if asked is not None:
        raise ValueError("this server returns no info trees; leave it out")


NoInfoTree = Annotated[None, BeforeValidator(_no_info_tree), Field(description="This server returns no info trees.")]


class Code(_Foreign):
    """One file of ``/verify``; older clients call its text ``proof``, newer ones ``code``."""

    custom_id: SnippetId = Field(examples=["mean-1"])
    code: Source = Field(validation_alias=AliasChoices("code", "proof"), examples=["theorem t : 1 + 1 = 2 := rfl"])


class VerifyRequest(_Foreign):
    """Body of ``/verify`` and ``/one_pass_verify_batch``."""

    codes: Annotated[tuple[Code, ...], Field(min_length=1, max_length=MAX_SNIPPETS)]
    timeout: Timeout = 300
    infotree_type: NoInfoTree = None
    disable_cache: Switch = False


class Snippet(_Foreign):
    """One file of ``/check``."""

    id: SnippetId = Field(examples=["mean-1"])
    code: Source = Field(examples=["theorem t : 1 + 1 = 2 := rfl"])


class CheckRequestBody(_Foreign):
    """Body of ``/check``."""

    snippets: Annotated[tuple[Snippet, ...], Field(min_length=1, max_length=MAX_SNIPPETS)]
    timeout: Timeout = 30
    debug: Switch = False
    reuse: Switch = True
    infotree: NoInfoTree = None

    @model_validator(mode="after")
    def _distinct_ids(self) -> Self:
        ids = [snippet.id for snippet in self.snippets]
        if len(set(map(repr, ids))) < len(ids):
            raise ValueError("two snippets have the same id")
        return self


class Pos(Answer):
    """A place in a text: line from 1, column from 0 in code points."""

    line: int
    column: int


class LeanMessage(Answer):
    """One message of Lean as its REPL prints it."""

    severity: Literal["error", "warning", "info"]
    pos: Pos
    endPos: Pos | None = None
    data: str


class LeanSorry(Answer):
    """One hole and its goal."""

    pos: Pos
    endPos: Pos | None = None
    goal: str


class ReplResponse(Answer):
    """What Lean said about one file. There is no ``env`` to go on from: every file is checked on its own."""

    env: int = 0
    messages: tuple[LeanMessage, ...] | None = None
    sorries: tuple[LeanSorry, ...] | None = None
    time: float = 0.0


class VerifyResult(Answer):
    """The answer on one file of ``/verify``; ``error`` where Lean gave no answer within the limits."""

    custom_id: str | int
    error: str | None = None
    response: ReplResponse | None = None


class VerifyAnswer(Answer):
    """Answer of ``/verify`` and ``/one_pass_verify_batch``."""

    results: tuple[VerifyResult, ...]


class Diagnostics(Answer):
    """Where a check ran."""

    repl_uuid: str
    cpu_max: float | None = None
    memory_max: float | None = None


class CheckResultBody(Answer):
    """The answer on one file of ``/check``."""

    id: str | int
    time: float = 0.0
    error: str | None = None
    response: ReplResponse | None = None
    diagnostics: Diagnostics | None = None


class CheckAnswer(Answer):
    """Answer of ``/check``."""

    results: tuple[CheckResultBody, ...]


class VerifyProofRequest(_Foreign):
    """Body of ``verify_proof``: does ``content`` prove every theorem that ``formal_statement`` leaves open?"""

    formal_statement: Source = Field(examples=["theorem t (n : Nat) : n + 0 = n := by sorry"])
    content: Source = Field(examples=["theorem t (n : Nat) : n + 0 = n := by simp"])
    environment: str | None = Field(None, max_length=200, description="Only the server's own Lean can be asked for.")
    permitted_sorries: tuple[str, ...] = Field((), max_length=0, description="No theorem may keep its sorry here.")
    verify_negation: Switch = Field(False, description="Also judge `content` against the negated statement.")
    ignore_imports: Switch = Field(True, description="Take the statement's imports, whatever `content` imports.")
    timeout_seconds: Timeout = 120


class Lines(Answer):
    """Messages by severity."""

    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    infos: tuple[str, ...] = ()


class Judgement(Answer):
    """The judge's answer on one theorem."""

    name: str
    verdict: str
    code: str
    detail: str
    trust: str
    axioms: tuple[str, ...] = ()


class Negation(Answer):
    """Whether ``content`` proves the negated statement."""

    okay: bool
    judgements: tuple[Judgement, ...] = ()
    error: str | None = None


class VerifyProofAnswer(Answer):
    """Answer of ``verify_proof``. ``okay`` is the judge's word, at trust ``replayed`` or above; messages are advice."""

    okay: bool
    content: str
    lean_messages: Lines = Lines()
    tool_messages: Lines = Lines()
    failed_declarations: tuple[str, ...] = ()
    timings: dict[str, int] = Field(default_factory=dict, description="Milliseconds.")
    info: dict[str, Any] = Field(default_factory=dict)
    negation: Negation | None = None
    user_error: str | None = None
    error: str | None = None
    error_type: Literal["LeanTimeout", "LeanResourceExceeded"] | None = None
