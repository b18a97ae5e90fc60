/** Marks the end of a section in Git's packet lines. */
const FLUSH = '0000';
const SERVICE = '# service=git-upload-pack';

/** The payloads of packet lines; undefined when the text is none. */
function packetLines(text: string): string[] | undefined {
  const bytes = Buffer.from(text, 'utf8');
  const lines: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const head = bytes.toString('latin1', at, at + 4);
    if (!/^[0-9a-f]{4}$/i.test(head)) {
      return undefined;
    }
    const length = head === FLUSH ? 4 : parseInt(head, 16);
    if (length < 4 || at + length > bytes.length) {
      return undefined;
    }
    if (head !== FLUSH) {
      lines.push(
        bytes.toString('utf8', at + 4, at + length).replace(/\n$/, ''),
      );
    }
    at += length;
  }
  return lines;
}

/**
 * The references that a Git server advertises over smart HTTP (protocol
 * version 0), by full name; undefined when the answer is no advertisement.
 */
export function readAdvertisement(
  text: string,
): Map<string, string> | undefined {
  const lines = packetLines(text);
  if (!lines || lines[0] !== SERVICE) {
    return undefined;
  }
  const references = new Map<string, string>();
  for (const line of lines.slice(1)) {
    // The first one carries the server's capabilities after a zero byte.
    const [reference] = line.split('\0');
    const found = /^([0-9a-f]{40}|[0-9a-f]{64}) (.+)$/.exec(reference);
    if (!found) {
      return undefined;
    }
    references.set(found[2], found[1]);
  }
  return references;
}
