// The transcript of an episode. Entries are fetched and drawn in chunks near the view, so that 20,000 stay smooth;
// the first and the last message are open, tool calls are folded, every entry has an address.
import { el, fill } from "../dom.js";
import { get, idPath } from "../api.js";
import { count, duration, plural, tag, usd, when } from "../format.js";

const CHUNK = 100;
const FOLDED = new Set(["tool", "tool_call", "tool_result", "call", "reasoning"]);

export async function show(main, id) {
  const path = `/api/v1/episodes/${id}`;
  const episode = await get(path);
  const total = episode.entries;
  const list = el("div", { class: "entries" });
  const found = el("p", { class: "soft small", role: "status" });
  const search = el("input", { type: "search", "aria-label": "Search the transcript", placeholder: "Search the transcript", size: "28" });
  const form = el("form", { class: "filters", role: "search" }, search, el("button", {}, "Search"), found);
  fill(main, el("h1", {}, "Transcript"),
    el("p", { class: "sub" }, el("a", { href: `/runs/${episode.run_id}` }, "Back to the run"), el("span", {}, `${episode.profile} (${episode.model})`), tag(episode.status),
      el("span", {}, plural(episode.edits, "edit")), el("span", {}, usd(episode.micro_usd)),
      episode.lean_seconds === null ? null : el("span", { title: "Processor time of Lean for what the tools asked, without the judge" }, `${duration(episode.lean_seconds)} of Lean`), el("span", {}, plural(total, "entry", "entries")), el("span", {}, when(episode.created_at))),
    form, total ? list : el("p", { class: "empty" }, "Nothing was said yet."));
  const chunks = [];
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) (entry.isIntersecting ? load : unload)(chunks[Number(entry.target.dataset.chunk)]);
  }, { rootMargin: "1200px 0px" });
  for (let from = 1, number = 0; from <= total; from += CHUNK, number++) {
    const place = el("section", { "data-chunk": number, "aria-label": `Entries ${from} to ${Math.min(total, from + CHUNK - 1)}` });
    place.style.minHeight = `${Math.min(CHUNK, total - from + 1) * 44}px`;
    chunks.push({ place, from, loaded: null });
    list.append(place);
    seen.observe(place);
  }
  const load = (chunk) => {
    chunk.loaded = chunk.loaded || get(`${path}/transcript?from=${chunk.from}&limit=${CHUNK}`).then((page) => {
      fill(chunk.place, page.items.map((one) => entry(one, one.seq === 1 || one.seq === total)));
      chunk.place.style.minHeight = "";
    });
    return chunk.loaded;
  };
  const unload = (chunk) => {
    if (!chunk.loaded || chunk.kept) return;
    chunk.place.style.minHeight = `${chunk.place.offsetHeight}px`;
    chunk.loaded = null;
    chunk.place.replaceChildren();
  };
  const go = async (seq) => {
    const chunk = chunks[Math.floor((seq - 1) / CHUNK)];
    if (!chunk) return;
    chunk.kept = true;
    chunk.place.scrollIntoView({ behavior: "instant" });
    await load(chunk);
    const target = document.getElementById(`e${seq}`);
    if (!target) return;
    for (const hit of list.querySelectorAll(".hit")) hit.classList.remove("hit");
    target.classList.add("hit");
    for (const fold of target.querySelectorAll("details")) fold.open = true;
    target.scrollIntoView({ block: "center", behavior: "instant" });
    chunk.kept = false;
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await find(path, total, search.value.trim().toLowerCase(), found, go);
  });
  addEventListener("hashchange", () => go(Number(location.hash.slice(2))));
  if (/^#e\d+$/.test(location.hash)) await go(Number(location.hash.slice(2)));
}

function entry(one, open) {
  const text = spoken(one.payload);
  const head = el("header", {}, el("a", { href: `#e${one.seq}`, "aria-label": `Entry ${one.seq}, link to it` }, `#${one.seq}`), el("span", {}, one.payload.name ? `${one.kind}: ${one.payload.name}` : one.kind.replaceAll("_", " ")), el("span", {}, duration(one.at)));
  const content = el("pre", { class: "wrap", tabindex: "0", role: "group", "aria-label": `Entry ${one.seq}` }, text);
  const folded = FOLDED.has(one.kind) || (!open && text.length > 1200);
  return el("article", { class: "entry", id: `e${one.seq}` }, head,
    folded && !open ? el("details", {}, el("summary", {}, el("span", { class: "mono" }, text.slice(0, 90).replaceAll("\n", " ")), el("span", { class: "soft small" }, `${count(text.length)} characters`)), content) : content);
}

function spoken(payload) {
  for (const name of ["text", "content", "message"]) if (typeof payload[name] === "string" && payload[name]) return payload[name];
  return JSON.stringify(payload, null, 2);
}

async function find(path, total, wanted, found, go) {
  if (!wanted) { found.textContent = ""; return; }
  const hits = [];
  for (let from = 1; from <= total; from += 200) {
    found.textContent = `searching, ${count(from)} of ${count(total)}`;
    const page = await get(`${path}/transcript?from=${from}&limit=200`);
    for (const one of page.items) if (JSON.stringify(one.payload).toLowerCase().includes(wanted) || spoken(one.payload).toLowerCase().includes(wanted)) hits.push(one.seq);
  }
  if (!hits.length) { found.textContent = "not found"; return; }
  let at = 0;
  const step = async (by) => { at = (at + by + hits.length) % hits.length; text.textContent = ` ${at + 1} of ${count(hits.length)} `; history.replaceState(null, "", `#e${hits[at]}`); await go(hits[at]); };
  const text = el("span");
  fill(found, el("button", { type: "button", onclick: () => step(-1) }, "Previous"), text, el("button", { type: "button", onclick: () => step(1) }, "Next"));
  await step(0);
}
