//! A connection to PostgreSQL, and what it reports.

use super::names::without_password;
use crate::error::{Error, Result};
use postgres::{Client, Config, NoTls};

/// Connects to the database of a URL. The password is that of the URL or of `PGPASSWORD`.
pub(crate) fn connect(url: &str) -> Result<Client> {
    let refused = || Error::refused(without_password(url), "not a PostgreSQL URL");
    let mut config: Config = url.parse().map_err(|_| refused())?;
    if config.get_password().is_none()
        && let Ok(password) = std::env::var("PGPASSWORD")
    {
        config.password(password);
    }
    let mut client = config.application_name("whosaid").connect(NoTls).map_err(|error| failed(url, &error))?;
    client.batch_execute("SET client_min_messages = warning").map_err(|error| failed(url, &error))?;
    Ok(client)
}

/// An error of the database at a URL.
pub(crate) fn failed(url: &str, error: &postgres::Error) -> Error {
    let mut cause = error.as_db_error().map_or_else(|| error.to_string(), ToString::to_string);
    let mut source = std::error::Error::source(error).filter(|_| error.as_db_error().is_none());
    while let Some(deeper) = source {
        cause = format!("{cause}: {deeper}");
        source = deeper.source();
    }
    Error::Database { target: without_password(url), cause }
}

/// A text without NULs, of which PostgreSQL has none.
pub(crate) fn without_nul(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}
