type Json = Readonly<Record<string, unknown>>;

/** What the service would say about a request that it does not accept. */
export function problemWithRequest(path: string, body: Json): string | undefined {
  if (typeof body['model'] !== 'string' || body['model'] === '') {
    return 'you must provide a model parameter';
  }
  switch (path) {
    case '/v1/chat/completions':
      return problemWithMessages(listOf(body['messages'])) ?? problemWithTools(listOf(body['tools'] ?? []));
    case '/v1/embeddings':
      return listOf(body['input']).every((text) => typeof text === 'string') ? undefined : "'input' must hold strings";
    default:
      return `Unknown request URL: POST ${path}`;
  }
}

function problemWithMessages(messages: readonly unknown[]): string | undefined {
  if (messages.length === 0) {
    return "[] is too short - 'messages'";
  }
  let unanswered = new Set<unknown>();
  for (const message of messages.filter(isJson)) {
    if (message['role'] === 'tool') {
      if (!unanswered.delete(message['tool_call_id'])) {
        return "messages with role 'tool' must be a response to a preceding message with 'tool_calls'";
      }
      continue;
    }
    if (unanswered.size > 0) {
      return "an assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'";
    }
    unanswered = new Set(listOf(message['tool_calls'] ?? []).map(idOfCall));
  }
  return unanswered.size === 0 ? undefined : 'the conversation ends with unanswered tool calls';
}

function idOfCall(call: unknown): unknown {
  const { type, function: called } = isJson(call) ? call : {};
  const isCall = type === 'function' && isJson(called) && typeof called['arguments'] === 'string';
  return isCall && isJson(JSON.parse(String(called['arguments']))) && isJson(call) ? call['id'] : 'malformed';
}

function problemWithTools(tools: readonly unknown[]): string | undefined {
  for (const tool of tools) {
    const { type, function: declared } = isJson(tool) ? tool : {};
    if (type !== 'function' || !isJson(declared) || !/^[a-zA-Z0-9_-]{1,64}$/.test(String(declared['name']))) {
      return "Invalid 'tools[0].function.name': string does not match pattern '^[a-zA-Z0-9_-]+$'";
    }
  }
  return undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
