//! `multipart/mixed` of `application/http`: Google, Azure Blob Storage and OData 4.0.

use std::time::Duration;

use multistatus::{
    Item, Key, MultiStatus, Outcome, Reader, Report, StatusCode, dialect,
    outcome::InContext,
    read::{DefectKind, Document, Truncation, Verdict},
};
use proptest::prelude::*;

use crate::{Change, body, changes, chunks::read_in_pieces};

const SEVEN: &str = concat!(
    "--batch_multistatus\r\nContent-Type: application/http\r\nContent-ID: <response-a>\r\n\r\n",
    "HTTP/1.1 201 Created\r\nLocation: /orders/17\r\nContent-Type: application/json\r\n\r\n{\"id\":17}\r\n",
    "--batch_multistatus\r\nContent-Type: application/http\r\nContent-ID: <response-b>\r\n\r\n",
    "HTTP/1.1 204 No Content\r\n\r\n\r\n",
    "--batch_multistatus\r\nContent-Type: application/http\r\nContent-ID: <response-c>\r\n\r\n",
    "HTTP/1.1 404 Not Found\r\nContent-Type: application/problem+json\r\n\r\n",
    "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,\"detail\":\"there is no order c\"}\r\n",
    "--batch_multistatus\r\nContent-Type: application/http\r\nContent-ID: <response-d>\r\n\r\n",
    "HTTP/1.1 409 Conflict\r\nContent-Type: application/problem+json\r\n\r\n",
    "{\"type\":\"about:blank\",\"title\":\"Conflict\",\"status\":409,\"detail\":\"order d already exists\"}\r\n",
    "--batch_multistatus\r\nContent-Type: application/http\r\nContent-ID: <response-e>\r\n\r\n",
    "HTTP/1.1 422 Unprocessable Content\r\nContent-Type: application/problem+json\r\n\r\n",
    "{\"type\":\"about:blank\",\"title\":\"Unprocessable Content\",\"status\":422,",
    "\"detail\":\"the amount must be positive\"}\r\n",
    "--batch_multistatus\r\nContent-Type: application/http\r\nContent-ID: <response-f>\r\n\r\n",
    "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Type: application/problem+json\r\n\r\n",
    "{\"type\":\"about:blank\",\"title\":\"Too Many Requests\",\"status\":429,\"detail\":\"slow down\"}\r\n",
    "--batch_multistatus\r\nContent-Type: application/http\r\nContent-ID: <response-g>\r\n\r\n",
    "HTTP/1.1 424 Failed Dependency\r\nContent-Type: application/problem+json\r\n\r\n",
    "{\"type\":\"about:blank\",\"title\":\"Failed Dependency\",\"status\":424}\r\n",
    "--batch_multistatus--\r\n",
);

/// Reads a body whole, and cut behind every byte.
fn read(reader: &Reader, body: &[u8]) -> Document {
    read_in_pieces(reader, std::str::from_utf8(body).unwrap(), &[1, 2, 7, 64])
}

fn seven() -> MultiStatus<Change> {
    changes().into_iter().collect()
}

#[test]
fn the_seven_kinds_of_outcome_are_parts() {
    assert_eq!(body(&seven(), &dialect::GOOGLE), SEVEN);
    let azure = SEVEN.replace("<response-", "").replace(">\r\n", "\r\n");
    assert_eq!(body(&seven(), &dialect::AZURE_BLOB), azure);
    let binary = "application/http\r\nContent-Transfer-Encoding: binary\r\n";
    assert_eq!(body(&seven(), &dialect::ODATA_4_0), azure.replace("application/http\r\n", binary));
}

#[test]
fn the_head_is_that_of_the_convention() {
    let head = |format: dialect::Multipart| {
        let response = seven().respond_with(format);
        let headers = response.headers();
        let field = |name| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        (response.status().as_u16(), field("content-type").unwrap(), field("odata-version"))
    };
    let content_type = "multipart/mixed; boundary=batch_multistatus".to_owned();
    assert_eq!(head(dialect::GOOGLE), (200, content_type.clone(), None));
    assert_eq!(head(dialect::AZURE_BLOB), (202, content_type.clone(), None));
    assert_eq!(head(dialect::ODATA_4_0), (200, content_type, Some("4.0".to_owned())));
}

