//! The body of a response that reports properties.

use multistatus::{
    DavXml, Item, Json, MultiStatus, Outcome, Reader, Response, StatusCode, Streamed,
    http::HeaderMap,
    read::Verdict,
    webdav::{
        ContentWriter, DeadProperties, Properties, PropertyFailure, PropertyInfo, PropertyName, PropertyQuery,
        PropertyValue, PropertyXml, ResourceOutcome, SyncToken, XmlElement, header::DavPreferences, names,
    },
};
use proptest::prelude::*;

use crate::{now, text};

const ID: PropertyName = PropertyName::declared("http://owncloud.org/ns", "id");

#[derive(Default)]
struct File {
    length: u64,
    /// The failure of `getcontenttype` and of `getcontentlanguage`.
    failure: Option<PropertyFailure>,
    panics: bool,
    dead: DeadProperties,
}

impl Properties for File {
    const PROPERTIES: &'static [PropertyInfo] = &[
        PropertyInfo::live(names::GETCONTENTLENGTH),
        PropertyInfo::live(ID).not_in_allprop(),
        PropertyInfo::live(names::GETCONTENTTYPE),
        PropertyInfo::live(names::GETCONTENTLANGUAGE),
        PropertyInfo::live(names::GETETAG),
    ];

    fn write(&self, position: usize, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        match position {
            0 => self.length.write(content),
            1 => "7".write(content),
            2 | 3 => {
                content.text("written in vain");
                Err(self.failure.clone().unwrap_or(PropertyFailure::ABSENT))
            }
            _ if self.panics => panic!("no tag"),
            _ => Err(PropertyFailure::ABSENT),
        }
    }

    fn dead(&self) -> Option<&DeadProperties> {
        Some(&self.dead)
    }
}

fn file() -> File {
    File { length: 7, ..File::default() }
}

fn colored() -> File {
    let mut dead = DeadProperties::new();
    dead.set(&XmlElement::parse("<x:color xmlns:x='urn:x' xml:lang='en'>red</x:color>").unwrap());
    File { dead, ..file() }
}

fn prop(names: &[PropertyName]) -> PropertyQuery {
    PropertyQuery::Prop(names.to_vec())
}

const START: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:multistatus xmlns:D=\"DAV:\"";
const OK: &str = "</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>";
const NOT_FOUND: &str = "</D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>";

fn respond(format: PropertyXml<File>, file: File) -> Response {
    Streamed::iter([("/a", ResourceOutcome::<_, StatusCode>::Properties(file))]).respond_with(format)
}

/// Returns the propstats of a resource.
fn propstats(format: PropertyXml<File>, file: File) -> String {
    let body = now(text(respond(format, file)));
    let start = body.find("<D:propstat>").unwrap_or_else(|| panic!("{body}"));
    body[start..].strip_suffix("</D:response></D:multistatus>").unwrap_or_else(|| panic!("{body}")).to_owned()
}

fn of(query: &PropertyQuery, file: File) -> String {
    propstats(PropertyXml::new(query), file)
}

#[test]
fn a_property_that_is_absent_has_status_404_and_the_successful_ones_come_first() {
    let color = PropertyName::new("urn:x", "color").unwrap();
    let query = prop(&[names::GETETAG, names::GETCONTENTLENGTH, color, names::OWNER]);
    let items = [
        ("/a", ResourceOutcome::Properties(colored())),
        ("/b", ResourceOutcome::Failed(StatusCode::FORBIDDEN)),
        ("/c", ResourceOutcome::Properties(file())),
    ];
    let body = now(text(Streamed::iter(items).respond_with(PropertyXml::new(&query))));
    let expected = format!(
        "{START} xmlns:A=\"urn:x\">\
         <D:response><D:href>/a</D:href><D:propstat><D:prop><D:getcontentlength>7</D:getcontentlength>\
         <x:color xmlns:x='urn:x' xml:lang='en'>red</x:color>{OK}\
         <D:propstat><D:prop><D:getetag/><D:owner/>{NOT_FOUND}</D:response>\
         <D:response><D:href>/b</D:href><D:status>HTTP/1.1 403 Forbidden</D:status></D:response>\
         <D:response><D:href>/c</D:href><D:propstat><D:prop><D:getcontentlength>7</D:getcontentlength>{OK}\
         <D:propstat><D:prop><D:getetag/><A:color/><D:owner/>{NOT_FOUND}</D:response></D:multistatus>"
    );
    assert_eq!(body.replace("xmlns=\"\" ", ""), expected);
}

