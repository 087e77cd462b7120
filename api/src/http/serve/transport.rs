//! The bytes of a connection. Whoever takes next to nothing of what is written for too long is cut off, whatever is spoken on
//! it: an answer that waits to be taken takes memory.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Sleep, sleep},
};

use super::{body::PIECE, pulse::Pulse};

/// A socket with a limit on how long nothing is taken.
pub struct Transport {
    stream: TcpStream,
    pulse: Arc<Pulse>,
    patience: Duration,
    /// While it does not take all that is written at once.
    stuck: Option<Stuck>,
}

struct Stuck {
    /// The end of the patience.
    end: Pin<Box<Sleep>>,
    /// How many bytes have to be taken until then: a byte now and then is no reading.
    lacking: usize,
}

impl Transport {
    /// The socket of a connection with this pulse.
    pub fn new(stream: TcpStream, pulse: Arc<Pulse>, patience: Duration) -> Self {
        Self { stream, pulse, patience, stuck: None }
    }

    fn watch(&mut self, context: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if let Poll::Ready(written) = written {
            if let (Some(stuck), Ok(bytes)) = (&mut self.stuck, &written) {
                stuck.lacking = stuck.lacking.saturating_sub(*bytes);
                if stuck.lacking == 0 {
                    self.goes_on();
                }
            }
            return Poll::Ready(written);
        }
        let stuck = self.stuck.get_or_insert_with(|| {
            self.pulse.stuck(true);
            Stuck { end: Box::pin(sleep(self.patience)), lacking: PIECE }
        });
        ready!(stuck.end.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }

    fn goes_on(&mut self) {
        if self.stuck.take().is_some() {
            self.pulse.stuck(false);
        }
    }
}

impl AsyncRead for Transport {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if buffer.filled().len() > before {
            self.pulse.heard();
        }
        read
    }
}

impl AsyncWrite for Transport {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watch(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.watch(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        // it is asked for when all is written
        self.goes_on();
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
