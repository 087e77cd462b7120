//! Where documents are stored, and what may be uploaded.

use std::{fmt, path::PathBuf, str::FromStr, time::Duration};

use serde::Deserialize;

use super::value::BadValue;

/// What may be uploaded where nothing is said: what offices write, text, pictures, and archives of those.
const USUAL_TYPES: &str = "application/pdf,\
application/vnd.openxmlformats-officedocument.wordprocessingml.document,\
application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,\
application/vnd.openxmlformats-officedocument.presentationml.presentation,\
application/vnd.oasis.opendocument.text,application/vnd.oasis.opendocument.spreadsheet,\
application/vnd.oasis.opendocument.presentation,text/plain,text/markdown,text/csv,application/json,\
image/png,image/jpeg,image/webp,image/gif,application/zip";

/// Settings of documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Documents {
    /// Where their bytes are.
    pub place: DocumentPlace,
    /// The largest, in bytes.
    pub limit: u64,
    /// The longest that an upload may take.
    pub upload_timeout: Duration,
    /// The longest that next to nothing of an upload may come.
    pub patience: Duration,
    /// The most uploads of a caller at a time.
    pub most_per_caller: u32,
    /// The media types that may be uploaded.
    pub types: Vec<DocumentType>,
}

/// Where the bytes of documents are.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub enum DocumentPlace {
    /// A folder of this machine.
    Folder(PathBuf),
    /// A bucket that speaks S3, as an address: `s3://bucket/prefix`.
    Bucket(String),
}

impl FromStr for DocumentPlace {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        const EXPECTED: BadValue =
            BadValue("expected a folder, or a bucket such as s3://documents or s3://bucket/prefix");
        match (text.strip_prefix("s3://"), text.contains("://")) {
            (Some(bucket), _) if !bucket.is_empty() && !bucket.starts_with('/') => Ok(Self::Bucket(text.to_owned())),
            (None, false) if !text.is_empty() => Ok(Self::Folder(text.into())),
            _ => Err(EXPECTED),
        }
    }
}

impl TryFrom<String> for DocumentPlace {
    type Error = BadValue;

    fn try_from(text: String) -> Result<Self, BadValue> {
        text.parse()
    }
}

impl fmt::Display for DocumentPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => folder.display().fmt(f),
            Self::Bucket(address) => f.write_str(address),
        }
    }
}

/// A media type without parameters, in small letters: `application/pdf`.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct DocumentType(String);

impl DocumentType {
    /// Its name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DocumentType {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        const EXPECTED: BadValue = BadValue("expected a media type such as application/pdf, in small letters");
        let is_fit = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"!#$&-^_.+".contains(&byte);
        let is_name = |name: &str| !name.is_empty() && name.bytes().all(is_fit);
        match text.trim().split_once('/') {
            Some((kind, subtype)) if is_name(kind) && is_name(subtype) => Ok(Self(text.trim().to_owned())),
            _ => Err(EXPECTED),
        }
    }
}

impl TryFrom<String> for DocumentType {
    type Error = BadValue;

    fn try_from(text: String) -> Result<Self, BadValue> {
        text.parse()
    }
}

/// What may be uploaded where nothing is said.
pub(super) fn usual_types() -> Vec<DocumentType> {
    USUAL_TYPES.split(',').map(|name| DocumentType(name.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_folders_or_buckets() {
        assert_eq!("data/x".parse(), Ok(DocumentPlace::Folder("data/x".into())));
        assert_eq!("s3://b/p".parse(), Ok(DocumentPlace::Bucket("s3://b/p".to_owned())));
        for wrong in ["", "s3://", "s3:///x", "https://b", "file:///x"] {
            assert!(wrong.parse::<DocumentPlace>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn media_types_are_plain() {
        for right in USUAL_TYPES.split(',') {
            assert_eq!(right.parse::<DocumentType>().expect(right).as_str(), right);
        }
        for wrong in ["", "pdf", "/pdf", "application/", "Application/PDF", "text/plain; charset=utf-8", "a/b/c", "*/*"]
        {
            assert!(wrong.parse::<DocumentType>().is_err(), "{wrong}");
        }
    }
}
