//! Everything that ships in the binary is under a permissive licence.

use cargo_metadata::{DependencyKind, MetadataCommand, PackageId};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// SPDX identifiers that ask for no more than attribution.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
    "bzip2-1.0.6",
];

/// Packages under another licence, each with its reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("libbz2-rs-sys", "bzip2-1.0.6", "asks for attribution only; it has a name of its own"),
    // The selectors of Servo, which everything in Rust that finds elements of a page by CSS is built on, `dom_smoothie` too.
    // The licence holds for these files and asks for the source of changes to them: there are none. Feature `html`.
    ("cssparser", "MPL-2.0", "used unchanged, by dom_smoothie"),
    ("cssparser-macros", "MPL-2.0", "used unchanged, by dom_smoothie"),
    ("dtoa-short", "MPL-2.0", "used unchanged, by dom_smoothie"),
    ("selectors", "MPL-2.0", "used unchanged, by dom_smoothie"),
];

/// True if some choice that the expression offers uses allowed licences only. `AND` binds tighter than `OR`; `/` is
/// cargo's old way to write `OR`.
fn permissive(expression: &str) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let allowed = any_of(&words, &mut at);
    assert_eq!(at, words.len(), "cannot read the licence expression {expression:?}");
    allowed
}

fn any_of(words: &[&str], at: &mut usize) -> bool {
    let mut allowed = all_of(words, at);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        allowed |= all_of(words, at);
    }
    allowed
}

fn all_of(words: &[&str], at: &mut usize) -> bool {
    let mut allowed = one(words, at);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        allowed &= one(words, at);
    }
    allowed
}

fn one(words: &[&str], at: &mut usize) -> bool {
    let word = words.get(*at).copied().unwrap_or_default();
    *at += 1;
    if word == "(" {
        let allowed = any_of(words, at);
        assert_eq!(words.get(*at), Some(&")"), "unbalanced licence expression {words:?}");
        *at += 1;
        return allowed;
    }
    if words.get(*at) == Some(&"WITH") {
        let exception = words.get(*at + 1).copied().unwrap_or_default();
        *at += 2;
        return ALLOWED.contains(&format!("{word} WITH {exception}").as_str());
    }
    ALLOWED.contains(&word)
}

/// The platform that the tests run on. Packages of other platforms need not be on this machine.
fn host() -> String {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let output = Command::new(rustc).arg("-vV").output().unwrap();
    let about = String::from_utf8(output.stdout).unwrap();
    about.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
}

#[test]
fn expressions_are_read_as_spdx_means_them() {
    for allowed in [
        "MIT",
        "MIT OR Apache-2.0",
        "MIT/Apache-2.0",
        "GPL-3.0-only OR MIT",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception OR GPL-2.0-only",
    ] {
        assert!(permissive(allowed), "{allowed}");
    }
    for refused in [
        "GPL-3.0-only",
        "MIT AND GPL-3.0-only",
        "(MIT OR ISC) AND MPL-2.0",
        "GPL-2.0-only WITH Classpath-exception-2.0",
    ] {
        assert!(!permissive(refused), "{refused}");
    }
}

#[test]
fn every_dependency_of_the_binary_is_permissive() {
    let options = ["--locked", "--offline", "--all-features", "--filter-platform"].map(str::to_owned);
    let metadata = MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .other_options(options.into_iter().chain([host()]).collect::<Vec<_>>())
        .exec()
        .unwrap();
    let resolve = metadata.resolve.as_ref().unwrap();
    let nodes: BTreeMap<&PackageId, _> = resolve.nodes.iter().map(|node| (&node.id, node)).collect();

    let mut reached = BTreeSet::new();
    let mut open = vec![resolve.root.as_ref().unwrap()];
    while let Some(id) = open.pop() {
        if reached.insert(id) {
            let shipped = nodes[id]
                .deps
                .iter()
                .filter(|dependency| dependency.dep_kinds.iter().any(|kind| kind.kind != DependencyKind::Development));
            open.extend(shipped.map(|dependency| &dependency.pkg));
        }
    }

    assert!(reached.len() > 20, "only {} packages: the tree was not walked", reached.len());
    let refused: Vec<String> = reached
        .iter()
        .map(|id| &metadata[id])
        .filter(|package| !package.license.as_deref().is_some_and(permissive))
        .filter(|package| {
            let is = |(name, licence, _): &&(&str, &str, &str)| {
                *name == package.name.as_str() && Some(*licence) == package.license.as_deref()
            };
            !EXCEPTIONS.iter().any(|exception| is(&exception))
        })
        .map(|package| format!("{} {}: {:?}", package.name, package.version, package.license))
        .collect();
    let unused: Vec<_> =
        EXCEPTIONS.iter().filter(|(name, ..)| !reached.iter().any(|id| metadata[id].name.as_str() == *name)).collect();
    assert!(unused.is_empty(), "exceptions for packages that are not there: {unused:?}");
    assert!(refused.is_empty(), "licences that are not on the list:\n{}", refused.join("\n"));
}
