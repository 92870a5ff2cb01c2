//! Snapshots of expansions: they show how a change of the macros changes the code that users compile.
//!
//! `just bless` writes them anew after an intended change.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use super::Derive;
use crate::batch;

/// Compares the expansion with its snapshot, which shows the source above it.
#[track_caller]
fn assert_expansion(name: &str, source: &str, expansion: TokenStream) {
    let file = syn::parse2(expansion).unwrap();
    let lines: Vec<&str> = source.lines().map(|line| line.strip_prefix("        ").unwrap_or(line)).collect();
    let text = format!("{}\n\n// expands to\n\n{}", lines.join("\n").trim(), prettyplease::unparse(&file));
    // A release changes the number of the hidden module in every snapshot.
    let text = text.replace(concat!("__private", env!("CARGO_PKG_VERSION_PATCH")), "__private");
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[track_caller]
fn assert_derive(derive: Derive, name: &str, source: &str) {
    let input: DeriveInput = syn::parse_str(source).unwrap();
    assert_expansion(name, source, derive.expand(&input));
}

#[track_caller]
fn assert_batch(name: &str, list: &str, function: &str) {
    let source = format!("        #[batch({list})]\n{}", function.trim_start_matches('\n'));
    let expansion = batch::expand(list.parse().unwrap(), function.parse().unwrap());
    assert_expansion(name, &source, with_the_items_of_the_struct(expansion));
}

/// Expands the attribute of the struct too, as rustc does.
fn with_the_items_of_the_struct(expansion: TokenStream) -> TokenStream {
    let file: syn::File = syn::parse2(expansion).unwrap();
    let items = file.items.into_iter().map(|mut item| {
        let syn::Item::Struct(declared) = &mut item else { return quote!(#item) };
        let is_batch =
            |attribute: &syn::Attribute| attribute.path().segments.last().is_some_and(|last| last.ident == "batch");
        let at = declared.attrs.iter().position(is_batch).unwrap();
        let list = declared.attrs.remove(at).meta.require_list().unwrap().tokens.clone();
        batch::expand(list, quote!(#declared))
    });
    items.collect()
}

const STATUS_AND_DESCRIPTION: &str = r#"
        /// What happened to one file.
        enum Delete {
            /// It is gone.
            #[outcome(204)]
            Deleted,
            #[outcome(404, "no file at {path}")]
            Missing { path: String },
            #[outcome(LOCKED, "{0} is locked by {1:?}", condition = "lock-token-submitted")]
            Locked(String, Option<String>),
        }"#;

const EVERY_ROLE: &str = r#"
        #[outcome(type_base = "https://example.com/problems/")]
        enum Store {
            #[outcome(201, header("Location", "/orders/{id}"))]
            Created { #[outcome(href)] id: u64, #[outcome(body)] order: Order, #[outcome(header = "ETag")] tag: Option<String> },
            #[outcome(507, "{used} of {limit} bytes are used", title = "Quota used up", retry = never)]
            OverQuota { #[outcome(extension)] used: u64, #[outcome(extension = "limit-bytes")] limit: u64 },
            #[outcome(409, condition("urn:ietf:params:xml:ns:caldav", "no-uid-conflict"), condition = "name-allowed")]
            Conflict { #[outcome(condition_href = "no-uid-conflict")] other: String },
            #[outcome(429)]
            Throttled(#[outcome(retry_after)] std::time::Duration),
            #[outcome(other)]
            Other(multistatus::Item),
        }"#;

const EVERY_STATUS_SOURCE: &str = r#"
        #[outcome(default = 500, display, map = Self::soften)]
        enum Upload {
            Broken,
            #[outcome(Acme::BURST_QUOTA)]
            Burst,
            #[outcome(with = refused, "refused: {0}")]
            Refused(String),
            #[outcome("upstream failed")]
            Upstream(#[outcome(code)] StatusCode),
            #[outcome(via = Acme, opaque)]
            Io(std::io::Error),
            #[outcome(transparent, retry = safe)]
            Inner(Other),
        }"#;

const GENERIC_STRUCT: &str = r#"
        #[outcome(409, "{name} is taken", crate = crate::outcomes)]
        struct Taken<'a, T> where T: Clone {
            name: &'a str,
            #[outcome(extension)]
            by: T,
        }"#;

#[test]
fn outcome_of_statuses_and_descriptions() {
    assert_derive(Derive::Outcome, "outcome_status_and_description", STATUS_AND_DESCRIPTION);
}

#[test]
fn outcome_of_every_role_of_a_field() {
    assert_derive(Derive::Outcome, "outcome_every_role", EVERY_ROLE);
}

#[test]
fn outcome_of_every_source_of_a_status() {
    assert_derive(Derive::Outcome, "outcome_every_status_source", EVERY_STATUS_SOURCE);
}

#[test]
fn outcome_of_a_generic_struct() {
    assert_derive(Derive::Outcome, "outcome_generic_struct", GENERIC_STRUCT);
}

#[test]
fn outcome_as_a_response() {
    let source = "#[outcome(404, \"{0}\", respond(axum))] struct Missing<T: Clone>(T);";
    assert_derive(Derive::Outcome, "outcome_respond", source);
}

#[test]
fn outcome_with_a_schema() {
    let source = r#"
        #[outcome(schema(utoipa))]
        enum Read<T> {
            #[outcome(200)]
            Found(#[outcome(body)] T),
            #[outcome(404, "no {0}")]
            Missing(String, #[outcome(extension = "near")] Option<Vec<T>>),
            #[outcome(via = Acme)]
            Io(std::io::Error),
            #[outcome(transparent)]
            Inner(Other<T>),
            #[outcome(transparent, opaque)]
            Hidden(Other<T>),
        }"#;
    assert_derive(Derive::Outcome, "outcome_schema", source);
}

#[test]
fn outcome_with_a_mistake() {
    assert_derive(Derive::Outcome, "outcome_mistake", "enum Read { #[outcome(NOT_FUOND)] Missing }");
}

#[test]
fn from_item_of_every_role_of_a_field() {
    assert_derive(Derive::FromItem, "from_item_every_role", EVERY_ROLE);
}

#[test]
fn from_item_of_text_and_defaults() {
    assert_derive(
        Derive::FromItem,
        "from_item_text_and_defaults",
        r#"
        enum Delete {
            #[outcome(404, "no file at {path}, try later")]
            Missing { path: String, #[outcome(default)] cached: bool },
            #[outcome(500, skip_parse)]
            Internal(std::io::Error),
            #[outcome(other)]
            Other(Box<Item>),
        }"#,
    );
}

#[test]
fn batch_with_a_context_and_settings() {
    assert_batch(
        "batch_context_and_settings",
        r#"max_items = 1000, concurrency = 16, item_timeout = "5s", mode = stop_after(3)"#,
        r#"
        /// Deletes one file of the store.
        pub async fn delete_file(store: &Store, path: String) -> Delete {
            store.remove(&path).await
        }"#,
    );
}

#[test]
fn batch_of_a_generic_function() {
    assert_batch(
        "batch_generic",
        "",
        r#"
        async fn exists<S: Storage>(storage: &S, prefix: Arc<str>, id: &S::Id) -> StatusCode
        where
            S::Id: Clone,
        {
            storage.find(&prefix, id).await
        }"#,
    );
}

#[test]
fn properties_of_every_kind() {
    assert_derive(
        Derive::Properties,
        "properties_every_kind",
        r#"
        #[property("getetag", live, with = Self::etag)]
        struct File<'a, T> {
            /// The number of bytes.
            #[property("getcontentlength", live)]
            length: u64,
            #[property("displayname", with = Self::title)]
            title: Option<&'a str>,
            #[property("http://owncloud.org/ns", "owner-id", protected, not_in_allprop)]
            owner: T,
            #[property("urn:example", "rating", dead)]
            rating: Option<T>,
            version: u64,
            #[property(rest)]
            others: DeadProperties,
        }"#,
    );
}

#[test]
fn properties_that_clients_only_read() {
    let source = "#[property(namespace = \"urn:example\")] struct Info { #[property(\"load\", live)] load: u8 }";
    assert_derive(Derive::Properties, "properties_read_only", source);
}

#[test]
fn properties_with_a_mistake() {
    assert_derive(Derive::Properties, "properties_mistake", "struct File { #[property(\"getetag\")] tag: String }");
}
