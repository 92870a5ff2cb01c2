//! PROPPATCH: all changes are made or none is, and the response says what happened to each property.

use multistatus::{
    StatusCode,
    http::HeaderMap,
    webdav::{
        DeadProperties, Properties, PropertyFailure, PropertyName, ProppatchOutcome,
        header::DavPreferences,
        names,
        request::{Mkcol, Proppatch},
    },
};

use proptest::prelude::*;

use super::text;

#[derive(Clone, Debug, Default, PartialEq, Properties)]
struct File {
    #[property("getcontentlength", live)]
    length: u64,
    #[property("displayname")]
    title: Option<String>,
    #[property("urn:example", "rating")]
    rating: Option<u64>,
    #[property("urn:example", "comment")]
    comment: String,
    #[property(rest)]
    others: DeadProperties,
}

/// A resource that keeps no properties of clients.
#[derive(Clone, Debug, PartialEq, Properties)]
struct Calendar {
    #[property("displayname")]
    title: Option<String>,
    #[property("resourcetype", live)]
    kind: String,
}

fn request(instructions: &str) -> Proppatch {
    let body = format!("<D:propertyupdate xmlns:D='DAV:' xmlns:e='urn:example'>{instructions}</D:propertyupdate>");
    Proppatch::parse(&HeaderMap::new(), body.as_bytes()).unwrap()
}

fn set(property: &str) -> String {
    format!("<D:set><D:prop>{property}</D:prop></D:set>")
}

fn remove(property: &str) -> String {
    format!("<D:remove><D:prop>{property}</D:prop></D:remove>")
}

fn statuses(outcome: &ProppatchOutcome) -> Vec<(String, u16)> {
    let status =
        |result: Result<(), &PropertyFailure>| result.map_or_else(|failure| failure.status().as_u16(), |()| 200);
    outcome.iter().map(|(name, result)| (name.local().to_owned(), status(result))).collect()
}

fn expected(statuses: &[(&str, u16)]) -> Vec<(String, u16)> {
    statuses.iter().map(|(name, status)| ((*name).to_owned(), *status)).collect()
}

fn minimal() -> DavPreferences {
    let mut headers = HeaderMap::new();
    headers.insert("prefer", "return=minimal".parse().unwrap());
    DavPreferences::parse(&headers)
}

#[tokio::test]
async fn all_changes_are_made_and_the_response_has_their_names_alone() {
    let mut file = File::default();
    let instructions = [
        set("<D:displayname>Report</D:displayname><e:rating>4</e:rating>"),
        set("<x:color xmlns:x='urn:x&amp;y' xml:lang='en'>red</x:color>"),
    ];
    let response = request(&instructions.concat()).apply(&mut file).respond("/a b", DavPreferences::default());
    assert_eq!(response.status(), 207);
    assert_eq!(response.headers()["content-type"], "application/xml; charset=utf-8");
    assert_eq!(
        text(response).await,
        concat!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:multistatus xmlns:D=\"DAV:\">",
            "<D:response><D:href>/a%20b</D:href><D:propstat><D:prop><D:displayname/><X:rating xmlns:X=\"urn:example\"/>",
            "<X:color xmlns:X=\"urn:x&amp;y\"/></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>",
            "</D:multistatus>"
        )
    );
    assert_eq!((file.title.as_deref(), file.rating), (Some("Report"), Some(4)));
    let color = file.others.get(&PropertyName::new("urn:x&y", "color").unwrap()).unwrap();
    assert!(color.xml.contains("xml:lang='en'") && color.xml.ends_with(">red</x:color>"), "{}", color.xml);
}

