// Submit a problem or start a run: what triage says comes first, money only after a confirmation.
import { ask, el, fill, notice } from "../dom.js";
import { get, may, post } from "../api.js";
import { tag } from "../format.js";
import { block } from "../lean.js";
import { budgetFields, budgetOf } from "../parts.js";

export async function show(main) {
  const wanted = new URLSearchParams(location.search).get("problem");
  if (!(await may("researcher"))) {
    fill(main, el("h1", {}, "Submit"), el("p", {}, "Your key may look at everything and start nothing; ask for one with the role researcher."));
    return;
  }
  const report = el("div", { "aria-live": "polite" });
  if (wanted) {
    fill(main, el("h1", {}, "Start a run"), el("p", { class: "sub" }, el("span", { class: "mono" }, wanted)), report);
    await offer(report, wanted);
    return;
  }
  const text = el("textarea", { "aria-label": "Challenge file", spellcheck: "false", placeholder: "Paste a challenge file here, or drop one." });
  const file = el("input", { type: "file", accept: ".lean,text/plain", "aria-label": "Choose a file" });
  const drop = el("div", { class: "drop" }, text);
  const read = async (chosen) => { if (chosen) text.value = await chosen.text(); };
  file.addEventListener("change", () => read(file.files[0]));
  drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => { event.preventDefault(); drop.classList.remove("over"); read(event.dataTransfer.files[0]); });
  const look = el("button", { type: "button", class: "main" }, "Look at it");
  look.addEventListener("click", async () => {
    look.disabled = true;
    fill(report, el("p", { class: "loading" }, "Lean is looking at it …"));
    try { triage(report, await post("/api/v1/triage", { text: text.value }), text.value); } catch (error) { fill(report, el("p", { class: "banner bad" }, error.message)); }
    look.disabled = false;
  });
  fill(main, el("h1", {}, "Submit a problem"),
    el("p", { class: "soft" }, "One Lean file with a header, frozen text and editable regions (docs/challenges.md). Nothing is stored or spent until you say so."),
    drop, el("p", { class: "row" }, look, file), report);
}

function triage(place, found, text) {
  const store = el("button", { type: "button", class: "main" }, "Store it");
  store.addEventListener("click", async () => {
    store.disabled = true;
    try {
      const stored = await post("/api/v1/problems", { text });
      fill(next, el("p", {}, "Stored as ", el("span", { class: "mono" }, stored.id), "."));
      await offer(next.appendChild(el("div")), stored.id);
    } catch (error) { notice(error.message); store.disabled = false; }
  });
  const next = el("div", {}, found.usable ? store : null);
  fill(place, el("h2", {}, found.title || "What triage found"),
    el("p", { class: `banner ${found.usable ? "good" : "bad"}` }, found.usable ? `Runs can be started on it. ${found.disproof_offered ? "A disproof is looked for, too." : "No disproof is offered."}` : "It cannot be used as it is."),
    found.known_state ? el("p", {}, "This very statement is known here: ", tag(found.known_state)) : null,
    found.findings.length ? el("ul", { class: "plain" }, found.findings.map((one) => el("li", {}, tag(one.severity), " ", one.line ? `line ${one.line}: ` : "", one.text))) : null,
    found.goal ? [el("h3", {}, "To be proved"), block(found.goal)] : null, next);
}

async function offer(place, problem) {
  const facets = await get("/api/v1/problems/facets");
  const form = el("form", { class: "card" },
    el("h2", {}, "Start a run"),
    el("div", { class: "filters" },
      el("label", {}, "Strategy", el("select", { name: "strategy" }, facets.strategies.map((one) => el("option", { value: one }, one)))),
      el("label", {}, "Seed", el("input", { name: "seed", type: "number", min: "0", value: "0", size: "6" })),
      el("label", {}, "Model profile", el("input", { name: "profile", size: "14", placeholder: "none" }))),
    budgetFields("", ""), el("button", { class: "main" }, "Start"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const budget = budgetOf(form, "");
    const body = { problem, strategy: form.elements.strategy.value, seed: Number(form.elements.seed.value || 0), profile: form.elements.profile.value || null, budget };
    const money = budget.usd ? `at most $${budget.usd}` : "no money limit";
    if (!(await ask("Start this run?", [`${problem} with ${body.strategy}: ${money}, ${budget.seconds ? `at most ${budget.seconds} s` : "no time limit"}.`], "Start"))) return;
    try {
      const run = await post("/api/v1/runs", body);
      location.href = `/runs/${run.id}`;
    } catch (error) { notice(error.message); }
  });
  place.append(form);
}
