use super::*;

fn message<T>(result: Result<T, Unfit>) -> &'static str {
    result.map_or_else(|unfit| unfit.message, |_| "kept")
}

#[test]
fn titles_are_one_line_that_can_be_seen() {
    for (text, expected) in [
        (" Skola \u{feff}", Ok("Skola")),
        ("A\u{30a}sa", Ok("Åsa")),
        ("❤\u{fe0f}", Ok("❤\u{fe0f}")),
        ("👩\u{200d}🔬", Ok("👩\u{200d}🔬")),
        ("", Err("fault-line")),
        (" \t ", Err("fault-line")),
        ("a\nb", Err("fault-line-break")),
        ("a\u{2028}b", Err("fault-line-break")),
        ("a\u{85}b", Err("fault-line-break")),
        ("a\tb", Err("fault-letter")),
        ("a\0b", Err("fault-letter")),
        ("a\u{ffff}", Err("fault-letter")),
        ("\u{fffe}b", Err("fault-letter")),
        ("\u{1fffe}", Err("fault-letter")),
        ("\u{fdd0}", Err("fault-letter")),
        ("\u{7f}b", Err("fault-letter")),
        ("\u{200b}", Err("fault-line")),
        ("\u{200e}\u{2066}", Err("fault-invisible")),
        ("Anna\u{202e}X", Err("fault-letter")),
        ("\u{301}", Err("fault-invisible")),
        ("\u{2067}שלום\u{2069} a", Ok("\u{2067}שלום\u{2069} a")),
        ("\u{3164}", Err("fault-invisible")),
        ("\u{115f}\u{1160} \u{ffa0}", Err("fault-invisible")),
        ("\u{2800}", Err("fault-invisible")),
        ("\u{e0041}", Err("fault-invisible")),
        ("\u{2061}\u{fe0f}", Err("fault-invisible")),
    ] {
        let found = line(text, 200);
        assert_eq!(found.as_deref().map_err(|unfit| unfit.message), expected, "{text:?}");
    }
    assert_eq!(message(line(&"å".repeat(201), 200)), "fault-line");
    // a letter and its mark are one
    assert_eq!(message(line(&"a\u{30a}".repeat(200), 200)), "kept");
}

#[test]
fn running_text_has_lines_that_end_alike() {
    assert_eq!(prose(" a\r\nb\rc\u{2028}d\te ").as_deref(), Ok("a\nb\nc\nd\te"));
    for (text, expected) in [
        ("a\u{b}b".to_owned(), "fault-letter"),
        ("a\u{ffff}b".to_owned(), "fault-letter"),
        ("\u{200d}\n\u{3164}".to_owned(), "fault-invisible"),
        ("a".repeat(LONGEST_PROSE + 1), "fault-prose"),
        (">".repeat(LONGEST_PROSE), "fault-text-levels"),
        ("- ".repeat(20) + "a", "fault-text-levels"),
        ("*a ".repeat(40) + &"a* ".repeat(40), "fault-text-levels"),
        (format!("{}\n{}\n{}", "a|".repeat(100), "-|".repeat(100), "a\n".repeat(60)), "fault-text-cells"),
        ("> - a *b **c***\n".repeat(500), "kept"),
    ] {
        assert_eq!(message(prose(&text)), expected, "{text:.40}");
    }
    let told = prose(&format!("{}a", "> ".repeat(100))).expect_err("it is nested too deeply");
    assert_eq!(told.values, [("levels", "101".to_owned()), ("most", MOST_LEVELS.to_string())]);
}

#[test]
fn addresses_are_kept_as_they_are_parsed() {
    for (text, expected) in [
        ("https://example.org", Some("https://example.org/")),
        (" HTTP://EXAMPLE.org:80/a?b#c ", Some("http://example.org/a?b#c")),
        ("https://räksmörgås.example/å", Some("https://xn--rksmrgs-5wao1o.example/%C3%A5")),
        ("https://example.org/a/../b", Some("https://example.org/b")),
        ("ht\ntps://example.org", None),
        ("https://example.org/\r\nATTENDEE:x", None),
        ("https://example.org/a b", None),
        ("https://exam\u{200b}ple.org", None),
        ("https://example.org/\u{2028}", None),
        ("https://user@example.org/", None),
        ("https://user:word@example.org/", None),
        ("https://:word@example.org/", None),
        ("javascript:alert(1)", None),
        ("ftp://example.org", None),
        ("https://", None),
        ("example.org", None),
        ("", None),
    ] {
        assert_eq!(address(text).ok().as_deref(), expected, "{text:?}");
    }
    assert_eq!(message(address(&format!("https://example.org/{}", "å".repeat(400)))), "fault-address-length");
}

