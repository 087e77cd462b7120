//! How a mutation is declared: the action that it is, its input, what it does, and what its payload shows.

use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::parser::types::Field;
use async_graphql::registry::{MetaInputValue, Registry};
use async_graphql::resolver_utils::{ContainerType, resolve_container};
use async_graphql::{
    Context, ContextSelectionSet, InputType, ObjectType, OutputType, Positioned, ServerResult, SimpleObject, Value,
};

use super::call::Call;
use super::connection::parameter;
use super::payload::{Shows, left_by, shown_row};
use super::resolve::At;
use super::{Output, Request, Root, Thing, argument, resolved, types};
use crate::error::Error;
use crate::fault::{Failure, Fault, FaultCode};
use crate::language::Language;
use crate::message::plain;
use crate::policy::Action;
use crate::store::{Attempt, Left, Work};

/// How often a mutation is tried where somebody else is at the same at the same moment.
const TRIES: usize = 10;

/// A mutation.
pub trait Mutation: Send + Sync + 'static {
    /// The action: it gives the name, and says who may call it.
    const ACTION: Action;
    /// What it does.
    const DOC: &'static str;
    /// Whether it leaves nothing: then a retry does it anew.
    const LEAVES_NOTHING: bool = false;
    /// Its input.
    type Input: InputType + Send + 'static;
    /// What it leaves.
    type Done: Done;

    /// Does it, within a transaction of its own.
    fn act(input: Self::Input, call: &mut Call<'_>) -> impl Future<Output = Result<Self::Done, Failure>> + Send;
}

/// What a mutation leaves, as its payload shows it.
pub trait Done: Send + Sync + 'static {
    /// The fields of the payload beside `userErrors`; all can be null, since there may be nothing to show.
    fn fields() -> Vec<Shows<Self>>
    where
        Self: Sized;
}

/// A row as a mutation left it, shown under the name of its thing.
pub struct Row<E: Thing>(pub E::Model);

impl<E: Thing> Done for Row<E> {
    fn fields() -> Vec<Shows<Self>> {
        vec![shown_row::<E, Self>(E::ONE, |row| Some(row.0.clone()))]
    }
}

/// The field of the mutation root that `M` is.
pub fn mutation<M: Mutation>() -> Root {
    let output = Output::later::<Payload<M>>(arguments::<M>, |_, ctx| {
        Box::pin(async move {
            let payload = act::<M>(ctx).await.at(ctx)?;
            resolved(ctx, &payload).await
        })
    });
    let who = M::ACTION.who();
    Root { name: M::ACTION.name(), doc: format!("{} Who may: {who}.", M::DOC), output }
}

fn arguments<M: Mutation>(registry: &mut Registry) -> Vec<MetaInputValue> {
    vec![argument::<M::Input>(registry, "input", "What it needs.")]
}

async fn act<M: Mutation>(ctx: &Context<'_>) -> Result<Payload<M>, Error> {
    let request = Request::of(ctx);
    let step = ctx.item.node.response_key().node.to_string();
    let attempt = request.attempt.as_ref().filter(|_| !M::LEAVES_NOTHING);
    if let Some(left) = attempt.and_then(|attempt| attempt.steps.get(&step)) {
        return Ok(Payload::Before(left.clone()));
    }
    let mut written = write::<M>(ctx, attempt, &step).await;
    for _ in 1..TRIES {
        // what somebody else did at the same moment is there by now: it is judged anew, with that
        if !written.as_ref().is_err_and(Failure::is_of_the_moment) {
            break;
        }
        written = write::<M>(ctx, attempt, &step).await;
    }
    match written {
        Ok(done) => Ok(Payload::Done(done)),
        Err(Failure::Faults(faults)) => Ok(Payload::Refused(faults)),
        Err(Failure::Conflict) => Ok(Payload::Refused(vec![conflict(request.language)])),
        Err(Failure::Error(error)) => Err(error),
    }
}

