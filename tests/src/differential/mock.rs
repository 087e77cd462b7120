//! A mock of data: a pure function of the parent's identity, the field and its arguments. Its twin is
//! `tests/differential/reference.mjs`: change both or neither.
//!
//! The types are dynamic, but they run through the same code of the engine as the server's static types do:
//! `resolve_container`, `resolve_list`, `ContainerType` and `OutputType`. (async-graphql's dynamic schemas do not.)

use super::{model::Model, registry};
use async_graphql::{
    ContainerType, Context, ContextSelectionSet, Error, Name, ObjectType, OutputType, Positioned, Response,
    ServerResult, SubscriptionType, Value,
    futures_util::Stream,
    parser::types::{BaseType, Field, Type, TypeKind},
    registry::Registry,
    resolver_utils::{resolve_container, resolve_list},
};
use std::{borrow::Cow, cell::RefCell, pin::Pin, sync::Arc};

/// FNV-1a over UTF-8, 32 bits.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |value, byte| (value ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Another number for each salt.
fn mix(value: u32, salt: u32) -> u32 {
    let mut mixed = value ^ salt.wrapping_add(1).wrapping_mul(0x9e37_79b1);
    mixed = (mixed ^ (mixed >> 16)).wrapping_mul(0x85eb_ca6b);
    mixed = (mixed ^ (mixed >> 13)).wrapping_mul(0xc2b2_ae35);
    mixed ^ (mixed >> 16)
}

/// JSON with sorted keys and numbers as JavaScript writes them.
fn canonical(value: &Value) -> String {
    match value {
        Value::List(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        Value::Object(fields) => object(fields.iter()),
        Value::Number(number) => match number.as_f64() {
            Some(float) if float.fract() == 0.0 && float.abs() < 1e15 => format!("{float:.0}"),
            Some(float) => float.to_string(),
            None => number.to_string(),
        },
        Value::Enum(name) => format!("\"{name}\""),
        other => serde_json::to_string(other).expect("values serialise"),
    }
}

fn object<'a>(fields: impl Iterator<Item = (&'a Name, &'a Value)>) -> String {
    let mut fields: Vec<_> = fields.collect();
    fields.sort_by_key(|(key, _)| key.as_str());
    let fields = fields
        .iter()
        .map(|(key, value)| format!("{}:{}", serde_json::to_string(key).expect("names serialise"), canonical(value)));
    format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
}

/// What a field resolves to.
enum Mock {
    Leaf(Value),
    Object(Object),
    List(Vec<Mock>),
}

struct Object {
    model: Arc<Model>,
    ty: String,
    identity: u32,
}

fn produce(model: &Arc<Model>, ty: &Type, seed: u32) -> Mock {
    let none = if ty.nullable { mix(seed, 2).is_multiple_of(7) } else { mix(seed, 1).is_multiple_of(50) };
    if none {
        return Mock::Leaf(Value::Null);
    }
    let name = match &ty.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(inner) => {
            let items = (0..mix(seed, 3) % 4).map(|index| produce(model, inner, mix(seed, 100 + index)));
            return Mock::List(items.collect());
        }
    };
    let object = |ty: &str| Mock::Object(Object { model: model.clone(), ty: ty.to_owned(), identity: mix(seed, 5) });
    let choose = |count: usize, salt| mix(seed, salt) as usize % count;
    match model.kind(name) {
        Some(TypeKind::Object(_)) => object(name),
        Some(TypeKind::Interface(_) | TypeKind::Union(_)) => {
            let types = model.possible.get(name).map_or(&[][..], Vec::as_slice);
            match types {
                [] => Mock::Leaf(Value::Null),
                _ => object(&types[choose(types.len(), 6)]),
            }
        }
        Some(TypeKind::Enum(_)) => {
            let values = model.values(name);
            Mock::Leaf(Value::Enum(values[choose(values.len(), 4)].clone()))
        }
        _ => {
            let number = mix(seed, 7);
            Mock::Leaf(match name {
                "Int" => Value::from(i64::from(number % 1000) - 300),
                "Float" => Value::from(f64::from(number % 1000) / 4.0),
                "Boolean" => Value::Boolean(number.is_multiple_of(2)),
                other => Value::String(format!("{other} {}", number % 1000)),
            })
        }
    }
}

