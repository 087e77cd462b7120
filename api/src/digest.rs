//! What stands for a question in a cache: a digest of all that its answer depends on.

use sha2::Sha256;

/// Half of a SHA-256: nobody finds two questions that share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Digest(u128);

impl Digest {
    /// Of these parts, in this order; where one ends and the next begins is part of it.
    #[must_use]
    pub fn of<const N: usize>(parts: [&[u8]; N]) -> Self {
        use sha2::Digest as _;
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        let mut half = [0; 16];
        half.copy_from_slice(&hasher.finalize()[..16]);
        Self(u128::from_le_bytes(half))
    }

    /// As a part of another one.
    #[must_use]
    pub fn bytes(self) -> [u8; 16] {
        self.0.to_le_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_eq!(Digest::of([b"ab", b"c"]), Digest::of([b"ab", b"c"]));
        assert_ne!(Digest::of([b"ab", b"c"]), Digest::of([b"a", b"bc"]));
        assert_ne!(Digest::of([b"ab"]), Digest::of([b"ab", b""]));
    }
}
