//! Names with every awkward character: each is listed, read, moved, copied and deleted.

use multistatus::Key;

use crate::client::{Dav, on_both_stores};

/// Names that need care in a URI, in XML, or in a file system.
fn names() -> Vec<String> {
    let mut names: Vec<String> =
        (1..=0x7f_u8).map(char::from).filter(|c| *c != '/').map(|c| format!("a{c}b")).collect();
    let others = [
        " ", " a ", "...", "..a", ".a", "~", "%", "%2F", "%41", "%zz", "a%20b", "ü", "u\u{308}", "🦀", "日本",
        "\u{85}", "\u{2028}", "\u{fffe}", "\u{200b}", "]]>", "<!--", "&amp;", "&#0;", "C:", "con", "-", "--", "*",
        "?a=b", "#top", "\u{feff}", "\\..\\a",
    ];
    names.extend(others.map(str::to_owned));
    names.push("x".repeat(255));
    names
}

#[tokio::test]
async fn names_with_every_awkward_character_are_listed_read_moved_copied_and_deleted() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/from/", "/to/"]).await;
        let names = names();
        let path = |folder: &str, name: &str| Key::path(format!("/{folder}/{name}")).encoded().to_owned();
        for name in &names {
            assert_eq!(dav.send("PUT", &path("from", name), "", name.clone()).await.status, 201, "{name:?}");
        }
        let listed = dav.tree("/from").await;
        assert_eq!(listed.len(), names.len());
        for href in &listed {
            let content = dav.send("GET", href, "", "").await;
            assert_eq!(Key::from(&**href), Key::path(format!("/from/{}", content.body)));
        }
        for name in &names {
            let to = format!("Destination: {{base}}{}", path("to", name));
            assert_eq!(dav.status("COPY", &path("from", name), &to).await, 201, "{name:?}");
            assert_eq!(dav.status("MOVE", &path("from", name), &to).await, 204, "{name:?}");
            assert_eq!(dav.send("GET", &path("to", name), "", "").await.body, *name);
        }
        assert_eq!(dav.tree("/from").await.len(), 0);
        assert_eq!(dav.tree("/to").await.len(), names.len());
        for name in &names {
            assert_eq!(dav.status("DELETE", &path("to", name), "").await, 204, "{name:?}");
        }
        dav.assert_tree(&dav.tree("/").await, &["/from/", "/to/"]);
    })
    .await;
}

#[tokio::test]
async fn a_collection_may_have_an_awkward_name() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/a%20%26%3C%25%3F/", "/a%20%26%3C%25%3F/b"]).await;
        assert_eq!(dav.status("MOVE", "/a%20%26%3C%25%3F", "Destination: /%C3%BC%23").await, 201);
        assert_eq!(dav.tree("/").await.into_iter().collect::<Vec<_>>(), ["/%C3%BC%23/", "/%C3%BC%23/b"]);
        assert_eq!(dav.status("DELETE", "/%C3%BC%23/", "").await, 204);
        dav.assert_tree(&dav.tree("/").await, &[]);
    })
    .await;
}

#[tokio::test]
async fn a_name_that_is_not_utf_8_is_a_name() {
    on_both_stores(async |dav: &Dav| {
        dav.create(&["/%FF%fe", "/a"]).await;
        assert!(dav.tree("/").await.contains("/%FF%FE"));
        assert_eq!(dav.status("MOVE", "/%ff%fe", "Destination: /%80/").await, 201);
        assert_eq!(dav.send("GET", "/%80", "", "").await.body, "/%FF%fe");
        assert_eq!(dav.status("DELETE", "/%80", "").await, 204);
        dav.assert_tree(&dav.tree("/").await, &["/a"]);
    })
    .await;
}
