// Times, money and states as people write them.
import { el } from "./dom.js";

export function usd(micro) {
  if (micro === null || micro === undefined) return "no limit";
  const value = micro / 1e6;
  if (value === 0) return "$0";
  if (value < 0.01) return "under 1 ¢";
  return value.toLocaleString("en", { style: "currency", currency: "USD", maximumFractionDigits: value < 100 ? 2 : 0 });
}

export function duration(seconds) {
  if (seconds === null || seconds === undefined) return "";
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172800) return `${(seconds / 3600).toFixed(1)} h`;
  return `${Math.round(seconds / 86400)} days`;
}

export function when(iso) {
  if (!iso) return "";
  const time = new Date(iso);
  const age = (Date.now() - time) / 1000;
  const words = age < 45 ? "just now" : age < 86400 ? `${duration(age)} ago` : time.toLocaleDateString("en", { day: "numeric", month: "short", year: "numeric" });
  return el("time", { datetime: iso, title: time.toLocaleString("en") }, words);
}

export const count = (number) => (number === null || number === undefined ? "" : number.toLocaleString("en"));
export const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;
export const bytes = (number) => (number ? `${Math.round(number / 1048576)} MiB` : "");
export const short = (id) => (id ? id.slice(0, 10) : "");

const WORDS = {
  not_proved: "not proved", needs_review: "needs review", worker_lost: "worker lost", lean_crashed: "Lean crashed",
  model_unavailable: "model unavailable", untried: "not tried", tried: "tried, not decided", unknown: "open",
};
const KINDS = {
  proved: "good", disproved: "good", answered: "good", accepted: "good", complete: "good",
  rejected: "bad", failed: "bad", invalid: "bad", error: "bad",
  running: "busy", active: "busy", partial: "busy",
  paused: "warn", needs_review: "warn", infrastructure: "warn", stopped: "warn", cancelled: "warn", warning: "warn",
};
export const word = (state) => WORDS[state] || String(state).replaceAll("_", " ");
export const kind = (state) => KINDS[state] || "";
export const tag = (state) => (state ? el("span", { class: `tag ${kind(state)}` }, word(state)) : null);
export const outcome = (run) => tag(run.outcome || run.status);

export function meter(spent, limit, held = 0) {
  const share = (part) => (limit ? Math.min(100, (100 * part) / limit) : 0);
  const bar = el("div", { class: "meter", role: "img", "aria-label": limit ? `${Math.round(share(spent))} % of the budget is spent` : "no limit is set" });
  for (const [part, name] of [[spent, ""], [held, "held"]]) {
    const piece = el("span", { class: name });
    piece.style.width = `${share(part)}%`;
    bar.append(piece);
  }
  return bar;
}
