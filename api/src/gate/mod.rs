//! The gate between HTTP and the engine.
//!
//! async-graphql's parser and validator have holes, and its executor deviates from the specification in a number
//! of places (`docs/architecture.md` lists them). So no text from outside ever reaches it. A document goes through
//!
//! 1. limits that need no parser (`scan.rs`), then apollo-compiler's parser, then limits on the syntax tree
//!    (`limits.rs`), then validation by apollo-compiler and a few rules of our own (`validate.rs`): [`Gate::prepare`],
//!    cached by the hash of the text;
//! 2. coercion of the variables (`input.rs`), conditions and merging of fields (`collect.rs`), limits on what arguments
//!    bring (`measure.rs`), and the cost of what is really asked for (`cost/`), by the weights of the schema
//!    (`weights.rs`): [`Gate::bind`];
//! 3. a copy for the engine in which nothing is left that it could misread: no variables, no fragments, no
//!    conditions, each response key once (`request.rs`): [`Bound::take_request`];
//! 4. a walk over the engine's answer that puts the rest right (`complete.rs`): [`Bound::complete`].
//!
//! Build the engine's schema with `ValidationMode::Fast`, without extensions, and with
//! `limit_recursive_depth(usize::MAX)`: the limits here come first, and the copy is nested deeper than the original.
//! A list whose items can fail one by one must not be a `Vec<Result<T>>`, since the engine drops the whole list at
//! the first failing item; return objects whose fields fail, or null.

mod collect;
mod complete;
mod cost;
mod input;
mod introspection;
mod limits;
mod literal;
mod measure;
mod prepare;
mod refusal;
mod request;
mod same;
mod scan;
mod source;
#[cfg(test)]
mod tests;
mod tokens;
mod validate;
mod weights;

pub use complete::{Answer, weight};
pub use limits::Limits;
pub use prepare::{Operation, OperationKind, Prepared};
pub use refusal::{GraphqlError, InvalidSchema, Refusal, RefusalKind};
pub use request::Bound;
pub use weights::{Argument, Condition, Grouping, Scan, Weight, Weights};

use crate::language::Language;
use apollo_compiler::{Schema, ast, parser::Parser, schema::ExtendedType, validation::Valid};
use collect::{Planner, Types};
use introspection::Census;
use quick_cache::{Weighter, sync::Cache};
use sha2::{Digest, Sha256};
use std::{collections::HashMap, sync::Arc};

/// The longest name: an alias comes back with each object of the answer.
const LONGEST_NAME: usize = 200;

/// How many documents are kept in the middle: it decides into how many parts their memory is divided.
const DOCUMENTS: usize = 1000;

/// Tells what a document takes in the cache.
#[derive(Clone, Copy)]
struct Scale;

impl Weighter<Box<str>, Arc<Prepared>> for Scale {
    // measured: with syntax tree, source map and plans about twenty times the text
    fn weight(&self, document: &Box<str>, _: &Arc<Prepared>) -> u64 {
        document.len() as u64 * 20 + 2048
    }
}

/// Lets harmless and valid documents through. Made once for a schema and shared.
pub struct Gate {
    types: Arc<Types>,
    limits: Limits,
    census: Census,
    most_introspection: u64,
    known: Cache<Box<str>, Arc<Prepared>, Scale>,
}

impl Gate {
    /// A gate for the schema that the SDL describes.
    ///
    /// # Errors
    /// When the SDL is not a valid schema.
    pub fn new(sdl: &str, limits: Limits, weights: Weights) -> Result<Self, InvalidSchema> {
        let schema = schema(sdl)?;
        let mut possible: HashMap<apollo_compiler::Name, Vec<apollo_compiler::Name>> = HashMap::new();
        for (name, ty) in &schema.types {
            match ty {
                ExtendedType::Object(object) => {
                    for interface in &object.implements_interfaces {
                        possible.entry(interface.name.clone()).or_default().push(name.clone());
                    }
                }
                ExtendedType::Union(union) => {
                    let members = union.members.iter().map(|member| member.name.clone());
                    possible.entry(name.clone()).or_default().extend(members);
                }
                ExtendedType::Interface(_) => {
                    possible.entry(name.clone()).or_default();
                }
                _ => {}
            }
        }
        let census = Census::of(&schema);
        let known = Cache::with_weighter(DOCUMENTS, limits.documents, Scale);
        let types = Arc::new(Types { schema, possible, weights });
        // The standard query sets the measure for introspection, so it is planned without the caller's limits.
        let mut gate = Self { types, limits: Limits::default(), census, most_introspection: u64::MAX, known };
        let standard = gate
            .prepare(introspection::STANDARD_QUERY)
            .and_then(|prepared| gate.bind(&prepared, None, serde_json::Map::new(), Language::En))
            .map_err(|refusal| InvalidSchema(format!("it cannot be introspected: {refusal}")))?;
        gate.most_introspection = census.measure(&standard.plan.root).saturating_mul(limits.introspection);
        gate.limits = limits;
        Ok(gate)
    }

    /// The schema that documents are checked against.
    pub fn schema(&self) -> &Schema {
        &self.types.schema
    }

