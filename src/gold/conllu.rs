//! CoNLL-U treebanks as running text with exact offsets.
//!
//! The text of a document is rebuilt as readers would see it: words are joined by a space unless `SpaceAfter=No` is
//! between them, across sentences too; `# newpar` adds a blank line. Where `# text` is given, the rebuilt sentence must
//! equal it. The words of a multiword token ("don't") have their own places where their forms add up to it, and otherwise
//! all its place.

use crate::error::{Error, Result};
use crate::span::Span;
use std::fs;
use std::path::Path;

mod document;
mod entity;

pub use document::{EntityMention, TreebankDocument, TreebankSentence, TreebankWord};

/// Reads a file.
///
/// # Errors
/// A file that cannot be read, a line that is not CoNLL-U, a sentence that is not its `# text`.
pub fn read(path: &Path) -> Result<Vec<TreebankDocument>> {
    let source = fs::read_to_string(path).map_err(|source| Error::io(path, source))?;
    parse(&source, path)
}

/// Reads CoNLL-U from memory; `path` is for messages.
///
/// # Errors
/// As [`read`], without the file.
pub fn parse(source: &str, path: &Path) -> Result<Vec<TreebankDocument>> {
    let mut reader = TreebankReader::default();
    for (index, line) in source.lines().chain([""]).enumerate() {
        reader.line(line).map_err(|cause| Error::Data { path: path.to_owned(), line: index + 1, cause })?;
    }
    reader.close_document();
    Ok(reader.documents)
}

/// Where reading stands.
#[derive(Default)]
struct TreebankReader<'s> {
    documents: Vec<TreebankDocument>,
    doc: TreebankDocument,
    entities: entity::OpenMentions,
    /// The last word read asks for a space after it.
    space_due: bool,
    paragraph: usize,
    new_paragraph: bool,
    /// The sentence being read: id, `# text`, first word.
    sent_id: &'s str,
    sent_text: Option<&'s str>,
    first_word: usize,
    /// The multiword token being read: last word id in it, its place, the bytes of it that its words have used up.
    multiword: Option<(u32, Span, usize)>,
}

impl<'s> TreebankReader<'s> {
    fn line(&mut self, line: &'s str) -> Result<(), String> {
        if line.is_empty() {
            return self.close_sentence();
        }
        let Some(comment) = line.strip_prefix('#') else { return self.word(line) };
        let (key, value) = comment.split_once('=').unwrap_or((comment, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match key.trim() {
            key if key == "newdoc" || key == "newdoc id" => {
                self.close_document();
                value.clone_into(&mut self.doc.id);
            }
            key if key == "newpar" || key == "newpar id" => self.new_paragraph = true,
            "sent_id" => self.sent_id = value,
            "text" => self.sent_text = Some(value),
            "global.Entity" => self.entities.set_fields(value),
            _ => {}
        }
        Ok(())
    }

    fn word(&mut self, line: &str) -> Result<(), String> {
        let cells: Vec<&str> = line.split('\t').collect();
        let &[id, form, lemma, upos, xpos, _, head, deprel, _, misc] = cells.as_slice() else {
            return Err(format!("ten columns expected, not {}", cells.len()));
        };
        if id.contains('.') {
            return Ok(()); // an empty node has no place in the text
        }
        let space_after = !misc.split('|').any(|item| item == "SpaceAfter=No");
        if let Some((_, last)) = id.split_once('-') {
            let last = last.parse().map_err(|_| format!("a range of words expected, not {id:?}"))?;
            let span = self.append(form, space_after);
            self.multiword = Some((last, span, 0));
            return Ok(());
        }
        let number: u32 = id.parse().map_err(|_| format!("a word number expected, not {id:?}"))?;
        let span = match &mut self.multiword {
            Some((last, whole, used)) if number <= *last => {
                let rest = &whole.of(&self.doc.text)[*used..];
                // The last word must end where the token does, or the forms do not add up.
                if rest.starts_with(form) && (number < *last || rest.len() == form.len()) {
                    let start = whole.start as usize + *used;
                    *used += form.len();
                    Span::new(start, start + form.len())
                } else {
                    *whole
                }
            }
            _ => {
                self.multiword = None;
                self.append(form, space_after)
            }
        };
        self.doc.words.push(TreebankWord {
            span,
            form: form.to_owned(),
            lemma: lemma.to_owned(),
            upos: upos.to_owned(),
            xpos: xpos.to_owned(),
            head: head.parse().ok(),
            deprel: deprel.to_owned(),
        });
        if let Some(marks) = misc.split('|').find_map(|item| item.strip_prefix("Entity=")) {
            self.entities.read(marks, &mut self.doc)?;
        }
        Ok(())
    }

    /// Puts a form into the running text, after the space or blank line that is due.
    fn append(&mut self, form: &str, space_after: bool) -> Span {
        let text = &mut self.doc.text;
        if std::mem::take(&mut self.new_paragraph) {
            if !text.is_empty() {
                text.push_str("\n\n");
                self.paragraph += 1;
            }
        } else if self.space_due {
            text.push(' ');
        }
        self.space_due = space_after;
        let start = text.len();
        text.push_str(form);
        Span::new(start, text.len())
    }

    fn close_sentence(&mut self) -> Result<(), String> {
        self.multiword = None;
        let words = self.first_word..self.doc.words.len();
        self.first_word = words.end;
        let (id, text) = (std::mem::take(&mut self.sent_id), self.sent_text.take());
        if words.is_empty() {
            return Ok(());
        }
        let span = self.doc.words[words.start].span.cover(self.doc.words[words.end - 1].span);
        if let Some(text) = text.filter(|text| text.trim_end() != span.of(&self.doc.text)) {
            return Err(format!("the words of {id} give {:?}, its text is {text:?}", span.of(&self.doc.text)));
        }
        self.doc.sentences.push(TreebankSentence { id: id.to_owned(), span, words, paragraph: self.paragraph });
        Ok(())
    }

    fn close_document(&mut self) {
        let doc = std::mem::take(&mut self.doc);
        self.entities.close();
        (self.space_due, self.paragraph, self.first_word, self.new_paragraph) = (false, 0, 0, false);
        if !doc.words.is_empty() {
            self.documents.push(doc);
        }
    }
}
