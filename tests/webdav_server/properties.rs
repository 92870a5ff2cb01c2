//! PROPFIND and PROPPATCH: values are kept exactly, and a change is made whole or not at all.

use crate::client::{Answer, Dav, on_both_stores};

fn find(names: &str) -> String {
    format!("<D:propfind xmlns:D='DAV:'><D:prop>{names}</D:prop></D:propfind>")
}

fn update(instructions: &str) -> String {
    format!("<D:propertyupdate xmlns:D='DAV:'>{instructions}</D:propertyupdate>")
}

fn set(properties: &str) -> String {
    format!("<D:set><D:prop>{properties}</D:prop></D:set>")
}

/// Returns the properties of the only item, each with its status, as `status name`.
fn properties(answer: &Answer) -> Vec<String> {
    let [item] = &answer.items()[..] else { panic!("{answer:?}") };
    let of = |propstat: &multistatus::outcome::Propstat| {
        let status = propstat.status.map_or(0, |status| status.as_u16());
        propstat.properties.iter().map(move |property| format!("{status} {}", property.name)).collect::<Vec<_>>()
    };
    item.propstats().iter().flat_map(of).collect()
}

#[tokio::test]
async fn each_absent_property_has_status_404() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/a", "/c/"]).await;
        let body = find("<D:getetag/><x xmlns='urn:x'/><D:resourcetype/><y xmlns=''/><D:quota-used-bytes/>");
        let answer = dav.send("PROPFIND", "/a", "Depth: 0", body.clone()).await;
        assert_eq!(properties(&answer), ["200 getetag", "200 resourcetype", "404 x", "404 y", "404 quota-used-bytes"]);
        let collection = dav.send("PROPFIND", "/c", "Depth: 0", body.clone()).await;
        assert_eq!(properties(&collection)[..2], ["200 resourcetype", "404 getetag"]);
        let minimal = dav.send("PROPFIND", "/a", "Depth: 0\nPrefer: return=minimal", body).await;
        assert_eq!(properties(&minimal), ["200 getetag", "200 resourcetype"]);
        assert_eq!(minimal.headers["preference-applied"], "return=minimal");
    })
    .await;
}

#[tokio::test]
async fn the_entity_tag_is_quoted_and_that_of_the_field() {
    on_both_stores(async |dav: &Dav| {
        let etag = dav.send("PUT", "/a", "", "x").await.headers["etag"].to_str().unwrap().to_owned();
        let answer = dav.send("PROPFIND", "/a", "Depth: 0", find("<D:getetag/>")).await;
        assert!(answer.body.contains(&format!("<D:getetag>{etag}</D:getetag>")), "{etag} {answer:?}");
    })
    .await;
}

#[tokio::test]
async fn allprop_and_propname_list_live_and_dead_properties() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/a"]).await;
        dav.send("PROPPATCH", "/a", "", update(&set("<x xmlns='urn:x'>1</x>"))).await;
        let names =
            dav.send("PROPFIND", "/a", "Depth: 0", "<D:propfind xmlns:D='DAV:'><D:propname/></D:propfind>").await;
        for name in ["200 resourcetype", "200 getcontentlength", "200 getetag", "200 lockdiscovery", "200 x"] {
            assert!(properties(&names).contains(&name.to_owned()), "{name} {names:?}");
        }
        assert!(!names.body.contains(">1<"), "{names:?}");
        let all = dav.send("PROPFIND", "/a", "Depth: 0", "").await;
        assert!(all.body.contains("<x xmlns='urn:x'>1</x>") || all.body.contains(">1</"), "{all:?}");
        assert!(properties(&all).iter().all(|property| property.starts_with("200 ")), "{all:?}");
    })
    .await;
}

/// Values with what servers lose: namespaces, nesting, languages, prefixes in text, comments, white space.
const VALUES: [(&str, &str, &str); 8] = [
    ("urn:x", "text", "<p:text xmlns:p='urn:x'>a &amp; b &lt; c ü 🦀</p:text>"),
    ("urn:x", "empty", "<empty xmlns='urn:x'/>"),
    ("urn:x", "language", "<language xmlns='urn:x' xml:lang='de'>Gr\u{fc}\u{df}e</language>"),
    ("http://example.com/ns?a=1&b=\"2\"", "odd", "<odd xmlns='http://example.com/ns?a=1&amp;b=\"2\"'>1</odd>"),
    ("", "none", "<none xmlns=''>1</none>"),
    (
        "urn:x",
        "nested",
        "<n:nested xmlns:n='urn:x' xmlns:m='urn:m'><m:a n:b='1'><c xmlns='urn:c'/> t </m:a></n:nested>",
    ),
    ("urn:x", "typed", "<typed xmlns='urn:x' xmlns:s='urn:s' s:type='s:int'>1</typed>"),
    ("urn:x", "größe", "<größe xmlns='urn:x'>1</größe>"),
];

