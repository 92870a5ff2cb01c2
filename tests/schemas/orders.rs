//! An outcome with every kind of variant.

use std::{collections::BTreeMap, time::Duration};

use multistatus::{Outcome, OutcomeAs, StatusCode, outcome::HeaderVisitor};

/// An order.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema, utoipa::ToSchema)]
pub(crate) struct Order {
    /// The number.
    pub(crate) id: u32,
    pub(crate) lines: Vec<Line>,
    /// The order that this one replaces.
    #[schema(no_recursion)]
    pub(crate) replaces: Option<Box<Order>>,
}

/// A line of an order.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema, utoipa::ToSchema)]
pub(crate) struct Line {
    pub(crate) text: String,
    pub(crate) price: Option<f64>,
}

/// What can happen to an order.
#[derive(Clone, Debug, Outcome)]
#[outcome(schema(schemars, utoipa))]
pub(crate) enum Create {
    /// The order exists now.
    #[outcome(201, header("Location", "/orders/{number}"))]
    Created {
        number: u32,
        #[outcome(body)]
        order: Order,
    },
    /// The order existed before.
    #[outcome(200, "order {number} is unchanged")]
    Unchanged {
        number: u32,
        #[outcome(body)]
        order: Option<Order>,
    },
    #[outcome(200, header("Content-Type", "text/plain"))]
    Text {
        #[outcome(body)]
        text: &'static str,
    },
    #[outcome(204, "gone")]
    Deleted,
    #[outcome(303, "see {0}", header("Location", "{0}"))]
    Elsewhere(String),
    /// There is no such product.
    #[outcome(404, "no product {product}", type = "https://example.com/problems/product")]
    NoProduct { product: String },
    #[outcome(404, "{0}")]
    NoCustomer(String),
    #[outcome(409, "only {left} left", title = "Out of stock", retry = never)]
    OutOfStock {
        #[outcome(extension)]
        left: u32,
        #[outcome(extension = "next-delivery")]
        next: Option<String>,
        #[outcome(extension)]
        stores: BTreeMap<String, Vec<Line>>,
    },
    /// Another order locks the customer.
    #[outcome(423, "locked", condition = "lock-token-submitted", condition("urn:example", "unlocked"))]
    Locked {
        #[outcome(href)]
        path: String,
    },
    #[outcome(422)]
    Invalid(#[outcome(body)] Vec<Line>),
    #[outcome(400, "not readable")]
    Unreadable(#[outcome(body)] Option<Line>),
    #[outcome(429, "slow down")]
    Throttled(#[outcome(retry_after)] Duration),
    #[outcome(503, "closed until {day}", retry_after = "5s", retry = if_idempotent)]
    Closed { day: &'static str },
    #[outcome(500, "the disk failed: {0}", opaque)]
    Disk(String),
    #[outcome(with = policy, "refused by policy {0}")]
    Policy(u16),
    #[outcome("code of another service", title = "Elsewhere")]
    Upstream(#[outcome(code)] u16),
    #[outcome(via = Foreign)]
    Foreign(Mapped),
    #[outcome(via = Foreign, opaque)]
    Hidden(Mapped),
    /// The outcome of a payment.
    #[outcome(transparent, retry = safe)]
    Payment(Pay),
    #[outcome(transparent)]
    Nested(Box<Create>),
}

/// What can happen to a payment.
#[derive(Clone, Debug, Outcome)]
#[outcome(schema(schemars, utoipa))]
pub(crate) enum Pay {
    #[outcome(402, "the card has {0} only")]
    TooLittle(#[outcome(extension = "balance")] u32),
    #[outcome(502, "the bank does not answer")]
    NoBank,
}

fn policy(status: &u16) -> StatusCode {
    StatusCode::from_u16(*status).expect("a status")
}

/// A type of another crate.
#[derive(Clone, Debug)]
pub(crate) enum Mapped {
    Plain,
    Rich,
    Success,
}

pub(crate) struct Foreign;

impl OutcomeAs<Mapped> for Foreign {
    fn status(value: &Mapped) -> StatusCode {
        if matches!(value, Mapped::Success) { StatusCode::ACCEPTED } else { StatusCode::IM_A_TEAPOT }
    }

    fn headers<V: HeaderVisitor + ?Sized>(_: &Mapped, visitor: &mut V) {
        visitor.header("Foreign", &|out| out.write_str("yes"));
    }

    fn problem_type(value: &Mapped) -> Option<&str> {
        matches!(value, Mapped::Rich).then_some("https://example.com/problems/rich")
    }

    fn title(value: &Mapped) -> Option<&str> {
        matches!(value, Mapped::Rich).then_some("Rich")
    }

    fn body<S: serde::Serializer>(value: &Mapped, serializer: S) -> Result<Option<S::Ok>, S::Error> {
        if matches!(value, Mapped::Success) { serializer.serialize_str("soon").map(Some) } else { Ok(None) }
    }
}

pub(crate) fn order() -> Order {
    let replaced = Order { id: 1, lines: Vec::new(), replaces: None };
    let lines = vec![Line { text: "a".into(), price: None }, Line { text: "b".into(), price: Some(0.5) }];
    Order { id: 7, lines, replaces: Some(Box::new(replaced)) }
}

/// Returns an outcome of every kind, with the title of its schema.
pub(crate) fn every_kind() -> Vec<(&'static str, Create)> {
    let stores = BTreeMap::from([("north".to_owned(), vec![Line { text: "a".into(), price: None }])]);
    let stock = |next| Create::OutOfStock { left: 2, next, stores: stores.clone() };
    vec![
        ("Created", Create::Created { number: 7, order: order() }),
        ("Created", Create::Created { number: 8, order: Order { replaces: None, ..order() } }),
        ("Unchanged", Create::Unchanged { number: 7, order: Some(order()) }),
        ("Unchanged", Create::Unchanged { number: 7, order: None }),
        ("Text", Create::Text { text: "seven" }),
        ("Deleted", Create::Deleted),
        ("Elsewhere", Create::Elsewhere("/orders/8".into())),
        ("NoProduct", Create::NoProduct { product: "tea".into() }),
        ("NoCustomer", Create::NoCustomer("no customer".into())),
        ("NoCustomer", Create::NoCustomer(String::new())),
        ("OutOfStock", stock(None)),
        ("OutOfStock", stock(Some("tomorrow".into()))),
        ("Locked", Create::Locked { path: "/customers/3".into() }),
        ("Invalid", Create::Invalid(vec![Line { text: "?".into(), price: None }])),
        ("Unreadable", Create::Unreadable(Some(Line { text: "?".into(), price: None }))),
        ("Unreadable", Create::Unreadable(None)),
        ("Throttled", Create::Throttled(Duration::from_secs(7))),
        ("Closed", Create::Closed { day: "Monday" }),
        ("Disk", Create::Disk("sda1".into())),
        ("Policy", Create::Policy(403)),
        ("Policy", Create::Policy(204)),
        ("Policy", Create::Policy(999)),
        ("Upstream", Create::Upstream(503)),
        ("Upstream", Create::Upstream(301)),
        ("Foreign", Create::Foreign(Mapped::Plain)),
        ("Foreign", Create::Foreign(Mapped::Rich)),
        ("Foreign", Create::Foreign(Mapped::Success)),
        ("Hidden", Create::Hidden(Mapped::Rich)),
        ("Hidden", Create::Hidden(Mapped::Success)),
        ("TooLittle", Create::Payment(Pay::TooLittle(3))),
        ("NoBank", Create::Nested(Box::new(Create::Payment(Pay::NoBank)))),
        ("Deleted", Create::Nested(Box::new(Create::Deleted))),
    ]
}
