//! How a thing is declared, once: its fields give the GraphQL type, the filter, the order, the relations, the lookups
//! and the connection, with all their SQL. The things themselves are one folder up, a file each.

mod actions;
mod call;
mod choice;
mod columns;
mod connection;
mod cursor;
mod field_name;
mod fields;
mod filter;
mod group;
mod id;
mod loader;
mod misfit;
mod mutation;
mod object;
mod operators;
mod order;
mod payload;
mod relation;
mod request;
mod resolve;
mod rounds;
mod scalar;
mod shown;
mod text;
mod types;

pub use call::{Call, Text, TextPatch, Texts, patch, patched, patched_day, patched_list, set_text};
pub use choice::{Choice, EnumType, label, visibility};
pub use connection::{
    Connection, LARGEST_PAGE, PageInfo, Scope, connection, list, page_arguments, page_size, parameter, root_arguments,
};
pub use fields::{Field, Fields, Logged, LoggedValues, Thing};
pub use filter::{Where, is_none_of, read_query, seen};
pub use group::{By, CREATED_AT, Grouped, MOST_GROUPS, Measured, MeasuredField, Told, group_arguments, groups};
pub use id::{parse_any, parse_id, type_id, type_id_of};
pub use loader::{ById, row};
pub use mutation::{Done, Mutation, Row, mutation};
pub use object::{Declaration, Declared, Member};
pub use operators::BooleanWhere;
pub use payload::{Shows, shown_id, shown_row};
pub use relation::whole;
pub use request::{Request, Selection};
pub use resolve::{At, Output, Root, resolved, thrown};
pub use scalar::{Date, DateTime, Json, text as scalar_text};
pub use shown::Shown;
pub use text::{called, language_argument};
pub use types::{argument, enum_type, enum_value, field, input_object, object};
