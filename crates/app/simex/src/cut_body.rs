//! A body that breaks off half way: what a caller sees when a connection dies under an answer.

use axum::body::{Body, Bytes};
use http_body::{Body as HttpBody, Frame, SizeHint};
use std::pin::Pin;
use std::task::{Context, Poll};

/// Half of another body.
#[derive(Debug)]
pub(crate) struct CutBody {
    inner: Body,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Begin,
    Break,
}

/// The answer was cut on purpose.
#[derive(Debug, thiserror::Error)]
#[error("the answer was cut")]
pub(crate) struct Cut;

impl CutBody {
    pub(crate) const fn new(inner: Body) -> Self {
        Self {
            inner,
            stage: Stage::Begin,
        }
    }
}

impl HttpBody for CutBody {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        if self.stage == Stage::Break {
            return Poll::Ready(Some(Err(Cut)));
        }
        let frame = match Pin::new(&mut self.inner).poll_frame(context) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Some(Ok(frame))) => frame.into_data().ok(),
            Poll::Ready(_) => None,
        };
        self.stage = Stage::Break;
        let Some(mut data) = frame else {
            return Poll::Ready(Some(Err(Cut)));
        };
        data.truncate(data.len() / 2);
        Poll::Ready(Some(Ok(Frame::data(data))))
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
