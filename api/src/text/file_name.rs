//! Names of files: what is saved under them must be what it seems to be, on any system.

use super::{Unfit, composed, is_invisible, letters::is_kept, trimmed};

/// The longest name of a file, in characters.
const LONGEST: usize = 200;

/// What no system, or not each, has in the name of a file.
const RESERVED: &str = "/\\:*?\"<>|";

/// What names end in that systems and browsers run, install or open as a page of their own
/// (<https://support.microsoft.com/office/blocked-attachments-in-outlook-434752e1-02d3-4e90-9124-8b81e49a8519>, and those
/// of other systems).
const PROGRAMS: [&str; 114] = [
    "acm",
    "action",
    "ade",
    "adp",
    "apk",
    "app",
    "application",
    "appref-ms",
    "appx",
    "asp",
    "aspx",
    "bas",
    "bash",
    "bat",
    "cgi",
    "chm",
    "class",
    "cmd",
    "com",
    "command",
    "cpl",
    "csh",
    "deb",
    "desktop",
    "diagcab",
    "dll",
    "dmg",
    "drv",
    "elf",
    "exe",
    "fish",
    "fon",
    "gadget",
    "hlp",
    "hpj",
    "hta",
    "htc",
    "htm",
    "html",
    "inf",
    "ins",
    "ipa",
    "iso",
    "isp",
    "jar",
    "jnlp",
    "js",
    "jse",
    "jsp",
    "ksh",
    "library-ms",
    "lnk",
    "lua",
    "mdb",
    "mde",
    "mht",
    "mhtml",
    "mjs",
    "mof",
    "msc",
    "msh",
    "msi",
    "msix",
    "msp",
    "mst",
    "nsh",
    "ocx",
    "osx",
    "pcd",
    "php",
    "pif",
    "pkg",
    "pl",
    "prg",
    "ps1",
    "ps2",
    "psc1",
    "psd1",
    "psm1",
    "py",
    "pyc",
    "pyw",
    "rb",
    "reg",
    "rpm",
    "run",
    "scf",
    "scpt",
    "scr",
    "sct",
    "search-ms",
    "settingcontent-ms",
    "sh",
    "shb",
    "shs",
    "shtml",
    "svg",
    "sys",
    "theme",
    "url",
    "vb",
    "vbe",
    "vbs",
    "website",
    "workflow",
    "ws",
    "wsf",
    "wsh",
    "xbap",
    "xht",
    "xhtml",
    "xlam",
    "xll",
    "zsh",
];

/// Names that are no files on Windows, whatever they end in.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The name of a file whose type has names that end in `extension`.
///
/// # Errors
/// If it is none, or one under which a program would be saved.
pub fn file_name(text: &str, extension: &str) -> Result<String, Unfit> {
    let name = composed(trimmed(text));
    let length = name.chars().count();
    let is_odd = |letter: char| !is_kept(letter) || is_invisible(letter) || RESERVED.contains(letter);
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let is_device = DEVICES.contains(&&*stem) || is_port(&stem);
    if length == 0 || length > LONGEST || name.starts_with('.') || name.contains(is_odd) || is_device {
        return Err(Unfit::new("document-file-name").with("most", LONGEST));
    }
    // Windows leaves out points and spaces at the end
    let name = name.trim_end_matches(|letter: char| letter == '.' || letter.is_whitespace());
    match name.rsplit_once('.').map(|(_, end)| end.trim().to_lowercase()) {
        Some(end) if end != extension && PROGRAMS.contains(&&*end) => {
            Err(Unfit::new("document-program-name").with("ending", format!(".{end}")))
        }
        _ => Ok(name.to_owned()),
    }
}

/// Whether a name is that of a port: COM1, LPT9.
fn is_port(stem: &str) -> bool {
    let number = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    number.is_some_and(|number| {
        number.chars().count() == 1 && number.contains(|digit: char| "0123456789¹²³".contains(digit))
    })
}