#[tokio::test]
async fn a_failure_undoes_all_changes_and_the_others_depend_on_it() {
    let mut file = File { title: Some("Old".to_owned()), ..File::default() };
    let before = file.clone();
    let instructions = [
        set("<D:displayname>New</D:displayname>"),
        set("<D:getcontentlength>0</D:getcontentlength>"),
        set("<e:rating>many</e:rating>"),
        set("<e:color>red</e:color>"),
    ];
    let outcome = request(&instructions.concat()).apply(&mut file);
    assert_eq!(file, before);
    assert!(!outcome.is_success());
    let response = outcome.respond("/a", minimal());
    assert_eq!(response.status(), 207);
    assert!(!response.headers().contains_key("preference-applied"));
    assert_eq!(
        text(response).await,
        concat!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:multistatus xmlns:D=\"DAV:\"><D:response><D:href>/a</D:href>",
            "<D:propstat><D:prop><D:displayname/><X:color xmlns:X=\"urn:example\"/></D:prop>",
            "<D:status>HTTP/1.1 424 Failed Dependency</D:status></D:propstat>",
            "<D:propstat><D:prop><D:getcontentlength/></D:prop><D:status>HTTP/1.1 403 Forbidden</D:status>",
            "<D:error><D:cannot-modify-protected-property/></D:error></D:propstat>",
            "<D:propstat><D:prop><X:rating xmlns:X=\"urn:example\"/></D:prop><D:status>HTTP/1.1 409 Conflict</D:status>",
            "<D:responsedescription>expected a whole number (u64), found `many`</D:responsedescription></D:propstat>",
            "</D:response></D:multistatus>"
        )
    );
}

#[test]
fn instructions_are_followed_in_document_order_and_a_property_is_reported_once() {
    let mut file = File::default();
    let instructions = [set("<e:rating>1</e:rating>"), remove("<e:rating/>"), set("<e:rating>2</e:rating>")].concat();
    let outcome = request(&instructions).apply(&mut file);
    assert_eq!(statuses(&outcome), expected(&[("rating", 200)]));
    assert_eq!(file.rating, Some(2));
    let outcome = request(&[set("<e:rating>x</e:rating>"), set("<e:rating>3</e:rating>")].concat()).apply(&mut file);
    assert_eq!(statuses(&outcome), expected(&[("rating", 409)]));
    assert_eq!(file.rating, Some(2));
}

#[test]
fn removing_an_absent_property_succeeds() {
    let mut file = File::default();
    let outcome = request(&remove("<D:displayname/><e:unknown/>")).apply(&mut file);
    assert_eq!(statuses(&outcome), expected(&[("displayname", 200), ("unknown", 200)]));
    let mut calendar = Calendar { title: None, kind: String::new() };
    assert!(request(&remove("<e:unknown/>")).apply(&mut calendar).is_success());
}

#[test]
fn a_property_that_always_has_a_value_is_not_removed() {
    let mut file = File { comment: "kept".to_owned(), ..File::default() };
    let outcome = request(&remove("<e:comment/><D:displayname/>")).apply(&mut file);
    assert_eq!(statuses(&outcome), expected(&[("comment", 403), ("displayname", 424)]));
    assert_eq!(file.comment, "kept");
}

#[test]
fn a_property_that_clients_define_needs_a_field_for_it() {
    let mut calendar = Calendar { title: None, kind: String::new() };
    let outcome = request(&set("<e:color>red</e:color><D:displayname>Work</D:displayname>")).apply(&mut calendar);
    assert_eq!(statuses(&outcome), expected(&[("color", 403), ("displayname", 424)]));
    assert_eq!(calendar.title, None);
}

#[test]
fn a_protected_property_that_the_resource_lacks_does_not_become_a_dead_one() {
    let mut file = File::default();
    for name in ["getetag", "lockdiscovery", "resourcetype", "sync-token"] {
        let outcome = request(&set(&format!("<D:{name}>x</D:{name}>"))).apply(&mut file);
        let (_, result) = outcome.iter().next().unwrap();
        assert_eq!(result, Err(&PropertyFailure::protected()), "{name}");
        assert!(file.others.is_empty());
    }
}

