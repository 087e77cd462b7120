//! The provider's key: where it is kept, how it is made, and what it signs.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, EncodingKey, Header, errors::Error};
use serde::Serialize;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

/// The key file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The system refuses to read or write it.
    #[error("cannot use the development key {}: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        error: io::Error,
    },
    /// It is there and holds something else.
    #[error("{} holds no Ed25519 key; remove it and a new one is made", path.display())]
    NoKey {
        /// The file.
        path: PathBuf,
    },
}

/// One Ed25519 key, which signs everything.
pub(super) struct Key {
    sign: EncodingKey,
    /// The public half, as a JWK writes it.
    x: String,
    /// What tokens call the key (`kid`).
    id: String,
}

impl Key {
    /// Reads the key file, after making it where it is missing.
    pub fn open(path: &Path) -> Result<Self, KeyError> {
        let failed = |error| KeyError::File { path: path.to_owned(), error };
        let pem = match fs::read_to_string(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                make_key_file(path).and_then(|()| fs::read_to_string(path)).map_err(failed)?
            }
            read => read.map_err(failed)?,
        };
        Self::from_pem(&pem).ok_or_else(|| KeyError::NoKey { path: path.to_owned() })
    }

    fn from_pem(pem: &str) -> Option<Self> {
        let sign = EncodingKey::from_ed_pem(pem.as_bytes()).ok()?;
        let pair = Ed25519KeyPair::from_pkcs8(sign.as_bytes()).ok()?;
        let x = URL_SAFE_NO_PAD.encode(pair.public_key());
        let id = thumbprint(&x);
        Some(Self { sign, x, id })
    }

    /// A token with these claims and this type (`typ`).
    pub fn sign(&self, kind: &str, claims: &impl Serialize) -> Result<String, Error> {
        let header = Header { typ: Some(kind.to_owned()), kid: Some(self.id.clone()), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, claims, &self.sign)
    }

    /// The public half, for whoever verifies (RFC 7517, RFC 8037).
    pub fn public(&self) -> Json {
        json!({ "keys": [{
            "kty": "OKP", "crv": "Ed25519", "x": self.x, "kid": self.id, "use": "sig", "alg": "EdDSA",
        }] })
    }
}

/// The name of a key by what it is (RFC 7638): its required members in the order of the alphabet, hashed.
fn thumbprint(x: &str) -> String {
    let members = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
    URL_SAFE_NO_PAD.encode(Sha256::digest(members))
}

/// Makes a key file that only its owner can read. If two processes do it at once, one file stays and
/// both read that one.
fn make_key_file(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let unfinished = path.with_extension(format!("{}.tmp", std::process::id()));
    let mut file = private_file(&unfinished)?;
    file.write_all(new_key_pem()?.as_bytes())?;
    file.sync_all()?;
    let linked = fs::hard_link(&unfinished, path);
    fs::remove_file(&unfinished)?;
    match linked {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    }
}

fn private_file(path: &Path) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn new_key_pem() -> io::Result<String> {
    let failed = |_| io::Error::other("no key could be made");
    let key = Ed25519KeyPair::generate().map_err(failed)?.to_pkcs8v1().map_err(failed)?;
    // One line of Base64: a PKCS#8 Ed25519 key is 48 bytes, and a PEM line holds 48.
    Ok(format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(key.as_ref())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_file_is_made_once_and_for_its_owner_alone() {
        let folder = std::env::temp_dir().join(format!("sk-provider-key-{}", std::process::id()));
        let path = folder.join("deep/development-key.pem");
        let first = Key::open(&path).expect("made");
        let second = Key::open(&path).expect("read");
        assert_eq!(first.public(), second.public());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&path).expect("the file").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(fs::read_dir(path.parent().expect("a folder")).expect("a folder").count(), 1);
        fs::write(&path, "-----BEGIN NOTHING-----").expect("written");
        let error = Key::open(&path).err().expect("no key").to_string();
        assert!(error.ends_with("holds no Ed25519 key; remove it and a new one is made"), "{error}");
        fs::remove_dir_all(folder).expect("removed");
    }

    #[test]
    fn a_key_file_that_another_process_made_first_is_kept() {
        let folder = std::env::temp_dir().join(format!("sk-provider-race-{}", std::process::id()));
        let path = folder.join("development-key.pem");
        let first = Key::open(&path).expect("made");
        make_key_file(&path).expect("the file is there already");
        assert_eq!(first.public(), Key::open(&path).expect("read").public());
        fs::remove_dir_all(folder).expect("removed");
    }

    #[test]
    fn a_key_is_named_as_rfc_8037_names_it() {
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        assert_eq!(thumbprint(x), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }
}