    /// Checks the text against the limits and the schema. A document that passed is remembered.
    ///
    /// # Errors
    /// When the document is too large, is not GraphQL or does not fit the schema.
    pub fn prepare(&self, document: &str) -> Result<Arc<Prepared>, Refusal> {
        if document.len() > self.limits.bytes {
            let (bytes, limit) = (document.len(), self.limits.bytes);
            return Err(Refusal::too_complex(
                format!("The document is {bytes} bytes long; at most {limit} are allowed."),
                None,
            ));
        }
        if let Some(known) = self.known.get(document) {
            return Ok(known);
        }
        let id = Sha256::digest(document.as_bytes()).into();
        let prepared = Arc::new(Prepared::new(id, self.validated(document)?));
        self.known.insert(document.into(), prepared.clone());
        Ok(prepared)
    }

    fn validated(&self, text: &str) -> Result<Valid<apollo_compiler::ExecutableDocument>, Refusal> {
        let limits = &self.limits;
        let found = scan::scan(text);
        for (what, found, limit) in [
            ("tokens", found.tokens + found.comments, limits.tokens),
            ("levels of brackets", found.nesting, limits.nesting),
            ("letters in a name", found.longest_name, LONGEST_NAME),
        ] {
            if found > limit {
                return Err(Refusal::too_complex(
                    format!("The document has {found} {what}; at most {limit} are allowed."),
                    None,
                ));
            }
        }
        // apollo-compiler counts white space and commas, too; what is mostly that is refused as well.
        let all_tokens = limits.tokens.saturating_mul(4).saturating_add(64);
        let mut parser = Parser::new().recursion_limit(limits.nesting.saturating_mul(4)).token_limit(all_tokens);
        let parsed = parser.parse_ast(text, "document.graphql");
        if parser.tokens_reached() > all_tokens {
            return Err(Refusal::too_complex(
                format!("The document has more than {all_tokens} tokens, white space and commas included."),
                None,
            ));
        }
        let parsed: ast::Document = match parsed {
            Ok(parsed) => parsed,
            Err(wrong) => match source::refusal(RefusalKind::Parse, &wrong.errors, None) {
                Some(refusal) => return Err(refusal),
                None => wrong.partial,
            },
        };
        if tokens::of_tree(&parsed, text).is_some_and(|tokens| tokens != found.tokens) {
            let message = "An argument or an input field has a name but no value.";
            return Err(Refusal::new(RefusalKind::Parse, message, None));
        }
        limits::check(&parsed, limits)?;
        let schema = &self.types.schema;
        let document = match parsed.to_executable_validate(schema) {
            Ok(document) => document,
            Err(wrong) => match source::refusal(RefusalKind::Validation, &wrong.errors, Some(validate::TOO_STRICT)) {
                Some(refusal) => return Err(refusal),
                None => Valid::assume_valid(wrong.partial),
            },
        };
        validate::check(schema, &document)?;
        if validate::has_list(&document) {
            for operation in document.operations.iter() {
                Planner::new(&self.types, limits, &document, None).conflicts(&operation.selection_set)?;
            }
        }
        Ok(document)
    }

    /// Binds an operation of the document to variables. Variables that the operation does not declare are ignored.
    ///
    /// # Errors
    /// When there is no such operation, a variable does not fit its type, the arguments bring more than they may (said in
    /// this language), or the operation is too expensive.
    pub fn bind(
        &self,
        prepared: &Arc<Prepared>,
        operation_name: Option<&str>,
        variables: serde_json::Map<String, serde_json::Value>,
        language: Language,
    ) -> Result<Bound, Refusal> {
        let bound = self.bind_at_any_cost(prepared, operation_name, variables, language)?;
        let (cost, limit) = (bound.cost, self.limits.cost);
        if cost > limit {
            let found = if cost == u64::MAX { "far more".to_owned() } else { format!("up to {cost}") };
            return Err(Refusal::too_complex(
                format!(
                    "The operation costs {found}; at most {limit} is allowed. Ask for smaller pages, or for less that \
                     has to be gone through."
                ),
                Some(bound.plan.pos),
            ));
        }
        Ok(bound)
    }

    /// The same for an operation of ours, which may be as expensive as it is.
    ///
    /// # Errors
    /// When there is no such operation, a variable does not fit its type, or the arguments bring more than they may.
    pub fn bind_at_any_cost(
        &self,
        prepared: &Arc<Prepared>,
        operation_name: Option<&str>,
        variables: serde_json::Map<String, serde_json::Value>,
        language: Language,
    ) -> Result<Bound, Refusal> {
        let (index, operation) = prepared.find(operation_name)?;
        measure::check_variables(operation, &variables, language)?;
        let variables = input::variables(&self.types.schema, operation, variables, &prepared.document.sources)
            .map_err(|errors| Refusal::many(RefusalKind::BadInput, errors))?;
        let plan = prepared.plan(self, index, operation, &variables)?;
        measure::check_arguments(&plan, &variables, language)?;
        let cost = plan.cost.unwrap_or_else(|| cost::of_root(&self.types, &plan.root, &variables));
        Ok(Bound { types: self.types.clone(), plan, variables, cost, failed: HashMap::new() })
    }
}

/// The schema, with `__Type.isOneOf`, which apollo-compiler 1.33 does not know yet and every current tool asks for.
fn schema(sdl: &str) -> Result<Valid<Schema>, InvalidSchema> {
    const NEWER: &str =
        "extend type __Type { \"True for an input of which exactly one field must be given.\" isOneOf: Boolean }";
    let mut builder = Schema::builder().parse(sdl, "schema.graphql");
    builder = builder.parse(NEWER, "introspection.graphql");
    let schema = builder.build().map_err(|wrong| InvalidSchema(wrong.errors.to_string()))?;
    schema.validate().map_err(|wrong| InvalidSchema(wrong.errors.to_string()))
}
