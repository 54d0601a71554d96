import { ChatMessage, LocalPrompt, ResourceDescriptor } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { AiSdkChatModelSetup, AiSdkEmbeddingModelSetup } from '../src/index.js';
import { agentResources } from './support/agent-resources.js';
import { connectChat, connectEmbeddings, startServer } from './support/connected.js';
import { NamedTool } from './support/named-tool.js';
import { completion, embeddings } from './support/replies.js';

describe('a chat model of an agent', () => {
  test('asks its connection with its prompt, its tools and its parameters; those of the call win', async () => {
    const server = (await startServer()).replyWith(completion({ content: 'In Paris.' }));
    const context = agentResources({ service: connectChat(server), locate: new NamedTool('locate') });
    const descriptor = new ResourceDescriptor(AiSdkChatModelSetup, {
      connection: 'service',
      model: 'large',
      prompt: LocalPrompt.fromText('Answer in {language}.'),
      tools: ['locate'],
      temperature: 0.2,
      max_tokens: 50,
    });

    await new AiSdkChatModelSetup(descriptor, context).chat([ChatMessage.user('Where is the Louvre?')], {
      parameters: { temperature: 0.9 },
      promptArgs: { language: 'French' },
    });

    expect(server.body()).toMatchObject({
      model: 'large',
      temperature: 0.9,
      max_tokens: 50,
      messages: [
        { role: 'user', content: 'Answer in French.' },
        { role: 'user', content: 'Where is the Louvre?' },
      ],
      tools: [{ function: { name: 'locate' } }],
    });
  });

  test('is refused when it is made with a parameter that nobody knows, before any request', () => {
    const descriptor = new ResourceDescriptor(AiSdkChatModelSetup, { connection: 'service', temprature: 0.2 });

    expect(() => new AiSdkChatModelSetup(descriptor, agentResources({}))).toThrow(
      expect.objectContaining({ code: 'MODEL_PARAMETER_UNKNOWN', path: 'arguments.temprature' }),
    );
  });
});

describe('an embedding model of an agent', () => {
  test('asks its connection with its model and its provider options', async () => {
    const server = (await startServer()).replyWith(embeddings([[1, 2]]));
    const descriptor = new ResourceDescriptor(AiSdkEmbeddingModelSetup, {
      connection: 'service',
      model: 'large',
      providerOptions: { openaiCompatible: { dimensions: 2 } },
    });
    const setup = new AiSdkEmbeddingModelSetup(descriptor, agentResources({ service: connectEmbeddings(server) }));

    expect(await setup.embedOne('a')).toEqual(Float32Array.of(1, 2));
    expect(server.body()).toMatchObject({ model: 'large', input: ['a'], dimensions: 2 });
  });

  test('is refused when it is made with a parameter that nobody knows', () => {
    const descriptor = new ResourceDescriptor(AiSdkEmbeddingModelSetup, { connection: 'service', dimensions: 2 });

    expect(() => new AiSdkEmbeddingModelSetup(descriptor, agentResources({}))).toThrow(
      expect.objectContaining({ code: 'ATTRIBUTE_UNKNOWN', path: 'arguments.dimensions' }),
    );
  });
});
