//! Single lines of a page that are no part of its article: labels of links, credits, by-lines, times, invitations, and what is
//! said about the author below the text.

use super::counts::{TextSize, TextSizes};
use super::words::FURNITURE;
use crate::article::Meta;
use crate::deadline::tick;
use crate::gazetteer::page_furniture::FurnitureKind;
use crate::input::field::{byline::author_name, date};
use dom_query::{Document, NodeId, NodeRef};
use regex::Regex;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// A longer line is running text, in characters.
const MAX_LINE: usize = 300;

/// The most characters that an offer to subscribe takes after its first line, and the most elements.
const MAX_OFFER: usize = 500;
const MAX_OFFER_ELEMENTS: usize = 100;

/// A time of day, how long ago something was, how long reading takes.
static CLOCK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let unit = "(?:sec(?:ond)?|min(?:ute)?|h(?:ou)?r|day|week|month|year)s?";
    let zone = "(?:gmt|utc|bst|cet|ist|[ecmp][sd]?t)";
    Regex::new(&format!(
        r"(?x) ^ (?: (?:(?:first|last)\s+)? (?:published|posted|updated) \s* (?:at\b)? [\s:]* )?
            (?: \d{{1,2}} [:.h] \d{{2}} (?: :\d{{2}} )? \s* (?:[ap]\.?m\b\.?)? \s* {zone}?
              | (?: an? | one | \d{{1,3}} ) \s* (?: {unit} | [smhd] ) \s+ ago
              | \d{{1,3}} [\s-]* {unit} \s+ (?:read|listen|watch) ) $"
    ))
    .ok()
});

/// The text of an element with single spaces.
fn line_of(node: &NodeRef<'_>) -> String {
    node.text().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Elements that start on a line of their own.
const BLOCKS: [&str; 14] =
    ["p", "div", "ul", "ol", "li", "table", "section", "article", "blockquote", "h2", "h3", "h4", "h5", "h6"];

/// Removes single lines and lists of links. True if one says that the rest is for subscribers.
pub(super) fn remove_lines(document: &Document, sizes: &TextSizes, meta: &Meta) -> bool {
    for list in document.select("ul, ol, td, div, section").nodes() {
        tick();
        let TextSize { chars, linked } = sizes.get(list);
        if chars == 0 || linked * 5 < chars * 4 {
            continue;
        }
        let is_list = list.has_name("ul") || list.has_name("ol");
        let has_links =
            || list.descendants_it().inspect(|_| tick()).filter(|inner| inner.has_name("a")).nth(2).is_some();
        if is_list || has_links() {
            list.remove_from_parent();
        }
    }
    let (mut is_cut, mut before_text) = (false, true);
    let mut with_blocks: FxHashMap<NodeId, bool> = FxHashMap::default();
    for node in document.select("p, div, li, span, strong, h2, h3, h4, h5, h6").nodes() {
        tick();
        let size = sizes.get(node);
        let is_inline = node.has_name("span") || node.has_name("strong");
        if size.chars == 0 || size.chars > MAX_LINE {
            before_text &= is_inline || size.chars == 0 || holds_blocks(node);
            continue;
        }
        if holds_blocks(node) {
            continue;
        }
        // Inside a line, only what is beside a block of its own.
        let in_line = |outer: NodeRef<'_>| {
            sizes.get(&outer).chars > size.chars && !*with_blocks.entry(outer.id).or_insert_with(|| has_blocks(&outer))
        };
        if is_inline && node.parent().is_some_and(in_line) {
            continue;
        }
        let text = line_of(node);
        let lower = text.to_lowercase().replace('’', "'");
        let words =
            lower.trim_start_matches(|char: char| !char.is_alphanumeric() && !matches!(char, '(' | '"' | '“' | '©'));
        if FURNITURE.words(FurnitureKind::Paywall).any(|phrase| words.starts_with(phrase)) {
            is_cut = true;
            if !before_text {
                remove_offer(node, sizes);
            }
            node.remove_from_parent();
        } else if is_heading(node, words) {
            remove_below(node, sizes);
            node.remove_from_parent();
        } else if is_furniture(words, size)
            || if before_text { is_head(node, &text, meta) } else { is_about_author(words, meta) }
        {
            node.remove_from_parent();
        } else {
            before_text &= is_inline || size.chars < MAX_LINE / 4;
        }
    }
    is_cut
}

/// True if there is a block somewhere in the element.
fn holds_blocks(node: &NodeRef<'_>) -> bool {
    node.descendants_it()
        .inspect(|_| tick())
        .any(|inner| inner.node_name().is_some_and(|name| BLOCKS.contains(&&*name)))
}

/// True if one of its children is a block.
fn has_blocks(node: &NodeRef<'_>) -> bool {
    node.element_children()
        .iter()
        .inspect(|_| tick())
        .any(|child| child.node_name().is_some_and(|name| BLOCKS.contains(&&*name)))
}

