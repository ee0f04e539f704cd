// Informal text with its formulas: between dollar signs, set by KaTeX where it is installed, else shown as written.
import { el, script, sheet } from "./dom.js";

const FORMULA = /\$\$([^$]+)\$\$|\$([^$\n]+)\$|\\\(([\s\S]+?)\\\)|\\\[([\s\S]+?)\\\]/g;
// A line break of the file is none of the text, unless a paragraph or an item of a list begins there.
const WRAPPED = /([^\n])\n(?=[^\n])(?!\s*(?:[-*•]\s|\d+[.)]\s))/g;
let loading = null;

export function informal(written) {
  const text = written.replace(WRAPPED, "$1 ");
  const place = el("div", { class: "informal" });
  const formulas = [];
  let at = 0;
  for (const found of text.matchAll(FORMULA)) {
    const source = found[1] ?? found[2] ?? found[3] ?? found[4];
    const shown = el("span", {}, found[0]);
    formulas.push([shown, source, found[1] !== undefined || found[4] !== undefined]);
    place.append(text.slice(at, found.index), shown);
    at = found.index + found[0].length;
  }
  place.append(text.slice(at));
  if (formulas.length) set(formulas);
  return place;
}

async function set(formulas) {
  try {
    loading = loading || (sheet("/vendor/katex/katex.min.css"), script("/vendor/katex/katex.min.js"));
    await loading;
  } catch {
    return; // the text stays as it was written
  }
  for (const [shown, source, displayMode] of formulas) {
    const options = { displayMode, throwOnError: false, trust: false, maxSize: 20, maxExpand: 200 };
    window.katex.render(source, shown, options);
  }
}
