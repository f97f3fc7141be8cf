//! Quotations. Recognizes “ ” « » „ “ ", pairs of apostrophes and of grave accents, and single marks as opposed to apostrophes.
//! Quotations may be nested and never run past their paragraph, except where, as newspapers do, each paragraph of a long one
//! opens it again without closing the one before. Looks only at the marks that the tokenizer left.

use super::landmarks::Landmarks;
use crate::deadline::tick;
use crate::document::{Document, Gap, Quote, Token, TokenKind};
use crate::token_span::TokenSpan;
use crate::work::step;

/// Which marks belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// “ … ” and the straight and doubled forms, which newspapers mix.
    Double,
    /// „ … “ and „ … ”.
    Low,
    /// « … » or » … «.
    Angle,
    /// ‘ … ’ and ' … '.
    Single,
}

/// What a mark does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MarkRole {
    Open(Style),
    Close(Style),
    /// Straight marks: closes if one is open, else opens.
    Toggle(Style),
    /// An apostrophe, inches, a stray mark.
    Nothing,
}

struct OpenQuote {
    style: Style,
    token: usize,
    continues: bool,
}

/// Fills `doc.quotes` and `doc.depths`.
pub fn find(doc: &mut Document<'_>, landmarks: &Landmarks) {
    doc.depths.resize(doc.tokens.len(), 0);
    if landmarks.marks.is_empty() {
        return;
    }
    let mut quotes = std::mem::take(&mut doc.quotes);
    let finder = QuoteFinder { doc };
    let mut marks = landmarks.marks.as_slice();
    let mut closers = Vec::new();
    // The style of an outer quotation that the paragraph before left open.
    let mut carried: Option<Style> = None;
    for paragraph in &doc.paragraphs {
        let count = marks.partition_point(|&mark| (mark as usize) < paragraph.tokens.end());
        let (here, rest) = marks.split_at(count);
        marks = rest;
        if here.is_empty() {
            carried = None;
            continue;
        }
        carried = finder.paragraph(here, paragraph.tokens, carried, &mut closers, &mut quotes);
    }
    quotes.sort_by_key(|quote: &Quote| (quote.span.start, std::cmp::Reverse(quote.span.end)));
    doc.quotes = quotes;
    fill_depths(doc);
}

struct QuoteFinder<'d, 'a> {
    doc: &'d Document<'a>,
}

impl QuoteFinder<'_, '_> {
    fn paragraph(
        &self,
        marks: &[u32],
        paragraph: TokenSpan,
        carried: Option<Style>,
        closers: &mut Vec<u32>,
        quotes: &mut Vec<Quote>,
    ) -> Option<Style> {
        let (start, end) = (paragraph.start(), paragraph.end());
        self.count_single_closers(marks, closers);
        let mut open: Vec<OpenQuote> = Vec::new();
        for (position, &mark) in marks.iter().enumerate() {
            tick();
            let mark = mark as usize;
            let continues = mark == start && carried.is_some();
            let close = |open: &mut Vec<OpenQuote>, depth: usize, end: usize, closed: bool, quotes: &mut Vec<Quote>| {
                // Whatever was opened inside and not closed ends here too.
                while open.len() > depth {
                    let inner = open.len() > depth + 1;
                    if let Some(opened) = open.pop() {
                        quotes.push(self.quote(&opened, open.len(), end, closed && !inner));
                    }
                }
            };
            match self.role(mark, start, end, &open, closers.get(position).copied().unwrap_or(0)) {
                MarkRole::Nothing => {}
                MarkRole::Open(style) => {
                    if let Some(depth) = open.iter().position(|o| o.style == style) {
                        close(&mut open, depth, mark, false, quotes);
                    }
                    open.push(OpenQuote { style, token: mark, continues: continues && carried == Some(style) });
                }
                MarkRole::Close(style) => {
                    if let Some(depth) = open.iter().rposition(|o| o.style == style) {
                        close(&mut open, depth, mark + 1, true, quotes);
                    } else if carried == Some(style)
                        && open.is_empty()
                        && quotes.last().is_none_or(|q| q.tokens.end() <= start)
                    {
                        // The quotation of the paragraph before continues here without a mark of its own.
                        let opened = OpenQuote { style, token: start, continues: true };
                        quotes.push(self.quote(&opened, 0, mark + 1, true));
                    }
                }
                MarkRole::Toggle(style) => {
                    if let Some(depth) = open.iter().rposition(|o| o.style == style) {
                        close(&mut open, depth, mark + 1, true, quotes);
                    } else {
                        open.push(OpenQuote { style, token: mark, continues: continues && carried == Some(style) });
                    }
                }
            }
        }
        let left = open.first().map(|opened| opened.style);
        while let Some(opened) = open.pop() {
            quotes.push(self.quote(&opened, open.len(), end, false));
        }
        left
    }

