//! The body of a request while it is read: it tells when it is waited for.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use axum::body::{Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};

use super::pulse::{Awaited, Pulse};

/// A body that comes over a connection with this pulse.
pub struct AwaitedBody<B> {
    body: Pin<Box<B>>,
    pulse: Arc<Pulse>,
    /// While somebody asks for more of it than is there.
    awaited: Option<Awaited>,
}

impl<B> AwaitedBody<B> {
    /// The body of a request.
    pub fn new(body: B, pulse: Arc<Pulse>) -> Self {
        Self { body: Box::pin(body), pulse, awaited: None }
    }
}

impl<B: HttpBody<Data = Bytes>> HttpBody for AwaitedBody<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let frame = self.body.as_mut().poll_frame(context);
        if frame.is_pending() && self.awaited.is_none() {
            self.awaited = Some(self.pulse.awaits());
        }
        let frame = ready!(frame);
        self.awaited = None;
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