#[test]
fn e_mail_addresses_are_addresses() {
    for (text, expected) in [
        ("a.b+c@Example.ORG", Some("a.b+c@example.org")),
        ("asa@räksmörgås.example", Some("asa@xn--rksmrgs-5wao1o.example")),
        ("o'brien@example.org", Some("o'brien@example.org")),
        ("a@b", None),
        ("a@.example", None),
        ("a@example..org", None),
        ("a@b@example.org", None),
        (".a@example.org", None),
        ("a..b@example.org", None),
        ("A <a@example.org>", None),
        ("<script>@example.org", None),
        ("\"a b\"@example.org", None),
        ("a@[127.0.0.1]", None),
        ("a@127.0.0.1", None),
        ("a@exa mple.org", None),
        ("a\u{200b}@example.org", None),
        ("a\n@example.org", None),
        ("a@example.org,b@example.org", None),
        ("", None),
    ] {
        assert_eq!(email(text).ok().as_deref(), expected, "{text:?}");
    }
}

#[test]
fn telephone_numbers_are_written_in_one_way() {
    for (text, expected) in [
        ("+46 21 10 13 00", Some("+46 21 10 13 00")),
        ("021\u{2011}10\u{a0}13\u{2009}00", Some("021-10 13 00")),
        ("021–10 13—00", Some("021-10 13-00")),
        ("021−101300", Some("021-101300")),
        ("\u{202a}+46 (0)21-10 13 00\u{202c}", Some("+46 (0)21-10 13 00")),
        ("＋４６ ２１ １０ １３", Some("+46 21 10 13")),
        ("  021   10 13 00 ", Some("021 10 13 00")),
        ("0046/21.10.13", Some("0046/21.10.13")),
        ("1234", None),
        ("021-10 13 00 (växel)", None),
        ("46+21 10 13", None),
        ("++46 21 10 13", None),
        ("", None),
    ] {
        assert_eq!(phone(text).ok().as_deref(), expected, "{text:?}");
    }
}

#[test]
fn no_program_is_saved_under_the_name_of_a_text() {
    for (name, extension, expected) in [
        ("rapport 2026.pdf", "pdf", "kept"),
        ("Årsöversikt", "pdf", "kept"),
        ("a.exe.txt", "txt", "kept"),
        ("v1.2 com", "txt", "kept"),
        ("page.html", "html", "kept"),
        ("page.html", "txt", "document-program-name"),
        ("run.exe", "txt", "document-program-name"),
        ("RUN.BAT", "txt", "document-program-name"),
        ("run.bat. .", "txt", "document-program-name"),
        ("run. ps1", "txt", "document-program-name"),
        ("run.txt.vbs", "txt", "document-program-name"),
        ("run.sh", "md", "document-program-name"),
        ("exe\u{202e}txt.bat", "txt", "document-file-name"),
        ("run.bat\u{200b}", "txt", "document-program-name"),
        ("run.b\u{200b}at", "txt", "document-file-name"),
        ("run.bat::$DATA", "txt", "document-file-name"),
        ("con.txt", "txt", "document-file-name"),
        ("COM1", "txt", "document-file-name"),
        (".htaccess", "txt", "document-file-name"),
        ("../a.txt", "txt", "document-file-name"),
        ("a\nb.txt", "txt", "document-file-name"),
        ("\u{3164}.txt", "txt", "document-file-name"),
        ("", "txt", "document-file-name"),
    ] {
        assert_eq!(message(file_name(name, extension)), expected, "{name:?}");
    }
}

#[test]
fn what_no_format_can_hold_is_left_out() {
    assert_eq!(printable("a\u{ffff}b\0c\u{1}d\te\nf"), "abcd\te\nf");
    assert!(matches!(printable("Åsa\r\n"), std::borrow::Cow::Borrowed("Åsa\r\n")));
}