#[tokio::test]
async fn values_are_kept_exactly_also_after_a_copy_a_move_and_a_restart() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/a", "/c/", "/c/d/"]).await;
        for path in ["/a", "/c/", "/c/d/"] {
            for (_, name, value) in VALUES {
                let answer = dav.send("PROPPATCH", path, "", update(&set(value))).await;
                assert_eq!(properties(&answer), [format!("200 {name}")], "{path}");
            }
        }
        assert_eq!(dav.status("COPY", "/a", "Destination: /copy").await, 201);
        assert_eq!(dav.status("COPY", "/c/", "Destination: /d").await, 201);
        assert_eq!(dav.status("MOVE", "/a", "Destination: /moved").await, 201);
        assert_eq!(dav.status("MOVE", "/c/", "Destination: /e/").await, 201);
        for path in ["/copy", "/moved", "/d/", "/d/d/", "/e/", "/e/d/"] {
            assert_values(dav, path).await;
        }
    })
    .await;
    let dav = Dav::on_directory().await;
    dav.create(&["/a", "/c/"]).await;
    for path in ["/", "/a", "/c/"] {
        dav.send("PROPPATCH", path, "", update(&set(&VALUES.map(|(_, _, value)| value).concat()))).await;
    }
    let dav = dav.restarted().await;
    for path in ["/", "/a", "/c/"] {
        assert_values(&dav, path).await;
    }
}

async fn assert_values(dav: &Dav, path: &str) {
    let answer = dav.send("PROPFIND", path, "Depth: 0", "").await;
    for (namespace, name, value) in VALUES {
        let items = answer.items();
        let mut found = items[0].propstats().iter().flat_map(|propstat| &propstat.properties);
        let property = found.find(|property| (&*property.namespace, &*property.name) == (namespace, name));
        let kept =
            multistatus::webdav::XmlElement::parse(&property.unwrap_or_else(|| panic!("{path} {name}")).xml).unwrap();
        let sent = multistatus::webdav::XmlElement::parse(value).unwrap();
        assert_eq!(kept.language(), sent.language(), "{path} {name}");
        assert_eq!(flat(&kept), flat(&sent), "{path} {name}");
    }
    let french = "<x xmlns='urn:f'>1</x>";
    let lang = format!("<D:propertyupdate xmlns:D='DAV:' xml:lang='fr'>{}</D:propertyupdate>", set(french));
    dav.send("PROPPATCH", path, "", lang).await;
    let answer = dav.send("PROPFIND", path, "Depth: 0", find("<x xmlns='urn:f'/>")).await;
    assert!(answer.body.contains("xml:lang=\"fr\""), "{answer:?}");
}

/// Returns all names and texts of an element.
fn flat(element: &multistatus::webdav::XmlElement) -> Vec<String> {
    let mut all = vec![element.name().to_string(), element.text().to_owned()];
    all.extend(element.children().iter().flat_map(flat));
    all
}

#[tokio::test]
async fn a_change_is_made_whole_or_not_at_all() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/a"]).await;
        let (one, two) = ("<one xmlns='urn:x'>1</one>", "<two xmlns='urn:x'>2</two>");
        let body = update(&[set(one), set("<D:getetag>x</D:getetag>"), set(two)].concat());
        let answer = dav.send("PROPPATCH", "/a", "", body).await;
        let mut found = properties(&answer);
        found.sort();
        assert_eq!(found, ["403 getetag", "424 one", "424 two"]);
        assert!(answer.body.contains("<D:cannot-modify-protected-property/>"), "{answer:?}");
        assert!(!answer.body.contains(">1<"), "values are not sent back: {answer:?}");
        let asked = find("<one xmlns='urn:x'/><two xmlns='urn:x'/>");
        assert_eq!(properties(&dav.send("PROPFIND", "/a", "Depth: 0", asked.clone()).await), ["404 one", "404 two"]);

        let answer = dav.send("PROPPATCH", "/a", "", update(&[set(one), set(two)].concat())).await;
        assert_eq!(properties(&answer), ["200 one", "200 two"]);
        // In document order; removing what is not there succeeds.
        let remove = "<D:remove><D:prop><one xmlns='urn:x'/><none xmlns='urn:x'/></D:prop></D:remove>";
        let body = update(
            &[remove, &set("<one xmlns='urn:x'>3</one>"), "<D:remove><D:prop><two xmlns='urn:x'/></D:prop></D:remove>"]
                .concat(),
        );
        assert!(
            properties(&dav.send("PROPPATCH", "/a", "", body).await)
                .iter()
                .all(|property| property.starts_with("200 "))
        );
        let answer = dav.send("PROPFIND", "/a", "Depth: 0", asked).await;
        assert_eq!(properties(&answer), ["200 one", "404 two"]);
        assert!(answer.body.contains(">3</"), "{answer:?}");
        let minimal = dav.send("PROPPATCH", "/a", "Prefer: return=minimal", update(&set(one))).await;
        assert!(matches!(minimal.status, 200 | 204) && minimal.body.is_empty(), "{minimal:?}");
    })
    .await;
}

