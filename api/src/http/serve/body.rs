//! The body of an answer while it is taken: it keeps its request under way, and tells how it gets on.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};

use super::{pulse::UnderWay, stream};

/// How much of it is handed over at a time in a stream of HTTP/2, where it is asked for the next piece when there is room for
/// it: so small that whoever reads at all asks often. Whoever takes less within the patience is cut off.
pub const PIECE: usize = 16 * 1024;

/// A body that is being taken.
pub struct Taken {
    body: Body,
    /// What of it is there and not handed over.
    rest: Bytes,
    _under_way: UnderWay,
}

impl Taken {
    /// The body of the answer to this request.
    pub fn new(body: Body, under_way: UnderWay) -> Self {
        Self { body, rest: Bytes::new(), _under_way: under_way }
    }

    fn piece(&mut self) -> Bytes {
        // over HTTP/1 it is the socket that tells how it gets on
        let most = if stream::is_one() { PIECE } else { usize::MAX };
        stream::handed_over();
        self.rest.split_to(self.rest.len().min(most))
    }
}

impl HttpBody for Taken {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        stream::asked_for_more();
        if self.rest.is_empty() {
            let Some(frame) = ready!(Pin::new(&mut self.body).poll_frame(context)?) else { return Poll::Ready(None) };
            match frame.into_data() {
                Ok(data) => self.rest = data,
                Err(other) => return Poll::Ready(Some(Ok(other))),
            }
        }
        Poll::Ready(Some(Ok(Frame::data(self.piece()))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (inner, rest) = (self.body.size_hint(), self.rest.len() as u64);
        let mut hint = SizeHint::new();
        hint.set_lower(inner.lower() + rest);
        if let Some(upper) = inner.upper() {
            hint.set_upper(upper + rest);
        }
        hint
    }
}
