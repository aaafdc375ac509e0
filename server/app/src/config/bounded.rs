//! A number with bounds, which are the same for a flag, the environment and the file.

use serde::{Deserialize, Deserializer, de};
use std::{fmt, str::FromStr};

/// A number from `LEAST` to `MOST`; whatever else is written is refused with both in the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounded<const LEAST: u32, const MOST: u32>(u32);

impl<const LEAST: u32, const MOST: u32> Bounded<LEAST, MOST> {
    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }

    fn new(number: Option<u32>) -> Result<Self, OutOfBounds<LEAST, MOST>> {
        number.filter(|number| (LEAST..=MOST).contains(number)).map(Self).ok_or(OutOfBounds)
    }
}

/// What was written is no such number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfBounds<const LEAST: u32, const MOST: u32>;

impl<const LEAST: u32, const MOST: u32> fmt::Display for OutOfBounds<LEAST, MOST> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match MOST {
            u32::MAX => write!(f, "a whole number of at least {LEAST} is needed"),
            most => write!(f, "a whole number from {LEAST} to {most} is needed"),
        }
    }
}

impl<const LEAST: u32, const MOST: u32> std::error::Error for OutOfBounds<LEAST, MOST> {}

impl<const LEAST: u32, const MOST: u32> FromStr for Bounded<LEAST, MOST> {
    type Err = OutOfBounds<LEAST, MOST>;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text.parse().ok())
    }
}

impl<'de, const LEAST: u32, const MOST: u32> Deserialize<'de> for Bounded<LEAST, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = i64::deserialize(deserializer)?;
        Self::new(u32::try_from(number).ok()).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_bounds_is_refused_with_the_bounds() {
        let refusal = |text: &str| text.parse::<Bounded<1, 200>>().map_err(|refused| refused.to_string());
        assert_eq!(refusal("200").map(Bounded::get), Ok(200));
        for wrong in ["0", "201", "-1", "many", "5000000000"] {
            assert_eq!(refusal(wrong), Err("a whole number from 1 to 200 is needed".to_owned()), "{wrong}");
        }
    }
}
