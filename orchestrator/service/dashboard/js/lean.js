// Lean text with highlighting, as elements; and a line diff of two files.
import { el } from "./dom.js";

const WORDS = new Set(("theorem lemma def abbrev instance example axiom opaque structure inductive class namespace section end variable " +
  "universe mutual import open export private protected noncomputable unsafe partial where by fun let have show from if then else match with do " +
  "return for in at this calc set_option attribute deriving extends macro syntax notation infix infixl infixr prefix termination_by decreasing_by").split(" "));
const HOLES = new Set(["sorry", "admit", "sorryAx"]);
const TOKEN = /(--[^\n]*)|("(?:[^"\\]|\\.)*"?)|('(?:[^'\\\n]|\\.)')|(\d[\w.]*)|([\p{L}_][\p{L}\p{N}\p{M}_'!?₀-₉]*)|(\/-)|([∀∃λ→↔∧∨¬⟨⟩⊢≤≥≠∈∉∣])/gu;

export function lean(text) {
  const pieces = [];
  let at = 0;
  TOKEN.lastIndex = 0;
  for (let found = TOKEN.exec(text); found; found = TOKEN.exec(text)) {
    let end = TOKEN.lastIndex;
    let kind = null;
    if (found[1]) kind = "c";
    else if (found[6]) { end = commentEnd(text, end); kind = "c"; }
    else if (found[2] || found[3]) kind = "s";
    else if (found[4]) kind = "n";
    else if (found[7]) kind = "d";
    else if (HOLES.has(found[5])) kind = "h";
    else if (WORDS.has(found[5])) kind = "k";
    if (kind) {
      pieces.push(text.slice(at, found.index), el("span", { class: kind }, text.slice(found.index, end)));
      at = end;
    }
    TOKEN.lastIndex = end;
  }
  pieces.push(text.slice(at));
  return pieces;
}

function commentEnd(text, start) {
  const edge = /\/-|-\//g;
  edge.lastIndex = start;
  let depth = 1;
  for (let found = edge.exec(text); found; found = edge.exec(text)) {
    depth += found[0] === "/-" ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return text.length;
}

export const block = (text, label = "Lean text") => el("pre", { tabindex: "0", role: "group", "aria-label": label }, el("code", {}, lean(text)));

// Longest common subsequence by lines; files are at most some thousand lines, and equal ends are cut off first.
export function diff(before, after) {
  const a = before.split("\n"), b = after.split("\n");
  let start = 0, endA = a.length, endB = b.length;
  while (start < endA && start < endB && a[start] === b[start]) start++;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) { endA--; endB--; }
  const lines = [];
  const near = (from, to) => { for (let i = from; i < to; i++) lines.push(["", a[i]]); };
  if (start > 3) lines.push(["gap", `… ${start - 3} lines as before`]);
  near(Math.max(0, start - 3), start);
  lines.push(...changed(a.slice(start, endA), b.slice(start, endB)));
  near(endA, Math.min(a.length, endA + 3));
  if (a.length - endA > 3) lines.push(["gap", `… ${a.length - endA - 3} lines as before`]);
  const sign = { add: "+ ", del: "− ", "": "  ", gap: "" };
  return el("pre", { class: "diff", tabindex: "0", role: "group", "aria-label": "Changes against the parent" },
    lines.map(([kind, line]) => el("div", { class: kind }, sign[kind] + line)));
}

function changed(a, b) {
  if (a.length * b.length > 4e6) return [...a.map((line) => ["del", line]), ...b.map((line) => ["add", line])];
  const width = b.length + 1;
  const best = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      best[i * width + j] = a[i] === b[j] ? best[(i + 1) * width + j + 1] + 1 : Math.max(best[(i + 1) * width + j], best[i * width + j + 1]);
    }
  }
  const lines = [];
  let i = 0, j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) { lines.push(["", a[i]]); i++; j++; }
    else if (j === b.length || (i < a.length && best[(i + 1) * width + j] >= best[i * width + j + 1])) lines.push(["del", a[i++]]);
    else lines.push(["add", b[j++]]);
  }
  return lines;
}
