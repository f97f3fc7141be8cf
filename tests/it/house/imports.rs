//! Who imports whom: the files of a Rust crate, of the page's JavaScript and of the Python package, as a graph.
//!
//! The reading is strict. A child that uses an item of its parent's mod file has an edge to that file, and a mod file that
//! re-exports a child has an edge to the child; together they are a circle. `mod x;` alone is no edge. Comments, strings and
//! `#[cfg(test)]` items are left out.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Sources by their path below the root, with `/`.
pub(crate) type Sources = BTreeMap<String, String>;

/// The files below a folder of the repository whose names end in `ending`.
pub(crate) fn read_sources(folder: &str, ending: &str) -> Sources {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = walkdir::WalkDir::new(&root).into_iter().map(|entry| entry.unwrap().into_path());
    let name = |path: &Path| path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
    let sources: Sources = files
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .map(|path| (name(&path), fs::read_to_string(&path).unwrap()))
        .collect();
    assert!(sources.len() > 3, "only {} files in {folder}", sources.len());
    sources
}

/// For each file the files that it imports from, each with the path that does so.
#[derive(Debug, Default)]
pub(crate) struct Imports(BTreeMap<String, BTreeMap<String, String>>);

impl Imports {
    /// The imports of a crate. `sources` are the files below `src`.
    pub(crate) fn of_rust(sources: &Sources) -> Self {
        let files: BTreeMap<Vec<String>, &String> = sources.keys().map(|file| (module_of(file), file)).collect();
        let mut imports = Self::default();
        for (file, source) in sources {
            let module = module_of(file);
            let is_child = |name: &str| files.contains_key(&[&module[..], &[name.to_owned()]].concat());
            for path in rust_paths(source, is_child) {
                imports.add(file, resolve(&module, &path, &files), &path.join("::"));
            }
        }
        imports
    }

    /// The imports of JavaScript modules that lie in one folder.
    pub(crate) fn of_javascript(sources: &Sources) -> Self {
        let import = Regex::new(r#"(?:\bfrom\s*|\bimport\s*\(?\s*)"\./([^"]+)""#).unwrap();
        let comment = Regex::new(r"(?s)/\*.*?\*/|(?m)^\s*//[^\n]*").unwrap();
        let mut imports = Self::default();
        for (file, source) in sources {
            let source = comment.replace_all(source, "");
            for [path] in import.captures_iter(&source).map(|found| found.extract().1) {
                imports.add(file, sources.get_key_value(path).map(|(known, _)| known), path);
            }
        }
        imports
    }

    /// The imports inside the Python package `package`. `sources` are its files, in one folder.
    pub(crate) fn of_python(package: &str, sources: &Sources) -> Self {
        let text = Regex::new(r#"(?s)""".*?"""|#[^\n]*"#).unwrap();
        // `from .a import x` and `import package.a` · `from . import a, b` and `import package`.
        let whole = format!(r"(?m)^\s*(?:from\s+(?:{package})?\.(\w+)\s+import\b|import\s+{package}\.(\w+))");
        let parts =
            format!(r"(?m)^\s*(?:from\s+(?:\.|{package})\s+import\s+(\([^)]*\)|[^\n]*)|import\s+{package}())\s*$");
        let (whole, parts) = (Regex::new(&whole).unwrap(), Regex::new(&parts).unwrap());
        let of_module = |name: &str| sources.get_key_value(&format!("{name}.py")).map(|(file, _)| file);
        let root = of_module("__init__");
        let mut imports = Self::default();
        for (file, source) in sources {
            let source = text.replace_all(source, "");
            for found in whole.captures_iter(&source) {
                let name = found.get(1).or(found.get(2)).unwrap().as_str();
                imports.add(file, of_module(name), name);
            }
            for found in parts.captures_iter(&source) {
                // Without a list, the whole package is imported.
                let list = found.get(1).map_or("__init__", |names| names.as_str()).trim_matches(['(', ')']);
                for name in list.split(',').filter_map(|name| name.split_whitespace().next()) {
                    imports.add(file, of_module(name).or(root), name);
                }
            }
        }
        imports
    }

    fn add(&mut self, from: &str, to: Option<&String>, path: &str) {
        if let Some(to) = to.filter(|to| *to != from) {
            self.0.entry(from.to_owned()).or_default().entry(to.clone()).or_insert_with(|| path.to_owned());
        }
    }

    /// Every import: from which file, of which file, by which path.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.0.iter().flat_map(|(from, imported)| {
            imported.iter().map(move |(to, path)| (from.as_str(), to.as_str(), path.as_str()))
        })
    }

    /// The same graph with its files put together under the names that `name` gives them.
    pub(crate) fn grouped(&self, name: impl Fn(&str) -> String) -> Self {
        let mut groups = Self::default();
        for (from, to, path) in self.iter() {
            groups.add(&name(from), Some(&name(to)), &format!("{from} uses {path}"));
        }
        groups
    }

    /// The circles: each a set of files of which every one reaches every other, with the imports among them, a line each.
    pub(crate) fn circles(&self) -> Vec<String> {
        let reached: BTreeMap<&str, BTreeSet<&str>> =
            self.0.keys().map(|file| (file.as_str(), self.reached_from(file))).collect();
        let reaches = |from: &str, to: &str| reached.get(from).is_some_and(|files| files.contains(to));
        let mut circles = Vec::new();
        let mut done: BTreeSet<&str> = BTreeSet::new();
        for &file in reached.keys().filter(|file| reaches(file, file)) {
            if done.contains(file) {
                continue;
            }
            let inside = |other: &str| reaches(file, other) && reaches(other, file);
            done.extend(reached.keys().filter(|other| inside(other)));
            let edges = self.iter().filter(|(from, to, _)| inside(from) && inside(to));
            circles.push(edges.map(|(from, to, path)| format!("{from} → {to} by {path}\n")).collect());
        }
        circles
    }

    fn reached_from<'s>(&'s self, file: &'s str) -> BTreeSet<&'s str> {
        let mut reached = BTreeSet::new();
        let mut waiting = vec![file];
        while let Some(next) = waiting.pop() {
            let imported = self.0.get(next).into_iter().flat_map(BTreeMap::keys);
            waiting.extend(imported.map(String::as_str).filter(|file| reached.insert(*file)));
        }
        reached
    }
}

