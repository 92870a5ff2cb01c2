//! Mistakes under `#[derive(Properties)]`. The numbers are those of `docs/diagnostics.md`.

use super::{Derive, accept_derive, assert_derive_errors};
use crate::{
    attr::table::AttributeKey,
    properties::keys::{PropertyKey, PropertyTarget},
};

#[track_caller]
fn assert_errors(marked: &str, expected: &[&str]) {
    assert_derive_errors(Derive::Properties, marked, expected);
}

/// Checks the errors of the attribute of a field.
#[track_caller]
fn assert_list_errors(marked: &str, expected: &[&str]) {
    assert_errors(&format!("struct S {{ #[property({marked})] size: u64 }}"), expected);
}

#[track_caller]
fn accept(source: &str) -> String {
    accept_derive(Derive::Properties, source)
}

/// The source of a property with `key`, and of one beside it.
fn with_key(key: &str, target: PropertyTarget) -> String {
    match target {
        PropertyTarget::Struct => format!("#[property({key})] struct S<T> {{ #[property(\"x\", live)] x: T }}"),
        PropertyTarget::Computed => {
            let with = if key.starts_with("with") { "live" } else { "with = f, protected" };
            let with = if key == "protected" { "with = f" } else { with };
            let key = if key == "live" { "live, with = f".to_owned() } else { format!("{key}, {with}") };
            format!("#[property(\"x\", {key})] struct S;")
        }
        PropertyTarget::Field if key == "rest" => "struct S { #[property(rest)] x: DeadProperties }".to_owned(),
        PropertyTarget::Field => format!("struct S {{ #[property(\"x\", {key})] x: u64 }}"),
    }
}

#[test]
fn every_key_as_the_table_shows_it() {
    for row in PropertyKey::rows() {
        for target in row.targets {
            accept(&with_key(row.example, *target));
        }
    }
}

#[test]
fn the_docs_list_every_key() {
    let page = include_str!("../../docs/properties.md");
    let code: String = page.split("```").skip(1).step_by(2).collect();
    for row in PropertyKey::rows() {
        assert!(page.contains(&format!("| `{}", row.name)), "`{}` is not in the table", row.name);
        let key = row.example.split([' ', '(']).next().unwrap();
        assert!(code.contains(key), "`{key}` is in no example");
    }
}

#[test]
fn two_keys_have_no_order() {
    let keys = ["live", "protected", "not_in_allprop", "with = f", "dead"];
    let mut tried = 0;
    for (at, one) in keys.iter().enumerate() {
        for other in keys.iter().skip(at + 1) {
            if matches!((*one, *other), ("live", "protected" | "dead")) {
                continue;
            }
            let source = |keys: String| format!("struct S {{ #[property(\"x\", {keys})] x: u64 }}");
            let expansion = accept(&source(format!("{one}, {other}")));
            assert_eq!(expansion, accept(&source(format!("{other}, {one}"))), "{one}, {other}");
            assert_eq!(expansion, accept(&source(format!("{one})] #[property({other}"))), "{one} and {other} apart");
            tried += 1;
        }
    }
    assert_eq!(tried, 8);
}

#[test]
fn types_without_named_fields() {
    // 169
    let message = "`Properties` is derived for a struct with named fields; write one, with a field for each property";
    assert_errors("«enum» E { #[property(\"x\")] A }", &[message]);
    assert_errors("«union» U { #[property(\"x\")] a: u8 }", &[message]);
    assert_errors("struct S«(#[property(\"x\")] u8)»;", &[message]);
    // 170
    assert_errors("struct «S»;", &["`S` has no property; write `#[property(\"displayname\")]` on a field"]);
    assert_errors(
        "struct «r#type» { x: u8 }",
        &["`type` has no property; write `#[property(\"displayname\")]` on a field"],
    );
    accept("struct S { #[property(rest)] others: DeadProperties }");
    accept("#[property(\"x\", live, with = f)] struct S;");
}

#[test]
fn attributes_without_a_list() {
    // 171
    let write = "write `#[property(\"displayname\")]`";
    assert_errors(
        "struct S { #[«property»] x: u8 }",
        &[&format!("`#[property]` without a list sets nothing; {write}")],
    );
    assert_errors("struct S { «#[property()]» x: u8 }", &[&format!("empty `#[property()]`; {write}, or remove it")]);
    assert_errors(
        "#[«property»] struct S { #[property(\"x\")] x: u8 }",
        &["`#[property]` without a list sets nothing; write `#[property(namespace = \"http://owncloud.org/ns\")]`"],
    );
    // 172
    assert_errors("struct S { #[property «=» \"x\"] x: u8 }", &["expected parentheses; write `#[property(\"x\")]`"]);
    assert_errors("struct S { #[property[«\"x\"»]] x: u8 }", &["expected parentheses; write `#[property(\"x\")]`"]);
}

