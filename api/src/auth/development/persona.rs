//! Whom one can sign in as: one person of the first content for each role, and one system.

use std::sync::LazyLock;

use serde::{Deserialize, Deserializer, de};

use crate::{language::Language, policy::Role};

/// The name of the partner's system (`client_id`).
pub(super) const CLIENT_ID: &str = "partner-system";

/// Its secret, which is none: this provider answers on loopback alone.
pub(super) const CLIENT_SECRET: &str = "development";

/// A text in both languages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text<T = String> {
    sv: T,
    en: T,
}

impl Text<&'static str> {
    /// A text of the program.
    pub const fn new(sv: &'static str, en: &'static str) -> Self {
        Self { sv, en }
    }
}

impl<T: AsRef<str>> Text<T> {
    /// The text in the language.
    pub fn of(&self, language: Language) -> &str {
        match language {
            Language::Sv => self.sv.as_ref(),
            Language::En => self.en.as_ref(),
        }
    }
}

/// Somebody to sign in as.
#[derive(Debug)]
pub struct Persona {
    /// What they are called in `login_hint` and in `sub`: the role's name as a slug.
    pub key: String,
    /// The one role that they have.
    pub role: Role,
    /// Their name, as the first content writes it.
    pub name: String,
    /// The slug of their organisation.
    pub organisation: String,
    /// The name of their organisation.
    pub(super) organisation_name: &'static str,
    /// What the role may do, in one line.
    pub(super) may: Text,
}

/// The partner's system, as the page shows it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartnerSystem {
    /// Its role.
    #[serde(deserialize_with = "role")]
    pub role: Role,
    /// The slug of the organisation that it belongs to.
    pub organisation: String,
    /// What the role may do, in one line.
    pub may: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    persona: Vec<Entry>,
    partner_system: PartnerSystem,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(deserialize_with = "role")]
    role: Role,
    name: String,
    organisation: String,
    may: Text,
}

/// As much of the first content as is needed here.
#[derive(Deserialize)]
struct Collaboration {
    organisation: Vec<Organisation>,
}

#[derive(Deserialize)]
struct Organisation {
    slug: String,
    name: String,
}

struct Cast {
    personas: Vec<Persona>,
    partner_system: PartnerSystem,
}

static CAST: LazyLock<Cast> = LazyLock::new(|| {
    // The file is built into the program, and a test reads it: this cannot fail later.
    let file: File = toml::from_str(include_str!("../../../content/personas.toml")).expect("personas.toml is valid");
    Cast { personas: file.persona.into_iter().map(Persona::from).collect(), partner_system: file.partner_system }
});

static ORGANISATIONS: LazyLock<Vec<Organisation>> = LazyLock::new(|| {
    let file = include_str!("../../../content/collaboration.toml");
    // As above.
    toml::from_str::<Collaboration>(file).expect("collaboration.toml is valid").organisation
});

impl From<Entry> for Persona {
    fn from(entry: Entry) -> Self {
        let Entry { role, name, organisation, may } = entry;
        let key = role.name().to_ascii_lowercase().replace('_', "-");
        let known = ORGANISATIONS.iter().find(|known| known.slug == organisation);
        let organisation_name = known.map_or("", |known| &known.name);
        Self { key, role, name, organisation, organisation_name, may }
    }
}

/// Everybody there is to sign in as, in the order of the page.
#[must_use]
pub fn personas() -> &'static [Persona] {
    &CAST.personas
}

/// The persona that `login_hint` names.
pub(super) fn by_key(key: &str) -> Option<&'static Persona> {
    personas().iter().find(|persona| persona.key == key)
}

/// The partner's system.
pub(super) fn partner_system() -> &'static PartnerSystem {
    &CAST.partner_system
}

/// The partner's system: its `client_id`, its secret, and the slug of its organisation.
pub(super) fn client() -> (&'static str, &'static str, &'static str) {
    (CLIENT_ID, CLIENT_SECRET, &partner_system().organisation)
}

fn role<'de, D: Deserializer<'de>>(from: D) -> Result<Role, D::Error> {
    String::deserialize(from)?.parse().map_err(de::Error::custom)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_role_has_one_holder() {
        let mut roles: Vec<Role> = personas().iter().map(|persona| persona.role).collect();
        roles.push(partner_system().role);
        roles.sort();
        let mut all = Role::ALL;
        all.sort();
        assert_eq!(roles, all);
        assert_eq!(partner_system().role, Role::PartnerSystem);
    }

    #[test]
    fn keys_name_one_persona_each_and_never_the_client() {
        let keys: BTreeSet<&str> = personas().iter().map(|persona| persona.key.as_str()).collect();
        assert_eq!(keys.len(), personas().len());
        assert!(!keys.contains(CLIENT_ID));
        assert_eq!(by_key("board-member").map(|persona| persona.name.as_str()), Some("Anna Letterstål"));
        assert!(by_key("BOARD_MEMBER").is_none());
        assert_eq!(client(), ("partner-system", "development", "eskilstuna-kommun"));
    }

    #[test]
    fn personas_sit_in_the_first_content_for_the_same_organisation() {
        let content: toml::Table =
            toml::from_str(include_str!("../../../content/collaboration.toml")).expect("collaboration.toml is valid");
        let teams = content["team"].as_array().expect("teams");
        let seats: Vec<_> =
            teams.iter().filter_map(|team| team.get("seat")?.as_array()).flatten().map(toml::Value::as_table).collect();
        for persona in personas() {
            let is_theirs = |seat: &toml::Table| {
                seat.get("person").and_then(toml::Value::as_str) == Some(&persona.name)
                    && seat["organisation"].as_str() == Some(&persona.organisation)
            };
            assert!(seats.iter().flatten().any(|seat| is_theirs(seat)), "{persona:?}");
            assert!(!persona.organisation_name.is_empty(), "{persona:?}");
        }
        assert!(ORGANISATIONS.iter().any(|known| known.slug == partner_system().organisation));
    }

    #[test]
    fn texts_exist_in_both_languages() {
        for text in personas().iter().map(|persona| &persona.may).chain([&partner_system().may]) {
            assert!(!text.sv.is_empty() && !text.en.is_empty() && text.sv != text.en, "{text:?}");
        }
    }
}
