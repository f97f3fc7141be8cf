//! Databases: everything in them as text.

#[cfg(feature = "sqlite")]
pub(crate) use sqlite::Sqlite;

/// The tables, their columns without those that only hold times, and the order of their rows.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
const TABLES: [(&str, &str, &str); 9] = [
    ("errors", "path, line, cause", "1, 2, 3"),
    (
        "articles",
        "article, doc, title, date, day, outlet, url, author, meta, language, text_hash, bytes, code_points, encoding, replacements, paragraphs, sentence_count, quote_count, mention_count, entity_count, claim_count, warnings, duplicate_of",
        "1",
    ),
    ("sentences", "*", "1, 2"),
    ("entities", "*", "1"),
    ("mentions", "*", "1, 2"),
    ("claims", "*", "1"),
    ("claim_speakers", "*", "1, 2"),
    ("claim_spans", "*", "1, 2, 3"),
    ("claim_mentions", "*", "1, 2"),
];

#[cfg(feature = "sqlite")]
mod sqlite {
    use super::TABLES;
    use rusqlite::Connection;
    use rusqlite::types::ValueRef;
    use std::fmt::Write as _;
    use std::path::Path;

    pub(crate) struct Sqlite(Connection);

    impl Sqlite {
        pub(crate) fn open(path: &Path) -> Self {
            Self(Connection::open(path).unwrap())
        }

        pub(crate) fn number(&self, query: &str) -> i64 {
            self.0.query_row(query, [], |row| row.get(0)).unwrap()
        }

        /// All rows of all tables except the runs. Errors are listed once, although each run reports them.
        pub(crate) fn dump(&self) -> String {
            let mut out = String::new();
            for (table, columns, order) in TABLES {
                let query = format!("SELECT DISTINCT {columns} FROM {table} ORDER BY {order}");
                let mut statement = self.0.prepare(&query).unwrap();
                let width = statement.column_count();
                let mut rows = statement.query([]).unwrap();
                while let Some(row) = rows.next().unwrap() {
                    out.push_str(table);
                    for column in 0..width {
                        match row.get_ref(column).unwrap() {
                            ValueRef::Null => out.push_str("\t-"),
                            ValueRef::Integer(number) => write!(out, "\t{number}").unwrap(),
                            ValueRef::Real(number) => write!(out, "\t{number}").unwrap(),
                            ValueRef::Text(text) => write!(out, "\t{:?}", String::from_utf8_lossy(text)).unwrap(),
                            ValueRef::Blob(bytes) => write!(out, "\t{bytes:?}").unwrap(),
                        }
                    }
                    out.push('\n');
                }
            }
            let check = "INSERT INTO contents (contents) VALUES ('integrity-check')";
            self.0.execute(check, []).unwrap();
            out
        }
    }
}

#[cfg(feature = "postgres")]
pub(crate) use server::Postgres;

#[cfg(feature = "postgres")]
mod server {
    use super::TABLES;
    use postgres::{Client, NoTls};

    /// A new schema in the database of `WHOSAID_POSTGRES`.
    pub(crate) struct Postgres {
        client: Client,
        /// The URL for `-o`.
        pub(crate) url: String,
        schema: String,
    }

    impl Postgres {
        /// Creates a schema of this name. The tests that need a server are marked `#[ignore]` and fail where there is none.
        pub(crate) fn new(name: &str) -> Self {
            let base = std::env::var("WHOSAID_POSTGRES").expect("WHOSAID_POSTGRES is the URL of a database");
            let schema = format!("whosaid_test_{name}_{}", std::process::id());
            let mut client = Client::connect(&base, NoTls).unwrap();
            client.batch_execute(&format!("CREATE SCHEMA {schema}; SET search_path TO {schema}")).unwrap();
            let mark = if base.contains('?') { '&' } else { '?' };
            let url = format!("{base}{mark}options=-csearch_path%3D{schema}");
            Self { client, url, schema }
        }

        pub(crate) fn number(&mut self, query: &str) -> i64 {
            self.client.query_one(query, &[]).unwrap().get(0)
        }

        /// Drops all tables.
        pub(crate) fn clear(&mut self) {
            let schema = &self.schema;
            let sql = format!("DROP SCHEMA {schema} CASCADE; CREATE SCHEMA {schema}");
            self.client.batch_execute(&sql).unwrap();
        }

        /// All rows of all tables except the runs.
        pub(crate) fn dump(&mut self) -> String {
            let mut out = String::new();
            for (table, columns, order) in TABLES {
                let query = format!(
                    "SELECT coalesce(string_agg(r::text, E'\\n'), '') FROM (SELECT DISTINCT {columns} FROM {table} ORDER BY {order}) AS r"
                );
                let rows: String = self.client.query_one(&query, &[]).unwrap().get(0);
                out.extend([table, "\n", &rows, "\n"]);
            }
            out
        }
    }

    impl Drop for Postgres {
        fn drop(&mut self) {
            let _ = self.client.batch_execute(&format!("DROP SCHEMA {} CASCADE", self.schema));
        }
    }
}
