//! The example `tonic`, called over a socket.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use multistatus::{Item, Report, client::NextAction};
use tonic::{Code, Status, transport::Channel};
use tonic_types::{RpcStatusExt, StatusExt};

use self::shop::{orders_client::OrdersClient, *};

mod shop {
    tonic::include_proto!("shop");
}

/// The service. It is stopped at the end.
struct Service(Child);

impl Service {
    async fn start() -> (Self, OrdersClient<Channel>) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tonic"));
        let mut process = command.stdout(Stdio::piped()).spawn().expect("the program");
        let mut line = String::new();
        let output = process.stdout.take().expect("an output");
        BufReader::new(output).read_line(&mut line).expect("a line");
        let service = Self(process);
        let address = line.trim().strip_prefix("listening on ").expect("the address").to_owned();
        (service, OrdersClient::connect(address).await.expect("a connection"))
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn order(number: u32, quantity: u32) -> CreateOrderRequest {
    CreateOrderRequest { order: Some(Order { number, quantity }) }
}

#[tokio::test]
async fn one_order_is_created_or_its_status_has_details() -> Result<(), Status> {
    let (_service, mut orders) = Service::start().await;
    let created = orders.create_order(order(17, 2)).await?.into_inner();
    assert_eq!(created, Order { number: 17, quantity: 2 });

    let status = orders.create_order(order(17, 2)).await.unwrap_err();
    assert_eq!((status.code(), status.message()), (Code::AlreadyExists, "there is an order 17"));
    let info = status.get_details_error_info().expect("the cause");
    assert_eq!((&*info.reason, &*info.metadata["httpStatus"]), ("CONFLICT", "409"));
    let item = Item::from(&status);
    assert_eq!((item.status().as_u16(), item.description()), (409, "there is an order 17"));
    assert_eq!(NextAction::of(&item), NextAction::Fix);

    let status = orders.create_order(order(18, 0)).await.unwrap_err();
    assert_eq!((status.code(), Item::from(&status).status().as_u16()), (Code::InvalidArgument, 422));
    Ok(())
}

#[tokio::test]
async fn many_orders_are_created_and_the_response_lists_those_that_failed() -> Result<(), Status> {
    let (_service, mut orders) = Service::start().await;
    let requests = vec![order(21, 1), order(22, 0), order(9, 1), order(23, 3)];
    let response = orders.batch_create_orders(BatchCreateOrdersRequest { requests }).await?.into_inner();
    assert_eq!(response.orders, [Order { number: 21, quantity: 1 }, Order { number: 23, quantity: 3 }]);
    let failed: HashMap<_, _> =
        response.failed_requests.iter().map(|(index, status)| (*index, (status.code, &*status.message))).collect();
    let expected = HashMap::from([
        (1, (Code::InvalidArgument as i32, "expected a quantity of at least 1")),
        (2, (Code::AlreadyExists as i32, "there is an order 9")),
    ]);
    assert_eq!(failed, expected);
    let info = response.failed_requests[&1].get_details_error_info().expect("the cause");
    assert_eq!(info.reason, "UNPROCESSABLE_CONTENT");

    let report = Report::<Item>::from_failed_requests(&response.failed_requests).for_keys(["21", "22", "9", "23"]);
    assert_eq!(report.to_string(), "4 items: 2 succeeded, 2 failed, 0 may be sent again");

    // A batch that is refused as a whole is the status of the call.
    let requests = (0..1001).map(|number| order(number, 1)).collect();
    let status = orders.batch_create_orders(BatchCreateOrdersRequest { requests }).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert_eq!(status.message(), "a batch takes at most 1000 items; send the rest in another batch");
    assert_eq!(status.get_details_error_info().expect("the cause").metadata["max_items"], "1000");
    Ok(())
}

#[tokio::test]
async fn many_orders_are_deleted() -> Result<(), Status> {
    let (_service, mut orders) = Service::start().await;
    let request = BatchDeleteOrdersRequest { numbers: vec![1, 99, 2] };
    let failed = orders.batch_delete_orders(request).await?.into_inner().failed_requests;
    assert_eq!(failed.len(), 1);
    assert_eq!((failed[&1].code, &*failed[&1].message), (Code::NotFound as i32, "there is no order 99"));
    Ok(())
}
