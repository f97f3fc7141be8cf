// Talks to the server.

/** A request that the server refused or did not answer. */
export class Refused extends Error {}

async function answered(request) {
  let response;
  try {
    response = await request;
  } catch {
    throw new Refused("The server does not answer. Is whosaid audit serve still running?");
  }
  if (!response.ok) throw new Refused((await response.text()).trim() || `The server answered ${response.status}.`);
  return response.json();
}

/** Fetches JSON; empty parameters are left out. */
export function get(path, parameters = {}) {
  const wanted = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const query = new URLSearchParams(wanted).toString();
  return answered(fetch(`/api/${path}${query ? `?${query}` : ""}`, { credentials: "same-origin" }));
}

/** Posts JSON. */
export const post = (path, body) =>
  answered(fetch(`/api/${path}`, {
    method: "POST", credentials: "same-origin", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
  }));

const kept = new Map();

/** An article; the most recent ones are cached. */
export function article(number) {
  if (!kept.has(number)) {
    const coming = get("article", { number });
    kept.set(number, coming);
    if (kept.size > 24) kept.delete(kept.keys().next().value);
    coming.then((one) => { if (one.state === "coming") kept.delete(number); }, () => kept.delete(number));
  }
  return kept.get(number);
}

/** Drops an article from the cache. */
export const forget = (number) => kept.delete(number);
