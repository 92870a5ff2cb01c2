//! The XML conventions of AWS: `DeleteObjects` of S3 and `PublishBatch` of SNS.

use multistatus::{
    Item, Key, MultiStatus, Outcome, Reader, Report, StatusCode,
    dialect::{self, S3Object, XmlShape},
    outcome::InContext,
    read::{DefectKind, Document, Truncation, Verdict},
};
use proptest::prelude::*;

use crate::{Change, body, changes, chunks::read_in_pieces};

const S3: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
    "<DeleteResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">",
    "<Deleted><Key>a</Key><id>17</id></Deleted><Deleted><Key>b</Key></Deleted><Deleted><Key>c</Key></Deleted>",
    "<Error><Key>d</Key><Code>OperationAborted</Code><Message>order d already exists</Message></Error>",
    "<Error><Key>e</Key><Code>InvalidArgument</Code><Message>the amount must be positive</Message></Error>",
    "<Error><Key>f</Key><Code>SlowDown</Code><Message>slow down</Message></Error>",
    "<Error><Key>g</Key><Code>FailedDependency</Code><Message>Failed Dependency</Message></Error>",
    "</DeleteResult>",
);

const SNS: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
    "<PublishBatchResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishBatchResult>",
    "<Successful><member><Id>a</Id><id>17</id></member><member><Id>b</Id></member></Successful>",
    "<Failed>",
    "<member><Id>c</Id><Code>NotFound</Code><Message>there is no order c</Message><SenderFault>true</SenderFault></member>",
    "<member><Id>d</Id><Code>InvalidParameter</Code><Message>order d already exists</Message><SenderFault>true</SenderFault></member>",
    "<member><Id>e</Id><Code>ParameterValueInvalid</Code><Message>the amount must be positive</Message>",
    "<SenderFault>true</SenderFault></member>",
    "<member><Id>f</Id><Code>Throttled</Code><Message>slow down</Message><SenderFault>true</SenderFault></member>",
    "<member><Id>g</Id><Code>FailedDependency</Code><Message>Failed Dependency</Message><SenderFault>true</SenderFault></member>",
    "</Failed></PublishBatchResult></PublishBatchResponse>",
);

fn seven() -> MultiStatus<Change> {
    changes().into_iter().collect()
}

/// Reads a body whole, and cut behind every byte.
fn read(text: &str) -> Document {
    read_in_pieces(&Reader::new(), text, &[1, 2, 7, 64])
}

fn statuses(document: &Document) -> Vec<(&str, u16)> {
    let key = |item: &'_ Item| item.key().map_or("", |key| key.as_str()).to_owned().leak() as &str;
    document.items.iter().map(|item| (key(item), item.status().as_u16())).collect()
}

#[test]
fn the_seven_kinds_of_outcome_are_written() {
    assert_eq!(body(&seven(), &dialect::S3), S3);
    assert_eq!(body(&seven(), &dialect::SNS), SNS);
    for (shape, content_type) in [(dialect::S3, "application/xml"), (dialect::SNS, "text/xml")] {
        let response = seven().respond_with(shape);
        assert_eq!(
            (response.status().as_u16(), &response.headers()["content-type"]),
            (200, &content_type.parse().unwrap())
        );
    }
}

#[test]
fn the_seven_kinds_of_outcome_are_read() {
    let document = read(S3);
    assert_eq!(document.ending.verdict, Verdict::Complete);
    let expected = [("a", 204), ("b", 204), ("c", 204), ("d", 409), ("e", 422), ("f", 429), ("g", 424)];
    assert_eq!(statuses(&document), expected);
    assert_eq!(document.items[5].error_code(), Some("SlowDown"));
    assert_eq!(document.items[5].description(), "slow down");
    assert!(document.items.iter().all(|item| item.defects().is_empty()));
    let document = read(SNS);
    assert_eq!(document.ending.verdict, Verdict::Complete);
    let expected = [("a", 200), ("b", 200), ("c", 404), ("d", 400), ("e", 422), ("f", 429), ("g", 424)];
    assert_eq!(statuses(&document), expected);
    assert_eq!(document.items[0].body(), Some(&serde_json::json!({"id": "17"})));
    let report = Report::<Item>::new(document).for_keys(["a", "b", "c", "d", "e", "f", "g"]);
    assert_eq!(report.to_string(), "7 items: 2 succeeded, 5 failed, 2 may be sent again");
}

#[derive(Debug)]
enum Deletion {
    Deleted,
    NoBucket,
    Moved,
    Unnamed,
}

