//! What is in a file decides what it is, whatever it is said to be.

use serde_json::json;
use tests::app::App;

use super::*;

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const ODT: &str = "application/vnd.oasis.opendocument.text";

/// An archive with these files, as they are.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut all, mut directory) = (vec![], vec![]);
    for (name, bytes) in files {
        let (at, size) = (all.len() as u32, bytes.len() as u32);
        let lengths =
            [&size.to_le_bytes()[..], &size.to_le_bytes(), &(name.len() as u16).to_le_bytes(), &[0, 0]].concat();
        let common = [&[20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &lengths].concat();
        all.extend([b"PK\x03\x04", &common[..], name.as_bytes(), bytes].concat());
        let tail = [&[0; 10][..], &at.to_le_bytes()].concat();
        directory.extend([b"PK\x01\x02\x14\0", &common[..], &tail, name.as_bytes()].concat());
    }
    let number = (files.len() as u16).to_le_bytes();
    let (at, size) = ((all.len() as u32).to_le_bytes(), (directory.len() as u32).to_le_bytes());
    all.extend([&directory[..], b"PK\x05\x06\0\0\0\0", &number, &number, &size, &at, &[0, 0]].concat());
    all
}

fn bytes(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

/// What is what it is said to be, and how it is served.
fn good() -> Vec<(&'static str, &'static str, Vec<u8>, &'static str)> {
    vec![
        ("pdf", "application/pdf", PDF.to_vec(), "inline"),
        ("pdf after a mark", "application/pdf", [b"\xEF\xBB\xBF", PDF].concat(), "inline"),
        ("pdf after other bytes", "application/pdf", [&[7; 1000][..], PDF].concat(), "inline"),
        ("pdf after lines", "application/pdf", [&b"HTTP/1.1 200 OK\r\n\r\n"[..], PDF].concat(), "inline"),
        ("png", "image/png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01".to_vec(), "inline"),
        ("jpeg", "image/jpeg", b"\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01".to_vec(), "inline"),
        ("gif", "image/gif", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), "inline"),
        ("webp", "image/webp", b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0".to_vec(), "inline"),
        ("text", "text/plain", bytes("Räksmörgås\r\n\tpå ängen < 3 & > 2\n"), "inline"),
        ("text with a mark", "text/plain; charset=utf-8", bytes("\u{feff}Hej"), "inline"),
        ("text that begins like a picture", "text/plain", bytes("BM är en förkortning"), "inline"),
        ("text that begins like a program", "text/plain", bytes("MZ är en förkortning"), "inline"),
        ("text that begins like an archive", "text/markdown", bytes("PK-listan\n---------\n"), "attachment"),
        ("long text", "text/csv", bytes(&"å;ä;ö\n".repeat(40_000)), "attachment"),
        ("json", "application/json", bytes("{\"å\": [1, null]}"), "attachment"),
        ("docx", DOCX, zip(&[("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")]), "attachment"),
        ("xlsx", XLSX, zip(&[("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")]), "attachment"),
        ("odt", ODT, zip(&[("mimetype", ODT.as_bytes()), ("content.xml", b"<x/>")]), "attachment"),
        ("zip", "application/zip", zip(&[("a.txt", b"a"), ("b.txt", b"b")]), "attachment"),
        ("large zip", "application/zip", zip(&[("a.bin", &vec![7; 9_000_000]), ("b.txt", b"b")]), "attachment"),
    ]
}

/// What is not what it is said to be, or may not be stored at all; and what the answer says of it.
fn bad() -> Vec<(&'static str, &'static str, Vec<u8>, &'static str)> {
    let elf = [b"\x7fELF\x02\x01\x01\0", &[0; 56][..]].concat();
    let exe = [b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff", &[0; 200][..]].concat();
    let class = b"\xCA\xFE\xBA\xBE\0\0\x004\0\x10".to_vec();
    let jar = zip(&[("META-INF/MANIFEST.MF", b"Main-Class: X"), ("X.class", b"\xCA\xFE\xBA\xBE")]);
    let apk = zip(&[("AndroidManifest.xml", b"x"), ("classes.dex", b"dex\n035\0")]);
    let page = "<!DOCTYPE html><html><script>alert(1)</script></html>";
    let mut late = vec![b'a'; 3_000_000];
    late.push(0xff);
    let cut = b"Sm\xC3\xB6rg\xC3".to_vec();
    vec![
        ("elf as pdf", "application/pdf", elf.clone(), "program"),
        ("elf as zip", "application/zip", elf, "program"),
        ("exe as text", "text/plain", exe.clone(), "program"),
        ("exe as png", "image/png", exe, "program"),
        ("mach-o", "application/zip", b"\xCF\xFA\xED\xFE\x07\0\0\x01\x03\0\0\0".to_vec(), "program"),
        ("java class", "application/zip", class, "program"),
        ("wasm", "application/pdf", b"\0asm\x01\0\0\0".to_vec(), "program"),
        ("dex", "application/zip", b"dex\n035\0\x01\x02\x03\x04".to_vec(), "program"),
        ("script as text", "text/plain", bytes("#!/bin/sh\nrm -rf /\n"), "program"),
        ("script as markdown", "text/markdown", bytes("#! /usr/bin/env python3\n"), "program"),
        ("jar as zip", "application/zip", jar.clone(), "program"),
        ("jar as docx", DOCX, jar.clone(), "program"),
        ("apk as zip", "application/zip", apk, "program"),
        ("html as text", "text/plain", bytes(page), "text/html"),
        ("html as csv", "text/csv", bytes(&format!("\u{feff}\n\t {page}")), "text/html"),
        ("html as markdown", "text/markdown", bytes("<ScRiPt>alert(1)</sCrIpT>"), "text/html"),
        ("a piece of html as text", "text/plain", bytes("<!-- x --><img src=x onerror=alert(1)>"), "text/html"),
        ("html as pdf", "application/pdf", bytes(page), "text/html"),
        ("html with a pdf in it", "application/pdf", [page.as_bytes(), PDF].concat(), "text/html"),
        (
            "svg as text",
            "text/plain",
            bytes("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
            "text/html",
        ),
        ("svg as png", "image/png", bytes("<?xml version='1.0'?><svg onload='alert(1)'/>"), "image/svg+xml"),
        (
            "xml as text",
            "text/plain",
            bytes("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>"),
            "text/xml",
        ),
        ("pdf as text", "text/plain", PDF.to_vec(), "application/pdf"),
        ("pdf in ascii as text", "text/plain", bytes("%PDF-1.4\n%%EOF\n"), "application/pdf"),
        ("text as pdf", "application/pdf", bytes("Bara text"), "text/plain"),
        ("png as jpeg", "image/jpeg", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "image/png"),
        ("gif that is a script", "text/plain", bytes("GIF89a/*x*/=1;alert(1)//;"), "image/gif"),
        ("zip as docx", DOCX, zip(&[("a.txt", b"a")]), "application/zip"),
        ("xlsx as docx", DOCX, zip(&[("xl/workbook.xml", b"<x/>")]), "spreadsheetml"),
        (
            "docx without its end",
            DOCX,
            zip(&[("word/document.xml", b"<x/>")])[..30].to_vec(),
            "application/octet-stream",
        ),
        ("random", "application/zip", vec![0x13, 0x37, 0x80, 0xfe, 0, 1, 2, 3], "application/octet-stream"),
        ("text that ends as something else", "text/plain", late, "UTF-8"),
        ("text that ends in a letter", "text/plain", cut, "UTF-8"),
        ("text of windows", "text/csv", b"sm\xF6rg\xE5s;1\r\n".to_vec(), "Windows-1252"),
        ("text in sixteen bits", "text/csv", b"\xFF\xFEs\0m\0\xF6\0r\0".to_vec(), "UTF-16LE"),
        ("text in sixteen bits without a mark", "text/csv", b"\0s\0m\0\xF6\0r".to_vec(), "UTF-16BE"),
        ("text with control characters", "text/plain", bytes("a\u{1b}[31mb"), "UTF-8"),
        ("pdf that begins too late", "application/pdf", [&[b'\n'; 1100][..], PDF].concat(), "application/octet-stream"),
        ("text about pdf", "application/pdf", bytes("Om %PDF-filer"), "text/plain"),
        ("html by its type", "text/html", bytes(page), "Content-Type must be one of"),
        ("svg by its type", "image/svg+xml", bytes("<svg/>"), "Content-Type must be one of"),
        ("jar by its type", "application/java-archive", jar, "Content-Type must be one of"),
        ("anything by its type", "application/octet-stream", PDF.to_vec(), "Content-Type must be one of"),
        ("nothing by its type", "", PDF.to_vec(), "Content-Type must be one of"),
    ]
}

#[tokio::test]
async fn what_is_what_it_is_said_to_be_is_stored() {
    let app = App::seeded().await;
    let editor = communicator(&app);
    for (name, media, content, how) in good() {
        let id = written(&editor, json!({ "visibility": "PUBLIC" })).await;
        let answer = first(&editor, &id, media, content.clone()).await;
        assert_eq!(answer.status, 201, "{name}: {}", answer.text);
        let read = get(&app.anonymous(), &format!("/documents/{id}"), &[]).await;
        assert!(read.bytes == content, "{name}");
        assert!(text(&read, "content-disposition").starts_with(how), "{name}: {:?}", read.headers);
        assert_eq!(text(&read, "x-content-type-options"), "nosniff", "{name}");
        assert!(text(&read, "content-security-policy").starts_with("default-src 'none'"), "{name}");
        assert_eq!(text(&read, "content-security-policy").ends_with("sandbox"), media != "application/pdf", "{name}");
    }
}

#[tokio::test]
async fn what_is_something_else_or_a_program_is_not() {
    let app = App::seeded().await;
    let editor = communicator(&app).reading("en");
    let id = written(&editor, json!({})).await;
    for (name, media, content, expected) in bad() {
        let request = request(&editor, Method::PUT, &format!("/documents/{id}"))
            .header("content-type", media)
            .header("if-none-match", "*")
            .header("accept-language", "en");
        let answer = editor.send(request.body(Body::from(content)).expect("a request")).await;
        assert_eq!(answer.status, 415, "{name}: {}", answer.text);
        let said = message(&answer);
        let expected = if expected == "program" { "Programs cannot be uploaded" } else { expected };
        assert!(said.contains(expected) && (media.is_empty() || said.contains(media)), "{name}: {said}");
    }
    nothing_is_left_but(&app, 0).await;
}

#[tokio::test]
async fn what_may_act_is_never_shown_even_where_it_may_be_stored() {
    let types = ["text/html", "image/svg+xml"].map(|name| name.parse().expect("a media type")).to_vec();
    let settings = api::config::Settings { document_types: Some(types), ..Default::default() };
    let app = App::with(settings).await;
    api::content::seed(&app.store, &app.clock).await.expect("the first content fits");
    let editor = communicator(&app);
    for (media, content) in [("text/html", "<!DOCTYPE html><p>x"), ("image/svg+xml", "<?xml version='1.0'?><svg/>")] {
        let id = written(&editor, json!({})).await;
        let answer = first(&editor, &id, media, content).await;
        assert_eq!(answer.status, 201, "{media}: {}", answer.text);
        let read = get(&editor, &format!("/documents/{id}"), &[]).await;
        assert!(text(&read, "content-disposition").starts_with("attachment;"), "{media}");
        assert!(text(&read, "content-security-policy").ends_with("sandbox"), "{media}");
    }
    let id = written(&editor, json!({})).await;
    let elf = [b"\x7fELF\x02\x01\x01\0", &[0; 56][..]].concat();
    assert_eq!(first(&editor, &id, "text/html", elf).await.status, 415);
}
