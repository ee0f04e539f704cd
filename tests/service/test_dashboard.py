"""The dashboard in a real browser: what people do there, that nothing stored becomes script, that all can use it."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import stored_work
from browser import Browser, browser
from live_server import KeyTable, proving_parts, threaded
from stored_work import HOSTILE, Stored, store_work

from orchestrator.api.access import Role
from orchestrator.config import settings
from orchestrator.errors import SetupError
from orchestrator.service.web_packages import WebPackage, ensure_web_packages, fetched
from orchestrator.store import Budget, NewAttempt, NewEntry, Store
from orchestrator.vocabulary import EpisodeStatus

AXE = WebPackage(
    "axe-core",
    "4.14.1",
    "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
    "package",
    ("/axe.min.js",),
)
RUN_AXE = """
const [only, done] = arguments;
const line = (one) => one.id + ': ' + one.nodes.map((node) => node.html.slice(0, 150)).join(' | ');
const options = {resultTypes: ['violations'], ...(only ? {runOnly: {type: 'rule', values: only}} : {})};
axe.run(document, options).then((found) => done(found.violations.map(line)));
"""
ON_SIGHT = ("color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size")
"""Those rules of axe whose answers depend on colours and sizes; the others are asked once a page."""
STATE = "return document.querySelector('main .sub .tag')?.innerText.trim().toLowerCase()"
CHALLENGE = stored_work.challenge("sent", "A challenge that was sent").text


def pages(work: Stored) -> list[str]:
    return [
        *("/", "/problems", f"/problems/{work.problem}", "/runs", f"/runs/{work.run}", f"/runs/{work.run}/lineage"),
        *(f"/runs/{work.run}/goals", f"/episodes/{work.episode}", "/campaigns", f"/campaigns/{work.campaign}"),
        *("/submit", f"/submit?problem={work.problem}", "/login", "/docs"),
    ]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as window:
        yield window


@pytest.fixture(scope="module")
def packages() -> Path | None:
    """The dashboard's packages where set-up has fetched them or can; formulas and charts are shown as text else."""
    try:
        return ensure_web_packages(settings().cache_dir)
    except SetupError:
        return None


@pytest.fixture(scope="module")
def hostile(
    tmp_path_factory: pytest.TempPathFactory, chromium: Browser, packages: Path | None
) -> Iterator[tuple[str, Stored]]:
    """A server whose every text that a person or a model wrote is an attack."""

    async def fill(store: Store) -> Stored:
        return await store_work(store, title=f"Sum of ${{x}}^2$ {HOSTILE}", said=HOSTILE)

    with threaded(tmp_path_factory.mktemp("hostile"), fill=fill, packages=packages) as served:
        yield served


def test_nothing_that_is_stored_becomes_markup_or_script(chromium: Browser, hostile: tuple[str, Stored]) -> None:
    url, work = hostile
    chromium.errors()
    for path in pages(work):
        chromium.open(url + path)
        chromium.run("for (const one of document.querySelectorAll('details')) one.open = true")
        assert chromium.run("return window.hacked === undefined"), path
        assert chromium.run("return document.querySelectorAll('main img, main script, main iframe').length") == 0, path
    chromium.open(f"{url}/episodes/{work.episode}")
    chromium.shows("<script>window.hacked=1</script>")
    assert [line for line in chromium.errors() if "stream" not in line] == []


def test_the_pages_have_no_accessibility_violation_in_light_and_dark_and_at_400_px(
    chromium: Browser, hostile: tuple[str, Stored], tmp_path_factory: pytest.TempPathFactory
) -> None:
    url, work = hostile
    try:
        tarball = fetched(AXE, tmp_path_factory.mktemp("axe") / "npm")
    except SetupError as error:
        pytest.skip(f"axe-core cannot be fetched: {error}")
    with tarfile.open(fileobj=io.BytesIO(tarball)) as archive:
        member = archive.extractfile("package/axe.min.js")
        assert member is not None
        axe = member.read().decode()
    found: dict[str, list[str]] = {}
    for path in pages(work):
        chromium.open(url + path)
        chromium.run(axe)
        for dark, width, rules in ((False, 1280, None), (True, 400, ON_SIGHT)):
            chromium.dark(dark)
            chromium.size(width)
            violations = chromium.run_async(RUN_AXE, rules)
            wider = chromium.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wider > 0:
                violations.append(f"the page is {wider} px wider than the window")
            if violations:
                found[f"{path} dark={dark} width={width}"] = violations
    chromium.dark(False)
    chromium.size(1280)
    assert found == {}