#[test]
fn a_resource_keeps_a_limited_number_of_properties_that_clients_define() {
    let many: String = (0..1_000).map(|number| format!("<e:p{number}/>")).collect();
    let mut file = File::default();
    assert!(request(&set(&many)).apply(&mut file).is_success());
    let outcome = request(&set("<e:p1/><e:another/>")).apply(&mut file);
    assert_eq!(statuses(&outcome), expected(&[("p1", 424), ("another", 507)]));
    assert!(request(&(remove("<e:p1/>") + &set("<e:another/>"))).apply(&mut file).is_success());
}

#[tokio::test]
async fn a_minimal_response_to_a_success_has_no_body() {
    let response = request(&set("<e:rating>1</e:rating>")).apply(&mut File::default()).respond("/a", minimal());
    assert_eq!(response.status(), 204);
    assert_eq!(response.headers()["preference-applied"], "return=minimal");
    assert_eq!(text(response).await, "");
    let mut brief = HeaderMap::new();
    brief.insert("brief", "t".parse().unwrap());
    let outcome = request(&set("<e:rating>1</e:rating>")).apply(&mut File::default());
    assert_eq!(outcome.respond("/a", DavPreferences::parse(&brief)).status(), 204);
}

#[test]
fn a_store_that_fails_has_changed_nothing() {
    let request = request(&set("<D:displayname>New</D:displayname><e:rating>1</e:rating>"));
    let mut file = File::default();
    let full = PropertyFailure::new(StatusCode::INSUFFICIENT_STORAGE);
    let draft = request.draft(file.clone()).unwrap();
    assert_eq!(draft.resource().rating, Some(1));
    let outcome = draft.failed(&full);
    assert_eq!(statuses(&outcome), expected(&[("displayname", 507), ("rating", 507)]));
    let outcome = request.draft(file.clone()).unwrap().failed_at(&names::DISPLAYNAME, full);
    assert_eq!(statuses(&outcome), expected(&[("displayname", 507), ("rating", 424)]));
    assert_eq!(file, File::default());
    let outcome = request.draft(file.clone()).unwrap().commit(&mut file);
    assert!(outcome.is_success());
    assert_eq!(file.rating, Some(1));
}

fn mkcol(properties: &str) -> Mkcol {
    let set = set(properties);
    let body = format!("<D:mkcol xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'>{set}</D:mkcol>");
    Mkcol::parse(&HeaderMap::new(), body.as_bytes()).unwrap()
}

/// Accepts a calendar alone.
fn create(request: &Mkcol) -> Result<Calendar, ProppatchOutcome> {
    let draft = request.draft(Calendar { title: None, kind: String::new() }, |calendar, value| {
        match value.children().iter().find(|child| child.name().local() == "calendar") {
            Some(_) => {
                calendar.kind = "calendar".to_owned();
                Ok(())
            }
            None => Err(PropertyFailure::new(StatusCode::FORBIDDEN)),
        }
    })?;
    let mut created = Calendar { title: None, kind: String::new() };
    assert!(draft.commit(&mut created).is_success());
    Ok(created)
}

#[tokio::test]
async fn mkcol_sets_the_type_and_reports_failures_under_a_root_of_its_own() {
    const TYPE: &str = "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>";
    let created = create(&mkcol(&format!("{TYPE}<D:displayname>Work</D:displayname>"))).unwrap();
    assert_eq!(created, Calendar { title: Some("Work".to_owned()), kind: "calendar".to_owned() });
    let failed = create(&mkcol("<D:resourcetype><D:collection/></D:resourcetype><D:displayname>Work</D:displayname>"));
    let response = failed.unwrap_err().respond_mkcol(DavPreferences::default());
    assert_eq!(response.status(), 403);
    assert_eq!(response.headers()["cache-control"], "no-cache");
    assert_eq!(
        text(response).await,
        concat!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:mkcol-response xmlns:D=\"DAV:\">",
            "<D:propstat><D:prop><D:resourcetype/></D:prop><D:status>HTTP/1.1 403 Forbidden</D:status></D:propstat>",
            "<D:propstat><D:prop><D:displayname/></D:prop><D:status>HTTP/1.1 424 Failed Dependency</D:status></D:propstat>",
            "</D:mkcol-response>"
        )
    );
}

