//! Memory of reading JSON: no allocation per item once the buffers of the reader have grown, and no item that takes many
//! times its bytes.

use multistatus::{
    Json, MultiStatus, Reader, StatusCode,
    read::{Limits, Refusal, Verdict},
};

use crate::chunked::read_however_cut;

/// Returns the number of allocations that reading `items` items takes.
fn allocations(items: usize) -> u64 {
    let statuses = [StatusCode::CREATED, StatusCode::NO_CONTENT, StatusCode::NOT_FOUND];
    let result: MultiStatus<StatusCode> = (0..items).map(|n| (format!("order-{n}"), statuses[n % 3])).collect();
    let body = result.encode(&Json).expect("no duplicate keys");
    let counted = allocation_counter::measure(|| {
        let mut reading = Reader::new().whole(&body);
        let mut seen = 0;
        while reading.next_item().is_some() {
            seen += 1;
        }
        assert_eq!(seen, items);
        assert!(reading.ending().verdict.is_complete());
    });
    counted.count_total
}

#[test]
fn a_thousand_items_take_as_many_allocations_as_ten() {
    assert_eq!(allocations(1_000), allocations(10));
}

/// Parts that an item may have any number of: the members before, the part without the comma, and what is behind.
const PARTS: [(&str, &str, &str); 16] = [
    (
        r#""status":409,"headers":{"Content-Type":"application/problem+json"},"body":{"conditions":["#,
        r#"{"name":"{D}a"}"#,
        "]}",
    ),
    (r#""status":409,"body":{"title":"T","conditions":[{"name":"{D}a","hrefs":["#, r#""/""#, "]}]}"),
    (r#""status":409,"body":{"title":"T","conditions":["#, r#"{"name":"no"}"#, "]}"),
    (r#""status":409,"body":{"title":"T""#, r#""$":0"#, "}"),
    (r#""status":409,"headers":{"Content-Type":"application/problem+json"},"body":{"title":"T""#, r#""$":0"#, "}"),
    (r#""status":409,"body":{"title":"T","left":["#, "0", "]}"),
    (r#""status":200,"headers":{"X":"y""#, r#""$":"""#, "}"),
    (r#""status":200,"headers":["#, r#"{"name":"$","value":""}"#, "]"),
    (r#""status":200,"headers":["#, "0", "]"),
    (r#""status":200,"body":["#, "0", "]"),
    (r#""status":200,"body":["#, r#"{"a":{}}"#, "]"),
    (r#""status":200"#, r#""$":0"#, ""),
    (r#""status":200"#, r#""status":0"#, ""),
    (r#""status":200,"propstats":["#, r#"{"status":200}"#, "]"),
    (r#""status":200,"propstats":[{"status":200,"properties":["#, r#"{"name":"{D}a"}"#, "]}]"),
    (r#""status":200,"propstats":[{"status":403,"conditions":["#, r#"{"name":"{D}a"}"#, "]}]"),
];

/// Returns a document with one item, which has `part` repeated `count` times. `$` stands for a name of its own.
fn repeated((start, part, end): (&str, &str, &str), id: &str, count: usize) -> String {
    let comma = if start.ends_with(['[', '{']) { "" } else { "," };
    let mut body = format!(r#"{{"responses":[{{"id":{id},"index":0,{start}{comma}"#);
    for number in 0..count {
        if number > 0 {
            body.push(',');
        }
        body.push_str(&part.replace('$', &format!("{number:06}")));
    }
    body + end + "}]}"
}

#[test]
fn an_item_takes_a_few_times_its_bytes_or_is_refused() {
    // Without optimization, reading 16 MB of each kind takes a minute.
    const LENGTH: usize = if cfg!(debug_assertions) { 4_000_000 } else { 16_000_000 };
    for parts in PARTS {
        let part = parts.1;
        let body = repeated(parts, "\"a\"", LENGTH / (part.replace('$', "000000").len() + 1));
        let counted = allocation_counter::measure(|| {
            let document = Reader::new().read(body.as_bytes());
            match document.ending.verdict {
                Verdict::Complete => assert_eq!(document.items.len(), 1, "{part}"),
                Verdict::Refused { refusal: Refusal::Text { .. }, .. } => panic!("{part}"),
                Verdict::Refused { .. } => assert!(document.items.is_empty()),
                other => panic!("{part}: {other}"),
            }
        });
        let peak = counted.bytes_max as usize;
        assert!(peak <= 2 * LENGTH, "{parts:?}: {} MB at the peak", peak >> 20);
    }
}

#[test]
fn each_limit_of_an_item_is_a_refusal_that_names_what_was_counted() {
    type Case = (usize, fn(&mut Limits), Refusal, &'static str);
    let limit = 9;
    let cases: [Case; 12] = [
        (0, |limits| limits.conditions = 9, Refusal::Conditions { limit }, "more than 9 conditions"),
        (15, |limits| limits.conditions = 9, Refusal::Conditions { limit }, "more than 9 conditions"),
        (1, |limits| limits.hrefs = 9, Refusal::Hrefs { limit }, "more than 9 hrefs"),
        (3, |limits| limits.members = 9, Refusal::Members { limit: 9 }, "more than 9 members"),
        (4, |limits| limits.members = 10, Refusal::Members { limit: 10 }, "more than 10 members"),
        (6, |limits| limits.members = 10, Refusal::Members { limit: 10 }, "more than 10 members"),
        (7, |limits| limits.members = 9, Refusal::Members { limit: 9 }, "more than 9 members"),
        (11, |limits| limits.members = 9, Refusal::Members { limit: 9 }, "more than 9 members"),
        (12, |limits| limits.members = 9, Refusal::Members { limit: 9 }, "more than 9 members"),
        (13, |limits| limits.propstats = 9, Refusal::Propstats { limit }, "more than 9 propstats"),
        (14, |limits| limits.properties = 9, Refusal::Properties { limit }, "more than 9 properties"),
        (9, |limits| limits.values = 9, Refusal::Values { limit }, "more than 9 values"),
    ];
    for (number, set, refusal, text) in cases {
        let mut limits = Limits::default();
        set(&mut limits);
        let reader = Reader::new().limits(limits);
        let parts = PARTS[number];
        // An escape, which the fast path reads, and a space, which selects the general path.
        for id in [r#""\u0061""#, r#" "a""#] {
            let allowed = repeated(parts, id, limit);
            let verdict = read_however_cut(&reader, allowed.as_bytes()).ending.verdict;
            assert!(verdict.is_complete(), "{allowed}: {verdict}");
            let body = repeated(parts, id, limit + 1);
            let verdict = read_however_cut(&reader, body.as_bytes()).ending.verdict;
            let Verdict::Refused { at, refusal: found } = &verdict else { panic!("{body}: {verdict}") };
            assert_eq!(*found, refusal, "{body}");
            assert!(verdict.to_string().contains(text), "{verdict}");
            let at = usize::try_from(*at).unwrap();
            let (first, last) = (body.len() - parts.2.len() - 3 - parts.1.len() - 6, body.len() - parts.2.len());
            // The values of one body are refused with the body.
            assert!(matches!(found, Refusal::Values { .. }) || (first..last).contains(&at), "{body}: {at}");
        }
    }
}
