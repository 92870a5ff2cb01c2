//! `XmlElement`: what is read, what is refused, and XML that means the same in any document.

use multistatus::{
    read::Limits,
    webdav::{InvalidXml, XmlElement},
};
use proptest::prelude::*;

fn parse(text: &str) -> XmlElement {
    XmlElement::parse(text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

/// Returns the first child of the first child and so on, as far as there is one.
fn innermost(element: &XmlElement) -> &XmlElement {
    element.children().first().map_or(element, innermost)
}

#[test]
fn an_element_is_kept_exactly_as_it_was_sent() {
    for xml in [
        "<x:a xmlns='' xmlns:x='urn:x' one = \"1\"\n two='&#9;&lt;\"'>\n  <![CDATA[<raw> & ]]> <!-- x --> <?pi x?> &amp;&#xe9; <b />\r\n</x:a >",
        "<a xmlns='urn:x'><b></b><c/></a>",
        "<a xmlns=''/>",
        "<a xmlns=\"\" xml:lang='de' xml:space='preserve'> </a>",
    ] {
        assert_eq!(parse(&format!("<?xml version='1.0'?>\n{xml}\n<!-- after -->")).to_xml(), xml);
    }
    // A document that puts the element below a default namespace must not change its name.
    assert_eq!(parse("<a><b></b></a>").to_xml(), "<a xmlns=\"\"><b></b></a>");
}

#[test]
fn an_element_gets_the_declarations_and_the_language_around_it_that_apply_to_it() {
    for (document, expected) in [
        // A prefix that the element does not use is left out.
        ("<x:p xmlns:x='urn:x' xmlns:y='urn:y'><x:a/></x:p>", r#"<x:a xmlns:x="urn:x"/>"#),
        // The innermost declaration counts, and the element's own before it.
        ("<p xmlns:x='urn:1'><q xmlns:x='urn:2'><x:a/></q></p>", r#"<x:a xmlns:x="urn:2"/>"#),
        ("<p xmlns:x='urn:1'><x:a xmlns:x='urn:2'/></p>", "<x:a xmlns:x='urn:2'/>"),
        // Prefixes in values and in text.
        (
            "<p xmlns:xs='urn:xs' xmlns:i='urn:i' xmlns='urn:p'><a i:type='xs:int'>1</a></p>",
            r#"<a xmlns:xs="urn:xs" xmlns:i="urn:i" xmlns="urn:p" i:type='xs:int'>1</a>"#,
        ),
        (
            "<x:p xmlns:x='urn:x' xmlns:q='urn:q'><x:a>(q:name)</x:a></x:p>",
            r#"<x:a xmlns:x="urn:x" xmlns:q="urn:q">(q:name)</x:a>"#,
        ),
        // The default namespace, and its absence.
        ("<p xmlns='urn:p'><a/></p>", r#"<a xmlns="urn:p"/>"#),
        ("<p xmlns='urn:p'><a xmlns=''/></p>", "<a xmlns=''/>"),
        ("<p xmlns='urn:p'><q xmlns=''><a/></q></p>", r#"<a xmlns=""/>"#),
        ("<x:p xmlns:x='urn:x'><x:a><b/></x:a></x:p>", r#"<x:a xmlns="" xmlns:x="urn:x"><b/></x:a>"#),
        // The language.
        ("<x:p xmlns:x='urn:x' xml:lang='en'><x:q><x:a/></x:q></x:p>", r#"<x:a xmlns:x="urn:x" xml:lang="en"/>"#),
        (
            "<x:p xmlns:x='urn:x' xml:lang='en'><x:a xml:lang='d&#101;'/></x:p>",
            r#"<x:a xmlns:x="urn:x" xml:lang='d&#101;'/>"#,
        ),
        ("<x:p xmlns:x='urn:x' xml:lang='en'><x:q xml:lang=''><x:a/></x:q></x:p>", r#"<x:a xmlns:x="urn:x"/>"#),
        // A namespace with characters that an attribute must escape.
        ("<x:p xmlns:x='a&amp;b\"&lt;&#10;'><x:a/></x:p>", r#"<x:a xmlns:x="a&amp;b&quot;&lt;&#10;"/>"#),
    ] {
        let document = parse(document);
        let element =
            if document.children()[0].name().local() == "a" { &document.children()[0] } else { innermost(&document) };
        assert_eq!(element.to_xml(), expected);
        assert_eq!(parse(&element.to_xml()), *element);
    }
}

#[test]
fn the_parts_of_an_element() {
    let element =
        parse("<x:a xmlns:x='urn:x' one='1&#10;' x:one='2' xml:lang='en'> 1<b/>&#13;2\r\n<![CDATA[3]]></x:a>");
    assert_eq!(element.text(), " 1\r2\n3");
    assert_eq!(element.trimmed(), "1\r2\n3");
    assert_eq!(element.attribute("one").as_deref(), Some("1\n"));
    assert_eq!(element.attribute("two"), None);
    assert_eq!(element.attribute("xmlns"), None);
    assert_eq!((element.language(), element.children()[0].language()), (Some("en"), Some("en")));
    let second = parse("<a>\n  <b/></a>");
    assert_eq!(second.children()[0].position().to_string(), "line 2, column 3");
}

#[test]
fn what_is_not_well_formed_is_an_error_with_its_position() {
    for (text, message) in [
        ("", "line 1, column 1: the document ends before its root element does"),
        (" <a>\n<b></b>", "line 2, column 8: the document ends before its root element does"),
        ("x", "line 1, column 1: expected the root element, found text"),
        ("<![CDATA[ ]]><a/>", "line 1, column 1: expected the root element, found text"),
        ("&#32;<a/>", "line 1, column 1: expected the root element, found text"),
        ("<a/><b/>", "line 1, column 5: there is content after the end of the document"),
        ("<a/>x", "line 1, column 5: there is content after the end of the document"),
        ("<a/><![CDATA[]]>", "line 1, column 5: there is content after the end of the document"),
        ("<a></b>", "line 1, column 4: `</b>` does not match `<a>`"),
        ("</a>", "line 1, column 1: `</a>` does not match `<>`"),
        ("<a>\n <x:b/></a>", "line 2, column 2: the prefix `x` is not declared"),
        ("<a x:b=''/>", "line 1, column 4: the prefix `x` is not declared"),
        ("<a xmlns:x=''/>", "line 1, column 1: the prefix `x` is not declared"),
        ("<a b='1' b='2'/>", "line 1, column 1: an attribute is given twice, or has no value in quotes"),
        (
            "<a xmlns:x='u' xmlns:y='u' x:b='' y:b=''/>",
            "line 1, column 1: an attribute is given twice, or has no value in quotes",
        ),
        ("<a b/>", "line 1, column 1: an attribute is given twice, or has no value in quotes"),
        ("<a>&nbsp;</a>", "line 1, column 4: `&nbsp;` does not stand for a legal XML character"),
        ("<a>&#0;</a>", "line 1, column 4: `&#0;` does not stand for a legal XML character"),
        ("<a>\n\u{1}</a>", "line 2, column 1: U+0001 is not a legal XML character"),
        ("<a>]]></a>", "line 1, column 4: text must not contain `]]>`"),
        ("<a:b:c xmlns:a='u'/>", "line 1, column 1: `a:b:c` is not a valid name"),
        ("<!DOCTYPE a><a/>", "line 1, column 1: it has a document type declaration, which is not supported"),
    ] {
        assert_eq!(
            XmlElement::parse(text).map(|_| ()).map_err(|error| error.to_string()),
            Err(message.to_owned()),
            "{text}"
        );
    }
}

#[test]
fn every_encoding_of_xml_is_read() {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>();
    let text = "<a>\u{fc}\u{1f980}</a>";
    for (bytes, charset) in [
        (text.as_bytes().to_vec(), None),
        ([b"\xef\xbb\xbf", text.as_bytes()].concat(), None),
        ([&[0xfe, 0xff][..], &utf16(text)].concat(), None),
        (utf16(&format!("<?xml version='1.0' encoding='UTF-16'?>{text}")), Some("utf-16")),
    ] {
        let element = XmlElement::decode(&bytes, charset, Limits::default()).unwrap();
        assert_eq!(element.text(), "\u{fc}\u{1f980}");
        assert_eq!(element.to_xml(), text.replace("<a>", "<a xmlns=\"\">"));
    }
    assert_eq!(parse(&format!("\u{feff}{text}")).text(), "\u{fc}\u{1f980}");
    let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xfc</a>";
    assert_eq!(XmlElement::decode(latin, None, Limits::default()).unwrap().text(), "\u{fc}");
    let errors = [(&b"<a>\n\xff</a>"[..], None), (b"<a/>", Some("x-ours"))]
        .map(|(bytes, charset)| XmlElement::decode(bytes, charset, Limits::default()).unwrap_err().to_string());
    assert_eq!(
        errors,
        ["line 2, column 1: the bytes are not valid UTF-8", "line 1, column 1: its encoding `x-ours` is not supported"]
    );
}

#[test]
fn each_limit_has_a_message_that_names_it() {
    let mut limits = Limits::default();
    (limits.bytes, limits.depth, limits.attributes, limits.elements, limits.copies) = (100, 3, 2, 4, 40);
    for (text, message) in [
        (" ".repeat(101), "line 1, column 1: the document has more than 100 bytes"),
        ("<a><a><a>\n<a/></a></a></a>".to_owned(), "line 2, column 1: elements are nested more than 3 deep"),
        ("<a b='' c='' d=''/>".to_owned(), "line 1, column 14: an element has more than 2 attributes"),
        ("<a><b/><b/><b/><b/></a>".to_owned(), "line 1, column 16: there are more than 4 elements"),
        (
            format!("<a xmlns='{}'><b/></a>", "u".repeat(30)),
            "line 1, column 43: the names of the elements and their namespaces take more than 40 bytes",
        ),
    ] {
        let error = XmlElement::parse_within(&text, limits).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
    let declarations: String = (0..600).map(|number| format!(" xmlns:n{number}='u'")).collect();
    let mut limits = Limits::default();
    limits.attributes = 1000;
    let error = XmlElement::parse_within(&format!("<a{declarations}/>"), limits).unwrap_err();
    assert!(matches!(error, InvalidXml::Refused { .. }), "{error}");
}

#[test]
fn no_depth_overflows_the_stack() {
    for depth in [256, 257, 100_000] {
        let text = format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        let mut limits = Limits::default();
        limits.depth = usize::MAX;
        limits.elements = usize::MAX;
        match XmlElement::parse_within(&text, limits) {
            Ok(element) => assert!(depth == 256 && element.clone() == element && parse(&element.to_xml()) == element),
            Err(error) => assert!(depth > 256 && error.to_string().ends_with("elements are nested more than 256 deep")),
        }
    }
}

#[test]
fn declarations_do_not_multiply_the_size_of_a_document() {
    let declarations: String = (0..200).map(|number| format!(" xmlns:n{number}='urn:namespace:{number}'")).collect();
    let members = "<n7:m xmlns:own='urn:own'/>".repeat(9_000);
    let text = format!("<r{declarations}>{members}</r>");
    let mut root = None;
    // With a copy of the declarations for each member, it would be more than 100 MB.
    let memory = allocation_counter::measure(|| root = Some(parse(&text)));
    assert!(memory.bytes_max < 16 << 20, "{memory:?}");
    let root = root.unwrap();
    assert_eq!(root.children().len(), 9_000);
    assert_eq!(root.children()[8_999].to_xml(), "<n7:m xmlns:n7=\"urn:namespace:7\" xmlns:own='urn:own'/>");
}

/// A node of a generated document. A prefix without a declaration is left out when it is written.
#[derive(Clone, Debug)]
enum Node {
    Text(&'static str),
    Element {
        prefix: &'static str,
        declared: Vec<(&'static str, &'static str)>,
        attributes: Vec<&'static str>,
        children: Vec<Node>,
    },
}

fn nodes() -> impl Strategy<Value = Node> {
    let text = prop::sample::select(vec![
        "x",
        " \n",
        "&amp;",
        "&#13;",
        "<![CDATA[<&:]]>",
        "<!-- a:b -->",
        "<?p a:b?>",
        "b:q",
        "\u{fc}",
        "]]&gt;",
        "\r\n",
    ]);
    let element = |children: Vec<Node>| {
        let prefix = prop::sample::select(vec!["", "a", "b", "D"]);
        let uri = prop::sample::select(vec!["DAV:", "urn:1", "urn:2&amp;", ""]);
        let declared = prop::collection::vec((prefix.clone(), uri), 0..3);
        let attributes =
            prop::sample::subsequence(vec!["p='a:x'", "xml:lang='en'", "a:p='1'", "b:p='&lt;'", "q=\"&#10;'\""], 0..4);
        (prefix, declared, attributes).prop_map(move |(prefix, mut declared, attributes)| {
            declared.retain(|(prefix, uri)| prefix.is_empty() || !uri.is_empty());
            declared.sort_unstable();
            declared.dedup_by_key(|(prefix, _)| *prefix);
            Node::Element { prefix, declared, attributes, children: children.clone() }
        })
    };
    let leaf = text.prop_map(Node::Text);
    let tree = leaf.prop_recursive(5, 40, 5, move |inner| prop::collection::vec(inner, 0..5).prop_flat_map(element));
    prop::collection::vec(tree, 0..5).prop_flat_map(element)
}

fn write(node: &Node, scope: &[&str], out: &mut String) {
    match node {
        Node::Text(text) => out.push_str(text),
        Node::Element { prefix, declared, attributes, children } => {
            let mut scope = scope.to_vec();
            scope.extend(declared.iter().map(|(prefix, _)| *prefix));
            let is_declared = |prefix: &str| prefix.is_empty() || prefix == "xml" || scope.contains(&prefix);
            let name = if is_declared(prefix) && !prefix.is_empty() { format!("{prefix}:e") } else { "e".to_owned() };
            out.push_str(&format!("<{name}"));
            for (prefix, uri) in declared {
                let colon = if prefix.is_empty() { "" } else { ":" };
                out.push_str(&format!(" xmlns{colon}{prefix}='{uri}'"));
            }
            let mut local = Vec::new();
            for attribute in attributes {
                let (name, _) = attribute.split_once('=').unwrap();
                let (prefix, own) = name.split_once(':').unwrap_or(("", name));
                // Two prefixes of one namespace must not repeat an attribute.
                if is_declared(prefix) && (prefix == "xml" || !local.contains(&own)) {
                    out.push_str(&format!(" {attribute}"));
                    local.push(own);
                }
            }
            out.push('>');
            children.iter().for_each(|child| write(child, &scope, out));
            out.push_str(&format!("</{name}>"));
        }
    }
}

fn assert_means_the_same_anywhere(element: &XmlElement) {
    let xml = element.to_xml();
    for (before, after) in [
        ("", ""),
        ("<D:prop xmlns:D='DAV:'>", "</D:prop>"),
        ("<prop xmlns='DAV:' xmlns:a='urn:other' xmlns:b='urn:b' xmlns:D='urn:D'>", "</prop>"),
    ] {
        let document = parse(&format!("{before}{xml}{after}"));
        let found = if before.is_empty() { &document } else { &document.children()[0] };
        assert_eq!(found, element, "{xml}");
        assert_eq!(parse(&found.to_xml()), *element);
    }
    element.children().iter().for_each(assert_means_the_same_anywhere);
}

proptest! {
    #[test]
    fn an_element_means_the_same_in_any_document(node in nodes()) {
        let mut text = String::new();
        write(&node, &[], &mut text);
        assert_means_the_same_anywhere(&parse(&text));
    }

    #[test]
    fn no_text_is_read_wrongly(text in "(<|>|/|a|:|x| |=|'|&|;|xmlns|\\]|!|\\[|CDATA|-){0,30}") {
        if let Ok(element) = XmlElement::parse(&text) {
            assert_means_the_same_anywhere(&element);
        }
    }
}
