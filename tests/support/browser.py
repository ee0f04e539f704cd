"""Headless Chromium, driven over the WebDriver protocol (w3.org/TR/webdriver2) by Debian's chromedriver."""

from __future__ import annotations

import base64
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
PATIENCE_SECONDS = 180.0
"""Only how long a failure takes: on a machine with a load of 27, axe was seen to need more than 30 s for a page."""
AT_REST = """
const [one, done] = arguments;
const box = () => one.getClientRects()[0] || new DOMRect();
const place = () => [box().x, box().y, box().width, box().height].join();
one.scrollIntoView({behavior: "instant", block: "center"});
const before = place();
requestAnimationFrame(() => requestAnimationFrame(() => {
  if (place() !== before) return done("it is moving");
  const hit = document.elementFromPoint(box().x + box().width / 2, box().y + box().height / 2);
  if (hit && one.contains(hit)) return done("");
  done(hit ? `covered by ${hit.outerHTML.slice(0, 200)}` : "it is outside the window");
}));
"""
"""Says "" if a click on the element would reach it, else what is in the way; it is scrolled into view first."""


class StaleElement(Exception):
    """The page does not have this element any more."""


class Browser:
    """One window. Methods raise `AssertionError` with what the page shows where something does not come."""

    def __init__(self, session: str, client: httpx.Client) -> None:
        self._session = session
        self._client = client

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        content = body if body is not None or method == "GET" else {}
        answer = self._client.request(method, f"{self._session}{path}", json=None if method == "GET" else content)
        value = answer.json()["value"]
        if isinstance(value, dict) and value.get("error") == "stale element reference":
            raise StaleElement(path)
        assert answer.status_code == 200, value
        return value

    def open(self, url: str, *, ready: bool = True) -> None:
        self.ask("POST", "/url", {"url": url})
        if ready:
            self.ready()

    def ready(self) -> None:
        """Wait until the page has drawn what it is about."""
        self.until("return document.getElementById('main').dataset.ready || null")
        assert self.run("return document.getElementById('main').dataset.ready") == "yes", self.text()

    def run(self, script: str, *arguments: object) -> Any:
        return self.ask("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def run_async(self, script: str, *arguments: object) -> Any:
        """What the script gives to its last argument, a function."""
        return self.ask("POST", "/execute/async", {"script": script, "args": list(arguments)})

    def until(self, script: str, what: str = "") -> Any:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            value = self.run(script)
            if value:
                return value
            time.sleep(0.1)
        raise AssertionError(f"{what or script} did not come; {self.url} shows:\n{self.text()}")

    def shows(self, text: str) -> None:
        """Wait until the page shows ``text``."""
        self.until(f"return document.body.innerText.includes({text!r})", f"the text {text!r}")

    def text(self) -> str:
        return str(self.run("return document.body.innerText"))

    @property
    def url(self) -> str:
        return str(self.ask("GET", "/url"))

    def element(self, selector: str) -> str:
        self.until(f"return document.querySelector({selector!r}) !== null", f"an element {selector!r}")
        found = self.ask("POST", "/element", {"using": "css selector", "value": selector})
        return str(found[ELEMENT])

    def click(self, selector: str) -> None:
        self._click(self.element(selector))

    def press(self, label: str) -> None:
        """Click the button or link of this name in the topmost dialog or on the page."""
        script = (
            "const scope = document.querySelector('dialog[open]') || document;"
            "const all = [...scope.querySelectorAll('button, a, summary')];"
            f"return all.find((one) => one.innerText.trim() === {label!r} && !one.disabled) || null"
        )
        for _ in range(5):
            try:
                self._click(self.until(script, f"a button {label!r}")[ELEMENT])
            except StaleElement:  # the page drew itself again in between
                continue
            return
        raise AssertionError(f"the page draws {label!r} again and again")

    def _click(self, element: str) -> None:
        """Click an element once it rests inside the window and nothing covers it: pages load and move."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (covered := self.run_async(AT_REST, {ELEMENT: element})) != "":
            assert time.monotonic() < deadline, f"a click would not reach its element: {covered}"
            time.sleep(0.1)
        self.ask("POST", f"/element/{element}/click")

    def type(self, selector: str, text: str) -> None:
        self.ask("POST", f"/element/{self.element(selector)}/value", {"text": text})

    def keys(self, *keys: str) -> None:
        """Press keys one after the other, where the focus is."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.ask("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def size(self, width: int, height: int = 900) -> None:
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.devtools("Emulation.setDeviceMetricsOverride", metrics)

    def dark(self, on: bool) -> None:
        features = [{"name": "prefers-color-scheme", "value": "dark" if on else "light"}]
        self.devtools("Emulation.setEmulatedMedia", {"features": features})

    def devtools(self, command: str, parameters: dict[str, Any]) -> Any:
        return self.ask("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def screenshot(self, path: Path, *, whole: bool = False) -> None:
        taken = self.devtools("Page.captureScreenshot", {"format": "png", "captureBeyondViewport": whole})
        path.write_bytes(base64.b64decode(taken["data"]))

    def errors(self) -> list[str]:
        """What the console complained of since the last call (blocked scripts, failed requests, exceptions)."""
        entries = self.ask("POST", "/se/log", {"type": "browser"})
        return [entry["message"] for entry in entries if entry["level"] == "SEVERE"]


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless browser with an empty profile; skips the test where none is installed."""
    driver, chromium = shutil.which("chromedriver"), shutil.which("chromium")
    if driver is None or chromium is None:
        pytest.skip("no browser (Debian: apt-get install chromium chromium-driver)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen([driver, f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=2 * PATIENCE_SECONDS) as client:
                yield from _session(client, profile)
        finally:
            process.terminate()
            process.wait(30)


def _session(client: httpx.Client, profile: str) -> Iterator[Browser]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            if client.get("/status").json()["value"]["ready"]:
                break
        except httpx.TransportError:
            assert time.monotonic() < deadline, "chromedriver did not start"
        time.sleep(0.1)
    flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--user-data-dir={profile}"]
    flags += ["--no-first-run", "--disable-extensions", "--disable-background-networking", "--window-size=1280,900"]
    wanted: dict[str, Any] = {"goog:chromeOptions": {"args": flags}, "goog:loggingPrefs": {"browser": "ALL"}}
    wanted["timeouts"] = {"script": 1000 * int(PATIENCE_SECONDS), "pageLoad": 1000 * int(PATIENCE_SECONDS)}
    made = client.post("/session", json={"capabilities": {"alwaysMatch": wanted}}).json()["value"]
    assert "sessionId" in made, made
    session = f"/session/{made['sessionId']}"
    try:
        yield Browser(session, client)
    finally:
        client.delete(session)
