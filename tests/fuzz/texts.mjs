// Texts that programs have stumbled over: each stands for a kind.

const long = (text, length) => text.repeat(Math.ceil(length / text.length)).slice(0, length)

export const texts = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\t',
  'a\r\nb: c',
  '\u001b[31m',
  '\u0085',
  '\u200b',
  '\u202egpj.exe',
  '\u2028',
  '\u3164',
  '\ufeffa',
  '\uffff',
  '\ufffe',
  '\ud800',
  '\udc00\ud800',
  'A\u030angstro\u0308m',
  'Ångström',
  'ß İ ı ſ ŉ',
  '👩‍👩‍👧‍👦',
  long('\u0301', 300),
  long('å', 70_000),
  long('>', 20_000),
  long('*a **b ', 20_000),
  long('[', 10_000),
  long('- ', 10_000),
  long('`', 5_000),
  long('<b>', 9_000),
  long('a ', 4_000),
  '%',
  '%_\\',
  '_',
  "' OR 1=1 --",
  '"; DROP TABLE person; --',
  '\\',
  '\\u0000',
  '${7*7}',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '![x](http://127.0.0.1:9/x.png)',
  '[x](javascript:alert(1))',
  '=cmd|calc',
  '+1',
  '＝1+1',
  '../../etc/passwd',
  'http://user:secret@host/',
  'ht\ntps://example.org',
  'https://[::1',
  'mailto:a@b',
  'a@b',
  'a@b@c',
  '"a b"@example.org',
  'RRULE:FREQ=SECONDLY',
  'FREQ=DAILY;COUNT=99999999',
  'FREQ=YEARLY;UNTIL=99991231T235959Z',
  'BEGIN:VEVENT',
  'null',
  'true',
  '-0',
  '1e309',
  'NaN',
  '0x10',
  '９',
  '9223372036854775808',
  'Europe/Stockholm',
  'Etc/GMT+14',
  'sv;q=0, *;q=0',
]

export const dates = [
  '2024-02-29', '2023-02-29', '0001-01-01', '0000-01-01', '9999-12-31', '10000-01-01', '-0001-01-01', '2024-1-1', '2024-W01-1',
  '2026-11-30',
]

export const moments = [
  '2026-11-30T12:00:00Z', '2026-11-30T12:00:00.1234567Z', '2016-12-31T23:59:60Z', '0001-01-01T00:00:00+23:59',
  '9999-12-31T23:59:59-23:59', '2026-03-29T02:30:00+01:00', '2026-11-30t12:00:00z', '2026-11-30 12:00:00Z', '2026-11-30T12:00Z',
  '2026-11-30T24:00:00Z', '+012026-11-30T12:00:00Z',
]

export const numbers = [0, 1, 2, 3, 25, 100, 101, -1, 1e3, 2147483647, -2147483648, 2147483648, 1e308, -1e308, 0.1, 0.0001, 5e-324, 9007199254740993]

/** What is as it should be. */
export const sound = {
  texts: ['skola', 'Ny rubrik', 'äldre', 'Europe/Stockholm', 'https://example.org/a', 'rut@example.org', '+46 70 123 45 67', 'sv'],
  dates: ['2024-02-29', '2026-11-30', '2027-01-31', '0001-01-01', '9999-12-31'],
  moments: ['2026-11-30T12:00:00Z', '2027-06-01T08:00:00+02:00', '2024-02-29T00:00:00.123Z', '9999-12-31T23:59:59Z'],
}
