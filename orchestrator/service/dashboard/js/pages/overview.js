// Where everything stands: what is decided, what runs now, what it costs, the workers.
import { el, fill, table } from "../dom.js";
import { get, idPath } from "../api.js";
import { bytes, count, duration, outcome, usd, when, word } from "../format.js";
import { follow } from "../stream.js";

export async function show(main) {
  const place = el("div");
  const mark = el("span", { class: "live off" });
  fill(main, el("div", { class: "row between" }, el("h1", {}, "Overview"), mark), place);
  const learn = async () => draw(place, await get("/api/v1/overview"));
  await learn();
  follow(["all"], () => learn().catch(() => {}), mark);
}

function draw(place, now) {
  const figure = (state) => el("div", {}, el("dt", {}, word(state)), el("dd", {}, el("a", { href: `/problems?state=${state}` }, count(now.problems[state] || 0))));
  const states = ["proved", "disproved", "answered", "running", "tried", "untried"];
  fill(place,
    el("dl", { class: "figures" }, states.map(figure),
      el("div", {}, el("dt", {}, "spent"), el("dd", {}, usd(now.micro_usd))),
      el("div", {}, el("dt", {}, "checks a second"), el("dd", {}, now.checks_per_second.toFixed(1)))),
    el("h2", {}, "At work now"),
    table("Runs at work", [["Problem"], ["Strategy"], ["State"], ["Spent", "num"], ["Started", "num"]],
      now.at_work.map((run) => [
        el("a", { href: `/runs/${run.id}` }, run.problem_id), run.strategy, outcome(run), usd(run.spent.micro_usd), when(run.started_at || run.created_at)]),
      "Nothing runs. Submit a problem, or start a campaign."),
    el("h2", {}, "Decided last"),
    table("Problems decided last", [["Problem"], ["Title", "wide"], ["Outcome"], ["When", "num"]],
      now.decided.map((one) => [
        el("a", { href: `/problems/${idPath(one.id)}` }, one.id), one.title, el("a", { href: `/runs/${one.run_id}` }, word(one.outcome)), when(one.finished_at)]),
      "No problem is decided yet."),
    el("h2", {}, "Workers"),
    table("Workers", [["Worker"], ["Doing"], ["Problem"], ["Checks", "num"], ["For", "num"], ["Memory", "num wide"]],
      now.workers.map((one) => [
        String(one.worker), one.activity || el("span", { class: "soft" }, "idle"), one.problem, one.activity ? count(one.checks) : "", one.activity ? duration(one.seconds) : "", bytes(one.resident_bytes)]),
      "No workers are started; the first run starts them."));
}
