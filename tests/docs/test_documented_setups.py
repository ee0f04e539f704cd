"""Every command that a document shows is run with exactly the packages of the set-up that the document tells.

Each shown line has one entry in `RUN` or `NOT_RUN`; one that a document adds and nobody classifies fails the test.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent

import bare_setup
import pytest
from import_samples import FC_OLD, TABLE
from packaging.requirements import Requirement
from test_documented_commands import ROOT, shown_commands
from traced_sample import write_sample

from orchestrator.cli.packages import EXTRAS

NO_MODEL = "model profile 'prover' is not configured"
SEQUENCE = """\
%I A000045
%S A000045 0,1,1,2,3,5,8,13,21,34,55,89,144
%N A000045 Fibonacci numbers: F(n) = F(n-1) + F(n-2) with F(0) = 0 and F(1) = 1.
%C A000045 Conjecture: every prime divides some term.
%K A000045 nonn,core
%O A000045 0,4
"""
STATEMENT = "theorem target : 1 + 1 = 2 := sorry\n"


@dataclass(frozen=True)
class Shown:
    """How a shown line is run.

    Args:
        code: the exit code that the document lets one expect.
        says: what is on stdout or stderr.
        stands_for: words of the line -> what is there in their place in this test.
        setup: the extras of the set-up that the document tells: "" for `make setup`, SERVE for `make serve`.
        model: the address of the model that the document's variable names.
    """

    code: int
    says: str
    stands_for: Mapping[str, str] = field(default_factory=dict)
    setup: str = ""
    model: str = ""


SERVE = "service,postgres"
FILES = {"STATEMENT.lean": "statement.lean", "SUBMISSION.lean": "submission.lean"}
FC = {"../formal-conjectures": "checkout", "CHECKOUT": "checkout"}
EVEN = "problems/oeis/A000045-even.lean"
NAMED = {"FILE.lean": "statement.lean", "THEOREM": "target"}
RUN = {
    "problems list": Shown(0, "`orchestrator problems show ID` shows one"),
    "check lean_project/LeanProject/Counting.lean": Shown(0, "LeanProject"),
    "prove erdos/242-even oeis/A000045-even --lean-seconds 30 --seed 7": Shown(0, "proved"),
    "status": Shown(0, "erdos/242-even"),
    "show erdos/242-even": Shown(0, "accepted (ACCEPT"),
    "prove erdos/242-even oeis/A000045-even": Shown(0, "proved"),
    "prove erdos/242-even --lean-seconds 6 --executor ray --ray-address 127.0.0.1:6379 --workers 1": Shown(
        2, "127.0.0.1:1", {"127.0.0.1:6379": "127.0.0.1:1"}
    ),
    "prove my/challenge.lean --time 300": Shown(0, "proved", {"my/challenge.lean": EVEN}),
    "prove --tag starter --lean-seconds 8 --again 20": Shown(0, "disproved", {"starter": "geometry"}),
    "resume r-...": Shown(2, "has ended"),
    'switch RUN graph --reason "lemmas are shared"': Shown(2, "is finished"),
    "agents erdos/242-mod-3 --executor local": Shown(0, "proved", model="mailbox:box"),
    "resume": Shown(0, "There is nothing to resume"),
    "judge STATEMENT.lean SUBMISSION.lean --target target --json": Shown(0, '"verdict": "accepted"', FILES),
    "judge STATEMENT.lean SUBMISSION.lean --target NAME": Shown(
        0, "accepted (ACCEPT", FILES | {"NAME": "target --certificate CERTIFICATE.json"}
    ),
    "judge CHALLENGE.lean FILE": Shown(1, "rejected", {"CHALLENGE.lean": EVEN, "FILE": EVEN}),
    "verify CERTIFICATE.json": Shown(0, "confirmed"),
    "verify CERTIFICATE.json [--against CHALLENGE.lean] [--native PROJECT]": Shown(
        0, "confirmed", dict.fromkeys(("[--against", "CHALLENGE.lean]", "[--native", "PROJECT]"), "")
    ),
    "prove erdos/242 --strategy auto --usd 5": Shown(2, NO_MODEL),
    "agents --all --total-usd 50": Shown(2, NO_MODEL),
    "agents erdos/242 --agents 3 --usd 20": Shown(2, NO_MODEL),
    "agents --all --usd 5 --total-usd 100": Shown(2, NO_MODEL),
    "mcp erdos/242": Shown(1, "episode e-"),
    "show e-...": Shown(0, "erdos/242"),
    "ablate goals.jsonl erdos/242-even --strategies tactics,auto --profile prover --lean-seconds 5": Shown(2, NO_MODEL),
    "ablate simulated --repeats 10": Shown(0, "tools/venv.sh report", {"10": "1 --strategies A,best"}),
    "ablate simulated --repeats 8 --out study": Shown(0, "", {"8": "1 --strategies A,best"}),
    "ablate simulated --strategies A,best,C,D,graph,auto --repeats 20 --usd 60 --out study": Shown(
        0, "", {"A,best,C,D,graph,auto": "A,C", "20": "1", "60": "5", "study": "study-of-two"}
    ),
    "import formal-conjectures ../formal-conjectures": Shown(0, "9001", FC),
    "import formal-conjectures CHECKOUT --date 2026-08-22": Shown(0, "", FC),
    "import erdos-table CHECKOUT --date 2026-08-08": Shown(0, "", {"CHECKOUT": "table"}),
    "import oeis A000045.seq": Shown(0, "EVOLVE-BLOCK-START"),
    "import leandojo TRACED --date 2026-11-27": Shown(0, "3 rows", {"TRACED": "traced"}),
    "adopt FILE.lean THEOREM": Shown(0, "EVOLVE-BLOCK-START", NAMED),
    "adopt FILE.lean THEOREM --out challenge.lean": Shown(0, "challenge.lean", NAMED),
    "problems check problems/erdos/242-mod-3.lean": Shown(0, "can be worked on"),
    "triage erdos/242": Shown(0, "erdos/242: "),
    "triage erdos/242 my-problem.lean": Shown(0, "oeis/A000045-even: ", {"erdos/242": "", "my-problem.lean": EVEN}),
    "triage problems/erdos/242-mod-3.lean": Shown(0, "erdos/242-mod-3: "),
    "problems check my-problem.lean": Shown(0, "can be worked on", {"my-problem.lean": EVEN}),
    'formalise "Every even number above 2 is a sum of two primes." --id drafted/goldbach --usd 1': Shown(2, NO_MODEL),
    "formalise --oeis A000045.seq --conjecture 0 --profile prover": Shown(2, NO_MODEL),
    'formalise --accept drafted/goldbach --as "A. Person" --reviewed': Shown(2, "there is no draft"),
    "serve --host 0.0.0.0 --allow-host lean.example.org": Shown(2, "orchestrator keys create", setup=SERVE),
    "keys create admin --role admin": Shown(0, "lo_", setup=SERVE),
    "keys create ada --role researcher": Shown(0, "lo_", setup=SERVE),
    "submit my/problem.lean --budget 5usd --watch": Shown(0, "proved", {"my/problem.lean": EVEN}, SERVE),
    "campaign start --all --source oeis --usd-per-problem 2 --total-usd 100": Shown(
        0, "proved", {"--all": "oeis/A000045-even", "--source": "", "oeis": ""}, SERVE
    ),
    "campaign list": Shown(0, "", setup=SERVE),
}
BY_FIRST_HOUR = "docs/first-hour.md is run as it stands by test_documented_commands.py"
NOT_RUN = {
    "check my/first.lean": BY_FIRST_HOUR,
    "prove my/squares.lean --time 60 --executor local": BY_FIRST_HOUR,
    "show local/squares": BY_FIRST_HOUR,
    "judge my/squares.lean my/mine.lean": BY_FIRST_HOUR,
    "judge my/squares.lean my/cheat.lean": BY_FIRST_HOUR,
    "verify CERTIFICATE.json --native lean_project": "needs a native Lean: tests/cli/test_cli_native.py with stand-ins",
}


def bare(line: str) -> str:
    """A shown line without the program, its variables and its prompt."""
    return line[line.index("orchestrator ") :].removeprefix("orchestrator ").strip()


def test_every_shown_command_is_run_or_says_why_not() -> None:
    shown = {bare(line) for _, line in shown_commands()}
    assert shown - RUN.keys() - NOT_RUN.keys() == set()
    assert (RUN.keys() | NOT_RUN.keys()) - shown == set(), "no document shows these any more"


IDS = {"r-...": "r-", "RUN": "r-", "e-...": "e-"}
"""Words of a line that stand for the id which a command told last -> how it begins."""


def answer_by_mailbox() -> str:
    """The answer that docs/agents.md gives as a person."""
    page = (ROOT / "docs" / "agents.md").read_text(encoding="utf-8")
    return dedent(page.partition("whose three calls run in order:\n")[2].partition("What came back")[0]).lstrip("\n")


class World:
    """A folder as a reader of the documents has it, and the packages of the set-up that they have made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        problems = folder / "checkout" / "FormalConjectures" / "ErdosProblems"
        problems.mkdir(parents=True)
        (problems / "9001.lean").write_text(FC_OLD)
        (folder / "checkout" / "lean-toolchain").write_text("leanprover/lean4:v4.27.0\n")
        (folder / "checkout" / "lake-manifest.json").write_text('{"packages": [{"name": "mathlib", "rev": "a3a1"}]}')
        (folder / "checkout" / ".git").mkdir()
        (folder / "checkout" / ".git" / "HEAD").write_text("0123456789abcdef0123456789abcdef01234567\n")
        (folder / "table" / "data").mkdir(parents=True)
        (folder / "table" / "data" / "problems.yaml").write_text(TABLE)
        write_sample(folder / "traced")
        (folder / "A000045.seq").write_text(SEQUENCE)
        (folder / "statement.lean").write_text(STATEMENT)
        (folder / "submission.lean").write_text(STATEMENT.replace("sorry", "rfl"))
        (folder / "goals.jsonl").write_text('{"id": "one", "preamble": "", "statement": "theorem one : 1 + 1 = 2"}\n')
        (folder / "box").mkdir()
        (folder / "box" / "0001.answer.md").write_text(answer_by_mailbox())
        self.told: list[str] = []
        for name in ("problems", "lean_project"):
            shutil.copytree(ROOT / name, folder / name)

    def latest(self, begins: str) -> str:
        """The id that a command told last."""
        return re.findall(rf"\b{begins}[0-9a-z]{{12,}}", "\n".join(self.told))[-1]

    def run(self, words: list[str], *extras: str, code: int, model: str = "") -> str:
        hider = self.folder / "-".join(("packages", *extras))
        hider.mkdir(exist_ok=True)
        environment = bare_setup.environment(hider, *extras) | {
            "ORCHESTRATOR_DATABASE_URL": f"sqlite:///{self.folder / 'documents.db'}",
            "ORCHESTRATOR_DATA_DIR": str(self.folder),
            "ORCHESTRATOR_IMPORTS_DIR": str(self.folder / "imports"),
        }
        if model:
            environment["ORCHESTRATOR_PROVER_URL"] = model
        done = subprocess.run(
            [sys.executable, "-m", "orchestrator", *words],
            cwd=self.folder, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=400,
            check=False,
        )  # fmt: skip
        said = done.stdout + done.stderr
        self.told.append(said)
        assert "Traceback" not in said, said
        assert done.returncode == code, said
        return said


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("documents"))


