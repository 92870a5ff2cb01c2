//! Every element that an item keeps is one that stands alone.

use multistatus::{Item, Reader, read::Document};

/// Reads each element again, far from the declarations that were around it.
pub fn stand_alone(document: &Document) {
    for item in &document.items {
        let properties = item.propstats().iter().flat_map(|propstat| &propstat.properties);
        for element in properties.chain(item.elements()) {
            let again = property(&element.xml);
            let [again] = again.propstats() else { panic!("{again:?}") };
            let [again] = &again.properties[..] else { panic!("{again:?}") };
            assert_eq!((&again.namespace, &again.name), (&element.namespace, &element.name), "{}", element.xml);
        }
        let of_properties = item.propstats().iter().flat_map(|propstat| &propstat.conditions);
        for condition in item.conditions().iter().chain(of_properties) {
            property(&format!("<x>{}</x>", condition.content().unwrap_or_default()));
        }
    }
}

/// An item with the property.
fn property(xml: &str) -> Item {
    let (start, end) = ("<w207:propstat><w207:prop>", "</w207:prop></w207:propstat>");
    let response = format!("<w207:response><w207:href>/</w207:href>{start}{xml}{end}</w207:response>");
    let body = format!("<w207:multistatus xmlns:w207='DAV:'>{response}</w207:multistatus>");
    let mut document = Reader::new().read(body.as_bytes());
    assert!(document.ending.verdict.is_complete(), "{}: {xml}", document.ending.verdict);
    document.items.pop().expect("the response")
}