#[test]
fn allprop_lists_what_the_resource_has_and_what_is_included() {
    let allprop = PropertyQuery::default();
    assert_eq!(of(&allprop, file()), format!("<D:propstat><D:prop><D:getcontentlength>7</D:getcontentlength>{OK}"));
    let include = PropertyQuery::AllProp { include: vec![ID, names::GETETAG, names::GETCONTENTLENGTH] };
    assert_eq!(
        of(&include, file()),
        format!(
            "<D:propstat><D:prop><A:id>7</A:id><D:getcontentlength>7</D:getcontentlength>{OK}\
             <D:propstat><D:prop><D:getetag/>{NOT_FOUND}"
        )
    );
    let colored = of(&allprop, colored());
    assert!(colored.contains("xml:lang='en'>red</x:color>"), "{colored}");
}

#[test]
fn propname_lists_names_without_values() {
    let failure = Some(PropertyFailure::new(StatusCode::FORBIDDEN));
    assert_eq!(
        of(&PropertyQuery::PropName, File { failure, ..colored() }),
        format!(
            "<D:propstat><D:prop><D:getcontentlength/><A:id/><D:getcontenttype/><D:getcontentlanguage/>\
             <X:color xmlns:X=\"urn:x\"/>{OK}"
        )
    );
}

#[test]
fn a_property_that_is_asked_for_twice_is_reported_once() {
    let query = prop(&[names::GETETAG, names::GETCONTENTLENGTH, names::GETETAG, names::GETCONTENTLENGTH]);
    assert_eq!(
        of(&query, file()),
        format!(
            "<D:propstat><D:prop><D:getcontentlength>7</D:getcontentlength>{OK}\
             <D:propstat><D:prop><D:getetag/>{NOT_FOUND}"
        )
    );
    assert_eq!(of(&prop(&[]), file()), format!("<D:propstat><D:prop>{OK}"));
}

#[test]
fn absent_names_of_any_namespace_are_reported() {
    let names: Vec<_> = [
        ("http://example.com/ns?a=1&b", "q"),
        ("", "plain"),
        ("urn:ü", "größe"),
        ("http://www.w3.org/XML/1998/namespace", "id"),
        ("a \"<b>\"\t", "x"),
    ]
    .into_iter()
    .chain([("urn:1", "a"), ("urn:2", "a"), ("urn:3", "a"), ("urn:4", "a"), ("urn:5", "a"), ("urn:6", "a")])
    .map(|(namespace, local)| PropertyName::new(namespace, local).unwrap())
    .collect();
    let root = XmlElement::parse(&now(text(respond(PropertyXml::new(&prop(&names)), file())))).unwrap();
    let found: Vec<_> =
        root.children()[0].children()[1].children()[0].children().iter().map(|child| child.name().clone()).collect();
    assert_eq!(found, names);
    for (namespace, local) in [("urn:x", "a:b"), ("urn:x", ""), ("\0", "a"), ("http://www.w3.org/2000/xmlns/", "a")] {
        assert!(PropertyName::new(namespace, local).is_err(), "{namespace} {local}");
    }
}

#[test]
fn more_absent_properties_than_a_word_has_bits_share_one_propstat() {
    let many: Vec<_> = (0..150).map(|number| PropertyName::dav(format!("p{number}")).unwrap()).collect();
    let propstats = of(&prop(&many), file());
    let names: String = (0..150).map(|number| format!("<D:p{number}/>")).collect();
    assert_eq!(propstats, format!("<D:propstat><D:prop>{names}{NOT_FOUND}"));
}

#[test]
fn failures_are_grouped_by_status_conditions_and_description() {
    let query = prop(&[names::GETCONTENTTYPE, names::GETETAG, names::GETCONTENTLENGTH, names::GETCONTENTLANGUAGE]);
    let failure = PropertyFailure::protected().description("<never>");
    let propstats = of(&query, File { failure: Some(failure), ..file() });
    assert_eq!(
        propstats,
        format!(
            "<D:propstat><D:prop><D:getcontentlength>7</D:getcontentlength>{OK}\
             <D:propstat><D:prop><D:getetag/>{NOT_FOUND}\
             <D:propstat><D:prop><D:getcontenttype/><D:getcontentlanguage/></D:prop>\
             <D:status>HTTP/1.1 403 Forbidden</D:status>\
             <D:error><D:cannot-modify-protected-property/></D:error>\
             <D:responsedescription>&lt;never&gt;</D:responsedescription></D:propstat>"
        )
    );
    // A 404 that says more is not the same as one that does not.
    let detailed = PropertyFailure::ABSENT.description("moved");
    let propstats = of(&query, File { failure: Some(detailed), ..file() });
    assert_eq!(propstats.matches("404 Not Found").count(), 2, "{propstats}");
    // All failed: there is no empty propstat with 200.
    let propstats = of(&prop(&[names::GETCONTENTTYPE]), file());
    assert_eq!(propstats, format!("<D:propstat><D:prop><D:getcontenttype/>{NOT_FOUND}"));
}