#[test]
fn an_item_without_a_key_is_named_by_its_index_or_not_at_all() {
    let result = MultiStatus::from_outcomes([StatusCode::NO_CONTENT]);
    assert!(body(&result, &dialect::GOOGLE).contains("Content-ID: <response-0>\r\n"));
    assert!(body(&result, &dialect::AZURE_BLOB).contains("Content-ID: 0\r\n"));
    assert!(!body(&result, &dialect::ODATA_4_0).contains("Content-ID"));
}

#[test]
fn what_is_written_is_read_back() {
    for format in [dialect::GOOGLE, dialect::AZURE_BLOB, dialect::ODATA_4_0] {
        let written = body(&seven(), &format);
        let with_type = Reader::new().content_type("multipart/mixed; boundary=\"batch_multistatus\"");
        for reader in [Reader::new(), with_type] {
            let document = read(&reader, written.as_bytes());
            assert_eq!(document.ending.verdict, Verdict::Complete);
            let expected: Vec<_> = changes().into_iter().map(|(key, outcome)| Item::of(key, &outcome)).collect();
            assert_eq!(document.items, expected);
        }
    }
}

#[test]
fn a_body_may_use_line_feeds_a_preamble_and_no_reason_phrases() {
    let text = "This is a preamble.\n--b \t\nContent-Type: application/http\nContent-ID: <response-1>\n\nHTTP/1.1 200\n\n\n\
        --b\nContent-type:application/http; msgtype=response\n\nHTTP/2 404\nretry-after: 3\n\n{\"error\":{\"message\":\"gone\"}}\n--b--\nbye";
    let reader = Reader::new().content_type("multipart/mixed; boundary=b");
    let document = read(&reader, text.as_bytes());
    assert_eq!(document.ending.verdict, Verdict::Complete);
    assert_eq!(document.ending.description.as_deref(), Some("bye"));
    let [first, second] = &document.items[..] else { panic!("{document:?}") };
    assert_eq!((first.key().map(Key::as_str), first.status().as_u16()), (Some("1"), 200));
    assert_eq!((second.key(), second.status().as_u16(), second.description()), (None, 404, "gone"));
    assert_eq!(second.retry_after(), Some(Duration::from_secs(3)));
    assert_eq!(second.defects()[0].kind, DefectKind::OddStatusLine);
}

#[test]
fn a_change_set_is_one_level_of_parts() {
    let text = concat!(
        "--b\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 200 OK\r\n\r\n\r\n",
        "--b\r\nContent-Type: multipart/mixed;\r\n boundary=cs\r\n\r\n",
        "--cs\r\nContent-Type: application/http\r\nContent-ID: 1\r\n\r\nHTTP/1.1 201 Created\r\n\r\n7\r\n",
        "--cs\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 409 Conflict\r\nContent-ID: 2\r\n\r\n\r\n",
        "--cs--\r\n\r\n",
        "--b\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 503 Service Unavailable\r\n\r\n\r\n",
        "--b--\r\n",
    );
    let document = read(&Reader::new(), text.as_bytes());
    assert_eq!(document.ending.verdict, Verdict::Complete);
    let statuses: Vec<_> = document.items.iter().map(|item| item.status().as_u16()).collect();
    assert_eq!(statuses, [200, 201, 409, 503]);
    assert_eq!(document.items[1].body(), Some(&7.into()));
    assert_eq!(document.items[2].key().map(Key::as_str), Some("2"));
    for (from, to, error) in [
        ("--cs--\r\n\r\n", "", "expected the last boundary of a change set, found that of the body"),
        ("boundary=cs", "boundary=b", "expected a response in a change set, found another set of parts"),
    ] {
        let verdict = read(&Reader::new(), text.replace(from, to).as_bytes()).ending.verdict;
        assert!(verdict.to_string().ends_with(error), "{verdict}");
        assert!(!verdict.confirms_items());
    }
}

