// One problem: what it says, what is decided, how far anyone came, every run.
import { el, fill } from "../dom.js";
import { get, idPath, may } from "../api.js";
import { plural, tag, usd, when, word } from "../format.js";
import { block } from "../lean.js";
import { informal } from "../formulas.js";
import { goal, runsTable, verdictBanner } from "../parts.js";

export async function show(main, id) {
  const path = `/api/v1/problems/${idPath(id)}`;
  const [problem, progress, runs, versions] = await Promise.all([
    get(path), get(`${path}/progress`), get(`/api/v1/runs?problem=${encodeURIComponent(id)}&limit=50`), get(`${path}/statements?limit=20`)]);
  document.title = `${problem.title} · Lean orchestrator`;
  const statement = problem.statement;
  fill(main,
    el("h1", {}, problem.title),
    el("p", { class: "sub" }, el("span", { class: "mono" }, problem.id), tag(problem.state),
      el("span", {}, `known elsewhere: ${word(problem.known)}`), el("span", {}, problem.tags.join(", ")), link(problem.address),
      el("span", {}, `${plural(problem.runs, "run")}, ${usd(problem.micro_usd)}`)),
    verdictBanner(problem.decision, true),
    (await may("researcher")) ? el("p", {}, el("a", { class: "button", href: `/submit?problem=${encodeURIComponent(problem.id)}` }, "Start a run")) : null,
    problem.informal ? informal(problem.informal) : null,
    problem.equivalence ? [el("h3", {}, "Why the Lean statement is equivalent"), informal(problem.equivalence)] : null,
    problem.note ? [el("h3", {}, "Note"), informal(problem.note)] : null,
    problem.quotation ? [el("h3", {}, "In the source's words"), informal(problem.quotation)] : null,
    problem.meaning ? [el("h3", {}, "What the Lean says"), informal(problem.meaning)] : null,
    standing(problem),
    el("h2", {}, "Statement"),
    el("p", { class: "soft small" }, "Frozen text ", el("span", { class: "mono" }, statement.sha256.slice(0, 16)), ", stored ", when(statement.created_at), "; a verdict belongs to this very text."),
    block(body(statement.text), "Lean statement"),
    problem.decision && problem.decision.decides ? null : partial(progress),
    el("h2", {}, "Runs"), runsTable(runs.items, false),
    el("h2", {}, "Cite and repeat"), cite(problem),
    problem.references.length ? [el("h2", {}, "References"), el("ul", {}, problem.references.map((one) => el("li", {}, one)))] : null,
    versions.items.length > 1 ? [el("h2", {}, "Earlier statements"), el("ul", {}, versions.items.filter((one) => !one.current).map((one) =>
      el("li", {}, el("details", {}, el("summary", {}, el("span", { class: "mono" }, one.sha256.slice(0, 16)), " stored ", when(one.created_at)), block(one.text)))))] : null);
}

// The header comment is shown in words above; the rest is the Lean text.
function body(text) {
  const end = text.indexOf("\n-/\n");
  return text.startsWith("/-") && end > 0 ? text.slice(end + 4).replace(/^\n+/, "") : text;
}

// Both axes, who says what, and what cannot both be right.
function standing(problem) {
  if (!problem.reports.length) return null;
  const said = (one) => [`${one.date || "undated"}, ${one.axis}: `, tag(one.state), ` ${one.words} (`, link(one.address), ")"];
  return [
    el("h2", {}, "Where it stands"),
    el("p", {}, `Mathematics: ${word(problem.informal_state)}. Lean: ${word(problem.formal_state)}.`),
    problem.contradictions.length ? el("ul", { "aria-label": "Contradictions" }, problem.contradictions.map((one) =>
      el("li", {}, el("strong", {}, "Contradiction: "), said(one.first), " and ", said(one.second)))) : null,
    el("details", {}, el("summary", {}, "Who says what"), el("ul", { class: "plain" }, problem.reports.map((one) => el("li", {}, said(one)))))];
}

function link(address) {
  return /^https?:\/\//.test(address) ? el("a", { href: address, rel: "noopener noreferrer" }, new URL(address).host) : el("span", {}, address);
}

function partial(progress) {
  const part = (title, goals) => (goals.length ? [el("h3", {}, `${title} (${goals.length})`), goals.map(goal)] : null);
  return [
    el("h2", {}, "How far it came"),
    el("p", {}, progress.summary),
    progress.plan ? [el("h3", {}, "The plan"), el("p", { class: "wrap" }, progress.plan)] : null,
    part("Open", progress.open), part("Proved on the way", progress.proved), part("Refuted", progress.refuted),
    progress.lean ? el("details", {}, el("summary", {}, "The whole Lean file"), block(body(progress.lean))) : null];
}

function cite(problem) {
  const decision = problem.decision;
  const lines = decision && decision.certificate
    ? [`orchestrator verify certificate-${decision.id}.json`]
    : [`orchestrator prove ${problem.id} --time 60`];
  return [
    el("p", {}, decision && decision.certificate
      ? "The certificate holds the frozen statement, the proof, its axioms and the digest of the Lean that checked it. On any machine, repeat the verdict with"
      : "Nothing is decided yet. Try it on your machine with"),
    el("pre", { tabindex: "0", role: "group", "aria-label": "Command" }, lines.join("\n")),
    el("p", { class: "small" }, `Cite as: ${problem.title} (${problem.id}), statement sha256 ${problem.statement.sha256}${decision ? `, verdict ${decision.id} of ${decision.toolchain}` : ""}.`)];
}
