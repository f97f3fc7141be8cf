//! What an input consists of, to tell whether two runs have the same inputs.

use super::{options::ReadOptions, paths::InputFiles, position::Identity};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::path::Path;
use xxhash_rust::xxh3::Xxh3;

/// An input of a run: a file, or everything in a folder or matching a pattern.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// Its path, as the user gave it.
    pub path: String,
    /// How many files it consists of.
    pub files: u64,
    /// Their size in bytes, as stored on disk; `None` if one is a pipe.
    pub bytes: Option<u64>,
    /// Hash (XXH3, 128 bits, hexadecimal) over the name, the size and the content of each, as far as [`Identity`] has it.
    pub hash: String,
}

impl Listing {
    /// Looks at the files of one input. A file that cannot be opened is listed by name only.
    pub fn of(input: &Path, options: &ReadOptions) -> Self {
        let files = InputFiles::new(vec![input.to_owned()], options);
        let paths: Vec<_> = files.filter_map(|item| Some(item.ok()?.path)).collect();
        let identities: Vec<Identity> = paths.par_iter().map(|path| Identity::of(path)).collect();
        let mut hasher = Xxh3::new();
        for Identity { path, size, content } in &identities {
            hasher.update(path.as_bytes());
            for number in [*size, *content] {
                hasher.update(&number.map_or([0; 9], |number| {
                    let mut bytes = [1; 9];
                    bytes[1..].copy_from_slice(&number.to_le_bytes());
                    bytes
                }));
            }
        }
        Self {
            path: input.to_string_lossy().into_owned(),
            files: identities.len() as u64,
            bytes: identities.iter().map(|identity| identity.size).sum(),
            hash: format!("{:032x}", hasher.digest128()),
        }
    }

    /// How it differs from what it was `before`, in words.
    pub(crate) fn change_since(&self, before: &Self) -> String {
        if (self.files, self.bytes) == (before.files, before.bytes) {
            return "it has other content of the same size".to_owned();
        }
        let shown = |listing: &Self| {
            let bytes = listing.bytes.map_or_else(|| "an unknown number of".to_owned(), |bytes| bytes.to_string());
            format!("{bytes} bytes in {} {}", listing.files, if listing.files == 1 { "file" } else { "files" })
        };
        format!("it was {}, and now is {}", shown(before), shown(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_file_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("a.txt"), "one").unwrap();
        std::fs::write(dir.path().join("b.txt"), "three").unwrap();
        let before = Listing::of(dir.path(), &ReadOptions::default());
        assert_eq!((before.files, before.bytes), (2, Some(8)));
        assert_eq!(Listing::of(dir.path(), &ReadOptions::default()), before);
        std::fs::write(dir.path().join("a.txt"), "two").unwrap();
        let other = Listing::of(dir.path(), &ReadOptions::default());
        assert_ne!(other.hash, before.hash);
        assert_eq!(other.change_since(&before), "it has other content of the same size");
        std::fs::remove_file(dir.path().join("b.txt")).unwrap();
        let fewer = Listing::of(dir.path(), &ReadOptions::default());
        assert_eq!(fewer.change_since(&before), "it was 8 bytes in 2 files, and now is 3 bytes in 1 file");
        assert_eq!(Listing::of(Path::new("-"), &ReadOptions::default()).bytes, None);
    }
}
