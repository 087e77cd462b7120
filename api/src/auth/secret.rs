//! Secrets of our own making: tokens of partner systems, codes of invitations and addresses of calendars. Each is 256 random bits after a prefix
//! by which people and scanners recognise it; only its hash is kept.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use crate::clock::Clock;

/// What the token of a partner system begins with.
pub const SERVICE_TOKEN: &str = "sk_service_";

/// What the code of an invitation to sign in begins with.
pub const INVITATION: &str = "sk_invite_";

/// What the secret part of the address of a person's calendar begins with.
pub const CALENDAR: &str = "sk_calendar_";

/// A new secret that begins with `prefix`: to be shown once.
#[must_use]
pub fn new(prefix: &str, clock: &Clock) -> String {
    format!("{prefix}{}", URL_SAFE_NO_PAD.encode(clock.random::<32>()))
}

/// What is kept of a secret: SHA-256, in hexadecimal digits. Of 256 random bits nothing slower is needed.
#[must_use]
pub fn hash(secret: &str) -> String {
    hex(&Sha256::digest(secret))
}

/// Bytes in hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_new_and_recognisable() {
        let clock = Clock::system();
        let (one, other) = (new(SERVICE_TOKEN, &clock), new(SERVICE_TOKEN, &clock));
        assert_ne!(one, other);
        assert_eq!((one.len(), one.starts_with("sk_service_")), (11 + 43, true));
        assert_eq!(hash(&one).len(), 64);
        assert_eq!(hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