#[test]
fn names() {
    // 173
    assert_list_errors("«\"D:getetag\"», live", &["a name has no prefix; write `\"getetag\"`"]);
    assert_list_errors(
        "«\"oc:favorite\"»",
        &["a name has no prefix; write its namespace before it, such as `\"urn:example\", \"favorite\"`"],
    );
    assert_list_errors("«\"{DAV:}getetag\"», live", &["a name is not in braces; write `\"getetag\"`"]);
    assert_list_errors(
        "«\"{http://owncloud.org/ns}size\"»",
        &["a name is not in braces; write `\"http://owncloud.org/ns\", \"size\"`"],
    );
    // 174
    assert_list_errors("«\"\"»", &["a property needs a name; write one such as `\"displayname\"`"]);
    for name in ["file size", "1st", "-x", "a/b", "<x/>", "x&y", "urn:a:b"] {
        let message = format!("`{name}` is not an XML name; write one such as `displayname`");
        assert_list_errors(&format!("«{name:?}»"), &[&message]);
    }
    for name in ["größe", "_x", "x.y-1", "名前"] {
        accept(&format!("struct S {{ #[property({name:?})] x: u8 }}"));
    }
    // 175
    assert_list_errors(
        "«\"size\", \"urn:example\"»",
        &["the namespace comes before the name; write `\"urn:example\", \"size\"`"],
    );
    assert_list_errors(
        "«\"displayname\", \"DAV:\"»",
        &["the namespace comes before the name; write `\"DAV:\", \"displayname\"`"],
    );
    // 176
    assert_list_errors(
        "«\"owncloud\"», \"size\"",
        &["`owncloud` is not an XML namespace; write a URI such as `http://owncloud.org/ns`"],
    );
    assert_list_errors(
        "«\"dav:\"», \"displayname\"",
        &["the namespace of WebDAV is `DAV:`, in upper case and with the colon"],
    );
    assert_list_errors(
        "«\"urn:ietf:params:xml:ns:carldav\"», \"x\"",
        &["unknown namespace `urn:ietf:params:xml:ns:carldav`; did you mean `urn:ietf:params:xml:ns:caldav`?"],
    );
    assert_list_errors(
        "«\"http://owncloud.org/ns/\"», \"x\"",
        &["unknown namespace `http://owncloud.org/ns/`; did you mean `http://owncloud.org/ns`?"],
    );
    assert_list_errors(
        "«\"http://www.w3.org/2000/xmlns/\"», \"x\"",
        &["this namespace is reserved by XML; write one of your own"],
    );
    accept("struct S { #[property(\"\", \"none\")] x: u8, #[property(\"SAR:\", \"x\")] y: u8 }");
    // 177
    assert_list_errors(
        "«\"getcontentlenght\"», live",
        &["unknown property `getcontentlenght` of `DAV:`; did you mean `getcontentlength`?"],
    );
    assert_list_errors(
        "«\"display_name\"»",
        &["unknown property `display_name` of `DAV:`; did you mean `displayname`?"],
    );
    assert_list_errors("«\"getETag\"», live", &["unknown property `getETag` of `DAV:`; did you mean `getetag`?"]);
    assert_list_errors(
        "\"DAV:\", «\"getcontentyp\"»",
        &["unknown property `getcontentyp` of `DAV:`; did you mean `getcontenttype`?"],
    );
    assert_list_errors("«\"prop\"»", &["`prop` is an element of WebDAV, but no property; write another name"]);
    accept("struct S { #[property(\"lastmodified\")] x: u8, #[property(\"urn:example\", \"getetga\")] y: u8 }");
}

#[test]
fn texts_that_are_no_name() {
    // 178
    let expected = "expected the name of the property, such as `\"displayname\"`";
    assert_list_errors("«42»", &[expected]);
    assert_list_errors("«1.5», live", &[expected]);
    assert_list_errors("«b\"size\"»", &["a name is text; write `\"size\"`"]);
    assert_list_errors("«displayname»", &["a name is text; write `\"displayname\"`"]);
    assert_list_errors("«quota-used-bytes», live", &["a name is text; write `\"quota-used-bytes\"`"]);
    assert_list_errors("«names::GETETAG», live", &["a name is a string literal, not a constant; write `\"getetag\"`"]);
    assert_list_errors(
        "«concat!(\"a\", \"b\")»",
        &["macros are not expanded in an attribute; write the name as a string literal"],
    );
    // 179
    assert_list_errors("live, «\"size\"»", &["the name comes first; write it before the keys"]);
    assert_list_errors("\"size\", live, «\"bytes\"»", &["a second name; keep one"]);
    assert_list_errors("\"size\")] #[property(«\"bytes\"»", &["a second name; keep one"]);
    assert_list_errors(
        "\"urn:x\", \"size\", «\"bytes\"»",
        &["a name is one text, or a namespace and a local name; remove this"],
    );
    assert_list_errors("\"urn:x\" «\"size\"»", &["missing `,` before this"]);
    // 180
    assert_list_errors(
        "«live», not_in_allprop",
        &["a property needs a name; write it first, such as `#[property(\"size\", live)]`"],
    );
    assert_errors(
        "struct S { #[property(«protected»)] ownerId: u8, #[property(\"x\")] x: u8 }",
        &["a property needs a name; write it first, such as `#[property(\"owner-id\", protected)]`"],
    );
    assert_list_errors("«\"live\"»", &["a key is not text; write `live`"]);
}

