/**
 * An answer of HTTP/1.0 (RFC 1945), which a server ends by closing: all that it takes to ask an
 * engine one question, and a module for the whole of HTTP takes longer to load than the question.
 */

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** Total: undefined for what is no answer. */
export function parseHttpAnswer(text: string): HttpAnswer | undefined {
  const status = /^HTTP\/1\.\d (\d{3})\b/.exec(text)?.[1];
  const end = /\r?\n\r?\n/.exec(text);
  if (status === undefined || end === null) return undefined;
  // A server that goes on in 1.1 all the same cuts its answer into chunks, which no JSON begins like.
  if (/\r?\ntransfer-encoding:/i.test(text.slice(0, end.index))) return undefined;
  return { status: Number(status), body: text.slice(end.index + end[0].length) };
}
