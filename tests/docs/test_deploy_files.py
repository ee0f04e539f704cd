"""The files in deploy/: no cluster is here to take them, so what they say is checked against what there is."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from orchestrator.cli.main import command_line
from orchestrator.config import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SLURM = (DEPLOY / "slurm.sbatch").read_text()
DOCKERFILE = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")
INSTRUCTIONS = {"FROM", "RUN", "WORKDIR", "COPY", "ENV", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK"}
INSTRUCTIONS |= {"ENTRYPOINT", "CMD"}


def read(name: str) -> Any:
    return yaml.safe_load((DEPLOY / name).read_text())


def parsed(arguments: list[str]) -> dict[str, Any]:
    """The options of an ``orchestrator`` command line; it fails for one that the program does not take."""
    command: Any = typer.main.get_command(command_line())
    while hasattr(command, "commands"):
        command = command.commands[arguments.pop(0)]
    options: dict[str, Any] = command.make_context("orchestrator", arguments).params
    return options


def instructions() -> list[tuple[str, str]]:
    lines = [line for line in DOCKERFILE.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def test_the_container_file_names_what_is_there() -> None:
    found = instructions()
    assert {word for word, _ in found} <= INSTRUCTIONS
    assert found[0][0] == "FROM"
    copied = [source for word, rest in found if word == "COPY" for source in rest.split()[:-1]]
    assert [source for source in copied if not (ROOT / source).exists()] == []
    [entry], [arguments] = (
        [yaml.safe_load(rest) for word, rest in found if word == one] for one in ("ENTRYPOINT", "CMD")
    )
    assert entry == ["orchestrator"]
    assert parsed(arguments)["host"] == "0.0.0.0"
    users = [place for place, (word, _) in enumerate(found) if word == "USER"]
    assert [found[place][1] for place in users][-1:] == ["10001"], "not as root; by number, as Kubernetes checks it"


def test_compose_starts_the_server_on_the_database_it_brings() -> None:
    services = read("compose.yaml")["services"]
    server, database = services["server"], services["database"]
    assert (ROOT / "deploy" / server["build"]["context"] / server["build"]["dockerfile"]).exists()
    started = parsed([re.sub(r"\$\{\w+:-(.*)\}", r"\1", word) for word in server["command"]])
    assert list(started["allow_host"]) == ["localhost"]
    assert server["depends_on"]["database"]["condition"] == "service_healthy"
    assert "healthcheck" in database
    url, wanted = server["environment"]["ORCHESTRATOR_DATABASE_URL"], database["environment"]
    assert f"//{wanted['POSTGRES_USER']}:" in url
    assert url.endswith(f"@database/{wanted['POSTGRES_DB']}")
    assert {name.partition(":")[0] for name in server["volumes"]} <= set(read("compose.yaml")["volumes"])
    assert int(server["stop_grace_period"].rstrip("s")) > 20, "draining takes up to 20 s"


def test_the_ray_job_works_on_the_workers_of_its_cluster() -> None:
    job = read("rayjob.yaml")
    assert (job["apiVersion"], job["kind"]) == ("ray.io/v1", "RayJob")
    assert job["spec"]["submissionMode"] in ("K8sJobMode", "HTTPMode", "InteractiveMode", "SidecarMode")
    program, *arguments = shlex.split(job["spec"]["entrypoint"])
    assert program == "orchestrator"
    options = parsed(arguments)
    assert (options["executor"], options["ray_address"]) == ("ray", "auto"), "the head alone has no CPU for it"
    cluster = job["spec"]["rayClusterSpec"]
    locked = re.search(r"^ray==(\S+)$", (ROOT / "requirements.lock").read_text(), re.M)
    assert locked is not None
    assert cluster["rayVersion"] == locked[1]
    for group in (cluster["headGroupSpec"], *cluster["workerGroupSpecs"]):
        [container] = group["template"]["spec"]["containers"]
        assert container["image"]
        assert all(isinstance(value, str) for value in group["rayStartParams"].values()), "KubeRay takes texts only"


@pytest.mark.parametrize("line", re.findall(r"^\.venv/bin/orchestrator (.*?)(?: &)?$", SLURM, re.M))
def test_the_slurm_script_asks_for_what_the_program_takes(line: str) -> None:
    subprocess.run(["bash", "-n", DEPLOY / "slurm.sbatch"], check=True)
    assert parsed(shlex.split(line))["executor"] == "ray"


def test_settings_in_deploy_are_settings() -> None:
    text = "".join(path.read_text() for path in DEPLOY.iterdir())
    named = set(re.findall(r"\b(ORCHESTRATOR_[A-Z_]+)", text))
    known = {f"ORCHESTRATOR_{name.upper()}" for name in Settings.__dataclass_fields__}
    assert named
    assert named <= known, "a setting that nothing reads"
