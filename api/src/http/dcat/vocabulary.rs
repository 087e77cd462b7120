//! The words that a catalogue is described in, each by its address.

/// Data Catalog Vocabulary.
pub const DCAT: &str = "http://www.w3.org/ns/dcat#";

/// Dublin Core.
pub const DCTERMS: &str = "http://purl.org/dc/terms/";

/// Friend of a Friend: for who publishes.
pub const FOAF: &str = "http://xmlns.com/foaf/0.1/";

/// vCard: for whom to ask.
pub const VCARD: &str = "http://www.w3.org/2006/vcard/ns#";

/// The types of values.
pub const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// The prefixes under which they are written.
pub const PREFIXES: [(&str, &str); 5] =
    [("dcat", DCAT), ("dcterms", DCTERMS), ("foaf", FOAF), ("vcard", VCARD), ("xsd", XSD)];

/// The licence that DCAT-AP-SE asks for on every catalogue: for the description, not for the data.
pub const CC0: &str = "http://creativecommons.org/publicdomain/zero/1.0/";

/// Data that everybody may read.
pub const PUBLIC: &str = "http://publications.europa.eu/resource/authority/access-right/PUBLIC";

/// Data that is as new as it is asked for.
pub const CONTINUOUS: &str = "http://publications.europa.eu/resource/authority/frequency/CONT";

/// The languages of the content.
pub const LANGUAGES: [&str; 2] = [
    "http://publications.europa.eu/resource/authority/language/SWE",
    "http://publications.europa.eu/resource/authority/language/ENG",
];

/// The themes that portals sort data by.
pub const THEMES: &str = "http://publications.europa.eu/resource/authority/data-theme";

/// Of them: government and the public sector.
pub const GOVERNMENT: &str = "http://publications.europa.eu/resource/authority/data-theme/GOVE";

/// Of them: population and society.
pub const SOCIETY: &str = "http://publications.europa.eu/resource/authority/data-theme/SOCI";
