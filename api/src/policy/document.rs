//! The policy in words: what `docs/roles.md` holds.

use std::fmt::Write;

use super::{Action, Permission, Relation, Role};

const HEAD: &str = "\
# Who may do what

Generated from the tables of `api/src/policy/` by `samhallskontraktet roles`; a test keeps it true.

A caller has the roles that their token gives and those that were granted here, and MEMBER as anyone signed in. Beside the
roles stand the relations, which are read from the database for each request: seats that are held today, initiatives that
are owned, the organisation. ✓ means that the role is enough; a letter means that it is enough for what its holder stands in
that relation to. An action has the name of its mutation; some stand here ahead of it.

";

/// The whole document, in Markdown.
pub fn document() -> String {
    let mut text = String::from(HEAD);
    // writing to a string does not fail
    let _ = write_relations(&mut text)
        .and_then(|()| {
            write_table(&mut text, "Reading", "permission", Permission::ALL.map(Permission::name), read_cell)
        })
        .and_then(|()| write_actions(&mut text));
    text
}

fn write_relations(text: &mut String) -> std::fmt::Result {
    writeln!(text, "| letter | the relation |\n| --- | --- |")?;
    for relation in Relation::ALL {
        writeln!(text, "| {} | {} |", letter(relation), relation.doc())?;
    }
    writeln!(text)
}

fn write_actions(text: &mut String) -> std::fmt::Result {
    Action::AREAS.iter().try_for_each(|(area, actions)| {
        write_table(text, area, "action", actions.iter().map(|action| action.name()), action_cell)
    })
}

/// A table with a line for each name and a column for each role.
fn write_table(
    text: &mut String,
    title: &str,
    first: &str,
    names: impl IntoIterator<Item = &'static str>,
    cell: fn(&str, Role) -> String,
) -> std::fmt::Result {
    let heads: String = Role::ALL.iter().map(|role| format!(" {} |", role.name())).collect();
    writeln!(text, "## {title}\n\n| {first} |{heads}\n| --- |{}", " --- |".repeat(Role::ALL.len()))?;
    for name in names {
        let cells: String = Role::ALL.iter().map(|role| format!(" {} |", cell(name, *role))).collect();
        writeln!(text, "| `{name}` |{cells}")?;
    }
    writeln!(text)
}

fn read_cell(name: &str, role: Role) -> String {
    let has = role.permissions().iter().any(|permission| permission.name() == name);
    if has { "✓".to_owned() } else { String::new() }
}

fn action_cell(name: &str, role: Role) -> String {
    let grants = Action::named(name).map_or(&[][..], Action::grants);
    let of_role = grants.iter().filter(|grant| grant.role == role);
    let marks: Vec<String> =
        of_role.map(|grant| grant.of.map_or_else(|| "✓".to_owned(), |relation| letter(relation).to_string())).collect();
    if role == Role::Administrator { "✓".to_owned() } else { marks.join(" ") }
}

const fn letter(relation: Relation) -> char {
    match relation {
        Relation::Themselves => 'S',
        Relation::OwnOrganisation => 'O',
        Relation::RepresentedOrganisation => 'R',
        Relation::OwnTeam => 'T',
        Relation::PreparationGroup => 'P',
        Relation::OwnFocusArea => 'F',
        Relation::OwnInitiative => 'I',
        Relation::OwnProposal => 'A',
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_committed_document_is_the_one_that_is_generated() {
        let committed = include_str!("../../../docs/roles.md");
        assert!(committed == super::document(), "docs/roles.md is old: cargo run -- roles > docs/roles.md");
    }
}
