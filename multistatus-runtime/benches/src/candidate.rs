//! One way to do the work of a table, ready to run many times.

use std::{
    hint::black_box,
    pin::pin,
    task::{Context, Poll, Waker},
};

use http_body::Body;

/// Receives a body, whole or in chunks.
pub type Sink<'a> = &'a mut dyn FnMut(&[u8]);

/// Runs once, and passes the result to the sink if there is one.
type Run = dyn FnMut(Option<Sink<'_>>);

/// A way to write one body, or to make a result that can be shown as bytes.
pub struct Candidate {
    /// The row of the table.
    pub name: &'static str,
    run: Box<Run>,
    /// Makes bodies comparable that differ in insignificant bytes.
    normalize: fn(Vec<u8>) -> Vec<u8>,
}

impl Candidate {
    /// Creates a candidate that passes each buffer to the sink as soon as it is full.
    pub fn new(name: &'static str, mut run: impl FnMut(Sink<'_>) + 'static) -> Self {
        let run = move |sink: Option<Sink<'_>>| match sink {
            Some(sink) => run(sink),
            None => run(&mut |bytes| {
                black_box(bytes);
            }),
        };
        Self { name, run: Box::new(run), normalize: |body| body }
    }

    /// Creates a candidate that makes a result, and shows it only for a comparison.
    pub fn making<R>(
        name: &'static str,
        mut make: impl FnMut() -> R + 'static,
        show: impl Fn(&R, Sink<'_>) + 'static,
    ) -> Self {
        let run = move |sink: Option<Sink<'_>>| {
            let made = black_box(make());
            if let Some(sink) = sink {
                show(&made, sink);
            }
        };
        Self { name, run: Box::new(run), normalize: |body| body }
    }

    /// Creates a candidate that appends to one buffer, which is reused by the next run.
    pub fn reusing(name: &'static str, mut write: impl FnMut(&mut Vec<u8>) + 'static) -> Self {
        let mut out = Vec::new();
        Self::new(name, move |sink| {
            out.clear();
            write(&mut out);
            sink(&out);
        })
    }

    /// Sets a function that changes the body before a comparison.
    pub fn normalized(mut self, normalize: fn(Vec<u8>) -> Vec<u8>) -> Self {
        self.normalize = normalize;
        self
    }

    /// Runs once.
    pub fn run(&mut self) {
        (self.run)(None);
    }

    /// Runs once, and returns the body for a comparison.
    pub fn body(&mut self) -> Vec<u8> {
        let mut body = Vec::new();
        (self.run)(Some(&mut |bytes| body.extend_from_slice(bytes)));
        (self.normalize)(body)
    }
}

/// Polls a body to its end, as a server does.
pub fn drain<B: Body<Data = bytes::Bytes>>(body: B, sink: Sink<'_>) {
    let mut body = pin!(body);
    while let Some(Ok(frame)) = now(|context| body.as_mut().poll_frame(context)) {
        if let Ok(chunk) = frame.into_data() {
            sink(&chunk);
        }
    }
}

/// Polls once, and returns the value.
///
/// # Panics
///
/// Panics if the value is pending.
pub fn now<T>(mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>) -> T {
    match poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the value is ready"),
    }
}