/// The names of types that a crate defines in more than one place, each with its files. Associated types are left out.
pub(crate) fn repeated_types(sources: &Sources) -> BTreeMap<String, Vec<String>> {
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (file, source) in sources {
        let mut names = Vec::new();
        defined_types(&tokens(source), false, &mut names);
        for name in names {
            files.entry(name).or_default().push(file.clone());
        }
    }
    files.retain(|_, files| files.len() > 1);
    files
}

/// The path of the module that a file below `src` holds. `main.rs` is a module of this name here, so that it is none of the
/// library's.
fn module_of(file: &str) -> Vec<String> {
    let path = file.trim_end_matches(".rs").trim_end_matches("/mod");
    if path == "lib" { Vec::new() } else { path.split('/').map(str::to_owned).collect() }
}

/// The file that a path leads to from a module: the one of the longest part of it that is a module.
fn resolve<'f>(module: &[String], path: &[String], files: &BTreeMap<Vec<String>, &'f String>) -> Option<&'f String> {
    let ups = path.iter().take_while(|part| *part == "super").count();
    let mut target = match path[0].as_str() {
        "crate" | "whosaid" => path[1..].to_vec(),
        "self" => [module, &path[1..]].concat(),
        "super" => [&module[..module.len().saturating_sub(ups)], &path[ups..]].concat(),
        _ => [module, path].concat(),
    };
    // The root of the binary is `main.rs`, that of the library `lib.rs`.
    let in_binary = module.first().is_some_and(|top| top == "main");
    loop {
        if target.is_empty() && in_binary && path[0] != "whosaid" {
            target = vec!["main".to_owned()];
        }
        if let Some(file) = files.get(&target) {
            return Some(file);
        }
        target.pop()?;
    }
}

/// The tokens of a source without what is compiled for tests only. Comments are gone, strings are literals.
fn tokens(source: &str) -> Vec<TokenTree> {
    let stream: TokenStream = source.parse().unwrap_or_else(|error| panic!("{error}: {source:.200}"));
    without_tests(stream)
}

