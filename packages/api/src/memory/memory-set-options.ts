import { type AttributeReader, MemberReader, readInteger, readName, unexpected } from '../json/attribute-reader.js';
import type { Attributes } from '../json/attribute-value.js';
import type { ChatMessage } from '../message/chat-message.js';
import { LocalPrompt } from '../prompt/prompt.js';

/** What the items of a memory set are. */
export interface MemoryItemByType {
  readonly text: string;
  readonly message: ChatMessage;
}

export type MemoryItemType = keyof MemoryItemByType;

/** What a memory set is made with. */
export interface MemorySetOptions<T extends MemoryItemType = MemoryItemType> {
  readonly itemType: T;
  /** How many items the set may hold before it is compacted; positive. */
  readonly capacity: number;
  /** How the set is compacted. Default: not at all; adding beyond the capacity is refused. */
  readonly compaction?: CompactionConfig | undefined;
}

/** How a model condenses a memory set into summaries. */
export interface CompactionConfig {
  /** Name of the chat model. */
  readonly model: string;
  /** Name of a prompt resource, or a prompt. Default: one that comes with the memory. */
  readonly prompt?: string | LocalPrompt | undefined;
  /** At most this many summaries; positive. */
  readonly limit: number;
}

/** The wire form, as attribute values: `{"item_type","capacity","compaction":{"model","prompt","limit"}}`, with explicit nulls. */
export function memorySetOptionsToJson(options: MemorySetOptions): Attributes {
  const { itemType, capacity, compaction } = options;
  return { item_type: itemType, capacity, compaction: compaction === undefined ? null : compactionToJson(compaction) };
}

/** Reads the wire form. @throws InvalidValueError `ATTRIBUTE_INVALID`, `ATTRIBUTE_UNKNOWN` */
export function memorySetOptionsFromJson(value: unknown, path = 'options'): MemorySetOptions {
  const members = new MemberReader(value, path).only('item_type', 'capacity', 'compaction');
  const compaction = members.optional('compaction', readCompaction);
  return {
    itemType: members.required('item_type', readItemType),
    capacity: members.required('capacity', readPositive),
    ...(compaction === undefined ? {} : { compaction }),
  };
}

function compactionToJson(config: CompactionConfig): Attributes {
  const prompt = config.prompt ?? null;
  return { model: config.model, prompt: prompt instanceof LocalPrompt ? prompt.toJSON() : prompt, limit: config.limit };
}

const readCompaction: AttributeReader<CompactionConfig> = (value, path) => {
  const members = new MemberReader(value, path).only('model', 'prompt', 'limit');
  const prompt = members.optional('prompt', readPrompt);
  return {
    model: members.required('model', readName),
    ...(prompt === undefined ? {} : { prompt }),
    limit: members.required('limit', readPositive),
  };
};

const readPrompt: AttributeReader<string | LocalPrompt> = (value, path) =>
  typeof value === 'string' ? readName(value, path) : LocalPrompt.fromJson(value, path);

const readItemType: AttributeReader<MemoryItemType> = (value, path) => {
  if (value !== 'text' && value !== 'message') {
    throw unexpected(value, path, 'text or message');
  }
  return value;
};

const readPositive: AttributeReader<number> = (value, path) => {
  const integer = readInteger(value, path);
  if (integer < 1) {
    throw unexpected(value, path, 'a positive integer');
  }
  return integer;
};
