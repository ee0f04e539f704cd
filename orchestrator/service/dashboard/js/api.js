// Requests to the server: errors as sentences, the session's token on what changes things.

let session = null;

export class Failure extends Error {
  constructor(problem) {
    super(problem.detail || problem.title || "the server did not answer");
    this.problem = problem;
  }
}

export async function who() {
  session = session || get("/api/v1/session").catch(() => ({ name: "", role: null, login_required: true }));
  return session;
}

export const ROLES = ["viewer", "researcher", "admin"];

export async function may(role) {
  const found = await who();
  return found.role !== null && ROLES.indexOf(found.role) >= ROLES.indexOf(role);
}

export function get(path) {
  return ask("GET", path);
}

// The key makes a request that is sent twice count once; it is made anew for each thing a person asks for.
export async function post(path, body = {}, key = crypto.randomUUID()) {
  const found = path.endsWith("/login") ? {} : await who();
  const headers = { "Content-Type": "application/json", "Idempotency-Key": key };
  if (found.csrf_token) headers["X-CSRF-Token"] = found.csrf_token;
  return ask("POST", path, { headers, body: JSON.stringify(body) });
}

async function ask(method, path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { method, credentials: "same-origin", ...options });
  } catch {
    throw new Failure({ detail: "the server cannot be reached; this page shows what it knew last", retry: "later" });
  }
  if (answer.status === 401 && !location.pathname.startsWith("/login")) {
    location.href = `/login?to=${encodeURIComponent(location.pathname + location.search + location.hash)}`;
  }
  if (answer.status === 204) return null;
  const content = await answer.json().catch(() => ({ detail: `the server answered ${answer.status}` }));
  if (!answer.ok) throw new Failure(content);
  return content;
}

// All rows of a list, page by page; `each` is called with every page and may return false to stop.
export async function pages(path, each) {
  let cursor = null;
  do {
    const join = path.includes("?") ? "&" : "?";
    const page = await get(`${path}${join}limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
    if (each(page.items, page) === false) return;
    cursor = page.next;
  } while (cursor);
}

export const idPath = (id) => id.split("/").map(encodeURIComponent).join("/");
