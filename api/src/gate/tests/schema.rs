//! One of everything: connections, an interface, a union, nested inputs, a choice, a patch, failing fields, fields
//! that take their time, a mutation that counts, a subscription.

use async_graphql::{
    Context, Enum, Error, ID, InputObject, InputValueError, InputValueResult, Interface, MaybeUndefined, Object,
    OneofObject, Result, Scalar, ScalarType, SimpleObject, Union, Value,
};
use futures_util::{Stream, stream};
use std::{
    sync::{
        Arc,
        atomic::{AtomicI32, Ordering},
    },
    time::Duration,
};

/// Which resolvers ran.
#[derive(Default)]
pub struct Calls {
    pub writes: AtomicI32,
    pub reads: AtomicI32,
}

pub struct Day(String);

#[Scalar(name = "Day")]
impl ScalarType for Day {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(day) if day.len() == 10 => Ok(Self(day)),
            _ => Err(InputValueError::custom("not a day")),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

#[derive(Enum, Copy, Clone, Eq, PartialEq, Debug)]
pub enum Colour {
    Red,
    Green,
}

#[derive(OneofObject)]
pub enum By {
    Id(ID),
    Reference(String),
}

#[derive(InputObject, Debug)]
pub struct Patch {
    title: MaybeUndefined<String>,
    nested: Option<Box<Patch>>,
    all: Option<Vec<Patch>>,
    #[graphql(default = 7)]
    number: i32,
}

pub struct Thing(pub i32);

#[Object]
impl Thing {
    async fn id(&self) -> ID {
        format!("thing_{}", self.0).into()
    }

    async fn title(&self) -> String {
        format!("Thing {}", self.0)
    }

    async fn owner(&self) -> Team {
        Team(self.0)
    }

    async fn size(&self) -> i32 {
        self.0
    }

    #[graphql(guard = "Never")]
    async fn label(&self) -> Option<String> {
        Some(String::from("unguarded"))
    }
}

pub struct Team(pub i32);

#[Object]
impl Team {
    async fn id(&self) -> ID {
        format!("team_{}", self.0).into()
    }

    async fn name(&self) -> String {
        format!("Team {}", self.0)
    }

    async fn owner(&self) -> Team {
        Team(self.0 + 1)
    }

    async fn size(&self) -> String {
        String::from("large")
    }

    async fn label(&self) -> Option<String> {
        Some(String::from("team"))
    }
}

pub struct Never;

impl async_graphql::Guard for Never {
    async fn check(&self, _: &Context<'_>) -> Result<()> {
        Err(Error::new("guarded"))
    }
}

#[derive(Interface)]
#[graphql(
    field(name = "id", ty = "ID"),
    field(name = "owner", ty = "Team"),
    field(name = "label", ty = "Option<String>")
)]
pub enum Node {
    Thing(Thing),
    Team(Team),
}

#[derive(Union)]
pub enum Found {
    Thing(Thing),
    Team(Team),
}

#[derive(SimpleObject)]
pub struct ThingEdge {
    cursor: String,
    node: Thing,
}

pub struct ThingConnection(i32);

#[Object]
impl ThingConnection {
    async fn nodes(&self) -> Vec<Thing> {
        (0..self.0).map(Thing).collect()
    }

    async fn edges(&self) -> Vec<ThingEdge> {
        (0..self.0).map(|n| ThingEdge { cursor: n.to_string(), node: Thing(n) }).collect()
    }

    async fn total_count(&self) -> i32 {
        1000
    }
}

pub struct Deep;

#[Object]
impl Deep {
    async fn deep(&self) -> Deep {
        Deep
    }

    async fn maybe(&self) -> Option<Deep> {
        Some(Deep)
    }

    async fn list(&self) -> Option<Vec<Deep>> {
        Some(vec![Deep, Deep])
    }

    async fn sparse(&self) -> Vec<Option<Deep>> {
        vec![Some(Deep), None]
    }

    async fn fails(&self) -> Result<i32> {
        Err(Error::new("no"))
    }

    async fn may_fail(&self) -> Result<Option<i32>> {
        Err(Error::new("no"))
    }

    async fn number(&self, #[graphql(default = 1)] n: i32) -> i32 {
        n
    }
}

pub struct Query;

#[Object]
impl Query {
    async fn deep(&self) -> Option<Deep> {
        Some(Deep)
    }

    async fn strict(&self) -> Deep {
        Deep
    }

    async fn slow(&self, ctx: &Context<'_>, ms: u64) -> i32 {
        tokio::time::sleep(Duration::from_millis(ms)).await;
        ctx.data_unchecked::<Arc<Calls>>().reads.fetch_add(1, Ordering::SeqCst)
    }

    async fn node(&self, id: ID) -> Option<Node> {
        match id.as_str() {
            "thing" => Some(Thing(1).into()),
            "team" => Some(Team(1).into()),
            _ => None,
        }
    }

    async fn nodes(&self, ids: Vec<ID>) -> Vec<Option<Node>> {
        ids.iter().map(|_| Some(Thing(1).into())).collect()
    }

    async fn search(&self) -> Vec<Found> {
        vec![Thing(1).into(), Team(2).into()]
    }

    async fn things(&self, first: Option<i32>, last: Option<i32>) -> ThingConnection {
        ThingConnection(first.or(last).unwrap_or(2).min(2))
    }

    async fn tags(&self) -> Vec<Thing> {
        vec![Thing(1)]
    }

    async fn patch(&self, input: Patch) -> String {
        format!("{input:?}")
    }

    async fn by(&self, by: By) -> String {
        match by {
            By::Id(id) => format!("id {}", id.as_str()),
            By::Reference(reference) => format!("reference {reference}"),
        }
    }

    async fn on(&self, day: Day) -> Option<String> {
        Some(day.0)
    }

    async fn echo(
        &self,
        title: MaybeUndefined<String>,
        #[graphql(default = 3)] number: i32,
        ratio: Option<f64>,
        colours: Option<Vec<Colour>>,
        id: Option<ID>,
    ) -> String {
        format!("{title:?} {number} {ratio:?} {colours:?} {:?}", id.map(|id| id.0))
    }
}

pub struct Mutation;

#[Object]
impl Mutation {
    async fn add(&self, ctx: &Context<'_>, n: i32) -> Counter {
        Counter(ctx.data_unchecked::<Arc<Calls>>().writes.fetch_add(n, Ordering::SeqCst) + n)
    }
}

pub struct Counter(i32);

#[Object]
impl Counter {
    async fn total(&self) -> i32 {
        self.0
    }

    async fn fails(&self) -> Result<i32> {
        Err(Error::new("no"))
    }
}

pub struct Subscription;

#[async_graphql::Subscription]
impl Subscription {
    async fn ticks(&self, up_to: i32) -> impl Stream<Item = Thing> {
        stream::iter((1..=up_to).map(Thing))
    }
}
