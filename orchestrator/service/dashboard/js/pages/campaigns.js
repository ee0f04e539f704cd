// All campaigns, and a form for a new one.
import { ask, el, fill, notice, table } from "../dom.js";
import { get, may, post } from "../api.js";
import { count, meter, tag, usd, when } from "../format.js";
import { budgetFields, budgetOf } from "../parts.js";

export async function show(main) {
  const query = new URLSearchParams(location.search);
  const page = await get(`/api/v1/campaigns?limit=100${query.get("cursor") ? `&cursor=${encodeURIComponent(query.get("cursor"))}` : ""}`);
  fill(main, el("h1", {}, "Campaigns"),
    table("Campaigns, newest first", [["Campaign"], ["State"], ["Runs", "num"], ["Spent", "num"], ["At most", "num"], ["Share", "wide"], ["Created", "num"]],
      page.items.map((one) => [el("a", { href: `/campaigns/${one.id}` }, one.name || one.id.slice(0, 12)), tag(one.state), count(total(one.runs)), usd(one.spent.micro_usd), usd(one.limits.micro_usd), meter(one.spent.micro_usd, one.limits.micro_usd, one.spent.reserved_micro_usd), when(one.created_at)]),
      "No campaign yet."),
    page.next ? el("p", {}, el("a", { class: "button", href: `?cursor=${encodeURIComponent(page.next)}` }, "Older campaigns")) : null,
    (await may("researcher")) ? await form() : null);
}

const total = (runs) => ["queued", "running", "paused", "finished"].reduce((sum, status) => sum + (runs[status] || 0), 0);

async function form() {
  const facets = await get("/api/v1/problems/facets");
  const made = el("form", { class: "card" },
    el("h2", {}, "Start a campaign"),
    el("div", { class: "filters" },
      el("label", {}, "Name", el("input", { name: "name", size: "28", maxlength: "200" })),
      el("label", {}, "Source", el("select", { name: "source" }, el("option", { value: "" }, "all"), facets.sources.map((one) => el("option", { value: one }, one)))),
      el("label", {}, "Tag", el("select", { name: "tag" }, el("option", { value: "" }, "all"), facets.tags.map((one) => el("option", { value: one }, one)))),
      el("label", {}, "Strategy", el("select", { name: "strategy" }, facets.strategies.map((one) => el("option", { value: one }, one))))),
    el("h3", {}, "In all"), budgetFields("all_", ""), el("h3", {}, "For each problem"), budgetFields("each_", ""),
    el("button", { class: "main" }, "Start"));
  made.addEventListener("submit", async (event) => {
    event.preventDefault();
    const value = (name) => made.elements[name].value;
    const body = { name: value("name"), source: value("source") || null, tag: value("tag") || null, strategy: value("strategy"), budget: budgetOf(made, "all_"), budget_per_problem: budgetOf(made, "each_") };
    const money = body.budget.usd ? `at most $${body.budget.usd} in all` : "no limit on money in all";
    if (!(await ask("Start this campaign?", [`Every undecided problem of ${body.source || "all sources"} is tried with ${body.strategy}, ${money}.`, "It can be paused and cancelled at any time."], "Start"))) return;
    try {
      const answer = await post("/api/v1/campaigns", body);
      location.href = `/campaigns/${answer.id}`;
    } catch (error) { notice(error.message); }
  });
  return made;
}
