//! The spans and events that a batch logs. This is a test program of its own, because batches of other tests would reach
//! the subscriber.

use std::sync::{Arc, Mutex};

use multistatus::{Batch, Inputs, StatusCode};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt},
    registry::LookupSpan,
};

/// Records a line for each event and each closed span, with its fields.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<String>>>);

#[derive(Default)]
struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.push_str(&format!(" {field}={value:?}"));
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Recorder {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        context.span(id).unwrap().extensions_mut().insert(fields);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        values.record(context.span(id).unwrap().extensions_mut().get_mut::<Fields>().unwrap());
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let scope: Vec<_> = context.event_scope(event).into_iter().flatten().map(|span| span.name()).collect();
        self.0.lock().unwrap().push(format!("{} in {}:{}", event.metadata().level(), scope.join(" of "), fields.0));
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let span = context.span(&id).unwrap();
        let fields = span.extensions().get::<Fields>().unwrap().0.clone();
        let parent = span.parent().map_or("nothing", |parent| parent.name());
        self.0.lock().unwrap().push(format!("{} of {parent}:{fields}", span.name()));
    }
}

async fn handle(item: &'static str) -> StatusCode {
    tracing::info!("handling");
    tokio::task::yield_now().await;
    match item {
        "gone" => StatusCode::NOT_FOUND,
        "broken" => StatusCode::BAD_GATEWAY,
        _ => StatusCode::OK,
    }
}

#[tokio::test]
async fn a_batch_and_each_item_have_a_span_and_server_failures_are_logged_as_errors() {
    let recorder = Recorder::default();
    let guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(recorder.clone()));
    let inputs = || Inputs::new(["fine", "gone", "broken"]).keyed(|item| format!("/{item}"));
    let expected = [
        "INFO in item of batch: message=handling",
        "INFO in item of batch: message=handling",
        "INFO in item of batch: message=handling",
        "item of batch: index=0 key=/fine status=200",
        "item of batch: index=1 key=/gone status=404",
        "ERROR in batch: message=an item failed index=2 key=/broken status=502",
        "item of batch: index=2 key=/broken status=502",
        "batch of nothing: items=3 mode=BestEffort settled=3 failed=2",
    ];
    let _ = Batch::new(handle).inputs(inputs()).run().await.unwrap();
    assert_eq!(std::mem::take(&mut *recorder.0.lock().unwrap()), expected);

    let _ = Batch::new(handle).inputs(inputs()).spawn().await.unwrap();
    tokio::task::yield_now().await;
    let mut spawned = std::mem::take(&mut *recorder.0.lock().unwrap());
    let mut expected = expected;
    spawned.sort_unstable();
    expected.sort_unstable();
    assert_eq!(spawned, expected, "a spawned batch logs the same lines");
    drop(guard);
}
