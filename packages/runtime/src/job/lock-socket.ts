import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A Unix socket that tells whoever connects to it whose it is. It does not keep the process alive. */
export interface LockSocket {
  /** Refuses connections from now on. May be called again. */
  close(): Promise<void>;
}

/** How long somebody who is alive may take to say who it is, in milliseconds. */
const answerTimeoutMs = 1000;
const longestAnswer = 500;

/**
 * Listens.
 *
 * @param path at most as long as a socket address may be; nothing is there yet.
 * @param owner what to tell those who connect.
 */
export async function listenAt(path: string, owner: string): Promise<LockSocket> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // Whoever asked may be gone.
    socket.on('error', () => {});
    socket.end(owner);
  });
  // A worker of a cluster listens itself: otherwise its primary would, and the socket would live and die with that.
  server.listen({ path, exclusive: true });
  await once(server, 'listening');
  server.unref();
  // Whoever cannot be answered is connected nevertheless, which says enough.
  server.on('error', () => {});
  return {
    close: async () => {
      if (server.listening) {
        const closed = once(server, 'close');
        server.close();
        for (const socket of sockets) {
          socket.destroy();
        }
        await closed;
      }
    },
  };
}

/**
 * Whose a socket is.
 *
 * @returns what it says; `undefined` when nobody listens there any more.
 * @throws when that cannot be found out
 */
export async function probe(path: string): Promise<string | undefined> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
  } catch (error) {
    socket.destroy();
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ECONNREFUSED' || code === 'ENOENT') {
      return undefined;
    }
    if (code === 'EAGAIN') {
      return 'a process that many ask at the same time';
    }
    throw error;
  }
  return readAnswer(socket);
}

async function readAnswer(socket: Socket): Promise<string> {
  let answer = '';
  // It is alive whatever it says, also when it is stopped and says nothing.
  socket.setTimeout(answerTimeoutMs, () => socket.destroy());
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    answer = (answer + text).slice(0, longestAnswer);
  });
  socket.on('error', () => {});
  await new Promise<void>((resolve) => {
    socket.on('close', () => resolve());
  });
  return answer === '' ? 'a process that does not answer' : answer;
}
