//! Takes away from a page what is no part of its article: captions and credits, links to other articles, boxes, forms. What
//! each is called is in `gazetteers/lexicons/page-furniture.tsv`. Quotations set apart stay.

use super::counts::{TextSize, TextSizes};
use crate::article::Meta;
use crate::gazetteer::page_furniture::{FurnitureKind, PageFurniture};
use crate::input::field::{byline::author_name, date};
use dom_query::{Document, NodeId, NodeRef};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

static FURNITURE: LazyLock<PageFurniture> = LazyLock::new(|| {
    // A broken list is a defect of the build, which its test finds.
    PageFurniture::embedded().unwrap_or_default()
});

/// Elements that are never part of an article.
const NEVER: &str = "script, style, noscript, template, nav, form, button, input, select, textarea, iframe, dialog, svg, audio, \
    video, object, embed, h1, amp-ad, amp-embed, amp-sidebar, amp-consent, amp-social-share, amp-analytics, amp-list, \
    amp-user-notification, amp-carousel, amp-video, [aria-label=breadcrumb], [role=navigation], [role=complementary]";

/// Elements that may hold an article, whatever their class says.
const HOLDERS: [&str; 5] = ["html", "head", "body", "main", "article"];

/// A longer line is running text, in characters.
const MAX_LINE: usize = 300;

/// Takes away what is no part of the article. True if the page says that the rest is for subscribers.
pub(super) fn clear(document: &Document, meta: &Meta) -> bool {
    keep_quotations(document);
    document.select(NEVER).remove();
    document.select("figcaption, aside, body > footer, article > footer").remove();
    for figure in document.select("figure").nodes() {
        if figure.descendants_it().any(|inner| inner.has_name("blockquote") || inner.has_name("table")) {
            figure.rename("div");
        } else {
            figure.remove_from_parent();
        }
    }
    remove_boxes(document);
    let sizes = TextSizes::of(document);
    remove_times(document, &sizes);
    remove_lines(document, &sizes, meta)
}

/// Removes the times of articles and of the posts of a live blog; those inside a sentence stay.
fn remove_times(document: &Document, sizes: &TextSizes) {
    for time in document.select("time").nodes() {
        let alone = |outer: &NodeRef<'_>| sizes.get(outer) == sizes.get(time);
        let outer = time.ancestors_it(Some(4)).take_while(alone).last();
        let outer = outer.filter(|outer| outer.node_name().is_none_or(|name| !HOLDERS.contains(&&*name)));
        if let Some(outer) = outer {
            outer.remove_from_parent();
        }
    }
}

/// Makes block quotations of pull quotations, with whoever is named below them.
fn keep_quotations(document: &Document) {
    document.select("aside[class*=quote]").rename("blockquote");
    document.select("blockquote > footer, blockquote > figcaption, blockquote > cite").rename("p");
    for caption in document.select("figure figcaption").nodes() {
        let quotes = |figure: &NodeRef<'_>| figure.descendants_it().any(|inner| inner.has_name("blockquote"));
        if caption.ancestors_it(None).find(|outer| outer.has_name("figure")).is_some_and(|figure| quotes(&figure)) {
            caption.rename("p");
        }
    }
}

/// Removes elements by their class or id, unless they hold much of the running text.
fn remove_boxes(document: &Document) {
    let prose = Prose::of(document);
    let mut open = vec![document.root()];
    while let Some(node) = open.pop() {
        for child in node.element_children() {
            if is_box(&child) && prose.is_small(&child) {
                child.remove_from_parent();
            } else {
                open.push(child);
            }
        }
    }
}

fn is_box(node: &NodeRef<'_>) -> bool {
    if node.node_name().is_none_or(|name| HOLDERS.contains(&&*name)) {
        return false;
    }
    let names = [node.class(), node.id_attr()];
    names.into_iter().flatten().any(|names| names.split_ascii_whitespace().any(names_box))
}

