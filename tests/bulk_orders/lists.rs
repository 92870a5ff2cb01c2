//! The lists of orders and of the stock, page by page.

use serde_json::Value;

use crate::{
    order,
    service::{JSON, Service},
};

/// Returns the ids of a page, and the path of the next one.
async fn page(service: &Service, path: &str) -> (Vec<String>, Option<String>) {
    let response = service.get(path).await;
    assert_eq!(response.status(), Some(200), "{}", response.body);
    assert!(response.head.contains("\r\ncontent-type: application/jsonl"), "{}", response.head);
    let key = |line: &str| {
        let row: Value = serde_json::from_str(line).unwrap();
        row["id"].as_str().or(row["sku"].as_str()).unwrap().to_owned()
    };
    (response.body.lines().map(key).collect(), response.next_page())
}

#[tokio::test]
async fn a_list_is_read_page_by_page() {
    let service = Service::start();
    assert_eq!(page(&service, "/orders").await, (vec![], None), "an empty list");
    let ids = ["%41", "a", "a&limit=1", "a/b?c", "a>; rel=\"x\"", "b c", "\u{fc}", "\u{1f980}"];
    let orders: Vec<_> = ids.iter().map(|id| order(*id, id, 1)).collect();
    assert_eq!(service.post_batch(&orders).await.statuses(), [201; 8]);
    for path in ["/orders", "/stock"] {
        for limit in [1, 3, 8, 9] {
            let mut read = Vec::new();
            let mut next = Some(format!("{path}?limit={limit}"));
            while let Some(path) = next {
                let (ids, following) = page(&service, &path).await;
                assert!(ids.len() == limit || following.is_none(), "{path}: {ids:?}");
                read.extend(ids);
                next = following;
            }
            assert_eq!(read, ids, "{path} in pages of {limit}");
        }
        assert_eq!(page(&service, &format!("{path}?after=b%20c")).await.0, ids[6..], "{path}");
        assert_eq!(page(&service, &format!("{path}?after=%F0%9F%A6%80")).await, (vec![], None), "{path}");
        let refused = service.get(&format!("{path}?limit=many")).await;
        assert_eq!((refused.status(), &refused.json()["status"]), (Some(400), &400.into()), "{}", refused.body);
    }
}

#[tokio::test]
async fn the_size_of_a_page_is_limited_in_rows_and_in_bytes() {
    let service = Service::start();
    let short: Vec<_> = (0..1_000).map(|n| order(format!("a{n:03}"), "pen", 1)).collect();
    let long: Vec<_> = (0..300).map(|n| order(format!("b{n:03}{}", "\u{1f980}".repeat(96)), "pen", 1)).collect();
    for orders in [&short, &long] {
        assert_eq!(
            service.post("/orders:batch", &[JSON], &Value::from(&orders[..]).to_string()).await.status(),
            Some(207)
        );
    }
    let (ids, next) = page(&service, "/orders?limit=1000000").await;
    assert_eq!((ids.len(), next.is_some()), (1_000, true));
    let response = service.get("/orders?after=a999").await;
    assert!((32 * 1024..72 * 1024).contains(&response.body.len()), "{}", response.body.len());
    assert!(response.next_page().is_some());
    assert_eq!(service.order_ids().await.len(), 1_300);
}