impl Outcome for Deletion {
    fn status(&self) -> StatusCode {
        let status = match self {
            Self::Deleted => 204,
            Self::NoBucket => 404,
            Self::Moved => 301,
            Self::Unnamed => 599,
        };
        StatusCode::from_u16(status).unwrap()
    }

    fn description<W: std::fmt::Write + ?Sized>(&self, out: &mut W) -> std::fmt::Result {
        out.write_str(match self {
            Self::NoBucket => "gone",
            Self::Moved => "elsewhere",
            Self::Deleted | Self::Unnamed => "",
        })
    }

    fn error_code(&self, dialect: &str) -> Option<&str> {
        (matches!(self, Self::NoBucket) && dialect == "s3").then_some("NoSuchBucket")
    }
}

#[test]
fn codes_of_outcomes_take_precedence() {
    let result: MultiStatus<Deletion> =
        [("a", Deletion::NoBucket), ("b", Deletion::Moved), ("c", Deletion::Unnamed)].into_iter().collect();
    let written = body(&result, &dialect::S3);
    for error in [
        "<Error><Key>a</Key><Code>NoSuchBucket</Code><Message>gone</Message></Error>",
        "<Error><Key>b</Key><Code>InvalidRequest</Code><Message>elsewhere</Message></Error>",
        "<Error><Key>c</Key><Code>InternalError</Code><Message>599</Message></Error>",
    ] {
        assert!(written.contains(error), "{written}");
    }
    let document = read(&written);
    assert_eq!(statuses(&document), [("a", 500), ("b", 400), ("c", 500)], "a code that is not known is a 500");
    assert_eq!(document.items[0].error_code(), Some("NoSuchBucket"));
    let again = MultiStatus::from_outcomes(document.items);
    assert!(body(&again, &dialect::S3).contains("<Code>NoSuchBucket</Code>"));
}

#[test]
fn the_context_of_an_object_is_optional() {
    let mut context = S3Object::default();
    context.version_id = Some("v<1>".into());
    let item = |outcome| InContext { context: context.clone(), outcome };
    let items = || [("a", item(Deletion::Deleted)), ("b", item(Deletion::NoBucket))];
    let result: MultiStatus<_> = items().into_iter().collect();
    let written = body(&result, &dialect::S3);
    assert!(written.contains("<Deleted><Key>a</Key><VersionId>v&lt;1&gt;</VersionId></Deleted>"), "{written}");
    assert!(
        written.contains("<Error><Key>b</Key><VersionId>v&lt;1&gt;</VersionId><Code>NoSuchBucket</Code>"),
        "{written}"
    );
    let document = read(&written);
    assert_eq!(document.items[0].body(), Some(&serde_json::json!({"VersionId": "v<1>"})));
    assert_eq!(document.items[1].extensions()["VersionId"], "v<1>");

    context.is_quiet = true;
    let quiet = |outcome| InContext { context: context.clone(), outcome };
    let result: MultiStatus<_> =
        [("a", quiet(Deletion::Deleted)), ("b", quiet(Deletion::NoBucket))].into_iter().collect();
    let document = read(&body(&result, &dialect::S3));
    assert_eq!(statuses(&document), [("b", 500)]);
    let report = Report::<Item>::new(document).for_keys(["a", "b"]);
    assert_eq!(report.to_string(), "2 items: 0 succeeded, 1 failed, 1 may be sent again, 1 missing");
    let report = report.listing_failures();
    assert_eq!(report.to_string(), "2 items: 1 succeeded, 1 failed, 1 may be sent again");
}

#[test]
fn a_failure_never_reads_as_a_success() {
    let list = |items: &str| format!("<DeleteResult>{items}</DeleteResult>");
    for (item, kind) in [
        ("<error><Key>a</Key><Code>AccessDenied</Code></error>", DefectKind::UnknownElement),
        ("<deleted><Key>a</Key></deleted>", DefectKind::UnknownElement),
        ("<x:Deleted xmlns:x='urn:x'><Key>a</Key></x:Deleted>", DefectKind::UnknownElement),
        ("<Error><Key>a</Key></Error>", DefectKind::MissingStatus),
        ("<Error><Key>a</Key><Code/></Error>", DefectKind::MissingStatus),
        ("<Deleted><Key>a</Key><Code>AccessDenied</Code></Deleted>", DefectKind::RepeatedStatus),
    ] {
        let document = read(&list(item));
        assert_eq!(document.ending.verdict, Verdict::Complete, "{item}");
        assert!(document.items[0].status().as_u16() >= 400, "{item}");
        assert!(document.items[0].defects().iter().any(|defect| defect.kind == kind), "{item}: {document:?}");
        assert!(Report::<Item>::new(document).for_keys(["a"]).into_result().is_err());
    }
    for item in ["<Deleted/>", "<Deleted><Key/></Deleted>", "<Deleted><Key>a</Key><Key>b</Key></Deleted>"] {
        let document = read(&list(item));
        assert_eq!(document.items[0].key(), None, "{item}");
        assert!(Report::<Item>::new(document).for_keys(["a"]).listing_failures().into_result().is_err(), "{item}");
    }
    let unlisted = "<PublishBatchResponse><PublishBatchResult><Failed><member><Id>a</Id></member></Failed>\
        <Other><member><Id>b</Id></member></Other></PublishBatchResult></PublishBatchResponse>";
    assert!(read(unlisted).items.iter().all(|item| item.status() == 500));
}