/// True if one or two neighboring words of a class name a box: "c-article__related-links".
fn names_box(class: &str) -> bool {
    let mut words: Vec<String> = Vec::new();
    let mut before_small = false;
    for char in class.chars() {
        let part = words.last_mut().filter(|_| char.is_alphanumeric() && !(before_small && char.is_uppercase()));
        match part {
            Some(word) => word.extend(char.to_lowercase()),
            None if char.is_alphanumeric() => words.push(char.to_lowercase().collect()),
            None => words.push(String::new()),
        }
        before_small = char.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    // A quotation may be shared, and have a credit.
    let quotes = words.iter().any(|word| word.ends_with("quote"));
    let has = |word: &str| FURNITURE.has(word, FurnitureKind::Class);
    !quotes && (words.iter().any(|word| has(word)) || words.windows(2).any(|pair| has(&pair.join("-"))))
}

/// How many characters of running text each element holds: in paragraphs, and outside links.
struct Prose {
    held: FxHashMap<NodeId, usize>,
    all: usize,
    sizes: TextSizes,
    outside_links: usize,
}

impl Prose {
    fn of(document: &Document) -> Self {
        let sizes = TextSizes::of(document);
        let outside_links = sizes.get(&document.root()).outside_links();
        let mut prose = Self { held: FxHashMap::default(), all: 0, sizes, outside_links };
        for paragraph in document.select("p").nodes() {
            let TextSize { chars, linked } = prose.sizes.get(paragraph);
            if linked * 2 < chars {
                prose.all += chars;
                for outer in paragraph.ancestors_it(None) {
                    *prose.held.entry(outer.id).or_default() += chars;
                }
            }
        }
        prose
    }

    /// True for an element that does not hold the article.
    fn is_small(&self, node: &NodeRef<'_>) -> bool {
        let paragraphs = self.held.get(&node.id).copied().unwrap_or(0);
        let text = self.sizes.get(node).outside_links();
        (self.all == 0 || paragraphs * 5 < self.all * 2) && text * 5 < self.outside_links * 3
    }
}

/// The text of an element with single spaces.
fn line_of(node: &NodeRef<'_>) -> String {
    node.text().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Elements that start on a line of their own.
const BLOCKS: [&str; 14] =
    ["p", "div", "ul", "ol", "li", "table", "section", "article", "blockquote", "h2", "h3", "h4", "h5", "h6"];

/// Removes single lines and lists of links. True if one says that the rest is for subscribers.
fn remove_lines(document: &Document, sizes: &TextSizes, meta: &Meta) -> bool {
    for list in document.select("ul, ol, td, div, section").nodes() {
        let TextSize { chars, linked } = sizes.get(list);
        if chars == 0 || linked * 5 < chars * 4 {
            continue;
        }
        let is_list = list.has_name("ul") || list.has_name("ol");
        if is_list || list.descendants_it().filter(|inner| inner.has_name("a")).nth(2).is_some() {
            list.remove_from_parent();
        }
    }
    let (mut is_cut, mut before_text) = (false, true);
    for node in document.select("p, div, li, span, strong, h2, h3, h4, h5, h6").nodes() {
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
        if is_inline && node.parent().is_some_and(|outer| sizes.get(&outer).chars > size.chars && !has_blocks(&outer)) {
            continue;
        }
        let text = line_of(node);
        let lower = text.to_lowercase().replace('’', "'");
        let words =
            lower.trim_start_matches(|char: char| !char.is_alphanumeric() && !matches!(char, '(' | '"' | '“' | '©'));
        if FURNITURE.words(FurnitureKind::Paywall).any(|phrase| words.starts_with(phrase)) {
            is_cut = true;
            node.remove_from_parent();
        } else if is_heading(node, words) {
            remove_below(node, sizes);
            node.remove_from_parent();
        } else if is_furniture(words, size) || before_text && is_head(node, &text, meta) {
            node.remove_from_parent();
        } else {
            before_text &= is_inline || size.chars < MAX_LINE / 4;
        }
    }
    is_cut
}

/// True if there is a block somewhere in the element.
fn holds_blocks(node: &NodeRef<'_>) -> bool {
    node.descendants_it().any(|inner| inner.node_name().is_some_and(|name| BLOCKS.contains(&&*name)))
}

fn has_blocks(node: &NodeRef<'_>) -> bool {
    node.element_children().iter().any(|child| child.node_name().is_some_and(|name| BLOCKS.contains(&&*name)))
}

/// True for a line above a list of other articles.
fn is_heading(node: &NodeRef<'_>, words: &str) -> bool {
    let text = words.trim_end_matches(|char: char| !char.is_alphanumeric());
    if FURNITURE.has(text, FurnitureKind::Heading) {
        return true;
    }
    let heading = ["h2", "h3", "h4", "h5", "h6"].iter().any(|name| node.has_name(name));
    let goes_on = ["more from", "more on", "more in"].iter().any(|start| text.starts_with(start));
    heading && goes_on && text.split(' ').count() < 8
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
    if bare.starts_with('©') || bare.starts_with("(c) ") {
        return true;
    }
    let offers = || words.split(|char: char| !char.is_alphanumeric() && char != '-');
    let invited = FURNITURE.after(bare, FurnitureKind::Invite).is_some()
        && (offers().any(|word| FURNITURE.has(word, FurnitureKind::InviteWord))
            || FURNITURE.words(FurnitureKind::InviteWord).any(|offer| offer.contains(' ') && words.contains(offer)));
    invited || size.is_linked() && !words.ends_with(['.', '!', '?', '”', '"'])
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
    let children = node.element_children();
    let between = node.immediate_text();
    let between = between.trim_matches(|char: char| !char.is_alphanumeric());
    text.split(['|', '·', '•']).all(|part| is_name_or_date(part, meta))
        || !children.is_empty()
            && (between.is_empty() || between.eq_ignore_ascii_case("by"))
            && children.iter().map(|child| line_of(child)).all(|part| part.is_empty() || is_name_or_date(&part, meta))
}

fn is_name_or_date(text: &str, meta: &Meta) -> bool {
    let name = author_name(text.trim());
    let is_author = meta.author.as_deref().is_some_and(|author| {
        name.eq_ignore_ascii_case(author) || author.split(", ").any(|one| name.eq_ignore_ascii_case(one))
    });
    is_author || meta.title.as_deref() == Some(text) || date::is_date_only(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left of the body of a page, its blocks joined by a bar.
    fn left(body: &str) -> String {
        let document = Document::from(format!("<body><article><p>{}</p>{body}</article></body>", "Text. ".repeat(60)));
        clear(&document, &Meta { author: Some("Zoë Karlsson".to_owned()), ..Meta::default() });
        let text = document.formatted_text().replace(['\n'], "|").replace("||", "|");
        text.split_once('|').map_or("", |(_, rest)| rest).trim_end_matches('|').to_owned()
    }

    #[test]
    fn what_is_no_part_of_the_article() {
        for body in [
            "<figure><img src=a><figcaption>Cranes. “No,” one docker said. Photograph: Jan Kees</figcaption></figure>",
            "<p class='caption'>A crane stands idle.</p>",
            "<p>A crane stands idle. (Photo: Ann Lee/Getty Images)</p>",
            "<p>(AP Photo/Ann Lee)</p>",
            "<p>Photograph: Jan Kees/REX</p>",
            "<p><strong>Read more: <a href='/a'>Mayor says she will sue</a></strong></p>",
            "<p>READ ALSO | <a href='/a'>Mayor says she will sue</a></p>",
            "<p><a href='/a'>Mayor says she will sue</a></p>",
            "<div class='inline-promo'><h3>Related</h3><p>Trains are late</p></div>",
            "<h3>Related</h3><ul><li><a href='/b'>Trains are late, rail boss says</a></li></ul>",
            "<h3>Most read</h3><ol><li>Storm kills two, police say</li></ol>",
            "<h4>More from Sport</h4><p><a href='/b'>Trains are late, rail boss says.</a></p>",
            "<div class='c-newsletterBox newsletter-signup'><p>The day in your inbox.</p></div>",
            "<p>Sign up for our daily newsletter and never miss a thing.</p>",
            "<p>Advertisement</p>",
            "<p>© Harbour Post 2024</p>",
            "<aside><p>Trains are late.</p></aside>",
            "<form><p>Your email</p></form>",
            "<div id='taboola-below'><p>You will not believe it.</p></div>",
        ] {
            assert_eq!(left(body), "", "{body}");
        }
    }

    #[test]
    fn what_is() {
        for (body, expected) in [
            ("<p>Read more than one book, she said.</p>", "Read more than one book, she said."),
            ("<p>Watch what happens, she said.</p>", "Watch what happens, she said."),
            (
                "<p>“Sign up for the draft,” she said of the newsletter.</p>",
                "“Sign up for the draft,” she said of the newsletter.",
            ),
            ("<p>Share prices fell.</p>", "Share prices fell."),
            ("<p>Listen: it is over.</p>", "Listen: it is over."),
            ("<p>It was a poll by Ipsos/Reuters.</p>", "It was a poll by Ipsos/Reuters."),
            ("<p>Most said so (Reuters/Ipsos)</p>", "Most said so (Reuters/Ipsos)"),
            ("<p><a href='/a'>The mayor</a> said so.</p>", "The mayor said so."),
            ("<blockquote><p>“The roof leaks.”</p></blockquote>", "“The roof leaks.”"),
            ("<aside class='pullquote'><p>The roof leaks</p></aside>", "The roof leaks"),
            (
                "<figure class='quote'><blockquote>“It leaks.”</blockquote><figcaption>— Maria Olden</figcaption></figure>",
                "“It leaks.”|— Maria Olden",
            ),
            ("<blockquote>“It leaks.”<footer>Maria Olden</footer></blockquote>", "“It leaks.”|Maria Olden"),
            ("<ul><li>The roof leaks, she said.</li></ul>", "The roof leaks, she said."),
            ("<h2>More trouble</h2>", "More trouble"),
            ("<p>By then, it was over.</p>", "By then, it was over."),
        ] {
            assert_eq!(left(body), expected, "{body}");
        }
    }

    #[test]
    fn the_element_that_holds_the_text_stays_whatever_its_class_says() {
        let page = |class: &str| {
            let document = Document::from(format!("<div class='{class}'><p>{}</p></div><p>x</p>", "Text. ".repeat(60)));
            clear(&document, &Meta::default());
            document.formatted_text().len()
        };
        assert!(page("with-related video") > 300);
        let lines = format!("<div class='story promo'>{}</div><p>© Post</p>", "Text.<br>".repeat(60));
        let document = Document::from(lines);
        clear(&document, &Meta::default());
        assert!(document.formatted_text().len() > 300);
        assert!(names_box("c-article__related-links") && names_box("articleMostRead") && names_box("most-read"));
        assert!(!names_box("article-body") && !names_box("pull-quote-share") && !names_box("badges"));
    }

    #[test]
    fn a_paywall() {
        let document = Document::from("<p>The port is open.</p><p>Subscribe to continue reading. It costs little.</p>");
        assert!(clear(&document, &Meta::default()));
        assert_eq!(document.formatted_text().trim(), "The port is open.");
    }
}
