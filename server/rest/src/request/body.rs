//! JSON bodies: of bounded size, arriving in bounded time, and with the fields the contract names.
//!
//! A field that is not of the contract is refused, not ignored: a client that writes `sen` for `seen` must not be told
//! that all is well.

use crate::problem::{Problem, of_status};
use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode, header},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::time::Duration;

/// Most bytes of a body.
pub(crate) const LIMIT: usize = 1024 * 1024;
/// How long a body may take to arrive.
const WITHIN: Duration = Duration::from_secs(30);

/// A body that was read, every field of the expected kind.
pub(crate) struct Body<T>(pub(crate) T);

/// The fields of a body, by which it is checked before it is read.
pub(crate) trait Fields: DeserializeOwned {
    /// All of them, an object before its members.
    const FIELDS: &'static [Field];
}

/// One field.
pub(crate) struct Field {
    pointer: &'static str,
    kind: Kind,
    need: Need,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Flag,
    Object,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    Required,
    /// May be left out or null.
    Optional,
}

impl Field {
    pub(crate) const fn required(pointer: &'static str, kind: Kind) -> Self {
        Self { pointer, kind, need: Need::Required }
    }

    pub(crate) const fn optional(pointer: &'static str, kind: Kind) -> Self {
        Self { pointer, kind, need: Need::Optional }
    }
}

impl<T: Fields, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE)
                .detail("send the body as `Content-Type: application/json`"));
        }
        let arrived = tokio::time::timeout(WITHIN, Bytes::from_request(request, state)).await;
        let bytes = arrived.map_err(|_| of_status(StatusCode::REQUEST_TIMEOUT))?.map_err(|rejection| {
            of_status(rejection.status()).detail(format!("a body has at most {LIMIT} bytes"))
        })?;
        read(&bytes).map(Self)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

fn read<T: Fields>(bytes: &[u8]) -> Result<T, Problem> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        Problem::new(StatusCode::BAD_REQUEST, "json_malformed", "The body is not JSON").detail(format!(
            "not JSON at line {}, column {}",
            error.line(),
            error.column()
        ))
    })?;
    let faults = faults(T::FIELDS, &value);
    if faults.is_empty() {
        // What a field's kind does not say, such as the words of an enum, is the route's to judge; here it is only a fault.
        return serde_json::from_value(value).map_err(|_| invalid::<T>());
    }
    Err(faults.into_iter().fold(invalid::<T>(), |problem, (pointer, code)| problem.at(pointer, code)))
}

fn invalid<T: Fields>() -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "fields_invalid", "The body has not the fields it should")
        .detail(format!("expected: {}", T::FIELDS.iter().map(describe).collect::<Vec<_>>().join(", ")))
}

fn describe(field: &Field) -> String {
    let kind = match field.kind {
        Kind::Text => "string",
        Kind::Flag => "true or false",
        Kind::Object => "object",
    };
    let need = match field.need {
        Need::Required => "",
        Need::Optional => ", optional",
    };
    format!("{} ({kind}{need})", field.pointer)
}

/// What is missing, of the wrong kind, or not of the contract.
fn faults(fields: &[Field], value: &Value) -> Vec<(String, &'static str)> {
    if !value.is_object() {
        return vec![(String::new(), "wrong_kind")];
    }
    let mut faults = Vec::new();
    unknown(fields, String::new(), value, &mut faults);
    for field in fields {
        let parent = field.pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
        // A missing object is one fault, not one for each of its members.
        if !value.pointer(parent).is_some_and(Value::is_object) {
            continue;
        }
        let fault = match (value.pointer(field.pointer), field.need) {
            (None | Some(Value::Null), Need::Optional) => None,
            (None, Need::Required) => Some("missing_field"),
            (Some(given), _) => (!is(given, field.kind)).then_some("wrong_kind"),
        };
        faults.extend(fault.map(|code| (field.pointer.to_owned(), code)));
    }
    faults
}

fn is(value: &Value, kind: Kind) -> bool {
    match kind {
        Kind::Text => value.is_string(),
        Kind::Flag => value.is_boolean(),
        Kind::Object => value.is_object(),
    }
}

/// Walks the objects the contract knows; at most ten strangers are named.
fn unknown(fields: &[Field], at: String, value: &Value, faults: &mut Vec<(String, &'static str)>) {
    for (name, member) in value.as_object().into_iter().flatten() {
        let escaped = name.chars().take(80).collect::<String>().replace('~', "~0").replace('/', "~1");
        let pointer = format!("{at}/{escaped}");
        match fields.iter().find(|field| field.pointer == pointer) {
            Some(field) if field.kind == Kind::Object => unknown(fields, pointer, member, faults),
            Some(_) => {}
            None if faults.len() < 10 => faults.push((pointer, "unknown_field")),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    struct Order {
        name: String,
        #[allow(dead_code)]
        urgent: Option<bool>,
        #[allow(dead_code)]
        to: Value,
    }

    impl Fields for Order {
        const FIELDS: &'static [Field] = &[
            Field::required("/name", Kind::Text),
            Field::optional("/urgent", Kind::Flag),
            Field::required("/to", Kind::Object),
            Field::required("/to/city", Kind::Text),
        ];
    }

    fn faults_of(body: &str) -> Vec<(String, &'static str)> {
        faults(Order::FIELDS, &serde_json::from_str(body).expect("JSON"))
    }

    #[test]
    fn every_fault_is_named_at_its_place() {
        let fault = |pointer: &str, code| (pointer.to_owned(), code);
        assert_eq!(faults_of(r#"{"name":"x","to":{"city":"y"}}"#), []);
        assert_eq!(faults_of(r#"{"name":"x","urgent":null,"to":{"city":"y"}}"#), []);
        assert_eq!(faults_of("{}"), [fault("/name", "missing_field"), fault("/to", "missing_field")]);
        assert_eq!(
            faults_of(r#"{"name":null,"to":{}}"#),
            [fault("/name", "wrong_kind"), fault("/to/city", "missing_field")]
        );
        assert_eq!(
            faults_of(r#"{"name":"x","urgent":1,"to":{"city":"y","a/b":1},"nme":1}"#),
            [
                fault("/nme", "unknown_field"),
                fault("/to/a~1b", "unknown_field"),
                fault("/urgent", "wrong_kind")
            ]
        );
        assert_eq!(faults_of("[]"), [fault("", "wrong_kind")]);
    }

    #[test]
    fn what_was_sent_is_never_said_back() {
        let problem = read::<Order>(br#"{"name":{"password":"hunter2"},"to":"hunter2"}"#).expect_err("wrong");
        assert!(!format!("{problem:?}").contains("hunter2"));
        let problem = read::<Order>(b"{\"name\":\"hunter2").expect_err("wrong");
        assert_eq!(problem.code(), "json_malformed");
        assert!(!format!("{problem:?}").contains("hunter2"));
    }

    #[test]
    fn a_good_body_is_read() {
        let order = read::<Order>(br#"{"name":"x","to":{"city":"y"}}"#).expect("good");
        assert_eq!(order.name, "x");
    }

    proptest! {
        #[test]
        fn no_body_is_trouble(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read::<Order>(&bytes);
        }
    }
}