#[tokio::test]
async fn a_collection_that_is_created_is_a_201() {
    let calendar = Calendar { title: None, kind: String::new() };
    let saved = |request: Mkcol| request.draft(calendar.clone(), |_, _| Ok(())).unwrap().saved();
    let response = saved(Mkcol::default()).respond_mkcol(DavPreferences::default());
    assert_eq!(response.status(), 201);
    assert_eq!(text(response).await, "");
    let response = saved(mkcol("<D:displayname>Work</D:displayname>")).respond_mkcol(DavPreferences::default());
    assert_eq!(response.status(), 201);
    assert!(text(response).await.contains("<D:prop><D:displayname/></D:prop><D:status>HTTP/1.1 200 OK</D:status>"));
    let response = saved(mkcol("<D:displayname>Work</D:displayname>")).respond_mkcol(minimal());
    assert_eq!((response.status(), text(response).await), (StatusCode::CREATED, String::new()));
}

#[tokio::test]
async fn a_calendar_that_is_not_created_is_a_207() {
    let failed =
        create(&mkcol("<D:resourcetype/>")).unwrap_err().respond_mkcalendar("/work/", DavPreferences::default());
    assert_eq!(failed.status(), 207);
    assert_eq!(failed.headers()["cache-control"], "no-cache");
    assert!(text(failed).await.contains("<D:response><D:href>/work/</D:href><D:propstat><D:prop><D:resourcetype/>"));
    let calendar = Calendar { title: None, kind: String::new() };
    let created = Mkcol::default().draft(calendar, |_, _| Ok(())).unwrap().saved();
    assert_eq!(created.respond_mkcalendar("/work/", DavPreferences::default()).status(), 201);
}

/// An instruction that succeeds or fails by itself, and the status that it then has.
fn instruction() -> impl Strategy<Value = (String, &'static str, Option<u16>)> {
    let set = |property: &str| self::set(property);
    prop_oneof![
        "[a-z]{0,5}".prop_map(move |text| (
            set(&format!("<D:displayname>{text}</D:displayname>")),
            "displayname",
            None
        )),
        (0..9_u8).prop_map(move |number| (set(&format!("<e:rating>{number}</e:rating>")), "rating", None)),
        Just((remove("<D:displayname/>"), "displayname", None)),
        (0..4_u8).prop_map(move |number| (set(&format!("<e:p>{number}</e:p>")), "p", None)),
        Just((remove("<e:p/>"), "p", None)),
        Just((set("<e:rating>many</e:rating>"), "rating", Some(409))),
        Just((remove("<e:comment/>"), "comment", Some(403))),
        Just((set("<D:getcontentlength>1</D:getcontentlength>"), "getcontentlength", Some(403))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn all_changes_are_made_or_none(instructions in proptest::collection::vec(instruction(), 1..8)) {
        let mut file = File { title: Some("old".to_owned()), ..File::default() };
        let before = file.clone();
        let body: String = instructions.iter().map(|(xml, ..)| xml.as_str()).collect();
        let outcome = request(&body).apply(&mut file);
        let mut names: Vec<&str> = Vec::new();
        instructions.iter().for_each(|(_, name, _)| if !names.contains(name) { names.push(name) });
        let fails = instructions.iter().any(|(.., status)| status.is_some());
        let status = |name: &str| {
            let own = instructions.iter().filter(|(_, other, _)| *other == name).find_map(|(.., status)| *status);
            own.unwrap_or(if fails { 424 } else { 200 })
        };
        prop_assert_eq!(statuses(&outcome), names.iter().map(|name| ((*name).to_owned(), status(name))).collect::<Vec<_>>());
        if fails {
            prop_assert_eq!(file, before);
        } else {
            // One request for each instruction has the same effect.
            let mut one_by_one = before;
            instructions.iter().for_each(|(xml, ..)| assert!(request(xml).apply(&mut one_by_one).is_success()));
            prop_assert_eq!(file, one_by_one);
        }
    }
}
