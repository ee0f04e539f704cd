// The goal explorer of a run: which goals block most sketches, who tried what on them, for how long.
import { el, fill, table } from "../dom.js";
import { get } from "../api.js";
import { count, duration, plural, tag, when } from "../format.js";
import { block } from "../lean.js";

export async function show(main, id) {
  const query = new URLSearchParams(location.search);
  const page = await get(`/api/v1/runs/${id}/goals?limit=100${query.get("cursor") ? `&cursor=${encodeURIComponent(query.get("cursor"))}` : ""}`);
  const detail = el("div", { "aria-live": "polite" });
  const open = async (one) => {
    history.replaceState(null, "", `${location.search}#${one.digest}`);
    fill(detail, el("p", { class: "loading" }, "Loading …"));
    const goal = await get(`/api/v1/goals/${one.digest}?toolchain=${encodeURIComponent(one.toolchain)}`);
    fill(detail, el("h2", {}, "Goal"), el("p", {}, tag(goal.status), " ", `blocks ${plural(one.blocks, "sketch", "sketches")} of this run`),
      el("pre", { class: "wrap", tabindex: "0", role: "group", "aria-label": "Goal" }, [...goal.hypotheses, `⊢ ${goal.target}`].join("\n")),
      table("What was tried", [["Prover"], ["Found"], ["Took", "num"], ["When", "num"]], goal.findings.map((f) => [f.prover, tag(f.status), duration(f.seconds), when(f.created_at)]), "Nothing was tried on it."),
      goal.findings.filter((f) => f.proof).slice(0, 1).map((f) => [el("h3", {}, f.status === "disproved" ? "Refutation" : "Proof"), block(f.proof)]));
  };
  fill(main, el("h1", {}, "Goals"), el("p", { class: "sub" }, el("a", { href: `/runs/${id}` }, "Back to the run")),
    table("Goals, those that block most sketches first", [["Goal"], ["State"], ["Blocks", "num"], ["Tries", "num"], ["Time", "num"]],
      page.items.map((one) => [el("button", { type: "button", class: "plain mono", onclick: () => open(one) }, one.target.slice(0, 110)), tag(one.status), ["proved", "disproved"].includes(one.status) ? "" : count(one.blocks), count(one.tries), duration(one.seconds)]),
      "No sketch of this run has open goals."),
    page.next ? el("p", {}, el("a", { class: "button", href: `?cursor=${encodeURIComponent(page.next)}` }, "Next page")) : null, detail);
  const wanted = page.items.find((one) => one.digest === location.hash.slice(1));
  if (wanted) await open(wanted);
}
