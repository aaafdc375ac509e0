//! Parameters of the query. One that is not expected is refused: `?sinse=…` must not mean "everything".

use crate::problem::Problem;
use axum::{
    extract::{FromRequestParts, Query},
    http::{StatusCode, request::Parts},
};

/// What stands behind the `?`, not yet taken.
#[derive(Debug)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Parameters {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Query::try_from_uri(&parts.uri)
            .map(|Query(pairs)| Self(pairs))
            .map_err(|_| invalid().detail("the query cannot be read"))
    }
}

impl Parameters {
    /// Takes the parameter of this name, as text.
    pub(crate) fn take(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(given, _)| given == name)?;
        Some(self.0.remove(at).1)
    }

    /// Takes the parameter of this name and reads it; `expected` says what would be right.
    pub(crate) fn read<T>(
        &mut self,
        name: &str,
        expected: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Problem> {
        match self.take(name) {
            None => Ok(None),
            Some(given) => match read(&given) {
                Some(value) => Ok(Some(value)),
                None => Err(invalid()
                    .detail(format!("{name} must be {expected}"))
                    .at(format!("?{name}"), "value_not_allowed")),
            },
        }
    }

    /// Refuses whatever was not taken, a parameter given twice included.
    pub(crate) fn finish(self) -> Result<(), Problem> {
        let name = |given: &str| given.chars().filter(|c| !c.is_control()).take(40).collect::<String>();
        match self.0.first() {
            None => Ok(()),
            Some((given, _)) => {
                let given = name(given);
                Err(invalid()
                    .detail(format!("{given} is not a parameter here, or is given twice"))
                    .at(format!("?{given}"), "unknown_parameter"))
            }
        }
    }
}

fn invalid() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "query_invalid", "A parameter of the query is wrong")
}
