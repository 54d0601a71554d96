import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { codeFences } from './support/code-fences.js';
import { filesBelow, readRepositoryFile, rootPath } from './support/repository.js';

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  '.changeset/README.md',
  ...['docs', 'packages', 'apps'].flatMap((folder) => filesBelow(folder, '.md')),
];

test.each(documents)(
  'every relative link of %s leads to a file of the repository and to a heading in it',
  (document) => {
    const broken = relativeLinks(readRepositoryFile(document)).flatMap((link) => {
      const fault = faultOf(document, link);
      return fault === undefined ? [] : [`${link}: ${fault}`];
    });
    expect(broken).toEqual([]);
  },
);

function relativeLinks(markdown: string): readonly string[] {
  const prose = withoutCode(markdown);
  const inline = [...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)];
  const definitions = [...prose.matchAll(/^\s*\[[^\]]+\]:\s*(\S+)/gm)];
  const elements = [...prose.matchAll(/\b(?:href|src)="([^"]+)"/g)];
  return [...inline, ...definitions, ...elements]
    .map((match) => match[1] ?? '')
    .filter((link) => !/^[a-z][a-z+.-]*:/i.test(link));
}

function faultOf(document: string, link: string): string | undefined {
  const [target = '', anchor] = decodeURIComponent(link).split('#');
  const path = target === '' ? document : normalize(join(dirname(document), target));
  if (target.startsWith('/') || path.startsWith('..')) return 'leaves the repository';
  if (!existsSync(join(rootPath, path))) return 'no such file';
  if (anchor === undefined) return undefined;
  if (statSync(join(rootPath, path)).isDirectory() || !path.endsWith('.md')) return 'an anchor needs a Markdown file';
  return anchors(readRepositoryFile(path)).has(anchor) ? undefined : 'no such heading';
}

/** The anchors a Markdown file offers: one per heading, as GitHub names them, and explicit ids. */
function anchors(markdown: string): ReadonlySet<string> {
  const names = new Set<string>();
  const withoutFences = withoutCode(markdown, { inline: false });
  for (const [, heading = ''] of withoutFences.matchAll(/^ {0,3}#{1,6}\s+(.+?)\s*#*\s*$/gm)) {
    const name = headingAnchor(heading);
    let unique = name;
    for (let repeat = 1; names.has(unique); repeat += 1) unique = `${name}-${repeat}`;
    names.add(unique);
  }
  for (const [, id = ''] of withoutFences.matchAll(/\b(?:id|name)="([^"]+)"/g)) names.add(id);
  return names;
}

function headingAnchor(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
    .replaceAll(' ', '-');
}

function withoutCode(markdown: string, { inline = true } = {}): string {
  const lines = markdown.split('\n');
  for (const { line, endLine } of codeFences(markdown)) lines.fill('', line - 1, endLine - 1);
  const prose = lines.join('\n');
  return inline ? prose.replace(/`[^`\n]+`/g, '') : prose;
}