#[test]
fn other_documents_are_not_lists() {
    for (text, found) in [
        ("<PublishBatchResponse/>", "`PublishBatchResponse` without `PublishBatchResult`"),
        ("<DeleteResult xmlns='urn:x'/>", "{urn:x}DeleteResult"),
        ("<Error><Code>AccessDenied</Code></Error>", "Error"),
    ] {
        assert_eq!(read(text).ending.verdict, Verdict::NotMultiStatus { found: found.into() }, "{text}");
    }
    assert_eq!(read("<DeleteResult/>").ending.verdict, Verdict::Complete);
    for malformed in ["<DeleteResult></Other>", "<DeleteResult/>x", "<DeleteResult>&x;</DeleteResult>"] {
        assert_eq!(read(malformed).ending.verdict.name(), "malformed", "{malformed}");
    }
}

#[test]
fn a_cut_body_is_truncated() {
    for text in [S3, SNS] {
        for end in 1..text.len() {
            let verdict = Reader::new().read(&text.as_bytes()[..end]).ending.verdict;
            assert!(!verdict.is_complete() && !verdict.confirms_items(), "at {end}: {verdict}");
        }
    }
    let failed = "<DeleteResult><Error><Key>3</Key><Code>InternalError</Code><Message>\
        the source of the items failed; the items after this one are unknown</Message></Error></DeleteResult>";
    assert!(matches!(read(failed).ending.verdict, Verdict::Truncated { by: Truncation::Sender, .. }));
}

proptest! {
    #[test]
    fn keys_and_texts_come_back(items in prop::collection::vec((".{1,8}", 200_u16..600, "[^\u{0}-\u{1f}\u{fffe}\u{ffff}]{0,12}"), 0..5)) {
        for shape in [dialect::S3, dialect::SNS] {
            let items: Vec<_> = items.iter().filter(|(_, status, _)| *status != 207).collect();
            let outcomes = items.iter().map(|(key, status, text)| {
                Item::of(key.as_str(), &Text { status: *status, text: text.clone() })
            });
            let document = Reader::new().read(body(&MultiStatus::from_outcomes(outcomes), &shape).as_bytes());
            prop_assert_eq!(&document.ending.verdict, &Verdict::Complete);
            prop_assert_eq!(document.items.len(), items.len());
            for (key, status, text) in items {
                let key = Key::from(key.as_str());
                let read = document.items.iter().filter(|item| item.key() == Some(&key)).collect::<Vec<_>>();
                prop_assert!(!read.is_empty());
                let is_absent = matches!(status, 404 | 410) && shape.max_items() == XmlShape::max_items(&dialect::S3);
                let succeeds = (200..300).contains(status) || is_absent;
                prop_assert!(read.iter().any(|item| item.status().is_success() == succeeds));
                if !succeeds && !text.is_empty() {
                    prop_assert!(read.iter().any(|item| Item::description(item) == text));
                }
            }
        }
    }

    #[test]
    fn hostile_bodies_are_read_alike_in_chunks(text in r#"<DeleteResult>(<Deleted>|</Deleted>|<Error>|</Error>|<Key>|</Key>|<Code>|</Code>|a|&amp;|<!--x-->|<x/>|</DeleteResult>| ){0,16}(</DeleteResult>)?"#) {
        read(&text);
        read(&text.replace("DeleteResult", "PublishBatchResponse").replace("Deleted", "PublishBatchResult"));
    }
}

#[derive(Debug)]
struct Text {
    status: u16,
    text: String,
}

impl Outcome for Text {
    fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap()
    }

    fn description<W: std::fmt::Write + ?Sized>(&self, out: &mut W) -> std::fmt::Result {
        out.write_str(&self.text)
    }
}
