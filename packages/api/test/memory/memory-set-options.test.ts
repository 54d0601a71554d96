import { describe, expect, test } from 'vitest';
import {
  type MemorySetOptions,
  memorySetOptionsFromJson,
  memorySetOptionsToJson,
} from '../../src/memory/memory-set-options.js';
import { ChatMessage } from '../../src/message/chat-message.js';
import { Prompt } from '../../src/prompt/prompt.js';
import { errorOf } from '../support/expect-error.js';

describe('the wire form of memory set options', () => {
  test.each<[string, MemorySetOptions]>([
    ['no compaction', { itemType: 'text', capacity: 10 }],
    ['compaction by the default prompt', { itemType: 'message', capacity: 100, compaction: { model: 'm', limit: 1 } }],
    [
      'compaction by a named prompt',
      { itemType: 'text', capacity: 1, compaction: { model: 'm', prompt: 'p', limit: 2 } },
    ],
    [
      'compaction by a prompt of its own',
      {
        itemType: 'message',
        capacity: 100,
        compaction: { model: 'm', prompt: Prompt.fromMessages([ChatMessage.system('Summarise.')]), limit: 3 },
      },
    ],
  ])('with %s reads back as it was', (_, options) => {
    expect(memorySetOptionsFromJson(memorySetOptionsToJson(options))).toEqual(options);
  });

  test('has explicit nulls', () => {
    expect(memorySetOptionsToJson({ itemType: 'text', capacity: 1 })).toEqual({
      item_type: 'text',
      capacity: 1,
      compaction: null,
    });
    expect(
      memorySetOptionsToJson({ itemType: 'text', capacity: 1, compaction: { model: 'm', limit: 1 } }),
    ).toMatchObject({
      compaction: { model: 'm', prompt: null, limit: 1 },
    });
  });

  test.each([
    [{ item_type: 'number', capacity: 1 }, 'options.item_type'],
    [{ item_type: 'text', capacity: 0 }, 'options.capacity'],
    [{ item_type: 'text', capacity: 1, compaction: { limit: 1 } }, 'options.compaction.model'],
    [
      { item_type: 'text', capacity: 1, compaction: { model: 'm', limit: 1, prompt: {} } },
      'options.compaction.prompt.template',
    ],
  ])('%j is refused by its path', (json, path) => {
    expect(errorOf(() => memorySetOptionsFromJson(json))).toEqual({ code: 'ATTRIBUTE_INVALID', path });
  });
});
