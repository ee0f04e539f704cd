// A key becomes a session cookie that scripts cannot read.
import { el, fill } from "../dom.js";
import { post } from "../api.js";

export async function show(main) {
  const field = el("input", { type: "password", name: "key", autocomplete: "current-password", required: true, size: "44" });
  const wrong = el("p", { role: "alert" });
  const form = el("form", { class: "card" }, el("label", {}, "API key", field), el("p", {}, el("button", { class: "main" }, "Log in")), wrong,
    el("p", { class: "soft small" }, "An administrator makes keys with ", el("span", { class: "mono" }, "orchestrator keys create"), "."));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await post("/api/v1/login", { key: field.value });
      location.href = here(new URLSearchParams(location.search).get("to"));
    } catch (error) { wrong.textContent = error.message; field.select(); }
  });
  fill(main, el("h1", {}, "Log in"), form);
  field.focus();
}

// Only addresses of this server: a link must not be able to send a person who logs in elsewhere.
function here(to) {
  if (!to) return "/";
  const address = new URL(to, location.origin);
  return address.origin === location.origin ? address.pathname + address.search + address.hash : "/";
}