def test_a_problem_is_submitted_and_its_run_is_watched_to_the_end(
    chromium: Browser, packages: Path | None, tmp_path: Path
) -> None:
    with threaded(tmp_path, fill=store_work, workers=proving_parts(tmp_path), packages=packages) as (url, work):
        chromium.open(f"{url}/submit")
        chromium.run("document.querySelector('textarea').value = arguments[0]", CHALLENGE)
        chromium.press("Look at it")
        chromium.shows("Runs can be started on it")
        chromium.press("Store it")
        chromium.shows("Stored as")
        chromium.press("Start")
        chromium.press("Start")  # in the dialog
        chromium.until("return location.pathname.startsWith('/runs/')", "the run's page")
        chromium.ready()
        chromium.shows("Proved")
        chromium.shows("run.finished")
        assert chromium.run("return document.querySelector('a[download]') !== null")
        chromium.press("Lineage")
        chromium.until("return location.pathname.endsWith('/lineage')")
        chromium.ready()
        chromium.shows("Sketch ")
        chromium.open(f"{url}/runs/{work.run}")
        if packages is not None:
            chromium.until("return document.querySelectorAll('.chart canvas').length === 2", "goals and ratings drawn")
        # By keyboard: the tree takes the arrow keys, Enter opens.
        chromium.open(f"{url}/runs/{work.run}/lineage")
        chromium.run("document.querySelector('[role=tree]').focus()")
        chromium.keys("\ue015", "\ue007")
        chromium.shows(f"Sketch {work.child[:10]}")
        chromium.shows("Changes")
        chromium.open(f"{url}/problems?state=proved")
        assert chromium.run("return document.querySelector('select[name=state]').value") == "proved"
        chromium.run(
            "const one = document.querySelector('select[name=state]'); one.value = 'untried';"
            "one.dispatchEvent(new Event('input', {bubbles: true}))"
        )
        chromium.shows("No problem matches these filters")
        assert chromium.url.endswith("?state=untried")
        chromium.open(f"{url}/problems?contradictions=true")
        assert chromium.run("return document.querySelector('select[name=contradictions]').value") == "true"
        chromium.shows("No problem matches these filters")


def test_a_campaign_is_paused_and_resumed(chromium: Browser, tmp_path: Path) -> None:
    async def fill(store: Store) -> str:
        campaign = await store.campaigns.create(Budget(seconds=600), name="Night")
        await stored_work.queued_run(store, "waiting", campaign.id)
        return campaign.id

    with threaded(tmp_path, fill=fill, workers=proving_parts(tmp_path)) as (url, campaign):
        chromium.open(f"{url}/campaigns/{campaign}")
        chromium.press("Pause")
        chromium.shows("Its runs are paused; nothing is lost")
        chromium.press("Pause")  # in the dialog
        chromium.shows("Pause: done.")
        chromium.until(f"{STATE} === 'paused'", "the campaign's state")
        chromium.press("Resume")
        chromium.press("Resume")
        chromium.shows("Resume: done.")
        chromium.until("return document.querySelector('.grid a')?.title.endsWith(': proved')", "its problem proved")


def test_people_log_in_and_out_and_see_what_their_role_allows(chromium: Browser, tmp_path: Path) -> None:
    keys = KeyTable(ada=Role.VIEWER, bob=Role.RESEARCHER)
    with threaded(tmp_path, fill=store_work, keys=keys, workers=proving_parts(tmp_path)) as (url, work):
        chromium.open(f"{url}/problems", ready=False)
        chromium.until("return location.pathname === '/login'", "the login page")
        chromium.ready()
        chromium.type("input[name=key]", "wrong")
        chromium.press("Log in")
        chromium.shows("not known here")
        chromium.type("input[name=key]", "key-of-ada")
        chromium.press("Log in")
        chromium.until("return location.pathname === '/problems'", "the page that was wanted")
        chromium.ready()
        chromium.shows("ada, viewer")
        assert chromium.run("return document.cookie") == ""  # scripts cannot read the session
        chromium.open(f"{url}/submit")
        chromium.shows("start nothing")
        chromium.press("Log out")
        chromium.until("return location.pathname === '/login'", "the login page again")
        chromium.ready()
        chromium.type("input[name=key]", "key-of-bob")
        chromium.press("Log in")
        chromium.until("return location.pathname === '/'", "the overview")
        chromium.ready()
        chromium.open(f"{url}/campaigns/{work.campaign}")
        chromium.press("Log out")
        chromium.until("return location.pathname === '/login'", "the login page at the end")


def test_a_long_transcript_stays_small_and_links_lead_into_it(chromium: Browser, tmp_path: Path) -> None:
    total = 3000

    async def fill(store: Store) -> str:
        run = await stored_work.queued_run(store, "long")
        await store.runs.acquire(run.id, stored_work.OWNER, stale_after=60)
        [attempt] = await store.attempts.add(run.id, [NewAttempt("agent", 0)])
        await store.attempts.claim(run.id, stored_work.OWNER)
        episode = await store.episodes.start(attempt.id, stored_work.OWNER, profile="p", model="m", prompt_version="1")
        entries = [NewEntry("reply", float(n), {"text": f"message number {n}"}) for n in range(1, total + 1)]
        for first in range(0, total, 1000):
            await store.episodes.append(episode.id, stored_work.OWNER, first + 1, entries[first : first + 1000])
        await store.episodes.finish(episode.id, stored_work.OWNER, EpisodeStatus.PARTIAL)
        return episode.id

    with threaded(tmp_path, fill=fill) as (url, episode):
        chromium.open(f"{url}/episodes/{episode}#e2500")
        chromium.shows("message number 2500")
        assert chromium.run("return document.querySelectorAll('.entry').length") < 1500
        chromium.type("input[type=search]", "number 1234\n")
        chromium.shows("1 of 1")
        chromium.until("return document.querySelector('.entry.hit')?.id === 'e1234'", "the entry that was searched for")


def test_a_page_goes_on_when_the_stream_drops(chromium: Browser, tmp_path: Path) -> None:
    async def fill(store: Store) -> Store:
        await store_work(store)
        return store

    with threaded(tmp_path, fill=fill) as (url, _):
        chromium.open(f"{url}/")
        chromium.until("return document.querySelector('.live')?.innerText === 'live'", "the live sign")
        chromium.shows("A test problem")
    chromium.until(
        "return document.querySelector('.live').innerText.startsWith('not connected')", "the sign that it dropped"
    )
    chromium.shows("A test problem")
