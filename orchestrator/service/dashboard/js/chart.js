// Lines over time with uPlot, where it is installed; else the same as a sentence.
import { el, script, sheet } from "./dom.js";

let loading = null;
const WHOLE = [1, 2, 5].flatMap((first) => [0, 1, 2, 3, 4, 5, 6].map((zeros) => first * 10 ** zeros)).sort((a, b) => a - b);

const time = (seconds, step) => (seconds < 600 ? `${seconds.toFixed(step < 0.1 ? 2 : step < 1 ? 1 : 0)} s` : `${Math.round(seconds / 60)} min`);

export async function chart(place, title, times, lines) {
  try {
    loading = loading || (sheet("/vendor/uplot/uPlot.min.css"), script("/vendor/uplot/uPlot.iife.min.js"));
    await loading;
  } catch {
    const last = lines.map((line) => `${line.label} ${line.values.at(-1) ?? "none"}`).join(", ");
    place.replaceChildren(el("p", { class: "soft" }, `${title}: ${last}`));
    return;
  }
  const style = getComputedStyle(document.documentElement);
  const color = (name) => style.getPropertyValue(name).trim();
  const axis = { stroke: color("--soft"), grid: { stroke: color("--line") }, ticks: { stroke: color("--line") } };
  const colors = ["--accent", "--focus", "--good", "--busy", "--bad"];
  const counts = lines.every((line) => line.values.every((value) => value === null || Number.isInteger(value)));
  const options = {
    width: Math.max(280, place.clientWidth), height: 190, legend: { live: false },
    axes: [{ ...axis, values: (plot, ticks) => ticks.map((tick) => time(tick, ticks[1] - ticks[0])) }, { ...axis, size: 56, ...(counts ? { incrs: WHOLE } : {}) }],
    scales: { x: { time: false } },
    series: [{ label: "time" }, ...lines.map((line, place) => ({ label: line.label, stroke: color(colors[place % 5]), width: 1.6, points: { show: times.length < 40, size: 5 }, spanGaps: true, ...(line.step ? { paths: window.uPlot.paths.stepped({ align: 1 }) } : {}) }))],
  };
  place.replaceChildren();
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", `${title}: ${lines.map((line) => `${line.label} now ${line.values.at(-1) ?? "none"}`).join(", ")}`);
  new window.uPlot(options, [times, ...lines.map((line) => line.values)], place);
}