const FIELD_TAKES: &str = "a field takes: `live`, `dead`, `protected`, `not_in_allprop`, `with` and `rest`";

#[test]
fn unknown_keys() {
    // 181
    assert_list_errors("\"size\", «liv»", &["unknown key `liv`; did you mean `live`?"]);
    assert_list_errors("\"size\", «readonly»", &["unknown key `readonly`; did you mean `protected`?"]);
    assert_list_errors("\"size\", «hidden»", &["unknown key `hidden`; did you mean `not_in_allprop`?"]);
    assert_list_errors("\"size\", «allprop» = false", &["unknown key `allprop`; did you mean `not_in_allprop`?"]);
    assert_list_errors("\"size\", «computed»", &["unknown key `computed`; did you mean `live`?"]);
    assert_list_errors("«flatten»", &["unknown key `flatten`; did you mean `rest`?"]);
    assert_list_errors("\"size\", «colour»", &[&format!("unknown key `colour`; {FIELD_TAKES}")]);
    assert_list_errors("\"size\", «not-in-allprop»", &["a key has underscores; write `not_in_allprop`"]);
    // 182
    assert_list_errors("«name = \"size\"», live", &["unknown key `name`; write the name itself: `\"size\"`"]);
    assert_list_errors("«rename = \"size\"»", &["unknown key `rename`; write the name itself: `\"size\"`"]);
    assert_list_errors(
        "\"size\", «namespace = \"urn:x\"»",
        &["the namespace comes before the name; write `\"urn:x\", \"size\"`"],
    );
    assert_list_errors(
        "\"size\", «ns(\"urn:x\")»",
        &["the namespace comes before the name; write `\"urn:x\", \"size\"`"],
    );
    assert_list_errors("«skip»", &["a field without `#[property]` is no property; remove the attribute"]);
    // 183
    assert_list_errors("\"size\", «crate» = ::acme", &["`crate` does not go on a field; it goes on a struct"]);
    assert_errors(
        "#[property(«dead»)] struct S { #[property(\"x\")] x: u8 }",
        &["`dead` does not go on a struct; it goes on a field"],
    );
    assert_errors(
        "#[property(\"x\", live, with = f, «rest»)] struct S;",
        &["`rest` does not go on a property without a field; it goes on a field"],
    );
    // 184
    assert_list_errors("\"size\", live «=» true", &["`live` takes no value; write just `live`"]);
    assert_list_errors(
        "\"size\", «protected» = false",
        &["`protected` takes no value, and is off unless it is written; remove it"],
    );
    assert_list_errors("\"size\", with = «\"Self::size\"»", &["`with` is a path, not text; write `with = Self::size`"]);
    assert_list_errors("\"size\", with = «Self::size()»", &["`with` is a path, not a call; write `with = Self::size`"]);
    assert_list_errors(
        "\"size\", with = «|it| it.size»",
        &["`with` is a path, not a closure; write a function, and its path such as `with = Self::etag`"],
    );
    assert_list_errors("\"size\", live, «live»", &["`live` is given twice; keep one"]);
    assert_list_errors("\"size\" «live»", &["missing `,` before this"]);
    // 185
    assert_errors(
        "struct S { #[«outcome»(\"displayname\")] x: u8, #[property(\"y\")] y: u8 }",
        &["`outcome` is the attribute of another derive; write `#[property(\"displayname\")]`"],
    );
    accept("#[outcome(404, \"{x}\")] struct S { #[outcome(href)] #[property(\"y\")] x: String }");
}

