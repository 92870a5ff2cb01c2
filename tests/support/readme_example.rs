use axum::Json;
use multistatus::{Body, MultiStatus, Negotiate, Outcome};

/// What happened to one order of a bulk cancellation.
#[derive(Outcome)]
enum Cancel {
    #[outcome(204)]
    Cancelled,
    #[outcome(404, "no order {id}")]
    Missing { id: u32 },
    #[outcome(LOCKED, "{0} is packing it")]
    Packing(String),
}

async fn cancel(accept: Negotiate, Json(ids): Json<Vec<u32>>) -> http::Response<Body> {
    let results: MultiStatus<Cancel> = ids.into_iter().map(|id| (format!("order-{id}"), cancel_one(id))).collect();
    accept.respond(results)
}

fn cancel_one(id: u32) -> Cancel {
    match id { 17 => Cancel::Cancelled, 18 => Cancel::Packing("Anna".into()), id => Cancel::Missing { id } }
}