    fn quote(&self, opened: &OpenQuote, depth: usize, end: usize, closed: bool) -> Quote {
        let tokens = TokenSpan::new(opened.token, end);
        Quote {
            span: self.doc.span_of(tokens),
            tokens,
            depth: depth.min(255) as u8,
            closed,
            continues: opened.continues,
        }
    }

    /// Counts for each mark how many later marks of the paragraph can close a single quotation.
    fn count_single_closers(&self, marks: &[u32], closers: &mut Vec<u32>) {
        let mut count = 0;
        closers.clear();
        closers.resize(marks.len(), 0);
        for (position, &mark) in marks.iter().enumerate().rev() {
            closers[position] = count;
            count += u32::from(self.can_close_single(mark as usize));
        }
    }

    fn can_close_single(&self, mark: usize) -> bool {
        let token = self.doc.tokens[mark];
        token.kind == TokenKind::SingleQuote
            && token.gap == Gap::None
            && matches!(self.doc.word(mark), "’" | "'")
            && !self.letter_follows(mark)
            && !self.ends_elision(mark)
    }

    /// The second mark of "rock 'n' roll".
    fn ends_elision(&self, mark: usize) -> bool {
        mark >= 2
            && self.doc.word(mark - 1).eq_ignore_ascii_case("n")
            && self.doc.tokens[mark - 1].gap == Gap::None
            && self.doc.tokens[mark - 2].kind == TokenKind::SingleQuote
    }

    fn next(&self, mark: usize) -> Option<Token> {
        step();
        self.doc.tokens.get(mark + 1).copied()
    }

    /// True if the mark touches a word or number after it.
    fn letter_follows(&self, mark: usize) -> bool {
        self.next(mark).is_some_and(|next| {
            next.gap == Gap::None && (next.is_word() || matches!(next.kind, TokenKind::Number | TokenKind::Clitic))
        })
    }

    /// True if something that a quotation can begin with touches the mark.
    fn can_open(&self, mark: usize, start: usize) -> bool {
        let token = self.doc.tokens[mark];
        let before = mark > start && token.gap == Gap::None && {
            let previous = self.doc.tokens[mark - 1].kind;
            !matches!(
                previous,
                TokenKind::Open
                    | TokenKind::Dash
                    | TokenKind::DoubleQuote
                    | TokenKind::SingleQuote
                    | TokenKind::Hyphen
                    | TokenKind::Colon
            )
        };
        !before && self.next(mark).is_some_and(|next| next.gap == Gap::None)
    }

    fn role(&self, mark: usize, start: usize, end: usize, open: &[OpenQuote], later_closers: u32) -> MarkRole {
        let word = self.doc.word(mark);
        let is_open = |style: Style| open.iter().any(|o| o.style == style);
        match word {
            "“" if is_open(Style::Low) => MarkRole::Close(Style::Low),
            "“" | "‟" | "``" | "〝" => MarkRole::Open(Style::Double),
            "”" if is_open(Style::Low) && !is_open(Style::Double) => MarkRole::Close(Style::Low),
            "”" | "〞" => MarkRole::Close(Style::Double),
            "„" => MarkRole::Open(Style::Low),
            "«" | "‹" => {
                if is_open(Style::Angle) && !self.can_open(mark, start) {
                    MarkRole::Close(Style::Angle)
                } else {
                    MarkRole::Open(Style::Angle)
                }
            }
            "»" | "›" => {
                if is_open(Style::Angle) {
                    MarkRole::Close(Style::Angle)
                } else if self.can_open(mark, start) {
                    MarkRole::Open(Style::Angle)
                } else {
                    MarkRole::Nothing
                }
            }
            "\"" | "''" | "＂" => self.straight_double(mark, start, end, is_open(Style::Double)),
            "‘" | "‛" | "‚" | "'" | "’" | "`" => {
                self.single(mark, start, end, is_open(Style::Single), later_closers)
            }
            _ => MarkRole::Nothing,
        }
    }

