//! What a request brings: a token, a JSON body, parameters of the query, a place in a list.
//!
//! Each is an extractor that refuses by a [`Problem`](crate::problem::Problem) naming what is wrong and what would be right.

pub(crate) mod body;
pub(crate) mod list;
pub(crate) mod parameters;
pub(crate) mod peer;
pub(crate) mod scope;
pub(crate) mod token;

pub(crate) use body::Body;
pub(crate) use parameters::Parameters;
pub(crate) use token::Authenticated;
