//! How large a document may be. Everything here is counted on the syntax tree before validation, with fragments
//! expanded but each fragment measured once, and with sums that saturate: a fragment bomb costs as little to
//! measure as any other document of its length.

use super::{refusal::Refusal, source::position};
use apollo_compiler::{
    Name, Node,
    ast::{Definition, DirectiveList, Document, FragmentDefinition, Selection},
    parser::{SourceMap, SourceSpan},
};
use std::collections::{HashMap, HashSet};

/// The limits of a [`Gate`](super::Gate), all of them inclusive.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Length of a document's text: 256 KiB.
    pub bytes: usize,
    /// Tokens of a document, comments included: 2 000.
    pub tokens: usize,
    /// Brackets of any kind within each other, fragments not expanded: 64.
    pub nesting: usize,
    /// Fields within fields, fragments expanded: 15. What lies below `__schema` and `__type` does not count; a
    /// rule of its own looks after that (lists of types within each other).
    pub depth: u64,
    /// Aliases in one set of fields: 30.
    pub aliases_per_set: u64,
    /// Aliases in a whole operation: 100.
    pub aliases: u64,
    /// Directives in a document: 20.
    pub directives: usize,
    /// Different fields at the root of an operation: 20.
    pub root_fields: usize,
    /// Fields the engine would be asked for, fragments expanded and equal fields merged: 5 000.
    pub selections: u64,
    /// What an operation may cost, by the weights of the schema: 25 000.
    pub cost: u64,
    /// Introspection, in multiples of what the standard introspection query asks for: 2.
    pub introspection: u64,
    /// Memory for prepared documents, roughly: 16 MiB.
    pub documents: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 256 * 1024,
            tokens: 2_000,
            nesting: 64,
            depth: 15,
            aliases_per_set: 30,
            aliases: 100,
            directives: 20,
            root_fields: 20,
            selections: 5_000,
            cost: 25_000,
            introspection: 2,
            documents: 16 * 1024 * 1024,
        }
    }
}

/// Fragments within fragments. Not a setting: it only keeps the recursion of this module and of the validator
/// within a small stack, and no honest document comes near it.
const MOST_NESTED_FRAGMENTS: usize = 100;

/// How many equal fields there may be for each that is left when they are merged: an honest document repeats a few,
/// one that repeats this many is a bomb, even where it would merge into a single field.
const MOST_REPETITIONS: u64 = 100;

/// What a selection set amounts to with its fragments expanded.
#[derive(Debug, Default, Clone, Copy)]
struct Measure {
    /// Fields, equal ones not merged.
    fields: u64,
    depth: u64,
    aliases: u64,
    aliases_here: u64,
}

impl Measure {
    fn beside(&mut self, other: Self) {
        self.fields = self.fields.saturating_add(other.fields);
        self.depth = self.depth.max(other.depth);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.aliases_here = self.aliases_here.saturating_add(other.aliases_here);
    }
}

struct Measuring<'a> {
    limits: &'a Limits,
    sources: &'a SourceMap,
    fragments: HashMap<&'a Name, &'a Node<FragmentDefinition>>,
    /// `None` while a fragment is being measured: a cycle, which validation will refuse, counts nothing.
    known: HashMap<&'a Name, Option<Measure>>,
}

/// Refuses what is too deep or has too many aliases, directives or root fields.
pub(super) fn check(document: &Document, limits: &Limits) -> Result<(), Refusal> {
    let fragments = document.definitions.iter().filter_map(|definition| match definition {
        Definition::FragmentDefinition(fragment) => Some((&fragment.name, fragment)),
        _ => None,
    });
    let mut measuring =
        Measuring { limits, sources: &document.sources, fragments: fragments.collect(), known: HashMap::new() };
    let mut directives = 0;
    for definition in &document.definitions {
        match definition {
            Definition::OperationDefinition(operation) => {
                directives += operation.directives.len() + count_directives(&operation.selection_set);
                directives += operation.variables.iter().map(|variable| variable.directives.len()).sum::<usize>();
                let at = operation.name.as_ref().and_then(|name| name.location());
                measuring.operation(&operation.selection_set, at)?;
            }
            Definition::FragmentDefinition(fragment) => {
                directives += fragment.directives.len() + count_directives(&fragment.selection_set);
                // Also those that no operation reaches, since the validator walks them all the same.
                measuring.fragment(&fragment.name, 0)?;
            }
            _ => {}
        }
    }
    over("directives", directives as u64, limits.directives as u64, "The document", None)
}