    fn straight_double(&self, mark: usize, start: usize, end: usize, is_open: bool) -> MarkRole {
        let token = self.doc.tokens[mark];
        let touches_left = mark > start && token.gap == Gap::None;
        let touches_right = mark + 1 < end && self.next(mark).is_some_and(|next| next.gap == Gap::None);
        if is_open {
            // Space before and a letter after: the one before was never closed.
            if !touches_left && self.letter_follows(mark) {
                MarkRole::Open(Style::Double)
            } else {
                MarkRole::Toggle(Style::Double)
            }
        } else if touches_left && (!touches_right || self.inches(mark)) {
            // 6'2" or a stray closing mark.
            MarkRole::Close(Style::Double)
        } else {
            MarkRole::Toggle(Style::Double)
        }
    }

    /// A mark between a number and punctuation: 5'11".
    fn inches(&self, mark: usize) -> bool {
        self.doc.tokens[mark - 1].kind == TokenKind::Number && !self.letter_follows(mark)
    }

    fn single(&self, mark: usize, start: usize, end: usize, is_open: bool, later_closers: u32) -> MarkRole {
        let word = self.doc.word(mark);
        if is_open && self.can_close_single(mark) {
            return if self.plural_possessive(mark) && later_closers > 0 {
                MarkRole::Nothing
            } else {
                MarkRole::Close(Style::Single)
            };
        }
        let opens = word != "’" && self.can_open(mark, start) && (word == "‘" || !self.elision(mark));
        if opens
            && !is_open
            && (later_closers > 0 || word == "‘" && mark == start || self.opens_again(mark, end))
            && !(word == "‘" && self.elision(mark) && later_closers == 0)
        {
            MarkRole::Open(Style::Single)
        } else {
            MarkRole::Nothing
        }
    }

    /// True if the next paragraph, which begins with token `next`, opens with the same mark: the quotation continues there.
    fn opens_again(&self, mark: usize, next: usize) -> bool {
        self.doc.tokens.get(next).is_some_and(|token| token.kind == TokenKind::SingleQuote)
            && self.doc.word(next) == self.doc.word(mark)
            && self.doc.word(mark) != "’"
            && !self.elision(next)
    }

    /// "the nations’ leaders": after an s and before a lower-case word, where a quotation would have punctuation.
    fn plural_possessive(&self, mark: usize) -> bool {
        let before = self.doc.word(mark - 1);
        before.ends_with(['s', 'S'])
            && self.next(mark).is_some_and(|next| next.gap == Gap::Space && next.is_word())
            && self.doc.tokens[mark - 1].is_word()
    }

    /// "'90s", "'em", "'til", "'s-Hertogenbosch": the mark stands for letters left out.
    fn elision(&self, mark: usize) -> bool {
        let Some(next) = self.next(mark) else { return false };
        if next.kind == TokenKind::Number {
            return true;
        }
        let word = next.span().of(self.doc.text());
        let hyphen = self.doc.tokens.get(mark + 2).is_some_and(|after| after.kind == TokenKind::Hyphen);
        if word.eq_ignore_ascii_case("s") && hyphen {
            return true;
        }
        ["em", "til", "till", "tis", "twas", "cause", "bout", "round", "n"].iter().any(|e| word.eq_ignore_ascii_case(e))
    }
}

fn fill_depths(doc: &mut Document<'_>) {
    for quote in &doc.quotes {
        let (start, end) = (quote.tokens.start(), quote.tokens.end());
        let first = start + usize::from(is_mark(doc.tokens[start]));
        let last = end - usize::from(quote.closed);
        for depth in doc.depths.iter_mut().take(last).skip(first) {
            step();
            *depth = quote.depth + 1;
        }
    }
}

fn is_mark(token: Token) -> bool {
    matches!(token.kind, TokenKind::DoubleQuote | TokenKind::SingleQuote)
}
