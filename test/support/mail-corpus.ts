/** Messages as they are met: made up, every one, after the awkward sorts that real ones come in. */

/** Text with LF; becomes CR LF. One character an octet. */
const message = (text: string): Uint8Array =>
  Uint8Array.from(text.replaceAll('\n', '\r\n'), (character) => character.charCodeAt(0));

export interface CorpusMessage {
  readonly name: string;
  readonly octets: Uint8Array;
  /** Headers, by lower-case names, that come back in other words, and how they do. */
  readonly differs?: Readonly<Record<string, readonly string[]>>;
}

const entry = (
  name: string,
  text: string,
  differs?: Readonly<Record<string, readonly string[]>>,
): CorpusMessage => ({ name, octets: message(text), ...(differs && { differs }) });

const HEAD = `Date: Sat, 21 Nov 2026 12:00:00 +0000
From: Ann Example <ann@example.com>
To: 401.001@emsd.example
Message-ID: <1@example.com>
`;

export const CORPUS: readonly CorpusMessage[] = [
  entry('plain', `${HEAD}Subject: Plain\n\nHello.\n`),
  entry('no subject, no Message-ID, no Date', 'From: a@example.com\nTo: b@example.org\n\nx\n'),
  entry('an empty subject', `${HEAD}Subject:\n\nx\n`),
  entry('an empty body', `${HEAD}Subject: Empty\n\n`),
  entry('no body at all', `${HEAD}Subject: Header alone\n`),
  entry('a body without a last line end', `${HEAD}\nno end`),
  entry('a folded subject', `${HEAD}Subject: Folded\n over two\n\tlines\n\nx\n`),
  entry(
    'a subject longer than EMSD has room for',
    `${HEAD}Subject: ${'A subject that goes on '.repeat(12)}\n\nx\n`,
  ),
  entry('a subject of one endless word', `${HEAD}Subject: ${'x'.repeat(300)}\n\nx\n`),
  entry(
    'encoded words, many',
    `${HEAD}Subject: =?UTF-8?B?w4RyZ2VyIG1pdCBkZW0gRHJ1Y2tlcjogd2VyIGthbm4gZGFzIHNlaW4/?=\n =?UTF-8?Q?_und_=C3=BCberhaupt_ist_das_hier_ein_sehr_langer_Betreff?=\n =?UTF-8?Q?_=C3=BCber_drei_Zeilen?=\n\nx\n`,
  ),
  entry(
    'recipients in all ways',
    `From: "Example, Ann" <ann@example.com>
To: Bob <bob@example.org>, cy@example.net (Cy of the harbour),
 "Quoted \\"D\\"" <"d d"@example.org>, =?UTF-8?Q?J=C3=B6rg?= <j@example.org>
Cc: 401.001@emsd.example, Eve <402.002@emsd.example>
Bcc: f@example.org

x
`,
  ),
  entry(
    'a group',
    `From: a@example.com\nTo: Friends: bob@example.org, "Cy" <cy@example.net>;, d@example.org\n\nx\n`,
  ),
  entry(
    'nobody shown',
    `${HEAD.replace('To: 401.001@emsd.example', 'To: undisclosed-recipients:;')}\nx\n`,
  ),
  entry('no To at all', 'From: a@example.com\nSubject: x\n\nx\n', {
    to: ['undisclosed-recipients:;'],
  }),
  entry(
    'semicolons, as some programs put them',
    'From: a@example.com\nTo: Bob <b@example.org>; Cy <c@example.org>\n\nx\n',
  ),
  entry(
    'recipients nobody can read',
    'From: a@example.com\nTo: Bob, the one on the pier\nCc: b@example.org\n\nx\n',
  ),
  entry(
    'comments within comments',
    'From: a@example.com (A (the first) <x@example.net>)\nTo: (hi) b@example.org (there)\n\nx\n',
  ),
  entry(
    'a subscriber with a comment',
    'From: a@example.com\nTo: Eve <402.002@emsd.example> (at sea)\n\nx\n',
  ),
  entry(
    'a subscriber with a long name',
    `From: a@example.com\nTo: ${'Eve of the very long name '.repeat(4)}<402.002@emsd.example>\n\nx\n`,
  ),
  entry(
    'a long name',
    `From: ${'Ann with a name '.repeat(10)}<ann@example.com>\nTo: b@example.org\n\nx\n`,
  ),
  entry(
    'two authors and a sender',
    'From: a@example.com, b@example.com\nSender: a@example.com\nTo: c@example.org\nMessage-ID: <2@example.com>\n\nx\n',
    { sender: [] },
  ),
  entry(
    'another sender',
    'From: Ann <a@example.com>\nSender: The desk <desk@example.com>\nTo: c@example.org\n\nx\n',
  ),
  entry(
    'Reply-To as From',
    'From: Ann <a@example.com>\nReply-To: Ann <a@example.com>\nTo: c@example.org\n\nx\n',
    { 'reply-to': [] },
  ),
  entry(
    'Reply-To elsewhere, several',
    'From: Ann <a@example.com>\nReply-To: List <l@example.com>, b@example.com\nTo: c@example.org\n\nx\n',
  ),
  entry('two To headers', 'From: a@example.com\nTo: b@example.org\nTo: c@example.org\n\nx\n'),
  entry('two subjects', `${HEAD}Subject: One\nSubject: Two\n\nx\n`, {
    subject: ['One'],
    'x-emsd-extension': ['"Subject" "Two"'],
  }),
  entry(
    'a reply with a long thread',
    `${HEAD}In-Reply-To: <0@example.com>\nReferences: <a@example.com>\n <b@example.com> <c@example.com>\n <0@example.com>\n\nx\n`,
  ),
  entry('a reply to two', `${HEAD}In-Reply-To: <0@example.com> <1@example.com>\n\nx\n`),
  entry('a reply in words', `${HEAD}In-Reply-To: Your message of Saturday <0@example.com>\n\nx\n`),
  entry(
    'a reply to a message of ours',
    `${HEAD}In-Reply-To: <EMSD.36d3f180.00000001@emsd.example>\n\nx\n`,
  ),
  entry(
    'a reply to what looks like a message of ours',
    `${HEAD}In-Reply-To: <EMSD.ffffffffffff.00001001@emsd.example>\n\nx\n`,
  ),
  entry(
    'passed on by many',
    `Return-Path: <ann@example.com>
Received: from c.example.org (c.example.org [192.0.2.3])
\tby d.example.org with ESMTPS id 3 for <b@example.org>;
\tSat, 21 Nov 2026 12:00:03 +0000
Received: from b.example.org by c.example.org with SMTP id 2;
 Sat, 21 Nov 2026 12:00:02 +0000
Received: from a.example.org by b.example.org with SMTP id 1;
 Sat, 21 Nov 2026 12:00:01 +0000
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=key;
 h=from:to:subject; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;
 b=${'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo='.repeat(3)}
${HEAD}X-Mailer: Something 1.0 (a comment; and more)
List-Unsubscribe: <mailto:l@example.com?subject=unsubscribe>, <https://example.com/u>

x
`,
  ),
  entry(
    'attachments',
    `${HEAD}Subject: Two things
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="----=_Part_1_2.3"

Before.
------=_Part_1_2.3
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Gr\u00c3\u00bc\u00c3\u009fe
------=_Part_1_2.3
Content-Type: application/octet-stream; name="a.bin"
Content-Disposition: attachment; filename="a.bin"
Content-Transfer-Encoding: base64

AAECAwQFBgcICQ==
------=_Part_1_2.3--
`,
  ),
  entry(
    'a version with a comment',
    `${HEAD}MIME-Version: 1.0 (Some Mail 16.0)\nContent-Type: text/plain\n\nx\n`,
  ),
  entry(
    'a version and no type',
    `${HEAD}MIME-Version: 1.0\nContent-Transfer-Encoding: 7bit\n\nx\n`,
  ),
  entry('another version', `${HEAD}MIME-Version: 1.1\nContent-Type: text/plain\n\nx\n`),
  entry('a type and no version', `${HEAD}Content-Type: text/html; charset=us-ascii\n\n<p>x\n`, {
    'mime-version': ['1.0'],
  }),
  entry(
    'a type longer than EMSD has room for',
    `${HEAD}MIME-Version: 1.0\nContent-Type: application/vnd.example.something;\n name="${'long '.repeat(30)}.bin";\n x-more="${'y'.repeat(60)}"\nContent-Transfer-Encoding: base64\n\nAAEC\n`,
  ),
  entry(
    'a description longer than there is room for',
    `${HEAD}MIME-Version: 1.0\nContent-Type: text/plain\nContent-Description: ${'what it is '.repeat(15)}\nContent-ID: <i@example.com>\n\nx\n`,
  ),
  entry(
    'urgent, important, forwarded',
    `${HEAD}X-Priority: Urgent\nX-Importance: High\nX-Auto-Forwarded: True\n\nx\n`,
  ),
  entry(
    "others' priorities",
    `${HEAD}X-Priority: 1 (Highest)\nImportance: high\nPriority: urgent\nX-MSMail-Priority: High\n\nx\n`,
  ),
  entry(
    'a date in a zone',
    `Date: Fri, 20 Nov 2026 23:30:00 -0130 (somewhere)\nFrom: a@example.com\nTo: b@example.org\n\nx\n`,
    { date: ['Sat, 21 Nov 2026 01:00:00 +0000'] },
  ),
  entry(
    'a date of old',
    `Date: 21 Nov 26 12:00 GMT\nFrom: a@example.com\nTo: b@example.org\n\nx\n`,
    { date: ['Sat, 21 Nov 2026 12:00:00 +0000'] },
  ),
  entry('no date at all', `Date: tomorrow\nFrom: a@example.com\nTo: b@example.org\n\nx\n`, {
    date: [],
    'x-emsd-extension': ['"Date" "tomorrow"'],
  }),
  entry(
    '8-bit headers in UTF-8',
    `From: J\u00c3\u00b6rg <j@example.com>\nTo: b@example.org\nSubject: Gr\u00c3\u00bc\u00c3\u009fe aus K\u00c3\u00b6ln an alle\nX-Note: \u00c3\u00a4\n\nx\n`,
    {
      from: ['=?utf-8?B?SsO2cmc=?= <j@example.com>'],
      subject: ['=?utf-8?B?R3LDvMOfZSBhdXMgS8O2bG4=?= an alle'],
      'x-note': ['=?utf-8?B?w6Q=?='],
    },
  ),
  entry(
    '8-bit headers in nobody knows what',
    `From: a@example.com\nTo: J\u00f6rg <b@example.org>\nSubject: Gr\u00fc\u00dfe\n\nx\n`,
    {
      to: ['=?unknown-8bit?Q?J=F6rg?= <b@example.org>'],
      subject: ['=?unknown-8bit?B?R3L832U=?='],
    },
  ),
  entry(
    'a file name in UTF-8',
    `${HEAD}MIME-Version: 1.0\nContent-Type: text/plain; name="B\u00c3\u00bccher.txt"\n\nx\n`,
    {
      'content-type': [`text/plain; name*=utf-8''B%C3%BCcher.txt`],
    },
  ),
  entry('an 8-bit body without MIME', `${HEAD}\n\u00e4\u00f6\u00fc\n`),
  entry('dots and From at the beginning of lines', `${HEAD}\n.\n..\nFrom here on\n>From there\n`),
  entry(
    'blanks in odd places',
    `${HEAD}X-Odd :   many   blanks   inside   \nX-Empty:\nX-Tab:\ta\tb\n\nx\n`,
  ),
  entry(
    'a report of non-delivery',
    `From: MAILER-DAEMON (Mail system)\nTo: 401.001@emsd.example\nMessage-ID: <3@example.com>\nSubject: Undeliverable\nAuto-Submitted: auto-replied\n\nx\n`,
    { from: ['ann@example.com'], 'x-emsd-extension': ['"From" "MAILER-DAEMON (Mail system)"'] },
  ),
  entry(
    'a Message-ID longer than there is room for',
    `From: a@example.com\nTo: b@example.org\nMessage-ID: <${'i'.repeat(140)}@example.com>\n\nx\n`,
    {
      'message-id': ['<EMSD.00000064.00000001@emsd.example>'],
      'x-emsd-extension': [
        `"Message-ID" ${`<${'i'.repeat(140)}@example.com>`
          .match(/.{1,60}/g)!
          .map((piece) => `"${piece}"`)
          .join(' ')}`,
      ],
    },
  ),
  entry(
    'a header that pretends to be ours',
    `${HEAD}X-EMSD-Extension: "From" "boss@example.com"\nX-EMSD-Requests: 1=receipt\n\nx\n`,
  ),
];