/// True for a line above a list of other articles.
fn is_heading(node: &NodeRef<'_>, words: &str) -> bool {
    let text = words.trim_end_matches(|char: char| !char.is_alphanumeric());
    if FURNITURE.has(text, FurnitureKind::Heading) {
        return true;
    }
    let heading = ["h2", "h3", "h4", "h5", "h6"].iter().any(|name| node.has_name(name)) || is_bold(node);
    let goes_on = ["more from", "more on", "more in"].iter().any(|start| text.starts_with(start));
    heading && goes_on && text.split(' ').count() < 8
}

/// True if all of its text is in bold type.
fn is_bold(node: &NodeRef<'_>) -> bool {
    let children = node.element_children();
    node.immediate_text().trim().is_empty()
        && children.len() == 1
        && (children[0].has_name("strong") || children[0].has_name("b"))
}

/// Removes what the heading of a list of other articles is about: the lists and links after it.
fn remove_below(heading: &NodeRef<'_>, sizes: &TextSizes) {
    let mut next = heading.next_element_sibling();
    while let Some(node) = next {
        next = node.next_element_sibling();
        let TextSize { chars, linked } = sizes.get(&node);
        let list = node.has_name("ul") || node.has_name("ol");
        if !list && (chars == 0 || linked * 2 < chars) {
            return;
        }
        node.remove_from_parent();
    }
}

/// A text without the lines that are only a time, as above the posts of a live blog.
pub(super) fn without_times(text: &str) -> String {
    let paragraphs = text.split("\n\n").filter_map(|paragraph| {
        let lines: Vec<&str> = paragraph.lines().filter(|line| !is_clock(&line.trim().to_lowercase())).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    });
    paragraphs.collect::<Vec<_>>().join("\n\n").trim().to_owned()
}

/// Removes what follows the line that says that the rest is for subscribers, unless it may be text.
fn remove_offer(line: &NodeRef<'_>, sizes: &TextSizes) {
    let (mut offer, mut chars) = (Vec::new(), 0);
    for node in std::iter::successors(line.next_element_sibling(), NodeRef::next_element_sibling) {
        tick();
        chars += sizes.get(&node).outside_links();
        if chars >= MAX_OFFER || offer.len() == MAX_OFFER_ELEMENTS {
            return;
        }
        offer.push(node);
    }
    offer.iter().for_each(NodeRef::remove_from_parent);
}

/// True for a line that leads elsewhere, is a credit, or asks for something.
fn is_furniture(words: &str, size: TextSize) -> bool {
    let bare = words.trim_start_matches(['(', '[']);
    if let Some(rest) = FURNITURE.after(bare, FurnitureKind::Label) {
        let rest = rest.trim_start();
        let alone = !rest.contains(char::is_alphanumeric);
        // One word and a colon may begin a sentence: "Listen: it is over."
        let is_certain = size.linked > 0 || bare[..bare.len() - rest.len()].trim_end().contains(' ');
        let leads = rest.starts_with([':', '|', '>', '»', '→', '–', '—', '-']);
        if alone || leads && is_certain || size.linked * 2 >= rest.chars().count() {
            return true;
        }
    }
    if FURNITURE.after(bare, FurnitureKind::Credit).is_some() || has_agency(words) {
        return true;
    }
    if bare.starts_with('©') || bare.starts_with("(c) ") || is_notice(bare) {
        return true;
    }
    let is_reachable = size.linked > 0 || bare.contains('@');
    if is_reachable && FURNITURE.after(bare, FurnitureKind::Contact).is_some() {
        return true;
    }
    let offers = || words.split(|char: char| !char.is_alphanumeric() && char != '-');
    let invited = FURNITURE.after(bare, FurnitureKind::Invite).is_some()
        && (offers().any(|word| FURNITURE.has(word, FurnitureKind::InviteWord))
            || FURNITURE.words(FurnitureKind::InviteWord).any(|offer| offer.contains(' ') && words.contains(offer)));
    // Outside quotation marks, nobody else has "your inbox".
    let your_inbox = bare.contains("your inbox") && !bare.contains(['"', '“']);
    invited || your_inbox || size.is_linked() && !words.ends_with(['.', '!', '?', '”', '"'])
}

/// True for a time of day, how long ago something was, or how long reading takes, in lower case.
fn is_clock(words: &str) -> bool {
    words.len() < 60
        && words.contains(|char: char| char.is_ascii_digit() || char == 'a')
        && CLOCK.as_ref().is_some_and(|clock| clock.is_match(words))
}

/// True for a line about the rights in a text: "Copyright 2024 …".
fn is_notice(words: &str) -> bool {
    let year = words.strip_prefix("copyright ").map(|rest| rest.trim_start_matches(['©', '(', 'c', ')', ' ']));
    year.is_some_and(|rest| rest.starts_with(|char: char| char.is_ascii_digit()))
        || words.contains("all rights reserved")
}

