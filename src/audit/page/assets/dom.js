// Builds elements so that nothing in an article can become markup: text only ever becomes text nodes, and characters that are
// invisible or reorder text are shown by number.

/** The list of src/text/hidden.rs. */
const HIDDEN = new RegExp(
  "[\\u0000-\\u0008\\u000b-\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f" +
  "\\u200b\\u200c\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufffb\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}]" +
  // A joiner outside an emoji.
  "|(?<![\\p{Extended_Pictographic}\\ufe0f\\u{1f3fb}-\\u{1f3ff}])\\u200d", "gu");

const code = (char) => "U+" + char.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");

/** A text with hidden characters shown by number, for attributes and titles. */
export const plain = (text) => String(text ?? "").replace(HIDDEN, (char) => `⟨${code(char)}⟩`);

/** Splits a text into [text, whether it is a hidden character]. */
export function parts(text) {
  const found = [];
  let at = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > at) found.push([text.slice(at, match.index), false]);
    found.push([match[0], true]);
    at = match.index + match[0].length;
  }
  if (at < text.length) found.push([text.slice(at), false]);
  return found;
}

export const hidden = (char) => el("span", { class: "hidden-char", title: "invisible character" }, code(char));

/** A text as nodes. */
export const nodes = (text) =>
  parts(String(text ?? "")).map(([part, is]) => (is ? hidden(part) : document.createTextNode(part)));

/** An element: attributes, `on…` listeners, and children, which are nodes or texts. */
export function el(tag, attributes, ...children) {
  const svg = ["svg", "path", "line"].includes(tag);
  const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value") node.value = value;
    else if (name === "checked") node.checked = value;
    else node.setAttribute(name, value === true ? "" : plain(value));
  }
  add(node, children);
  return node;
}

/** Appends nodes and texts. */
export function add(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    if (child instanceof Node) node.append(child);
    else node.append(...nodes(child));
  }
  return node;
}

/** Replaces the children of a node. */
export function fill(node, ...children) {
  node.replaceChildren();
  return add(node, children);
}

/** A web address as a link, anything else as text; `short` shows the host only. */
export function link(address, short = false) {
  let url;
  try { url = new URL(address); } catch { url = null; }
  if (!url || !["http:", "https:"].includes(url.protocol)) return el("span", { class: "name" }, address);
  return el("a", { href: url.href, target: "_blank", rel: "noopener noreferrer", title: address }, short ? url.host : address);
}

export const named = (name, tag = "span") => el(tag, { class: "name" }, name);
export const count = (number) => Number(number).toLocaleString("en");
export const day = (date) => (/^\d{4}-\d{2}-\d{2}/.test(date ?? "") ? date.slice(0, 10) : date ?? "");

/** The name of a speaker, or a description. */
export function nameOf(speaker) {
  if (!speaker) return "no speaker";
  return speaker.name ?? { group: "a group", unnamed: "unnamed", document: "a document" }[speaker.type] ?? speaker.type;
}

/** The names of everybody who says a claim. */
export const namesOf = (claim) => [claim.speaker, ...(claim.co_speakers ?? [])].map((one) => nameOf(one)).join(" and ");

/** The server's key for a speaker. */
export const called = (speaker) => (!speaker ? "type:" : speaker.id ?? `type:${speaker.type}`);

/** The CSS classes for a speaker's color and line style, from an FNV-1a hash of its key. */
export function look(speaker) {
  if (!speaker || !speaker.name) return "nobody p0";
  let hash = 0x811c9dc5;
  for (const char of called(speaker)) hash = Math.imul(hash ^ char.codePointAt(0), 0x01000193) >>> 0;
  return `s${hash % 7} p${Math.floor(hash / 7) % 3}`;
}

/** Initials. */
export function initials(speaker) {
  if (!speaker) return "?";
  if (!speaker.name) return { group: "gr", unnamed: "un", document: "doc" }[speaker.type] ?? "?";
  const words = plain(speaker.name).match(/[\p{L}\p{N}]+/gu) ?? ["?"];
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : [words[0].slice(0, 2)];
  return chosen.length > 1 ? chosen.map((word) => [...word][0]).join("").toUpperCase() : chosen[0];
}

export const chip = (speaker) =>
  el("span", { class: `chip ${look(speaker)}`, "aria-hidden": "true" }, initials(speaker));
