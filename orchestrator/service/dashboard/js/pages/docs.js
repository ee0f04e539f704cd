// The HTTP API, drawn from the server's own OpenAPI document.
import { el, fill } from "../dom.js";
import { get } from "../api.js";

export async function show(main) {
  const document_ = await get("/openapi.json");
  const groups = new Map();
  for (const [path, methods] of Object.entries(document_.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const name = operation.tags?.[0] || "other";
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(one(path, method, operation, document_));
    }
  }
  fill(main, el("h1", {}, "HTTP API"), document_.info.description.split("\n\n").map((part) => el("p", {}, part)),
    el("p", {}, el("a", { href: "/openapi.json" }, "OpenAPI document"), ", version ", document_.info.version),
    [...groups].map(([name, operations]) => [el("h2", {}, name), operations]));
}

function one(path, method, operation, document_) {
  const body = operation.requestBody?.content?.["application/json"];
  const fine = Object.entries(operation.responses).filter(([status]) => Number(status) < 300);
  const wrong = Object.entries(operation.responses).filter(([status]) => Number(status) >= 300);
  return el("details", { class: "operation", id: operation.operationId },
    el("summary", {}, el("span", { class: "method" }, method.toUpperCase()), el("span", { class: "mono" }, path), el("span", { class: "soft" }, operation.summary || "")),
    el("p", {}, operation.description || ""),
    el("p", { class: "small soft" }, operation["x-role"] ? `Needs the role ${operation["x-role"]}.` : "Needs no key."),
    (operation.parameters || []).length ? [el("h3", {}, "Parameters"), el("dl", { class: "facts" }, operation.parameters.map((each) => [
      el("dt", {}, el("span", { class: "mono" }, each.name), each.required ? " (required)" : ""), el("dd", {}, each.description || each.schema?.type || "")]))] : null,
    body ? [el("h3", {}, "Body"), shape(body.schema, document_)] : null,
    fine.map(([status, answer]) => [el("h3", {}, `Answer ${status}`), shape(Object.values(answer.content || {})[0]?.schema, document_)]),
    el("p", { class: "small" }, "Errors: ", wrong.map(([status, answer]) => `${status} ${answer.description}`).join(" ")));
}

function shape(schema, document_) {
  if (!schema) return el("p", { class: "soft small" }, "No content, or not JSON.");
  const pre = el("pre", { tabindex: "0", role: "group", "aria-label": "Shape" });
  pre.textContent = JSON.stringify(sample(schema, document_, 0), null, 2);
  return pre;
}

// An example of a schema: its own where it has one, else made from its parts.
function sample(schema, document_, depth) {
  if (!schema || depth > 6) return "…";
  if (schema.example !== undefined) return schema.example;
  if (schema.examples?.length) return schema.examples[0];
  if (schema.$ref) return sample(schema.$ref.slice(2).split("/").reduce((at, name) => at?.[name], document_), document_, depth + 1);
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  if (schema.const !== undefined) return schema.const;
  const one = (schema.anyOf || schema.oneOf || schema.allOf)?.[0];
  if (one) return sample(one, document_, depth + 1);
  if (schema.type === "object") return Object.fromEntries(Object.entries(schema.properties || {}).map(([name, part]) => [name, sample(part, document_, depth + 1)]));
  if (schema.type === "array") return [sample(schema.items, document_, depth + 1)];
  return { string: "text", integer: 0, number: 0.5, boolean: true }[schema.type] ?? null;
}