fn over(what: &str, found: u64, limit: u64, whose: &str, at: Option<async_graphql::Pos>) -> Result<(), Refusal> {
    if found <= limit {
        return Ok(());
    }
    let found = if found == u64::MAX { "more".to_owned() } else { found.to_string() };
    Err(Refusal::too_complex(format!("{whose} has {found} {what}; at most {limit} are allowed."), at))
}

fn count_directives(selections: &[Selection]) -> usize {
    let count = |directives: &DirectiveList, below: &[Selection]| directives.len() + count_directives(below);
    selections
        .iter()
        .map(|selection| match selection {
            Selection::Field(field) => count(&field.directives, &field.selection_set),
            Selection::InlineFragment(inline) => count(&inline.directives, &inline.selection_set),
            Selection::FragmentSpread(spread) => spread.directives.len(),
        })
        .sum()
}

impl<'a> Measuring<'a> {
    fn operation(&mut self, selections: &'a [Selection], at: Option<SourceSpan>) -> Result<(), Refusal> {
        let measure = self.set(selections, 0)?;
        let at = position(at, self.sources);
        if measure.depth > self.limits.depth {
            let (depth, limit) = (measure.depth, self.limits.depth);
            return Err(Refusal::too_complex(
                format!("The operation is nested {depth} levels deep; at most {limit} are allowed."),
                at,
            ));
        }
        let fields = self.limits.selections.saturating_mul(MOST_REPETITIONS);
        over("fields, its fragments written out", measure.fields, fields, "The operation", at)?;
        over("aliases", measure.aliases, self.limits.aliases, "The operation", at)?;
        self.at_most_aliases_here(measure, at)?;
        let mut roots = HashSet::new();
        self.root_fields(selections, &mut roots, &mut HashSet::new());
        over("root fields", roots.len() as u64, self.limits.root_fields as u64, "The operation", at)
    }

    fn at_most_aliases_here(&self, measure: Measure, at: Option<async_graphql::Pos>) -> Result<(), Refusal> {
        over("aliases", measure.aliases_here, self.limits.aliases_per_set, "One set of fields", at)
    }

    fn root_fields(&self, selections: &'a [Selection], roots: &mut HashSet<&'a str>, seen: &mut HashSet<&'a Name>) {
        for selection in selections {
            match selection {
                Selection::Field(field) => {
                    roots.insert(field.alias.as_ref().unwrap_or(&field.name));
                }
                Selection::InlineFragment(inline) => self.root_fields(&inline.selection_set, roots, seen),
                Selection::FragmentSpread(spread) => {
                    if seen.insert(&spread.fragment_name)
                        && let Some(fragment) = self.fragments.get(&spread.fragment_name)
                    {
                        self.root_fields(&fragment.selection_set, roots, seen);
                    }
                }
            }
        }
    }

    fn fragment(&mut self, name: &'a Name, within: usize) -> Result<Measure, Refusal> {
        if let Some(known) = self.known.get(name) {
            return Ok(known.unwrap_or_default());
        }
        let Some(fragment) = self.fragments.get(name).copied() else { return Ok(Measure::default()) };
        if within >= MOST_NESTED_FRAGMENTS {
            return Err(Refusal::too_complex(
                format!("Fragments are nested more than {MOST_NESTED_FRAGMENTS} levels deep; that is the limit."),
                position(name.location(), self.sources),
            ));
        }
        self.known.insert(name, None);
        let measure = self.set(&fragment.selection_set, within + 1)?;
        self.known.insert(name, Some(measure));
        Ok(measure)
    }

    fn set(&mut self, selections: &'a [Selection], within: usize) -> Result<Measure, Refusal> {
        let mut whole = Measure::default();
        for selection in selections {
            match selection {
                Selection::Field(field) => {
                    let below = self.set(&field.selection_set, within)?;
                    self.at_most_aliases_here(below, position(field.name.location(), self.sources))?;
                    let alias = u64::from(field.alias.as_ref().is_some_and(|alias| *alias != field.name));
                    let introspects = field.name == "__schema" || field.name == "__type";
                    whole.beside(Measure {
                        fields: below.fields.saturating_add(1),
                        depth: if introspects { 1 } else { below.depth.saturating_add(1) },
                        aliases: below.aliases.saturating_add(alias),
                        aliases_here: alias,
                    });
                }
                Selection::InlineFragment(inline) => whole.beside(self.set(&inline.selection_set, within)?),
                Selection::FragmentSpread(spread) => whole.beside(self.fragment(&spread.fragment_name, within)?),
            }
        }
        Ok(whole)
    }
}
