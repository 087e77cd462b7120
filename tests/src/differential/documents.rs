//! Reads `tests/differential/documents.txt`.
//!
//! `# …` is a comment, `== …` starts a group, `-- …` a request with what it tries. Below it stands the document;
//! a line `%operation NAME` or `%variables {…}` belongs to the request.

use super::Case;
use serde_json::Map;

/// All requests of the file.
///
/// # Panics
/// When the file is malformed.
pub fn parse(text: &str) -> Vec<Case> {
    let (mut cases, mut group) = (Vec::<Case>::new(), String::new());
    for line in text.lines() {
        if line.starts_with("# ") {
            continue;
        } else if let Some(name) = line.strip_prefix("== ") {
            group = name.to_owned();
        } else if let Some(title) = line.strip_prefix("-- ") {
            let title = format!("{group}: {title}");
            cases.push(Case { title, document: String::new(), operation: None, variables: Map::new() });
        } else if let Some(case) = cases.last_mut() {
            if let Some(variables) = line.strip_prefix("%variables ") {
                case.variables =
                    serde_json::from_str(variables).unwrap_or_else(|wrong| panic!("{}: {wrong}", case.title));
            } else if let Some(operation) = line.strip_prefix("%operation ") {
                case.operation = Some(operation.to_owned());
            } else {
                case.document.push_str(line);
                case.document.push('\n');
            }
        }
    }
    cases
}
