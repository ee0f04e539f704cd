// The sketches of a run as a tree, of which only the rows in view are elements; and one of them beside it.
import { el, fill } from "../dom.js";
import { get, pages } from "../api.js";
import { count, plural, short, tag, when } from "../format.js";
import { block, diff } from "../lean.js";
import { goal, verdictBanner } from "../parts.js";

const ROW = 32;

export async function show(main, id) {
  const tree = el("div", { class: "tree", role: "tree", tabindex: "0", "aria-label": "Lineage of sketches" });
  const pad = el("div", { class: "pad", role: "presentation" });
  const detail = el("div", { "aria-live": "polite" }, el("p", { class: "empty" }, "Choose a sketch to see its plan, its changes, its goals and its verdicts."));
  const total = el("p", { class: "sub" });
  tree.append(pad);
  fill(main, el("h1", {}, "Lineage"), el("p", { class: "sub" }, el("a", { href: `/runs/${id}` }, "Back to the run"), total),
    el("div", { class: "split" }, el("div", {}, tree, el("p", { class: "soft small" }, "Arrow keys move and fold, Enter opens.")), detail));
  const state = { rows: [], roots: [], nodes: new Map(), closed: new Set(), chosen: null, focus: 0 };
  await pages(`/api/v1/runs/${id}/sketches`, (items) => {
    for (const one of items) state.nodes.set(one.digest, { ...one, children: [] });
    arrange(state);
    draw(tree, pad, state);
    total.textContent = plural(state.nodes.size, "sketch", "sketches");
  });
  if (!state.nodes.size) fill(detail, el("p", { class: "empty" }, "No attempt has made a sketch yet."));
  const choose = async (place) => {
    const node = state.rows[place]?.node;
    if (!node) return;
    state.focus = place;
    state.chosen = node.digest;
    history.replaceState(null, "", `#${node.digest}`);
    draw(tree, pad, state);
    fill(detail, el("p", { class: "loading" }, "Loading …"));
    const sketch = await get(`/api/v1/sketches/${node.digest}`);
    if (state.chosen === node.digest) one(detail, sketch, (digest) => jump(digest));
  };
  const jump = (digest) => {
    for (let at = state.nodes.get(digest)?.parent; at; at = state.nodes.get(at)?.parent) state.closed.delete(at);
    arrange(state);
    const place = state.rows.findIndex((row) => row.node.digest === digest);
    if (place >= 0) { reveal(tree, place); choose(place); }
  };
  tree.addEventListener("scroll", () => draw(tree, pad, state));
  tree.addEventListener("click", (event) => {
    const row = event.target.closest("[data-place]");
    if (!row) return;
    const place = Number(row.dataset.place);
    if (event.target.closest(".twist")) fold(state, state.rows[place].node); else choose(place);
    draw(tree, pad, state);
  });
  tree.addEventListener("keydown", (event) => {
    const row = state.rows[state.focus];
    const move = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: -1e9, End: 1e9 }[event.key];
    if (move) state.focus = Math.max(0, Math.min(state.rows.length - 1, state.focus + move));
    else if (event.key === "ArrowRight" && row?.node.children.length) state.closed.delete(row.node.digest);
    else if (event.key === "ArrowLeft" && row) {
      if (row.node.children.length && !state.closed.has(row.node.digest)) state.closed.add(row.node.digest);
      else state.focus = Math.max(0, state.rows.findIndex((other) => other.node.digest === row.node.parent));
    } else if (event.key === "Enter") choose(state.focus);
    else return;
    event.preventDefault();
    arrange(state);
    reveal(tree, state.focus);
    draw(tree, pad, state);
  });
  if (location.hash) jump(location.hash.slice(1));
  else if (state.rows.length) choose(0);
}

function fold(state, node) {
  if (state.closed.has(node.digest)) state.closed.delete(node.digest);
  else state.closed.add(node.digest);
  arrange(state);
}

// The rows that are to be seen, in order: without recursion, for lines of thousands of generations.
function arrange(state) {
  for (const node of state.nodes.values()) node.children = [];
  state.roots = [];
  for (const node of state.nodes.values()) (state.nodes.get(node.parent)?.children || state.roots).push(node);
  state.rows = [];
  const open = state.roots.map((node) => ({ node, depth: 0 })).reverse();
  while (open.length) {
    const row = open.pop();
    state.rows.push(row);
    if (!state.closed.has(row.node.digest)) for (let i = row.node.children.length - 1; i >= 0; i--) open.push({ node: row.node.children[i], depth: row.depth + 1 });
  }
}

function reveal(tree, place) {
  const top = place * ROW;
  if (top < tree.scrollTop) tree.scrollTop = top;
  else if (top + ROW > tree.scrollTop + tree.clientHeight) tree.scrollTop = top + ROW - tree.clientHeight;
}

function draw(tree, pad, state) {
  pad.style.height = `${state.rows.length * ROW}px`;
  const from = Math.max(0, Math.floor(tree.scrollTop / ROW) - 5);
  const to = Math.min(state.rows.length, from + Math.ceil(tree.clientHeight / ROW) + 10);
  const shown = [];
  for (let place = from; place < to; place++) {
    const { node, depth } = state.rows[place];
    const open = !state.closed.has(node.digest);
    const row = el("div", {
      class: "node", role: "treeitem", id: `row-${place}`, "data-place": place, "aria-level": depth + 1, "aria-selected": String(place === state.focus),
      "aria-expanded": node.children.length ? String(open) : null, "aria-setsize": state.rows.length, "aria-posinset": place + 1,
    },
      el("span", { class: "twist", "aria-hidden": "true" }, node.children.length ? (open ? "▾" : "▸") : "·"),
      el("span", { class: "mono" }, short(node.digest)), tag(node.verdict),
      node.open_goals === null ? null : el("span", { class: "soft small" }, node.open_goals === 0 ? "no open goal" : `${count(node.open_goals)} open`),
      node.direction === "disprove" ? el("span", { class: "tag" }, "disproof") : null,
      el("span", { class: "plan" }, node.plan));
    row.style.top = `${place * ROW}px`;
    row.style.paddingLeft = `${8 + 14 * Math.min(depth, 20)}px`;
    shown.push(row);
  }
  pad.replaceChildren(...shown);
  if (state.rows.length) tree.setAttribute("aria-activedescendant", `row-${state.focus}`);
}

function one(place, sketch, jump) {
  const link = (digest) => el("button", { type: "button", class: "plain mono", onclick: () => jump(digest) }, short(digest));
  fill(place,
    el("h2", {}, `Sketch ${short(sketch.digest)}`),
    el("p", { class: "sub" }, el("span", {}, sketch.direction === "disprove" ? "towards a disproof" : "towards a proof"), el("span", {}, "made ", when(sketch.created_at)),
      sketch.parent ? el("span", {}, "from ", link(sketch.parent)) : el("span", {}, "from the statement"),
      sketch.inspirations.length ? el("span", {}, "with a look at ", sketch.inspirations.map((digest) => [link(digest), " "])) : null),
    sketch.verdicts.map((verdict) => verdictBanner(verdict, false)),
    sketch.plan ? [el("h3", {}, "Plan"), el("p", { class: "wrap" }, sketch.plan)] : null,
    sketch.goals.length ? [el("h3", {}, "Goals it leaves"), sketch.goals.map(goal)] : null,
    sketch.parent_lean ? [el("h3", {}, "Changes"), diff(sketch.parent_lean, sketch.lean)] : null,
    el("details", {}, el("summary", {}, "The whole Lean file"), block(sketch.lean)));
}
