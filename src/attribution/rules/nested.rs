//! "Lee said that Moss wanted to leave": what is inside a content is no claim of its own. Of two claims of which one is inside the
//! content of the other, the surer one stays, and the outer one where the inner is all that it says. In "Lee said it was late and
//! asked for a vote", the two share their source, and the first content ends before "and".

use super::context::RuleContext;
use super::example::RuleExample;
use crate::attribution::reading::ClaimReading;
use crate::claim::Rule;
use crate::gazetteer::word_class::Function;
use crate::token_span::TokenSpan;

/// How many claims away, in the order of cues, a claim inside another may be.
const NEAR: usize = 6;

pub(super) const EXAMPLES: &[RuleExample] = &[
    ("The report said Ann Lee promised to mend the wall.", "The report | said | Ann Lee promised to mend the wall"),
    (
        "Ann Lee said no. Bo Derrick promised to mend the wall.",
        "Ann Lee | said | no; Bo Derrick | promised | to mend the wall",
    ),
];

/// What becomes of a claim and one inside its content.
enum Nesting {
    /// The inner one is dropped.
    Inside,
    /// The outer content ends here.
    Ends(usize),
    /// Both stay.
    Apart,
}

/// Drops claims inside others.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut Vec<ClaimReading>) {
    let mut dropped = vec![false; found.len()];
    for outer in 0..found.len() {
        if matches!(found[outer].by, Rule::Transcript | Rule::BlockQuote) {
            continue;
        }
        for inner in outer.saturating_sub(NEAR)..found.len().min(outer + NEAR + 1) {
            if inner == outer || dropped[inner] || dropped[outer] {
                continue;
            }
            match nesting(context, &found[outer], &found[inner]) {
                Nesting::Inside => dropped[inner] = true,
                Nesting::Ends(end) => {
                    let cue = found[inner].cue.start();
                    if let Some(run) = found[outer].content.iter_mut().find(|run| run.contains(cue)) {
                        *run = run.with_end(end);
                    }
                }
                Nesting::Apart => {}
            }
        }
    }
    let mut dropped = dropped.into_iter();
    found.retain(|_| !dropped.next().unwrap_or(false));
}

fn nesting(context: &RuleContext<'_, '_>, outer: &ClaimReading, inner: &ClaimReading) -> Nesting {
    let cue = inner.cue;
    let holds = |run: &&TokenSpan| run.start() <= cue.start() && cue.end() <= run.end();
    let Some(&run) = outer.content.iter().find(holds).filter(|_| context.depths[cue.start()] == 0) else {
        return Nesting::Apart;
    };
    let own = inner.source.iter().find(|source| run.contains(source.start()));
    let opens = own.map_or(cue.start(), |source| source.start().min(cue.start()));
    let leads_in = |at: usize| context.is_quote_mark(at) || at == run.start() && is_that(context, at);
    if own.is_some() && (run.start()..opens).all(leads_in) {
        return Nesting::Inside;
    }
    let conjunction = opens.checked_sub(1).filter(|&at| at > run.start());
    if let Some(and) = conjunction.filter(|&at| matches!(context.word(at), "and" | "but")) {
        if own.is_some() || inner.source.is_empty() || context.depths[and] > 0 || outer.cue.start() > cue.start() {
            return Nesting::Apart;
        }
        let comma = usize::from(context.word(and - 1) == ",");
        let end = and - comma;
        return if end > run.start() { Nesting::Ends(end) } else { Nesting::Apart };
    }
    if inner.confidence < outer.confidence { Nesting::Inside } else { Nesting::Apart }
}

/// "that", "whether"
fn is_that(context: &RuleContext<'_, '_>, at: usize) -> bool {
    matches!(context.function(at), Some(Function::Conjunction | Function::Relative))
}
