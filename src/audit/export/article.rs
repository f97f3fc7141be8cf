//! What every format is given: an article and its claims.

use super::claim::ExportClaim;
use crate::article::Article;

/// An article and its claims.
pub(super) struct ExportArticle<'p> {
    pub(super) article: &'p Article,
    /// In text order.
    pub(super) claims: &'p [ExportClaim],
    /// Whether people confirmed or corrected the claims.
    pub(super) gold: bool,
}