fn without_tests(stream: TokenStream) -> Vec<TokenTree> {
    let mut kept = Vec::new();
    let mut skipping = false;
    let mut tokens = stream.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if skipping {
            // The item ends with its braces or a semicolon.
            let ends = matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
            skipping = !(ends || is(&token, ';'));
            continue;
        }
        if is(&token, '#')
            && let Some(TokenTree::Group(attribute)) = tokens.peek()
        {
            let attribute = attribute.stream().to_string().replace(' ', "");
            skipping = attribute.starts_with("cfg(test)") || attribute.starts_with("cfg(all(test");
            tokens.next();
            continue;
        }
        kept.push(token);
    }
    kept
}

fn is(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}

fn ident(token: Option<&TokenTree>) -> Option<String> {
    match token {
        Some(TokenTree::Ident(ident)) => Some(ident.to_string()),
        _ => None,
    }
}

/// All paths of a source that may lead to another file: those of its `use` trees, and those in code that begin with `crate`,
/// `super`, `self`, `whosaid` or the name of a child.
fn rust_paths(source: &str, is_child: impl Fn(&str) -> bool) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    collect_paths(&tokens(source), &mut Vec::new(), &mut paths);
    let leads = |path: &Vec<String>| matches!(&*path[0], "crate" | "super" | "self" | "whosaid") || is_child(&path[0]);
    paths.retain(leads);
    paths
}

/// `inner` are the modules inside this file that the tokens stand in.
fn collect_paths(tokens: &[TokenTree], inner: &mut Vec<String>, paths: &mut Vec<Vec<String>>) {
    let mut at = 0;
    while at < tokens.len() {
        match (&tokens[at], tokens.get(at + 1)) {
            (TokenTree::Ident(word), Some(TokenTree::Group(_))) if word == "pub" => at += 2,
            (TokenTree::Ident(word), Some(TokenTree::Ident(name))) if word == "mod" => {
                if let Some(TokenTree::Group(body)) = tokens.get(at + 2) {
                    inner.push(name.to_string());
                    collect_paths(&without_tests(body.stream()), inner, paths);
                    inner.pop();
                }
                at += 3;
            }
            // `use<'a>` in a type is no import.
            (TokenTree::Ident(word), Some(TokenTree::Ident(_) | TokenTree::Group(_))) if word == "use" => {
                let end = at + tokens[at..].iter().take_while(|token| !is(token, ';')).count();
                let mut found = Vec::new();
                use_tree(&tokens[at + 1..end], &[], &mut found);
                paths.extend(found.into_iter().map(|path| outside(path, inner)));
                at = end;
            }
            (TokenTree::Ident(_), _) => {
                let (path, next) = path_at(tokens, at);
                let follows = at > 0 && (is(&tokens[at - 1], ':') && at > 1 && is(&tokens[at - 2], ':'));
                if path.len() > 1 && !follows {
                    paths.push(outside(path, inner));
                }
                at = next;
            }
            (TokenTree::Group(group), _) => {
                collect_paths(&without_tests(group.stream()), inner, paths);
                at += 1;
            }
            _ => at += 1,
        }
    }
}

/// The path as the file's own module would write it.
fn outside(mut path: Vec<String>, inner: &[String]) -> Vec<String> {
    for module in inner.iter().rev() {
        match &*path[0] {
            "super" => {
                path.remove(0);
                let bare = path.first().is_none_or(|first| first != "super");
                if bare {
                    path.insert(0, "self".to_owned());
                }
            }
            "self" => path.insert(1, module.clone()),
            _ => {}
        }
    }
    path
}

/// The words of the path that begins at `at`, and where it ends.
fn path_at(tokens: &[TokenTree], mut at: usize) -> (Vec<String>, usize) {
    let mut path = Vec::new();
    while let Some(word) = ident(tokens.get(at)) {
        path.push(word);
        at += 1;
        if !(tokens.get(at).is_some_and(|token| is(token, ':'))
            && tokens.get(at + 1).is_some_and(|token| is(token, ':')))
        {
            break;
        }
        at += 2;
    }
    (path, at)
}

/// The paths of a `use` tree below `above`.
fn use_tree(tokens: &[TokenTree], above: &[String], paths: &mut Vec<Vec<String>>) {
    for tree in tokens.split(|token| is(token, ',')).filter(|tree| !tree.is_empty()) {
        let (path, next) = path_at(tree, 0);
        let path = [above, &path].concat();
        match tree.get(next) {
            Some(TokenTree::Group(group)) => use_tree(&group.stream().into_iter().collect::<Vec<_>>(), &path, paths),
            _ if path.is_empty() => {}
            _ => paths.push(path),
        }
    }
}

