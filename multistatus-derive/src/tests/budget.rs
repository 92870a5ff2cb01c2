//! The size of the expansion: the code that a user's compiler reads for each variant.

use super::{Derive, accept_derive};

const VARIANTS: usize = 200;

/// Bytes for one variant with every key. The number is exact, so that every change of the size is intended.
const EVERY_KEY: usize = 1854;

/// Bytes for reading such a variant back.
const READ_BACK: usize = 978;

/// Bytes for one property of a struct that a client may set, with its documentation.
const PROPERTY: usize = 400;

/// Returns the bytes that each variant adds to the impl.
fn bytes_per_variant(derive: Derive, head: &str, variant: impl Fn(usize) -> String) -> usize {
    let size = |count: usize| {
        let variants: String = (0..count).map(&variant).collect();
        let other = "#[outcome(other)] Other(multistatus::Item)";
        accept_derive(derive, &format!("{head} enum E {{ {variants} {other} }}")).len()
    };
    (size(2 * VARIANTS) - size(VARIANTS)) / VARIANTS
}

#[test]
fn a_typical_variant_costs_at_most_700_bytes() {
    let statuses = [404, 423, 409, 507];
    let conditions = ["lock-token-submitted", "no-conflicting-lock", "quota-not-exceeded"];
    let retries = ["never", "safe", "if_idempotent"];
    let bytes = bytes_per_variant(Derive::Outcome, "", |index| {
        format!(
            "#[outcome({}, \"nothing at {{path}} ({index:03})\", condition = \"{}\", retry = {})]
             Variant{index:03} {{ #[outcome(href)] path: String }},",
            statuses[index % 4],
            conditions[index % 3],
            retries[index % 3],
        )
    });
    println!("{bytes} bytes");
    assert!(bytes <= 700, "{bytes} bytes");
}

#[test]
fn the_size_with_every_key_is_exact() {
    let bytes = bytes_per_variant(
        Derive::Outcome,
        "#[outcome(default = 500, display, type_base = \"/problems/\", map = f)]",
        |index| {
            format!(
            "/// The documentation of a variant.
             #[outcome(404, \"nothing at {{path}} {{size:?}}\", title = \"Nothing\", type = \"/p/{index:03}\", retry = safe,
                       condition = \"grant-only\", condition(\"urn:x\", \"own\"), header(\"Location\", \"/x/{{path}}\"),
                       code(scim = \"noTarget\", acme = \"E{index:03}\"))]
             Variant{index:03} {{
                 #[outcome(href, extension)] path: String,
                 #[outcome(condition_href = \"own\")] lock: Option<String>,
                 #[outcome(header = \"ETag\")] tag: String,
                 #[outcome(retry_after)] wait: u32,
                 #[outcome(body)] body: Vec<u8>,
                 #[outcome(extension = \"bytes\")] size: u64,
             }},"
        )
        },
    );
    assert_eq!(bytes, EVERY_KEY);
}

#[test]
fn the_size_of_reading_back_is_exact() {
    let bytes = bytes_per_variant(Derive::FromItem, "#[outcome(type_base = \"/problems/\")]", |index| {
        format!(
            "#[outcome(404, \"nothing at {{path}}\", type = \"/p/{index:03}\", condition = \"grant-only\",
                       condition(\"urn:x\", \"own\"), header(\"Location\", \"/x/{{place}}\"))]
             Variant{index:03} {{
                 path: String,
                 place: String,
                 #[outcome(href)] name: String,
                 #[outcome(condition_href = \"own\")] lock: Option<String>,
                 #[outcome(header = \"ETag\")] tag: String,
                 #[outcome(retry_after)] wait: u32,
                 #[outcome(extension = \"bytes\", default)] size: u64,
             }},"
        )
    });
    assert_eq!(bytes, READ_BACK);
}

#[test]
fn the_size_of_a_property_is_exact() {
    let size = |count: usize| {
        let field = |index: usize| {
            format!(
                "/// The documentation. \n #[property(\"urn:example\", \"name-{index:03}\")] field{index:03}: Option<String>,"
            )
        };
        let fields: String = (100..100 + count).map(field).collect();
        accept_derive(Derive::Properties, &format!("struct S {{ {fields} }}")).len()
    };
    assert_eq!((size(2 * VARIANTS) - size(VARIANTS)) / VARIANTS, PROPERTY);
}
