// Which page belongs to the address, who is logged in.
import { el, fill, notice } from "./dom.js";
import { post, who } from "./api.js";

const PAGES = [
  [/^\/$/, "overview"],
  [/^\/problems$/, "problems"],
  [/^\/problems\/(.+)$/, "problem"],
  [/^\/runs$/, "runs"],
  [/^\/runs\/([^/]+)$/, "run"],
  [/^\/runs\/([^/]+)\/lineage$/, "lineage"],
  [/^\/runs\/([^/]+)\/goals$/, "goals"],
  [/^\/episodes\/([^/]+)$/, "transcript"],
  [/^\/campaigns$/, "campaigns"],
  [/^\/campaigns\/([^/]+)$/, "campaign"],
  [/^\/submit$/, "submit"],
  [/^\/login$/, "login"],
  [/^\/docs$/, "docs"],
];

async function open() {
  const main = document.getElementById("main");
  const found = PAGES.map(([pattern, name]) => [pattern.exec(location.pathname), name]).find(([match]) => match);
  for (const link of document.querySelectorAll(".bar nav a")) {
    const path = link.getAttribute("href");
    if (path === "/" ? location.pathname === "/" : location.pathname.startsWith(path)) link.setAttribute("aria-current", "page");
  }
  if (!found) {
    fill(main, el("h1", {}, "There is nothing at this address"), el("p", {}, el("a", { href: "/" }, "To the overview")));
    return;
  }
  const [match, name] = found;
  fill(main, el("p", { class: "loading" }, "Loading …"));
  if (name !== "login") greet();
  try {
    const page = await import(`./pages/${name}.js`);
    await page.show(main, match[1] === undefined ? null : decodeURIComponent(match[1]));
    main.dataset.ready = "yes";
  } catch (error) {
    fill(main, el("h1", {}, "This could not be shown"), el("p", {}, error.message), el("p", {}, el("a", { href: location.href }, "Try again")));
    main.dataset.ready = "failed";
  }
}

async function greet() {
  const session = await who();
  const out = async () => {
    await post("/api/v1/logout").catch((error) => notice(error.message));
    location.href = "/login";
  };
  const place = document.getElementById("who");
  if (!session.role) fill(place, el("a", { href: "/login" }, "Log in"));
  else fill(place, el("span", {}, session.name === "local" ? "this machine" : `${session.name}, ${session.role}`),
    session.csrf_token ? el("button", { type: "button", class: "plain", onclick: out }, "Log out") : session.login_required ? null : el("a", { href: "/login" }, "Log in"));
}

open();
