// Talks to the server.

/** Something the server said no to. */
export class Refused extends Error {}

async function answered(request) {
  let response;
  try {
    response = await request;
  } catch {
    throw new Refused("The server does not answer. Is whosaid audit serve still running?");
  }
  if (!response.ok) throw new Refused((await response.text()).trim() || `The server said ${response.status}.`);
  return response.json();
}

/** Asks for something; parameters that are empty are left out. */
export function get(path, parameters = {}) {
  const wanted = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const query = new URLSearchParams(wanted).toString();
  return answered(fetch(`/api/${path}${query ? `?${query}` : ""}`, { credentials: "same-origin" }));
}

/** Has something written. */
export const post = (path, body) =>
  answered(fetch(`/api/${path}`, {
    method: "POST", credentials: "same-origin", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
  }));

const kept = new Map();

/** An article; those seen last are kept. */
export function article(number) {
  if (!kept.has(number)) {
    const coming = get("article", { number });
    kept.set(number, coming);
    if (kept.size > 24) kept.delete(kept.keys().next().value);
    coming.then((one) => { if (one.state === "coming") kept.delete(number); }, () => kept.delete(number));
  }
  return kept.get(number);
}

/** Forgets an article, so that it is asked for anew. */
export const forget = (number) => kept.delete(number);
