export interface CodeFence {
  /** What follows the opening backticks: `ts`, `text output`. */
  readonly info: string;
  readonly text: string;
  /** Line of the opening backticks, from 1. */
  readonly line: number;
  /** Line after the closing backticks, from 1. */
  readonly endLine: number;
}

export interface Example {
  readonly code: string;
  readonly line: number;
  /** What the example prints, when a `text` fence stands right after it. */
  readonly expectedOutput: string | undefined;
}

/** The fenced code blocks of a Markdown text, in order. */
export function codeFences(markdown: string): readonly CodeFence[] {
  const lines = markdown.split('\n');
  const fences: CodeFence[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const opening = /^(?<indent>\s*)(?<ticks>`{3,})(?<info>[^`]*)$/.exec(lines[index] ?? '')?.groups;
    if (opening === undefined) continue;
    const { indent = '', ticks = '', info = '' } = opening;
    const length = lines.slice(index + 1).findIndex((line) => line.trim() === ticks);
    if (length < 0) throw new Error(`the code block that starts in line ${index + 1} never ends`);
    const body = lines.slice(index + 1, index + 1 + length);
    const text = body.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line)).join('\n');
    const endLine = index + length + 3;
    fences.push({ info: info.trim(), text, line: index + 1, endLine });
    index = endLine - 2;
  }
  return fences;
}

/** The `ts` blocks of a Markdown text, each with the output that stands right after it. */
export function examples(markdown: string): readonly Example[] {
  const fences = codeFences(markdown);
  return fences.flatMap((fence, index) => {
    if (fence.info !== 'ts') return [];
    const next = fences[index + 1];
    const isOutput = next !== undefined && /^text(?: output)?$/.test(next.info) && follows(markdown, fence, next);
    return [{ code: fence.text, line: fence.line, expectedOutput: isOutput ? next.text : undefined }];
  });
}

function follows(markdown: string, fence: CodeFence, next: CodeFence): boolean {
  const between = markdown.split('\n').slice(fence.endLine - 1, next.line - 1);
  return between.every((line) => line.trim() === '');
}
