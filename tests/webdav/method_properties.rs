//! Properties of the rules of methods that hold for any outcomes of members.

use std::collections::BTreeSet;

use multistatus::{
    Item, Key, Outcome, Reader, StatusCode,
    outcome::ConditionVisitor,
    webdav::{MethodOutcomes, MethodRules, conditions::LOCK_TOKEN_SUBMITTED},
};
use proptest::prelude::*;

/// The paths of a source and of a destination, which are collections with the members `a` and `b` three levels deep.
fn path() -> impl Strategy<Value = String> {
    ("/(from|to)(/[ab]){0,3}", any::<bool>()).prop_map(|(path, slash)| if slash { format!("{path}/") } else { path })
}

/// What happened to a resource: its status, and the collection whose lock is the cause.
#[derive(Clone, Debug)]
struct Step {
    status: StatusCode,
    cause: Option<String>,
}

impl Outcome for Step {
    fn status(&self) -> StatusCode {
        self.status
    }

    fn conditions<V: ConditionVisitor + ?Sized>(&self, visitor: &mut V) {
        if let Some(cause) = &self.cause {
            visitor.condition(LOCK_TOKEN_SUBMITTED.condition, &[cause.as_str().into()]);
        }
    }
}

fn steps() -> impl Strategy<Value = Vec<(String, Step)>> {
    let statuses = [200, 201, 204, 301, 403, 409, 423, 424, 500, 507];
    let status = proptest::sample::select(statuses.to_vec()).prop_map(|code| StatusCode::from_u16(code).unwrap());
    let step = (status, proptest::option::of(path())).prop_map(|(status, cause)| Step { status, cause });
    proptest::collection::vec((path(), step), 0..12)
}

fn trimmed(path: &str) -> &str {
    path.trim_end_matches('/')
}

/// True if `above` is an ancestor of `below`.
fn is_ancestor(above: &str, below: &str) -> bool {
    trimmed(below).strip_prefix(trimmed(above)).is_some_and(|rest| rest.starts_with('/'))
}

fn respond(rules: MethodRules, steps: &[(String, Step)]) -> (StatusCode, Vec<Item>) {
    let mut outcomes = MethodOutcomes::of(rules, "/from/").destination("/to/");
    steps.iter().for_each(|(href, step)| outcomes.push(href, step.clone()));
    let failed = steps.iter().any(|(_, step)| !step.status.is_success());
    assert_eq!(outcomes.has_failed(), failed);
    let response = outcomes.respond();
    let status = response.status();
    let body = wait_for(http_body_util::BodyExt::collect(response.into_body())).to_bytes();
    let items = if status == StatusCode::MULTI_STATUS { Reader::new().read(&body).items } else { Vec::new() };
    (status, items)
}

/// Waits for a body, which never fails.
fn wait_for<T, E: std::fmt::Debug>(future: impl Future<Output = Result<T, E>>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future).unwrap()
}

proptest! {
    #[test]
    fn failures_are_listed_and_nothing_that_follows_from_them(steps in steps()) {
        for rules in [MethodRules::DELETE, MethodRules::COPY, MethodRules::MOVE] {
            let (status, items) = respond(rules, &steps);
            let failures: Vec<_> =
                steps.iter().filter(|(_, step)| !step.status.is_success() && step.status.as_u16() != 424).collect();
            let has_dependents = steps.iter().any(|(_, step)| step.status.as_u16() == 424);
            if failures.is_empty() {
                let expected = if has_dependents { StatusCode::FAILED_DEPENDENCY } else { rules.success };
                prop_assert_eq!(status, expected);
                continue;
            }
            if status != StatusCode::MULTI_STATUS {
                // The Request-URI or the destination failed, and nothing else is listed.
                let plain = |(path, failed): &&&(String, Step)| {
                    ["/from", "/to"].contains(&trimmed(path)) && failed.status == status
                };
                prop_assert!(failures.iter().any(|failure| plain(&failure)), "{status} {steps:?}");
                continue;
            }
            prop_assert!(!items.is_empty());
            let hrefs: Vec<&str> = items.iter().map(|item| item.key().unwrap()).map(Key::as_str).collect();
            let distinct: BTreeSet<&str> = hrefs.iter().map(|href| trimmed(href)).collect();
            prop_assert_eq!(distinct.len(), hrefs.len(), "{:?}", hrefs);
            for item in &items {
                let href = item.key().unwrap().as_str();
                prop_assert!(!matches!(item.status().as_u16(), 200..300 | 424), "{item:?}");
                prop_assert!(failures.iter().any(|(path, step)| path == href && step.status == item.status()), "{item:?}");
                prop_assert!(!hrefs.iter().any(|other| is_ancestor(href, other)), "{hrefs:?}");
            }
            // No failure is silent: it is listed, or an ancestor or a descendant of it is.
            for (path, _) in &failures {
                let is_reported = |href: &&str| {
                    trimmed(href) == trimmed(path) || is_ancestor(href, path) || is_ancestor(path, href)
                };
                prop_assert!(hrefs.iter().any(is_reported), "{path} {hrefs:?}");
            }
        }
    }

    #[test]
    fn a_lock_lists_its_culprits_and_the_request_uri_once(steps in steps()) {
        let (status, items) = respond(MethodRules::LOCK, &steps);
        if status == StatusCode::MULTI_STATUS {
            let requests: Vec<_> =
                items.iter().filter(|item| trimmed(item.key().unwrap().as_str()) == "/from").collect();
            prop_assert_eq!(requests.len(), 1);
            let others = items.iter().filter(|item| trimmed(item.key().unwrap().as_str()) != "/from");
            prop_assert!(others.into_iter().all(|item| !matches!(item.status().as_u16(), 200..300 | 424)));
        }
    }

    #[test]
    fn an_update_lists_everything_in_order(steps in steps()) {
        let (status, items) = respond(MethodRules::BULK, &steps);
        prop_assert_eq!(status, StatusCode::MULTI_STATUS);
        let listed: Vec<_> = items.iter().map(|item| (item.key().unwrap().as_str(), item.status())).collect();
        let pushed: Vec<_> = steps.iter().map(|(path, step)| (path.as_str(), step.status)).collect();
        prop_assert_eq!(listed, pushed);
    }
}