/// The names of the types that the tokens define. In an `impl` or a `trait`, `type` is an associated type.
fn defined_types(tokens: &[TokenTree], associated: bool, names: &mut Vec<String>) {
    let mut in_impl = false;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(word) => {
                let word = word.to_string();
                let defines = match &*word {
                    "struct" | "enum" | "trait" | "union" => true,
                    "type" => !associated,
                    _ => false,
                };
                if defines && let Some(name) = ident(tokens.get(at + 1)) {
                    names.push(name);
                }
                in_impl = match &*word {
                    "impl" | "trait" => true,
                    "fn" | "struct" | "enum" => false,
                    _ => in_impl,
                };
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                defined_types(&without_tests(group.stream()), in_impl, names);
                in_impl = false;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(files: &[(&str, &str)]) -> Sources {
        files.iter().map(|(name, source)| ((*name).to_owned(), (*source).to_owned())).collect()
    }

    fn shown(imports: &Imports) -> Vec<String> {
        imports.iter().map(|(from, to, path)| format!("{from} → {to} by {path}")).collect()
    }

    #[test]
    fn every_way_to_name_another_file_is_an_import() {
        for (source, expected) in [
            ("use crate::b::X;", "a/mod.rs → b.rs by crate::b::X"),
            ("use crate::{b::{X, Y as Z}};", "a/mod.rs → b.rs by crate::b::X"),
            ("pub(crate) use super::b;", "a/mod.rs → b.rs by super::b"),
            ("pub use c::X;", "a/mod.rs → a/c.rs by c::X"),
            ("fn f() { self::c::g() }", "a/mod.rs → a/c.rs by self::c::g"),
            ("fn f() -> c::X { todo() }", "a/mod.rs → a/c.rs by c::X"),
            ("fn f() { vec![crate::b::X] }", "a/mod.rs → b.rs by crate::b::X"),
            ("macro_rules! m { () => { $crate::b::X } }", "a/mod.rs → b.rs by crate::b::X"),
            ("fn f() { use crate::b::Kind::*; }", "a/mod.rs → b.rs by crate::b::Kind"),
            ("mod inner { use super::c::X; }", "a/mod.rs → a/c.rs by self::c::X"),
            ("fn f<'a>() -> impl Fn() + use<'a> { crate::b::g() }", "a/mod.rs → b.rs by crate::b::g"),
            ("use crate::Span;", "a/mod.rs → lib.rs by crate::Span"),
        ] {
            let files = sources(&[("lib.rs", ""), ("a/mod.rs", source), ("a/c.rs", ""), ("b.rs", "")]);
            assert_eq!(shown(&Imports::of_rust(&files)), [expected], "{source}");
        }
    }

    #[test]
    fn what_is_only_mentioned_is_no_import() {
        for source in [
            "mod c;",
            "pub mod c;",
            "// use crate::b::X;\n/* crate::b */\n//! [`crate::b::X`]",
            "const X: &str = \"crate::b::X\"; const Y: &str = r#\"use crate::b;\"#;",
            "#[cfg(test)] mod tests { use crate::b::X; }",
            "#[cfg(all(test, unix))] use crate::b::X;\nfn f() {}",
            "#[cfg(test)] fn f() { crate::b::g() }",
            "pub(in crate::b) fn f() {}",
            "mod inner { use super::X; use self::Y; }",
            "fn f<'a>(x: &'a u8) -> impl Fn() + use<'a> { b::g() }",
            "use std::b::X; fn f() { std::b::g(); x.c; other::c::d() }",
        ] {
            let files = sources(&[("lib.rs", ""), ("a/mod.rs", source), ("a/c.rs", ""), ("b.rs", "")]);
            assert_eq!(shown(&Imports::of_rust(&files)), [""; 0], "{source}");
        }
    }

    #[test]
    fn the_binary_has_a_root_of_its_own() {
        let files = sources(&[
            ("lib.rs", ""),
            ("span.rs", ""),
            ("main.rs", "use whosaid::Span; fn main() { crate::helper(); whosaid::span::x() }"),
        ]);
        assert_eq!(
            shown(&Imports::of_rust(&files)),
            ["main.rs → lib.rs by whosaid::Span", "main.rs → span.rs by whosaid::span::x"]
        );
    }

    #[test]
    fn a_circle_of_two_files_is_found() {
        let files =
            sources(&[("a.rs", "use crate::b::X;"), ("b.rs", "use crate::a::Y;"), ("c.rs", "use crate::a::Y;")]);
        let circles = Imports::of_rust(&files).circles();
        assert_eq!(circles, ["a.rs → b.rs by crate::b::X\nb.rs → a.rs by crate::a::Y\n"]);
    }

    #[test]
    fn a_circle_through_a_mod_file_is_found() {
        let files =
            sources(&[("a/mod.rs", "mod c; pub use c::X; struct Y;"), ("a/c.rs", "use super::Y; pub struct X;")]);
        let circles = Imports::of_rust(&files).circles();
        assert_eq!(circles, ["a/c.rs → a/mod.rs by super::Y\na/mod.rs → a/c.rs by c::X\n"]);
        let files = sources(&[
            ("a/mod.rs", "mod c; mod d; pub use c::X;"),
            ("a/c.rs", "use super::d::Y; pub struct X;"),
            ("a/d.rs", ""),
        ]);
        assert!(Imports::of_rust(&files).circles().is_empty(), "a file beside is not the mod file");
    }

    #[test]
    fn long_circles_are_found_apart_from_each_other() {
        let files = sources(&[
            ("a.rs", "use crate::b::X;"),
            ("b.rs", "use crate::c::X;"),
            ("c.rs", "use crate::a::X;"),
            ("d.rs", "use crate::a::X; use crate::e::X;"),
            ("e.rs", "use crate::d::X;"),
        ]);
        let sizes: Vec<_> = Imports::of_rust(&files).circles().iter().map(|circle| circle.lines().count()).collect();
        assert_eq!(sizes, [3, 2]);
    }

    #[test]
    fn javascript_is_read() {
        let files = sources(&[
            ("a.js", "import {\n  x,\n} from \"./b.js\";\nimport \"./c.js\";\n// import y from \"./d.js\"\n"),
            ("b.js", "export { y } from \"./a.js\";\n"),
            ("c.js", "const later = () => import(\"./d.js\");\n"),
            ("d.js", ""),
        ]);
        let imports = Imports::of_javascript(&files);
        let expected = ["a.js → b.js by b.js", "a.js → c.js by c.js", "b.js → a.js by a.js", "c.js → d.js by d.js"];
        assert_eq!(shown(&imports), expected);
        assert_eq!(imports.circles().len(), 1);
    }

    #[test]
    fn python_is_read() {
        let files = sources(&[
            ("__init__.py", "from ._a import X\nfrom .native import Y\n"),
            (
                "_a.py",
                "\"\"\"An example:\n\n    import thing\n\"\"\"\n\ndef f():\n    from . import _b, version\n    import json  # import thing._c\n",
            ),
            ("_b.py", "from thing._c import (\n    Z,\n)\nimport thing\n"),
            ("_c.py", "from . import (\n    _a as other,\n)\nfrom .. import nothing\n"),
        ]);
        let imports = Imports::of_python("thing", &files);
        let expected = [
            "__init__.py → _a.py by _a",
            "_a.py → __init__.py by version",
            "_a.py → _b.py by _b",
            "_b.py → __init__.py by __init__",
            "_b.py → _c.py by _c",
            "_c.py → _a.py by _a",
        ];
        assert_eq!(shown(&imports), expected);
        assert_eq!(imports.circles().len(), 1);
    }

    #[test]
    fn a_type_name_that_is_used_twice_is_found() {
        let files = sources(&[
            (
                "a.rs",
                "pub struct Row { x: u32 } enum Kind {} type Value = u32; fn f() -> impl Into<u8> { struct Local; 0 }",
            ),
            ("b.rs", "struct Row; trait Local {} impl Iterator for Row { type Item = u32; } trait T { type Value; }"),
            ("c.rs", "#[cfg(test)] mod tests { struct Row; } // struct Kind;\nconst X: &str = \"enum Kind\";"),
        ]);
        let repeated = repeated_types(&files);
        assert_eq!(repeated.keys().collect::<Vec<_>>(), ["Local", "Row"]);
        assert_eq!(repeated["Row"], ["a.rs", "b.rs"]);
    }
}
