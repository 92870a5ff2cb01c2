//! Inputs of a body that arrives in chunks: equal to those of the whole body, and none that precedes a fault is lost.

use std::{
    collections::VecDeque,
    convert::Infallible,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use futures_core::Stream;
use http_body::Frame;
use multistatus::{
    Batch, Outcome, Refused, StatusCode,
    batch::{Input, InputSource, InputStream, JsonInputs, NotRun},
};
use proptest::prelude::*;
use serde_json::Value;

use crate::{Chunks, Order, codes, collect, key_and_item};

type Decoded<T> = Vec<(Option<String>, Result<T, String>)>;

async fn streamed(inputs: &JsonInputs, body: impl AsRef<[u8]>, length: usize) -> Decoded<Value> {
    collect(inputs.stream::<Value, _>(Chunks::of(body, length))).await.iter().map(key_and_item).collect()
}

/// Returns the number of inputs before the refusal, and the refusal, which is the last input.
async fn refused(inputs: &JsonInputs, body: Chunks) -> (usize, Refused) {
    let mut inputs = collect(inputs.stream::<Value, _>(body)).await;
    let last = inputs.pop().expect("the refusal");
    assert!(inputs.iter().all(|input| input.item().is_ok()), "{inputs:?}");
    match last.item() {
        Err(NotRun::Refused(refused)) => (inputs.len(), (**refused).clone()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_fault_of_the_body_is_reported_by_the_last_input() {
    let (array, orders) = (JsonInputs::new(), JsonInputs::member("orders"));
    let syntax = |line, column, detail: &str| Refused::NotJson { line, column, detail: detail.into() };
    let truncated = "the body ends before its array of items does";
    let found = |member: Option<&str>, found| Refused::NotAnArray { member: member.map(Into::into), found };
    let no_member = Refused::NoMember { member: "orders".into() };
    let twice = Refused::MemberTwice { member: "orders".into(), line: 1, column: 15 };
    for (inputs, body, before, expected) in [
        (&array, "", 0, syntax(1, 1, "the body is empty")),
        (&orders, " \n", 0, syntax(2, 1, "the body is empty")),
        (&array, "[-Infinity]", 0, syntax(1, 3, "expected a digit, found 'I'")),
        (&array, "[1,\n2", 1, syntax(2, 2, truncated)),
        (&array, "[1,2,{\"a\":", 2, syntax(1, 11, truncated)),
        (&array, "[1,2", 1, syntax(1, 5, truncated)),
        (&array, "[1 2]", 1, syntax(1, 4, "expected `,` or `]` after an item, found '2'")),
        (&array, "[1,]", 1, syntax(1, 4, "expected a value, found ']'")),
        // A character of several bytes is not named, because its rest may not have arrived.
        (&array, "[1,\u{756}]", 1, syntax(1, 4, "expected a value")),
        (&orders, "{\"orders\":[1],\u{756}", 1, syntax(1, 15, "expected the name of a member, in quotes")),
        (&array, "[1,\n{\"a\":\n tru},2]", 1, syntax(3, 2, "expected a value, found 't'")),
        (&array, "[[1}]]", 0, syntax(1, 4, "expected `,` or `]` after an element, found '}'")),
        (&array, "[1]\n x", 1, syntax(2, 2, "expected the end of the document, found 'x'")),
        (&array, "{}", 0, found(None, "an object")),
        (&array, "x", 0, syntax(1, 1, "expected an array of items, found 'x'")),
        (&orders, "[1]", 0, no_member.clone()),
        (&orders, "{}", 0, no_member.clone()),
        (&orders, r#"{"a":{"orders":[1]}}"#, 0, no_member.clone()),
        (&orders, r#"{"orders":{}}"#, 0, found(Some("orders"), "an object")),
        (&orders, r#"{"orders":[1],"orders":[2]}"#, 1, twice),
        (&orders, r#"{"orders":[1],"a":tru}"#, 1, syntax(1, 19, "expected a value, found 't'")),
        (&orders, r#"{"orders":[1],a}"#, 1, syntax(1, 15, "expected the name of a member, in quotes, found 'a'")),
        (&orders, r#"{"orders":[1]"#, 1, syntax(1, 14, truncated)),
    ] {
        for length in [1, 3, 1_000] {
            let (count, refused) = refused(inputs, Chunks::of(body, length)).await;
            assert_eq!((count, &refused), (before, &expected), "{body} in chunks of {length}");
        }
        assert!(inputs.decode::<Value>(body.as_bytes()).is_err(), "{body}");
    }
    let broken = Chunks::new([Ok(b"[1,\"a".to_vec()), Ok(b"\",\"\xff\"]".to_vec())]);
    assert_eq!(refused(&array, broken).await, (2, syntax(1, 9, "expected UTF-8")));
}

#[tokio::test(flavor = "current_thread")]
async fn complete_inputs_of_an_interrupted_body_are_kept() {
    for (inputs, start) in [(JsonInputs::new(), "[1,2,3"), (JsonInputs::lines(), "1\n2\n3")] {
        let body = Chunks::new([Ok(start), Err("reset by peer"), Ok("4")]);
        let (before, refused) = refused(&inputs, body).await;
        // The third item may be incomplete.
        assert_eq!(before, 2, "{start}");
        assert_eq!(refused, Refused::Unreadable { cause: "reset by peer".into() });
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_limit_that_is_exceeded_ends_the_stream() {
    let body = |length| Chunks::of("[1,2,3,4,5]", length);
    for length in [1, 4, 100] {
        let few = refused(&JsonInputs::new().max_items(2), body(length)).await;
        assert_eq!(few, (2, Refused::TooManyItems { max_items: 2 }));
        let small = refused(&JsonInputs::new().max_bytes(6), body(length)).await;
        assert_eq!(small, (2, Refused::TooLarge { max_bytes: Some(6) }));
        let long = Chunks::of("[1,\"2345\",3]", length);
        let long = refused(&JsonInputs::new().max_item_bytes(5), long).await;
        assert_eq!(long, (1, Refused::ItemTooLarge { max_bytes: 5 }));
    }
    assert_eq!(
        streamed(&JsonInputs::new().max_items(5).max_bytes(11).max_item_bytes(1), "[1,2,3,4,5]", 2).await.len(),
        5
    );
    let keyed = JsonInputs::lines().id("id").max_items(1);
    let keyed = streamed(&keyed, "{\"id\":\"a\"}\n{\"id\":\"b\"}\n{}\n", 5).await;
    assert_eq!((keyed.len(), keyed[1].0.as_deref()), (2, Some("b")), "the first item past the limit has its key");
    let around = Chunks::of(r#"{"note":"a long one","orders":[]}"#, 9);
    let around = refused(&JsonInputs::member("orders").max_item_bytes(8), around).await;
    assert_eq!(around, (0, Refused::ItemTooLarge { max_bytes: 8 }));
}

#[tokio::test(flavor = "current_thread")]
async fn a_line_that_is_too_long_fails_alone() {
    let body = format!("1\n\"{}\"\n3\n\"{}\"", "x".repeat(50), "y".repeat(50));
    for length in [1, 7, 1_000] {
        let inputs = streamed(&JsonInputs::lines().max_item_bytes(10), &body, length).await;
        let too_long = || (None, Err("413 an item is longer than 10 bytes".into()));
        let number = |number: u32| (None, Ok(number.into()));
        assert_eq!(inputs, [number(1), too_long(), number(3), too_long()], "in chunks of {length}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn an_item_that_is_nested_too_deep_fails_alone() {
    let body = format!("[{}{},2]", "[".repeat(100_000), "]".repeat(100_000));
    let inputs = streamed(&JsonInputs::new(), &body, 5_000).await;
    assert_eq!(inputs[0].1.as_ref().unwrap_err().rsplit(':').next(), Some(" recursion limit exceeded"));
    assert_eq!(inputs[1..], [(None, Ok(2.into()))]);
    let whole: Decoded<Value> = JsonInputs::new().decode(body.as_bytes()).unwrap().iter().map(key_and_item).collect();
    assert_eq!(inputs, whole);
}

#[tokio::test(flavor = "current_thread")]
async fn an_input_is_ready_with_its_last_byte() {
    let sent = Arc::new(Mutex::new(VecDeque::new()));
    let mut inputs: InputStream<u32> = JsonInputs::new().stream(Sent(Arc::clone(&sent)));
    let send = |chunk| sent.lock().unwrap().push_back(chunk);
    let mut next = || match Pin::new(&mut inputs).poll_next(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(input) => Some(input.map(|input| *input.item().unwrap())),
        Poll::Pending => None,
    };
    assert_eq!(next(), None);
    send(Some("[12"));
    assert_eq!(next(), None, "more digits may follow");
    send(Some("3,"));
    assert_eq!(next(), Some(Some(123)));
    assert_eq!(next(), None);
    send(Some("4]"));
    assert_eq!(next(), Some(Some(4)));
    send(None);
    assert_eq!((next(), next()), (Some(None), Some(None)));
}

#[tokio::test(flavor = "current_thread")]
async fn a_long_input_is_ready_with_its_last_byte() {
    let sent = Arc::new(Mutex::new(VecDeque::new()));
    let mut inputs: InputStream<Vec<String>> = JsonInputs::new().stream(Sent(Arc::clone(&sent)));
    let long: &'static str = String::from_utf8(vec![b'x'; 10_000]).unwrap().leak();
    let mut next = || match Pin::new(&mut inputs).poll_next(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(input) => Some(input.map(|input| input.item().unwrap().concat().len())),
        Poll::Pending => None,
    };
    for chunk in ["[[\"", long, "\\", "n\",\"", long, "\""] {
        sent.lock().unwrap().push_back(Some(chunk));
        assert_eq!(next(), None);
    }
    sent.lock().unwrap().push_back(Some("]"));
    assert_eq!(next(), Some(Some(20_001)));
}

/// A body of the chunks that were sent. It is pending until more are sent, and `None` ends it.
struct Sent(Arc<Mutex<VecDeque<Option<&'static str>>>>);

impl http_body::Body for Sent {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.0.lock().unwrap().pop_front() {
            Some(chunk) => Poll::Ready(chunk.map(|chunk| Ok(Frame::data(chunk.into())))),
            None => Poll::Pending,
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_batch_runs_streamed_inputs() {
    let body = http_body_util::Full::new(Bytes::from(r#"[{"sku":"tea","quantity":1},{"sku":"tea"},{"#));
    let inputs = JsonInputs::new().id("sku").stream::<Order, _>(body);
    assert!(inputs.arrives());
    let result = Batch::new(async |_: Order| StatusCode::CREATED).inputs(inputs).run().await.unwrap();
    assert_eq!(codes(&result), [201, 422, 400]);
    let last = result.get(2).unwrap();
    let mut text = String::new();
    last.outcome().unwrap().description(&mut text).unwrap();
    assert!(text.starts_with("the body is not valid JSON: line 1, column 44: the body ends"), "{text}");
}

#[tokio::test(flavor = "current_thread")]
async fn any_stream_of_inputs_can_be_run() {
    struct Three(u32);
    impl Stream for Three {
        type Item = Input<u32>;
        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Input<u32>>> {
            self.0 += 1;
            Poll::Ready((self.0 <= 3).then(|| Input::new(self.0).keyed(format!("/{}", self.0))))
        }
    }
    let inputs = InputStream::from_stream(Three(0)).checked(|n| if *n == 2 { Err("no twos") } else { Ok(()) });
    let result = Batch::new(async |_: u32| StatusCode::OK).inputs(inputs).run().await.unwrap();
    assert_eq!(codes(&result), [200, 422, 200]);
    assert_eq!(result.get(2).unwrap().key().unwrap().text(), "/3");
}

/// Generates JSON arrays, with white space wherever JSON allows it.
fn document() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        any::<i32>().prop_map(|number| number.to_string()),
        "[a-z\"\\\\\\[\\]{},:ü🦀\n]{0,12}".prop_map(|text| serde_json::to_string(&text).unwrap()),
        prop::sample::select(vec!["true", "null", "1.5e3", "-0", "\"\\ud83e\\udd80\""]).prop_map(String::from),
    ];
    let space = || prop::sample::select(vec!["", "", " ", "\r\n\t"]);
    let value = scalar.prop_recursive(3, 20, 4, move |inner| {
        prop_oneof![
            (prop::collection::vec(inner.clone(), 0..4), space())
                .prop_map(|(values, space)| format!("[{space}{}{space}]", values.join(&format!("{space},{space}")))),
            (prop::collection::vec(("[a-z]{0,3}|id", inner), 0..4), space()).prop_map(|(members, space)| {
                let members = members.iter().map(|(name, value)| format!("{space}\"{name}\"{space}:{space}{value}"));
                format!("{{{}{space}}}", members.collect::<Vec<_>>().join(","))
            }),
        ]
    });
    prop::collection::vec(value, 0..8).prop_map(|values| format!("[{}]", values.join(" , ")))
}

fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn chunks_of_any_length_decode_as_the_whole_body(items in document(), length in 1..40usize, before in document()) {
        let in_member = format!("\u{feff}{{\"x\":{before},\"orders\":{items} ,\"y\":{before}}}");
        let lines = serde_json::from_str::<Vec<Value>>(&items).unwrap();
        let lines: Vec<_> = lines.iter().map(ToString::to_string).collect();
        let lines = lines.join("\r\n\n");
        for (inputs, body) in [
            (JsonInputs::new().id("id"), &items),
            (JsonInputs::member("orders").id("id"), &in_member),
            (JsonInputs::lines().id("id"), &lines),
        ] {
            let whole: Decoded<Value> = inputs.decode(body.as_bytes()).unwrap().iter().map(key_and_item).collect();
            let items: Vec<Value> = serde_json::from_str(&items).unwrap();
            prop_assert_eq!(whole.len(), items.len());
            for ((key, decoded), item) in whole.iter().zip(items) {
                match decoded {
                    Ok(decoded) => prop_assert_eq!(decoded, &item),
                    Err(reason) => prop_assert!(key.is_none() && reason.contains("the member `id` occurs again"), "{reason}"),
                }
            }
            prop_assert_eq!(run(streamed(&inputs, body, length)), whole);
        }
    }

    #[test]
    fn invalid_elements_in_chunks_decode_as_in_the_whole_body(items in document(), length in 1..40usize) {
        let inputs = JsonInputs::new().id("id");
        let whole = inputs.decode::<Order>(items.as_bytes()).unwrap();
        let streamed = run(collect(inputs.stream::<Order, _>(Chunks::of(&items, length))));
        prop_assert_eq!(streamed.iter().map(key_and_item).collect::<Vec<_>>(), whole.iter().map(key_and_item).collect::<Vec<_>>());
    }

    #[test]
    fn a_damaged_body_keeps_the_inputs_before_the_damage(
        items in document(),
        length in 1..40usize,
        at in any::<prop::sample::Index>(),
        with in prop::option::of(any::<u8>()),
    ) {
        let inputs = JsonInputs::new().id("id");
        let whole: Decoded<Value> = inputs.decode(items.as_bytes()).unwrap().iter().map(key_and_item).collect();
        let (at, mut body) = (at.index(items.len()), items.clone().into_bytes());
        match with {
            Some(byte) => body[at] = byte,
            None => body.truncate(at),
        }
        let ends = ends(&items);
        let before = ends.iter().filter(|end| **end < at).count();
        let streamed = run(streamed(&inputs, &body, length));
        prop_assert!(streamed.len() >= before, "{} of {}: {:?}", streamed.len(), before, streamed);
        prop_assert_eq!(&streamed[..before], &whole[..before]);
        // A body that is refused as a whole is refused in the stream. Any other has the same inputs.
        match inputs.decode::<Value>(&body) {
            Ok(whole) => prop_assert_eq!(streamed, whole.iter().map(key_and_item).collect::<Vec<_>>()),
            Err(refused) => {
                let last = streamed.last().and_then(|(_, item)| item.clone().err()).unwrap_or_default();
                prop_assert!(last.starts_with("400 "), "{refused}: {last}");
            }
        }
        // Lines and members of a damaged body do not panic.
        let _ = run(self::streamed(&JsonInputs::lines().id("id"), &body, length));
        let _ = run(self::streamed(&JsonInputs::member("a"), &body, length));
    }
}

/// Returns the offset of the end of each element of an array.
fn ends(items: &str) -> Vec<usize> {
    let elements: Vec<&serde_json::value::RawValue> = serde_json::from_str(items).unwrap();
    let start = items.as_ptr() as usize;
    elements.iter().map(|element| element.get().as_ptr() as usize - start + element.get().len()).collect()
}