#[test]
fn a_minimal_response_leaves_out_absent_properties() {
    let query = prop(&[names::GETETAG, names::GETCONTENTLENGTH, names::GETCONTENTTYPE]);
    let minimal = || PropertyXml::new(&query).minimal(true);
    let found = format!("<D:propstat><D:prop><D:getcontentlength>7</D:getcontentlength>{OK}");
    assert_eq!(propstats(minimal(), file()), found);
    let failure = Some(PropertyFailure::new(StatusCode::FORBIDDEN));
    let other =
        "<D:propstat><D:prop><D:getcontenttype/></D:prop><D:status>HTTP/1.1 403 Forbidden</D:status></D:propstat>";
    assert_eq!(propstats(minimal(), File { failure, ..file() }), format!("{found}{other}"));
    // A resource without any of them is listed all the same (RFC 8144 section 2.1).
    let absent = prop(&[names::GETETAG]);
    assert_eq!(propstats(PropertyXml::new(&absent).minimal(true), file()), format!("<D:propstat><D:prop>{OK}"));
}

#[test]
fn the_head_says_which_preferences_were_followed() {
    let fields = |name: &'static str, value: &str| {
        let mut request = HeaderMap::new();
        request.insert(name, value.parse().unwrap());
        let format = PropertyXml::new(&PropertyQuery::default()).preferences(DavPreferences::parse(&request));
        let response = respond(format, file());
        let applied = response.headers().get("preference-applied").map(|value| value.to_str().unwrap().to_owned());
        (applied, response.headers()["vary"].to_str().unwrap().to_ascii_lowercase())
    };
    let vary = || "prefer, brief".to_owned();
    assert_eq!(fields("prefer", "return=minimal"), (Some("return=minimal".into()), vary()));
    assert_eq!(fields("prefer", "depth-noroot"), (Some("depth-noroot".into()), vary()));
    let both = Some("return=minimal, depth-noroot".into());
    assert_eq!(fields("prefer", "return=minimal, depth-noroot"), (both, vary()));
    assert_eq!(fields("prefer", "wait=1"), (None, vary()));
    assert_eq!(fields("brief", "t"), (None, vary()));
}

#[test]
fn a_value_that_panics_is_a_500_of_its_property_alone() {
    let query = prop(&[names::GETCONTENTLENGTH, names::GETETAG, ID, names::OWNER]);
    assert_eq!(
        of(&query, File { panics: true, ..file() }),
        format!(
            "<D:propstat><D:prop><D:getcontentlength>7</D:getcontentlength><A:id>7</A:id>{OK}\
             <D:propstat><D:prop><D:owner/>{NOT_FOUND}\
             <D:propstat><D:prop><D:getetag/></D:prop><D:status>HTTP/1.1 500 Internal Server Error</D:status>\
             </D:propstat>"
        )
    );
}

