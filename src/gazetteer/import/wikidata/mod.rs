//! Wikidata's JSON dumps (`latest-all.json.gz` and the like): one entity per line, read as a stream, in memory that does not
//! grow with the dump. Entities of a wanted class (P31) become rows; a second, much quicker pass finds the labels of the
//! offices in those rows, because an office may be anywhere in the dump.

mod item;
mod lines;

use super::{draft::TableWriter, open::ListInput, options::ImportOptions};
use crate::error::{Error, Result};
use item::{ItemReader, MARK};
use lines::LineBatches;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::io::{BufRead, BufReader, BufWriter, Seek, Write};
use std::path::Path;

/// Most problems that are reported one by one.
const MOST_PROBLEMS: usize = 1000;

pub(super) fn read(input: ListInput, options: &ImportOptions<'_>, table: &mut TableWriter<'_>) -> Result<()> {
    let path = &input.path().to_owned();
    let failed = |error| Error::io(path, error);
    let reader = ItemReader::new(options)?;
    let mut spool = BufWriter::new(tempfile::tempfile().map_err(failed)?);
    let mut offices: FxHashSet<u64> = FxHashSet::default();
    let mut unreported = 0;
    LineBatches::new(input).for_each_batch(
        |first, lines| {
            let read: Vec<_> = lines.par_iter().map(|line| reader.row(line)).collect();
            for (number, found) in (first..).zip(read) {
                match found {
                    Ok(None) => {}
                    Ok(Some(row)) => {
                        offices.extend(row.offices);
                        table.lines.push(number as u32);
                        table.rows += 1;
                        spool.write_all(row.text.as_bytes()).map_err(failed)?;
                    }
                    Err(cause) if table.problems.len() < MOST_PROBLEMS => table.wrong(number, cause),
                    Err(_) => unreported += 1,
                }
            }
            Ok(())
        },
        path,
    )?;
    if unreported > 0 {
        table.note(&format!("{unreported} more lines are invalid"));
    }
    let labels = labels(path, &reader, &offices)?;
    if labels.len() < offices.len() {
        let missing = offices.len() - labels.len();
        let language = &options.language;
        table.note(&format!("skipped {missing} offices without a label in {language}"));
    }
    let mut spool = spool.into_inner().map_err(|error| failed(error.into_error()))?;
    spool.rewind().map_err(failed)?;
    for row in BufReader::with_capacity(1 << 18, spool).lines() {
        let row = row.map_err(failed)?;
        table.write(if row.contains(MARK) { named(&row, &labels) } else { row }.as_bytes())?;
        table.write(b"\n")?;
    }
    Ok(())
}

/// The labels of these entities.
fn labels(path: &Path, reader: &ItemReader<'_>, wanted: &FxHashSet<u64>) -> Result<FxHashMap<u64, String>> {
    let mut labels = FxHashMap::default();
    if wanted.is_empty() {
        return Ok(labels);
    }
    LineBatches::new(ListInput::open(path)?).for_each_batch(
        |_, lines| {
            let found: Vec<_> = lines.par_iter().filter_map(|line| reader.label(line, wanted)).collect();
            labels.extend(found);
            Ok(())
        },
        path,
    )?;
    Ok(labels)
}

/// A row with the labels of its offices; an office without one is dropped.
fn named(row: &str, labels: &FxHashMap<u64, String>) -> String {
    let cells = row.split('\t').map(|cell| {
        if !cell.contains(MARK) {
            return cell.to_owned();
        }
        let office = |item: &str| {
            let (_, rest) = item.split_once(MARK)?;
            let (id, dates) = rest.split_once(MARK)?;
            Some(format!("{}{dates}", labels.get(&id.parse().ok()?)?))
        };
        cell.split('|').filter_map(office).collect::<Vec<_>>().join("|")
    });
    cells.collect::<Vec<_>>().join("\t")
}
