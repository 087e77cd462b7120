//! Decimals with three places: kept as whole thousandths, so that both databases add them up exactly, and shown as the
//! floating-point number that is written like them.

/// How many of what is kept make one.
pub const SCALE: f64 = 1000.0;

/// The largest that can be kept, in thousandths: all its digits are told by a floating-point number.
pub const LARGEST: i64 = 999_999_999_999_999;

/// The thousandths of a number that is not less than 0, has three decimals at the most, and can be kept.
pub fn thousandths(number: f64) -> Option<i64> {
    let rounded = nearest(number);
    ((0..=LARGEST).contains(&rounded) && shown(rounded) == number).then_some(rounded)
}

/// The fewest thousandths that are not less than the number: what is compared with it is kept in them.
pub fn at_least(number: f64) -> i64 {
    let rounded = nearest(number);
    if shown(rounded) < number { rounded.saturating_add(1) } else { rounded }
}

/// So many thousandths as a number.
pub fn shown(thousandths: i64) -> f64 {
    quotient(thousandths.into(), SCALE)
}

/// What comes of dividing, rounded once where the dividend has no more than 53 bits.
pub fn quotient(dividend: i128, divisor: f64) -> f64 {
    dividend as f64 / divisor
}

fn nearest(number: f64) -> i64 {
    (number * SCALE).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_decimals_are_kept_as_they_are_written() {
        for (number, kept) in [
            (0.0, Some(0)),
            (-0.0, Some(0)),
            (0.001, Some(1)),
            (0.1, Some(100)),
            (4.35, Some(4350)),
            (1.001, Some(1001)),
            (4_711_000.0, Some(4_711_000_000)),
            (999_999_999_999.999, Some(LARGEST)),
            (1e12, None),
            (1e308, None),
            (f64::INFINITY, None),
            (f64::NAN, None),
            (-0.001, None),
            (0.0005, None),
            (1.2345, None),
            (0.1 + 0.2, None),
            (5e-324, None),
        ] {
            assert_eq!(thousandths(number), kept, "{number}");
        }
    }

    #[test]
    fn what_is_kept_is_shown_in_its_own_digits() {
        for (kept, text) in [
            (0, "0"),
            (1, "0.001"),
            (100, "0.1"),
            (12_500, "12.5"),
            (300, "0.3"),
            (LARGEST, "999999999999.999"),
            (4 * LARGEST, "3999999999999.996"),
        ] {
            assert_eq!(shown(kept).to_string(), text);
        }
    }

    #[test]
    fn a_bound_lies_where_its_number_does() {
        for (number, bound) in [
            (0.1, 100),
            (0.1001, 101),
            (0.0999, 100),
            (4.35, 4350),
            (1.001, 1001),
            (-1.5, -1500),
            (1e308, i64::MAX),
            (-1e308, i64::MIN),
        ] {
            assert_eq!(at_least(number), bound, "{number}");
        }
    }
}
