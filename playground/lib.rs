//! The playground as it was built, inside the program: `build.rs` makes it from the sources beside this file where Node.js is
//! present. Where it is not, there is no page, and all else works.

/// A file of the page, under a name that no other content has ever had.
#[derive(Debug)]
pub struct Asset {
    /// Its name.
    pub name: &'static str,
    /// Its content.
    pub content: &'static [u8],
    /// The same, packed with Brotli; none where that gains nothing.
    pub packed: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/page.rs"));

/// The page; none where it could not be built.
#[must_use]
pub fn page() -> Option<&'static str> {
    PAGE
}

/// The file of this name.
#[must_use]
pub fn asset(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

/// All files.
#[must_use]
pub fn assets() -> &'static [Asset] {
    ASSETS
}
