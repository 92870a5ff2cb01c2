//! The default JSON read back.

use std::borrow::Cow;

use serde::Deserialize;

use super::{Seen, ours, reading};
use crate::{
    candidate::{Candidate, drain},
    json::streamed,
    workload::mixed,
};

/// The mixed workload.
pub fn candidates(count: usize) -> Vec<Candidate> {
    let mut body = Vec::new();
    drain(streamed(mixed(count)), &mut |chunk| body.extend_from_slice(chunk));
    let body: &'static [u8] = body.leak();
    let mut candidates = ours(body);
    candidates.push(reading("serde_json, Cow", move |seen| serde_json(body, seen)));
    candidates
}

#[derive(Deserialize)]
struct Document<'b> {
    #[serde(borrow)]
    responses: Vec<Response<'b>>,
}

#[derive(Deserialize)]
struct Response<'b> {
    #[serde(borrow)]
    id: Cow<'b, str>,
    index: usize,
    status: u16,
    #[serde(borrow)]
    body: Option<Problem<'b>>,
}

#[derive(Deserialize)]
struct Problem<'b> {
    #[serde(borrow)]
    r#type: Cow<'b, str>,
    #[serde(borrow)]
    title: Cow<'b, str>,
    #[serde(borrow)]
    detail: Option<Cow<'b, str>>,
    #[serde(borrow, default)]
    conditions: Vec<Condition<'b>>,
}

#[derive(Deserialize)]
struct Condition<'b> {
    #[serde(borrow)]
    name: Cow<'b, str>,
    #[serde(borrow)]
    hrefs: Vec<Cow<'b, str>>,
}

fn serde_json(body: &[u8], seen: &mut Seen) {
    let text = std::str::from_utf8(body).expect("it is UTF-8");
    let document: Document<'_> = serde_json::from_str(text).expect("it is of this shape");
    for response in &document.responses {
        let problem = response.body.as_ref();
        let condition = problem.and_then(|problem| problem.conditions.first());
        let condition = condition.map(|condition| (&condition.name, &condition.hrefs));
        let problem = problem.map(|problem| (&problem.r#type, &problem.title, &problem.detail));
        seen.item(response.status, (&response.id, response.index, problem, condition));
    }
}