#[tokio::test]
async fn every_live_property_is_protected() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/a"]).await;
        for name in [
            "resourcetype",
            "getcontentlength",
            "getcontenttype",
            "getetag",
            "getlastmodified",
            "creationdate",
            "lockdiscovery",
            "supportedlock",
        ] {
            for body in [set(&format!("<D:{name}/>")), format!("<D:remove><D:prop><D:{name}/></D:prop></D:remove>")] {
                let answer = dav.send("PROPPATCH", "/a", "", update(&body)).await;
                assert_eq!(properties(&answer), [format!("403 {name}")]);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_request_that_is_not_understood_is_refused() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/a"]).await;
        for (method, body, status) in [
            ("PROPFIND", "<D:propfind xmlns:D='DAV:'>", 400),
            ("PROPFIND", "<D:propfind/>", 400),
            ("PROPFIND", "<D:propfind xmlns:D='DAV:'/>", 400),
            ("PROPFIND", "no xml", 400),
            ("PROPFIND", "<!DOCTYPE x [<!ENTITY a 'b'>]><D:propfind xmlns:D='DAV:'><D:allprop/></D:propfind>", 403),
            ("PROPPATCH", "", 400),
            ("PROPPATCH", "<D:propfind xmlns:D='DAV:'><D:allprop/></D:propfind>", 400),
            ("LOCK", "<D:lockinfo xmlns:D='DAV:'/>", 400),
        ] {
            let answer = dav.send(method, "/a", "", body).await;
            assert_eq!(answer.status, status, "{method} {body}: {answer:?}");
            assert!(answer.body.contains("<D:error"), "{answer:?}");
        }
        let answer = dav.send("PROPFIND", "/a", "Content-Type: application/json", "{}").await;
        assert_eq!(answer.status, 415, "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn a_collection_may_be_created_with_properties() {
    on_both_stores(async |dav: &Dav| {
        let mkcol = |properties: &str| {
            format!(
                "<D:mkcol xmlns:D='DAV:'><D:set><D:prop><D:resourcetype><D:collection/></D:resourcetype>{properties}\
                </D:prop></D:set></D:mkcol>"
            )
        };
        let created =
            dav.send("MKCOL", "/c", "Content-Type: application/xml", mkcol("<D:displayname>C</D:displayname>")).await;
        assert_eq!(created.status, 201, "{created:?}");
        let found = dav.send("PROPFIND", "/c", "Depth: 0", find("<D:displayname/>")).await;
        assert!(found.body.contains(">C</"), "{found:?}");
        let refused = dav.send("MKCOL", "/d", "Content-Type: application/xml", mkcol("<D:getetag>x</D:getetag>")).await;
        assert_eq!(refused.status, 403, "{refused:?}");
        assert!(refused.body.contains("<D:mkcol-response"), "{refused:?}");
        dav.assert_tree(&dav.tree("/").await, &["/c/"]);
    })
    .await;
}

#[tokio::test]
async fn the_display_name_is_that_of_the_path_until_a_client_sets_one() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/a%20%26b.txt"]).await;
        let name = async |path: &str| dav.send("PROPFIND", path, "Depth: 0", find("<D:displayname/>")).await.body;
        assert!(name("/a%20%26b.txt").await.contains("<D:displayname>a &amp;b.txt</D:displayname>"));
        let body = update(&set("<D:displayname xml:lang='de'>Gr\u{fc}\u{df}e</D:displayname>"));
        assert_eq!(properties(&dav.send("PROPPATCH", "/a%20%26b.txt", "", body).await), ["200 displayname"]);
        assert_eq!(dav.status("MOVE", "/a%20%26b.txt", "Destination: /b").await, 201);
        let moved = name("/b").await;
        assert!(moved.contains("xml:lang='de'") && moved.contains(">Gr\u{fc}\u{df}e</"), "{moved}");
        let all = dav.send("PROPFIND", "/b", "Depth: 0", "").await.body;
        assert_eq!(all.matches("displayname").count(), 2, "{all}");
        let body = update("<D:remove><D:prop><D:displayname/></D:prop></D:remove>");
        assert_eq!(properties(&dav.send("PROPPATCH", "/b", "", body).await), ["200 displayname"]);
        assert!(name("/b").await.contains("<D:displayname>b</D:displayname>"));
    })
    .await;
}
