//! Reading JSON allocates nothing per item once the buffers of the reader have grown.

use multistatus::{Json, MultiStatus, Reader, StatusCode};

/// Returns the number of allocations that reading `items` items takes.
fn allocations(items: usize) -> u64 {
    let statuses = [StatusCode::CREATED, StatusCode::NO_CONTENT, StatusCode::NOT_FOUND];
    let result: MultiStatus<StatusCode> = (0..items).map(|n| (format!("order-{n}"), statuses[n % 3])).collect();
    let body = result.encode(&Json).expect("no duplicate keys");
    let counted = allocation_counter::measure(|| {
        let mut reading = Reader::new().whole(&body);
        let mut seen = 0;
        while reading.next_item().is_some() {
            seen += 1;
        }
        assert_eq!(seen, items);
        assert!(reading.ending().verdict.is_complete());
    });
    counted.count_total
}

#[test]
fn a_thousand_items_take_as_many_allocations_as_ten() {
    assert_eq!(allocations(1_000), allocations(10));
}