/// Writes outcomes with the statuses, each in the change set before it.
fn change_sets(outcomes: &[(&str, u16)]) -> String {
    let item = |(name, status): &(&str, u16)| {
        let mut context = dialect::MultipartContext::default();
        context.change_set = (!name.is_empty()).then(|| (*name).into());
        InContext { context, outcome: StatusCode::from_u16(*status).unwrap() }
    };
    body(&MultiStatus::from_outcomes(outcomes.iter().map(item)), &dialect::ODATA_4_0)
}

#[test]
fn a_change_set_is_one_response() {
    let part = |boundary, status| {
        format!(
            "--{boundary}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n\
             HTTP/1.1 {status}\r\n\r\n\r\n"
        )
    };
    let inner = |status| part("changeset_multistatus", status);
    let open = "--batch_multistatus\r\nContent-Type: multipart/mixed; boundary=changeset_multistatus\r\n\r\n";
    let (close, end) = ("--changeset_multistatus--\r\n", "--batch_multistatus--\r\n");
    let set = [open, &inner("201 Created"), &inner("204 No Content"), close].concat();
    assert_eq!(change_sets(&[("1", 201), ("1", 204)]), set.clone() + end);
    let one = [open, &inner("204 No Content"), close].concat();
    let alone = part("batch_multistatus", "204 No Content");
    assert_eq!(
        change_sets(&[("", 204), ("1", 204), ("2", 204), ("", 204)]),
        [&*alone, &one, &one, &alone, end].concat()
    );
    let whole = read(&Reader::new(), change_sets(&[("", 204), ("1", 204), ("2", 204)]).as_bytes());
    assert_eq!(whole.items.len(), 3);

    // The cause is the only response of a change set that failed.
    for outcomes in [[("1", 424), ("1", 409), ("1", 424)], [("1", 409), ("1", 424), ("1", 424)]] {
        let document = read(&Reader::new(), change_sets(&outcomes).as_bytes());
        let statuses: Vec<_> = document.items.iter().map(|item| item.status().as_u16()).collect();
        assert_eq!((document.ending.verdict, statuses), (Verdict::Complete, vec![409]));
    }
    for (outcomes, expected) in [
        (vec![("1", 424), ("1", 424), ("", 200)], vec![424, 200]),
        (vec![("1", 201), ("1", 500), ("1", 201)], vec![201, 500, 201]),
        (vec![("1", 424), ("2", 404), ("2", 424), ("3", 201)], vec![424, 404, 201]),
    ] {
        let document = read(&Reader::new(), change_sets(&outcomes).as_bytes());
        let statuses: Vec<_> = document.items.iter().map(|item| item.status().as_u16()).collect();
        assert_eq!((document.ending.verdict, statuses), (Verdict::Complete, expected));
    }
}

#[test]
fn a_cut_body_is_truncated_and_never_has_more_successes() {
    for end in 0..SEVEN.len() - "--\r\n".len() {
        let document = Reader::new().read(&SEVEN.as_bytes()[..end]);
        assert!(!document.ending.verdict.is_complete(), "at {end}: {:?}", document.ending);
        let succeeded = document.items.iter().filter(|item| item.status().is_success()).count();
        assert!(succeeded <= 2, "at {end}");
    }
    let keys = ["a", "b"].map(Key::from);
    let report = Report::<Item>::new(Reader::new().read(&SEVEN.as_bytes()[..400])).for_keys(keys);
    assert!(report.into_result().is_err());
}

#[test]
fn a_source_that_fails_is_reported_behind_the_last_boundary() {
    let text = SEVEN.to_owned() + "the source of the items failed; the items after this one are unknown\r\n";
    let document = read(&Reader::new(), text.as_bytes());
    assert!(matches!(document.ending.verdict, Verdict::Truncated { by: Truncation::Sender, .. }));
}

