"""The errors of this project, named for who must react.

    OrchestratorError
    ├── UserError            whoever asked must change the request (exit code 2, HTTP 4xx)
    │   ├── SourceError          the text itself cannot be taken (encoding, size, control characters)
    │   │   └── RegionError          ... in one region of a submission
    │   ├── ChallengeError       a challenge file breaks its format, at a line
    │   ├── ImportNotAvailable   a file imports what this toolchain does not have
    │   ├── UnknownId            no such problem, run, attempt or episode (names near matches)
    │   ├── ServerRefused        a server of this project refused a request of its client
    │   ├── IdTaken              a problem's id belongs to another registrar (HTTP 409)
    │   └── AlreadyFinished      what should change is final and stays as it is (HTTP 409)
    ├── OperatorError        whoever runs the machine must mend it (exit code 2, HTTP 503)
    │   ├── SetupError           Lean, Node or a folder is missing, damaged or not writable
    │   ├── StoreError           the database cannot be used
    │   │   └── StoreTooNew          ... because a newer version of this program wrote it
    │   ├── ServerUnreachable    a server of this project does not answer or cannot work; nothing was done
    │   └── ModelConfigError     a model profile has no key, a wrong URL, an unknown scheme
    ├── RetryError           an infrastructure failure, worth trying again; never a verdict on a proof
    │   ├── LeanCrashed          a Lean host died or broke its protocol
    │   ├── WorkerLost           the process or node that ran a job is gone
    │   ├── SlowReader           a reader of the feed fell too far behind; it follows again from where it was
    │   ├── OwnershipLost        a worker acts on what is no longer its own; it stops, another repeats the work
    │   ├── OutcomeUnknown       a request was sent to a server and no answer came (exit code 7)
    │   └── ModelUnavailable     the model's server did not answer usefully after all retries
    ├── ModelRefused         the model's server will not take this very request; the episode changes it or ends
    │   └── ContextOverflow      ... because the conversation no longer fits the model's context
    ├── ToolRefused          a tool call cannot be done as the model asked; the model changes it
    └── LimitReached         a stated limit (money, tokens, time, episodes) stops the work
        └── CampaignLimitReached ... that all runs of a campaign share

Two stay beside what raises them, since they carry its data: `HostEnded` (a `LeanCrashed`, lean/embedded/host.py) and
`AttemptFailed` (a `ModelUnavailable`, models/model.py). `Rejection` (lean/judge/rejection.py) stays in the judge.

Every message is one sentence for the person named above, ending in the remedy where there is one.
"""

from __future__ import annotations

from collections.abc import Sequence


class OrchestratorError(Exception):
    """Base of every error this project raises on purpose."""


class UserError(OrchestratorError):
    """The request cannot be met as it stands; nothing was changed or lost."""


class SourceError(UserError):
    """A source text is refused before Lean sees it (encoding, size, forbidden characters)."""


class ChallengeError(UserError):
    """A challenge file breaks its format.

    Args:
        reason: one sentence without the position.
        line: 1-based line in the file, or None where the file as a whole is at fault.
    """

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason if line is None else f"line {line}: {reason}")
        self.reason = reason
        self.line = line

    def __reduce__(self) -> tuple[type[ChallengeError], tuple[str, int | None]]:
        return (type(self), (self.reason, self.line))


class ImportNotAvailable(UserError):
    """A file imports a module that the loaded toolchain does not have."""


class RegionError(SourceError):
    """A region's text cannot be spliced.

    Args:
        reason: one sentence without the position.
        region: index of the region, from 0 (shown from 1).
        line: 1-based line in the region, or None where the region as a whole is at fault.
    """

    def __init__(self, reason: str, region: int, line: int | None = None) -> None:
        place = f"region {region + 1}" if line is None else f"region {region + 1}, line {line}"
        super().__init__(f"{place}: {reason}")
        self.reason = reason
        self.region = region
        self.line = line

    def __reduce__(self) -> tuple[type[RegionError], tuple[str, int, int | None]]:
        return (type(self), (self.reason, self.region, self.line))


