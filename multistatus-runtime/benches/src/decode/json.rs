//! Reads the default JSON: the mixed workload, and the same with white space in each item.

use std::borrow::Cow;

use serde::Deserialize;

use super::{Totals, ours, reading};
use crate::{
    candidate::{Candidate, drain},
    json::streamed,
    workload::mixed,
};

/// Returns candidates for the mixed workload as our own writer spells it: the fast path.
pub fn mixed_candidates(count: usize) -> Vec<Candidate> {
    candidates(mixed_body(count))
}

/// Returns candidates for the mixed workload with white space in each item: the general path.
pub fn general_candidates(count: usize) -> Vec<Candidate> {
    candidates(mixed_body(count).replace("{\"id\":", "{ \"id\":"))
}

fn mixed_body(count: usize) -> String {
    let mut body = Vec::new();
    drain(streamed(mixed(count)), &mut |chunk| body.extend_from_slice(chunk));
    String::from_utf8(body).expect("the body is UTF-8")
}

fn candidates(body: String) -> Vec<Candidate> {
    let body: &'static [u8] = body.leak().as_bytes();
    let mut candidates = ours(body);
    candidates.push(reading("serde_json, Cow", move |totals| serde_json(body, totals)));
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

fn serde_json(body: &[u8], totals: &mut Totals) {
    let text = std::str::from_utf8(body).expect("the body is UTF-8");
    let document: Document<'_> = serde_json::from_str(text).expect("the body has this shape");
    for response in &document.responses {
        let problem = response.body.as_ref();
        let condition = problem.and_then(|problem| problem.conditions.first());
        let condition = condition.map(|condition| (&condition.name, &condition.hrefs));
        let problem = problem.map(|problem| (&problem.r#type, &problem.title, &problem.detail));
        totals.item(response.status, (&response.id, response.index, problem, condition));
    }
}
