//! Whether the parser took every token of the text into the tree. apollo-parser 0.8 silently drops an argument or
//! an input field that has a name but no value (`f(a b: 1)`), so a document could mean less than its author
//! wrote. Whatever else it may come to drop is noticed in the same way.

use apollo_compiler::{
    Node,
    ast::{Argument, Definition, Directive, Document, Selection, Type, Value},
};

/// The number of tokens that the tree stands for; `None` when the document defines types, which validation refuses.
pub(super) fn of_tree(document: &Document, text: &str) -> Option<usize> {
    let tokens = document.definitions.iter().map(|definition| match definition {
        Definition::OperationDefinition(operation) => {
            let start = operation.location().map_or(0, |at| at.offset());
            let keyword = usize::from(text.as_bytes().get(start) != Some(&b'{'));
            let variables = operation.variables.iter().map(|variable| {
                let default = variable.default_value.as_ref().map_or(0, |value| 1 + of_value(value));
                3 + of_type(&variable.ty) + default + of_directives(&variable.directives)
            });
            let variables: usize = variables.sum();
            let head = keyword + usize::from(operation.name.is_some()) + in_brackets(variables);
            Some(head + of_directives(&operation.directives) + of_set(&operation.selection_set))
        }
        Definition::FragmentDefinition(fragment) => {
            Some(4 + of_directives(&fragment.directives) + of_set(&fragment.selection_set))
        }
        _ => None,
    });
    tokens.sum()
}

/// With the brackets around it, which are there unless there is nothing inside.
fn in_brackets(tokens: usize) -> usize {
    if tokens == 0 { 0 } else { tokens + 2 }
}

fn of_set(selections: &[Selection]) -> usize {
    let tokens = selections.iter().map(|selection| match selection {
        Selection::Field(field) => {
            let name = 1 + field.alias.as_ref().map_or(0, |_| 2);
            name + of_arguments(&field.arguments) + of_directives(&field.directives) + of_set(&field.selection_set)
        }
        Selection::FragmentSpread(spread) => 2 + of_directives(&spread.directives),
        Selection::InlineFragment(inline) => {
            let on = inline.type_condition.as_ref().map_or(0, |_| 2);
            1 + on + of_directives(&inline.directives) + of_set(&inline.selection_set)
        }
    });
    in_brackets(tokens.sum())
}

fn of_directives(directives: &[Node<Directive>]) -> usize {
    directives.iter().map(|directive| 2 + of_arguments(&directive.arguments)).sum()
}

fn of_arguments(arguments: &[Node<Argument>]) -> usize {
    in_brackets(arguments.iter().map(|argument| 2 + of_value(&argument.value)).sum())
}

fn of_value(value: &Value) -> usize {
    match value {
        Value::Variable(_) => 2,
        Value::List(items) => 2 + items.iter().map(|item| of_value(item)).sum::<usize>(),
        Value::Object(fields) => 2 + fields.iter().map(|(_, value)| 2 + of_value(value)).sum::<usize>(),
        _ => 1,
    }
}

fn of_type(ty: &Type) -> usize {
    match ty {
        Type::Named(_) => 1,
        Type::NonNullNamed(_) => 2,
        Type::List(inner) => 2 + of_type(inner),
        Type::NonNullList(inner) => 3 + of_type(inner),
    }
}
