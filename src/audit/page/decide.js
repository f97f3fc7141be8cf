// Decisions, one after the other: the next is not begun before the last is saved, however fast the keys come.
import { post } from "./api.js";

let queue = Promise.resolve();

/** Does `work` when all before it is done. */
export function inOrder(work) {
  queue = queue.then(work, work);
  return queue;
}

/** Sends a decision; true when it is on the disk. The article's own list of decisions is kept up. */
export async function decide(app, article, claim, verdict, { correction = null, reason = null, sample = null } = {}) {
  let decision;
  try {
    decision = await post("decide", { article: article.number, claim: claim?.number ?? null, verdict, correction, reason, sample });
  } catch (error) {
    app.tell(`Not saved: ${error.message}`, true);
    return null;
  }
  if (claim) article.decisions = article.decisions.filter((one) => !(one.claim === claim.id && one.annotator === decision.annotator));
  article.decisions.push(decision);
  app.tell("Saved");
  return decision;
}

/** Takes the last decision back; what it was, or null. */
export async function undo(app) {
  try {
    const undone = await post("undo", {});
    app.tell(undone.undone ? `Taken back: ${undone.undone.verdict}` : "There is nothing to take back");
    return undone.undone ? undone : null;
  } catch (error) {
    app.tell(`Not taken back: ${error.message}`, true);
    return null;
  }
}
