//! Whether two fields have the same arguments. apollo-compiler 1.33 compares lists only as far as the shorter one
//! goes: it takes `f(ids: [1])` and `f(ids: [])` for the same, and one of them would then not be executed.

use apollo_compiler::{
    Node,
    ast::{Argument, Value},
};

/// Equal arguments in any order.
pub(super) fn arguments(left: &[Node<Argument>], right: &[Node<Argument>]) -> bool {
    let equal =
        |left: &Node<Argument>| right.iter().any(|right| left.name == right.name && value(&left.value, &right.value));
    left.len() == right.len() && left.iter().all(equal)
}

fn value(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::List(left), Value::List(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| value(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            let equal =
                |(key, left): &(_, Node<Value>)| right.iter().any(|(other, right)| key == other && value(left, right));
            left.len() == right.len() && left.iter().all(equal)
        }
        _ => left == right,
    }
}

/// Whether a list literal stands in an argument, so that there is something to find.
pub(super) fn has_list(literal: &Value) -> bool {
    match literal {
        Value::List(_) => true,
        Value::Object(fields) => fields.iter().any(|(_, field)| has_list(field)),
        _ => false,
    }
}
