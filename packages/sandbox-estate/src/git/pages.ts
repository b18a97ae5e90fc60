import { git } from './git';

const REVISION = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,120}$/;

const escape = (text: string) =>
  text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);

const page = (title: string, body: string) => `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>
:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}
body{max-width:72rem;margin:2rem auto;padding:0 1rem}
pre{overflow-x:auto;padding:1rem;border:1px solid #8884;border-radius:.5rem;font:13px/1.45 ui-monospace,monospace}
.add{background:#2da44e26}.del{background:#cf222e26}.meta{opacity:.7}
</style></head><body>${body}</body></html>`;

/** The branches of a repository with their newest commit. */
export async function renderRepository(
  bare: string,
  name: string,
): Promise<string> {
  const branches = await git(
    [
      'for-each-ref',
      '--sort=-committerdate',
      '--format=%(refname:short)%09%(objectname:short)%09%(committerdate:iso-strict)%09%(contents:subject)',
      'refs/heads',
    ],
    bare,
  );
  const rows = branches
    .split('\n')
    .filter(Boolean)
    .map(line => {
      const [branch, hash, date, subject] = line.split('\t');
      return `<li><a href="/${name}/commit/${escape(hash)}"><code>${escape(
        hash,
      )}</code></a> <strong>${escape(branch)}</strong> ${escape(
        subject ?? '',
      )} <span class="meta">${escape(date)}</span></li>`;
    });
  return page(
    name,
    `<h1>${escape(name)}</h1><h2>Branches</h2><ul>${rows.join('')}</ul>`,
  );
}

/** A commit with its message and difference; undefined when there is none. */
export async function renderCommit(
  bare: string,
  name: string,
  revision: string,
): Promise<string | undefined> {
  if (!REVISION.test(revision) || revision.includes('..')) return undefined;
  const hash = await git(
    [
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${revision}^{commit}`,
    ],
    bare,
  ).catch(() => undefined);
  if (!hash) return undefined;
  const shown = await git(
    ['show', '--stat', '--patch', '--format=%H%n%an%n%aI%n%B%x00', hash.trim()],
    bare,
  );
  const [head, difference = ''] = shown.split('\0');
  const [id, author, date, ...message] = head.split('\n');
  const lines = difference.split('\n').map(line => {
    let kind = '';
    if (line.startsWith('+')) kind = 'add';
    else if (line.startsWith('-')) kind = 'del';
    return `<span class="${kind}">${escape(line)}</span>`;
  });
  return page(
    message[0] ?? id,
    `<p><a href="/${name}">${escape(name)}</a></p><h1>${escape(
      message[0] ?? '',
    )}</h1>
<p class="meta"><code>${escape(id)}</code> · ${escape(author)} · ${escape(
      date,
    )}</p>
<pre>${escape(
      message.slice(1).join('\n').trim(),
    )}</pre><h2>Change</h2><pre>${lines.join('\n')}</pre>`,
  );
}
