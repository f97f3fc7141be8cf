//! Nicknames in quotation marks inside a name, which quote nobody: Robert “Bo” Voss.

use crate::document::{Document, EntityKind};

/// Longest nickname, in tokens with its marks.
const LONGEST: usize = 6;

/// Takes the quotations out of `doc` that are nicknames of its mentions.
pub(super) fn nicknames(doc: &mut Document<'_>) {
    let Document { quotes, depths, mentions, .. } = doc;
    quotes.retain(|quote| {
        let (start, end) = (quote.tokens.start(), quote.tokens.end());
        if end - start > LONGEST {
            return true;
        }
        let at = mentions.partition_point(|mention| mention.tokens.end() <= start);
        let inside = mentions.get(at).is_some_and(|mention| {
            mention.kind == EntityKind::Person && mention.tokens.start() < start && end < mention.tokens.end()
        });
        if inside {
            for depth in &mut depths[start..end] {
                *depth = depth.saturating_sub(1);
            }
        }
        !inside
    });
}
