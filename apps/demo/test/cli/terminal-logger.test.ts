import { describe, expect, it } from 'vitest';
import { TerminalLogger } from '../../src/cli/terminal-logger.js';

function loggerWith(quiet: boolean): { readonly logger: TerminalLogger; readonly lines: readonly string[] } {
  const lines: string[] = [];
  return { logger: new TerminalLogger({ print: (line) => lines.push(line), quiet }), lines };
}

describe('TerminalLogger', () => {
  it('prints warnings and errors with their cause, and nothing less', () => {
    const { logger, lines } = loggerWith(false);
    logger.debug();
    logger.info();
    logger.warn('It is tried again.', { model: 'm', error: new Error('busy') });
    logger.warn('Odd.', {});
    logger.error('Closing failed.', { error: 'no disk' });

    expect(lines).toEqual(['warning: It is tried again. busy', 'warning: Odd.', 'error: Closing failed. no disk']);
  });

  it('prints what is said again once, and how often it was said at the end', () => {
    const { logger, lines } = loggerWith(false);
    for (let count = 0; count < 100; count += 1) logger.warn('Down.', { attempt: count });
    logger.warn('Slow.');
    logger.finish();
    logger.finish();

    expect(lines).toEqual(['warning: Down.', 'warning: Slow.', 'warning: Down. (99 more times)']);
  });

  it('prints errors only when it is to be quiet', () => {
    const { logger, lines } = loggerWith(true);
    logger.warn('Down.');
    logger.error('Gone.');

    expect(lines).toEqual(['error: Gone.']);
  });
});
