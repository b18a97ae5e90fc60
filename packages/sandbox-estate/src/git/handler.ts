import { spawn } from 'node:child_process';
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { gitEnvironment } from './git';
import { renderCommit, renderRepository } from './pages';

const REPOSITORY = /^[a-z0-9][a-z0-9-]{0,62}$/;
const SMART_HTTP =
  /^\/([a-z0-9-]+)\.git\/(info\/refs|git-upload-pack|git-receive-pack)$/;

interface Options {
  /** Folder that holds the bare repositories. */
  folder: string;
  username: string;
  password: string;
  state: { refusing: boolean };
  /** Called when somebody has pushed. */
  onPush?(): void;
}

/**
 * Serves `/<name>.git/…` as Git's smart HTTP protocol (with credentials) and
 * `/<name>`, `/<name>/commit/<revision>` as read-only pages.
 */
export function createGitHandler(options: Options) {
  return (request: IncomingMessage, response: ServerResponse) => {
    handle(options, request, response).catch(error => {
      if (!response.headersSent) response.writeHead(500);
      response.end(`${error.message}\n`);
    });
  };
}

async function handle(
  options: Options,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const smart = SMART_HTTP.exec(url.pathname);
  if (smart) {
    if (!isAuthorized(options, request)) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="Git"' });
      response.end('Wrong or missing credentials\n');
      return;
    }
    if (!existsSync(path.join(options.folder, `${smart[1]}.git`))) {
      response.writeHead(404);
      response.end(`There is no repository ${smart[1]}\n`);
      return;
    }
    runHttpBackend(options, url, request, response);
    return;
  }

  const [, name, view, revision] = url.pathname.split('/');
  const bare = path.join(options.folder, `${name}.git`);
  if (request.method !== 'GET' || !REPOSITORY.test(name) || !existsSync(bare)) {
    response.writeHead(404);
    response.end('Not found\n');
    return;
  }
  const page =
    view === 'commit' && revision
      ? await renderCommit(bare, name, decodeURIComponent(revision))
      : await renderRepository(bare, name);
  response.writeHead(page ? 200 : 404, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  });
  response.end(page ?? 'There is no such commit');
}

function isAuthorized(
  { username, password, state }: Options,
  request: IncomingMessage,
): boolean {
  if (state.refusing) return false;
  const header = request.headers.authorization ?? '';
  const given = Buffer.from(header.replace(/^Basic /i, ''), 'base64');
  const wanted = Buffer.from(`${username}:${password}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** Runs `git http-backend` as a CGI program (RFC 3875). */
function runHttpBackend(
  { folder, username, onPush }: Options,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const child = spawn('git', ['http-backend'], {
    env: {
      ...gitEnvironment(),
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      REMOTE_USER: username,
      REQUEST_METHOD: request.method,
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      CONTENT_LENGTH: request.headers['content-length'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.on('error', () => {
    if (!response.headersSent) response.writeHead(500);
    response.end('The program git could not be started\n');
  });
  request.pipe(child.stdin);
  child.stdin.on('error', () => request.unpipe(child.stdin));
  response.on('close', () => child.kill());

  let head: Buffer = Buffer.alloc(0);
  const onHead = (chunk: Buffer) => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    child.stdout.off('data', onHead);
    let status = 200;
    for (const line of head.subarray(0, end).toString('latin1').split('\r\n')) {
      const colon = line.indexOf(':');
      const key = line.slice(0, colon);
      const value = line.slice(colon + 1).trim();
      if (/^status$/i.test(key)) status = Number(value.split(' ')[0]);
      else response.setHeader(key, value);
    }
    response.writeHead(status);
    response.write(head.subarray(end + 4));
    child.stdout.pipe(response);
  };
  child.stdout.on('data', onHead);
  child.stdout.on('end', () => {
    if (!response.headersSent) response.writeHead(502);
    response.end();
  });
  if (request.method === 'POST' && url.pathname.endsWith('receive-pack')) {
    child.on('close', () => onPush?.());
  }
}
