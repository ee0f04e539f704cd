// All runs, newest first.
import { el, fill } from "../dom.js";
import { get } from "../api.js";
import { word } from "../format.js";
import { runsTable } from "../parts.js";

export async function show(main) {
  const now = new URLSearchParams(location.search);
  const place = el("div", { "aria-live": "polite" });
  const form = el("form", { class: "filters", "aria-label": "Filter the runs" },
    el("label", {}, "Status", el("select", { name: "status" }, el("option", { value: "" }, "all"),
      ["queued", "running", "paused", "finished"].map((value) => el("option", { value, selected: now.get("status") === value }, word(value))))));
  form.addEventListener("input", () => {
    const status = form.elements.status.value;
    history.replaceState(null, "", status ? `?status=${status}` : location.pathname);
    list(place);
  });
  fill(main, el("h1", {}, "Runs"), form, place);
  await list(place);
}

async function list(place) {
  const query = new URLSearchParams(location.search);
  query.set("limit", "100");
  const page = await get(`/api/v1/runs?${query}`);
  const more = new URLSearchParams(location.search);
  if (page.next) more.set("cursor", page.next);
  fill(place, runsTable(page.items, true, "No run matches these filters."),
    page.next ? el("p", {}, el("a", { class: "button", href: `?${more}` }, "Older runs")) : null);
}
