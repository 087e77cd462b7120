//! Addresses: of pages, of mailboxes, of telephones, and the names of things in addresses.

use email_address::{EmailAddress, Options};
use unicode_normalization::UnicodeNormalization;
use url::{Host, Url};

use super::{Unfit, composed, letters::is_invisible, trimmed};

/// The longest address of a page, in bytes.
const LONGEST_ADDRESS: usize = 2000;

/// The longest e-mail address (RFC 5321, 4.5.3.1), in bytes.
const LONGEST_EMAIL: usize = 254;

/// The longest name in addresses.
const LONGEST_SLUG: usize = 100;

/// How many digits a telephone number has.
const DIGITS: std::ops::RangeInclusive<usize> = 5..=20;

/// The longest telephone number, with what stands between its digits.
const LONGEST_PHONE: usize = 40;

/// The address of a page of the web, as it is parsed: so no two programs read it in two ways.
///
/// # Errors
/// If it is none, or holds what has no place in it.
pub fn address(text: &str) -> Result<String, Unfit> {
    const UNFIT: Unfit = Unfit::new("fault-address");
    // a line that goes on behind the address is no blank around it
    let text = text.trim_matches(' ');
    // the parser would pass over them
    if text.contains(|letter: char| letter.is_control() || letter.is_whitespace() || is_invisible(letter)) {
        return Err(UNFIT);
    }
    let url: Url = composed(text).parse().map_err(|_| UNFIT)?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    if !is_web || !url.username().is_empty() || url.password().is_some() {
        return Err(UNFIT);
    }
    let address = String::from(url);
    if address.len() > LONGEST_ADDRESS {
        return Err(Unfit::new("fault-address-length").with("length", address.len()).with("most", LONGEST_ADDRESS));
    }
    Ok(address)
}

/// An e-mail address: a name, an at sign and a host with a dot, which is written as the network knows it.
///
/// # Errors
/// If it is none.
pub fn email(text: &str) -> Result<String, Unfit> {
    const UNFIT: Unfit = Unfit::new("fault-email");
    let text = composed(trimmed(text));
    let options = Options::default().without_display_text().without_domain_literal().with_required_tld();
    let parsed = EmailAddress::parse_with_options(&text, options).map_err(|_| UNFIT)?;
    let name = parsed.local_part();
    let is_name = name.chars().all(|letter| letter.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(letter));
    let Ok(Host::Domain(host)) = Host::parse(parsed.domain()) else { return Err(UNFIT) };
    let is_host = host.split('.').count() > 1 && host.split('.').all(|label| !label.is_empty());
    let address = format!("{name}@{host}");
    if is_name && is_host && address.len() <= LONGEST_EMAIL { Ok(address) } else { Err(UNFIT) }
}

/// A telephone number: digits, and what people write between them, in one way each.
///
/// # Errors
/// If it is none.
pub fn phone(text: &str) -> Result<String, Unfit> {
    const UNFIT: Unfit = Unfit::new("fault-phone");
    let letters = text.nfkc().filter(|letter| !is_invisible(*letter)).map(|letter| match letter {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' | '\u{30fc}' => '-',
        '\u{2044}' | '\u{2215}' => '/',
        letter if letter.is_whitespace() => ' ',
        letter => letter,
    });
    let plain: String = letters.collect();
    let plain = plain.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let digits = plain.chars().filter(char::is_ascii_digit).count();
    let is_fit = |letter: char| letter.is_ascii_digit() || "+-() /.".contains(letter);
    let plus = plain.trim_start_matches(['(', ' ']).strip_prefix('+').unwrap_or(&plain);
    let is_one = DIGITS.contains(&digits) && plain.len() <= LONGEST_PHONE && plain.chars().all(is_fit);
    if is_one && !plus.contains('+') { Ok(plain) } else { Err(UNFIT) }
}

/// A name in addresses: small letters, digits and hyphens.
///
/// # Errors
/// If it is none.
pub fn slug(text: &str) -> Result<String, Unfit> {
    let is_fit = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if text.is_empty() || text.len() > LONGEST_SLUG || !text.chars().all(is_fit) {
        return Err(Unfit::new("fault-slug").with("most", LONGEST_SLUG));
    }
    Ok(text.to_owned())
}