#[test]
fn keys_that_contradict_each_other() {
    // 186
    let message = "a property is either `live`, computed by the server, or `dead`, kept as a client sets it; keep one";
    assert_list_errors("\"size\", «live», «dead»", &[message, message]);
    // 187
    assert_list_errors(
        "\"size\", live, «protected»",
        &["`protected` has no effect: a `live` property is protected; remove it"],
    );
    // 188
    let required = |name: &str| format!("the server sets `{name}`, not a client; add `live` or `protected`");
    for name in ["getetag", "getcontentlength", "lockdiscovery", "supportedlock", "sync-token", "quota-used-bytes"] {
        assert_list_errors(&format!("«{name:?}»"), &[&required(name)]);
        assert_list_errors(&format!("«{name:?}», dead"), &[&required(name)]);
        accept(&format!("struct S {{ #[property({name:?}, live)] x: u8 }}"));
        accept(&format!("struct S {{ #[property({name:?}, protected)] x: u8 }}"));
    }
    for name in ["resourcetype", "getlastmodified"] {
        let message = format!(
            "the server sets `{name}`, not a client; add `live` or `protected`, or `dead` if a client may set it"
        );
        assert_list_errors(&format!("\"DAV:\", «{name:?}»"), &[&message]);
        accept(&format!("struct S {{ #[property({name:?}, dead)] x: u8 }}"));
    }
    accept("struct S { #[property(\"urn:example\", \"getetag\")] x: u8 }");
}

#[test]
fn the_same_property_twice() {
    // 189
    let message = "property `size` is declared more than once; keep one";
    assert_errors(
        "struct S { #[property(«\"urn:x\", \"size\"»)] a: u8, #[property(«\"urn:x\", \"size\"», live)] b: u8 }",
        &[message, message],
    );
    assert_errors(
        "#[property(«\"DAV:\", \"size\"», live, with = f)] struct S { #[property(«\"size\"»)] a: u8 }",
        &[message, message],
    );
    accept("struct S { #[property(\"urn:x\", \"size\")] a: u8, #[property(\"urn:y\", \"size\")] b: u8 }");
}

#[test]
fn the_rest() {
    // 190
    let name = "a `rest` field keeps many properties, so it has no name; remove the name or `rest`";
    assert_errors("struct S { #[property(«\"x\"», rest)] others: DeadProperties }", &[name]);
    assert_errors(
        "struct S { #[property(rest, «protected», «not_in_allprop»)] others: DeadProperties }",
        &[
            "`protected` does not apply to `rest`: clients set these properties; remove it",
            "`not_in_allprop` does not apply to `rest`: clients set these properties; remove it",
        ],
    );
    // 191
    assert_errors(
        "struct S { #[property(rest)] a: DeadProperties, #[property(«rest»)] b: DeadProperties }",
        &["a second `rest` field; `a` already keeps these properties"],
    );
    // 192
    assert_errors(
        "struct S { #[property(«\"x\"»)] others: webdav::DeadProperties }",
        &["`DeadProperties` keeps the properties without a field; write `#[property(rest)]`"],
    );
}

#[test]
fn properties_without_a_field() {
    // 193
    assert_errors(
        "#[property(«\"getetag\"», live)] struct S;",
        &[
            "a property without a field is computed by a function; add `with = Self::etag`, or write the attribute on a field",
        ],
    );
    // 194
    assert_errors(
        "#[property(«\"getetag\"», with = Self::etag)] struct S;",
        &["a client cannot set a property without a field; add `live`"],
    );
    // 195
    assert_errors(
        "#[property(«with» = Self::etag, live)] struct S;",
        &["a property needs a name; write it first, such as `\"getetag\"`"],
    );
}

#[test]
fn the_namespace_of_a_struct() {
    // 196
    assert_errors(
        "#[property(«namespace» = \"urn:x\")] struct S { #[property(\"DAV:\", \"displayname\")] x: u8 }",
        &["`namespace` is never used: each property has a namespace of its own; remove it"],
    );
    // 197
    assert_errors(
        "#[property(«namespace» = \"DAV:\")] struct S { #[property(\"displayname\")] x: u8 }",
        &["`DAV:` is the namespace of each name that has no other; remove this"],
    );
    // 176
    assert_errors(
        "#[property(namespace = «\"owncloud\"»)] struct S { #[property(\"x\")] x: u8 }",
        &["`owncloud` is not an XML namespace; write a URI such as `http://owncloud.org/ns`"],
    );
    assert_errors(
        "#[property(«namspace» = \"urn:x\")] struct S { #[property(\"display-name\")] x: u8 }",
        &["unknown key `namspace`; did you mean `namespace`?"],
    );
}

#[test]
fn all_mistakes_at_once() {
    assert_errors(
        "#[property(namespace = «\"owncloud\"»)] #[property(«\"getetag\"», live)] struct S {
             #[property(\"size\", «readonly»)] size: u64,
             #[property(\"urn:x\", «\"a b\"»)] a: u8,
         }",
        &[
            "`owncloud` is not an XML namespace; write a URI such as `http://owncloud.org/ns`",
            "a property without a field is computed by a function; add `with = Self::etag`, or write the attribute on a field",
            "unknown key `readonly`; did you mean `protected`?",
            "`a b` is not an XML name; write one such as `displayname`",
        ],
    );
}