class UnknownId(UserError):
    """No such problem, run, attempt or episode.

    Args:
        kind: what was looked for, such as ``problem``.
        identifier: the id as it was given.
        near: ids that look alike, best first; shown to the user.
    """

    def __init__(self, kind: str, identifier: str, near: Sequence[str] = ()) -> None:
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        super().__init__(f"there is no {kind} {identifier!r}{hint}")
        self.kind = kind
        self.identifier = identifier
        self.near = tuple(near)

    def __reduce__(self) -> tuple[type[UnknownId], tuple[str, str, tuple[str, ...]]]:
        return (type(self), (self.kind, self.identifier, self.near))


class UnknownPlace(UserError):
    """A cursor or position that the store has not given."""


class IdTaken(UserError):
    """A problem's id belongs to another registrar, whose statement is another."""


class AlreadyFinished(UserError):
    """What should change is final and stays as it is."""


class OperatorError(OrchestratorError):
    """The machine, its set-up or its configuration must be mended."""


class SetupError(OperatorError):
    """Lean, Node or a folder is missing, damaged or not writable."""


class StoreError(OperatorError):
    """The database cannot be used as it is."""


class StoreTooNew(StoreError):
    """The database was written by a newer version of this program."""


class ModelConfigError(OperatorError):
    """A model profile cannot be used: no key, a malformed URL, an unknown scheme."""


class RetryError(OrchestratorError):
    """An infrastructure failure. It is counted apart and never becomes a verdict on a proof."""


class LeanCrashed(RetryError):
    """A Lean host process died or broke its protocol."""


class WorkerLost(RetryError):
    """The process or node that ran a job is gone."""


class OwnershipLost(RetryError):
    """The caller no longer owns this run, attempt, match, goal or episode and must stop; another repeats the work."""


class SlowReader(RetryError):
    """A reader of the event feed fell too far behind and was dropped.

    Args:
        position: of the last event that it was given; following again after it misses nothing.
    """

    def __init__(self, position: str) -> None:
        super().__init__(f"this reader of events is too slow; follow again after position {position}")
        self.position = position

    def __reduce__(self) -> tuple[type[SlowReader], tuple[str]]:
        return (type(self), (self.position,))


class ModelUnavailable(RetryError):
    """The model's server gave no usable answer after all retries."""


class ModelRefused(OrchestratorError):
    """The model's server will not take this very request; sending it again cannot help."""


class ContextOverflow(ModelRefused):
    """The conversation no longer fits the model's context window."""


class ToolRefused(OrchestratorError):
    """A tool call cannot be done as it was asked; the message tells the model what to change."""


class LimitReached(OrchestratorError):
    """A stated limit stops the work.

    Args:
        limit: which one, e.g. ``usd`` or ``episodes``.
        message: one sentence for the user.
    """

    def __init__(self, limit: str, message: str) -> None:
        super().__init__(message)
        self.limit = limit
        self.message = message

    def __reduce__(self) -> tuple[type[LimitReached], tuple[str, str]]:
        return (type(self), (self.limit, self.message))


class NothingDone(OrchestratorError):
    """An attempt that ended before anything was tried; it does not count as one."""


class CampaignLimitReached(LimitReached):
    """A limit that all runs of a campaign share stops the work."""


class ServerRefused(UserError):
    """A server of this project refused a request.

    Args:
        status: the HTTP status.
        code: the problem's stable word.
        detail: the server's sentence.
    """

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail or f"the server answered {status}")
        self.status = status
        self.code = code
        self.detail = detail

    def __reduce__(self) -> tuple[type[ServerRefused], tuple[int, str, str]]:
        return (type(self), (self.status, self.code, self.detail))


class ServerUnreachable(OperatorError):
    """A server of this project cannot be reached, or cannot work now; nothing was done."""


class OutcomeUnknown(RetryError):
    """A request was sent and no answer came: it may have been done or not (exit code 7)."""
