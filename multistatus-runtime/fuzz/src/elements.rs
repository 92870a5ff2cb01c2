//! Elements: each element that an item keeps is self-contained XML.

use multistatus::{Item, Reader, read::Document};

/// Reads each element again, without the declarations that surrounded it, and asserts that its name is the same.
pub fn assert_elements_are_self_contained(document: &Document) {
    for item in &document.items {
        let properties = item.propstats().iter().flat_map(|propstat| &propstat.properties);
        for element in properties.chain(item.elements()) {
            let again = read_property(&element.xml);
            let [again] = again.propstats() else { panic!("{again:?}") };
            let [again] = &again.properties[..] else { panic!("{again:?}") };
            assert_eq!((&again.namespace, &again.name), (&element.namespace, &element.name), "{}", element.xml);
        }
        let propstat_conditions = item.propstats().iter().flat_map(|propstat| &propstat.conditions);
        for condition in item.conditions().iter().chain(propstat_conditions) {
            read_property(&format!("<x>{}</x>", condition.content().unwrap_or_default()));
        }
    }
}

/// Reads an item with this property.
fn read_property(xml: &str) -> Item {
    let (start, end) = ("<w207:propstat><w207:prop>", "</w207:prop></w207:propstat>");
    let response = format!("<w207:response><w207:href>/</w207:href>{start}{xml}{end}</w207:response>");
    let body = format!("<w207:multistatus xmlns:w207='DAV:'>{response}</w207:multistatus>");
    let mut document = Reader::new().read(body.as_bytes());
    assert!(document.ending.verdict.is_complete(), "{}: {xml}", document.ending.verdict);
    document.items.pop().expect("the response")
}
