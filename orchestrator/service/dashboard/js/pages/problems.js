// Problems in a table; what is filtered is in the address, so that it can be kept and sent.
import { el, fill, table } from "../dom.js";
import { get, idPath } from "../api.js";
import { count, tag, usd, word } from "../format.js";

const STATES = ["proved", "disproved", "answered", "running", "tried", "untried"];
const KNOWN = ["open", "proved", "disproved", "unknown"];
const INFORMAL = ["open", "partial", "solved", "proved", "disproved", "falsifiable", "verifiable", "decidable", "not provable",
  "not disprovable", "independent", "unknown"];
const FORMAL = ["stated", "triaged", "attempted", "partial", "conditional", "formalised", "decided: replayed",
  "decided: cross-checked", "decided: compared"];
const FILTERS = ["text", "source", "state", "known", "informal", "formal", "contradictions", "tag"];

export async function show(main) {
  const facets = await get("/api/v1/problems/facets");
  const now = new URLSearchParams(location.search);
  const place = el("div", { "aria-live": "polite" });
  const choice = (name, label, values) =>
    el("label", {}, label, el("select", { name },
      el("option", { value: "" }, "all"),
      values.map((value) => el("option", { value, selected: now.get(name) === value }, word(value)))));
  const form = el("form", { class: "filters", role: "search", "aria-label": "Filter the problems" },
    el("label", {}, "Text in id or title", el("input", { name: "text", type: "search", value: now.get("text") || "", size: "24" })),
    choice("source", "Source", facets.sources), choice("state", "Here", STATES), choice("known", "Elsewhere", KNOWN),
    choice("informal", "Mathematics", INFORMAL), choice("formal", "Lean", FORMAL),
    el("label", {}, "Sources", el("select", { name: "contradictions" },
      el("option", { value: "" }, "all"),
      el("option", { value: "true", selected: now.get("contradictions") === "true" }, "contradict each other"))),
    choice("tag", "Tag", facets.tags));
  const apply = () => {
    const wanted = new URLSearchParams();
    for (const name of FILTERS) if (form.elements[name].value) wanted.set(name, form.elements[name].value);
    history.replaceState(null, "", wanted.size ? `?${wanted}` : location.pathname);
    list(place);
  };
  let typing = null;
  form.addEventListener("input", (event) => { clearTimeout(typing); typing = setTimeout(apply, event.target.name === "text" ? 250 : 0); });
  form.addEventListener("submit", (event) => { event.preventDefault(); apply(); });
  fill(main, el("h1", {}, "Problems"), form, place);
  await list(place);
}

async function list(place) {
  const asked = location.search;
  const query = new URLSearchParams(asked);
  query.set("limit", "100");
  const page = await get(`/api/v1/problems?${query}`);
  if (asked !== location.search) return; // another filter was chosen meanwhile
  const more = new URLSearchParams(asked);
  if (page.next) more.set("cursor", page.next);
  fill(place,
    table("Problems and where they stand", [["Problem"], ["Title"], ["Here"], ["Mathematics", "wide"], ["Lean", "wide"], ["Tags", "wide"], ["Runs", "num"], ["Spent", "num wide"]],
      page.items.map((one) => [
        el("a", { href: `/problems/${idPath(one.id)}` }, one.id), one.title, tag(one.state), word(one.informal_state), word(one.formal_state),
        el("span", { class: "soft small" }, one.tags.join(", ")), count(one.runs), usd(one.micro_usd)]),
      "No problem matches these filters. Take one away, or submit a problem."),
    el("p", { class: "row" },
      query.get("cursor") ? el("a", { class: "button", href: first(asked) }, "First page") : null,
      page.next ? el("a", { class: "button", href: `?${more}`, rel: "next" }, "Next page") : null));
}

function first(search) {
  const query = new URLSearchParams(search);
  query.delete("cursor");
  return query.size ? `?${query}` : "/problems";
}
