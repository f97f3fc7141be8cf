//! What changed between two versions of a quotation: a word diff with classified pieces.

use super::align::{DiffStep, steps};
use super::record::{DiffPiece, WordingChange};
use super::words::WordLists;

/// A longer piece removed or added is a cut or an insertion, whatever words it contains.
const FEW: usize = 3;

/// The word diff from one text to another. The pieces have the words as written, with contractions expanded.
pub(super) fn diff(lists: &WordLists, from: &str, to: &str) -> Vec<DiffPiece> {
    let words = |text| {
        let (mut compared, mut shown) = (Vec::new(), Vec::new());
        lists.words(text, |word, as_it_stands| {
            compared.push(word.to_owned());
            shown.push(as_it_stands.to_owned());
        });
        (compared, shown)
    };
    let ((from, old), (to, new)) = (words(from), words(to));
    let (mut at, mut other) = (0, 0);
    let mut pieces = Vec::new();
    for run in steps(&from, &to).chunk_by(|one, next| (*one == DiffStep::Same) == (*next == DiffStep::Same)) {
        let gone = run.iter().filter(|step| **step != DiffStep::New).count();
        let come = run.iter().filter(|step| **step != DiffStep::Gone).count();
        let (old, new) = (old[at..at + gone].join(" "), new[other..other + come].join(" "));
        let change = (run[0] != DiffStep::Same).then(|| class(lists, &from[at..at + gone], &to[other..other + come]));
        pieces.push(DiffPiece { from: old, to: new, change });
        (at, other) = (at + gone, other + come);
    }
    pieces
}

pub(super) fn most_serious(pieces: &[DiffPiece]) -> Option<WordingChange> {
    pieces.iter().filter_map(|piece| piece.change).min()
}

fn class(lists: &WordLists, gone: &[String], come: &[String]) -> WordingChange {
    let negations = |words: &[String]| words.iter().filter(|word| lists.negates(word)).count();
    let number = |words: &[String]| words.iter().filter(|word| word.starts_with(|c: char| c.is_ascii_digit())).count();
    let few = gone.len().max(come.len()) <= FEW;
    match (gone.len(), come.len()) {
        _ if few && negations(gone) != negations(come) => WordingChange::Negation,
        (1.., 1..) if number(gone) > 0 && number(come) > 0 => WordingChange::Number,
        (_, 0) => WordingChange::Cut,
        (0, _) => WordingChange::Insertion,
        _ => WordingChange::Substitution,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(from: &str, to: &str) -> (String, Option<WordingChange>) {
        let pieces = diff(&WordLists::load().unwrap(), from, to);
        let draw = |piece: &DiffPiece| match piece.change {
            None => piece.from.clone(),
            Some(_) => format!("[{}|{}]", piece.from, piece.to),
        };
        (pieces.iter().map(draw).collect::<Vec<_>>().join(" "), most_serious(&pieces))
    }

    #[test]
    fn classes() {
        use WordingChange::{Cut, Insertion, Negation, Number, Substitution};
        for (from, to, shown, change) in [
            ("We will not pay the fee.", "“We will pay the fee,”", "We will [not|] pay the fee", Negation),
            ("We don't pay the fee", "We do pay the fee", "We do [not|] pay the fee", Negation),
            ("He wants war", "He does not want war", "He [wants|does not want] war", Negation),
            ("It costs 5,000 euros", "It costs 6,000 euros", "It costs [5,000|6,000] euros", Number),
            ("It costs five euros", "It costs six euros", "It costs [five|six] euros", Number),
            ("It is a good plan", "It is a bad plan", "It is a [good|bad] plan", Substitution),
            ("It is a good plan", "It is a very good plan", "It is a [|very] good plan", Insertion),
            ("It is a very good plan", "It is a good plan", "It is a [very|] good plan", Cut),
            (
                "We saw no ships in the bay that day and left",
                "and left",
                "[We saw no ships in the bay that day|] and left",
                Cut,
            ),
            ("It is not 5", "It is 6", "It is [not 5|6]", Negation),
        ] {
            assert_eq!(drawn(from, to), (shown.to_owned(), Some(change)), "{from} / {to}");
        }
        assert_eq!(drawn("Don’t go", "do not go"), ("do not go".to_owned(), None));
    }
}
