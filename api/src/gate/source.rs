//! From apollo-compiler's spans and diagnostics to the positions and errors of a GraphQL response.

use super::refusal::{GraphqlError, Refusal, RefusalKind};
use apollo_compiler::{
    parser::{SourceMap, SourceSpan},
    validation::DiagnosticList,
};
use async_graphql::{Pos, ServerError};

/// Line and column, both from 1.
pub(super) fn position(span: Option<SourceSpan>, sources: &SourceMap) -> Option<Pos> {
    let at = span?.line_column(sources)?;
    Some(Pos { line: at.line, column: at.column })
}

/// All diagnostics but those of the name `except`, as errors of one refusal; none when there is nothing to refuse.
pub(super) fn refusal(kind: RefusalKind, diagnostics: &DiagnosticList, except: Option<&str>) -> Option<Refusal> {
    let errors: Vec<GraphqlError> = diagnostics
        .iter()
        .filter(|diagnostic| except.is_none() || diagnostic.error.unstable_error_name() != except)
        .map(|diagnostic| {
            let error = diagnostic.to_json();
            let locations = error.locations.iter().map(|at| Pos { line: at.line, column: at.column }).collect();
            ServerError { locations, ..ServerError::new(error.message, None) }
        })
        .collect();
    (!errors.is_empty()).then(|| Refusal::many(kind, errors))
}
