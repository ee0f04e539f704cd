// One run, live: budget and forecast, goals and ratings over time, agents, attempts, the log.
import { el, fill, refill, table } from "../dom.js";
import { get, idPath, may } from "../api.js";
import { count, duration, meter, outcome, plural, tag, usd, when, word } from "../format.js";
import { chart } from "../chart.js";
import { action, verdictBanner } from "../parts.js";
import { follow } from "../stream.js";

export async function show(main, id) {
  const parts = { head: el("div"), charts: el("div"), work: el("div"), log: el("div") };
  const mark = el("span", { class: "live off" });
  const acts = await may("researcher");
  let drawn = "";
  const learn = async () => {
    const [run, attempts, episodes, events] = await Promise.all([
      get(`/api/v1/runs/${id}`), get(`/api/v1/runs/${id}/attempts?limit=50&newest=true`),
      get(`/api/v1/runs/${id}/episodes?limit=50&newest=true`), get(`/api/v1/runs/${id}/events?limit=100&newest=true`)]);
    head(parts.head, run, acts, learn);
    work(parts.work, attempts.items, episodes.items);
    log(parts.log, events.items);
    if (drawn !== `${run.last_event}`) {
      drawn = `${run.last_event}`;
      charts(parts.charts, await get(`/api/v1/runs/${id}/series`));
    }
    return run;
  };
  fill(main, el("div", { class: "row between" }, el("p", { class: "soft small mono" }, `run ${id}`), mark), parts.head, parts.charts, parts.work, parts.log);
  const run = await learn();
  document.title = `${run.problem_id} · run · Lean orchestrator`;
  follow([`run:${id}`], () => learn().catch(() => {}), mark);
}

function head(place, run, acts, learn) {
  const path = `/api/v1/runs/${run.id}`;
  const pause = action("Pause", { title: "Pause this run?", sentences: ["What is at work is put back and nothing is lost.", "It can be resumed at any time."], path: `${path}/pause`, undo: `${path}/resume`, then: learn });
  const resume = action("Resume", { title: "Resume this run?", sentences: [`It goes on within its budget (${usd(run.limits.micro_usd)}).`], path: `${path}/resume`, undo: `${path}/pause`, then: learn });
  const cancel = action("Cancel", { title: "Cancel this run for good?", sentences: ["What it found stays; it cannot be resumed.", "To go on later, pause it instead."], path: `${path}/cancel`, danger: true, then: learn });
  const attempts = Object.entries(run.attempts).map(([state, number]) => `${number > 10000 ? "10,000+" : count(number)} ${word(state)}`).join(", ");
  refill(place,
    el("h1", {}, el("a", { href: `/problems/${idPath(run.problem_id)}` }, run.problem_id)),
    el("p", { class: "sub" }, outcome(run), el("span", {}, run.strategy), el("span", {}, "created ", when(run.created_at)), el("span", {}, attempts || "no attempts yet"),
      run.campaign_id ? el("a", { href: `/campaigns/${run.campaign_id}` }, "campaign") : null),
    verdictBanner(run.decision, false),
    !run.decision && run.detail ? el("p", { class: `banner ${run.outcome === "failed" ? "bad" : ""}` }, run.detail) : null,
    el("div", { class: "row" }, acts && run.status === "running" ? pause : null, acts && ["paused", "queued"].includes(run.status) ? resume : null,
      acts && run.status !== "finished" ? cancel : null,
      el("a", { class: "button", href: `/runs/${run.id}/lineage` }, "Lineage"), el("a", { class: "button", href: `/runs/${run.id}/goals` }, "Goals")),
    el("h2", {}, "Budget"), budget(run));
}

function budget(run) {
  const rows = [];
  const { limits, spent } = run;
  if (limits.micro_usd !== null || spent.micro_usd) rows.push(["Money", usd(spent.micro_usd), usd(limits.micro_usd), meter(spent.micro_usd, limits.micro_usd, spent.reserved_micro_usd)]);
  rows.push(["Time at work", duration(spent.seconds), limits.seconds === null ? "no limit" : duration(limits.seconds), meter(spent.seconds, limits.seconds)]);
  if (limits.episodes !== null || spent.episodes) rows.push(["Episodes", count(spent.episodes), limits.episodes === null ? "no limit" : count(limits.episodes), meter(spent.episodes, limits.episodes)]);
  return [table("Budget of the run", [["What"], ["Spent", "num"], ["At most", "num"], ["Share"]], rows), forecast(run)];
}

