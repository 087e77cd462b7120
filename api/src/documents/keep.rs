//! The rows of an upload. Before its first byte is stored, it is written down that no row names it; what makes a version
//! of it crosses that out in the same transaction. So there is at no moment anything stored that nothing knows of.

use std::sync::Arc;

use entity::document;
use entity::document_version::{ActiveModel as Version, Column as C, Entity as Versions};
use sea_orm::{ColumnTrait, Condition, IntoActiveModel, Set};
use uuid::Uuid;

use super::Received;
use crate::clock::Clock;
use crate::error::Error;
use crate::fault::Failure;
use crate::policy::{Action, Actor, Regarding};
use crate::security::{self, Event};
use crate::store::{Permit, Store, Work, Write};

/// What an upload does, for the table of actions.
const ACTION: Action = Action::UpdateDocument;

/// The document is not as the caller knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unmet;

/// Which content the caller takes the document to have, told by the SHA-256 of the present one, if there is any.
pub type Expected = Arc<dyn Fn(Option<&str>) -> bool + Send + Sync>;

/// What was uploaded, and what is known of it.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Where the bytes are.
    pub key: String,
    /// Their media type.
    pub media_type: String,
    /// The name of the file, where it is told.
    pub file_name: Option<String>,
    /// The bytes themselves.
    pub received: Received,
}

/// Whether the actor may upload to the document as they take it to be; from then on bytes may be stored under the key.
///
/// # Errors
/// If they may not, or do not see it.
pub async fn begin(
    store: &Store,
    actor: Arc<Actor>,
    clock: &Clock,
    (document, expected): (Uuid, Expected),
    key: &str,
) -> Result<Result<(), Unmet>, Failure> {
    admit(&actor)?;
    let key = key.to_owned();
    let work: Work<Result<(), Unmet>> = Box::new(move |write| {
        Box::pin(async move {
            let (document, permit) = find(write, document).await?;
            if !expected(document.sha256.as_deref()) {
                return Ok(Err(Unmet));
            }
            write.expect_object(&permit, &key).await?;
            Ok(Ok(()))
        })
    });
    store.write(actor, clock.clone(), ACTION, work).await
}

/// Makes the next version of what was stored, unless the document has got another one since. Returns its number.
///
/// # Errors
/// If the actor may not any longer, or the bytes have been swept away.
pub async fn keep(
    store: &Store,
    actor: Arc<Actor>,
    clock: &Clock,
    (document, expected): (Uuid, Expected),
    kept: Kept,
) -> Result<Result<i32, Unmet>, Failure> {
    admit(&actor)?;
    let work: Work<Result<i32, Unmet>> = Box::new(move |write| {
        Box::pin(async move {
            let (document, permit) = find(write, document).await?;
            if !expected(document.sha256.as_deref()) {
                return Ok(Err(Unmet));
            }
            let versions = write.find_where::<Versions>(Condition::all().add(C::DocumentId.eq(document.id))).await?;
            let number = versions.iter().map(|version| version.number).max().unwrap_or(0) + 1;
            write.name_object(&permit, &kept.key).await?;
            let size = i64::try_from(kept.received.byte_size).map_err(Error::internal)?;
            write.insert::<Versions>(&permit, version(&document, number, size, &kept, write.actor())).await?;
            let mut newest = document.clone().into_active_model();
            newest.url = Set(None);
            newest.media_type = Set(Some(kept.media_type));
            newest.byte_size = Set(Some(size));
            newest.sha256 = Set(Some(kept.received.sha256));
            write.update::<document::Entity>(&permit, &document, newest).await?;
            Ok(Ok(number))
        })
    });
    store.write(actor, clock.clone(), ACTION, work).await
}

fn version(document: &document::Model, number: i32, size: i64, kept: &Kept, actor: &Actor) -> Version {
    Version {
        document_id: Set(document.id),
        number: Set(number),
        media_type: Set(kept.media_type.clone()),
        byte_size: Set(size),
        sha256: Set(kept.received.sha256.clone()),
        storage_key: Set(kept.key.clone()),
        file_name: Set(kept.file_name.clone()),
        uploaded_by_id: Set(actor.person()),
        ..Version::default()
    }
}

/// The same as the root of the API asks of every mutation, whatever it is about.
fn admit(actor: &Actor) -> Result<(), Failure> {
    let what = format!("Mutation.{}", ACTION.name());
    let (why, error) = match (actor.is_authenticated(), actor.may_ever_do(ACTION)) {
        (true, true) => return Ok(()),
        (false, _) => ("unauthenticated", Error::Unauthenticated),
        (true, false) => ("forbidden", Error::forbidden(what.as_str())),
    };
    security::note(Event::Refusal, actor.into(), &what, why);
    Err(error.into())
}

async fn find(write: &Write, id: Uuid) -> Result<(document::Model, Permit), Failure> {
    let document = write.find::<document::Entity>(id).await?.ok_or(Error::NotFound)?;
    Ok((document, write.permit(&Regarding::default())?))
}
