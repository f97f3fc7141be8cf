//! Where a text can be split: what the tokenizer leaves for the passes after it.

/// Token indices at which something can begin or end, each list ascending.
#[derive(Debug, Default)]
pub struct Landmarks {
    /// Tokens with a line break before them.
    pub breaks: Vec<u32>,
    /// Terminals, abbreviations and bullets: a sentence may end here.
    pub stops: Vec<u32>,
    /// Quotation marks.
    pub marks: Vec<u32>,
}

impl Landmarks {
    pub(super) fn clear(&mut self) {
        self.breaks.clear();
        self.stops.clear();
        self.marks.clear();
    }
}