impl OutputType for Mock {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed("Mock")
    }

    fn create_type_info(_: &mut Registry) -> String {
        unreachable!("types come from the SDL")
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        self.resolved(ctx, field).await
    }
}

impl Mock {
    /// Boxed, since a mock contains mocks.
    fn resolved<'a>(
        &'a self,
        ctx: &'a ContextSelectionSet<'a>,
        field: &'a Positioned<Field>,
    ) -> Pin<Box<dyn Future<Output = ServerResult<Value>> + Send + 'a>> {
        Box::pin(async move {
            match self {
                Self::Leaf(value) => Ok(value.clone()),
                Self::Object(object) => resolve_container(ctx, object).await,
                Self::List(items) => resolve_list(ctx, field, items, Some(items.len())).await,
            }
        })
    }
}

impl OutputType for Object {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed("Mock")
    }

    fn introspection_type_name(&self) -> Cow<'static, str> {
        Cow::Owned(self.ty.clone())
    }

    fn create_type_info(_: &mut Registry) -> String {
        unreachable!("types come from the SDL")
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        resolve_container(ctx, self).await
    }
}

impl ContainerType for Object {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        let field = ctx.item;
        let name = field.node.name.node.as_str();
        let Some(definition) = self.model.field(&self.ty, name) else {
            // Like a derived type, which knows only its own fields.
            return Ok(None);
        };
        let arguments: Vec<(Name, Value)> = field
            .node
            .arguments
            .iter()
            .map(|(name, value)| {
                (name.node.clone(), value.node.clone().into_const().expect("the gate leaves no variables"))
            })
            .collect();
        let arguments = object(arguments.iter().map(|(name, value)| (name, value)));
        let seed = hash(&format!("{} {}.{name}{arguments}", self.identity, self.ty));
        // Not all fields are done at once, and not in the order they are asked for.
        for _ in 0..mix(seed, 9) % 4 {
            tokio::task::yield_now().await;
        }
        if mix(seed, 8).is_multiple_of(25) {
            return Err(ctx.set_error_path(Error::new("mock").into_server_error(field.pos)));
        }
        let value = produce(&self.model, &definition.ty.node, seed);
        let ctx = ctx.with_selection_set(&field.node.selection_set);
        value.resolve(&ctx, field).await.map(Some)
    }
}

thread_local! {
    /// The engine asks types, not values, for their place in the registry.
    static BUILDING: RefCell<Option<Arc<Model>>> = const { RefCell::new(None) };
}

/// The root of queries.
pub struct Query(Object);
/// The root of mutations.
pub struct Mutation(Object);

/// Both roots. The engine's schema must be built from them on the same thread.
pub fn roots(model: &Arc<Model>) -> (Query, Mutation) {
    BUILDING.set(Some(model.clone()));
    let root = |ty: &str| Object { model: model.clone(), ty: ty.to_owned(), identity: 0 };
    (Query(root("Query")), Mutation(root("Mutation")))
}

/// The root of subscriptions. It is there to be introspected; no event ever comes.
pub struct Subscription;

impl SubscriptionType for Subscription {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed("Subscription")
    }

    fn create_type_info(_: &mut Registry) -> String {
        // With the other roots, all types of the SDL are registered already.
        String::from("Subscription!")
    }

    fn create_field_stream<'a>(
        &'a self,
        _: &'a Context<'_>,
    ) -> Option<Pin<Box<dyn Stream<Item = Response> + Send + 'a>>> {
        None
    }
}

macro_rules! root {
    ($root:ident, $name:literal) => {
        impl OutputType for $root {
            fn type_name() -> Cow<'static, str> {
                Cow::Borrowed($name)
            }

            fn create_type_info(registry: &mut Registry) -> String {
                let model = BUILDING.with_borrow(Clone::clone).expect("roots() was called");
                registry::register(&model, registry);
                String::from(concat!($name, "!"))
            }

            async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
                resolve_container(ctx, self).await
            }
        }

        impl ContainerType for $root {
            async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
                self.0.resolve_field(ctx).await
            }
        }

        impl ObjectType for $root {}
    };
}

root!(Query, "Query");
root!(Mutation, "Mutation");
