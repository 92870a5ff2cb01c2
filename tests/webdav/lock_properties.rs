//! The table of locks agrees with a list of locks that is searched by the words of RFC 4918, after any operations.

use std::time::{Duration, Instant};

use multistatus::{
    Key,
    http::HeaderMap,
    webdav::{
        LockTable,
        header::{Depth, IfHeader, LockTimeout, LockToken},
        request::LockInfo,
    },
};
use proptest::prelude::*;

/// One operation on the table. The numbers choose a lock.
#[derive(Clone, Debug)]
enum Operation {
    Lock { path: String, infinite: bool, shared: bool, seconds: u32 },
    Unlock(usize),
    Refresh(usize),
    RemoveTree(String),
    RemoveMembers(String),
    Wait(u64),
}

fn path() -> impl Strategy<Value = String> {
    "(/[ab]){0,3}/?".prop_map(|path| if path.is_empty() { "/".to_owned() } else { path })
}

fn operation() -> impl Strategy<Value = Operation> {
    let lock = (path(), any::<bool>(), any::<bool>(), 1_u32..20)
        .prop_map(|(path, infinite, shared, seconds)| Operation::Lock { path, infinite, shared, seconds });
    prop_oneof![
        6 => lock,
        1 => (0_usize..8).prop_map(Operation::Unlock),
        1 => (0_usize..8).prop_map(Operation::Refresh),
        1 => path().prop_map(Operation::RemoveTree),
        1 => path().prop_map(Operation::RemoveMembers),
        1 => (1_u64..8).prop_map(Operation::Wait),
    ]
}

/// A lock in the list.
#[derive(Clone, Debug)]
struct Listed {
    root: String,
    infinite: bool,
    shared: bool,
    expires: Instant,
    token: LockToken,
}

fn trimmed(path: &str) -> &str {
    path.trim_end_matches('/')
}

fn is_below(path: &str, above: &str) -> bool {
    trimmed(path).strip_prefix(trimmed(above)).is_some_and(|rest| rest.starts_with('/'))
}

impl Listed {
    /// True if the lock applies to the resource (RFC 4918 section 6.1).
    fn applies(&self, path: &str) -> bool {
        trimmed(&self.root) == trimmed(path) || self.infinite && is_below(path, &self.root)
    }
}

/// True if a request without a token, or with this one, may write: no lock applies, or one does whose token it has.
fn may_write(list: &[Listed], path: &str, token: Option<&LockToken>) -> bool {
    let mut applying = list.iter().filter(|lock| lock.applies(path)).peekable();
    applying.peek().is_none() || applying.any(|lock| Some(&lock.token) == token)
}

fn parent(path: &str) -> Option<&str> {
    trimmed(path).rsplit_once('/').map(|(parent, _)| parent)
}

fn request(shared: bool) -> LockInfo {
    let scope = if shared { "shared" } else { "exclusive" };
    let body = format!(
        "<D:lockinfo xmlns:D='DAV:'><D:lockscope><D:{scope}/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockinfo>"
    );
    LockInfo::parse(&HeaderMap::new(), body.as_bytes()).unwrap().unwrap()
}

proptest! {
    #[test]
    fn the_table_agrees_with_a_list(operations in proptest::collection::vec(operation(), 1..24), probe in path()) {
        let (mut table, mut list, mut now) = (LockTable::new(), Vec::<Listed>::new(), Instant::now());
        for operation in operations {
            match operation {
                Operation::Lock { path, infinite, shared, seconds } => {
                    let conflicts = |lock: &&Listed| {
                        (lock.applies(&path) || infinite && is_below(&lock.root, &path)) && !(lock.shared && shared)
                    };
                    let is_free = !list.iter().any(|lock| conflicts(&lock));
                    let depth = if infinite { Depth::Infinity } else { Depth::Zero };
                    let timeout = LockTimeout::Seconds(seconds);
                    let granted = table.lock(now, &path, depth, request(shared), timeout);
                    prop_assert_eq!(granted.is_ok(), is_free);
                    if let Ok(grant) = granted {
                        let expires = now + Duration::from_secs(seconds.into());
                        list.push(Listed { root: path, infinite, shared, expires, token: grant.token().clone() });
                    }
                }
                Operation::Unlock(number) if number < list.len() => {
                    let lock = list.remove(number);
                    prop_assert_eq!(table.unlock(now, &lock.root, &lock.token), Ok(()));
                }
                Operation::Refresh(number) if number < list.len() => {
                    let submitted = IfHeader::with_token(list[number].token.clone());
                    let timeout = LockTimeout::Seconds(30);
                    prop_assert!(table.refresh(now, &list[number].root, Some(&submitted), timeout).is_ok());
                    list[number].expires = now + Duration::from_secs(30);
                }
                Operation::Unlock(_) | Operation::Refresh(_) => {}
                Operation::RemoveTree(path) => {
                    table.remove_tree(&path);
                    list.retain(|lock| trimmed(&lock.root) != trimmed(&path) && !is_below(&lock.root, &path));
                }
                Operation::RemoveMembers(path) => {
                    table.remove_members(&path);
                    list.retain(|lock| !is_below(&lock.root, &path));
                }
                Operation::Wait(seconds) => {
                    now += Duration::from_secs(seconds);
                    list.retain(|lock| lock.expires > now);
                }
            }
            let tokens: Vec<_> = list.iter().filter(|lock| lock.applies(&probe)).map(|lock| &lock.token).collect();
            let mut known = table.tokens(now, &probe);
            known.sort();
            let mut expected: Vec<_> = tokens.into_iter().cloned().collect();
            expected.sort();
            prop_assert_eq!(known, expected);
            for token in std::iter::once(None).chain(list.iter().map(|lock| Some(&lock.token))) {
                let submitted = token.map(|token| IfHeader::with_token(token.clone()));
                let submitted = submitted.as_ref();
                let may = may_write(&list, &probe, token);
                prop_assert_eq!(table.check_write(now, &probe, submitted).is_ok(), may);
                let may_add = may && parent(&probe).is_none_or(|parent| may_write(&list, parent, token));
                prop_assert_eq!(table.check_membership(now, &probe, submitted).is_ok(), may_add);
                let mut locked: Vec<Key> =
                    table.locked_members(now, &probe, submitted).into_iter().map(|(href, _)| href).collect();
                let below = list.iter().filter(|lock| is_below(&lock.root, &probe));
                let mut expected: Vec<Key> = below
                    .filter(|lock| !may_write(&list, &lock.root, token))
                    .map(|lock| Key::from(trimmed(&lock.root)))
                    .collect();
                locked.iter_mut().for_each(|href| *href = Key::from(trimmed(href.as_str())));
                locked.sort();
                expected.sort();
                expected.dedup();
                prop_assert_eq!(locked, expected);
            }
        }
    }
}