/// True if a line ends with the agency that a picture is from: "(Ann Lee/Getty Images)".
fn has_agency(words: &str) -> bool {
    let end = words.trim_end_matches([')', ']', ' ']);
    let Some((before, agency)) = end.rsplit_once('/') else { return false };
    if FURNITURE.has(agency.trim(), FurnitureKind::Agency) {
        return true;
    }
    // The other way around: "(AP Photo/Ann Lee)".
    let maker = before.rsplit(['(', '[', '.', ':']).next().unwrap_or_default().trim();
    words.ends_with([')', ']']) && maker.ends_with("photo") && agency.split(' ').count() < 5
}

/// True for a line above the text with the author's name, the date, or both.
fn is_head(node: &NodeRef<'_>, text: &str, meta: &Meta) -> bool {
    if is_dateline(text) || starts_with_author(text, meta) {
        return true;
    }
    let children = node.element_children();
    let between = node.immediate_text();
    let between = between.trim_matches(|char: char| !char.is_alphanumeric());
    let mut parts = text.split(['|', '·', '•']).filter(|part| !part.trim().is_empty());
    parts.all(|part| is_name_or_date(part, meta))
        || !children.is_empty()
            && (between.is_empty() || between.eq_ignore_ascii_case("by"))
            && children.iter().map(|child| line_of(child)).all(|part| part.is_empty() || is_name_or_date(&part, meta))
}

/// True for a place, and who reports from it, in a block of its own: "BODEN (AP) —".
fn is_dateline(text: &str) -> bool {
    text.chars().count() < 60 && (text.ends_with(['—', '–']) || text.ends_with("--"))
}

/// True for a by-line with what the author is: "By Zoë Karlsson, staff writer".
fn starts_with_author(text: &str, meta: &Meta) -> bool {
    let name = author_name(text).to_lowercase();
    text.chars().count() < 100
        && !text.ends_with(['.', '!', '?', ':', ',', '"', '”'])
        && authors(meta).any(|author| name.starts_with(&author))
}

/// The names of the authors in lower case.
fn authors(meta: &Meta) -> impl Iterator<Item = String> {
    let names = meta.author.as_deref().unwrap_or_default().split(", ").flat_map(|part| part.split(" and "));
    names.inspect(|_| tick()).map(|name| name.trim().to_lowercase()).filter(|name| name.contains(' '))
}

/// True for a line about the author: "Zoë Karlsson covers the port."
fn is_about_author(words: &str, meta: &Meta) -> bool {
    let after = |author: String| {
        let rest = words.strip_prefix(&author)?.trim_start_matches([',', ' ']);
        FURNITURE.after(rest, FurnitureKind::Bio)
    };
    authors(meta).any(|author| after(author).is_some())
}

fn is_name_or_date(text: &str, meta: &Meta) -> bool {
    let name = author_name(text.trim());
    let is_author = meta.author.as_deref().is_some_and(|author| {
        name.eq_ignore_ascii_case(author) || author.split(", ").any(|one| name.eq_ignore_ascii_case(one))
    });
    is_author
        || meta.title.as_deref() == Some(text)
        || date::is_date_only(text)
        || is_clock(&text.trim().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patterns_compile() {
        assert!(CLOCK.is_some());
    }

    #[test]
    fn times_and_how_long_ago() {
        for line in [
            "12:31",
            "12.31",
            "8:05 pm gmt",
            "11h04",
            "2 hours ago",
            "3h ago",
            "an hour ago",
            "published 3 days ago",
            "last updated at 14:05 bst",
            "5 min read",
            "5-minute read",
        ] {
            assert!(is_clock(line), "{line}");
        }
        for line in ["2.5 million", "12:31 was when it began", "two years ago", "10.5", "ago", "5 minutes", "9:30 said"]
        {
            assert!(!is_clock(line), "{line}");
        }
        assert_eq!(without_times("12:31\n\nIt is over\n\n2 hours ago\nIt is."), "It is over\n\nIt is.");
    }

    #[test]
    fn lines_about_the_author_and_by_lines() {
        let meta = Meta { author: Some("Zoë Karlsson, Bo Lind".to_owned()), ..Meta::default() };
        assert!(is_about_author("zoë karlsson covers transport.", &meta));
        assert!(is_about_author("bo lind is a staff writer.", &meta));
        assert!(!is_about_author("bo lind said that it rained.", &meta));
        assert!(!is_about_author("ann lee is a staff writer.", &meta));
        assert!(starts_with_author("By Zoë Karlsson, staff writer", &meta));
        assert!(starts_with_author("Bo Lind | Harbour Post", &meta));
        assert!(!starts_with_author("Bo Lind was in the harbor.", &meta));
        assert!(!starts_with_author("By Ann Lee, staff writer", &meta));
        assert!(is_dateline("BODEN (AP) —") && !is_dateline("It is over — they say"));
    }
}
