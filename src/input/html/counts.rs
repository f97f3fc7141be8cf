//! How much text each element of a page holds, and how much of it is in links: counted once for all.

use crate::deadline::tick;
use dom_query::{Document, NodeId, NodeRef};
use rustc_hash::FxHashMap;

/// Characters of words, in and outside links.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct TextSize {
    pub(super) chars: usize,
    pub(super) linked: usize,
}

impl TextSize {
    pub(super) fn outside_links(self) -> usize {
        self.chars - self.linked
    }

    /// True if nothing but a mark or two is outside links.
    pub(super) fn is_linked(self) -> bool {
        self.linked > 0 && (self.linked * 20 >= self.chars * 19 || self.linked + 2 >= self.chars)
    }
}

/// The sizes of all elements.
pub(super) struct TextSizes(FxHashMap<NodeId, TextSize>);

impl TextSizes {
    pub(super) fn of(document: &Document) -> Self {
        let mut sizes: FxHashMap<NodeId, TextSize> = FxHashMap::default();
        let mut open = vec![(document.root(), false, false)];
        while let Some((node, in_link, done)) = open.pop() {
            tick();
            if done || !node.is_element() && !node.is_document() && !node.is_fragment() {
                let size =
                    if done { sizes.get(&node.id).copied().unwrap_or_default() } else { size_of(&node, in_link) };
                if let Some(outer) = node.parent() {
                    let sum = sizes.entry(outer.id).or_default();
                    sum.chars += size.chars;
                    sum.linked += size.linked;
                }
                continue;
            }
            open.push((node, in_link, true));
            let in_link = in_link || node.has_name("a");
            open.extend(node.children_it(false).map(|child| (child, in_link, false)));
        }
        Self(sizes)
    }

    pub(super) fn get(&self, node: &NodeRef<'_>) -> TextSize {
        self.0.get(&node.id).copied().unwrap_or_default()
    }
}

/// The size of a text.
fn size_of(node: &NodeRef<'_>, in_link: bool) -> TextSize {
    if !node.is_text() {
        return TextSize::default();
    }
    let chars = node.text().chars().filter(|char| !char.is_whitespace()).count();
    TextSize { chars, linked: if in_link { chars } else { 0 } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_in_and_outside_links() {
        let document = Document::from("<div><p>One <a>two <b>three</b></a></p><!-- no --><p>four</p></div>");
        let sizes = TextSizes::of(&document);
        let of = |selector: &str| sizes.get(document.select_single(selector).nodes().first().unwrap());
        assert_eq!(of("div"), TextSize { chars: 15, linked: 8 });
        assert_eq!(of("p"), TextSize { chars: 11, linked: 8 });
        assert!(of("a").is_linked() && !of("p").is_linked());
    }
}
