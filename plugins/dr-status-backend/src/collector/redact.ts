/*
 * Messages of drivers carry what they were given. What looks like a secret is
 * taken out before a message is kept, shown or logged.
 */
const PATTERNS: Array<[RegExp, string]> = [
  // user:password@ in a URL
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, '$1***@'],
  [/\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]+/gi, '$1 ***'],
  [
    /\b(password|passwd|pwd|secret|token|api[-_]?key|access[-_]?key(?:[-_]?id)?|authorization|credential|signature|x-amz-[a-z-]+)("?\s*[:=]\s*"?)[^\s"',;&}]+/gi,
    '$1$2***',
  ],
  // JSON web tokens and AWS access key ids, wherever they stand
  [/\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.?[A-Za-z0-9_-]*/g, '***'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, '***'],
];

const LONGEST = 300;

/** One line without secrets, cut where it grows too long to read. */
export function redact(message: string): string {
  let line = message.replace(/\s+/g, ' ').trim();
  for (const [pattern, replacement] of PATTERNS) {
    line = line.replace(pattern, replacement);
  }
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
