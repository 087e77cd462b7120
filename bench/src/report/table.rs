//! Tables of Markdown.

use std::fmt::Write;

/// A table: the names of its columns, then its rows. The first `texts` columns hold text, the others numbers.
pub fn table(texts: usize, names: &[String], rows: &[Vec<String>]) -> String {
    let rule = (0..names.len()).map(|place| if place < texts { "---" } else { "---:" }.to_owned());
    let mut text = String::new();
    for row in [names.to_vec(), rule.collect()].iter().chain(rows) {
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    text
}

/// A whole number with its thousands apart.
pub fn whole(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// The middle of several numbers.
pub fn median(numbers: impl IntoIterator<Item = f64>) -> f64 {
    let mut numbers: Vec<_> = numbers.into_iter().collect();
    numbers.sort_by(f64::total_cmp);
    match numbers.as_slice() {
        [] => 0.0,
        numbers if numbers.len() % 2 == 1 => numbers[numbers.len() / 2],
        numbers => f64::midpoint(numbers[numbers.len() / 2 - 1], numbers[numbers.len() / 2]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_to_be_read() {
        assert_eq!([0, 999, 1000, 1_234_567].map(whole), ["0", "999", "1 000", "1 234 567"]);
        assert_eq!([median([3.0, 1.0, 2.0]), median([1.0, 2.0]), median([])], [2.0, 1.5, 0.0]);
    }

    #[test]
    fn a_table_is_markdown() {
        let text = |words: [&str; 2]| words.map(str::to_owned).to_vec();
        assert_eq!(table(1, &text(["a", "b"]), &[text(["c", "1"])]), "| a | b |\n| --- | ---: |\n| c | 1 |\n");
    }
}
