//! Validation of inputs, by closures and by their types: a 422 that lists the invalid fields.

use std::collections::BTreeMap;

use garde::Validate;
use multistatus::{
    Inputs,
    batch::{FieldError, JsonInputs, NotRun},
};
use serde::Deserialize;

use crate::{Chunks, collect};

#[derive(Clone, Debug, Deserialize, Validate)]
#[garde(context(Stock))]
struct Order {
    #[garde(length(min = 1), custom(known))]
    sku: String,
    #[garde(dive)]
    parts: Vec<Part>,
}

#[derive(Clone, Debug, Deserialize, Validate)]
#[garde(context(Stock))]
struct Part {
    #[garde(range(min = 1, max = 9))]
    quantity: u32,
    #[garde(dive)]
    labels: BTreeMap<String, Label>,
}

#[derive(Clone, Debug, Deserialize, Validate)]
#[garde(context(Stock))]
#[garde(transparent)]
struct Label(#[garde(length(max = 3))] String);

/// The articles in stock. If there are none, every article is known.
#[derive(Clone, Default)]
struct Stock(Vec<&'static str>);

fn known(sku: &str, stock: &Stock) -> garde::Result {
    let known = stock.0.is_empty() || stock.0.contains(&sku);
    if known { Ok(()) } else { Err(garde::Error::new("not in stock")) }
}

/// Returns the errors of each input.
fn errors<T>(inputs: &Inputs<T>) -> Vec<Vec<String>> {
    let errors = inputs.iter().map(|input| match input.item() {
        Ok(_) => Vec::new(),
        Err(NotRun::Invalid { errors }) => errors.iter().map(ToString::to_string).collect(),
        Err(other) => panic!("{other:?}"),
    });
    errors.collect()
}

const BODY: &str = r#"{"orders":[
    {"sku":"tea","parts":[{"quantity":1,"labels":{}}]},
    {"sku":"","parts":[{"quantity":1,"labels":{}},{"quantity":10,"labels":{"a.b/c":"long"}}]},
    {"sku":5,"parts":[]}
]}"#;

#[test]
fn a_type_validates_its_fields() {
    let inputs = || JsonInputs::member("orders").decode::<Order>(BODY.as_bytes()).unwrap();
    let wrong = [
        "/orders/1/parts/1/labels/a.b~1c: length is greater than 3",
        "/orders/1/parts/1/quantity: greater than 9",
        "/orders/1/sku: length is lower than 1",
    ];
    let undecoded = "/orders/2/sku: invalid type: integer `5`, expected a string";
    assert_eq!(errors(&inputs().validated()), [&[][..], &wrong, &[undecoded]]);

    let stock = Stock(vec!["coffee"]);
    let found = errors(&inputs().validated_with(&stock));
    assert_eq!(found[0], ["/orders/0/sku: not in stock"]);
    assert_eq!(found[1].len(), 4);
}

#[test]
fn pointers_start_at_the_item_if_there_is_no_body() {
    let order = |sku: &str| Order { sku: sku.into(), parts: Vec::new() };
    let inputs = Inputs::new([order("tea"), order("")]).validated();
    assert_eq!(errors(&inputs), [&[][..], &["/sku: length is lower than 1"]]);
    let lines = JsonInputs::lines().decode::<Order>(br#"{"sku":"","parts":[]}"#).unwrap().validated();
    assert_eq!(errors(&lines), [["/sku: length is lower than 1"]]);
}

#[test]
fn closures_validate_items_and_their_fields() {
    let inputs = JsonInputs::new().decode::<u32>(b"[1,2,3]").unwrap();
    let inputs = inputs
        .checked(|number| if *number == 2 { Err("no twos") } else { Ok(()) })
        .checked_fields(|number| (*number > 1).then(|| FieldError::new("/digits", "too large")));
    // An input that fails a check is not checked again.
    assert_eq!(errors(&inputs), [&[][..], &["/1: no twos"], &["/2/digits: too large"]]);
    let keyed = Inputs::new(["a", ""]).depends_on(|_| None::<&str>).checked(|path| match path.is_empty() {
        true => Err("the path is empty"),
        false => Ok(()),
    });
    assert_eq!(errors(&keyed), [&[][..], &["the path is empty"]]);
}

#[tokio::test(flavor = "current_thread")]
async fn streamed_inputs_are_validated_as_they_arrive() {
    let stream = || JsonInputs::member("orders").stream::<Order, _>(Chunks::of(BODY, 7));
    let whole = || JsonInputs::member("orders").decode::<Order>(BODY.as_bytes()).unwrap();
    let streamed: Inputs<Order> = collect(stream().validated()).await.into_iter().collect();
    assert_eq!(errors(&streamed), errors(&whole().validated()));
    let stock = Stock(vec!["coffee"]);
    let streamed: Inputs<Order> = collect(stream().validated_with(stock.clone())).await.into_iter().collect();
    assert_eq!(errors(&streamed), errors(&whole().validated_with(&stock)));
    let check = |order: &Order| if order.sku == "tea" { Err("no tea") } else { Ok(()) };
    let streamed: Inputs<Order> =
        collect(stream().checked(check).keyed(|order| order.sku.clone())).await.into_iter().collect();
    assert_eq!(errors(&streamed), errors(&whole().checked(check)));
    assert_eq!(streamed.iter().nth(1).unwrap().key().unwrap().as_str(), "");
}
