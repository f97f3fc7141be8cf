// Saves decisions one at a time: the next one waits until the last is saved, however fast the keys are pressed.
import { post } from "./api.js";

let queue = Promise.resolve();

/** Runs `work` after everything queued before it. */
export function inOrder(work) {
  queue = queue.then(work, work);
  return queue;
}

/** Saves a decision and adds it to the article's. Resolves to the decision once it is on disk, to null if that failed. */
export async function decide(app, article, claim, verdict, { correction = null, reason = null, sample = null } = {}) {
  let decision;
  try {
    decision = await post("decide", { article: article.number, claim: claim?.number ?? null, verdict, correction, reason, sample });
  } catch (error) {
    app.notify(`Not saved: ${error.message}`, true);
    return null;
  }
  if (claim) article.decisions = article.decisions.filter((one) => !(one.claim === claim.id && one.annotator === decision.annotator));
  article.decisions.push(decision);
  app.notify("Saved");
  return decision;
}

/** Undoes the last decision. Resolves to it, or to null. */
export async function undo(app) {
  try {
    const undone = await post("undo", {});
    app.notify(undone.undone ? `Undone: ${undone.undone.verdict}` : "Nothing to undo");
    return undone.undone ? undone : null;
  } catch (error) {
    app.notify(`Not undone: ${error.message}`, true);
    return null;
  }
}
