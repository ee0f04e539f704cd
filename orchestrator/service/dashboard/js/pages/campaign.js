// One campaign: its problems by state, what it spent, what failed.
import { ask, el, fill, notice, refill, table } from "../dom.js";
import { get, may, pages, post } from "../api.js";
import { count, kind, meter, tag, usd, duration, when, word } from "../format.js";
import { action, runsTable } from "../parts.js";
import { follow } from "../stream.js";

export async function show(main, id) {
  const parts = { head: el("div"), grid: el("div"), runs: el("div") };
  const mark = el("span", { class: "live off" });
  const acts = await may("researcher");
  const learn = async () => {
    const campaign = await get(`/api/v1/campaigns/${id}`);
    head(parts.head, campaign, acts, learn);
    const runs = [];
    await pages(`/api/v1/runs?campaign=${id}`, (items) => { runs.push(...items); return runs.length < 2000; });
    grid(parts.grid, runs);
    refill(parts.runs, el("h2", {}, "Runs"), runsTable(runs.slice(0, 200)));
  };
  fill(main, el("div", { class: "row between" }, el("p", { class: "soft small mono" }, `campaign ${id}`), mark), parts.head, parts.grid, parts.runs);
  await learn();
  follow([`campaign:${id}`], () => learn().catch(() => {}), mark);
}

function head(place, campaign, acts, learn) {
  const path = `/api/v1/campaigns/${campaign.id}`;
  const pause = action("Pause", { title: "Pause this campaign?", sentences: ["Its runs are paused; nothing is lost and it can be resumed."], path: `${path}/pause`, undo: `${path}/resume`, then: learn });
  const resume = action("Resume", { title: "Resume this campaign?", sentences: ["Its runs go on within the budget."], path: `${path}/resume`, undo: `${path}/pause`, then: learn });
  const cancel = action("Cancel", { title: "Cancel this campaign for good?", sentences: ["Its unfinished runs end; what was found stays."], path: `${path}/cancel`, danger: true, then: learn });
  const { limits, spent } = campaign;
  const rows = [["Money", usd(spent.micro_usd), usd(limits.micro_usd), meter(spent.micro_usd, limits.micro_usd, spent.reserved_micro_usd)]];
  rows.push(["Time", duration(spent.seconds), limits.seconds === null ? "no limit" : duration(limits.seconds), meter(spent.seconds, limits.seconds)]);
  refill(place, el("h1", {}, campaign.name || `Campaign ${campaign.id.slice(0, 12)}`),
    el("p", { class: "sub" }, tag(campaign.state), el("span", {}, "created ", when(campaign.created_at))),
    acts ? el("div", { class: "row" }, campaign.state === "active" ? pause : null, campaign.state === "paused" ? resume : null, ["active", "paused"].includes(campaign.state) ? [cancel, extend(campaign, learn)] : null) : null,
    table("Spend against the budget", [["What"], ["Spent", "num"], ["At most", "num"], ["Share"]], rows),
    el("h2", {}, "Failures by kind"),
    table("Infrastructure failures of attempts", [["Kind"], ["Attempts", "num"]], Object.entries(campaign.failures || {}).map(([name, number]) => [word(name), count(number)]), "No attempt was lost."));
}

function extend(campaign, learn) {
  const button = el("button", { type: "button" }, "Extend the budget");
  button.addEventListener("click", async () => {
    const field = el("input", { type: "number", min: "0.01", step: "0.01", "aria-label": "Dollars in all" });
    field.value = campaign.limits.micro_usd ? String((1.5 * campaign.limits.micro_usd) / 1e6) : "";
    if (!(await ask("Extend the budget", [el("label", {}, "Dollars in all", field)], "Extend"))) return;
    try { await post(`/api/v1/campaigns/${campaign.id}/extend`, { usd: Number(field.value) }); await learn(); } catch (error) { notice(error.message); }
  });
  return button;
}

function grid(place, runs) {
  const states = {};
  const cells = runs.map((run) => {
    const state = run.outcome || run.status;
    states[state] = (states[state] || 0) + 1;
    return el("li", {}, el("a", { class: kind(state), href: `/runs/${run.id}`, title: `${run.problem_id}: ${word(state)}`, "aria-label": `${run.problem_id}: ${word(state)}` }));
  });
  refill(place, el("h2", {}, "Problems"), el("ul", { class: "grid", "aria-label": "Problems by state" }, cells),
    el("p", { class: "legend" }, Object.entries(states).map(([state, number]) => el("span", {}, tag(state), ` ${count(number)}`))));
}
