import type { BaseChatModelConnection, ChatMessage, ChatOptions } from '@millrace/api';
import { onTestFinished } from 'vitest';
import {
  AiSdkChatModelConnection,
  AiSdkEmbeddingModelConnection,
  type OpenAiCompatibleConnectionOptions,
} from '../../src/index.js';
import { OpenAiServer } from './openai-server.js';

export const apiKey = 'key-7d1f4c-secret';

type Options = Partial<OpenAiCompatibleConnectionOptions>;

/** A server that is closed when the test ends. */
export async function startServer(): Promise<OpenAiServer> {
  const server = await OpenAiServer.start();
  onTestFinished(() => server.close());
  return server;
}

/** A connection to `server` that is closed when the test ends. */
export function connectChat(server: OpenAiServer, options: Options = {}): AiSdkChatModelConnection {
  const connection = new AiSdkChatModelConnection({ ...defaults(server), ...options });
  onTestFinished(() => connection.close());
  return connection;
}

export function connectEmbeddings(server: OpenAiServer, options: Options = {}): AiSdkEmbeddingModelConnection {
  const connection = new AiSdkEmbeddingModelConnection({ ...defaults(server), ...options });
  onTestFinished(() => connection.close());
  return connection;
}

/** Sends messages with nothing else unless `options` says so. */
export function chat(
  connection: BaseChatModelConnection,
  messages: readonly ChatMessage[],
  options: Partial<ChatOptions> = {},
): Promise<ChatMessage> {
  return connection.chat(messages, { tools: [], parameters: {}, ...options });
}

function defaults(server: OpenAiServer): OpenAiCompatibleConnectionOptions {
  return { provider: 'openai-compatible', baseUrl: server.baseUrl, apiKey, model: 'small' };
}