/// Does it once, in a transaction, with a note of the attempt that it is a step of.
async fn write<M: Mutation>(ctx: &Context<'_>, attempt: Option<&Arc<Attempt>>, step: &str) -> Result<M::Done, Failure> {
    let request = Request::of(ctx);
    let input =
        parameter::<M::Input>(ctx, "input")?.ok_or_else(|| Error::internal("the gate lets no input be left out"))?;
    let (language, attempt, step) = (request.language, attempt.cloned(), step.to_owned());
    let work: Work<M::Done> = Box::new(move |write| {
        Box::pin(async move {
            let done = M::act(input, &mut Call::new(write, language)).await?;
            if let Some(attempt) = attempt {
                write.note_step(&attempt, step, left_by(&done)).await?;
            }
            Ok(done)
        })
    });
    request.write(M::ACTION, work).await
}

fn conflict(language: Language) -> Fault {
    Fault { path: vec![], message: plain(language, "fault-conflict"), code: FaultCode::AlreadyExists }
}

/// What a mutation answers.
pub enum Payload<M: Mutation> {
    /// It is done, and this is what it left.
    Done(M::Done),
    /// An earlier attempt at the request did it, and left this.
    Before(Left),
    /// Nothing was done, for these reasons.
    Refused(Vec<Fault>),
}

/// Something that the caller can put right.
#[derive(SimpleObject)]
pub struct UserError {
    /// Where in the input: names of fields, from the outside in; empty where it is about the whole.
    path: Vec<&'static str>,
    /// What is wrong and what would be right, in the caller's language.
    message: String,
    /// Its kind, for programs.
    code: FaultCode,
}

impl From<&Fault> for UserError {
    fn from(fault: &Fault) -> Self {
        let Fault { path, message, code } = fault.clone();
        UserError { path, message, code }
    }
}

impl<M: Mutation> Payload<M> {
    fn faults(&self) -> &[Fault] {
        match self {
            Self::Refused(faults) => faults,
            Self::Done(_) | Self::Before(_) => &[],
        }
    }

    fn user_errors() -> Output<Self> {
        Output::later::<Vec<UserError>>(
            |_| vec![],
            |payload: &Self, ctx| {
                let errors: Vec<UserError> = payload.faults().iter().map(UserError::from).collect();
                Box::pin(async move { resolved(ctx, &errors).await })
            },
        )
    }
}

impl<M: Mutation> ContainerType for Payload<M> {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        let name = ctx.item.node.name.node.as_str();
        if name == "userErrors" {
            return Self::user_errors().resolve(self, ctx).await;
        }
        let Some(shows) = M::Done::fields().into_iter().find(|shows| shows.member.name == name) else {
            return Ok(None);
        };
        match self {
            Self::Done(done) => shows.member.output.resolve(done, ctx).await,
            Self::Before(left) => match (left.get(name), shows.again()) {
                (Some(id), Some(output)) => output.resolve(id, ctx).await,
                _ => Ok(Some(Value::Null)),
            },
            Self::Refused(_) => Ok(Some(Value::Null)),
        }
    }
}

impl<M: Mutation> OutputType for Payload<M> {
    fn type_name() -> Cow<'static, str> {
        payload_name(M::ACTION).into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let doc = format!("What `{}` answers.", M::ACTION.name());
        types::object::<Self>(registry, &doc, |registry| {
            let fields = M::Done::fields();
            let shown = fields.iter().map(|shows| {
                let member = &shows.member;
                member.output.meta(registry, member.name, member.doc)
            });
            let mut fields: Vec<_> = shown.collect();
            let doc = "Why nothing was done; empty where it was.";
            fields.push(Self::user_errors().meta(registry, "userErrors", doc));
            fields
        })
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        resolve_container(ctx, self).await
    }
}

impl<M: Mutation> ObjectType for Payload<M> {}

fn payload_name(action: Action) -> String {
    let (first, rest) = action.name().split_at(1);
    format!("{}{rest}Payload", first.to_ascii_uppercase())
}
