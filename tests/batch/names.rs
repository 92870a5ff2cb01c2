//! Variables, parameters, fields and patterns may have the name of a function under `#[batch]`.

use std::sync::Arc;

use multistatus::{StatusCode, batch};

use crate::codes;

mod orders {
    use multistatus::{StatusCode, batch};

    /// Creates one order.
    #[batch(max_items = 2)]
    pub(super) async fn order(id: u16) -> StatusCode {
        StatusCode::from_u16(id).unwrap()
    }
}

use orders::order;

struct Orders {
    order: u16,
}

fn next(order: u16) -> Orders {
    Orders { order }
}

#[tokio::test]
async fn variables_parameters_fields_and_patterns_may_have_the_name_of_a_batch() {
    let Orders { order: number } = next(201);
    let order = order::batch([number, 404]).run().await.unwrap();
    assert_eq!(codes(&order), [201, 404]);
    for order in [200] {
        assert_eq!(codes(&order::batch([order]).run().await.unwrap()), [200]);
    }
    let order = next(order::batch([202]).run().await.map(|order| codes(&order)[0]).unwrap()).order;
    assert!(matches!(order, order @ 200..=299 if order == 202));
}

#[tokio::test]
async fn one_import_brings_the_function_and_its_batches() {
    assert_eq!(order(204).await, StatusCode::NO_CONTENT);
    assert!(order::batch([1, 2, 3]).run().await.is_err());
    assert_eq!(codes(&orders::order::batch_shared([204]).spawn().await.unwrap()), [204]);
}

/// A parameter has the name of the function.
#[batch]
async fn path(path: String) -> StatusCode {
    if path.is_empty() { StatusCode::BAD_REQUEST } else { StatusCode::OK }
}

#[batch]
async fn store(store: &[u16], inputs: &u16) -> StatusCode {
    if store.contains(inputs) { StatusCode::OK } else { StatusCode::NOT_FOUND }
}

/// A parameter has the name of another batch.
#[batch]
async fn second(store: &u16, path: u16) -> StatusCode {
    StatusCode::from_u16(store + path).unwrap()
}

#[tokio::test]
async fn parameters_may_have_the_names_of_batches() {
    assert_eq!(codes(&path::batch(["/a".to_owned(), String::new()]).run().await.unwrap()), [200, 400]);
    assert_eq!(codes(&store::batch(&[1], &[1, 2]).run().await.unwrap()), [200, 404]);
    assert_eq!(codes(&store::batch_shared(Arc::new([1]), &[1, 2]).spawn().await.unwrap()), [200, 404]);
    assert_eq!(codes(&second::batch(&200, [1]).run().await.unwrap()), [201]);
}

#[tokio::test]
async fn a_nested_function_may_be_a_batch() {
    struct Local;

    #[batch]
    async fn local(_: &Local, code: u16) -> StatusCode {
        StatusCode::from_u16(code).unwrap()
    }

    assert_eq!(local(&Local, 200).await, StatusCode::OK);
    let local = local::batch(&Local, [201]).run().await.unwrap();
    assert_eq!(codes(&local), [201]);
}