@pytest.mark.lean
@pytest.mark.parametrize("line", RUN)
def test_a_shown_command_does_what_the_document_says(world: World, line: str) -> None:
    shown = RUN[line]
    words = []
    for word in shlex.split(line):
        meant = world.latest(IDS[word]) if word in IDS else word
        words += shown.stands_for[word].split() if word in shown.stands_for else [meant]
    extras = filter(None, shown.setup.split(","))
    assert shown.says in world.run(words, *extras, code=shown.code, model=shown.model)


@pytest.mark.parametrize(
    ("words", "extra"),
    [
        (["serve"], "service"),
        (["submit", "erdos/242"], "service"),
        (["campaign", "list"], "service"),
        (["status", "--database", "postgresql://someone@localhost/orchestrator"], "postgres"),
        (["resume", "--database", "postgresql://someone@localhost/orchestrator", "--json"], "postgres"),
    ],
    ids=lambda each: each if isinstance(each, str) else each[0],
)
def test_a_missing_package_is_a_sentence_with_a_remedy(world: World, words: list[str], extra: str) -> None:
    said = world.run(words, code=2)
    assert f"run `tools/venv.sh {extra}` in {str(ROOT)!r}" in said
    assert (ROOT / "tools" / "venv.sh").is_file()


def test_the_extras_that_remedies_name_bring_what_they_are_named_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    brought = {
        extra: {Requirement(text).name.replace("-", "_") for text in texts}
        for extra, texts in project["optional-dependencies"].items()
    }
    assert all(module in brought[extra] for module, extra in EXTRAS.items())