function forecast(run) {
  if (run.status !== "running" || run.spent.seconds < 5) return null;
  const ends = [["money", run.limits.micro_usd, run.spent.micro_usd], ["time", run.limits.seconds, run.spent.seconds], ["episodes", run.limits.episodes, run.spent.episodes]]
    .filter(([, limit, spent]) => limit && spent).map(([name, limit, spent]) => [name, ((limit - spent) / spent) * run.spent.seconds]).sort((a, b) => a[1] - b[1]);
  return ends.length ? el("p", { class: "soft small" }, `At this pace the limit on ${ends[0][0]} is reached in ${duration(Math.max(0, ends[0][1]))}.`) : null;
}

function charts(place, series) {
  const goals = el("div", { class: "chart" });
  const elo = el("div", { class: "chart" });
  const has = series.times.length > 1;
  fill(place, has ? [el("h2", {}, "Goals over time"), goals] : null, series.elo.length ? [el("h2", {}, "Ratings over time"), elo] : null);
  if (has) chart(goals, "Goals", series.times, [{ label: "open in the best sketch", values: series.open, step: true }, { label: "proved", values: series.proved, step: true }, { label: "sketches", values: series.sketches, step: true }]);
  if (series.elo.length) chart(elo, "Ratings", series.elo_times, series.elo.map((one) => ({ label: one.sketch.slice(0, 8), values: one.values })));
}

function work(place, attempts, episodes) {
  const running = episodes.filter((one) => one.status === "running");
  refill(place,
    episodes.length ? [el("h2", {}, "Agents"), table(`Episodes; ${plural(running.length, "agent")} at work`,
      [["Episode"], ["Model"], ["State"], ["Edits", "num"], ["Cost", "num"], ["Began", "num"]],
      episodes.map((one) => [el("a", { class: "mono", href: `/episodes/${one.id}` }, one.id.slice(0, 12)), `${one.profile} (${one.model})`, tag(one.status), count(one.edits), usd(one.micro_usd), when(one.created_at)]))] : null,
    el("h2", {}, "Attempts"), table("Newest attempts", [["Attempt"], ["Prover"], ["Direction", "wide"], ["State"], ["Detail", "wide"], ["Began", "num"]],
      attempts.map((one) => [el("span", { class: "mono" }, one.id.slice(0, 12)), one.prover === "goals" ? "goal provers" : one.prover, one.direction || "", tag(one.failure || one.state), el("span", { class: "soft small" }, one.detail), when(one.started_at)]), "No attempts yet."));
}

function log(place, events) {
  refill(place, el("h2", {}, "Log"), table("Newest events", [["#", "num"], ["Event"], ["What"], ["When", "num"]],
    events.map((one) => [String(one.seq), one.kind, el("span", { class: "small" }, sentence(one.payload)), when(one.created_at)]), "Nothing happened yet."));
}

// An entry of the search's own log: what was decided and why, or what came of it.
function searched(entry) {
  const { decision, sketch } = entry;
  if (decision) return `${decision.prover || (decision.goal ? "goal provers" : decision.entrants ? "rater" : "nothing")}: ${decision.reason}`;
  if (entry.groups) return `${entry.rater} ranked ${plural(entry.groups.flat().length, "sketch", "sketches")}`;
  if (!entry.status) return "";
  return `${entry.prover}: ${entry.proved ? "accepted" : sketch ? `sketch ${sketch.digest.slice(0, 10)}` : "no new sketch"}`;
}

function sentence(payload) {
  const told = payload.reason || payload.detail || payload.message || (payload.entry && searched(payload.entry));
  if (told) return String(told);
  const parts = Object.entries(payload).filter(([, value]) => ["string", "number", "boolean"].includes(typeof value) && value !== "");
  return parts.slice(0, 5).map(([name, value]) => `${name.replaceAll("_", " ")} ${String(value).slice(0, 60)}`).join(", ");
}
