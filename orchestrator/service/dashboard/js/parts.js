// Parts of pages that several pages have.
import { ask, el, notice } from "./dom.js";
import { post } from "./api.js";
import { count, outcome, tag, usd, when, word } from "./format.js";
import { table } from "./dom.js";

export function verdictBanner(verdict, run) {
  if (!verdict) return null;
  const said = { accepted: verdict.direction === "disprove" ? "Disproved" : "Proved", needs_review: "Needs review by a person" };
  const title = verdict.decides || verdict.verdict === "needs_review" ? said[verdict.verdict] : `${word(verdict.verdict)}, not a proof`;
  const kind = verdict.decides ? "good" : verdict.verdict === "needs_review" ? "warn" : "";
  return el("div", { class: `banner ${kind}` },
    el("p", {}, el("strong", {}, title), " ", tag(`trust: ${verdict.trust}`)),
    el("p", {}, verdict.detail),
    el("p", { class: "small" }, `Axioms: ${verdict.axioms.join(", ") || "none"}. Judge ${verdict.judge_version} on `, el("span", { class: "mono" }, verdict.toolchain), ", ", when(verdict.created_at), "."),
    el("p", { class: "row" },
      verdict.certificate ? el("a", { class: "button", href: `/api/v1/verdicts/${verdict.id}/certificate`, download: "" }, "Certificate") : null,
      verdict.certificate ? el("a", { class: "button", href: `/api/v1/verdicts/${verdict.id}/lean`, download: "" }, "Lean file") : null,
      verdict.certificate ? el("a", { class: "button", href: `/api/v1/verdicts/${verdict.id}/bundle`, download: "" }, "Everything (zip)") : null,
      run ? el("a", { href: `/runs/${verdict.run_id}` }, "The run") : null));
}

export function goal(one) {
  const text = [...one.hypotheses, `⊢ ${one.target}`].join("\n");
  return el("div", { class: "goal" }, el("p", { class: "small row" }, tag(one.status), one.tried ? el("span", { class: "soft" }, `${count(one.tried)} findings`) : null),
    el("pre", { class: "wrap", tabindex: "0", role: "group", "aria-label": "Goal" }, text));
}

export function runsTable(runs, withProblem = true, empty = "No run yet.") {
  const heads = [["Run"], ...(withProblem ? [["Problem"]] : []), ["Strategy"], ["Outcome"], ["Detail", "wide"], ["Spent", "num"], ["Created", "num"]];
  return table("Runs", heads, runs.map((run) => [
    el("a", { href: `/runs/${run.id}`, class: "mono" }, run.id.slice(0, 12)), ...(withProblem ? [run.problem_id] : []), run.strategy, outcome(run),
    el("span", { class: "soft small" }, run.detail), usd(run.spent.micro_usd), when(run.created_at)]), empty);
}

// A button that asks first and tells what came of it.
export function action(label, { title, sentences, path, body = {}, danger = false, then, undo }) {
  const button = el("button", { type: "button", class: danger ? "danger" : "" }, label);
  button.addEventListener("click", async () => {
    if (!(await ask(title, sentences, label, danger))) return;
    button.disabled = true;
    try {
      const answer = await post(path, body);
      notice(`${label}: done.`, undo ? "Undo" : null, undo ? async () => { await post(undo).catch((error) => notice(error.message)); await then(); } : null);
      await then(answer);
    } catch (error) {
      notice(error.message);
    }
    button.disabled = false;
  });
  return button;
}

export function budgetFields(prefix, usdDefault) {
  const field = (name, label, value, step) => el("label", {}, label, el("input", { name: `${prefix}${name}`, type: "number", min: "0", step, value: value ?? "", size: "8" }));
  return el("fieldset", { class: "filters" }, field("usd", "Dollars at most", usdDefault, "0.01"), field("seconds", "Seconds at most", "60", "1"), field("episodes", "Episodes at most", "", "1"));
}

export function budgetOf(form, prefix) {
  const budget = {};
  for (const name of ["usd", "seconds", "episodes"]) {
    const value = form.elements[`${prefix}${name}`].value;
    if (value) budget[name] = Number(value);
  }
  return budget;
}