/// The outcome of a member that failed as a whole.
#[derive(Outcome)]
enum Member {
    #[outcome(423, "<locked>", condition = "lock-token-submitted")]
    Locked,
    #[outcome(302, header("Location", "{to}"))]
    Moved { to: &'static str },
}

#[test]
fn a_member_that_failed_is_written_with_all_that_its_outcome_says() {
    let members = [
        ("/a", ResourceOutcome::<File, _>::Failed(Member::Locked)),
        ("/b", ResourceOutcome::Failed(Member::Moved { to: "/c" })),
    ];
    let body = now(text(Streamed::iter(members).respond_with(PropertyXml::new(&PropertyQuery::default()))));
    assert_eq!(
        body,
        format!(
            "{START}><D:response><D:href>/a</D:href><D:status>HTTP/1.1 423 Locked</D:status>\
             <D:error><D:lock-token-submitted><D:href>/a</D:href></D:lock-token-submitted></D:error>\
             <D:responsedescription>&lt;locked&gt;</D:responsedescription></D:response>\
             <D:response><D:href>/b</D:href><D:status>HTTP/1.1 302 Found</D:status>\
             <D:location><D:href>/c</D:href></D:location></D:response></D:multistatus>"
        )
    );
}

fn failing_source(token: SyncToken) -> String {
    let members = [Ok(("/d/a", ResourceOutcome::<_, StatusCode>::Properties(file()))), Err("the disk is gone")];
    let query = prop(&[names::GETCONTENTLENGTH]);
    let format = PropertyXml::new(&query).request_uri("/d/").sync_token(token);
    now(text(Streamed::try_iter(members).respond_with(format)))
}

#[test]
fn a_source_that_fails_is_reported_for_the_request_uri() {
    let token = SyncToken::new();
    token.set("urn:token");
    let body = failing_source(token);
    let end = "<D:response><D:href>/d/</D:href><D:status>HTTP/1.1 500 Internal Server Error</D:status>\
               <D:responsedescription>the source of the items failed; the items after this one are unknown\
               </D:responsedescription></D:response>\
               <D:responsedescription>the source of the items failed; the items after this one are unknown\
               </D:responsedescription></D:multistatus>";
    assert!(body.ends_with(end), "{body}");
}

#[test]
fn the_sync_token_is_the_one_that_is_set_when_the_body_ends() {
    let token = SyncToken::new();
    let in_source = token.clone();
    let members = (0..2).map(move |number| {
        in_source.set(format!("urn:token?a&{number}"));
        (format!("/{number}"), ResourceOutcome::<_, StatusCode>::Properties(file()))
    });
    let format = PropertyXml::new(&prop(&[])).sync_token(token);
    let body = now(text(Streamed::iter(members).description("changes").respond_with(format)));
    let end = "<D:responsedescription>changes</D:responsedescription>\
               <D:sync-token>urn:token?a&amp;1</D:sync-token></D:multistatus>";
    assert!(body.ends_with(end), "{body}");
    let unset = PropertyXml::new(&prop(&[])).sync_token(SyncToken::new());
    assert!(!now(text(respond(unset, file()))).contains("sync-token"));
}

#[test]
fn a_resource_is_the_same_wherever_a_block_ends() {
    let query = prop(&[names::GETCONTENTLENGTH, names::OWNER, PropertyName::declared("urn:x", "big")]);
    let member = |number: usize| {
        let mut dead = DeadProperties::new();
        let big = "b".repeat(number * number % 9_000);
        dead.set(&XmlElement::parse(&format!("<big xmlns='urn:x'>{big}</big>")).unwrap());
        (
            format!("/{number}"),
            ResourceOutcome::<_, StatusCode>::Properties(File { length: number as u64, dead, ..file() }),
        )
    };
    let whole = now(text(Streamed::iter((0..300).map(member)).respond_with(PropertyXml::new(&query))));
    let response = |number| {
        let body = now(text(Streamed::iter([member(number)]).respond_with(PropertyXml::new(&query))));
        body[body.find("<D:response>").unwrap()..].strip_suffix("</D:multistatus>").unwrap().to_owned()
    };
    let responses: String = (0..300).map(response).collect();
    assert_eq!(whole, format!("{START} xmlns:A=\"urn:x\">{responses}</D:multistatus>"));
}

#[test]
fn other_formats_have_the_properties_that_allprop_lists() {
    let failure = Some(PropertyFailure::new(StatusCode::FORBIDDEN));
    let mut result = MultiStatus::new();
    result.push("/a", ResourceOutcome::<_, StatusCode>::Properties(File { failure, ..colored() }));
    let json: serde_json::Value = serde_json::from_slice(&result.encode(&Json).unwrap()).unwrap();
    assert_eq!(json["responses"][0]["status"], 200);
    let item = Item::from_outcome(&ResourceOutcome::<_, StatusCode>::Properties(colored()));
    let names: Vec<_> = item.propstats()[0].properties.iter().map(|property| property.to_string()).collect();
    assert_eq!(names, ["{DAV:}getcontentlength", "{urn:x}color"]);
    let xml = &*item.propstats()[0].properties[0].xml;
    assert_eq!(xml, "<D:getcontentlength xmlns:D=\"DAV:\">7</D:getcontentlength>");
    let again = MultiStatus::from_outcomes([&item]).encode(&DavXml::new()).unwrap();
    assert!(String::from_utf8(again).unwrap().contains(xml));
}

#[test]
fn dead_properties_that_a_store_damaged_are_refused() {
    let stored = serde_json::to_value(&colored().dead).unwrap();
    assert_eq!(serde_json::from_value::<DeadProperties>(stored.clone()).unwrap(), colored().dead);
    for damaged in ["<x:color>", "<x:color/>", "<color xmlns='urn:x'/><b/>", "red", ""] {
        let mut stored = stored.clone();
        stored[0]["xml"] = damaged.into();
        let error = serde_json::from_value::<DeadProperties>(stored).unwrap_err().to_string();
        assert!(error.starts_with("the XML of the property {urn:x}color is not one element of its name"), "{error}");
    }
    let twice = serde_json::json!([stored[0], stored[0]]);
    assert!(serde_json::from_value::<DeadProperties>(twice).unwrap_err().to_string().contains("is there twice"));
    let mut dead = colored().dead;
    dead.set(&XmlElement::parse("<color xmlns='urn:x'>blue</color>").unwrap());
    assert_eq!((dead.len(), dead.remove(&PropertyName::new("urn:x", "color").unwrap()), dead.len()), (1, true, 0));
}

fn name() -> impl Strategy<Value = PropertyName> {
    ("[\u{20}-\u{7e}äß🦀]{0,12}", "[a-zA-Z_äß][a-zA-Z0-9_.äß-]{0,8}")
        .prop_map(|(namespace, local)| PropertyName::new(namespace, local).unwrap())
}

proptest! {
    #[test]
    fn any_names_and_values_are_well_formed_and_read_back(
        values in prop::collection::vec((name(), any::<String>()), 0..12),
        absent in prop::collection::vec(name(), 0..12),
        key in any::<String>(),
        minimal in any::<bool>(),
    ) {
        let mut dead = DeadProperties::new();
        for (name, value) in &values {
            let mut content = String::new();
            let kept = value.replace(|c: char| c < ' ' || ('\u{FFFE}'..='\u{FFFF}').contains(&c), "?");
            content.push_str(&quick_xml::escape::escape(&kept));
            let namespace = name.namespace();
            let uri = quick_xml::escape::escape(namespace);
            let xml = match namespace {
                "" => format!("<{0}>{content}</{0}>", name.local()),
                _ => format!("<n:{0} xmlns:n=\"{uri}\">{content}</n:{0}>", name.local()),
            };
            dead.set(&XmlElement::parse(&xml).unwrap());
        }
        let mut asked: Vec<_> = values.iter().map(|(name, _)| name.clone()).chain(absent.clone()).collect();
        asked.push(names::GETCONTENTLENGTH);
        let members = [(multistatus::Key::path(key.clone()), ResourceOutcome::<_, StatusCode>::Properties(File { dead: dead.clone(), ..file() }))];
        let format = PropertyXml::new(&PropertyQuery::Prop(asked)).minimal(minimal);
        let body = now(text(Streamed::iter(members).respond_with(format)));
        let document = Reader::new().read(body.as_bytes());
        prop_assert_eq!(&document.ending.verdict, &Verdict::Complete, "{}", body);
        let item = &document.items[0];
        prop_assert_eq!(item.key().map(|key| key.encoded().to_owned()), Some(multistatus::Key::path(key).encoded().to_owned()));
        let propstat = &item.propstats()[0];
        prop_assert_eq!(propstat.status, Some(StatusCode::OK));
        for property in dead.iter() {
            let found = propstat.properties.iter().find(|found| found.to_string() == property.to_string());
            let (found, kept) = (XmlElement::parse(&found.unwrap().xml).unwrap(), XmlElement::parse(&property.xml).unwrap());
            prop_assert_eq!(found.text(), kept.text());
        }
        let is_absent = |name: &PropertyName| dead.get(name).is_none();
        let mut missing: Vec<_> = absent.iter().filter(|name| is_absent(name)).map(ToString::to_string).collect();
        missing.sort();
        missing.dedup();
        let mut reported: Vec<_> =
            item.propstats().iter().skip(1).flat_map(|propstat| &propstat.properties).map(ToString::to_string).collect();
        reported.sort();
        prop_assert_eq!(reported, if minimal { Vec::new() } else { missing });
    }
}