#[test]
fn parts_that_are_no_responses_do_not_succeed() {
    let part = |content: &str| format!("--b\r\nContent-Type: application/http\r\n\r\n{content}\r\n--b--\r\n");
    for (content, kind) in [
        ("", DefectKind::MissingStatus),
        ("DELETE /a HTTP/1.1\r\n\r\n", DefectKind::InvalidStatus),
        ("HTTP/1.1 2000 OK\r\n\r\n", DefectKind::InvalidStatus),
        ("HTTP/1.1 OK\r\n\r\n", DefectKind::InvalidStatus),
        ("200 OK\r\n\r\n", DefectKind::InvalidStatus),
        ("{\"status\":200}", DefectKind::InvalidStatus),
    ] {
        let document = read(&Reader::new(), part(content).as_bytes());
        assert_eq!(document.items[0].status(), 500, "{content}");
        assert!(document.items[0].defects().iter().any(|defect| defect.kind == kind), "{content}");
    }
    // A problem that contradicts the status line is a defect, and the status line counts.
    let failed =
        part("HTTP/1.1 500 Oops\r\nContent-Type: application/problem+json\r\n\r\n{\"title\":\"a\",\"status\":200}");
    let document = read(&Reader::new(), failed.as_bytes());
    assert_eq!(document.items[0].status(), 500);
    assert_eq!(document.items[0].defects()[0].kind, DefectKind::ProblemStatusDiffers);
    for (body, found) in [
        (
            "--b\r\nContent-Disposition: form-data\r\n\r\na\r\n--b--",
            "a multipart body whose first part is not an HTTP response",
        ),
        ("-- a dash\r\n", "text"),
        ("--", "text"),
        ("-1", "text"),
    ] {
        let verdict = read(&Reader::new(), body.as_bytes()).ending.verdict;
        assert_eq!(verdict, Verdict::NotMultiStatus { found: found.into() }, "{body}");
    }
    let reader = Reader::new().content_type("multipart/mixed; boundary=other");
    let verdict = read(&reader, SEVEN.as_bytes()).ending.verdict;
    let found = "a multipart body without the boundary of its content type".to_owned();
    assert_eq!(verdict, Verdict::NotMultiStatus { found });
}

#[test]
fn names_that_differ_name_no_item() {
    let text = concat!(
        "--b\r\nContent-Type: application/http\r\nContent-ID: <response-1>\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-ID: 2\r\nno colon\r\nA: 1\r\na: 2\r\nB: \u{7}\r\n\r\n\r\n--b--",
    );
    let document = read(&Reader::new(), text.as_bytes());
    assert_eq!(document.items[0].key(), None);
    let kinds: Vec<_> = document.items[0].defects().iter().map(|defect| defect.kind).collect();
    assert_eq!(kinds, [DefectKind::InvalidId, DefectKind::InvalidHeader, DefectKind::InvalidHeader]);
    assert_eq!(document.items[0].header("A"), Some("1"));
}

#[test]
fn content_that_is_not_json_is_a_string() {
    let part = |fields: &str, content: &str| {
        format!("--b\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 403 Forbidden\r\n{fields}\r\n{content}\r\n--b--")
    };
    for (fields, content, body) in [
        ("Content-Type: application/xml\r\n", "<Error>\u{fc}</Error>", Some("<Error>\u{fc}</Error>")),
        ("", "<p>no</p>", Some("<p>no</p>")),
        ("Content-Type: text/plain\r\n", "{\"a\":1}", Some("{\"a\":1}")),
        ("Content-Type: application/json\r\n", "{\"a\":1", None),
    ] {
        let document = read(&Reader::new(), part(fields, content).as_bytes());
        assert_eq!(document.items[0].body().and_then(|body| body.as_str()), body, "{content}");
        assert_eq!(document.items[0].defects().is_empty(), body.is_some());
    }
}

/// An outcome that tries to end its part in every text that it has.
#[derive(Debug, Outcome)]
#[outcome(500, "{text}", type = "urn:x--batch_multistatus--", title = "--batch_multistatus")]
struct Hostile {
    #[outcome(header = "X-Text")]
    header: String,
    #[outcome(extension)]
    text: String,
}

