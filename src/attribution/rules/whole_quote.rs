//! A content that ends within a quotation takes all of it, full stop included, and the paragraphs that open it again. Two
//! quotations side by side are two speakers: the content keeps the one beside its cue.

use super::context::{ClaimedTokens, RuleContext};
use super::example::RuleExample;
use crate::attribution::reading::{ClaimReading, Runs};
use crate::document::{Quote, TokenKind};
use crate::token_span::TokenSpan;

/// How many paragraphs a quotation may have after its first.
const PARAGRAPHS: usize = 8;

pub(super) const EXAMPLES: &[RuleExample] = &[
    (
        "Ann Lee said: “The harbor needs a wall.\n\n“We have waited for twenty years, and we paid.”",
        "Ann Lee | said | “The harbor needs a wall.\n\n“We have waited for twenty years, and we paid.”",
    ),
    (
        "“The harbor needs a wall.\n\n“We have waited for twenty years, and we paid,” Ann Lee said.",
        "Ann Lee | said | “The harbor needs a wall.\n\n“We have waited for twenty years, and we paid,”",
    ),
    (
        "“Is the harbor open?” “Not yet, and not soon,” Ann Lee answered.",
        "Ann Lee | answered | “Not yet, and not soon,”",
    ),
];

/// Mends the contents.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut [ClaimReading]) {
    let outer: Vec<Quote> = context.doc.quotes.iter().filter(|quote| quote.depth == 0).copied().collect();
    if outer.is_empty() || found.is_empty() {
        return;
    }
    let quotes = OuterQuotes { outer };
    let outside = |reading: &ClaimReading| context.depths[reading.cue.start()] == 0;
    for index in 0..found.len() {
        if outside(&found[index]) {
            quotes.leave_others(context, found, index);
        }
    }
    for index in 0..found.len() {
        if !outside(&found[index]) {
            continue;
        }
        // Claims are ordered by their cues: who else may claim a part of these quotations is near.
        let near = index.saturating_sub(8)..found.len().min(index + 9);
        let others = near.filter(|&other| other != index).map(|other| &found[other]).filter(|other| outside(other));
        let claimed = ClaimedTokens::of(others);
        let reading = &mut found[index];
        quotes.complete(&claimed, reading);
    }
}

/// The quotations that are in no other, in text order.
struct OuterQuotes {
    outer: Vec<Quote>,
}

impl OuterQuotes {
    /// Index of the quotation that holds token `index`, marks included.
    fn at(&self, index: usize) -> Option<usize> {
        let at = self.outer.partition_point(|quote| quote.tokens.end() <= index);
        self.outer.get(at).filter(|quote| quote.tokens.start() <= index).map(|_| at)
    }

    /// Takes from a content the quotations that belong to another speaker: one that the next claim has beside its cue, and of two side by side the one
    /// that is farther from the cue.
    fn leave_others(&self, context: &RuleContext<'_, '_>, found: &mut [ClaimReading], index: usize) {
        let cue = found[index].cue;
        let next = found.get(index + 1).map(|next| (next.cue.start(), next.content.first().map(|run| run.start())));
        for run in &mut found[index].content {
            if run.end() <= cue.start() {
                let Some(last) = self.at(run.end() - 1).filter(|&last| last > 0) else { continue };
                let (before, own) = (self.outer[last - 1], self.outer[last]);
                let beside = before.closed && before.tokens.end() == own.tokens.start() && !own.continues;
                if beside
                    && run.start() <= before.tokens.start()
                    && context.paragraph_of(before.tokens.start()) == context.paragraph_of(own.tokens.start())
                {
                    *run = own.tokens.with_end(run.end());
                }
            } else if let Some((next_cue, Some(start))) = next
                && run.start() < start
                && start < run.end()
                && run.end() <= next_cue
                && context.kind(start - 1) == Some(TokenKind::Terminal)
                && self.at(start).is_some_and(|at| self.outer[at].tokens.start() == start)
            {
                let kept = context.trimmed(run.start()..start);
                if !kept.is_empty() {
                    *run = kept.into();
                }
            }
        }
    }

    /// Completes the quotations that a content begins or ends in.
    fn complete(&self, claimed: &ClaimedTokens, reading: &mut ClaimReading) {
        let mut whole = Runs::new();
        for &run in &reading.content {
            let mut run = run;
            if let Some(first) = self.at(run.start()) {
                let start = self.outer[first].tokens.start();
                if start < run.start() && !claimed.touch(start..run.start()) && self.is_sound(first) {
                    run = TokenSpan::new(start, run.end());
                }
            }
            if let Some(last) = self.at(run.end() - 1) {
                let end = self.outer[last].tokens.end();
                if end > run.end() && !claimed.touch(run.end()..end) && self.is_sound(last) {
                    run = run.with_end(end);
                }
            }
            match whole.last_mut() {
                Some(before) if run.start() <= before.end() => *before = before.with_end(before.end().max(run.end())),
                _ => whole.push(run),
            }
        }
        self.paragraphs(claimed, &mut whole, reading.cue);
        whole.dedup_by(|next, run| {
            let joins = next.start() == run.end() && self.at(run.end() - 1).is_some_and(|at| !self.outer[at].closed);
            if joins {
                *run = run.with_end(next.end());
            }
            joins
        });
        reading.content = whole;
    }

    /// Adds the paragraphs before and after that are parts of the same quotation.
    fn paragraphs(&self, claimed: &ClaimedTokens, runs: &mut Runs, cue: TokenSpan) {
        let free = |quote: &Quote| !claimed.touch(quote.tokens.range());
        let mut index = 0;
        while index < runs.len() && runs.len() < PARAGRAPHS * 2 {
            let run = runs[index];
            index += 1;
            if let Some(first) = self.at(run.start()).filter(|&first| first > 0 && self.outer[first].continues) {
                let before = &self.outer[first - 1];
                let known = index >= 2 && runs[index - 2].end() > before.tokens.start();
                let one_side = before.tokens.start() >= cue.end() || run.end() <= cue.start();
                if !before.closed && one_side && !known && free(before) {
                    index -= 1;
                    runs.insert(index, before.tokens);
                    continue;
                }
            }
            let Some(last) = self.at(run.end() - 1) else { continue };
            if let Some(next) = self.outer.get(last + 1)
                && !self.outer[last].closed
                && next.continues
                && runs.get(index).is_none_or(|later| later.start() >= next.tokens.end())
                && run.end() >= self.outer[last].tokens.end()
                && free(next)
                && next.tokens.start() >= cue.end()
            {
                runs.insert(index, next.tokens);
            }
        }
    }

    /// A quotation that is closed, or that the next paragraph opens again.
    fn is_sound(&self, index: usize) -> bool {
        self.outer[index].closed || self.outer.get(index + 1).is_some_and(|next| next.continues)
    }
}
