// Builds elements. Text only ever becomes text nodes: nothing a model or a person wrote is parsed as markup.

export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name === "text") element.textContent = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function fill(element, ...children) {
  element.replaceChildren(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// Like fill, for parts that are drawn again while people use them: what is the same stays, and so does the focus.
export function refill(element, ...children) {
  const made = fill(element.cloneNode(false), ...children);
  if (made.innerHTML === element.innerHTML) return element;
  const all = () => [...element.querySelectorAll("a, button, summary, input, [tabindex]")];
  const place = all().indexOf(document.activeElement);
  const label = place < 0 ? "" : document.activeElement.textContent;
  element.replaceChildren(...made.childNodes);
  const same = place < 0 ? null : all().find((one) => one.textContent === label) || all()[place];
  if (same) same.focus({ preventScroll: true });
  return element;
}

export function table(caption, heads, rows, empty) {
  if (rows.length === 0) return el("p", { class: "empty" }, empty || "Nothing here yet.");
  const head = heads.map(([name, kind]) => el("th", { scope: "col", class: kind }, name));
  const body = rows.map((cells) =>
    el("tr", {}, cells.map((cell, place) => el("td", { class: heads[place][1] }, cell === null || cell === undefined ? "" : cell))));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    el("table", {}, el("caption", { class: "soft small" }, caption), el("thead", {}, el("tr", {}, head)), el("tbody", {}, body)));
}

export function notice(text, action, act) {
  const close = () => shown.remove();
  const buttons = el("span", { class: "row" },
    action ? el("button", { type: "button", onclick: () => { close(); act(); } }, action) : null,
    el("button", { type: "button", onclick: close }, "Close"));
  const shown = el("div", { class: "notice" }, el("span", {}, text), buttons);
  document.getElementById("notices").append(shown);
  setTimeout(close, 12000);
}

export function ask(title, sentences, yes, danger = false) {
  return new Promise((answer) => {
    const dialog = el("dialog", { "aria-labelledby": "ask-title" });
    const done = (value) => { dialog.close(); dialog.remove(); answer(value); };
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); done(false); });
    fill(dialog, el("h2", { id: "ask-title" }, title), sentences.map((sentence) => el("p", {}, sentence)),
      el("div", { class: "row" },
        el("button", { type: "button", class: danger ? "danger" : "main", onclick: () => done(true) }, yes),
        el("button", { type: "button", onclick: () => done(false) }, "Back")));
    document.body.append(dialog);
    dialog.showModal();
  });
}

export function script(address) {
  return new Promise((done, failed) => {
    const element = el("script", { src: address });
    element.addEventListener("load", done);
    element.addEventListener("error", () => failed(new Error(`${address} is not there; run \`orchestrator setup --dashboard\``)));
    document.head.append(element);
  });
}

export function sheet(address) {
  document.head.append(el("link", { rel: "stylesheet", href: address }));
}
