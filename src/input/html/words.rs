//! What the parts of a page are called that are not its article.

use crate::gazetteer::page_furniture::PageFurniture;
use std::sync::LazyLock;

pub(super) static FURNITURE: LazyLock<PageFurniture> = LazyLock::new(|| {
    // A broken list is a defect of the build, which its test finds.
    PageFurniture::embedded().unwrap_or_default()
});
