//! Takes away from a page what is no part of its article: captions and credits, links to other articles, boxes, forms, and
//! single lines ([`super::lines`]). What each is called is in `gazetteers/lexicons/page-furniture.tsv`. Quotations set apart stay.

use super::counts::{TextSize, TextSizes};
use super::lines::remove_lines;
use super::words::FURNITURE;
use crate::article::Meta;
use crate::deadline::tick;
use crate::gazetteer::page_furniture::FurnitureKind;
use dom_query::{Document, NodeId, NodeRef};
use rustc_hash::FxHashMap;

/// Elements that are never part of an article.
const NEVER: &str = "script, style, noscript, template, nav, form, button, input, select, textarea, iframe, dialog, svg, audio, \
    video, object, embed, h1, amp-ad, amp-embed, amp-sidebar, amp-consent, amp-social-share, amp-analytics, amp-list, \
    amp-user-notification, amp-carousel, amp-video, [aria-label=breadcrumb], [role=navigation], [role=complementary]";

/// Elements that may hold an article, whatever their class says.
const HOLDERS: [&str; 5] = ["html", "head", "body", "main", "article"];

/// Takes away what is no part of the article. True if the page says that the rest is for subscribers.
pub(super) fn clear(document: &Document, meta: &Meta) -> bool {
    keep_quotations(document);
    document.select(NEVER).remove();
    document.select("figcaption, aside, body > footer, article > footer").remove();
    for figure in document.select("figure").nodes() {
        if figure
            .descendants_it()
            .inspect(|_| tick())
            .any(|inner| inner.has_name("blockquote") || inner.has_name("table"))
        {
            figure.rename("div");
        } else {
            figure.remove_from_parent();
        }
    }
    remove_boxes(document);
    let sizes = TextSizes::of(document);
    remove_times(document, &sizes);
    let is_cut = remove_lines(document, &sizes, meta);
    // Where the main content is searched, "subheader" would be taken for a header.
    document.select("h2[class*=header], h3[class*=header], h4[class*=header]").remove_attr("class");
    is_cut
}

/// The text of the smallest element that holds nearly all paragraphs, of a page that has been cleared.
pub(super) fn text_of_posts(document: &Document) -> Option<String> {
    let prose = Prose::of(document);
    let mut node = document.select_single("body").nodes().first().copied()?;
    let holds = |node: &NodeRef<'_>| prose.held.get(&node.id).copied().unwrap_or(0) * 10 >= prose.all * 9;
    while let Some(inner) = node.element_children().into_iter().find(holds) {
        node = inner;
    }
    Some(node.formatted_text().to_string())
}

/// Removes the times of articles and of the posts of a live blog; those inside a sentence stay.
fn remove_times(document: &Document, sizes: &TextSizes) {
    for time in document.select("time").nodes() {
        tick();
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
    for aside in document.select("aside").nodes() {
        if aside.descendants_it().inspect(|_| tick()).any(|inner| inner.has_name("blockquote")) {
            aside.rename("div");
        }
    }
    document.select("blockquote > footer, blockquote > figcaption, blockquote > cite").rename("p");
    document.select("blockquote + footer, blockquote + cite").rename("p");
    let mut with_quote: FxHashMap<NodeId, bool> = FxHashMap::default();
    for caption in document.select("figure figcaption").nodes() {
        let Some(figure) = caption.ancestors_it(None).find(|outer| outer.has_name("figure")) else { continue };
        let quotes = || figure.descendants_it().inspect(|_| tick()).any(|inner| inner.has_name("blockquote"));
        if *with_quote.entry(figure.id).or_insert_with(quotes) {
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
            tick();
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
    let names = [node.class(), node.id_attr(), node.attr("data-component"), node.attr("data-testid")];
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
                    tick();
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
            "<div data-component='byline-block'><p>Transport correspondent</p></div>",
            "<p class='interstitial-link'><i>[<a href='/q'>The bridge plan is dead, council says</a>]</i></p>",
            "<p>Copyright 2024 Harbour Post. This may not be published elsewhere.</p>",
            "<p>Get stories like this in your inbox.</p>",
            "<p><i>Reach her at zoe@post.example.</i></p>",
            "<p><i>Follow us on <a href='x'>X</a> and <a href='f'>Facebook</a></i></p>",
            "<p><i>Zoë Karlsson covers the port. She lives in Boden.</i></p>",
            "<ul class='links inline'><li><a href='l'>Log in</a> or <a href='r'>register</a> to post comments</li></ul>",
            "<div><h3>Subscribe to read the rest</h3><p>Only 1 crown for 4 weeks.</p><a href='s'>Go on</a></div>",
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
            ("<p>Contact the police, she said.</p>", "Contact the police, she said."),
            ("<p>“It is in your inbox,” she said.</p>", "“It is in your inbox,” she said."),
            ("<p>Zoë Karlsson said no.</p>", "Zoë Karlsson said no."),
            ("<h2 class='subheader'>The last boat</h2>", "The last boat"),
            (
                "<aside><svg></svg><blockquote>It leaks</blockquote><footer><cite>Maria Olden</cite></footer></aside>",
                "It leaks|Maria Olden",
            ),
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

    /// Twice the elements take about twice the steps, however they are put together.
    #[cfg(debug_assertions)]
    #[test]
    fn work_grows_as_the_page_does() {
        use crate::work::steps;
        let author = |count: usize| (0..count).map(|i| format!("Ann Lee{i}")).collect::<Vec<_>>().join(", ");
        let shapes: [(&str, &dyn Fn(usize) -> String); 9] = [
            ("spans", &|n| format!("<p>{}</p>", "<span>x</span>".repeat(n))),
            ("lines", &|n| "<p>x</p>".repeat(n)),
            ("offers", &|n| "<p><a>Subscribe to continue reading</a></p>".repeat(n) + &"<p>Text. </p>".repeat(n)),
            ("headings", &|n| "<h2>Read more</h2><p>x</p>".repeat(n)),
            ("links", &|n| "<p><a>x</a></p>".repeat(n)),
            ("captions", &|n| format!("<figure>{}</figure>", "<figcaption>x</figcaption>".repeat(n))),
            ("times", &|n| "<p><time>x</time></p>".repeat(n)),
            ("blocks", &|n| format!("<div>{}</div>", "<div><span>x</span> <p>y</p></div>".repeat(n))),
            ("authors", &|n| format!("<meta name=author content='{}'>{}", author(n), "<p>x</p>".repeat(n))),
        ];
        for (name, shape) in shapes {
            let work = |size: usize| {
                let document = Document::from(shape(size));
                let begun = steps();
                let meta = super::super::metadata::read(&document).meta;
                clear(&document, &meta);
                steps() - begun
            };
            let [one, two, four] = [200, 400, 800].map(work);
            assert!(one >= 200 && two * 10 <= one * 22 && four * 10 <= two * 22, "{name}: {one}, {two}, {four} steps");
        }
    }
}