#[derive(Debug, Outcome)]
#[outcome(200)]
struct HostileBody(#[outcome(body)] Box<serde_json::value::RawValue>);

#[test]
fn no_text_ends_a_part() {
    const END: &str = "\r\n--batch_multistatus--\r\n\r\n--batch_multistatus\r\n\r\nHTTP/1.1 200 OK\r\n\r\n";
    let outcome = || Hostile { header: END.into(), text: END.into() };
    let result: MultiStatus<Hostile> = [(END, outcome()), ("k", outcome())].into_iter().collect();
    for format in [dialect::GOOGLE, dialect::AZURE_BLOB, dialect::ODATA_4_0] {
        let document = read(&Reader::new(), body(&result, &format).as_bytes());
        assert_eq!(document.ending.verdict, Verdict::Complete);
        assert_eq!(document.items.len(), 2);
        assert_eq!(document.items[0].key(), Some(&Key::from(END)));
        assert!(document.items.iter().all(|item| item.status() == 500 && item.description() == END));
    }
    // White space of a body that is kept as it was sent.
    let raw = "{\"a\":\r\n\r\n-1,\n\"b\":[\n-2\n]}";
    let outcome = HostileBody(serde_json::value::RawValue::from_string(raw.into()).unwrap());
    let document = Reader::new().read(body(&MultiStatus::from_outcomes([outcome]), &dialect::GOOGLE).as_bytes());
    assert_eq!(document.items[0].body(), Some(&serde_json::json!({"a": -1, "b": [-2]})));
}

proptest! {
    #[test]
    fn outcomes_come_back(
        items in prop::collection::vec(
            (".{1,12}", 200_u16..600, "[ -~]{0,20}", prop::option::of(0_u64..100)), 0..6,
        ),
    ) {
        let items: Vec<_> = items
            .into_iter()
            .filter(|(_, status, ..)| *status != 207)
            .map(|(key, status, text, wait)| Written { key, status, text, wait: wait.map(Duration::from_secs) })
            .collect();
        for format in [dialect::GOOGLE, dialect::AZURE_BLOB, dialect::ODATA_4_0] {
            let result = MultiStatus::from_outcomes(items.iter());
            let document = Reader::new().content_type("multipart/mixed;boundary=batch_multistatus")
                .read(body(&result, &format).as_bytes());
            prop_assert_eq!(&document.ending.verdict, &Verdict::Complete);
            prop_assert_eq!(document.items.len(), items.len());
            for (read, written) in document.items.iter().zip(&items) {
                prop_assert_eq!(read.status().as_u16(), written.status);
                prop_assert_eq!(read.key(), Some(&Key::from(written.key.as_str())));
                prop_assert_eq!(read.retry_after(), written.wait);
                if written.status >= 400 {
                    prop_assert_eq!(read.description(), &written.text);
                }
            }
        }
    }

    #[test]
    fn hostile_bodies_are_read_alike_in_chunks(text in r#"(--b(--)?|--c|\r\n|\n|Content-Type: |application/http|multipart/mixed; boundary=c|HTTP/1.1 200 OK|\{"a":1\}| |x|:){0,24}"#) {
        let reader = Reader::new().content_type("multipart/mixed; boundary=b");
        read(&reader, text.as_bytes());
        read(&Reader::new(), text.as_bytes());
    }
}

/// An outcome with everything that a part can carry.
#[derive(Debug)]
struct Written {
    key: String,
    status: u16,
    text: String,
    wait: Option<Duration>,
}

impl Outcome for Written {
    fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap()
    }

    fn href(&self) -> Option<multistatus::outcome::KeyRef<'_>> {
        Some(self.key.as_str().into())
    }

    fn description<W: std::fmt::Write + ?Sized>(&self, out: &mut W) -> std::fmt::Result {
        out.write_str(&self.text)
    }

    fn retry_after(&self) -> Option<Duration> {
        self.wait
    }
}
