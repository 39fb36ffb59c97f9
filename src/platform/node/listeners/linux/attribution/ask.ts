/**
 * Asks an engine one question over its Unix socket, and reads no more than a given number of bytes
 * for no longer than a given time: an engine that hangs must not hang a survey.
 */
import { lstatSync } from 'node:fs';
import { connect } from 'node:net';
import type { Missing } from '../read.ts';
import { missing } from './bounded.ts';
import { parseHttpAnswer } from './parse/http-answer.ts';

/** How long an engine may take, in milliseconds; those with hundreds of containers take a while. */
const PATIENCE = 1_000;
/** Longest answer: some thousands of containers, at three kilobytes each. */
const LIMIT = 16 * 1024 * 1024;

/**
 * The body of the answer to `GET target`, a document that only describes.
 * @param owner who must own the socket, besides root: others could answer what they like
 */
export async function ask(
  socket: string,
  target: string,
  owner: number,
): Promise<{ text: string } | Missing> {
  try {
    const stat = lstatSync(socket);
    const trusted = stat.uid === 0 || stat.uid === owner;
    if (!stat.isSocket() || !trusted) return 'absent';
    const answer = parseHttpAnswer(await exchange(socket, target));
    return answer?.status === 200 ? { text: answer.body } : 'absent';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const silent = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAGAIN'];
    return silent.includes(String(code)) ? 'absent' : missing(error);
  }
}

/** All that comes until the other side closes; what has come by then when it takes too long. */
function exchange(path: string, target: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let length = 0;
    const socket = connect({ path });
    const finish = () => {
      clearTimeout(alarm);
      socket.destroy();
      resolve(Buffer.concat(pieces).toString('utf8'));
    };
    const alarm = setTimeout(finish, PATIENCE);
    socket.on('error', (error) => {
      clearTimeout(alarm);
      reject(error);
    });
    socket.on('data', (piece) => {
      pieces.push(piece);
      length += piece.length;
      if (length > LIMIT) finish();
    });
    socket.on('end', finish);
    socket.write(`GET ${target} HTTP/1.0\r\nHost: localhost\r\nAccept: application/json\r\n\r\n`);
  });
}
